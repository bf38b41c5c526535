/*
 * state_bulk.h: verdicts that were given together, so that they can be taken back together and what could
 * not be done stays readable. It refuses to keep them longer than is of use: a week.
 */
#ifndef STOA_STATE_BULK_H
#define STOA_STATE_BULK_H

#include "state.h"

struct state_bulk {
	const char *id, *handle;
	const char *verdict; /* "approve", "reject", "spam"; "back": they were taken back */
	const char *done;    /* ids, a blank between */
	const char *failed;  /* a line each: id, a blank, why */
	int64_t at;
	const char *left;    /* ids that it did not come to, as done */
	const char *stopped; /* why: "time" or "fault"; "" where nothing is left */
	const char *reason, *rule; /* of the verdict, to go on with it */
};
int state_bulk_put(struct state *state, const struct state_bulk *bulk, struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND. In the arena. */
int state_bulk_find(struct state *state, const char *id, struct arena *arena, struct state_bulk *bulk,
                    struct err *err) WARN_UNUSED;

#endif
