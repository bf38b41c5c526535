/*
 * state_glance.h: what was once read out of queue.git and would take long to read again for thousands: of
 * each submission that waits, what a list of it shows. Derived from commits, whose names are the keys: losing it
 * costs time alone. It refuses to be believed where the commit is another.
 */
#ifndef STOA_STATE_GLANCE_H
#define STOA_STATE_GLANCE_H

#include "state.h"

/* Text is never NULL. */
struct state_glance {
	const char *id, *commit; /* hex */
	const char *author, *guest, *summary, *path, *forum, *stem, *title, *excerpt, *host;
	const char *sketch; /* alike_print() */
	int64_t files, links, submitted;
};
struct state_glances {
	struct state_glance *at;
	size_t len;
};
/* By id. */
int state_glances(struct state *state, struct arena *arena, struct state_glances *all, struct err *err) WARN_UNUSED;

/* Of each its sketch alone. */
struct state_sketches {
	const char **at;
	size_t len;
};
int state_glance_sketches(struct state *state, struct arena *arena, struct state_sketches *all, struct err *err) WARN_UNUSED;

/* In one transaction: these are put, or replaced, and those ids go. */
int state_glances_renew(struct state *state, const struct state_glances *put, const char *const *drop, size_t ndrop,
                        struct err *err) WARN_UNUSED;

#endif
