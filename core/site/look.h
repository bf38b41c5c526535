/*
 * look.h: tells whether settings, theme or program have changed since somebody read them, by size and
 * times of each file. It refuses to read what is in them.
 */
#ifndef STOA_LOOK_H
#define STOA_LOOK_H

#include "site.h"

struct look {
	struct str text;    /* a line a file, as look_describe() writes it */
	int64_t newest, at; /* change of all files, and when they were looked at or, if before, read: seconds since 1970 */
};

/* Before who reads them does. Some hundred calls of stat(): a quarter of a millisecond. */
void look_take(struct look *look, const struct site *site, int64_t now);
void look_copy(struct look *look, const struct look *from);
void look_release(struct look *look);

/*
 * Whether who read them after the first look need not read them again. false where that cannot be
 * told: a second change in the same moment as a first one would not show, so none may be younger than
 * two seconds at the first look.
 */
bool look_same(const struct look *first, const struct look *second);
bool look_is_settled(const struct look *look);

/* One file more. */
void look_add(struct look *look, const char *path);

/*
 * "<modified> <changed> <size> <path>", or "gone <path>", of one file; the result is its last change in
 * seconds since 1970, 0 where it is gone.
 */
int64_t look_describe(const char *path, char *line, size_t room);

#endif
