/*
 * draft_parts.h: between draft.c, which reads and judges what was typed, draft_reply.c, which knows the reply
 * that is answered, and draft_ask.c, which reads more.
 */
#ifndef STOA_CGI_DRAFT_PARTS_H
#define STOA_CGI_DRAFT_PARTS_H

#include "draft.h"

/* Looks up reply_to below the target; one that is gone or hidden is answered by nobody. */
int draft_find_answered(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* The same form with the answered reply quoted, or NULL. */
const char *draft_quote_url(struct visit *visit, const struct draft *draft);

/* A field of a form as one line; and bytes as text, with a question mark for each that is none, and *error. */
const char *draft_line(struct visit *visit, const struct form *form, const char *name, const char **error);
const char *draft_clean(struct visit *visit, const char *s, size_t *n, const char **error);

#endif
