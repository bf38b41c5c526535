/*
 * draft.h: what somebody typed, on its way to being a content file: read from a form, made clean, checked
 * against the settings and against main, and at last a page and its place. It refuses every field that a writer may not
 * set: what is not read here (role, pinned, author, date …) cannot be sent.
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
	/* Filled by draft_find(). */
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

/* Fields of a form, in one line or with Unix line ends, as they will be stored. */
void draft_read(struct visit *visit, const struct form *form, struct draft *draft);

/* The same from a query: only where it goes, nothing typed. */
void draft_start(struct visit *visit, enum draft_kind kind, struct draft *draft);

/*
 * Finds what the draft is for, and whether this visitor may write there (a refusal is draft->error and
 * denied). ERR_NOTFOUND, ERR_INPUT: there is no such place.
 */
int draft_find(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* What it makes or, of an edit that was found, changes; PAGE_NONE before. */
enum page_kind draft_page_kind(const struct draft *draft);

/* Puts what is now published into an edit that nobody has typed into yet. */
void draft_fill(struct visit *visit, struct draft *draft);

/* Puts the forum's text for first posts, its file template.txt, into a topic that nobody has typed into yet. */
int draft_template(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* Puts the answered reply, quoted and with a link to it, into a reply that nobody has typed into yet. */
void draft_quote(struct visit *visit, struct draft *draft);

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

/* "reply: Title of topic", one printable line. */
const char *draft_summary(struct visit *visit, const struct draft *draft);

/* Is it a change to what is no post: a lesson, a resource, an event, a page? */
bool draft_is_suggestion(const struct draft *draft);

/* Where a guest signs in, to come back to an empty form of this kind. */
const char *draft_sign_in_url(struct visit *visit, const struct draft *draft);

/* The form with everything kept, each error at its field. */
const struct view_form *draft_form(struct visit *visit, const struct draft *draft);

#endif
