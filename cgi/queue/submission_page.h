/*
 * submission_page.h: one submission as a moderator sees it before a verdict: in its place, with what is known of it
 * and of its sender. It refuses to decide.
 */
#ifndef STOA_CGI_SUBMISSION_PAGE_H
#define STOA_CGI_SUBMISSION_PAGE_H

#include "cgi/draft/submission.h"

/* Of visit->id. error, reason: of a verdict that could not be carried out, with status 409 or 422. */
int submission_page_show(struct visit *visit, int status, const char *error, const char *reason, struct err *err) WARN_UNUSED;

/* Where to go after a verdict on visit->id: the next in the list that the form came from, or that list. Before the verdict. */
int submission_page_next(struct visit *visit, const char **url, struct err *err) WARN_UNUSED;

/* Whose account a ban would suspend; NULL where there is none, or it is not to be touched from here. */
const char *submission_page_bannable(struct visit *visit, const struct submission *submission);

#endif
