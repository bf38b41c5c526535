/*
 * challenge.h: what a guest's form asks for beside its text: an answer to a question of the site's, and
 * work that a browser with JavaScript does by itself. It refuses to ask members, and never refuses who only
 * lacks JavaScript.
 */
#ifndef STOA_CGI_CHALLENGE_H
#define STOA_CGI_CHALLENGE_H

#include "cgi/visit/visit.h"

/* What the form shows; token: whatever the form carries that only this form does. */
struct challenge {
	const char *question; /* or NULL: sent as `answer` */
	const char *error;    /* the answer was wrong, in a sentence, or NULL */
	const char *answer;   /* what was typed, or "" */
	const char *work;     /* "bits token", or NULL: sent as `work` */
};
struct challenge challenge_ask(struct visit *visit, const char *token);

/*
 * Looks at the answers of a form that was sent with that token. challenge->error: ask again. ERR_LIMIT where one
 * network guesses too often. *proved: it answered, or did the work, or nothing was asked.
 */
int challenge_check(struct visit *visit, const char *token, struct challenge *challenge, bool *proved,
                    struct err *err) WARN_UNUSED;

#endif
