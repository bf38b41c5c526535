/*
 * submission.h: reads a submission back: what kind it is, the page that it makes, and where it
 * belongs. It refuses to decide on it.
 */
#ifndef STOA_CGI_SUBMISSION_H
#define STOA_CGI_SUBMISSION_H

#include "draft.h"

struct submission {
	struct queue_item item;
	enum draft_kind kind;
	const char *path;       /* content path of the file that it adds or changes; NULL where there is none */
	struct page page;       /* that file in the submission */
	bool readable;          /* whether page could be parsed */
	const char *text;       /* that file, "" where unreadable */
	const char *old_text;   /* of an edit: the file as the author saw it, else "" */
};

/* ERR_NOTFOUND. A submission made by hand may hold anything: then readable is false. */
int submission_read(struct visit *visit, const char *id, struct submission *submission, struct err *err) WARN_UNUSED;
int submission_read_item(struct visit *visit, const struct queue_item *item, struct submission *submission,
                         struct err *err) WARN_UNUSED;

/* What its author typed, as a draft to be mended and sent again. false: it cannot be sent by a form. */
bool submission_draft(struct visit *visit, const struct submission *submission, struct draft *draft);

/* Ids before and after one among those that wait, and its place from 1 (0: it does not wait). NULL where there is none. */
struct submission_place {
	const char *previous, *next;
	int64_t place;
};
int submission_place(struct visit *visit, const char *id, struct submission_place *place, struct err *err) WARN_UNUSED;

#endif
