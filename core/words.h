/*
 * words.h: human language by ICU: messages with plurals, dates, slugs. It refuses to hold a word
 * itself: they come from a theme's lang/<tag>.conf.
 */
#ifndef STOA_WORDS_H
#define STOA_WORDS_H

#include "mustache.h"

struct words;

/* tag: BCP 47, "en", "de", "ar". */
int words_open(struct words **words, const char *tag, struct err *err) WARN_UNUSED;
void words_close(struct words *words);

/*
 * Reads a lang file: one "key = ICU MessageFormat pattern" a line, # comments. Keys already there
 * are replaced (a child theme's words). ERR_CONF names file and line.
 */
int words_add(struct words *words, const char *file, const char *text, size_t n, struct err *err) WARN_UNUSED;

/* The pattern with its named arguments looked up on the scope (int64 and text). ERR_CONF: no such key. */
int words_format(const struct words *words, const char *key, size_t n, const struct mustache_scope *scope, struct str *out, struct err *err) WARN_UNUSED;

/* For a view: {{words.key}}. */
struct mustache_call words_call(const struct words *words);

bool words_right_to_left(const struct words *words);

/* "22 November 2026", "22 Nov 2026, 17:00 UTC", "November 2026" in the language, UTC. */
enum words_style { WORDS_DAY, WORDS_MOMENT, WORDS_MONTH };
int words_date(const struct words *words, int64_t at, enum words_style style, struct str *out, struct err *err) WARN_UNUSED;

/* "Grüße, World!" -> "grusse-world": Any-Latin; Latin-ASCII; lower; [^a-z0-9]+ -> "-"; at most 60 bytes; "topic" if nothing is left. */
int words_slug(const char *title, struct str *out, struct err *err) WARN_UNUSED;

#endif
