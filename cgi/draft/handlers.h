/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_DRAFT_HANDLERS_H
#define STOA_CGI_DRAFT_HANDLERS_H

#include "cgi/visit/visit.h"

/* upload.c */
int upload_show(struct visit *visit, struct err *err) WARN_UNUSED;
int upload_post(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
