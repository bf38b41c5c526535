/*
 * draft_reply.h: the reply that a draft answers: found, and quoted. It refuses to show one that is hidden.
 */
#ifndef STOA_CGI_DRAFT_REPLY_H
#define STOA_CGI_DRAFT_REPLY_H

#include "draft.h"

/* Looks up reply_to below the target; one that is gone or hidden is answered by nobody. */
int draft_find_answered(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* The same form with the answered reply quoted, or NULL. */
const char *draft_quote_url(struct visit *visit, const struct draft *draft);

/* Puts the answered reply, quoted and with a link to it, into a reply that nobody has typed into yet. */
void draft_quote(struct visit *visit, struct draft *draft);

#endif
