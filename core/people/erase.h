/*
 * erase.h: a member goes, in one of three ways, and what goes with them. It is a commit on main (none
 * where nothing there is to change), then queue.git, then state.db; each step may be done again, and is where a
 * process was killed between them. It refuses to rewrite history: what was public once stays there, and in clones,
 * until somebody does.
 *
 *     leave      account, address, sessions and all else in state.db, and what they sent that is not published; the
 *                profile stays and says that they have left, and so do their posts
 *     anonymise  the same; the profile goes, and a handle that says nothing stands in its place everywhere
 *     delete     the same; of their posts only the place in the thread stays, votes and files go
 */
#ifndef STOA_ERASE_H
#define STOA_ERASE_H

#include "core/page/traces.h"
#include "core/queue/queue.h"
#include "core/site/config.h"
#include "core/state/state_person.h"
#include "core/words/words.h"

enum erase_how { ERASE_LEAVE, ERASE_ANONYMISE, ERASE_DELETE };
const char *erase_how_name(enum erase_how how); /* "leave", "anonymise", "delete" */
bool erase_how_parse(const char *name, enum erase_how *how);

struct erase {
	struct queue *queue;
	struct state *state; /* not used by erase_look() */
	const struct config *conf;
	const struct words *words; /* of what stands in place of a post */
	const unsigned char *secret;
	const char *handle;
	enum erase_how how;
	const char *by, *reason, *id; /* where it is no wish of their own: who did it, why, and id of the entry in the log; else NULL */
	int64_t now;
};

/* What there was, or is to be done. Text in the arena. */
struct erased {
	size_t found[TRACES];         /* of content */
	size_t files;                 /* that the commit changes */
	size_t submissions;
	const char *gone;             /* the handle in place of theirs, or "" */
	const char *const *mentions;  /* up to ERASE_MENTIONS paths of others' pages that call them by name, NULL at the end */
	bool committed;
	struct store_id commit;
};
enum { ERASE_MENTIONS = 20 };

/* What would be done, doing nothing. */
int erase_look(const struct erase *erase, struct arena *arena, struct erased *erased, struct err *err) WARN_UNUSED;

/*
 * ERR_RACE where state.db is read all the while; all else is done then. That it was begun stands in state.db until it is
 * done, but where content could not be changed: then nothing was.
 */
int erase_member(const struct erase *erase, struct arena *arena, struct erased *erased, struct err *err) WARN_UNUSED;

/*
 * Goes on with whatever was begun and not done; of `like` handle, how, by, reason and id are not used. *n: members, also where
 * it fails at one.
 */
int erase_finish(const struct erase *like, struct arena *arena, size_t *n, struct err *err) WARN_UNUSED;

/*
 * The handle that a member became, by the trailer of the commit that did it: the newest below `main` that took their profile
 * away. NULL where there is none.
 */
int erase_gone_as(struct store *store, const struct config *conf, const struct store_id *main, const char *handle, struct arena *arena,
                  const char **gone, struct err *err) WARN_UNUSED;

/* What stands in place of a post that is gone: title and text. In the arena. */
int erase_words(const struct words *words, struct arena *arena, const char **title, const char **body, struct err *err) WARN_UNUSED;

#endif
