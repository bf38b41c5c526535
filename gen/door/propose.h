/*
 * propose.h: commits that somebody pushed to refs/for/main become one submission: what they change since
 * the main that they began with. It refuses to decide whether that may be.
 */
#ifndef STOA_PROPOSE_H
#define STOA_PROPOSE_H

#include "core/base/vec.h"
#include "door.h"

struct proposal {
	struct store_id base;          /* the commit of main that it began with */
	char base_hex[STORE_HEX];
	struct store_id before, after; /* trees */
	const char *summary;           /* first line of the last commit */
	struct proposal_edits VEC_OF(struct store_edit) edits;
	size_t bytes;
};

/* ERR_INPUT where it does not begin with a commit of main, or changes nothing; ERR_LIMIT where it is too much. */
int propose_read(struct door *door, const char *commit_hex, struct proposal *proposal, struct err *err) WARN_UNUSED;
void propose_release(struct proposal *proposal);

/* Into the queue; tells on stderr, which git shows to who pushes, where to see what becomes of it. */
int propose_send(struct door *door, const struct proposal *proposal, struct err *err) WARN_UNUSED;

#endif
