#include "queue_inner.h"

/* One verdict on many, under the lock. works[i] is of many->at[i]. */
struct many_work {
	struct queue *queue;
	const struct queue_verdict *verdict;
	struct queue_many *many;
	struct queue_verdict *verdicts;
	struct queue_work *works;
	struct queue_identity who;
	struct store_id main;
	size_t walked;
};

static void refuse(struct many_work *work, size_t i, const struct err *err)
{
	struct queue_choice *choice = &work->many->at[i];
	choice->done = false;
	choice->code = err->code;
	choice->why = arena_dup(work->many->arena, err->msg);
}

static bool is_open(const struct many_work *work, size_t i)
{
	return work->many->at[i].code == ERR_NONE;
}

/* A submission's own fault; anything else is the repository's and ends the whole. */
static bool is_its_own(const struct err *err)
{
	return err->code == ERR_INPUT || err->code == ERR_LIMIT || err->code == ERR_RACE || err->code == ERR_NOTFOUND;
}

static int find_one(struct many_work *work, size_t i, struct err *err)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(work->many->at[k].id, work->many->at[i].id) == 0)
			return err_set(err, ERR_INPUT, "%s: is named twice", work->many->at[i].id);
	return queue_work_find(&work->works[i], err);
}

static int find_each(struct many_work *work, struct err *err)
{
	for (size_t i = 0; i < work->many->n; i++) {
		struct queue_choice *choice = &work->many->at[i];
		*choice = (struct queue_choice){.id = choice->id, .why = ""};
		work->verdicts[i] = *work->verdict;
		work->verdicts[i].id = choice->id;
		work->verdicts[i].edits = NULL;
		work->verdicts[i].nedits = 0;
		work->verdicts[i].base = NULL;
		work->works[i] = (struct queue_work){.queue = work->queue,
		                                     .verdict = &work->verdicts[i],
		                                     .who = work->who,
		                                     .arena = work->many->arena};
		struct err one = {0};
		if (!find_one(work, i, &one))
			continue;
		if (!is_its_own(&one)) {
			*err = one;
			return -1;
		}
		refuse(work, i, &one);
	}
	return 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct queue_branch *)a)->id, ((const struct queue_branch *)b)->id);
}

static int drop_merged(struct many_work *work, const struct queue_branches *branches, struct err *err)
{
	for (size_t i = 0; i < work->many->n; i++) {
		struct queue_branch *own = &work->works[i].branch, *seen;
		if (!is_open(work, i))
			continue;
		seen = bsearch(own, branches->at, branches->len, sizeof(*own), by_id);
		own->merged = seen->merged;
		own->merge = seen->merge;
		struct err one = {0};
		if (!queue_work_merged(&work->works[i], &one))
			continue;
		if (!is_its_own(&one)) {
			*err = one;
			return -1;
		}
		refuse(work, i, &one);
	}
	return 0;
}

/* One walk over main for all of them. */
static int look_into_main(struct many_work *work, struct err *err)
{
	struct queue_branches branches = {0};
	for (size_t i = 0; i < work->many->n; i++)
		if (is_open(work, i))
			*VEC_PUSH(&branches) = work->works[i].branch;
	if (branches.len)
		qsort(branches.at, branches.len, sizeof(*branches.at), by_id);
	int rc = store_resolve(work->queue->content, work->queue->ref, &work->main, err);
	if (!rc)
		rc = queue_scan(work->queue, &branches, &work->main, &work->walked, err);
	if (!rc)
		rc = drop_merged(work, &branches, err);
	VEC_RELEASE(&branches);
	return rc;
}

/* Creates refs/<state>/<id> of those that are done, or removes their branches. */
static int change_refs(struct many_work *work, enum queue_state state, const struct store_id *to, struct err *err)
{
	struct queue_many *many = work->many;
	struct store_ref_change *changes = arena_alloc(many->arena, many->n + 1, sizeof(*changes));
	size_t *who = arena_alloc(many->arena, many->n + 1, sizeof(*who)), n = 0;
	for (size_t i = 0; i < many->n; i++) {
		struct queue_ref ref = queue_ref(state, many->at[i].id);
		if (!many->at[i].done)
			continue;
		who[n] = i;
		changes[n++] = (struct store_ref_change){.ref = arena_dup(many->arena, ref.name),
		                                         .from = to ? NULL : &work->works[i].branch.commit,
		                                         .to = to ? &to[i] : NULL};
	}
	struct store *store = work->queue->store;
	if (to ? store_ref_put_all(store, changes, n, err) : store_ref_remove_all(store, changes, n, err))
		return -1;
	for (size_t i = 0; to && i < n; i++)
		if (!changes[i].done)
			refuse(work, who[i], &(struct err){ERR_RACE, "somebody else was first"});
	return 0;
}

/* The verdict's ref is there, and on disk, before the branch goes, as everywhere. */
static int conclude(struct many_work *work, enum queue_state state, const struct store_id *to, struct err *err)
{
	return change_refs(work, state, to, err) || change_refs(work, QUEUE_WAITING, NULL, err) ? -1 : 0;
}

/* ---- approving ---- */

static int chain_each(struct many_work *work, struct store_chain *chain, struct store_id *merges, struct err *err)
{
	for (size_t i = 0; i < work->many->n; i++) {
		struct err one = {0};
		if (!is_open(work, i))
			continue;
		struct store_merge merge = queue_work_merge(&work->works[i], &work->works[i].submission.id);
		if (!store_chain_merge(chain, &merge, work->many->arena, &one)) {
			merges[i] = merge.id;
			work->many->at[i].done = true;
		} else if (is_its_own(&one)) {
			refuse(work, i, &one);
		} else {
			*err = one;
			return -1;
		}
	}
	return 0;
}

static int approve_once(struct many_work *work, struct store_id *merges, struct err *err)
{
	struct store_chain chain = {.store = work->queue->content, .source = work->queue->store, .ref = work->queue->ref};
	if (find_each(work, err) || look_into_main(work, err))
		return -1;
	chain.from = work->main;
	int rc = store_chain_begin(&chain, err);
	if (!rc)
		rc = chain_each(work, &chain, merges, err);
	if (!rc)
		rc = store_chain_finish(&chain, err);
	work->main = chain.tip;
	store_chain_end(&chain);
	return rc;
}

/* Nothing has happened where main did not move. */
static void nothing_done(struct many_work *work)
{
	for (size_t i = 0; i < work->many->n; i++)
		work->many->at[i].done = false;
}

static int approve_all(struct many_work *work, struct err *err)
{
	struct store_id *merges = arena_alloc(work->many->arena, work->many->n + 1, sizeof(*merges));
	struct err ignored = {0};
	int rc = -1;
	for (int tries = 0; rc && tries < QUEUE_RETRIES; tries++) {
		err_clear(err);
		rc = approve_once(work, merges, err);
		if (rc)
			nothing_done(work);
		if (rc && err->code != ERR_RACE)
			return -1;
	}
	if (rc)
		return -1;
	/* Main has moved: what fails now is book-keeping, which the next sweep mends. */
	if (!conclude(work, QUEUE_APPROVED, merges, &ignored) && !work->walked)
		queue_remember_swept(work->queue, &work->main);
	return 0;
}

/* ---- rejecting ---- */

static int reject_all(struct many_work *work, struct err *err)
{
	struct queue_many *many = work->many;
	struct store_commit *commits = arena_alloc(many->arena, many->n + 1, sizeof(*commits));
	struct store_id *made = arena_alloc(many->arena, many->n + 1, sizeof(*made));
	struct store_id *to = arena_alloc(many->arena, many->n + 1, sizeof(*to));
	size_t n = 0;
	if (find_each(work, err) || look_into_main(work, err))
		return -1;
	for (size_t i = 0; i < many->n; i++)
		if (is_open(work, i))
			commits[n++] = queue_work_commit(&work->works[i], queue_work_message(&work->works[i], "Reject", true));
	if (store_commit_all(work->queue->store, commits, n, made, err))
		return -1;
	n = 0;
	for (size_t i = 0; i < many->n; i++)
		if (is_open(work, i)) {
			to[i] = made[n++];
			many->at[i].done = true;
		}
	return conclude(work, QUEUE_REJECTED, to, err);
}

/* ---- both ---- */

static int decide_all(struct many_work *work, int (*run)(struct many_work *work, struct err *err), struct err *err)
{
	struct queue_many *many = work->many;
	if (queue_check_verdict(work->verdict, err))
		return -1;
	if (many->n > QUEUE_MANY)
		return err_set(err, ERR_LIMIT, "more than %d at once", QUEUE_MANY);
	if (queue_identify(work->queue, work->verdict->reviewer, many->arena, &work->who, err))
		return err_prefix(err, "reviewer");
	work->verdicts = arena_alloc(many->arena, many->n + 1, sizeof(*work->verdicts));
	work->works = arena_alloc(many->arena, many->n + 1, sizeof(*work->works));
	if (store_lock(work->queue->store, err))
		return -1;
	int rc = run(work, err);
	store_unlock(work->queue->store);
	return rc;
}

int queue_approve_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err)
{
	struct many_work work = {.queue = queue, .verdict = verdict, .many = many};
	return decide_all(&work, approve_all, err);
}

int queue_reject_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err)
{
	struct many_work work = {.queue = queue, .verdict = verdict, .many = many};
	return decide_all(&work, reject_all, err);
}
