/*
 * spam_text.h: what a filter and its rules look at in a submission: its words, its links, the
 * shape of its letters. Read from the markdown, never rendered. It refuses to judge.
 */
#ifndef STOA_SPAM_TEXT_H
#define STOA_SPAM_TEXT_H

#include "core/base/arena.h"

enum {
	SPAM_WORDS_MAX = 400,        /* different ones that count; the first stand */
	SPAM_BODY_MAX = 64 * 1024,   /* bytes that are read of a body */
	SPAM_LINKS_MAX = 100,
};

struct spam_source {
	const char *title, *name; /* name: that a guest gave; "" where there is none */
	const char *body;
	size_t body_len;
	const char *language; /* of the site, BCP 47 */
};

/*
 * A thing that a text has or has not: a folded word; "host:example.com" and "end:com" of a link;
 * "link:word" of a link's text; "by:word" of the guest's name. number: of its digest, from 1, which is all that is kept of it.
 */
struct spam_word {
	const char *text;
	int64_t number;
};

struct spam_text {
	struct spam_word *words; /* each once */
	size_t nwords;
	const char *const *hosts; /* of links, small letters, each once */
	size_t nhosts;
	int64_t links, disguised; /* disguised: shows another host than it leads to, or next to nothing */
	int64_t counted;          /* words in all, repeated ones too */
	int64_t letters, cased, capitals, foreign, mixed; /* struct words_shape */
	const char *folded;       /* title and body as words_apart() writes them */
	int64_t digest;           /* of it: the same text, whatever its blanks, capitals and marks */
};

/* Any bytes are taken. Everything is in the arena. */
int spam_text_read(const struct spam_source *source, struct arena *arena, struct spam_text *text, struct err *err) WARN_UNUSED;

/* The number of a word, as above. */
int64_t spam_word_number(const char *text, size_t n);

#endif
