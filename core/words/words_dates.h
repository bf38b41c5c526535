/*
 * words_dates.h: dates in the languages that Stoa's own theme speaks, from a table of a few lines. ICU tells them
 * all, but to learn that August is August it takes as long as to build half the pages of a reply. What it says is
 * the law: the tests ask it for each day and each minute. It refuses languages that are not in the table.
 */
#ifndef STOA_WORDS_DATES_H
#define STOA_WORDS_DATES_H

#include "core/base/arena.h"
#include "words.h"

struct words_dates;

/* Of an ICU locale ("en_001", "de"); NULL where it is none of ours. */
const struct words_dates *words_dates_of(const char *locale);

/* In the arena; NULL for moments before 1583, whose calendar ICU knows, and after 9999. */
const char *words_dates_tell(const struct words_dates *dates, int64_t at, enum words_style style, struct arena *arena);

#endif
