/*
 * err.h: what went wrong, as a code to decide by and a message for people. It refuses to
 * allocate, print or exit; only main.c does the last two.
 *
 * A fallible function returns 0 or -1 and takes struct err * last. The deepest layer states the
 * fact; each layer above puts the one name it knows in front:
 * "site.conf: feed.items: wants a number, got 'many'".
 */
#ifndef STOA_ERR_H
#define STOA_ERR_H

#include "base.h"

enum err_code {
	ERR_NONE,
	ERR_SYS,      /* the operating system refused: disk, permission, process */
	ERR_GIT,      /* a repository is missing, corrupt or not ours */
	ERR_CONF,     /* the operator's settings or theme are wrong */
	ERR_INPUT,    /* somebody's text breaks a rule; nothing was changed */
	ERR_LIMIT,    /* over a cap that is a setting */
	ERR_RACE,     /* somebody else was first; trying again may work */
	ERR_NOTFOUND, /* no such thing */
	ERR_DENIED,   /* not allowed for this person */
	ERR_CODES
};

enum { ERR_MESSAGE_MAX = 512 };

/* Nothing to free. A zeroed struct err holds no error. */
struct err {
	enum err_code code;
	char msg[ERR_MESSAGE_MAX];
};

/* One row per code: what a program exits with, what HTTP answers, what a visitor may read. */
struct err_row {
	const char *name;
	int exit_status;
	int http_status;
	const char *public_sentence;
};

const struct err_row *err_row(enum err_code code);

/* Sets code and message (cut at ERR_MESSAGE_MAX, never mid-UTF-8). Always -1, for `return`. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* The same with ERR_SYS and ": " and the text of errno at its end. Always -1. */
int err_sys(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Puts a name and ": " in front of the message. Always -1. */
int err_prefix(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Empties it, where a caller has dealt with an error and goes on. */
void err_clear(struct err *err);

#endif
