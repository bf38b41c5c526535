/*
 * say.h: sentences for visitors, in the language of the site. It refuses to hold one: they are the
 * theme's words, and `say.` is where those of this program begin.
 */
#ifndef STOA_CGI_SAY_H
#define STOA_CGI_SAY_H

#include "visit.h"

/* What a sentence may name: {count}, {size}, {text}, {kind}. */
struct say {
	int64_t count, size;
	const char *text, *kind;
};

/* In the arena; the key itself where the theme has no such words. */
const char *say(struct visit *visit, const char *key);
const char *say_with(struct visit *visit, const char *key, const struct say *values);

/* What a submission is, for people: "Reply in “Title of topic”" of its commit's "reply: Title of topic". */
const char *say_summary(struct visit *visit, const char *summary);

#endif
