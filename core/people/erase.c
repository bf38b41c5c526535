#include "erase.h"

#include "core/act/act.h"
#include "core/base/vec.h"
#include "core/page/forget.h"
#include "core/state/state_leaving.h"
#include "core/text/text.h"
#include "likeness.h"

enum { TRIES = 20, FILE_BYTES_MAX = 64 << 20, WORDS_BYTES = 4096 };

static const char trailer[] = "Former-member: ";

static const char *const ways[] = {[ERASE_LEAVE] = "leave", [ERASE_ANONYMISE] = "anonymise", [ERASE_DELETE] = "delete"};

const char *erase_how_name(enum erase_how how)
{
	return ways[how];
}

bool erase_how_parse(const char *name, enum erase_how *how)
{
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		if (!strcmp(ways[i], name)) {
			*how = (enum erase_how)i;
			return true;
		}
	}
	return false;
}

static int one_text(const struct words *words, const char *key, struct arena *arena, const char **text, struct err *err)
{
	static const struct mustache_type nothing = {.name = "nothing"};
	struct mustache_scope scope = {.type = &nothing, .object = ""};
	struct str out;
	str_init(&out, WORDS_BYTES);
	int rc = words_format(words, key, strlen(key), &scope, &out, err);
	*text = arena_dupn(arena, out.at, out.len);
	str_release(&out);
	return rc;
}

int erase_words(const struct words *words, struct arena *arena, const char **title, const char **body, struct err *err)
{
	return one_text(words, "data.gone_title", arena, title, err) || one_text(words, "data.gone_body", arena, body, err) ? -1 : 0;
}

/* ---- the commit ---- */

struct work {
	const struct erase *erase;
	struct arena *arena;
	struct erased *erased;
	struct forget forget;
	struct store_id main, tree;
	struct edits VEC_OF(struct store_edit) edits;
	struct mentions VEC_OF(const char *) mentions;
	struct str out;
	bool named; /* a profile, or anything else, bears the handle */
};

static void put(struct work *work, const char *path, const char *bytes, size_t n)
{
	const char *at = arena_dup(work->arena, traces_repo_path(work->erase->conf, path, work->arena));
	*VEC_PUSH(&work->edits) = (struct store_edit){at, bytes ? arena_dupn(work->arena, bytes, n) : NULL, n};
}

/* The profile stays, without any right, and in no directory. */
static int leave(struct work *work, const struct trace_found *found, struct err *err)
{
	struct page page = *found->page;
	struct page_limits limits = traces_limits(work->erase->conf);
	if (page.left)
		return 0;
	page.left = work->erase->now;
	page.role = ROLE_MEMBER;
	page.listed = false;
	str_reset(&work->out);
	if (page_rewrite(&page, found->text, found->len, &limits, &work->out, err))
		return -1;
	put(work, found->path, work->out.at, work->out.len);
	return 0;
}

/* Front matter that is no plain lines is written afresh. */
static int rename_parsed(struct work *work, const struct trace_found *found, struct err *err)
{
	struct page page = *found->page;
	struct page_limits limits = traces_limits(work->erase->conf);
	const char *gone = work->forget.gone, **names[] = {&page.author, &page.reviewer};
	if (strstr(page.target, arena_printf(work->arena, "/%s.md", work->erase->handle)))
		page.target = arena_printf(work->arena, "members/%.2s/%s.md", gone, gone);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!strcmp(*names[i], work->erase->handle))
			*names[i] = gone;
	}
	page.edited = 0;
	return page_rewrite(&page, found->text, found->len, &limits, &work->out, err);
}

/* A file that shows in nobody's name: a picture of a post whose text stays. */
static bool stays(const struct work *work, const struct trace_found *found)
{
	return found->what == TRACE_FILE && !work->forget.texts && strncmp(found->path, "members/", strlen("members/")) != 0;
}

static int forget(struct work *work, const struct trace_found *found, struct err *err)
{
	const char *to = forget_path(&work->forget, found->path, work->arena);
	bool goes = !to || (found->what == TRACE_FILE && work->forget.texts);
	if (stays(work, found))
		return 0;
	if (goes || strcmp(to, found->path) != 0)
		put(work, found->path, NULL, 0);
	if (goes)
		return 0;
	str_reset(&work->out);
	if (strcmp(to, found->path) != 0)
		put(work, to, found->text, found->len);
	else if (forget_file(&work->forget, found->path, found->text, found->len, &work->out) ||
	         !rename_parsed(work, found, err))
		put(work, to, work->out.at, work->out.len);
	else
		return -1;
	return 0;
}

static int see(void *self, const struct trace_found *found, struct err *err)
{
	struct work *work = self;
	work->erased->found[found->what]++;
	if (found->what == TRACE_MENTION) {
		if (work->mentions.len < ERASE_MENTIONS)
			*VEC_PUSH(&work->mentions) = arena_dup(work->arena, found->path);
		return 0;
	}
	if (work->erase->how == ERASE_LEAVE)
		return found->what == TRACE_PROFILE ? leave(work, found, err) : 0;
	return forget(work, found, err);
}

static int look(struct work *work, struct err *err)
{
	struct store *store = queue_content(work->erase->queue);
	struct store_commit_info info;
	if (store_resolve(store, work->erase->conf->content_ref, &work->main, err) ||
	    store_commit_info(store, &work->main, work->arena, &info, err))
		return -1;
	work->tree = info.tree;
	work->edits.len = work->mentions.len = 0;
	memset(work->erased->found, 0, sizeof(work->erased->found));
	struct traces traces = {store, work->erase->conf, &work->tree, work->erase->handle};
	return traces_each(&traces, see, work, err);
}

/* A moderator's act is in the log; somebody's own wish is not. */
static int add_log(struct work *work, struct err *err)
{
	const struct erase *erase = work->erase;
	struct page_place place;
	struct page entry;
	if (!erase->by)
		return 0;
	if (page_locate(act_log_path(erase->id, work->arena), work->arena, &place, err))
		return -1;
	page_init(&entry, &place);
	const char *whom = erase->how == ERASE_LEAVE ? erase->handle : work->forget.gone;
	entry.act = ways[erase->how];
	entry.target = arena_printf(work->arena, "members/%.2s/%s.md", whom, whom);
	entry.reason = erase->reason;
	entry.reviewer = erase->by;
	entry.date = erase->now;
	str_reset(&work->out);
	page_write(&entry, "", 0, &work->out);
	put(work, place.path, work->out.at, work->out.len);
	return 0;
}

static int publish(struct work *work, struct err *err)
{
	const struct erase *erase = work->erase;
	bool leaves = erase->how == ERASE_LEAVE;
	struct queue_submission change = {
		.author = erase->by ? erase->by : "stoa",
		.summary = leaves ? arena_printf(work->arena, "member: %s has left", erase->handle)
		                  : arena_printf(work->arena, "member: %s", erase->how == ERASE_DELETE ? "delete posts" : "take a name away"),
		.notes = leaves ? NULL : arena_printf(work->arena, "%s%s\n", trailer, work->forget.gone),
		.edits = work->edits.at,
		.nedits = work->edits.len,
		.base = &work->main,
		.exact = true,
		.now = erase->now,
	};
	return queue_publish(erase->queue, &change, &work->erased->commit, err);
}

static int change_content(struct work *work, struct err *err)
{
	for (int tries = 0; tries < TRIES; tries++) {
		if (look(work, err))
			return -1;
		work->erased->files = work->edits.len;
		if (!work->edits.len)
			return 0;
		if (add_log(work, err))
			return -1;
		if (!publish(work, err)) {
			work->erased->committed = true;
			return 0;
		}
		if (err->code != ERR_RACE)
			return -1;
		err_clear(err);
	}
	return err_set(err, ERR_RACE, "main moves all the while");
}

/* ---- private facts ---- */

static int erase_state(const struct erase *erase, struct arena *arena, struct err *err)
{
	struct state_person person;
	struct state_likeness name = likeness_of_former(erase->secret, erase->handle, arena);
	if (state_person_find(erase->state, erase->handle, erase->secret, arena, &person, err))
		return -1;
	return state_person_erase(erase->state, &person, erase->how == ERASE_LEAVE ? NULL : &name, err);
}

/* ---- all ---- */

static int begin(struct work *work, const struct erase *erase, struct arena *arena, struct erased *erased, struct err *err)
{
	*erased = (struct erased){.gone = ""};
	*work = (struct work){.erase = erase, .arena = arena, .erased = erased};
	if (!text_is_handle(erase->handle, strlen(erase->handle)) || !strcmp(erase->handle, "guest") || forget_is_handle(erase->handle))
		return err_set(err, ERR_INPUT, "'%.40s' is no member's handle", erase->handle);
	work->forget = (struct forget){.handle = erase->handle, .gone = forget_handle(arena), .texts = erase->how == ERASE_DELETE};
	str_init(&work->out, FILE_BYTES_MAX);
	return erase_words(erase->words, arena, &work->forget.title, &work->forget.body, err);
}

static void end(struct work *work)
{
	struct erased *erased = work->erased;
	const char **paths = arena_alloc(work->arena, work->mentions.len + 1, sizeof(*paths));
	if (work->mentions.len)
		memcpy(paths, work->mentions.at, work->mentions.len * sizeof(*paths));
	erased->mentions = paths;
	if (work->erase->how != ERASE_LEAVE)
		erased->gone = work->forget.gone;
	VEC_RELEASE(&work->edits);
	VEC_RELEASE(&work->mentions);
	str_release(&work->out);
}

int erase_look(const struct erase *erase, struct arena *arena, struct erased *erased, struct err *err)
{
	struct work work;
	int rc = begin(&work, erase, arena, erased, err);
	if (!rc)
		rc = look(&work, err) || queue_count_of(erase->queue, erase->handle, &erased->submissions, err) ? -1 : 0;
	if (!rc)
		erased->files = work.edits.len;
	end(&work);
	return rc;
}

static int publish_first(struct work *work, struct err *err)
{
	const struct erase *erase = work->erase;
	struct state_leaving leaving = {erase->handle, ways[erase->how], erase->by, erase->id, erase->reason};
	struct err ignored = {0};
	if (state_leaving_put(erase->state, &leaving, err))
		return -1;
	int rc = change_content(work, err);
	if (rc && state_leaving_drop(erase->state, erase->handle, &ignored))
		err_clear(&ignored);
	return rc;
}

/* What came to main while the account was still there, such as a vote, goes too: so content is looked at again last. */
static int run(struct work *work, struct err *err)
{
	const struct erase *erase = work->erase;
	struct erased first;
	if (publish_first(work, err) || queue_forget(erase->queue, erase->handle, &work->erased->submissions, err) ||
	    erase_state(erase, work->arena, err))
		return -1;
	first = *work->erased;
	if (change_content(work, err) || state_leaving_drop(erase->state, erase->handle, err))
		return -1;
	memcpy(work->erased->found, first.found, sizeof(first.found));
	work->erased->files += first.files;
	return state_person_scrub(erase->state, err);
}

int erase_member(const struct erase *erase, struct arena *arena, struct erased *erased, struct err *err)
{
	struct work work;
	int rc = begin(&work, erase, arena, erased, err);
	if (!rc)
		rc = run(&work, err);
	end(&work);
	return rc;
}

int erase_finish(const struct erase *like, struct arena *arena, size_t *n, struct err *err)
{
	struct state_leaving_list list;
	struct erased erased;
	*n = 0;
	if (state_leaving_all(like->state, arena, &list, err))
		return -1;
	for (; *n < list.len; ++*n) {
		const struct state_leaving *left = &list.at[*n];
		struct erase erase = *like;
		erase.handle = left->handle;
		erase.by = *left->by ? left->by : NULL;
		erase.id = *left->id ? left->id : NULL;
		erase.reason = *left->reason ? left->reason : NULL;
		if (!erase_how_parse(left->how, &erase.how))
			return err_set(err, ERR_SYS, "state.db: %s leaves in no known way", left->handle);
		if (erase_member(&erase, arena, &erased, err))
			return err_prefix(err, "%s", left->handle);
	}
	return 0;
}
