#include "queue_inner.h"

#include "core/base/out.h"
#include "core/text/text.h"

#include <unistd.h>

/* The walk from main back to where the last sweep ended. */
struct scan {
	struct queue_branches *branches; /* sorted by id */
	struct queue_branch **by_commit; /* the same, sorted by commit */
	struct store_id mainline;        /* the next commit of main's first-parent line */
	size_t walked;
	struct arena arena;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct queue_branch *)a)->id, ((const struct queue_branch *)b)->id);
}

static int compare_commits(const void *a, const void *b)
{
	const struct queue_branch *const *x = a, *const *y = b;
	return memcmp(&(*x)->commit, &(*y)->commit, sizeof((*x)->commit));
}

static void found(struct queue_branch *branch, const struct store_id *merge)
{
	if (!branch || branch->merged)
		return;
	branch->merged = true;
	branch->merge = *merge;
}

static struct queue_branch *with_commit(struct scan *scan, const struct store_id *commit)
{
	struct queue_branch wanted = {.commit = *commit}, *key = &wanted;
	size_t n = scan->branches->len;
	struct queue_branch **at = bsearch(&key, scan->by_commit, n, sizeof(key), compare_commits);
	return at ? *at : NULL;
}

static struct queue_branch *with_id(struct scan *scan, const char *id)
{
	struct queue_branch wanted = {0};
	snprintf(wanted.id, sizeof(wanted.id), "%s", id);
	return bsearch(&wanted, scan->branches->at, scan->branches->len, sizeof(wanted), compare_ids);
}

/* What was taken back is merged only by what came after: seen from the newest on, before it. */
static void found_by_name(struct scan *scan, const struct store_commit_info *info)
{
	struct queue_branch *branch = with_id(scan, queue_message_trailer(info->message, "Submission", &scan->arena));
	if (branch && !branch->undone)
		found(branch, &info->id);
	branch = with_id(scan, queue_message_trailer(info->message, "Undoes", &scan->arena));
	if (branch && !branch->merged)
		branch->undone = true;
}

/*
 * Children come first, so a merge is seen before what it merged. A commit that only says that it
 * is a submission counts on main's own line alone: a contributor's branch can say anything.
 */
static int look_at(void *self, const struct store_commit_info *info, struct err *err)
{
	struct scan *scan = self;
	(void)err;
	scan->walked++;
	for (size_t i = 0; i < info->nparents; i++)
		if (info->nparents > 1)
			found(with_commit(scan, &info->parents[i]), &info->id);
	found(with_commit(scan, &info->id), &info->id);
	if (!store_same(&info->id, &scan->mainline))
		return 0;
	if (info->nparents)
		scan->mainline = info->parents[0];
	arena_reset(&scan->arena);
	found_by_name(scan, info);
	return 0;
}

#define SWEPT "stoa-swept"

/* Where the last sweep ended; NULL where that is not known, or history was rewritten since. */
static const struct store_id *swept(struct queue *queue, struct arena *arena, struct store_id *at)
{
	struct err ignored = {0};
	struct store_commit_info info;
	struct str hex;
	str_init(&hex, STORE_HEX);
	int rc = str_read_file(&hex, arena_printf(arena, "%s/%s", queue->path, SWEPT), &ignored);
	if (!rc)
		rc = store_from_hex(hex.at, at, &ignored);
	if (!rc)
		rc = store_commit_info(queue->content, at, arena, &info, &ignored);
	str_release(&hex);
	return rc ? NULL : at;
}

void queue_remember_swept(struct queue *queue, const struct store_id *main)
{
	struct err ignored = {0};
	enum out_result result;
	char hex[STORE_HEX];
	int root;
	store_hex(main, hex);
	if (out_open_root(queue->path, &root, &ignored))
		return;
	(void)!out_write(root, SWEPT, hex, sizeof(hex) - 1, &result, &ignored);
	close(root);
}

int queue_scan(struct queue *queue, struct queue_branches *branches, const struct store_id *main, size_t *walked,
               struct err *err)
{
	struct scan scan = {.branches = branches, .mainline = *main};
	struct store_id at;
	size_t n = branches->len;
	*walked = 0;
	if (!n)
		return 0;
	arena_init(&scan.arena);
	scan.by_commit = base_alloc(n, sizeof(*scan.by_commit));
	for (size_t i = 0; i < n; i++)
		scan.by_commit[i] = &branches->at[i];
	qsort(scan.by_commit, n, sizeof(*scan.by_commit), compare_commits);
	int rc = store_walk(queue->content, main, swept(queue, &scan.arena, &at), look_at, &scan, err);
	*walked = scan.walked;
	free(scan.by_commit);
	arena_release(&scan.arena);
	return rc;
}

static int note_branch(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	const char *id = ref + strlen("refs/heads/");
	(void)err;
	if (!text_is_id(id, strlen(id)))
		return 0;
	struct queue_branch *branch = VEC_PUSH((struct queue_branches *)self);
	snprintf(branch->id, sizeof(branch->id), "%s", id);
	branch->commit = *to;
	return 0;
}

int queue_branches(struct queue *queue, struct queue_branches *branches, struct err *err)
{
	return store_refs(queue->store, "refs/heads/", note_branch, branches, err);
}

int queue_scan_all(struct queue *queue, struct queue_branches *branches, struct err *err)
{
	struct store_id main;
	size_t walked;
	return queue_branches(queue, branches, err) || store_resolve(queue->content, queue->ref, &main, err) ||
	               queue_scan(queue, branches, &main, &walked, err)
	           ? -1
	           : 0;
}
