/*
 * clash.h: an edit of lines that somebody else has changed meanwhile, as a moderator solves it: both
 * texts merged, to be mended by hand, then published on top of what was there. It refuses to choose
 * between the two by itself.
 */
#ifndef STOA_CGI_CLASH_H
#define STOA_CGI_CLASH_H

#include "cgi/draft/submission.h"

/*
 * Fills source and base: theirs (the submission's body, or what a moderator made of it) merged with
 * what is published now. Leaves the view alone where there is nothing to merge with.
 */
int clash_merge(struct visit *visit, const struct submission *submission, const char *theirs,
                struct view_submission *view, struct err *err) WARN_UNUSED;

/*
 * The page that a moderator's text goes into: the submission's or, where the form was made for a
 * clash, what was published then, in *base. ERR_NOTFOUND for a base that is not main's.
 */
int clash_page(struct visit *visit, const struct submission *submission, struct page *page, struct store_id *base,
               bool *rebased, struct err *err) WARN_UNUSED;

/* Whether marks of a merge are left in a text. */
bool clash_is_marked(const char *text);

#endif
