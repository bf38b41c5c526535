/*
 * changes.h: a submission file by file, as lines that come and go: what a proposal by git does, which no form could
 * have sent. It refuses to leave out a file: what cannot be shown is named.
 */
#ifndef STOA_CGI_CHANGES_H
#define STOA_CGI_CHANGES_H

#include "submission.h"

/* It came from git, or is not one well-formed page. */
bool changes_are_wanted(const struct submission *submission);

/* struct view_change each, in the order of their paths. Cost is bounded by a cap on all that is shown. */
int changes_list(struct visit *visit, const struct queue_item *item, struct mustache_list *list, struct err *err) WARN_UNUSED;

#endif
