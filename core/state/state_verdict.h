/*
 * state_verdict.h: verdicts of the queue that have been seen, and which of them their authors have still to
 * be told of. It refuses to know what a verdict says: queue.git does.
 */
#ifndef STOA_STATE_VERDICT_H
#define STOA_STATE_VERDICT_H

#include "state_mail.h"

struct state_verdict {
	const char *id, *commit; /* of the submission; of the verdict, in hex: another verdict is another commit */
	const char *handle;      /* who is to be told */
	int64_t due;             /* when; 0: they know, or nobody is to be told */
};
struct state_verdicts {
	struct state_verdict *at;
	size_t len;
};

/* All, by id. */
int state_verdicts(struct state *state, struct arena *arena, struct state_verdicts *verdicts, struct err *err) WARN_UNUSED;

/*
 * In one transaction: what is fresh is remembered (unless the same commit is already), what has gone is
 * forgotten with the letter that it would have become, and `mark` stands for this look.
 */
struct state_verdicts_seen {
	struct state_verdicts fresh, gone;
	const char *mark;
};
int state_verdicts_put(struct state *state, const struct state_verdicts_seen *seen, struct err *err) WARN_UNUSED;
/* Of the last look. NULL before the first. */
int state_verdicts_mark(struct state *state, struct arena *arena, const char **mark, struct err *err) WARN_UNUSED;

/* Due ones of the handle whose verdicts are due longest; empty where nobody's are. */
int state_verdicts_due(struct state *state, int64_t now, struct arena *arena, struct state_verdicts *verdicts,
                       struct err *err) WARN_UNUSED;

/*
 * In one transaction: the letter waits to be sent, and these are told. letter NULL: they are told without
 * one. ERR_RACE, and nothing happens, where one of them has been told or taken back meanwhile.
 */
int state_verdicts_told(struct state *state, const struct state_letter *letter, const struct state_verdicts *told,
                        int64_t now, struct err *err) WARN_UNUSED;

#endif
