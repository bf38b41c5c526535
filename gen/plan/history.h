/*
 * history.h: what edited files were before. A file that says when it was edited is followed back
 * along the first parents of a commit: each commit that gave it another such date is one edit, until
 * the file said nothing of an edit, or was not there, or the repository has no more. A file that
 * was moved as it was is followed to where it came from. All of it is a function of the commit; no
 * date decides anything. It refuses to render.
 */
#ifndef STOA_HISTORY_H
#define STOA_HISTORY_H

#include "plan.h"

struct history {
	struct store *store;
	struct catalogue *cat; /* with its transaction; followed files and their edits are changed in it */
	const struct config *conf;
	struct plan *plan; /* flushed: plan->edits says which files */
	struct store_id head;
	bool has_old;
	struct store_id old; /* the commit that the catalogue was true for, where there was one */
};

/*
 * After the last row of a plan. Costs one commit more than there are between old and head, if files are
 * followed; else nothing. Where nothing is known yet (a full build), as many as the oldest edit is old.
 */
int history_update(struct history *history, struct err *err) WARN_UNUSED;

#endif
