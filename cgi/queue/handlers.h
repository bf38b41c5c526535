/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_QUEUE_HANDLERS_H
#define STOA_CGI_QUEUE_HANDLERS_H

#include "cgi/visit/visit.h"

/* queue_page.c */
int moderate_queue(struct visit *visit, struct err *err) WARN_UNUSED;

/* moderate.c */
int moderate_show(struct visit *visit, struct err *err) WARN_UNUSED;
int moderate_decide(struct visit *visit, struct err *err) WARN_UNUSED;

/* queue_bulk.c */
int moderate_many(struct visit *visit, struct err *err) WARN_UNUSED;
int moderate_undo(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
