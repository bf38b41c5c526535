/*
 * draft_ask.h: what a form asks for that only some kinds of pages have, besides title, text and tags: when an event takes
 * place, where a resource is, a poll. One row of asks[] is one field of a form. It refuses to know what a
 * key of the front matter may hold: core/page/page.h does, and its complaints come back to the field.
 */
#ifndef STOA_CGI_DRAFT_ASK_H
#define STOA_CGI_DRAFT_ASK_H

#include "draft.h"

/* As typed; of what the form did not send, nothing. */
void draft_ask_read(struct visit *visit, const struct form *form, struct draft *draft);

/* What the settings propose, for a form that nobody has typed into yet. */
void draft_ask_start(struct visit *visit, struct draft *draft);

/* What a page says already. */
void draft_ask_fill(struct visit *visit, const struct page *page, struct draft *draft);

/*
 * Once the draft's place is known: what was not sent is what the page says that is changed; and whether its
 * poll can be changed still.
 */
int draft_ask_find(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* Sentences for the visitor, each at its field. */
void draft_ask_check(struct visit *visit, struct draft *draft);
bool draft_ask_is_good(const struct draft *draft);

/* Whether a change changes any of it. */
bool draft_ask_differs(struct visit *visit, const struct draft *draft);

/* Sets what was typed. What was not touched stays as it is in the page, to the second and the letter. */
void draft_ask_put(struct visit *visit, const struct draft *draft, struct page *page);

/* One text of all, for tokens. */
const char *draft_ask_text(struct visit *visit, const struct draft *draft);

/* struct view_ask: those that stand above the text, or those folded away below it. */
struct mustache_list draft_ask_list(struct visit *visit, const struct draft *draft, bool folded);

/* struct view_fact: what a page says of all this, for people. */
struct mustache_list draft_ask_facts(struct visit *visit, const struct page *page);

/* A topic's poll before anybody has voted, or NULL. */
int draft_ask_poll(struct visit *visit, const struct page *page, const struct view_poll **poll, struct err *err) WARN_UNUSED;

#endif
