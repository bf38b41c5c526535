/*
 * state_votes.h: votes that are safe on disk and not yet in the repository, so that a hundred of them
 * become one commit. It refuses to know what a vote says, and to make the commit: votes_flush.h does.
 *
 * A row is the whole file of a member's votes on a page as it is to be. Whoever reads a file in order
 * to change it holds store_lock() of the content from the reading until the row is put.
 */
#ifndef STOA_STATE_VOTES_H
#define STOA_STATE_VOTES_H

#include "state.h"

struct state_vote {
	const char *stem, *handle; /* of X/votes/<handle>: X, and the member */
	const char *text;          /* "" takes the file away */
};

int state_vote_put(struct state *state, const struct state_vote *vote, int64_t now, struct err *err) WARN_UNUSED;
/* Fills in the text. NULL: nothing of theirs waits there. In the arena. */
int state_vote_find(struct state *state, struct state_vote *vote, struct arena *arena, struct err *err) WARN_UNUSED;

struct state_votes {
	struct state_vote *at;
	size_t len;
};
/* Those that wait longest, at most `limit`, sorted by stem. In the arena. */
int state_votes(struct state *state, int64_t limit, struct arena *arena, struct state_votes *votes,
                struct err *err) WARN_UNUSED;
/* They are on main. A row whose text has changed since it was read goes on waiting. */
int state_votes_done(struct state *state, const struct state_votes *votes, struct err *err) WARN_UNUSED;

/* Does any wait? */
int state_votes_wait(struct state *state, bool *waiting, struct err *err) WARN_UNUSED;

/*
 * *wait: seconds until those that wait are due, `seconds` after the last time that any were; 0: now,
 * and it is the caller's turn, whom nobody else precedes for as many seconds. -1: nothing waits.
 */
int state_votes_turn(struct state *state, int64_t now, int64_t seconds, int64_t *wait, struct err *err) WARN_UNUSED;

#endif
