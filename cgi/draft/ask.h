/*
 * ask.h: the fields that only some kinds of pages have, one row each. A row turns what a page says into what a field of
 * a form shows, and back. It refuses to carry them through a form: draft_ask.h does.
 */
#ifndef STOA_CGI_ASK_H
#define STOA_CGI_ASK_H

#include "core/feed/calendar.h"
#include "draft.h"

enum ask_shape { ASK_LINE, ASK_LINES, ASK_CHOICE, ASK_WEB, ASK_MOMENT, ASK_DAY };

/* One form at work. */
struct asking {
	struct visit *visit;
	const struct draft *draft;
	struct calendar *calendar;
};

struct ask_row {
	const char *name; /* of the field; its words are ask.NAME and ask.NAME_help, with _ for - */
	const char *key;  /* of the front matter: who may set it, and whose complaints are shown here */
	unsigned kinds;   /* bits 1u << enum page_kind */
	enum ask_shape shape;
	size_t at;        /* of a text of struct page that is the value itself; get and put, where they are, come first */
	bool folded, required, later; /* later: only of what is published already */
	const char *const *choices;   /* NULL-terminated; their words are ask.NAME_CHOICE */
	bool (*fits)(const struct draft *draft);                      /* NULL: always */
	const char *(*get)(struct asking *a, const struct page *page); /* in the arena, "" for nothing */
	const char *(*put)(struct asking *a, const char *value, struct page *page); /* NULL, or what is wrong with it */
	const char *(*show)(struct asking *a, const struct page *page); /* for people; NULL: the value */
};
const struct ask_row *ask_rows(size_t *n);

/* Is it a field of this form, for this visitor? */
bool ask_is_asked(const struct visit *visit, const struct draft *draft, const struct ask_row *row);

/* What a page says, as the field shows it. */
const char *ask_get(struct asking *a, const struct ask_row *row, const struct page *page);

/* What was typed into the field of that name, or "". */
const char *ask_value(const struct draft *draft, const char *name);

/* The words for one of the row's choices. */
const char *ask_choice(struct visit *visit, const struct ask_row *row, const char *choice);

#endif
