/*
 * queue_bar.h: what a moderator is told after a verdict, with the way back. It reads what happened from
 * the queue itself: an address that somebody made up says nothing that is not so. It refuses to act.
 */
#ifndef STOA_CGI_QUEUE_BAR_H
#define STOA_CGI_QUEUE_BAR_H

#include "cgi/visit/visit.h"

/* Of the submission or the bulk that ?done= names; NULL where there is no such thing. */
int queue_bar(struct visit *visit, const struct view_undo **undo, struct err *err) WARN_UNUSED;

#endif
