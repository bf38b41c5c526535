/*
 * held.h: the operator's words and phrases that a rule can ask for, and how often a text says one. It refuses
 * to say what follows from that.
 *
 * Words are compared whole, without case, and in one shape (NFKC): "Casino", "CASINO" and "ｃａｓｉｎｏ" are one
 * word, "casinos" is another one. A phrase is found across line breaks and punctuation.
 */
#ifndef STOA_HELD_H
#define STOA_HELD_H

#include "core/site/option.h"

/* Folded, each between blanks: " cheap pills ". */
struct held {
	struct option_texts phrases;
};

/*
 * lists: phrases between commas, from settings; file: path of more, one a line, or NULL. ERR_CONF
 * names the file; a line without a letter or digit is one, too. Text goes to the arena.
 */
int held_load(struct held *held, const struct option_texts *lists, const char *file, struct arena *arena,
              struct err *err) WARN_UNUSED;
void held_release(struct held *held);

/* How often one of them is there. text is any bytes. */
int64_t held_count(const struct held *held, const char *text, size_t n);

#endif
