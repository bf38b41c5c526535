#include "queue_inner.h"

/* One change on its way to main, and the identity that it carries. */
struct publishing {
	struct queue *queue;
	const struct queue_submission *change;
	struct queue_identity who;
	const char *message;
	struct arena arena;
};

static int commit_on(struct publishing *p, const struct store_id *parent, struct store_id *id, struct err *err)
{
	struct store_commit commit = {.parents = parent,
	                              .nparents = parent ? 1 : 0,
	                              .edits = p->change->edits,
	                              .nedits = p->change->nedits,
	                              .name = p->who.name,
	                              .email = p->who.email,
	                              .time = p->change->now,
	                              .message = p->message};
	return store_commit(p->queue->content, &commit, id, err);
}

/* Somebody read `base`, changed it, and main went on: three ways, so that neither change is lost. */
static int merge_onto(struct publishing *p, const struct store_id *main, struct store_id *id, struct err *err)
{
	struct store_id theirs;
	struct store_merge merge = {.base = p->change->base,
	                            .ours = main,
	                            .theirs = &theirs,
	                            .ref = p->queue->ref,
	                            .name = p->who.name,
	                            .email = p->who.email,
	                            .message = p->message,
	                            .time = p->change->now};
	if (commit_on(p, p->change->base, &theirs, err))
		return -1;
	int rc = store_merge(p->queue->content, &merge, &p->arena, err);
	*id = merge.id;
	if (rc && merge.clashes[0])
		err->code = ERR_INPUT; /* trying again cannot help */
	return rc;
}

/* Under the lock from the first object to the ref: who throws away what no ref leads to holds it too. */
static int publish_locked(struct publishing *p, struct store_id *id, struct err *err)
{
	struct queue *queue = p->queue;
	struct store_id main;
	bool born = store_resolve(queue->content, queue->ref, &main, err) == 0;
	if (!born && err->code != ERR_NOTFOUND)
		return -1;
	bool moved = born && p->change->base && !store_same(p->change->base, &main);
	if (moved && p->change->exact)
		return err_set(err, ERR_RACE, "main has moved");
	if (moved)
		return queue_check_base(queue, p->change->base, err) || merge_onto(p, &main, id, err) ? -1 : 0;
	if (commit_on(p, born ? &main : NULL, id, err))
		return -1;
	return born ? store_ref_move(queue->content, queue->ref, &main, id, err)
	            : store_ref_create(queue->content, queue->ref, id, err);
}

static int publish_once(struct publishing *p, struct store_id *id, struct err *err)
{
	struct queue *queue = p->queue;
	if (store_lock(queue->content, err))
		return -1;
	int rc = publish_locked(p, id, err);
	store_unlock(queue->content);
	return rc ? -1 : store_sync(queue->content, queue->ref, err);
}

int queue_publish(struct queue *queue, const struct queue_submission *change, struct store_id *commit, struct err *err)
{
	struct publishing p = {.queue = queue, .change = change};
	if (queue_check_summary(change->summary, err))
		return -1;
	arena_init(&p.arena);
	p.message = change->notes ? arena_printf(&p.arena, "%s\n\n%s", change->summary, change->notes) : change->summary;
	int rc = queue_identify(queue, change->author, &p.arena, &p.who, err);
	if (!rc)
		for (int tries = 0; tries < QUEUE_RETRIES; tries++) {
			rc = publish_once(&p, commit, err);
			if (!rc || err->code != ERR_RACE || change->exact)
				break;
		}
	arena_release(&p.arena);
	return rc;
}
