/*
 * near.h: the name that somebody probably meant, for "did you mean …?". It refuses to guess when
 * nothing is close.
 */
#ifndef STOA_NEAR_H
#define STOA_NEAR_H

#include "core/base/base.h"

/*
 * The name nearest to `word` in a table of n rows of `stride` bytes, each of which begins with a
 * const char * (rows where it is NULL are passed over). NULL where every name differs in more than
 * a third of its letters (Damerau-Levenshtein, adjacent swaps count one).
 */
const char *near_name(const char *word, const void *rows, size_t n, size_t stride) WARN_UNUSED;

#endif
