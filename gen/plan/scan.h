/*
 * scan.h: the first phase of a build: files of a commit become rows, and rows go to the plan. A
 * file that cannot be a page is left out with a warning; it never ends a build. It refuses to
 * render.
 */
#ifndef STOA_SCAN_H
#define STOA_SCAN_H

#include "plan.h"
#include "texts.h"

struct scan {
	const struct site *site;
	struct store *store;  /* the caller's; workers open their own */
	struct store_id tree; /* of the commit */
	int64_t now;          /* its date */
	int64_t workers;
	void (*warn)(void *self, const char *text); /* "forums/help/index.md:3: pinnd: no such key" */
	void *self;
	struct texts *texts; /* of scan_full(): keeps the texts of topics */
	size_t files;          /* that were looked at */
};

/* Every file, in forked workers, into an empty catalogue. */
int scan_full(struct scan *scan, struct plan *plan, struct err *err) WARN_UNUSED;

/*
 * What differs from another tree (NULL: the empty one), in this process; and repeated events whose
 * next time is another one than at `before`, the date of that tree's commit.
 */
int scan_changes(struct scan *scan, const struct store_id *old_tree, int64_t before, struct plan *plan, struct err *err) WARN_UNUSED;

#endif
