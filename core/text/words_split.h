/*
 * words_split.h: the words of a text of any language, by ICU, and the shape of its letters. It
 * refuses to know what a word means. The other half of what asks ICU is words.h.
 */
#ifndef STOA_WORDS_SPLIT_H
#define STOA_WORDS_SPLIT_H

#include "core/base/err.h"

enum {
	WORDS_TEXT_MAX = 256 * 1024, /* bytes of a text */
	WORDS_WORD_MAX = 40,         /* UTF-16 units of a word; the rest of a longer one is left out */
};

/*
 * Calls back for each word (UAX 29, with ICU's dictionaries where a script has no blanks), numbers
 * too, in order, folded by NFKC_Casefold: "Ｖｉａｇｒａ", "VIAGRA" and "via\u00ADgra" are one word.
 * Any bytes are taken; what is not UTF-8 divides words. ERR_LIMIT over WORDS_TEXT_MAX.
 */
typedef void words_found_fn(void *self, const char *word, size_t n);
int words_split(const char *text, size_t n, words_found_fn *found, void *self, struct err *err) WARN_UNUSED;

struct words_shape {
	int64_t letters, cased, capitals;
	int64_t foreign; /* letters of no script that the language is written in, nor Latin */
	int64_t mixed;   /* words of two scripts that look alike: Latin, Cyrillic, Greek */
};
/* language: BCP 47; one that ICU does not know has no foreign letters. */
int words_survey(const char *text, size_t n, const char *language, struct words_shape *shape, struct err *err) WARN_UNUSED;

#endif
