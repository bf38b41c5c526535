/*
 * joining.h: what somebody typed who wants to be a member, read from a form and judged. It refuses to
 * keep it, and to say whether an address is known.
 */
#ifndef STOA_CGI_JOINING_H
#define STOA_CGI_JOINING_H

#include "cgi/visit/visit.h"
#include "core/state/state_invite.h"

/* Text is in the arena and never NULL. Errors are one plain sentence each, NULL where all is well. */
struct joining {
	const char *typed, *name, *address; /* as typed, in one line */
	const char *handle;                 /* made of typed */
	const char *link;                   /* the i that it came with, or "" */
	const char *handle_error, *name_error, *address_error, *rules_error, *error;
	const char *suggestion;             /* a handle that is free, or NULL */
	struct view_question *questions;
	size_t nquestions, nasked;          /* of the site to new members; one more where guests are asked one (challenge.h) */
	const char *rules_title;            /* NULL where the site has no rules */
	int64_t rules, seen;                /* version that is in force; that the form showed */
	bool accepted;
	bool invited;                       /* the link is of an invitation that works */
	struct state_invite invite;         /* where it does */
};

/* Reads the fields, and finds the rules that are in force and the invitation. form: a query, or a form that was sent. */
int joining_read(struct visit *visit, const struct form *form, struct joining *joining, struct err *err) WARN_UNUSED;

/* Judges every field; sentences go into it. */
int joining_check(struct visit *visit, struct joining *joining, struct err *err) WARN_UNUSED;
bool joining_is_good(const struct joining *joining);

/*
 * Of the handle alone, as joining_check() does: its shape, whether it is reserved, whether it or one that
 * looks like it is taken.
 */
int joining_check_handle(struct visit *visit, struct joining *joining, struct err *err) WARN_UNUSED;

/* A question and its answer in turn, a line each; "" where nothing is asked. */
const char *joining_answers(struct visit *visit, const struct joining *joining);

/* The site takes members now, and this one among them; else *why says why not. */
bool joining_is_open(struct visit *visit, const struct joining *joining, const char **why);

/* Does a moderator look first at who came so? */
bool joining_is_held(const struct visit *visit, bool invited);

#endif
