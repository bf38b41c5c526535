#include "queue_inner.h"

#include "core/text/text.h"

enum { DAY = 86400, IN_FLIGHT = 3600 };

/* A branch with a verdict is one whose verdict was cut short before the branch went. */
static int mend(struct queue *queue, const struct queue_branch *branch, size_t *moved, struct err *err)
{
	enum queue_state state;
	struct store_id at;
	if (queue_locate(queue, branch->id, &state, &at, err))
		return -1;
	if (branch->undone && !branch->merged && state == QUEUE_APPROVED) /* an undo that was cut short */
		return store_ref_remove(queue->store, queue_ref(state, branch->id).name, &at, err);
	if (branch->merged) {
		++*moved;
		return queue_conclude(queue, branch, QUEUE_APPROVED, &branch->merge, err);
	}
	return state == QUEUE_WAITING ? 0 : queue_conclude(queue, branch, state, &at, err);
}

int queue_move_merged(struct queue *queue, size_t *moved, struct err *err)
{
	struct queue_branches branches = {0};
	struct store_id main;
	size_t walked;
	*moved = 0;
	if (store_resolve(queue->content, queue->ref, &main, err))
		return -1;
	int rc = queue_branches(queue, &branches, err);
	if (!rc)
		rc = queue_scan(queue, &branches, &main, &walked, err);
	for (size_t i = 0; !rc && i < branches.len; i++)
		rc = mend(queue, &branches.at[i], moved, err);
	VEC_RELEASE(&branches);
	if (!rc)
		queue_remember_swept(queue, &main);
	return rc;
}

/* What a sweep drops: verdicts from before this moment. */
struct drop {
	struct queue *queue;
	int64_t before;
	size_t dropped;
};

/* A merge that is not in main's history any more, because that was rewritten, is as good as old. */
static bool is_rewritten(const char *ref, const struct err *err)
{
	return err->code == ERR_NOTFOUND && strncmp(ref, "refs/approved/", strlen("refs/approved/")) == 0;
}

static int drop_old(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct drop *drop = self;
	struct store_commit_info info = {0};
	struct arena arena;
	arena_init(&arena);
	int rc = store_commit_info(drop->queue->store, to, &arena, &info, err);
	if (rc && is_rewritten(ref, err)) {
		err_clear(err);
		rc = 0;
	}
	if (!rc && info.time < drop->before) {
		rc = store_ref_remove(drop->queue->store, ref, to, err);
		drop->dropped += rc == 0;
	}
	arena_release(&arena);
	return rc;
}

static int sweep(struct drop *drop, int64_t now, size_t *moved, struct err *err)
{
	static const char *const verdicts[] = {"refs/rejected/", "refs/withdrawn/", "refs/approved/"};
	size_t objects;
	if (queue_move_merged(drop->queue, moved, err))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
		if (store_refs(drop->queue->store, verdicts[i], drop_old, drop, err))
			return -1;
	/* No ref may come back after a power cut without its objects. */
	if (store_sync(drop->queue->store, "refs/heads/", err))
		return -1;
	return store_prune(drop->queue->store, now - IN_FLIGHT, &objects, err);
}

int queue_sweep(struct queue *queue, int64_t now, int64_t days, size_t *moved, size_t *dropped, struct err *err)
{
	struct drop drop = {.queue = queue, .before = now - days * DAY};
	if (store_lock(queue->store, err))
		return -1;
	int rc = sweep(&drop, now, moved, err);
	store_unlock(queue->store);
	*dropped = drop.dropped;
	return rc;
}

int queue_settle(struct queue *queue, struct err *err)
{
	size_t moved;
	if (store_lock(queue->store, err))
		return -1;
	int rc = queue_move_merged(queue, &moved, err);
	store_unlock(queue->store);
	return rc;
}

static int note_cut(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	*(bool *)self = true;
	return 0;
}

int queue_rewrite_was_cut(struct queue *queue, bool *cut, struct err *err)
{
	*cut = false;
	if (queue_lock(queue, err))
		return -1;
	int rc = store_refs(queue->content, QUEUE_REWRITING, note_cut, cut, err);
	queue_unlock(queue);
	return rc;
}
