/*
 * state_leaving.h: whom it was begun to take out of the community. It remembers until that is done, so that what a
 * killed process began can be finished (core/people/erase.h). It refuses to know what that is.
 */
#ifndef STOA_STATE_LEAVING_H
#define STOA_STATE_LEAVING_H

#include "state.h"

/* how, by, reason, id: as struct erase has them; the last three are "" where it was their own wish. */
struct state_leaving {
	const char *handle, *how, *by, *id, *reason;
};

int state_leaving_put(struct state *state, const struct state_leaving *leaving, struct err *err) WARN_UNUSED;
/* It is done, or nothing was. */
int state_leaving_drop(struct state *state, const char *handle, struct err *err) WARN_UNUSED;

/* Those that are left, by handle. In the arena. */
struct state_leaving_list {
	struct state_leaving *at;
	size_t len;
};
int state_leaving_all(struct state *state, struct arena *arena, struct state_leaving_list *list, struct err *err) WARN_UNUSED;

#endif
