#include "queue_inner.h"

#include "core/text/text.h"

int queue_conclude(struct queue *queue, const struct queue_branch *branch, enum queue_state state,
                   const struct store_id *to, struct err *err)
{
	struct queue_ref waiting = queue_ref(QUEUE_WAITING, branch->id), decided = queue_ref(state, branch->id);
	struct store_id now;
	if (store_ref_create(queue->store, decided.name, to, err) && err->code != ERR_RACE)
		return -1;
	err_clear(err);
	if (store_resolve(queue->store, waiting.name, &now, err)) {
		bool gone = err->code == ERR_NOTFOUND;
		err_clear(err);
		return gone ? 0 : -1;
	}
	return store_ref_remove(queue->store, waiting.name, &now, err);
}

int queue_work_merged(struct queue_work *work, struct err *err)
{
	if (!work->branch.merged)
		return 0;
	if (queue_conclude(work->queue, &work->branch, QUEUE_APPROVED, &work->branch.merge, err))
		return -1;
	return err_set(err, ERR_INPUT, "%s is approved already", work->branch.id);
}

/* Looks into main; what that leaves to do is done on the way. */
static int note_merged(struct queue_work *work, const struct store_id *main, size_t *walked, struct err *err)
{
	struct queue_branches one = {&work->branch, 1, 1};
	return queue_scan(work->queue, &one, main, walked, err) ? -1 : queue_work_merged(work, err);
}

int queue_work_find(struct queue_work *work, struct err *err)
{
	enum queue_state state;
	const char *id = work->verdict->id;
	if (queue_locate(work->queue, id, &state, &work->branch.commit, err))
		return -1;
	if (state != QUEUE_WAITING)
		return err_set(err, ERR_INPUT, "%s is %s already", id, queue_state_name(state));
	snprintf(work->branch.id, sizeof(work->branch.id), "%s", id);
	return store_commit_info(work->queue->store, &work->branch.commit, work->arena, &work->submission, err);
}

static int begin(struct queue_work *work, struct err *err)
{
	struct store_id main;
	size_t walked;
	return queue_work_find(work, err) || store_resolve(work->queue->content, work->queue->ref, &main, err)
	           ? -1
	           : note_merged(work, &main, &walked, err);
}

/* Text from a form may end in anything. */
const char *queue_work_message(struct queue_work *work, const char *act, bool reviewed)
{
	const struct queue_verdict *verdict = work->verdict;
	const char *reason = verdict->reason ? verdict->reason : "", *rule = verdict->rule ? verdict->rule : "";
	struct str text;
	str_init(&text, 256 * 1024);
	str_addf(&text, "%s %s\n\n", act, queue_message_summary(work->submission.message, work->arena));
	size_t n = strlen(reason);
	while (n && strchr(" \t\n", reason[n - 1]))
		n--;
	str_add(&text, reason, n);
	str_addf(&text, "%s", n ? "\n\n" : "");
	if (*rule)
		str_addf(&text, "Rule: %s\n", rule);
	if (verdict->spam)
		str_addz(&text, "Verdict: spam\n");
	str_addf(&text, "Submission: %s\n", verdict->id);
	if (reviewed)
		str_addf(&text, "Reviewed-by: %s <%s>\n", work->who.name, work->who.email);
	const char *copy = arena_dup(work->arena, text.at);
	str_release(&text);
	return copy;
}

int queue_check_verdict(const struct queue_verdict *verdict, struct err *err)
{
	const char *reason = verdict->reason ? verdict->reason : "", *rule = verdict->rule ? verdict->rule : "";
	if (strlen(reason) > 16 * 1024)
		return err_set(err, ERR_LIMIT, "reason: over 16384 bytes");
	if (text_check_body(reason, strlen(reason), err))
		return err_prefix(err, "reason");
	if (strlen(rule) > 500 || text_check_line(rule, strlen(rule), err))
		return err_set(err, ERR_INPUT, "rule: wants one line");
	return 0;
}

/* Below the commit that replaces the author's there must be nothing that is not public already. */
static int check_parent(struct queue_work *work, const struct store_id *parent, struct err *err)
{
	struct store_id main;
	bool published = false;
	if (store_resolve(work->queue->content, work->queue->ref, &main, err) ||
	    store_contains(work->queue->store, &main, parent, &published, err))
		return -1;
	if (published)
		return 0;
	return err_set(err, ERR_INPUT, "%s is more than one commit on main: change it with git", work->verdict->id);
}

/*
 * Edit-and-approve: the author's commit with the files replaced takes the place of the original,
 * whose text must not reach the public history.
 */
static int amend(struct queue_work *work, struct store_id *theirs, struct err *err)
{
	const struct store_commit_info *old = &work->submission;
	const struct store_id *base = work->verdict->base;
	struct store_commit_info main;
	*theirs = old->id;
	if (!work->verdict->nedits)
		return 0;
	if (base && store_commit_info(work->queue->content, base, work->arena, &main, err))
		return -1;
	struct store_commit commit = {
	    .parents = base ? base : old->parents,
	    .nparents = base || old->nparents ? 1 : 0,
	    .tree = base ? &main.tree : &old->tree,
	    .edits = work->verdict->edits,
	    .nedits = work->verdict->nedits,
	    .name = old->author,
	    .email = old->author_email,
	    .time = old->time,
	    .message = arena_printf(work->arena, "%s\n\nSubmission: %s\nEdited-by: %s <%s>\n",
	                            queue_message_summary(old->message, work->arena), work->verdict->id,
	                            work->who.name, work->who.email),
	};
	if (commit.nparents && check_parent(work, commit.parents, err))
		return -1;
	return store_commit(work->queue->store, &commit, theirs, err);
}

/* A submission of ours is one commit on what was main; a branch that somebody pushed may be more: NULL. */
static const struct store_id *base_of(struct queue_work *work)
{
	const struct store_commit_info *info = &work->submission;
	if (work->verdict->base)
		return work->verdict->base;
	return info->nparents == 1 &&
	               strcmp(queue_message_trailer(info->message, "Submission", work->arena), work->verdict->id) == 0
	           ? &info->parents[0]
	           : NULL;
}

struct store_merge queue_work_merge(struct queue_work *work, const struct store_id *theirs)
{
	return (struct store_merge){.source = work->queue->store,
	                            .base = base_of(work),
	                            .theirs = theirs,
	                            .name = work->who.name,
	                            .email = work->who.email,
	                            .message = queue_work_message(work, "Merge", true),
	                            .time = work->verdict->now};
}

/* Main may move at any moment, by plain git too: then the merge is made again. */
static int merge(struct queue_work *work, const struct store_id *theirs, struct store_id *id, size_t *walked,
                 struct err *err)
{
	struct queue *queue = work->queue;
	struct store_id main;
	struct store_merge merge = queue_work_merge(work, theirs);
	merge.ours = &main;
	merge.ref = queue->ref;
	int rc = -1;
	for (int tries = 0; rc && tries < QUEUE_RETRIES; tries++) {
		if (store_resolve(queue->content, queue->ref, &main, err) || note_merged(work, &main, walked, err))
			return -1;
		rc = store_merge(queue->content, &merge, work->arena, err);
		if (rc && (err->code != ERR_RACE || merge.clashes[0]))
			return -1;
	}
	*id = merge.id;
	return rc;
}

/*
 * Once main has moved, the submission is published and the answer is yes: what fails after that is
 * the queue's book-keeping, which every reader sees through and the next sweep mends. Where a scan
 * had nothing to walk, nothing but this merge is new, and the next one need not walk either.
 */
static void tidy_up(struct queue_work *work, const struct store_id *id, size_t walked)
{
	struct err ignored = {0};
	size_t moved;
	int rc = queue_conclude(work->queue, &work->branch, QUEUE_APPROVED, id, &ignored);
	if (!rc && !walked)
		queue_remember_swept(work->queue, id);
	else if (walked > QUEUE_SWEEP_AFTER)
		(void)!queue_move_merged(work->queue, &moved, &ignored);
}

static int approve(struct queue_work *work, struct store_id *id, struct err *err)
{
	struct store_id theirs;
	size_t walked;
	if (queue_identify(work->queue, work->verdict->reviewer, work->arena, &work->who, err))
		return err_prefix(err, "reviewer");
	if (amend(work, &theirs, err) || merge(work, &theirs, id, &walked, err))
		return -1;
	tidy_up(work, id, walked);
	return 0;
}

/* Under the lock, with an arena; the disk is waited for outside of it. merge: of an approval, whose ref has been waited for; else NULL. */
struct act {
	int (*run)(struct queue_work *work, struct store_id *merge, struct err *err);
	struct store_id *merge;
};

static int with_lock(struct queue *queue, const struct queue_verdict *verdict, const struct act *act, struct err *err)
{
	struct arena arena;
	struct queue_work work = {.queue = queue, .verdict = verdict, .arena = &arena};
	if (store_lock(queue->store, err))
		return -1;
	arena_init(&arena);
	int rc = begin(&work, err);
	if (!rc)
		rc = act->run(&work, act->merge, err);
	store_unlock(queue->store);
	if (!rc && !act->merge)
		rc = store_sync(queue->store, queue_ref(QUEUE_WAITING, verdict->id).name, err);
	arena_release(&arena);
	return rc;
}

int queue_approve(struct queue *queue, const struct queue_verdict *verdict, struct store_id *merge, struct err *err)
{
	return queue_check_verdict(verdict, err) ? -1 : with_lock(queue, verdict, &(struct act){approve, merge}, err);
}

struct store_commit queue_work_commit(struct queue_work *work, const char *message)
{
	return (struct store_commit){.parents = &work->submission.id,
	                             .nparents = 1,
	                             .tree = &work->submission.tree,
	                             .name = work->who.name,
	                             .email = work->who.email,
	                             .time = work->verdict->now,
	                             .message = message};
}

/* A commit on top of the submission's, with the same files, whose message is the verdict. */
static int decide(struct queue_work *work, enum queue_state state, const char *message, struct err *err)
{
	struct store_id id;
	struct store_commit commit = queue_work_commit(work, message);
	if (store_commit(work->queue->store, &commit, &id, err))
		return -1;
	return queue_conclude(work->queue, &work->branch, state, &id, err);
}

static int run_reject(struct queue_work *work, struct store_id *merge, struct err *err)
{
	(void)merge;
	if (queue_identify(work->queue, work->verdict->reviewer, work->arena, &work->who, err))
		return err_prefix(err, "reviewer");
	return decide(work, QUEUE_REJECTED, queue_work_message(work, "Reject", true), err);
}

int queue_reject(struct queue *queue, const struct queue_verdict *verdict, struct err *err)
{
	return queue_check_verdict(verdict, err) ? -1 : with_lock(queue, verdict, &(struct act){.run = run_reject}, err);
}

static int run_withdraw(struct queue_work *work, struct store_id *merge, struct err *err)
{
	(void)merge;
	work->who = (struct queue_identity){work->submission.author, work->submission.author_email};
	return decide(work, QUEUE_WITHDRAWN, queue_work_message(work, "Withdraw", false), err);
}

int queue_withdraw(struct queue *queue, const char *id, int64_t now, struct err *err)
{
	return with_lock(queue, &(struct queue_verdict){.id = id, .now = now}, &(struct act){.run = run_withdraw}, err);
}
