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
	const char *repo_path;  /* the same in the repository */
	const char *const *files; /* the other paths in the repository: what will lie beside the page */
	size_t nfiles;
	struct page page;       /* that file in the submission */
	bool readable;          /* whether page could be parsed */
	const char *text;       /* that file, "" where unreadable */
	const char *note;       /* what its author says about it, or "" */
	const char *old_text;   /* of an edit: the file as the author saw it, else "" */
};

/* ERR_NOTFOUND. A submission made by hand may hold anything: then readable is false. */
int submission_read(struct visit *visit, const char *id, struct submission *submission, struct err *err) WARN_UNUSED;
int submission_read_item(struct visit *visit, const struct queue_item *item, struct submission *submission,
                         struct err *err) WARN_UNUSED;

/* For submission_read_item(): which of its paths is the page, which are files beside it. false: it is not of that shape. */
bool submission_sort(struct visit *visit, struct submission *submission) WARN_UNUSED;

/* Their names, in the arena. */
const char **submission_names(struct visit *visit, const struct submission *submission);

/* Bytes of a file by its name. ERR_NOTFOUND. */
int submission_file(struct visit *visit, const struct submission *submission, const char *name, struct str *out,
                    struct err *err) WARN_UNUSED;

/* Where it can be seen by a moderator, its author and, with a key that is not "", by who has that. */
const char *submission_file_url(struct visit *visit, const char *id, const char *name, const char *key);

/* From here on, what is rendered in this visit shows the submission's files from there. */
void submission_show_files(struct visit *visit, const struct submission *submission, const char *key);

/* The page as a moderator changed it, with the files beside it: the whole of the change. */
int submission_edits(struct visit *visit, const struct submission *submission, const struct store_edit *page,
                     struct store_edit **edits, struct err *err) WARN_UNUSED;

/* Ids before and after one among those that wait, and its place from 1 (0: it does not wait). NULL where there is none. */
struct submission_place {
	const char *previous, *next;
	int64_t place;
};
int submission_place(struct visit *visit, const char *id, struct submission_place *place, struct err *err) WARN_UNUSED;

#endif
