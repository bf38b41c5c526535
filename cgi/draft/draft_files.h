/*
 * draft_files.h: the files that are sent with a draft: taken from its form, named in its text, shown in
 * its preview, and at last put into its commit. It refuses to change a text but by the words that
 * place a file in it.
 */
#ifndef STOA_CGI_DRAFT_FILES_H
#define STOA_CGI_DRAFT_FILES_H

#include "draft.h"

/* May this visitor send files with it? NULL, or the sentence that says why not: then its form offers none. */
const char *draft_files_denied(struct visit *visit, const struct draft *draft);

/* Names of files that an earlier form of this draft took; nothing is looked up. Before the others. */
void draft_files_read(struct visit *visit, const struct form *form, struct draft *draft);

/*
 * Takes the files that came with the form, drops those that are gone, leaves out those that the form says; each that the text does
 * not name is put at its end. What is wrong with one is draft->files_error, and the others stay.
 */
int draft_files_take(struct visit *visit, const struct form *form, struct draft *draft, struct err *err) WARN_UNUSED;

/* What a form shows of them: struct view_upload. One that is gone is left out. */
struct mustache_list draft_files_list(struct visit *visit, const struct draft *draft);

/* From here on, what is rendered in this visit shows them beside the page. */
void draft_files_show(struct visit *visit, const struct draft *draft, const struct page *page);

/*
 * The page's file and those beside it, for a commit; *n of them. A file that is gone: draft->files_error,
 * and *n is 0.
 */
int draft_files_edits(struct visit *visit, struct draft *draft, const struct page *page, const struct store_edit *text,
                      struct store_edit **edits, size_t *n, struct err *err) WARN_UNUSED;

/* The commit has them. */
void draft_files_done(struct visit *visit, const struct draft *draft);

#endif
