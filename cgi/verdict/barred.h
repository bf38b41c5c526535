/*
 * barred.h: what somebody is told who may not write, because moderators suspended or banned them.
 * It refuses to decide that: the profile on main does.
 */
#ifndef STOA_CGI_BARRED_H
#define STOA_CGI_BARRED_H

#include "cgi/visit/visit.h"

/* "You may read, but not write, until …", why, and what can be done about it. */
const char *barred_sentence(struct visit *visit, const struct page *profile);

/* A page that says so, with what was typed and the way to answer the verdict, which works without a session. */
int barred_refuse(struct visit *visit, const struct page *profile, struct err *err) WARN_UNUSED;

#endif
