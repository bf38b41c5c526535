/*
 * queue_inner.h: what the files of the queue share. It refuses to be included by anything but
 * core/queue*.c.
 */
#ifndef STOA_QUEUE_INNER_H
#define STOA_QUEUE_INNER_H

#include "core/base/vec.h"
#include "queue.h"

struct queue {
	struct store *content, *store;
	char *path, *ref, *host; /* path: queue.git's */
};

enum { QUEUE_REF_TEXT = 64, QUEUE_RETRIES = 20, QUEUE_SWEEP_AFTER = 256 };

/* "refs/heads/<id>" and its like. id must be text_is_id(). */
struct queue_ref {
	char name[QUEUE_REF_TEXT];
};
struct queue_ref queue_ref(enum queue_state state, const char *id);

/*
 * Parts of a commit message, in the arena: its first line; the lines "Key: value" of its last
 * paragraph. "" where there is none.
 */
const char *queue_message_summary(const char *message, struct arena *arena);
const char *queue_message_trailer(const char *message, const char *key, struct arena *arena);

/* "Name <handle@users.host>" of a handle. ERR_INPUT where it is none. */
struct queue_identity {
	const char *name, *email;
};
int queue_identify(struct queue *queue, const char *handle, struct arena *arena, struct queue_identity *who,
                   struct err *err) WARN_UNUSED;

/*
 * Is `base` still of main? Who writes history anew holds the lock: what was begun on the old one must not come after
 * it, so this is asked under store_lock() of content.git. ERR_RACE where it is not.
 */
int queue_check_base(struct queue *queue, const struct store_id *base, struct err *err) WARN_UNUSED;

/* One line for a message's first line. */
int queue_check_summary(const char *summary, struct err *err) WARN_UNUSED;

/* A waiting branch and, once a walk found it, the commit that took it to main. */
struct queue_branch {
	char id[32];
	struct store_id commit, merge;
	bool merged;
	bool undone; /* what merged it was taken back since */
};
struct queue_branches VEC_OF(struct queue_branch);

/* Which of the branches (sorted by id) are in main. Sets *walked to the commits looked at. */
int queue_scan(struct queue *queue, struct queue_branches *branches, const struct store_id *main, size_t *walked,
               struct err *err) WARN_UNUSED;

/*
 * Everything that is merged up to this commit of main has been put away: where a scan may stop. Only
 * a hint, kept in queue.git/stoa-swept: without it a scan takes longer. Under store_lock().
 */
void queue_remember_swept(struct queue *queue, const struct store_id *main);

/* Every branch under refs/heads/ whose name is an id, sorted. */
int queue_branches(struct queue *queue, struct queue_branches *branches, struct err *err) WARN_UNUSED;

/* Where an id stands: *at is what its ref names. ERR_NOTFOUND. Does not look into main. */
int queue_locate(struct queue *queue, const char *id, enum queue_state *state, struct store_id *at,
                 struct err *err) WARN_UNUSED;

/* The commit of a verdict, looking into main too: the merge, or what stands on top of the submission. ERR_NOTFOUND. */
int queue_verdict_commit(struct queue *queue, const char *id, struct store_id *at, struct err *err) WARN_UNUSED;

/* Both: every branch, and whether main as it is now has it. */
int queue_scan_all(struct queue *queue, struct queue_branches *branches, struct err *err) WARN_UNUSED;

/* What the commit of a branch says. */
int queue_read_waiting(struct queue *queue, const struct queue_branch *branch, struct arena *arena,
                       struct queue_item *item, struct err *err) WARN_UNUSED;

/* Under store_lock(): the branch goes, refs/<state>/<id> is there. Repeating it is harmless. */
int queue_conclude(struct queue *queue, const struct queue_branch *branch, enum queue_state state,
                   const struct store_id *to, struct err *err) WARN_UNUSED;

/* Under store_lock(): moves every branch that is in main to approved/, and mends verdicts that were cut short. */
int queue_move_merged(struct queue *queue, size_t *moved, struct err *err) WARN_UNUSED;

/* One verdict in the making: under the lock, about a submission that still waits. */
struct queue_work {
	struct queue *queue;
	const struct queue_verdict *verdict;
	struct queue_branch branch;
	struct store_commit_info submission;
	struct queue_identity who;
	struct arena *arena;
};

/* ERR_INPUT, ERR_LIMIT: reason or rule is not fit to be kept. */
int queue_check_verdict(const struct queue_verdict *verdict, struct err *err) WARN_UNUSED;

/* Finds the submission of branch.id and sees that it waits, as far as its refs say. ERR_INPUT, ERR_NOTFOUND. */
int queue_work_find(struct queue_work *work, struct err *err) WARN_UNUSED;

/* What is in main is approved, whoever merged it: puts it away, ERR_INPUT. After a scan. */
int queue_work_merged(struct queue_work *work, struct err *err) WARN_UNUSED;

/* "<act> <summary>", the reason, and the trailers. In the arena. */
const char *queue_work_message(struct queue_work *work, const char *act, bool reviewed);

/* The merge that an approval makes, all but where main is; and the commit that another verdict makes. */
struct store_merge queue_work_merge(struct queue_work *work, const struct store_id *theirs);
struct store_commit queue_work_commit(struct queue_work *work, const char *message);

#endif
