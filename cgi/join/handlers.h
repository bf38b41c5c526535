/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_JOIN_HANDLERS_H
#define STOA_CGI_JOIN_HANDLERS_H

#include "cgi/visit/visit.h"

/* join.c */
int join_form(struct visit *visit, struct err *err) WARN_UNUSED;
int join_send(struct visit *visit, struct err *err) WARN_UNUSED;

/* join_confirm.c */
int join_ask(struct visit *visit, struct err *err) WARN_UNUSED;
int join_confirm(struct visit *visit, struct err *err) WARN_UNUSED;

/* welcome.c */
int welcome_show(struct visit *visit, struct err *err) WARN_UNUSED;

/* invite.c */
int invite_show(struct visit *visit, struct err *err) WARN_UNUSED;
int invite_do(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
