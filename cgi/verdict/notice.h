/*
 * notice.h: members hear of what moderators did to them or to what they wrote: by letter, and on their own page until
 * they say that they have seen it. It refuses to tell anybody else.
 */
#ifndef STOA_CGI_NOTICE_H
#define STOA_CGI_NOTICE_H

#include "cgi/visit/visit.h"
#include "core/act/act.h"
#include "core/state/state_report.h"

/* After an act. It is done by now: what fails here is logged, and no more. */
void notice_tell(struct visit *visit, const struct act *act, const struct act_done *done);

/* The visitor's: struct view_appeal each, with may set where it can be answered. */
int notice_list(struct visit *visit, struct mustache_list *list, struct err *err) WARN_UNUSED;

/* What a member reported before, and whether somebody has looked at it: struct view_own_report, newest first. */
int report_by(struct visit *visit, const char *handle, struct mustache_list *list, struct err *err) WARN_UNUSED;
int report_row(struct visit *visit, const struct state_report *report, struct view_own_report *row, struct err *err) WARN_UNUSED;

#endif
