/*
 * spam_filter.h: how likely a text is spam by what moderators decided of others: Robinson's
 * combination of word probabilities by Fisher's method, as SpamBayes and bogofilter do it. A pure
 * function of counts; it refuses to know where they are kept, and to say anything before it has seen enough.
 *
 * G. Robinson, "A Statistical Approach to the Spam Problem", Linux Journal 107 (2003).
 */
#ifndef STOA_SPAM_FILTER_H
#define STOA_SPAM_FILTER_H

#include "spam_text.h"

enum {
	SPAM_EVEN = 500,     /* permille: it cannot tell */
	SPAM_TELLING_MAX = 150, /* words that are heard, the most telling ones */
};

/* In how many texts that were spam, and that were not, a word stood. */
struct spam_count {
	const char *word;
	int64_t number, spam, ham;
};

struct spam_counts {
	struct spam_count *at; /* of the words of one text */
	size_t len;
	int64_t spam, ham;     /* texts in all */
};

struct spam_belief {
	bool known;         /* it has seen enough of both kinds */
	int64_t permille;   /* that it is spam; SPAM_EVEN where it does not know */
};

/* Orders counts->at: the most telling words of spam first, those of ham last. enough: texts of each kind. */
struct spam_belief spam_filter(struct spam_counts *counts, int64_t enough);

/* Permille that a text with this word alone would be spam. */
int64_t spam_filter_word(const struct spam_counts *counts, const struct spam_count *count);

#endif
