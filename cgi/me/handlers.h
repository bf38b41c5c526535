/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error(). What the
 * row in cgi/door/route.c promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_ME_HANDLERS_H
#define STOA_CGI_ME_HANDLERS_H

#include "cgi/visit/visit.h"

/* me.c */
int me_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_sign_out(struct visit *visit, struct err *err) WARN_UNUSED;

/* unsubscribe.c */
int unsubscribe_show(struct visit *visit, struct err *err) WARN_UNUSED;
int unsubscribe_do(struct visit *visit, struct err *err) WARN_UNUSED;

/* follow.c */
int follow_show(struct visit *visit, struct err *err) WARN_UNUSED;
int follow_do(struct visit *visit, struct err *err) WARN_UNUSED;

/* me_letters.c */
int me_letters_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_letters_save(struct visit *visit, struct err *err) WARN_UNUSED;

/* me_json.c */
int me_json_show(struct visit *visit, struct err *err) WARN_UNUSED;

/* me_data.c */
int me_data_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_data_do(struct visit *visit, struct err *err) WARN_UNUSED;
int farewell_show(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
