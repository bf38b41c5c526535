/*
 * appeal_case.h: the verdict that an appeal is about: an entry in the moderation log, or what became of a submission.
 * It refuses to decide anything.
 */
#ifndef STOA_CGI_APPEAL_CASE_H
#define STOA_CGI_APPEAL_CASE_H

#include "cgi/visit/visit.h"
#include "core/state/state_appeal.h"

struct appeal_case {
	const char *id, *act, *reason, *rule; /* act: "lock"; of a submission "reject" */
	const char *reviewer;  /* who gave the verdict */
	const char *concerned; /* handle of whom it is about, "guest", or "" where nobody knows */
	const char *what;      /* title of the page or summary of the submission */
	const char *url;       /* where it is in public, or NULL */
	int64_t date;
	bool logged;           /* it is an entry in the log */
	bool stands;           /* it has not been taken back, and may be answered */
};

/* ERR_NOTFOUND: no verdict of that id, or the queue has forgotten it. */
int appeal_case_find(struct visit *visit, const char *id, struct appeal_case *about, struct err *err) WARN_UNUSED;

/* The visitor is whom it is about: by their account, or by the key of a receipt or letter. */
bool appeal_case_concerns(struct visit *visit, const struct appeal_case *about, const char *key);

/* Where whom it concerns answers it, with the key: even who may not sign in any more. */
const char *appeal_url(struct visit *visit, const char *id);

/* One appeal with its verdict, or with appeal NULL the verdict alone. */
int appeal_case_view(struct visit *visit, const struct appeal_case *about, const struct state_appeal *appeal,
                     struct view_appeal *view, struct err *err) WARN_UNUSED;

enum { APPEAL_LETTERS = 2000 };
/* The text as it is kept: without blanks around it. NULL: it is none, or too long; *why says so. */
const char *appeal_text(struct visit *visit, const char *text, size_t most, const char **why);

#endif
