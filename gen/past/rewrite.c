#include "forgotten.h"
#include "rewrite_parts.h"

#include "gen/desk/git_cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGS_MAX = 24, LINE_BYTES = 1 << 20, OUTPUT_BYTES = 64 << 20, FILE_BYTES = 64 << 20 };

/* ---- git ---- */

/* Runs to its end; ERR_GIT with what it was where it fails. */
static int git(const char *repo, const char *const *args, struct str *out, struct err *err)
{
	int status = 0;
	struct str own;
	str_init(&own, OUTPUT_BYTES);
	int rc = git_cli(repo, args, out ? out : &own, &status, err);
	if (!rc && status)
		rc = err_set(err, ERR_GIT, "git %s failed in %s", args[0], repo);
	str_release(&own);
	return rc;
}

struct child {
	pid_t pid;
	FILE *pipe;
};

/* In or out: which end of the pipe is git's. */
static int start(struct child *child, const char *const *argv, bool reads, struct err *err)
{
	int ends[2];
	posix_spawn_file_actions_t actions;
	if (pipe2(ends, O_CLOEXEC) || posix_spawn_file_actions_init(&actions))
		return err_sys(err, "git");
	int own = ends[reads ? 1 : 0], its = ends[reads ? 0 : 1];
	errno = posix_spawn_file_actions_adddup2(&actions, its, reads ? STDIN_FILENO : STDOUT_FILENO);
	if (!errno)
		errno = posix_spawnp(&child->pid, "git", &actions, NULL, (char *const *)(uintptr_t)argv, environ);
	int rc = errno ? err_sys(err, "git cannot be run") : 0;
	posix_spawn_file_actions_destroy(&actions);
	close(its);
	child->pipe = fdopen(own, reads ? "w" : "r");
	return rc;
}

static int finish(struct child *child, int rc, const char *what, struct err *err)
{
	int how = 0;
	if (child->pipe && fclose(child->pipe) && !rc)
		rc = err_sys(err, "git %s", what);
	if (child->pid > 0 && waitpid(child->pid, &how, 0) == child->pid && how && !rc)
		rc = err_set(err, ERR_GIT, "git %s failed", what);
	return rc;
}

/* ---- one stream ---- */

struct passage {
	const char *repo;
	const char *until; /* "^<id>", or NULL */
	const char *marks; /* file; NULL: only look */
	bool loose;        /* objects in files of their own, as queue.git has them; else in a pack, which is a hundred times quicker */
};

static int run_stream(struct rewrite_work *work, const struct passage *passage, struct err *err)
{
	const char *export[ARGS_MAX] = {"git", "-C", passage->repo, "fast-export", "--no-data", "--show-original-ids", "--reencode=no",
	                                "--signed-tags=strip", "--tag-of-filtered-object=rewrite", "--use-done-feature", "--reference-excluded-parents", "--all", passage->until};
	const char *marks = arena_printf(work->rewrite->arena, "--export-marks=%s", passage->marks ? passage->marks : "");
	const char *import[ARGS_MAX] = {"git", "-C", passage->repo, "-c", passage->loose ? "fastimport.unpackLimit=1000000" : "fastimport.unpackLimit=1", "fast-import", "--quiet",
	                                "--force", marks};
	struct child from = {0}, to = {0};
	int rc = start(&from, export, false, err);
	if (!rc && passage->marks)
		rc = start(&to, import, true, err);
	work->in = from.pipe;
	work->out = to.pipe;
	work->commits.len = 0;
	map_release(&work->marks);
	map_init(&work->marks, work->rewrite->arena);
	if (!rc)
		rc = rewrite_stream(work, err);
	rc = finish(&to, rc, "fast-import", err);
	return finish(&from, rc, "fast-export", err);
}

/* ":12 <new id>" */
static int read_marks(struct rewrite_work *work, const char *path, struct err *err)
{
	struct str text;
	str_init(&text, OUTPUT_BYTES);
	int rc = str_read_file(&text, path, err);
	for (char *line = text.at; !rc && *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strcspn(line, " ");
		const struct map_entry *entry = *line == ':' ? map_find(&work->marks, line + 1, n - 1) : NULL;
		if (!entry)
			continue;
		const char *old = entry->value.at, *new = arena_dupn(work->rewrite->arena, line + n + 1, REWRITE_HEX - 1);
		map_put(&work->ids, old, strlen(old))->value.at = new;
		work->done->commits++;
		work->done->changed += strcmp(old, new) != 0;
	}
	str_release(&text);
	unlink(path);
	return rc;
}

/* ---- refs ---- */

struct moving {
	struct rewrite_work *work;
	struct store *store;
	struct str script;
	const char *main; /* moves last, and alone */
	struct store_id from, to;
};

/* git's own pushes ask nobody for the lock: what they moved meanwhile is not in the new history. */
static int check_unmoved(const struct rewrite_work *work, const char *ref, const char *from, const char *to, struct err *err)
{
	const struct map_entry *entry = map_find(&work->ids, from, strlen(from));
	/* A tag of its own has been put in place by fast-import. */
	if (!strcmp(from, to) || (entry && !strcmp(entry->value.at, to)))
		return 0;
	return err_set(err, ERR_RACE, "%s moved meanwhile, and nothing was changed: do it again", ref);
}

static int note_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)to, (void)err;
	map_put(self, ref, strlen(ref))->value.number = 1;
	return 0;
}

/* One that comes after the export stands on the old history, and would keep it. */
static int check_noted(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)to;
	if (map_find(self, ref, strlen(ref)) || !strncmp(ref, REWRITE_REFS, strlen(REWRITE_REFS)))
		return 0;
	return err_set(err, ERR_RACE, "%s came meanwhile, and nothing was changed: do it again", ref);
}

static int each_ref(struct rewrite_work *work, store_ref_fn *visit, struct err *err)
{
	struct queue *queue = work->rewrite->queue;
	return store_refs(queue_content(queue), "refs/", visit, &work->refs[0], err) ||
	               store_refs(queue_store(queue), "refs/", visit, &work->refs[1], err)
	           ? -1
	           : 0;
}

static int move_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct moving *moving = self;
	struct store_id from;
	char hex[2][STORE_HEX];
	const char *real = arena_printf(moving->work->rewrite->arena, "refs/%s", ref + strlen(REWRITE_REFS));
	if (store_resolve(moving->store, real, &from, err))
		return -1;
	store_hex(&from, hex[0]);
	store_hex(to, hex[1]);
	if (check_unmoved(moving->work, real, hex[0], hex[1], err))
		return -1;
	if (moving->main && !strcmp(real, moving->main)) {
		moving->from = from;
		moving->to = *to;
	} else if (strcmp(hex[0], hex[1]) != 0) {
		str_addf(&moving->script, "update %s %s %s\n", real, hex[1], hex[0]);
	}
	return 0;
}

static int update_refs(const char *repo, const struct str *script, struct err *err)
{
	const char *const argv[] = {"git", "-C", repo, "update-ref", "--stdin", NULL};
	struct child child = {0};
	if (!script->len)
		return 0;
	int rc = start(&child, argv, true, err);
	if (!rc && fwrite(script->at, 1, script->len, child.pipe) != script->len)
		rc = err_sys(err, "git update-ref");
	return finish(&child, rc, "update-ref", err);
}

static int drop_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)to, (void)err;
	str_addf(self, "delete %s\n", ref);
	return 0;
}

/* What an earlier run left behind, or this one is done with. */
static int drop_rewritten(struct store *store, const char *repo, struct err *err)
{
	struct str script;
	str_init(&script, OUTPUT_BYTES);
	int rc = store_refs(store, REWRITE_REFS, drop_ref, &script, err);
	if (!rc)
		rc = update_refs(repo, &script, err);
	str_release(&script);
	return rc;
}

static int drop_all(const struct rewrite *rewrite, struct err *err)
{
	return drop_rewritten(queue_store(rewrite->queue), rewrite->site->queue, err) ||
	               drop_rewritten(queue_content(rewrite->queue), rewrite->site->content, err)
	           ? -1
	           : 0;
}

/* ---- the whole ---- */

static int name_other(void *self, const struct store_change *change, struct err *err)
{
	(void)self;
	return err_set(err, ERR_GIT, "the new history would end in another %.200s; nothing was changed: remove it first", change->path);
}

/* The newest files must be what they were: only the way there is another. */
static int check_same(struct rewrite_work *work, const char *ref, struct err *err)
{
	struct store *store = work->store;
	struct store_commit_info old, new;
	char hex[2][STORE_HEX];
	const char *made = arena_printf(work->rewrite->arena, REWRITE_REFS "%s", ref + strlen("refs/"));
	if (store_resolve(store, ref, &work->done->old, err) || store_resolve(store, made, &work->done->new, err))
		return -1;
	store_hex(&work->done->old, hex[0]);
	store_hex(&work->done->new, hex[1]);
	if (check_unmoved(work, ref, hex[0], hex[1], err) ||
	    store_commit_info(store, &work->done->old, work->rewrite->arena, &old, err) ||
	    store_commit_info(store, &work->done->new, work->rewrite->arena, &new, err))
		return -1;
	return store_diff(store, &old.tree, &new.tree, "", name_other, NULL, err);
}

/* A file that is still there is shown by somebody else's post, or was left on purpose. */
static int spare_files(struct rewrite_work *work, const char *ref, struct err *err)
{
	struct store_id main, blob;
	struct store_commit_info info;
	const char *folder = work->rewrite->site->conf.content_path;
	if (store_resolve(work->store, ref, &main, err) || store_commit_info(work->store, &main, work->rewrite->arena, &info, err))
		return -1;
	for (size_t i = 0; i < work->files.len; i++) {
		struct map_entry *file = &work->files.entries[i];
		const char *path = arena_printf(work->rewrite->arena, "%s%s%s", folder, *folder ? "/" : "", file->key);
		file->value.number = store_find(work->store, &info.tree, path, &blob, err) != 0;
		err_clear(err);
	}
	return 0;
}

static bool is_changed(const struct rewrite_work *work, const struct store_id *id)
{
	char hex[STORE_HEX];
	store_hex(id, hex);
	const struct map_entry *entry = map_find(&work->ids, hex, strlen(hex));
	return entry && strcmp(entry->value.at, hex) != 0;
}

/* Where the old history parts from the new one. */
static int note_forgotten(struct rewrite_work *work, struct err *err)
{
	struct store_commit_info info;
	char hex[STORE_HEX];
	str_reset(&work->text);
	for (size_t i = 0; i < work->commits.len; i++) {
		arena_reset(&work->scratch);
		if (!is_changed(work, &work->commits.at[i]))
			continue;
		if (store_commit_info(work->store, &work->commits.at[i], &work->scratch, &info, err))
			return -1;
		bool later = false;
		for (size_t k = 0; k < info.nparents; k++)
			later = later || is_changed(work, &info.parents[k]);
		store_hex(&info.id, hex);
		if (!later)
			str_addf(&work->text, "%s\n", hex);
	}
	return str_check(&work->text, "commits", err) || forgotten_add(work->rewrite->site, work->text.at, err) ? -1 : 0;
}

static int rewrite_content(struct rewrite_work *work, const char *ref, struct err *err)
{
	const char *repo = work->rewrite->site->content;
	struct passage look = {.repo = repo}, copy = {.repo = repo, .marks = arena_printf(work->rewrite->arena, "%s/marks", work->rewrite->site->state)};
	if (work->rewrite->forget->texts && (run_stream(work, &look, err) || spare_files(work, ref, err)))
		return -1;
	return run_stream(work, &copy, err) || read_marks(work, copy.marks, err) || check_same(work, ref, err) || note_forgotten(work, err) ? -1 : 0;
}

/* Submissions of others stand on commits that are others now. */
static int rewrite_queue(struct rewrite_work *work, struct err *err)
{
	const struct rewrite *rewrite = work->rewrite;
	char hex[STORE_HEX];
	struct rewritten content = *work->done;
	store_hex(&work->done->old, hex);
	struct passage copy = {.repo = rewrite->site->queue,
	                       .loose = true,
	                       .until = arena_printf(rewrite->arena, "^%s", hex),
	                       .marks = arena_printf(rewrite->arena, "%s/marks", rewrite->site->state)};
	work->store = queue_store(rewrite->queue);
	int rc = run_stream(work, &copy, err) || read_marks(work, copy.marks, err) ? -1 : 0;
	content.files = work->done->files;
	*work->done = content;
	return rc;
}

/* Main last: whoever is killed before is where they began. */
static int move_all(struct rewrite_work *work, const char *ref, struct err *err)
{
	const struct rewrite *rewrite = work->rewrite;
	struct moving queue = {.work = work, .store = queue_store(rewrite->queue)};
	struct moving content = {.work = work, .store = queue_content(rewrite->queue), .main = ref};
	str_init(&queue.script, OUTPUT_BYTES);
	str_init(&content.script, OUTPUT_BYTES);
	int rc = each_ref(work, check_noted, err);
	if (!rc)
		rc = store_refs(queue.store, REWRITE_REFS, move_ref, &queue, err);
	if (!rc)
		rc = store_refs(content.store, REWRITE_REFS, move_ref, &content, err);
	work->begun = !rc;
	if (!rc)
		rc = update_refs(rewrite->site->queue, &queue.script, err) || update_refs(rewrite->site->content, &content.script, err) ? -1 : 0;
	if (!rc && !store_same(&content.from, &content.to))
		rc = store_ref_move(content.store, ref, &content.from, &content.to, err) || store_sync(content.store, ref, err) ? -1 : 0;
	str_release(&queue.script);
	str_release(&content.script);
	return rc;
}

/* No object that only the old history reaches is left. */
static int clean(struct rewrite_work *work, struct err *err)
{
	const struct rewrite *rewrite = work->rewrite;
	const char *repo = rewrite->site->content;
	static const char *const steps[][6] = {{"reflog", "expire", "--expire=now", "--all", NULL}, {"repack", "-a", "-d", "-q", NULL},
	                                       {"prune", "--expire=now", NULL}};
	size_t dropped;
	if (drop_rewritten(queue_store(rewrite->queue), rewrite->site->queue, err) ||
	    store_forget(queue_store(rewrite->queue), work->commits.at, work->commits.len, &dropped, err))
		return -1;
	unlink(arena_printf(rewrite->arena, "%s/stoa-swept", rewrite->site->queue));
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (git(repo, steps[i], NULL, err))
			return -1;
	}
	/* Last: a sweep knows by them who was cut short, and they name nothing that has to go. */
	return drop_rewritten(queue_content(rewrite->queue), repo, err);
}

static int back_up(const struct rewrite *rewrite, struct err *err)
{
	const char *const args[] = {"bundle", "create", "-q", rewrite->backup, "--all", NULL};
	if (!rewrite->backup)
		return 0;
	mode_t mask = umask(077);
	int rc = git(rewrite->site->content, args, NULL, err);
	umask(mask);
	return rc;
}

static int run(struct rewrite_work *work, struct err *err)
{
	const struct rewrite *rewrite = work->rewrite;
	struct err ignored = {0};
	const char *ref = rewrite->site->conf.content_ref;
	ref = !strncmp(ref, "refs/", 5) ? ref : arena_printf(rewrite->arena, "refs/heads/%s", ref);
	if (!back_up(rewrite, err) && !drop_all(rewrite, err) && !each_ref(work, note_ref, err) && !rewrite_content(work, ref, err) &&
	    !rewrite_queue(work, err) && !move_all(work, ref, err))
		return clean(work, err);
	if (!work->begun)
		(void)!drop_all(rewrite, &ignored);
	return -1;
}

/* A git that ends before it has read everything is an error to tell of, not the end of this program. */
static int run_locked(struct rewrite_work *work, struct err *err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	struct queue *queue = work->rewrite->queue;
	if (queue_lock(queue, err))
		return -1;
	sigaction(SIGPIPE, &ignore, &before);
	int rc = run(work, err);
	sigaction(SIGPIPE, &before, NULL);
	queue_unlock(queue);
	return rc;
}

int rewrite_history(const struct rewrite *rewrite, struct rewritten *rewritten, struct err *err)
{
	struct rewrite_work work = {.rewrite = rewrite, .done = rewritten, .store = queue_content(rewrite->queue)};
	*rewritten = (struct rewritten){0};
	arena_init(&work.scratch);
	map_init(&work.marks, rewrite->arena);
	map_init(&work.ids, rewrite->arena);
	map_init(&work.files, rewrite->arena);
	map_init(&work.titles, rewrite->arena);
	for (size_t i = 0; i < ARRAY_LEN(work.refs); i++)
		map_init(&work.refs[i], rewrite->arena);
	str_init(&work.text, FILE_BYTES);
	str_init(&work.file, FILE_BYTES);
	str_init(&work.line, LINE_BYTES);
	int rc = run_locked(&work, err);
	VEC_RELEASE(&work.commits);
	str_release(&work.line);
	str_release(&work.file);
	str_release(&work.text);
	for (size_t i = 0; i < ARRAY_LEN(work.refs); i++)
		map_release(&work.refs[i]);
	map_release(&work.marks);
	map_release(&work.titles);
	map_release(&work.files);
	map_release(&work.ids);
	arena_release(&work.scratch);
	return rc;
}
