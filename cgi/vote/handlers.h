/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_VOTE_HANDLERS_H
#define STOA_CGI_VOTE_HANDLERS_H

#include "cgi/visit/visit.h"

/* vote_page.c */
int vote_form(struct visit *visit, struct err *err) WARN_UNUSED;

/* vote.c */
int vote_cast(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
