/*
 * drafting.h: a draft on its way to being a content file: read from a form, made clean, checked against the
 * settings and against main, shown again, and at last a page and its place. It refuses every field that a writer may not
 * set: what is not read here (role, pinned, author, date …) cannot be sent.
 */
#ifndef STOA_CGI_DRAFTING_H
#define STOA_CGI_DRAFTING_H

#include "draft.h"

/* Fields of a form, in one line or with Unix line ends, as they will be stored. */
void draft_read(struct visit *visit, const struct form *form, struct draft *draft);

/* The same from a query: only where it goes, nothing typed. */
void draft_start(struct visit *visit, enum draft_kind kind, struct draft *draft);

/*
 * Finds what the draft is for, and whether this visitor may write there (a refusal is draft->error and
 * denied). ERR_NOTFOUND: there is no such place; ERR_INPUT: no such kind of draft.
 */
int draft_find(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* Puts what is now published into an edit that nobody has typed into yet. */
void draft_fill(struct visit *visit, struct draft *draft);

/* Puts the forum's text for first posts, its file template.txt, into a topic that nobody has typed into yet. */
int draft_template(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* Judges every field; sentences for the visitor go into the draft. After draft_find(). */
int draft_check(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;
/* Of these the body alone: what a moderator changes before approving. */
int draft_check_body(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;
bool draft_is_good(const struct draft *draft);

/* What a token is bound to; NULL-terminated, in the arena. */
const char *const *draft_content(struct visit *visit, const struct draft *draft);

/* The page that it becomes under an id, with its place. ERR_INPUT where no path can be made of it. */
int draft_page(struct visit *visit, const struct draft *draft, const char *id, struct page *page,
               struct err *err) WARN_UNUSED;

/* page_text() of that page, which needs no place for it. */
const char *draft_text(struct visit *visit, const struct draft *draft);

/* "reply: Title of topic", one printable line. */
const char *draft_summary(struct visit *visit, const struct draft *draft);

/* Where a guest signs in, to come back to an empty form of this kind. */
const char *draft_sign_in_url(struct visit *visit, const struct draft *draft);

/* The form with everything kept, each error at its field. */
const struct view_form *draft_form(struct visit *visit, const struct draft *draft);

#endif
