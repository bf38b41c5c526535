/*
 * stamp.h: tells in microseconds that nothing changed since the last build: size and time of each
 * file that a build depends on, and the branch's value. It refuses to be right about more than
 * that: whatever looks different is left to the builder to judge.
 */
#ifndef STOA_STAMP_H
#define STOA_STAMP_H

#include "core/site/look.h"

/* A digest of the parts of the program that runs, which need not be the one in its file (Makefile). */
extern const char build_made[];

struct stamp {
	struct look look;
	char *ref; /* path of the loose ref, or "" where it is packed; NULL before stamp_take() */
};

/* Looks at settings, theme and program, with the clock's time. */
void stamp_look(struct stamp *stamp, const struct site *site);
void stamp_release(struct stamp *stamp);

/*
 * Looks at refs too. Under the builder's lock, before it reads them. Removes the stamp of the last
 * build. seen: the same look, taken a moment ago, or NULL. read: when settings had been read, seconds since 1970: who
 * waited for the lock may look at others.
 */
void stamp_take(struct stamp *stamp, const struct site *site, const struct look *seen, int64_t read);

/*
 * After all is on disk. There is no stamp where it could mislead, and every build looks properly:
 * within two seconds of a change to settings, theme or packed refs, which the build may have read
 * before or after.
 */
int stamp_write(const struct stamp *stamp, const struct site *site, const char *commit, struct err *err) WARN_UNUSED;

/*
 * Whether the site in dir is built as it is: then commit holds its id. Reads no setting and opens
 * no repository. false says nothing.
 */
bool stamp_holds(const char *dir, char commit[static 41]);

#endif
