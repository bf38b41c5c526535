/*
 * state_notice.h: what members have still to see of what moderators did. It refuses to know what that was: the
 * public log does.
 */
#ifndef STOA_STATE_NOTICE_H
#define STOA_STATE_NOTICE_H

#include "state.h"

/*
 * Entries in the log that a member has not said to have seen: of acts upon them or upon what they wrote. Newest
 * first, at most 20. put: the same again is fine.
 */
struct state_notices {
	const char **at;
	size_t len;
};
int state_notice_put(struct state *state, const char *handle, const char *entry, int64_t now, struct err *err) WARN_UNUSED;
int state_notices(struct state *state, const char *handle, struct arena *arena, struct state_notices *list,
                  struct err *err) WARN_UNUSED;
int state_notice_seen(struct state *state, const char *handle, const char *entry, struct err *err) WARN_UNUSED;

#endif
