/*
 * answer.h: what goes back: a page of the theme, a redirect, or a sentence. It refuses to send a
 * header that somebody's text could forge, and a page without the headers that confine it.
 */
#ifndef STOA_CGI_ANSWER_H
#define STOA_CGI_ANSWER_H

#include "core/words/mustache.h"
#include "req.h"

struct visit;

struct answer {
	int status;
	const char *type;     /* Content-Type */
	const char *location; /* NULL: none; the others too */
	const char *cookie, *mark, *device; /* the session's, the one that scripts may read, and that of device.h */
	const char *cache, *vary;  /* cache NULL: nobody keeps it */
	const char *allow;
	const char *policy;   /* Content-Security-Policy; NULL: that of the site's pages */
	const char *disposition;
	int64_t retry_after;  /* seconds; 0: none */
	int (*stream)(struct visit *visit, struct err *err); /* writes the body when the headers have gone; NULL: it is in body */
	struct str body;
};

/* 303 (RFC 9110, 15.4.4) to a path of this site. */
void answer_redirect(struct visit *visit, const char *url);

/* One view of the theme inside the frame. title: of the page. */
struct answer_page {
	int status;
	const char *template, *title;
	const struct mustache_type *type;
	const void *view;
};
int answer_page(struct visit *visit, const struct answer_page *page, struct err *err) WARN_UNUSED;

/* A page that only says something; kept: the visitor's text, shown back, or "". Never fails: falls back to plain text. */
void answer_message(struct visit *visit, int status, const char *heading, const char *text, const char *kept);

/* One field of the form that was sent, to be shown back: what is not text is a question mark in it. Or "". */
const char *answer_shown(struct visit *visit, const char *name);

/* The text of the form that was sent, to be shown back, or "". */
const char *answer_kept(struct visit *visit);

/* What an error becomes: status and public sentence by err_row(); the message itself only where it is about the visitor's own text. */
void answer_error(struct visit *visit, const struct err *err);

/* Writes status, headers and (unless head) the body. */
void answer_write(const struct answer *answer, const struct req_io *io, bool head);

#endif
