/*
 * member_export.h: everything that is kept about one member, as files in a ZIP: what they wrote as it
 * stands in the repository, what they sent and what became of it, and what only state.db knows. Memory does not grow
 * with the texts. It refuses to hold what would let somebody sign in.
 *
 *     README.txt          what is where
 *     account.json        of each table of state.db: what it is for, and their rows
 *     content.json        each of their files on main, and when it was changed by whom
 *     content/…           these files
 *     submissions.json    what they sent that queue.git still has, with verdicts
 *     submissions/<id>/…  files of those that are not published
 */
#ifndef STOA_MEMBER_EXPORT_H
#define STOA_MEMBER_EXPORT_H

#include "core/git/bundle.h"
#include "core/queue/queue.h"
#include "core/site/config.h"
#include "core/state/state_person.h"
#include "core/words/words.h"

struct member_export {
	struct queue *queue;
	struct state *state;
	const struct config *conf;
	const struct state_person *person;
	const struct words *words; /* of README.txt */
	int64_t now;
	int64_t commits_max; /* of main that are looked through for dates; 0: all */
};

/* ERR_NOTFOUND where nothing at all is known of the handle. */
int member_export(const struct member_export *export, const struct bundle_sink *sink, struct err *err) WARN_UNUSED;

#endif
