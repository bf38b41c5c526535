/*
 * handlers.h: one function per route. Each fills visit->answer, or returns -1 for answer_error().
 * What the route's row promises (method, role, token, origin, size) holds when it is called.
 */
#ifndef STOA_CGI_HANDLERS_H
#define STOA_CGI_HANDLERS_H

#include "visit.h"

/* submit.c */
int submit_new(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_reply(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_edit(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_preview(struct visit *visit, struct err *err) WARN_UNUSED;
int submit_send(struct visit *visit, struct err *err) WARN_UNUSED;

/* upload.c */
int upload_show(struct visit *visit, struct err *err) WARN_UNUSED;
int upload_post(struct visit *visit, struct err *err) WARN_UNUSED;

/* receipt.c */
int receipt_show(struct visit *visit, struct err *err) WARN_UNUSED;
int receipt_act(struct visit *visit, struct err *err) WARN_UNUSED;

/* queue_page.c, moderate.c */
int moderate_queue(struct visit *visit, struct err *err) WARN_UNUSED;
int moderate_show(struct visit *visit, struct err *err) WARN_UNUSED;
int moderate_decide(struct visit *visit, struct err *err) WARN_UNUSED;

/* report.c, reports.c */
int report_form(struct visit *visit, struct err *err) WARN_UNUSED;
int report_send(struct visit *visit, struct err *err) WARN_UNUSED;
int reports_show(struct visit *visit, struct err *err) WARN_UNUSED;
int reports_close(struct visit *visit, struct err *err) WARN_UNUSED;

/* record.c */
int record_show(struct visit *visit, struct err *err) WARN_UNUSED;
int record_note(struct visit *visit, struct err *err) WARN_UNUSED;

/* appeal.c, appeals.c */
int appeal_form(struct visit *visit, struct err *err) WARN_UNUSED;
int appeal_send(struct visit *visit, struct err *err) WARN_UNUSED;
int appeals_show(struct visit *visit, struct err *err) WARN_UNUSED;
int appeals_decide(struct visit *visit, struct err *err) WARN_UNUSED;

/* act.c */
int act_form(struct visit *visit, struct err *err) WARN_UNUSED;
int act_do(struct visit *visit, struct err *err) WARN_UNUSED;

/* sign_in.c */
int sign_in_form(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_send(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_sent(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_code(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_link(struct visit *visit, struct err *err) WARN_UNUSED;
int sign_in_by_link(struct visit *visit, struct err *err) WARN_UNUSED;

/* me.c */
int me_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_sign_out(struct visit *visit, struct err *err) WARN_UNUSED;

/* notice.c */
int notice_seen(struct visit *visit, struct err *err) WARN_UNUSED;

/* sessions.c */
int sessions_show(struct visit *visit, struct err *err) WARN_UNUSED;
int sessions_end(struct visit *visit, struct err *err) WARN_UNUSED;

/* password.c */
int password_show(struct visit *visit, struct err *err) WARN_UNUSED;
int password_change(struct visit *visit, struct err *err) WARN_UNUSED;
/* queue_bulk.c */
int moderate_many(struct visit *visit, struct err *err) WARN_UNUSED;
int moderate_undo(struct visit *visit, struct err *err) WARN_UNUSED;

/* account.c */
int account_form(struct visit *visit, struct err *err) WARN_UNUSED;
int account_sign_in(struct visit *visit, struct err *err) WARN_UNUSED;
int account_sign_out(struct visit *visit, struct err *err) WARN_UNUSED;
int account_me(struct visit *visit, struct err *err) WARN_UNUSED;

/* join.c, join_confirm.c, welcome.c */
int join_form(struct visit *visit, struct err *err) WARN_UNUSED;
int join_send(struct visit *visit, struct err *err) WARN_UNUSED;
int join_ask(struct visit *visit, struct err *err) WARN_UNUSED;
int join_confirm(struct visit *visit, struct err *err) WARN_UNUSED;
int welcome_show(struct visit *visit, struct err *err) WARN_UNUSED;

/* invite.c */
int invite_show(struct visit *visit, struct err *err) WARN_UNUSED;
int invite_do(struct visit *visit, struct err *err) WARN_UNUSED;

/* unsubscribe.c */
int unsubscribe_show(struct visit *visit, struct err *err) WARN_UNUSED;
int unsubscribe_do(struct visit *visit, struct err *err) WARN_UNUSED;

/* vote.c, vote_page.c */
int vote_form(struct visit *visit, struct err *err) WARN_UNUSED;
int vote_cast(struct visit *visit, struct err *err) WARN_UNUSED;

/* follow.c, me_letters.c, me_json.c */
int follow_show(struct visit *visit, struct err *err) WARN_UNUSED;
int follow_do(struct visit *visit, struct err *err) WARN_UNUSED;
int me_letters_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_letters_save(struct visit *visit, struct err *err) WARN_UNUSED;
int me_json_show(struct visit *visit, struct err *err) WARN_UNUSED;

/* me_data.c */
int me_data_show(struct visit *visit, struct err *err) WARN_UNUSED;
int me_data_do(struct visit *visit, struct err *err) WARN_UNUSED;
int farewell_show(struct visit *visit, struct err *err) WARN_UNUSED;

/* health.c */
int health_show(struct visit *visit, struct err *err) WARN_UNUSED;

#endif
