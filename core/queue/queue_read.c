#include "queue_inner.h"

struct paths {
	struct arena *arena;
	struct path_list VEC_OF(const char *) list;
};

static int note_path(void *self, const struct store_change *change, struct err *err)
{
	struct paths *paths = self;
	(void)err;
	*VEC_PUSH(&paths->list) = arena_dup(paths->arena, change->path);
	return 0;
}

static int list_paths(struct queue *queue, const struct store_commit_info *info, struct arena *arena,
                      struct queue_item *item, struct err *err)
{
	struct paths paths = {.arena = arena};
	struct store_commit_info base = {0};
	if (info->nparents && store_commit_info(queue->store, &info->parents[0], arena, &base, err))
		return -1;
	int rc = store_diff(queue->store, info->nparents ? &base.tree : NULL, &info->tree, "", note_path, &paths, err);
	const char **copy = arena_alloc(arena, paths.list.len + 1, sizeof(*copy));
	if (paths.list.len)
		memcpy(copy, paths.list.at, paths.list.len * sizeof(*copy));
	item->paths = copy;
	item->npaths = paths.list.len;
	VEC_RELEASE(&paths.list);
	return rc;
}

/* What the submission's own commit says. */
static int fill_submission(struct queue *queue, const struct store_id *commit, struct arena *arena,
                           struct queue_item *item, struct err *err)
{
	struct store_commit_info info;
	if (store_commit_info(queue->store, commit, arena, &info, err))
		return -1;
	item->commit = info.id;
	item->base = info.parents[0];
	item->author = info.author;
	item->summary = queue_message_summary(info.message, arena);
	item->submitted = info.time;
	return list_paths(queue, &info, arena, item, err);
}

/*
 * The submission that a commit on main took in. Our merges have it as second parent; plain git may
 * have moved main to it, rebased it or squashed it, and then the commit itself is all there is.
 */
static int merged_submission(struct queue *queue, const struct store_commit_info *merge, const char *id,
                             struct arena *arena, struct store_id *commit, struct err *err)
{
	struct store_commit_info second;
	*commit = merge->id;
	if (merge->nparents < 2)
		return 0;
	if (store_commit_info(queue->store, &merge->parents[1], arena, &second, err))
		return -1;
	if (strcmp(queue_message_trailer(second.message, "Submission", arena), id) == 0)
		*commit = second.id;
	return 0;
}

/* Without a trailer, who made the merge is who reviewed it. */
static const char *reviewer_of(const struct store_commit_info *verdict, bool by_author, struct arena *arena)
{
	const char *line = queue_message_trailer(verdict->message, "Reviewed-by", arena);
	const char *end = strstr(line, " <");
	if (*line)
		return end ? arena_dupn(arena, line, (size_t)(end - line)) : line;
	return by_author ? verdict->author : "";
}

/* at: the merge of an approved submission, the verdict's commit of another. */
static int fill_verdict(struct queue *queue, const struct store_id *at, struct arena *arena, struct queue_item *item,
                        struct err *err)
{
	struct store_commit_info verdict;
	struct store_id commit;
	if (store_commit_info(queue->store, at, arena, &verdict, err))
		return -1;
	commit = verdict.parents[0];
	if (item->state == QUEUE_APPROVED && merged_submission(queue, &verdict, item->id, arena, &commit, err))
		return -1;
	item->decided = verdict.time;
	item->reviewer = reviewer_of(&verdict, item->state == QUEUE_APPROVED && verdict.nparents > 1, arena);
	item->reason =
	    verdict.nparents > 1 || item->state != QUEUE_APPROVED ? queue_message_body(verdict.message, arena) : "";
	item->rule = queue_message_trailer(verdict.message, "Rule", arena);
	item->spam = !strcmp(queue_message_trailer(verdict.message, "Verdict", arena), "spam");
	return fill_submission(queue, &commit, arena, item, err);
}

static struct queue_item blank(const char *id, enum queue_state state, struct arena *arena)
{
	return (struct queue_item){
	    .id = arena_dup(arena, id), .state = state, .reviewer = "", .reason = "", .rule = ""};
}

/* Has plain git merged it, or was a verdict cut short after main moved? */
static int look_into_main(struct queue *queue, const char *id, enum queue_state *state, struct store_id *at,
                          struct err *err)
{
	struct queue_branch branch = {.commit = *at};
	struct queue_branches one = {&branch, 1, 1};
	struct store_id main;
	size_t walked;
	snprintf(branch.id, sizeof(branch.id), "%s", id);
	if (store_resolve(queue->content, queue->ref, &main, err) || queue_scan(queue, &one, &main, &walked, err))
		return -1;
	if (branch.merged) {
		*state = QUEUE_APPROVED;
		*at = branch.merge;
	}
	return 0;
}

int queue_verdict_commit(struct queue *queue, const char *id, struct store_id *at, struct err *err)
{
	enum queue_state state;
	if (queue_locate(queue, id, &state, at, err))
		return -1;
	return state == QUEUE_WAITING ? look_into_main(queue, id, &state, at, err) : 0;
}

int queue_find(struct queue *queue, const char *id, struct arena *arena, struct queue_item *item, struct err *err)
{
	enum queue_state state;
	struct store_id at;
	int rc = queue_locate(queue, id, &state, &at, err);
	if (rc && err->code == ERR_NOTFOUND) /* taken back between two looks */
		rc = queue_locate(queue, id, &state, &at, err);
	if (!rc && state == QUEUE_WAITING)
		rc = look_into_main(queue, id, &state, &at, err);
	if (rc)
		return -1;
	*item = blank(id, state, arena);
	rc = state == QUEUE_WAITING ? fill_submission(queue, &at, arena, item, err)
	                            : fill_verdict(queue, &at, arena, item, err);
	return rc ? err_prefix(err, "submission %s", id) : 0;
}

int queue_read_waiting(struct queue *queue, const struct queue_branch *branch, struct arena *arena,
                       struct queue_item *item, struct err *err)
{
	*item = blank(branch->id, QUEUE_WAITING, arena);
	return fill_submission(queue, &branch->commit, arena, item, err);
}

/* A branch that has a verdict too is one whose verdict was cut short: it does not wait. */
static int add_waiting(struct queue *queue, const struct queue_branch *branch, struct arena *arena,
                       struct queue_item *item, struct err *err)
{
	enum queue_state state;
	struct store_id at;
	int rc = queue_locate(queue, branch->id, &state, &at, err);
	if (rc)
		return err->code == ERR_NOTFOUND ? 0 : -1;
	if (state != QUEUE_WAITING)
		return 0;
	return queue_read_waiting(queue, branch, arena, item, err) ? -1 : 1;
}

int queue_waiting(struct queue *queue, struct arena *arena, struct queue_item **items, size_t *n, struct err *err)
{
	struct queue_branches branches = {0};
	int rc = queue_scan_all(queue, &branches, err);
	*items = arena_alloc(arena, branches.len + 1, sizeof(**items));
	*n = 0;
	for (size_t i = 0; !rc && i < branches.len; i++) {
		int added = branches.at[i].merged ? 0 : add_waiting(queue, &branches.at[i], arena, *items + *n, err);
		if (added < 0)
			rc = err_prefix(err, "submission %s", branches.at[i].id);
		else
			*n += (size_t)added;
	}
	VEC_RELEASE(&branches);
	return rc;
}
