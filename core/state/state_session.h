/*
 * state_session.h: what a member sees of the sessions that they have open, and ends. It refuses to
 * hold a token: a session is known by the digest of one. Making and finding them is in state.h.
 */
#ifndef STOA_STATE_SESSION_H
#define STOA_STATE_SESSION_H

#include "state.h"

struct state_session {
	const char *token;   /* its digest */
	const char *browser; /* in plain words */
	int64_t made, seen;  /* seen: the day that it was last used */
	bool by_letter;      /* it was opened by a link or code from a letter */
};

struct state_session_list {
	struct state_session *at;
	size_t len;
};
/* Live ones of a member, the last used first. */
int state_sessions(struct state *state, const char *handle, int64_t now, struct arena *arena,
                   struct state_session_list *list, struct err *err) WARN_UNUSED;

/* What is noted of one when it is opened. */
int state_session_note(struct state *state, const struct state_session *session, struct err *err) WARN_UNUSED;
/* Used on that day, in that browser; writes once a day. */
int state_session_seen(struct state *state, const char *token, int64_t day, const char *browser,
                       struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND. */
int state_session_one(struct state *state, const char *token, struct arena *arena, struct state_session *session,
                      struct err *err) WARN_UNUSED;

/* All of a member end but the one with that digest; "" spares none. */
int state_sessions_end(struct state *state, const char *handle, const char *spared, struct err *err) WARN_UNUSED;

/* Whose account a name means: a handle, or an address in whatever case. ERR_NOTFOUND. address may be "". In the arena. */
int state_account_named(struct state *state, const char *name, struct arena *arena, const char **handle,
                        const char **address, struct err *err) WARN_UNUSED;

#endif
