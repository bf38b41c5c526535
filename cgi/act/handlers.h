/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_ACT_HANDLERS_H
#define STOA_CGI_ACT_HANDLERS_H

#include "cgi/visit/visit.h"

/* report.c */
int report_form(struct visit *visit, struct err *err) WARN_UNUSED;
int report_send(struct visit *visit, struct err *err) WARN_UNUSED;

/* reports.c */
int reports_show(struct visit *visit, struct err *err) WARN_UNUSED;
int reports_close(struct visit *visit, struct err *err) WARN_UNUSED;

/* record.c */
int record_show(struct visit *visit, struct err *err) WARN_UNUSED;
int record_note(struct visit *visit, struct err *err) WARN_UNUSED;

/* appeal.c */
int appeal_form(struct visit *visit, struct err *err) WARN_UNUSED;
int appeal_send(struct visit *visit, struct err *err) WARN_UNUSED;

/* appeals.c */
int appeals_show(struct visit *visit, struct err *err) WARN_UNUSED;
int appeals_decide(struct visit *visit, struct err *err) WARN_UNUSED;

/* act.c */
int act_form(struct visit *visit, struct err *err) WARN_UNUSED;
int act_do(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
