/*
 * alike.h: which of many texts say nearly the same, so that a flood of one advertisement is one thing to look
 * at. It refuses to know what is spam, and to compare every text with every other.
 *
 * MinHash (Broder, 1997) over shingles of seven bytes, with locality-sensitive hashing by bands
 * (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3). Deterministic: the same texts give the same groups on any machine.
 */
#ifndef STOA_ALIKE_H
#define STOA_ALIKE_H

#include "core/base/arena.h"

enum { ALIKE_VALUES = 32, ALIKE_TEXT = 8 * ALIKE_VALUES + 1, ALIKE_MIN = 16 };

/* How many values two of them have in common, of ALIKE_VALUES, estimates the share of their shingles that both have. */
struct alike {
	uint32_t at[ALIKE_VALUES];
};

/*
 * Of a text without what spammers vary and what people repeat: letters alike in either case, every
 * number the same, marks and blanks one blank, and no quoted lines ("> …"), which are somebody else's words. Only the first
 * 4 KiB count.
 */
void alike_sketch(const char *text, size_t n, struct alike *sketch);

/* 0 to ALIKE_VALUES; from ALIKE_MIN on they are alike. */
unsigned alike_compare(const struct alike *a, const struct alike *b);

/* As text, to be kept, and back. false: it is none. */
void alike_print(const struct alike *sketch, char out[static ALIKE_TEXT]);
bool alike_parse(const char *text, struct alike *sketch);

/*
 * group[i]: the first text that i is alike to, or alike to one that is; i itself where there is none before.
 * Takes time and memory in proportion to n.
 */
void alike_group(const struct alike *const *sketches, size_t n, struct arena *arena, size_t *group);

#endif
