/*
 * titles.h: which of many titles say nearly what another one says, so that nobody asks what was asked already. It
 * refuses to know a language: words that many titles have count little, rare and long ones much.
 */
#ifndef STOA_TITLES_H
#define STOA_TITLES_H

#include "core/base/arena.h"

enum { TITLES_FOUND = 4 };

struct titles_found {
	size_t at[TITLES_FOUND]; /* indices of the others, the most alike first; of equals the first */
	size_t n;
};

/*
 * Words are compared without case and by their beginnings ("install", "installing" and "Installation" are one).
 * Takes time and memory in proportion to n.
 */
void titles_alike(const char *title, const char *const *others, size_t n, struct arena *arena, struct titles_found *found);

#endif
