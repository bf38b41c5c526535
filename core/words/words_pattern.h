/*
 * words_pattern.h: finds the named arguments of an ICU message pattern and numbers them, because
 * ICU's C interface knows numbered ones only. It refuses to judge the rest of the pattern.
 */
#ifndef STOA_WORDS_PATTERN_H
#define STOA_WORDS_PATTERN_H

#include "core/base/str.h"

enum { WORDS_NUMBERS_MAX = 2, WORDS_TEXTS_MAX = 4, WORDS_NAME_MAX = 64 };

/* Arguments 0 to nnumbers - 1 are numbers, the next ntexts are texts. */
struct words_args {
	char numbers[WORDS_NUMBERS_MAX][WORDS_NAME_MAX];
	char texts[WORDS_TEXTS_MAX][WORDS_NAME_MAX];
	size_t nnumbers, ntexts;
	bool selects[WORDS_TEXTS_MAX]; /* the text chooses between messages */
};

/*
 * "{who} wrote {n, plural, one {# post} other {# posts}}" becomes "{1} wrote {0, plural, …}".
 * Types: plural, selectordinal and number (numbers), select and none (texts). ERR_CONF otherwise.
 */
int words_pattern_number(const char *pattern, struct words_args *args, struct str *out, struct err *err) WARN_UNUSED;

#endif
