#include "queue_desk.h"

#include "core/text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES_MAX = 100 };

/* One file of the submission, and where its text is for the editor. */
struct file {
	const char *path;           /* in the repository */
	const char *temporary;      /* NULL where it is no text, or removed */
	const char *bytes;          /* NULL: it is removed */
	size_t len;
	bool clashes;               /* main has it otherwise than its author saw it */
};

struct edit {
	struct queue_desk *queue;
	const struct queue_item *item;
	struct store_id base_tree;
	const char *folder; /* private, with the texts */
	struct file files[FILES_MAX];
	size_t n;
	bool rebased; /* what is edited goes on top of main as it is now */
};

/* ---- the texts ---- */

static const char *read_blob(struct edit *edit, struct store *store, const struct store_id *blob, size_t *n, struct err *err)
{
	struct str text;
	str_init(&text, QUEUE_TEXT_MAX);
	int rc = store_read(store, blob, &text, err);
	const char *copy = rc ? NULL : arena_dupn(&edit->queue->desk.arena, text.at, text.len);
	*n = text.len;
	str_release(&text);
	return copy;
}

/* A file in a tree; an all-zero id where there is none. */
static int find_blob(struct edit *edit, const struct store_id *tree, const char *path, struct store_id *blob, struct err *err)
{
	*blob = (struct store_id){{0}};
	if (!store_find(queue_store(edit->queue->desk.queue), tree, path, blob, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* Both texts where somebody else changed it meanwhile, with marks where it was the same lines. */
static int merge(struct edit *edit, struct file *file, const struct store_change *change, struct err *err)
{
	struct store *store = queue_store(edit->queue->desk.queue);
	struct store_id was, is;
	struct str merged;
	size_t n;
	if (find_blob(edit, &edit->base_tree, file->path, &was, err) ||
	    find_blob(edit, &edit->queue->desk.tree, file->path, &is, err))
		return -1;
	file->clashes = !store_same(&was, &is);
	if (!file->clashes || !file->temporary || !change->old_blob || store_same(&is, &(struct store_id){{0}}))
		return 0;
	struct store_texts texts = {.theirs = file->bytes, .ours_name = "published", .theirs_name = "submission"};
	if (!(texts.base = read_blob(edit, store, &was, &n, err)) || !(texts.ours = read_blob(edit, store, &is, &n, err)))
		return -1;
	str_init(&merged, 4 * (size_t)QUEUE_TEXT_MAX);
	int rc = store_merge_texts(&texts, &merged, err);
	file->bytes = arena_dupn(&edit->queue->desk.arena, merged.at, merged.len);
	file->len = merged.len;
	str_release(&merged);
	return rc;
}

static int add_file(void *self, const struct store_change *change, struct err *err)
{
	struct edit *edit = self;
	struct arena *arena = &edit->queue->desk.arena;
	struct file *file = &edit->files[edit->n];
	if (edit->n == FILES_MAX)
		return err_set(err, ERR_LIMIT, "more than %d files", FILES_MAX);
	file->path = arena_dup(arena, change->path);
	if (change->new_blob && !(file->bytes = read_blob(edit, queue_store(edit->queue->desk.queue), change->new_blob, &file->len, err)))
		return -1;
	if (file->bytes && !memchr(file->bytes, '\0', file->len)) {
		const char *slash = strrchr(file->path, '/');
		file->temporary = arena_printf(arena, "%s/%zu-%s", edit->folder, edit->n, slash ? slash + 1 : file->path);
	}
	edit->n++;
	if (merge(edit, file, change, err))
		return -1;
	edit->rebased |= file->clashes;
	return 0;
}

static int write_text(const struct file *file, struct err *err)
{
	int fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(err, "%s", file->temporary);
	size_t gone = 0;
	for (ssize_t n; gone < file->len && (n = write(fd, file->bytes + gone, file->len - gone)) > 0;)
		gone += (size_t)n;
	bool closed = !close(fd);
	return closed && gone == file->len ? 0 : err_sys(err, "%s", file->temporary);
}

/* ---- the editor ---- */

static const char *editor(void)
{
	const char *visual = getenv("VISUAL"), *plain = getenv("EDITOR");
	return visual && *visual ? visual : plain && *plain ? plain : "vi";
}

/* As git does: the shell splits the editor's own options, the files are its arguments. */
static int run_editor(struct edit *edit, struct err *err)
{
	const char *argv[FILES_MAX + 5] = {"sh", "-c", NULL, "editor"};
	size_t n = 4;
	pid_t pid;
	int how = 0;
	argv[2] = arena_printf(&edit->queue->desk.arena, "%s \"$@\"", editor());
	for (size_t i = 0; i < edit->n; i++)
		if (edit->files[i].temporary)
			argv[n++] = edit->files[i].temporary;
	if (n == 4)
		return err_set(err, ERR_INPUT, "holds no text");
	errno = posix_spawnp(&pid, "sh", NULL, NULL, (char *const *)(uintptr_t)argv, environ);
	if (errno)
		return err_sys(err, "%s", editor());
	while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(how) && !WEXITSTATUS(how) ? 0 : err_set(err, ERR_INPUT, "%s gave up; it still waits", editor());
}

static bool is_marked(const char *text)
{
	return !strncmp(text, "<<<<<<< ", 8) || strstr(text, "\n<<<<<<< ") || strstr(text, "\n>>>>>>> ");
}

static int check_page(struct edit *edit, const struct file *file, struct err *err)
{
	const struct config *conf = &edit->queue->desk.site.conf;
	const struct page_limits limits = {(size_t)conf->staff_max, (size_t)conf->front_matter_max, (size_t)conf->title_max};
	struct arena *arena = &edit->queue->desk.arena;
	size_t folder = strlen(conf->content_path);
	struct page_place place;
	struct page page;
	if (is_marked(file->bytes))
		return err_set(err, ERR_INPUT, "%s: marks of the merge are left", file->path);
	if (text_check_body(file->bytes, file->len, err))
		return err_prefix(err, "%s", file->path);
	if (folder && (strncmp(file->path, conf->content_path, folder) != 0 || file->path[folder] != '/'))
		return 0;
	if (page_locate(file->path + (folder ? folder + 1 : 0), arena, &place, err))
		return -1;
	return place.kind == PAGE_NONE || place.kind == PAGE_ATTACHMENT || place.kind == PAGE_VOTES
	           ? 0
	           : page_parse(&place, file->bytes, file->len, &limits, arena, &page, err);
}

/* *emptied: somebody thought better of it. */
static int read_back(struct edit *edit, bool *changed, bool *emptied, struct err *err)
{
	*changed = *emptied = false;
	for (size_t i = 0; i < edit->n; i++) {
		struct file *file = &edit->files[i];
		struct str text;
		if (!file->temporary)
			continue;
		str_init(&text, QUEUE_TEXT_MAX);
		int rc = str_read_file(&text, file->temporary, err);
		*emptied |= !rc && !text.len;
		*changed |= !rc && (text.len != file->len || memcmp(text.at, file->bytes, text.len) != 0);
		file->bytes = arena_dupn(&edit->queue->desk.arena, text.at, text.len);
		file->len = text.len;
		str_release(&text);
		if (rc || (!*emptied && check_page(edit, file, err)))
			return -1;
	}
	return 0;
}

/* ---- the verdict ---- */

static int approve(struct edit *edit, const struct queue_verdict *verdict, bool changed, struct err *err)
{
	struct store_edit edits[FILES_MAX];
	struct queue_verdict own = *verdict;
	struct store_id merge_id;
	size_t n = 0;
	for (size_t i = 0; i < edit->n; i++)
		if (edit->rebased || (changed && edit->files[i].temporary))
			edits[n++] = (struct store_edit){edit->files[i].path, edit->files[i].bytes, edit->files[i].len};
	own.edits = edits;
	own.nedits = n;
	own.base = edit->rebased ? &edit->queue->desk.main : NULL;
	return queue_approve(edit->queue->desk.queue, &own, &merge_id, err);
}

static void forget(const struct edit *edit)
{
	for (size_t i = 0; i < edit->n; i++)
		if (edit->files[i].temporary)
			unlink(edit->files[i].temporary);
	rmdir(edit->folder);
}

static int edit_in(struct edit *edit, const struct queue_verdict *verdict, bool *published, struct err *err)
{
	bool changed, emptied;
	int rc = queue_desk_changes(edit->queue, edit->item, add_file, edit, err);
	for (size_t i = 0; !rc && i < edit->n; i++)
		rc = edit->files[i].temporary ? write_text(&edit->files[i], err) : 0;
	if (!rc)
		rc = run_editor(edit, err);
	if (rc) {
		forget(edit);
		return -1;
	}
	rc = read_back(edit, &changed, &emptied, err);
	if (!rc && !emptied)
		rc = approve(edit, verdict, changed, err);
	if (rc) {
		struct err why = *err;
		return err_set(err, why.code, "%s; your text is in %s", why.msg, edit->folder);
	}
	*published = !emptied;
	forget(edit);
	return 0;
}

int queue_edit(struct queue_desk *queue, const struct queue_verdict *verdict, bool *published, struct err *err)
{
	struct arena *arena = &queue->desk.arena;
	const char *tmp = getenv("TMPDIR");
	char *folder = arena_printf(arena, "%s/stoa-queue-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	struct edit *edit = arena_alloc(arena, 1, sizeof(*edit));
	struct store_commit_info base;
	struct queue_item item;
	*published = false;
	if (queue_find(queue->desk.queue, verdict->id, arena, &item, err))
		return -1;
	if (item.state != QUEUE_WAITING)
		return err_set(err, ERR_INPUT, "is %s already", queue_state_name(item.state));
	if (store_commit_info(queue_store(queue->desk.queue), &item.base, arena, &base, err))
		return -1;
	if (!mkdtemp(folder))
		return err_sys(err, "%s", folder);
	*edit = (struct edit){.queue = queue, .item = &item, .base_tree = base.tree, .folder = folder};
	return edit_in(edit, verdict, published, err);
}
