/*
 * letter.h: a letter that a form was asked for (to sign in, to confirm an address, to tell a
 * verdict): a few sentences, at most one button and one code. It refuses to send: the letter waits
 * in state.db until the answer has gone (postman.h), so that nobody can tell by the time whether
 * there was anybody to write to.
 */
#ifndef STOA_CGI_LETTER_H
#define STOA_CGI_LETTER_H

#include "visit.h"

/* Plain text of any content; only `heading`, which is the subject too, is made one printable line. */
struct letter {
	const char *name;             /* whom it greets: a handle, or "" */
	const char *address;          /* NULL: nobody; all the same work is done, and nothing is sent */
	const char *heading;
	const char *const *sentences; /* paragraphs; NULL-terminated */
	const char *button, *url;     /* NULL or both; url: a path of this site, made absolute by site.url, never by a header */
	const char *code, *code_help; /* NULL or both */
	const char *why;              /* why it came */
};

/* Whether the site writes letters; what needs one must not be offered where it does not. */
bool letter_is_open(const struct visit *visit);

/* The letter is on disk. ERR_INPUT: the address is none. ERR_CONF where the site writes no letters. */
int letter_put(struct visit *visit, const struct letter *letter, struct err *err) WARN_UNUSED;

#endif
