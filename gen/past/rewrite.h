/*
 * rewrite.h: the history of a site's repositories without a member: every commit again, in order, with
 * each version of each file as core/page/forget.h has it, and the rest as it was. By git's fast-export and
 * fast-import. It refuses to publish a history whose newest tree is another than before.
 *
 * New commits gather under refs/stoa/rewrite/ before any ref moves; main moves by one rename, last. Killed before
 * that, nothing has happened; after it, running it again ends what is left to do.
 */
#ifndef STOA_REWRITE_H
#define STOA_REWRITE_H

#include "core/page/forget.h"
#include "core/queue/queue.h"
#include "core/site/site.h"

struct rewrite {
	const struct site *site;
	struct queue *queue;
	struct arena *arena;
	const struct forget *forget;
	const char *backup; /* file for a bundle of the old history, or NULL */
};

struct rewritten {
	size_t commits, changed, files; /* changed: commits that are others now; files: versions of files that are others */
	struct store_id old, new;       /* main */
};
int rewrite_history(const struct rewrite *rewrite, struct rewritten *rewritten, struct err *err) WARN_UNUSED;

#endif
