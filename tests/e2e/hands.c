/*
 * Does to a site what random.t says, line by line, in one process: starting programs would be most of
 * the work of a thousand small changes. Words are parted by tabs; each line is answered by "ok", or by
 * "no" and why, after lines about it that begin with a space.
 *
 *     open DIR JOBS [resident]   builds are those of stoa build, or of one stoa watch
 *     put PATH BYTES             and that many bytes follow
 *     drop PATH
 *     commit TIME [N|root]       what was put and dropped, on main; as a merge of main into its Nth
 *                                ancestor, or with no history
 *     act NAME TARGET BY TO UNTIL ID TIME
 *                                answers what it changed: " put PATH BYTES" and the bytes, " drop PATH"
 *     build
 *     verify                     against a build from nothing
 */
#include "core/act/act.h"
#include "core/base/vec.h"
#include "core/text/crypto.h"
#include "gen/build/build.h"

enum { WORDS = 9, TEXT_MAX = 1 << 20 };

struct hands {
	struct site site;
	struct store *store;
	struct queue *queue;
	struct builder *builder;
	bool opened, resident;
	int64_t jobs;
	struct arena arena, edits_arena;
	struct edits VEC_OF(struct store_edit) edits;
	struct mains VEC_OF(struct store_id) mains; /* that were committed here, oldest first */
};

static void close_site(struct hands *h)
{
	builder_close(h->builder);
	queue_close(h->queue);
	store_close(h->store);
	if (h->opened)
		site_close(&h->site);
	h->builder = NULL;
	h->queue = NULL;
	h->store = NULL;
	h->opened = false;
}

static int open_site(struct hands *h, char **word, struct err *err)
{
	close_site(h);
	if (site_open(&h->site, word[1], err))
		return -1;
	h->opened = true;
	h->jobs = strtol(word[2], NULL, 10);
	h->resident = word[3] != NULL;
	const struct queue_options options = {h->site.content, h->site.queue, h->site.conf.content_ref, h->site.host};
	return store_open(&h->store, h->site.content, err) || queue_open(&h->queue, &options, err) ? -1 : 0;
}

/* ---- content ---- */

static int put(struct hands *h, char **word, struct err *err)
{
	size_t len = strtoul(word[2], NULL, 10);
	char *bytes = arena_alloc(&h->edits_arena, len + 1, 1);
	*VEC_PUSH(&h->edits) = (struct store_edit){arena_dup(&h->edits_arena, word[1]), bytes, len};
	return fread(bytes, 1, len, stdin) == len ? 0 : err_set(err, ERR_INPUT, "half a file");
}

static int drop(struct hands *h, char **word, struct err *err)
{
	(void)err;
	*VEC_PUSH(&h->edits) = (struct store_edit){.path = arena_dup(&h->edits_arena, word[1])};
	return 0;
}

static int make_commit(struct hands *h, const char *how, struct store_commit *commit, struct err *err)
{
	const char *ref = h->site.conf.content_ref;
	struct store_commit_info info;
	struct store_id main, id, parents[2];
	bool born = store_resolve(h->store, ref, &main, err) == 0;
	size_t back = how ? strtoul(how, NULL, 10) : 0;
	err_clear(err);
	if (born && store_commit_info(h->store, &main, &h->arena, &info, err))
		return -1;
	if (back && back < h->mains.len) {
		parents[commit->nparents++] = h->mains.at[h->mains.len - 1 - back];
		parents[commit->nparents++] = main;
	} else if (born && !(how && strcmp(how, "root") == 0))
		parents[commit->nparents++] = main;
	commit->parents = parents;
	commit->tree = born ? &info.tree : NULL;
	if (store_commit(h->store, commit, &id, err) ||
	    (born ? store_ref_move(h->store, ref, &main, &id, err) : store_ref_create(h->store, ref, &id, err)))
		return -1;
	*VEC_PUSH(&h->mains) = id;
	return 0;
}

static int commit(struct hands *h, char **word, struct err *err)
{
	struct store_commit commit = {.edits = h->edits.at, .nedits = h->edits.len, .time = strtol(word[1], NULL, 10),
	                              .name = "t", .email = "t@users.localhost", .message = "x\n"};
	int rc = make_commit(h, word[2], &commit, err);
	h->edits.len = 0;
	arena_reset(&h->edits_arena);
	return rc;
}

static int tell_change(void *self, const struct store_change *change, struct err *err)
{
	struct hands *h = self;
	struct str text;
	if (!change->new_blob)
		return printf(" drop\t%s\n", change->path) < 0;
	str_init(&text, TEXT_MAX);
	int rc = store_read(h->store, change->new_blob, &text, err);
	printf(" put\t%s\t%zu\n", change->path, text.len);
	fwrite(text.at, 1, text.len, stdout);
	str_release(&text);
	return rc;
}

static int act(struct hands *h, char **word, struct err *err)
{
	const struct act_desk desk = {h->queue, &h->site.conf, &h->arena};
	const struct act act = {.name = word[1], .target = act_target(word[2], &h->arena), .by = word[3], .to = word[4],
	                        .until = strtol(word[5], NULL, 10), .id = word[6], .now = strtol(word[7], NULL, 10),
	                        .reason = "Because", .rule = ""};
	struct store_commit_info was, is;
	struct act_done done;
	struct store_id main;
	if (store_resolve(h->store, h->site.conf.content_ref, &main, err) ||
	    store_commit_info(h->store, &main, &h->arena, &was, err) || act_apply(&desk, &act, &done, err) ||
	    store_commit_info(h->store, &done.commit, &h->arena, &is, err))
		return -1;
	*VEC_PUSH(&h->mains) = done.commit;
	return store_diff(h->store, &was.tree, &is.tree, "", tell_change, h, err);
}

/* ---- the site ---- */

static int build(struct hands *h, char **word, struct err *err)
{
	struct build_options options = {.jobs = h->jobs};
	struct build_report report;
	(void)word;
	if (!h->builder)
		h->builder = builder_open(&h->site, h->resident);
	int rc = build_run(h->builder, &options, &report, err);
	if (!rc && h->resident)
		return builder_rest(h->builder, err);
	builder_close(h->builder);
	h->builder = NULL;
	return rc;
}

static void tell_difference(void *self, const char *line)
{
	(void)self;
	printf(" %s\n", line);
}

static int verify(struct hands *h, char **word, struct err *err)
{
	struct build_options options = {.jobs = h->jobs, .warn = tell_difference};
	size_t differences;
	(void)word;
	if (build_verify(&h->site, &options, &differences, err))
		return -1;
	return differences ? err_set(err, ERR_INPUT, "%zu files differ", differences) : 0;
}

static const struct {
	const char *name;
	int least;
	int (*does)(struct hands *h, char **word, struct err *err);
} commands[] = {{"open", 3, open_site}, {"put", 3, put},     {"drop", 2, drop},     {"commit", 2, commit},
                {"act", 8, act},        {"build", 1, build}, {"verify", 1, verify}};

static int obey(struct hands *h, char *line, struct err *err)
{
	char *word[WORDS + 1] = {NULL};
	int n = 0;
	for (char *at; n < WORDS && (at = strsep(&line, "\t"));)
		word[n++] = at;
	arena_reset(&h->arena);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (n >= commands[i].least && strcmp(word[0], commands[i].name) == 0)
			return commands[i].does(h, word, err);
	return err_set(err, ERR_INPUT, "%s with %d words: no such command", word[0], n);
}

int main(void)
{
	static struct hands h;
	char *line = NULL;
	size_t cap = 0;
	arena_init(&h.arena);
	arena_init(&h.edits_arena);
	for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0; fflush(stdout)) {
		struct err err = {0};
		line[n - 1] = '\0';
		if (obey(&h, line, &err))
			printf("no %s\n", err.msg);
		else
			puts("ok");
	}
	close_site(&h);
	VEC_RELEASE(&h.edits);
	VEC_RELEASE(&h.mains);
	arena_release(&h.edits_arena);
	arena_release(&h.arena);
	free(line);
	return 0;
}
