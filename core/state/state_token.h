/*
 * state_token.h: tokens that work once: what a link or a code in a letter stands for until somebody
 * comes with it. It refuses to hold one in the clear, and to know what one is good for.
 */
#ifndef STOA_STATE_TOKEN_H
#define STOA_STATE_TOKEN_H

#include "state.h"

struct state_token {
	const char *purpose;       /* "sign-in"; what was made for one purpose is nothing for another */
	const char *who, *payload; /* handle or address that it is for; what else the purpose needs, or "" */
	int64_t expires;           /* seconds since 1970 */
	/* Of one that works by a short code too: digests of the form's ticket and of the code, else both "". */
	const char *ticket, *code;
};

/*
 * Keeps a token under its digest; expired ones go, and so do older ones of the same purpose and
 * `who`, unless `many` of them may stand beside each other.
 */
int state_token_put(struct state *state, const char *digest, const struct state_token *token, bool many, int64_t now,
                    struct err *err) WARN_UNUSED;

/*
 * What a token stands for, in the arena. ERR_NOTFOUND: there is none of that purpose, it was taken,
 * or it has expired. take: it is gone then, and of several that take it at once one gets it.
 */
int state_token_find(struct state *state, const char *purpose, const char *digest, int64_t now, struct arena *arena,
                     struct state_token *token, struct err *err) WARN_UNUSED;
int state_token_take(struct state *state, const char *purpose, const char *digest, int64_t now, struct arena *arena,
                     struct state_token *token, struct err *err) WARN_UNUSED;

/* The one that a ticket belongs to, and its digest, to be taken by; the caller compares the code. ERR_NOTFOUND. */
int state_token_by_ticket(struct state *state, const char *purpose, const char *ticket, int64_t now,
                          struct arena *arena, struct state_token *token, const char **digest,
                          struct err *err) WARN_UNUSED;

/* All of a purpose that are for `who` end. */
int state_token_end(struct state *state, const char *purpose, const char *who, struct err *err) WARN_UNUSED;

#endif
