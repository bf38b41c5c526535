/*
 * me.h: what a member sent, and what became of it. It refuses to give the
 * key of a receipt to anybody else.
 */
#ifndef STOA_CGI_ME_H
#define STOA_CGI_ME_H

#include "cgi/visit/visit.h"

/* What a member sent lately, newest first, for themselves with receipts and for moderators with the queue: struct view_sent. */
int me_sent(struct visit *visit, const char *handle, struct mustache_list *list, struct err *err) WARN_UNUSED;

#endif
