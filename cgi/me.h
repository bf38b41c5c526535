/*
 * me.h: the pages of a member's own affairs, below "me", as tabs on each of them. It refuses to know
 * what is on them.
 */
#ifndef STOA_CGI_ME_H
#define STOA_CGI_ME_H

#include "visit.h"

/* struct view_link: those that have a route; none where the visit is not at one of them. */
struct mustache_list me_tabs(struct visit *visit);

/* What a member sent lately, newest first, for themselves with receipts and for moderators with the queue: struct view_sent. */
int me_sent(struct visit *visit, const char *handle, struct mustache_list *list, struct err *err) WARN_UNUSED;

#endif
