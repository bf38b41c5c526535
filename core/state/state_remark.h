/*
 * state_remark.h: what moderators note about a member, for each other. It is private and never goes into git; the
 * member finds it, without who wrote it, in the export of their data. It refuses to be changed: a remark is made or
 * taken away.
 */
#ifndef STOA_STATE_REMARK_H
#define STOA_STATE_REMARK_H

#include "state.h"

/* Text is never NULL. */
struct state_remark {
	int64_t id;
	const char *handle; /* whom it is about */
	const char *by, *text;
	int64_t at;
};

/* id is not used. The same words by the same moderator within a minute are one remark: a form that was sent twice. */
int state_remark_put(struct state *state, const struct state_remark *remark, struct err *err) WARN_UNUSED;

/* Whoever wrote it; it has to be about that member. None is success. */
int state_remark_drop(struct state *state, const char *handle, int64_t id, struct err *err) WARN_UNUSED;

struct state_remark_list {
	struct state_remark *at;
	size_t len;
};
/* Newest first, at most 100. */
int state_remarks(struct state *state, const char *handle, struct arena *arena, struct state_remark_list *list,
                  struct err *err) WARN_UNUSED;

#endif
