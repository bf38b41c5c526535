/*
 * follow.h: topics, forums and tags that a member is told of by letter. It refuses to write one:
 * `stoa mail` does, from what is on main.
 */
#ifndef STOA_CGI_FOLLOW_H
#define STOA_CGI_FOLLOW_H

#include "cgi/visit/visit.h"
#include "core/state/state_mail.h"

/* A key of state_mail.h ("topic:…") as people know it. ERR_NOTFOUND, ERR_INPUT: it is nothing, or has gone. */
int follow_find(struct visit *visit, const char *what, struct view_followed *found, struct err *err) WARN_UNUSED;

#endif
