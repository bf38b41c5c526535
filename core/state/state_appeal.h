/*
 * state_appeal.h: what people say against a verdict of a moderator, and what another moderator answered. Their
 * words are private and never go into git. It refuses to keep a second appeal against the same verdict.
 */
#ifndef STOA_STATE_APPEAL_H
#define STOA_STATE_APPEAL_H

#include "state.h"

/* Text is never NULL. */
struct state_appeal {
	const char *of;      /* id of the submission or of the entry in the log */
	bool act;            /* an entry in the log */
	const char *handle;  /* "guest" without an account */
	const char *text;
	const char *verdict; /* "uphold" or "reverse"; "" while it is open, as are the next two */
	const char *by, *answer;
	int64_t at, decided; /* decided: 0 while it is open */
};

/* ERR_RACE: there is one already. */
int state_appeal_put(struct state *state, const struct state_appeal *appeal, struct err *err) WARN_UNUSED;

/* ERR_NOTFOUND. */
int state_appeal_find(struct state *state, const char *of, struct arena *arena, struct state_appeal *appeal,
                      struct err *err) WARN_UNUSED;

int state_appeal_open_count(struct state *state, int64_t *n, struct err *err) WARN_UNUSED;

struct state_appeal_list {
	struct state_appeal *at;
	size_t len;
};
/* Open ones, oldest first, at most `most`; and a member's own, newest first, at most 20. */
int state_appeal_open(struct state *state, int64_t most, struct arena *arena, struct state_appeal_list *list,
                      struct err *err) WARN_UNUSED;
int state_appeal_by(struct state *state, const char *handle, struct arena *arena, struct state_appeal_list *list,
                    struct err *err) WARN_UNUSED;

/* of, verdict, by, answer and decided are used. ERR_RACE: it is not open any more. */
int state_appeal_decide(struct state *state, const struct state_appeal *appeal, struct err *err) WARN_UNUSED;

#endif
