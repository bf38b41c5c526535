/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_SESSION_HANDLERS_H
#define STOA_CGI_SESSION_HANDLERS_H

#include "cgi/visit/visit.h"

/* sign_in.c */
int sign_in_form(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_send(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_sent(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_code(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_link(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_by_link(struct visit *visit, struct err *err) WARN_UNUSED;

/* sessions.c */
int sessions_show(struct visit *visit, struct err *err) WARN_UNUSED;
int sessions_end(struct visit *visit, struct err *err) WARN_UNUSED;

/* password.c */
int password_show(struct visit *visit, struct err *err) WARN_UNUSED;
int password_change(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
