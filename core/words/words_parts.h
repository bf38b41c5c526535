/*
 * words_parts.h: what words.c (all that asks ICU) and words_message.c (the words of a theme) share.
 * It is no contract: everybody else includes words.h.
 */
#ifndef STOA_WORDS_PARTS_H
#define STOA_WORDS_PARTS_H

#include "core/base/vec.h"
#include "words.h"
#include "words_pattern.h"

enum { WORDS_KEY_MAX = 80, WORDS_PATTERN_MAX = 2000, WORDS_FORMATTED_MAX = 4096, WORDS_KEPT = 256 };

/* What is made of a pattern when it is wanted first: a page wants some dozens of a theme's thousand. */
struct words_made {
	struct words_args args;
	bool selects;
	void *format;
	char *plain; /* formatted with a mark for each text, where no number and no choice is asked for */
	char **kept; /* the same by the number, or NULL */
};

struct words_entry {
	const char *key;     /* first, for near_name() */
	const char *pattern; /* as it was read */
	const char *file;
	int64_t line;
	int64_t added; /* by which words_add() */
	struct words_made *made; /* NULL: not yet */
};

struct words_icu; /* hides ICU's handles */

struct words {
	struct words_icu *icu;
	struct words_entries VEC_OF(struct words_entry *) entries; /* by key */
	int64_t adds;
	struct arena arena; /* of the entries and what they name */
	/* Where words_add() is. */
	const char *file;
	int64_t line;
};

void words_entry_unmake(struct words_entry *entry);

/* A pattern whose arguments are numbered. ERR_CONF. */
int words_icu_compile(const struct words *words, const char *pattern, void **format, struct err *err) WARN_UNUSED;
void words_icu_free(void *format);

/* Formats with the numbers first, then the texts. ERR_CONF. */
struct words_values {
	double numbers[WORDS_NUMBERS_MAX];
	const char *texts[WORDS_TEXTS_MAX];
};
int words_icu_format(const struct words_entry *entry, const struct words_values *values, struct str *out,
                     struct err *err) WARN_UNUSED;

/* As the language writes it: "1,234". */
void words_icu_number(const struct words *words, int64_t number, struct str *out);

#endif
