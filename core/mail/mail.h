/*
 * mail.h: letters: written as RFC 5322 messages, handed to the system's sendmail, and read when
 * somebody answers. It refuses to know who gets one and why, and to speak SMTP.
 */
#ifndef STOA_MAIL_H
#define STOA_MAIL_H

#include "core/base/arena.h"

struct mail_box {
	const char *name;    /* shown; "" or NULL for none */
	const char *address; /* "someone@example.org" */
};

/* A letter on its way out. Text is UTF-8; a header's value that is no printable line is ERR_INPUT. */
struct mail {
	struct mail_box from, to;
	const char *reply_to;    /* address, or NULL */
	const char *subject;
	const char *id;          /* Message-ID without < >: the same letter has the same one, whoever sends it again */
	const char *answers;     /* Message-ID of the letter before it in the thread, or NULL (In-Reply-To) */
	const char *thread;      /* Message-ID of the thread's first letter, or NULL (References) */
	const char *list;        /* List-Id without < >, or NULL */
	const char *unsubscribe; /* URL that a POST unsubscribes at (RFC 8058), or NULL */
	const char *archived;    /* URL of what the letter tells of (Archived-At, RFC 5064), or NULL */
	int64_t date;
	const char *text;        /* plain */
	const char *html;        /* the same as a document, or NULL */
};

/* "a@b.c": a mailbox's address as people have one: one @, a dot in the domain or "localhost", no blank, no control. ERR_INPUT. */
int mail_check_address(const char *address, struct err *err) WARN_UNUSED;

/*
 * Appends the message with LF at line ends, as sendmail takes it; Auto-Submitted (RFC 3834) says that a
 * program wrote it. The same letter gives the same bytes. ERR_INPUT names the header that is wrong.
 */
int mail_write(const struct mail *mail, struct str *out, struct err *err) WARN_UNUSED;

/*
 * Runs `program -i -f from -- to` with the message on its input and waits for its end. No shell is
 * asked. from "" is the null sender. ERR_NOTFOUND where there is no such program, ERR_SYS with the
 * start of what it said where it refuses, ERR_RACE where it says "try again later" (EX_TEMPFAIL). The
 * caller must not ignore SIGCHLD.
 */
struct mail_envelope {
	const char *program, *from, *to;
};
int mail_send(const struct mail_envelope *envelope, const struct str *message, struct err *err) WARN_UNUSED;

struct mail_file {
	const char *name, *type; /* "leaf.png", "image/png"; as the letter says, so not to be believed */
	const char *bytes;
	size_t len;
};

/* A letter that came. All in the arena; nothing of it may be believed. */
struct mail_received {
	const char *from;              /* address of the author, in lower case; "" where there is none */
	const char *const *recipients; /* addresses of To, Cc, Delivered-To, X-Original-To, Envelope-To, in lower case */
	size_t nrecipients;
	const char *id, *subject;
	const char *text;              /* the first plain text, as UTF-8 with LF; "" where there is none */
	bool html_only;                /* there was a text, but none that is plain */
	bool automatic;                /* written by a program (RFC 3834), a list, or a mailer about another letter */
	const struct mail_file *files; /* attachments and inline pictures, in order */
	size_t nfiles;
};

/* Reads a message of at most `max` parts of any depth. ERR_INPUT where it is none, ERR_LIMIT where it has more parts. */
int mail_read(const char *bytes, size_t len, size_t max, struct arena *arena, struct mail_received *mail,
              struct err *err) WARN_UNUSED;

/*
 * What the author of an answer wrote: without the quoted letter below ("> ", "On … wrote:", "-----Original
 * Message-----" and its kin, all that follows the line `marker` where it stands) and without the
 * signature below "-- " (RFC 3676, 4.3). Quotes between lines of an answer stay.
 */
void mail_strip_quote(const char *text, const char *marker, struct str *out);

#endif
