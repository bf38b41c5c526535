/*
 * view_account.h: what templates see of a member's own affairs: letters of stoa.fcgi, signing in,
 * the pages below /-/me. It is a part of view.h, which includes it; it refuses to be included by
 * anybody else.
 */
#ifndef STOA_VIEW_ACCOUNT_H
#define STOA_VIEW_ACCOUNT_H

/* A letter that somebody asked for by a form: a few sentences and one button. */
struct view_note {
	const char *heading;
	struct mustache_list sentences;      /* view_text, a paragraph each */
	const char *button, *url;            /* url: absolute; both "" where there is none */
	const char *code;                    /* to be typed where it was asked for, or "" */
	const char *code_help;               /* one sentence about it */
	const char *why;                     /* why it came, in a sentence */
};

#endif
