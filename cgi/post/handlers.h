/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_POST_HANDLERS_H
#define STOA_CGI_POST_HANDLERS_H

#include "cgi/visit/visit.h"

/* submit.c */
int submit_new(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_reply(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_edit(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_preview(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_send(struct visit *visit, struct err *err) WARN_UNUSED;

/* receipt.c */
int receipt_show(struct visit *visit, struct err *err) WARN_UNUSED;
int receipt_act(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
