/*
 * rewrite_parts.h: between the files of rewrite.h: one stream of git's fast-export on its way to fast-import. It
 * refuses other includers.
 */
#ifndef STOA_REWRITE_PARTS_H
#define STOA_REWRITE_PARTS_H

#include "core/base/map.h"
#include "core/base/vec.h"
#include "rewrite.h"

#include <stdio.h>

enum { REWRITE_HEX = STORE_HEX };

struct rewrite_work {
	const struct rewrite *rewrite;
	struct rewritten *done;
	struct store *store;         /* blobs are read from it */
	FILE *in, *out;              /* out NULL: only look */
	struct map marks;            /* of a stream: "12" -> original id */
	struct map ids;              /* original id -> new id, of all streams */
	struct map files;            /* content paths of files that go: number 1 */
	struct map titles;           /* of topics whose text goes */
	struct map refs[2];          /* that content.git and queue.git had to begin with: number 1 */
	struct commits VEC_OF(struct store_id) commits; /* original ones of the stream */
	struct str text, file, line;
	struct arena scratch;
	bool begun;                  /* refs move: from here on it has to come to its end */
};

#define REWRITE_REFS QUEUE_REWRITING

/* Copies a stream, changed; what it learns goes into the maps. */
int rewrite_stream(struct rewrite_work *work, struct err *err) WARN_UNUSED;

#endif
