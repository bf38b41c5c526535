#include "queue_inner.h"

#include "core/text/text.h"

static const char *const folders[] = {[QUEUE_WAITING] = "heads",
                                      [QUEUE_APPROVED] = "approved",
                                      [QUEUE_REJECTED] = "rejected",
                                      [QUEUE_WITHDRAWN] = "withdrawn"};

const char *queue_state_name(enum queue_state state)
{
	return state == QUEUE_WAITING ? "waiting" : folders[state];
}

struct queue_ref queue_ref(enum queue_state state, const char *id)
{
	struct queue_ref ref;
	snprintf(ref.name, sizeof(ref.name), "refs/%s/%s", folders[state], id);
	return ref;
}

int queue_open(struct queue **queue, const struct queue_options *options, struct err *err)
{
	struct queue *q = base_alloc(1, sizeof(*q));
	q->path = base_strdup(options->repository);
	q->ref = base_strdup(options->ref);
	q->host = base_strdup(options->host);
	if (store_open(&q->content, options->content, err) || store_open(&q->store, options->repository, err)) {
		queue_close(q);
		return -1;
	}
	*queue = q;
	return 0;
}

void queue_close(struct queue *queue)
{
	if (!queue)
		return;
	store_close(queue->store);
	store_close(queue->content);
	free(queue->host);
	free(queue->ref);
	free(queue->path);
	free(queue);
}

struct store *queue_content(struct queue *queue)
{
	return queue->content;
}

struct store *queue_store(struct queue *queue)
{
	return queue->store;
}

int queue_lock(struct queue *queue, struct err *err)
{
	if (store_lock(queue->store, err))
		return -1;
	int rc = store_lock(queue->content, err);
	if (rc)
		store_unlock(queue->store);
	return rc;
}

void queue_unlock(struct queue *queue)
{
	store_unlock(queue->content);
	store_unlock(queue->store);
}

static int resolve(struct queue *queue, enum queue_state state, const char *id, struct store_id *at, struct err *err)
{
	struct queue_ref ref = queue_ref(state, id);
	return store_resolve(queue->store, ref.name, at, err);
}

/*
 * A verdict's ref is written before the branch goes: who sees no branch sees the verdict, and
 * who sees both sees a verdict that was cut short.
 */
int queue_locate(struct queue *queue, const char *id, enum queue_state *state, struct store_id *at, struct err *err)
{
	struct store_id waiting;
	bool found = false;
	if (!text_is_id(id, strlen(id)))
		return err_set(err, ERR_NOTFOUND, "there is no submission '%.40s'", id);
	if (resolve(queue, QUEUE_WAITING, id, &waiting, err) == 0)
		found = true;
	else if (err->code != ERR_NOTFOUND)
		return -1;
	for (*state = QUEUE_APPROVED; *state <= QUEUE_WITHDRAWN; ++*state) {
		if (resolve(queue, *state, id, at, err) == 0)
			return 0;
		if (err->code != ERR_NOTFOUND)
			return -1;
	}
	*state = QUEUE_WAITING;
	*at = waiting;
	return found ? 0 : err_set(err, ERR_NOTFOUND, "there is no submission %s", id);
}

static int is_taken(struct queue *queue, const char *id, bool *taken, struct err *err)
{
	enum queue_state state;
	struct store_id at;
	*taken = queue_locate(queue, id, &state, &at, err) == 0;
	if (!*taken && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int check_submission(const struct queue_submission *submission, struct err *err)
{
	if (!text_is_id(submission->id, strlen(submission->id)))
		return err_set(err, ERR_INPUT, "'%.40s' is not a submission's id", submission->id);
	if (!submission->nedits)
		return err_set(err, ERR_INPUT, "the submission changes nothing");
	return queue_check_summary(submission->summary, err);
}

static int write_submission(struct queue *queue, const struct queue_submission *submission, struct arena *arena,
                            struct store_commit_info *after, struct err *err)
{
	struct queue_identity who;
	struct store_id base, id;
	struct store_commit_info before;
	if (submission->base)
		base = *submission->base;
	else if (store_resolve(queue->content, queue->ref, &base, err))
		return -1;
	if (queue_identify(queue, submission->author, arena, &who, err))
		return -1;
	bool noted = submission->notes && *submission->notes;
	struct store_commit commit = {
	    .parents = &base,
	    .nparents = 1,
	    .edits = submission->edits,
	    .nedits = submission->nedits,
	    .name = who.name,
	    .email = who.email,
	    .time = submission->now,
	    .message = arena_printf(arena, "%s\n\n%s%sSubmission: %s\n", submission->summary, noted ? submission->notes : "",
	                            noted ? "\n\n" : "", submission->id),
	};
	if (store_commit(queue->store, &commit, &id, err) || store_commit_info(queue->store, &id, arena, after, err) ||
	    store_commit_info(queue->store, &base, arena, &before, err))
		return -1;
	return store_same(&before.tree, &after->tree) ? err_set(err, ERR_INPUT, "the submission changes nothing") : 0;
}

int queue_check_base(struct queue *queue, const struct store_id *base, struct err *err)
{
	struct store_id main;
	struct err gone = {0};
	bool there;
	if (store_resolve(queue->content, queue->ref, &main, err))
		return -1;
	if (store_contains(queue->content, &main, base, &there, &gone) || !there)
		return err_set(err, ERR_RACE, "the history that it was written for is gone");
	return 0;
}

/* Between the first look and the lock, the same submission may have come and been decided. */
static int enter(struct queue *queue, const char *id, const struct store_commit_info *commit, bool *again, struct err *err)
{
	struct queue_ref ref = queue_ref(QUEUE_WAITING, id);
	if (store_lock(queue->store, err))
		return -1;
	int rc = is_taken(queue, id, again, err);
	if (!rc && !*again)
		rc = queue_check_base(queue, &commit->parents[0], err) || store_ref_create(queue->store, ref.name, &commit->id, err) ? -1 : 0;
	store_unlock(queue->store);
	return rc;
}

static int write_and_enter(struct queue *queue, const struct queue_submission *submission, bool *again, struct err *err)
{
	struct store_commit_info commit;
	struct arena arena;
	arena_init(&arena);
	int rc = write_submission(queue, submission, &arena, &commit, err) || enter(queue, submission->id, &commit, again, err) ? -1 : 0;
	arena_release(&arena);
	return rc;
}

/* Who sends it again may be quicker than the disk was the first time. */
int queue_submit(struct queue *queue, const struct queue_submission *submission, bool *again, struct err *err)
{
	int rc = 0;
	if (check_submission(submission, err) || is_taken(queue, submission->id, again, err))
		return -1;
	if (!*again)
		rc = write_and_enter(queue, submission, again, err);
	if (rc && err->code == ERR_RACE && !submission->base) {
		err_clear(err);
		rc = write_and_enter(queue, submission, again, err);
	}
	return rc ? -1 : store_sync(queue->store, queue_ref(QUEUE_WAITING, submission->id).name, err);
}
