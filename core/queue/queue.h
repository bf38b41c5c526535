/*
 * queue.h: submissions between their author and the public: one branch each in queue.git. It
 * refuses to publish anything except by a verdict, and to store private facts in a commit.
 *
 * refs/heads/<id>       waiting: one commit on top of the main that the author saw
 * refs/rejected/<id>    a commit on top of it whose message holds reason, rule and reviewer
 * refs/withdrawn/<id>   taken back by its author
 * refs/approved/<id>    the merge commit on main
 */
#ifndef STOA_QUEUE_H
#define STOA_QUEUE_H

#include "core/git/store.h"

enum queue_state { QUEUE_WAITING, QUEUE_APPROVED, QUEUE_REJECTED, QUEUE_WITHDRAWN };
const char *queue_state_name(enum queue_state state);

struct queue; /* content.git and queue.git, opened together */

struct queue_options {
	const char *content, *repository; /* paths of content.git and queue.git */
	const char *ref;                  /* "refs/heads/main" */
	const char *host;                 /* identities are handle@users.<host> */
};
int queue_open(struct queue **queue, const struct queue_options *options, struct err *err) WARN_UNUSED;
void queue_close(struct queue *queue);
struct store *queue_content(struct queue *queue);
struct store *queue_store(struct queue *queue);

/*
 * Both repositories, for who writes to both at once. There is one order, or two processes wait for each other for ever: the
 * queue before main, as an approval does, and both before a transaction of state.db, which others wait for some seconds only.
 */
int queue_lock(struct queue *queue, struct err *err) WARN_UNUSED;
void queue_unlock(struct queue *queue);

struct queue_submission {
	const char *id;      /* text_is_id() */
	const char *author;  /* handle, or "guest" */
	const char *summary; /* first line of the commit: "reply: Title of topic" */
	const struct store_edit *edits;
	size_t nedits;
	const struct store_id *base; /* the main that the author saw; NULL: main now */
	int64_t now;
	const char *notes; /* what the commit's message says below the summary, or NULL */
	/* Of queue_publish() alone: */
	bool exact;        /* ERR_RACE where main is not at base any more, instead of a merge */
};

/*
 * Commits durably. The same id twice is success with *again true, whatever state it is in by now.
 * ERR_INPUT for a path, handle or summary that breaks a rule, or where nothing would change.
 */
int queue_submit(struct queue *queue, const struct queue_submission *submission, bool *again, struct err *err) WARN_UNUSED;

struct queue_item {
	const char *id, *author, *summary;
	enum queue_state state;
	struct store_id commit, base; /* submission's commit and its parent */
	int64_t submitted, decided;
	const char *reviewer, *reason, *rule; /* "" until a verdict */
	bool spam;                            /* rejected as spam */
	const char *const *paths;             /* files that it adds or changes */
	size_t npaths;
};

/* What a commit's message says below its first line, without the trailers; in the arena. */
const char *queue_message_body(const char *message, struct arena *arena);

/*
 * Of which submission such a message says, where it stands on main's own line, that it is approved or taken back; "" where
 * of none. In the arena. Whoever is no moderator may not push it.
 */
const char *queue_message_decides(const char *message, struct arena *arena);

/* One submission in any state. ERR_NOTFOUND. A waiting one whose commit is already in main counts as approved (a plain git merge). */
int queue_find(struct queue *queue, const char *id, struct arena *arena, struct queue_item *item, struct err *err) WARN_UNUSED;

/* All that wait, oldest first (ids sort by time). */
int queue_waiting(struct queue *queue, struct arena *arena, struct queue_item **items, size_t *n, struct err *err) WARN_UNUSED;

struct queue_verdict {
	const char *id, *reviewer, *reason, *rule;
	bool spam;                      /* of a rejection: its text is what spam looks like */
	const struct store_edit *edits; /* edit-and-approve: replaces files of the submission */
	size_t nedits;
	const struct store_id *base; /* the main that edits were made on, where they solve a clash; or NULL */
	int64_t now;
};

/*
 * Merge commit on main with trailers Submission and Reviewed-by, by compare-and-swap, retried.
 * ERR_RACE with the clashing files' names where both changed the same lines; ERR_INPUT where it is
 * decided already, whoever did it and however. With edits, the author's commit with those files
 * replaced is what is merged; the original's text never leaves queue.git. With a base too, the edits
 * are the whole of the change, and what is in main since the base is merged with them.
 */
int queue_approve(struct queue *queue, const struct queue_verdict *verdict, struct store_id *merge, struct err *err) WARN_UNUSED;
/* What verdict->edits holds is not used. ERR_INPUT where it is decided already. */
int queue_reject(struct queue *queue, const struct queue_verdict *verdict, struct err *err) WARN_UNUSED;
int queue_withdraw(struct queue *queue, const char *id, int64_t now, struct err *err) WARN_UNUSED;

/* One of many that a verdict is about, and what became of it. */
struct queue_choice {
	const char *id;
	bool done;
	enum err_code code; /* why not */
	const char *why;    /* in the arena; "" where it is done */
};
struct queue_many {
	struct queue_choice *at;
	size_t n; /* QUEUE_MANY at most: nobody else can write while it lasts, about a second */
	struct arena *arena;
};
enum { QUEUE_MANY = 250 };

/*
 * The same verdict on each, as if one after the other, with one move of main and one wait for the disk. One that cannot be decided
 * (it clashes, somebody was first) is not done and says why; the others are. -1: the repository failed, and what is
 * not done still waits. verdict->id, edits and base are not used.
 */
int queue_approve_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many,
                      struct err *err) WARN_UNUSED;
int queue_reject_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many,
                     struct err *err) WARN_UNUSED;

/*
 * Takes a verdict back: the submission waits again, under its id. What an approval published goes by a commit that gives
 * each of its files back what was there before, byte for byte; ERR_RACE names what main has changed since, or built upon it,
 * and then nothing has happened. ERR_INPUT where it waits already or its author took it back. Done again after a
 * process was killed in it, it ends what that began. Of the verdict only id, reviewer, reason and now are used.
 */
int queue_undo(struct queue *queue, const struct queue_verdict *verdict, struct err *err) WARN_UNUSED;
/* Of many, as queue_reject_all(); the last one first, for what came later may build upon what came before. */
int queue_undo_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many,
                   struct err *err) WARN_UNUSED;

/*
 * Moves what plain git merged to approved/, mends what a killed process left half-done, drops the
 * refs of verdicts older than `days` and the objects that nothing reaches any more. *moved,
 * *dropped: submissions. Cheap when there is nothing to do; the more seldom, the longer a look at
 * the queue takes.
 */
int queue_sweep(struct queue *queue, int64_t now, int64_t days, size_t *moved, size_t *dropped, struct err *err) WARN_UNUSED;

/* The first of that alone: afterwards approved/ and rejected/ name every verdict, whoever gave it. */
int queue_settle(struct queue *queue, struct err *err) WARN_UNUSED;

/*
 * Under this prefix of content.git a new history gathers, under queue_lock(). *cut: who wrote one was killed half-way, and has
 * to be run again. Waits for who writes one now.
 */
#define QUEUE_REWRITING "refs/stoa/rewrite/"
int queue_rewrite_was_cut(struct queue *queue, bool *cut, struct err *err) WARN_UNUSED;

/*
 * Drops everything of an author that is not in main, whatever state it is in, with its objects; of what is
 * published only the memory that it was once a submission. *n: submissions.
 */
int queue_forget(struct queue *queue, const char *author, size_t *n, struct err *err) WARN_UNUSED;
/* How many of theirs there are. */
int queue_count_of(struct queue *queue, const char *author, size_t *n, struct err *err) WARN_UNUSED;

/*
 * A direct, reviewed-by-nobody commit on main by compare-and-swap: init, member add, moderation
 * acts. id is not used. base NULL: edits replace what is there; else they are merged three-way from the
 * main that they were made on, ERR_INPUT naming the files that clash; ERR_RACE where that main's history is gone.
 */
int queue_publish(struct queue *queue, const struct queue_submission *change, struct store_id *commit, struct err *err) WARN_UNUSED;

#endif
