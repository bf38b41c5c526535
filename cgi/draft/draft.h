/*
 * draft.h: what somebody typed, as a value: what it is for, and what is wrong with it. It refuses to know where it
 * comes from and what becomes of it: drafting.h.
 */
#ifndef STOA_CGI_DRAFT_H
#define STOA_CGI_DRAFT_H

#include "cgi/visit/visit.h"

enum draft_kind { DRAFT_NONE, DRAFT_TOPIC, DRAFT_REPLY, DRAFT_EDIT, DRAFT_EVENT, DRAFT_RESOURCE };

enum { DRAFT_ASKS = 24 };

/* "topic", "reply", "edit", "event", "resource", or "change" for what no form made. */
const char *draft_kind_name(enum draft_kind kind);
/* The inverse; DRAFT_NONE for another word. */
enum draft_kind draft_kind_of(const char *name, size_t n);

/* Text is in the arena and never NULL. Errors are one plain sentence each, NULL where all is well. */
struct draft {
	enum draft_kind kind;
	const char *forum, *path, *title, *tags, *body, *name, *base;
	const char *id;   /* that it is sent under; "" before its preview was confirmed */
	const char *note; /* to the moderator, on why: of an edit of what is no post; else "" */
	const char *reply_to; /* id of the reply that is answered, or ""; not there any more: "" */
	size_t body_len;
	const char *title_error, *tags_error, *body_error, *name_error, *note_error, *error;
	/* By draft_ask.h, in the order of its rows; NULL where the form did not say, and where all is well. */
	const char *asks[DRAFT_ASKS], *ask_errors[DRAFT_ASKS];
	bool poll_voted; /* the poll stays as it is: somebody has voted */
	bool denied; /* error is about the person, not the text */
	bool unknown; /* and signing in may help */
	/* Filled by draft_find() of drafting.h. */
	struct page target;      /* the forum, the page that is answered, or the page that is changed */
	struct page answered;    /* what reply_to names */
	struct page thread;      /* the page whose thread it belongs to; of a topic: the forum */
	struct store_id base_id; /* the commit that an edit starts from */
	const char *target_text; /* of an edit: the file as it was */
	struct page_texts tag_list;
	int64_t opened;          /* when the form was first shown, by its signed time; 0: not known */
	bool unproved;           /* neither answered nor did the work that was asked for */
	const struct judgement *judgement; /* of the policy, by judge_draft(); NULL before */
	/* By draft_files.h. */
	const char **files;      /* names of what is sent with it */
	size_t nfiles;
	const char *files_error;
	const char *from, *key;  /* the submission that a file may lie in, which is mended here, and its key; or "" */
};

/* What it makes or, of an edit that was found, changes; PAGE_NONE before. */
enum page_kind draft_page_kind(const struct draft *draft);

/* Is it a change to what is no post: a lesson, a resource, an event, a page? */
bool draft_is_suggestion(const struct draft *draft);

/* A field of a form as one line; and bytes as text, with a question mark for each that is none, and *error. */
const char *draft_line(struct visit *visit, const struct form *form, const char *name, const char **error);
const char *draft_clean(struct visit *visit, const char *s, size_t *n, const char **error);

#endif
