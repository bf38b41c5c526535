/*
 * likeness.h: whose name a handle could be taken for, of all members on main, however many they are:
 * their skeletons lie in state.db, and only what changed since the last question is looked at. It
 * refuses to read a profile.
 */
#ifndef STOA_LIKENESS_H
#define STOA_LIKENESS_H

#include "core/git/store.h"
#include "core/state/state_join.h"

struct likeness {
	struct store *store;
	const struct store_id *tree; /* of main */
	const char *folder;          /* "members", below content.path */
	struct state *state;
	const unsigned char *secret; /* of the site; NULL: former members are not looked for */
};

/*
 * What is kept of the name of somebody who was taken out of everything, so that it stays taken: keyed hashes, which
 * nobody can read it from. In the arena.
 */
struct state_likeness likeness_of_former(const unsigned char *secret, const char *handle, struct arena *arena);

/*
 * Whose handle is that one, or looks like it: *taken is "" for nobody's, in the arena; of a former member it is no handle. The handle of a member who
 * left stays taken: their posts are by it.
 */
int likeness_find(const struct likeness *likeness, const char *handle, struct arena *arena, const char **taken,
                  struct err *err) WARN_UNUSED;

#endif
