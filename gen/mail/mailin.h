/*
 * mailin.h: answers to letters, taken like what a form sends: who wrote it (mailin.c), what becomes of
 * it (mailin_post.c), the pictures with it (mailin_files.c). It refuses to believe anything of a letter but what its
 * reply address proves, and to answer a program.
 */
#ifndef STOA_MAILIN_H
#define STOA_MAILIN_H

#include "mailroom.h"

#include "core/judge/trust.h"
#include "core/mail/mail.h"
#include "core/queue/held.h"
#include "core/site/policy.h"

struct mailin {
	struct mailroom room; /* tree: of main, as it is now */
	struct store_id main;
	struct policy policy;
	struct held held;
	struct arena arena;   /* of policy and words */
};

/* The site and the clock are the caller's. */
int mailin_open(struct mailin *mailin, const struct site *site, int64_t now, struct err *err) WARN_UNUSED;
void mailin_close(struct mailin *mailin);

/* What became of a letter. */
enum mailin_result {
	MAILIN_WAITS,    /* it is a submission, or was one already */
	MAILIN_PUBLISHED,
	MAILIN_ANSWERED, /* it could not be taken, and its author has been told why */
	MAILIN_BOUNCE,   /* a letter of ours came back */
	MAILIN_DROPPED   /* nobody is told: a program wrote it, or nothing proves who did */
};
const char *mailin_result_name(enum mailin_result result);

struct mailin_report {
	enum mailin_result result;
	const char *why; /* it was dropped or answered, for a log; no words of the letter; in room.arena */
};

struct mailin_message {
	const struct str *bytes;
	const char *recipient; /* of the envelope, or NULL: then its headers say it */
	bool cut;              /* it was longer than mail.reply-max; this is its beginning */
};

/*
 * Takes one. The same message twice is one
 * submission. ERR_RACE, ERR_SYS, ERR_GIT: nothing happened, and it can be brought again.
 */
int mailin_take(struct mailin *mailin, const struct mailin_message *message, struct mailin_report *report,
                struct err *err) WARN_UNUSED;

/* ---- its parts ---- */

/* An answer whose author is known. */
struct mailin_answer {
	const char *handle, *address; /* of the account */
	struct page profile, thread;
	const char *id;               /* of the submission */
	const char *text;             /* without the quote; with files, links to them below */
	const struct mail_received *mail;
	struct store_edit *files;     /* beside the thread's page */
	size_t nfiles;
	bool cut;                     /* it is only the beginning of what was written */
	const char *left_out;         /* names of files that were not taken, ", " between; "" for none */
};

/* The complaint's words ("mailin.locked" of the theme), or NULL where all went well; text: a detail for them. */
struct mailin_trouble {
	const char *key, *text;
	int64_t count;
};

/* Everything that a form's sender has to pass. published: it is public already. */
int mailin_post(struct mailin *mailin, struct mailin_answer *answer, struct mailin_trouble *trouble, bool *published,
                struct err *err) WARN_UNUSED;

/* Fills files, left_out, and the links in text. */
int mailin_files(struct mailin *mailin, struct mailin_answer *answer, struct err *err) WARN_UNUSED;

/* Where a content path lies in the repository. */
const char *mailin_path(struct mailin *mailin, const char *path);

#endif
