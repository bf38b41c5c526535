/*
 * answer_page.h: a visit is answered: by a page of the theme, a redirect, or a sentence. It refuses to show what an
 * error says to anybody but the operator.
 */
#ifndef STOA_CGI_ANSWER_PAGE_H
#define STOA_CGI_ANSWER_PAGE_H

#include "cgi/visit/visit.h"
#include "core/words/mustache.h"

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

#endif
