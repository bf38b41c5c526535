/*
 * note.h: a letter that somebody asked for (to sign in, to confirm an address, to invite, to tell a
 * verdict): a few sentences, at most one button and one code. It refuses to send: the letter waits in
 * state.db (outbox.h).
 */
#ifndef STOA_NOTE_H
#define STOA_NOTE_H

#include "core/site/site.h"
#include "core/state/state.h"
#include "core/theme/theme.h"
#include "core/words/mustache.h"

/* Plain text of any content; only `heading`, which is the subject too, is made one printable line. */
struct letter {
	const char *name;             /* whom it greets: a handle, or "" */
	const char *address;          /* NULL: nobody; all the same work is done, and nothing is sent */
	const char *heading;
	const char *const *sentences; /* paragraphs; NULL-terminated */
	const char *button, *url;     /* NULL or both; url: a path of this site, made absolute by site.url, never by a header */
	const char *code, *code_help; /* NULL or both */
	const char *why;              /* why it came */
};

/* What writing one takes. */
struct note_room {
	const struct site *site;
	struct theme *theme;
	struct state *state;
	struct arena *arena;
	int64_t now;
};

/* The theme's words for a letter, its arguments from a view and from what every page has; the key where there are none. */
const char *note_words(const struct note_room *room, const char *key, const struct mustache_type *type, const void *view);

/* Appends it as a message of that Message-ID (without < >). ERR_INPUT: the address is none. */
int note_write(const struct note_room *room, const struct letter *letter, const char *id, struct str *message,
               struct err *err) WARN_UNUSED;

/* The letter is on disk. ERR_INPUT: the address is none. ERR_CONF where the site writes no letters. */
int note_put(const struct note_room *room, const struct letter *letter, struct err *err) WARN_UNUSED;

#endif
