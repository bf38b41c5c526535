/*
 * votes_flush.h: takes the votes that wait in state.db to main, all in one commit. It refuses to
 * judge them: who put them there did.
 *
 * Every vote once, whenever the process ends: a row goes only after main has moved, and a row that
 * is on main already makes no commit, since it says what the file holds and not what changes.
 */
#ifndef STOA_VOTES_FLUSH_H
#define STOA_VOTES_FLUSH_H

#include "core/state/state_votes.h"
#include "queue.h"

struct votes_flush {
	struct queue *queue;
	struct state *state;
	const char *ref, *folder; /* content.ref; content.path, "" for the root */
	int64_t now, seconds;     /* at most one commit in as many seconds */
	/* Filled in. */
	int64_t wait;           /* seconds until it is time for those that wait; 0 after a flush, -1: nothing waits */
	bool moved;             /* main did, to: */
	struct store_id commit;
};

/* Where it is time; else only says in `wait` when it will be. ERR_RACE, ERR_SYS, ERR_GIT: they go on waiting. */
int votes_flush(struct votes_flush *flush, struct err *err) WARN_UNUSED;

#endif
