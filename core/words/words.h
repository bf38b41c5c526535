/*
 * words.h: human language by ICU: messages with plurals, dates, slugs. It refuses to hold a word
 * itself: they come from a theme's lang/<tag>.conf.
 */
#ifndef STOA_WORDS_H
#define STOA_WORDS_H

#include "core/base/arena.h"
#include "mustache.h"

struct words;

/*
 * tag: BCP 47, "en", "de", "ar". ERR_CONF where it is none. Sets ICU's default locale for the whole
 * process, so that a language that ICU does not know gets English dates and not the machine's.
 */
int words_open(struct words **words, const char *tag, struct err *err) WARN_UNUSED;
void words_close(struct words *words);

/*
 * Reads a lang file: one "key = ICU MessageFormat pattern" a line, # comments. Arguments are names
 * ({author.name}), of type number, plural, selectordinal, select or none. Keys already there are
 * replaced (a child theme's words); the same key twice in one file is an error. ERR_CONF names file
 * and line. What is wrong in a pattern shows when it is wanted first, or in words_check().
 */
int words_add(struct words *words, const char *file, const char *text, size_t n, struct err *err) WARN_UNUSED;

/*
 * The pattern with its arguments looked up on the scope, appended as plain text: text as it is, a
 * number as the language writes it, a bool as yes or no, a list (in a plural) as its length. ERR_CONF:
 * no such key, or an argument that nobody knows.
 */
int words_format(const struct words *words, const char *key, size_t n, const struct mustache_scope *scope,
                 struct str *out, struct err *err) WARN_UNUSED;

/* Compiles all of them. ERR_CONF names file and line of one that is wrong. */
int words_check(const struct words *words, struct err *err) WARN_UNUSED;

/* For a view: {{words.key}}. */
struct mustache_call words_call(const struct words *words);

bool words_right_to_left(const struct words *words);

/*
 * "22 November 2026", "22 Nov 2026, 17:00 UTC", "November 2026" in the language (CLDR), UTC,
 * in the arena; and without a zone, for moments shifted into one: "Sun, 22 Nov 2026, 17:00", "17:00",
 * "22", "Nov". "en" alone is international English, day before month; "en-US" says otherwise.
 */
enum words_style { WORDS_DAY, WORDS_MOMENT, WORDS_MONTH, WORDS_WHEN, WORDS_TIME, WORDS_DAY_NUMBER, WORDS_MONTH_SHORT };
int words_date(const struct words *words, int64_t at, enum words_style style, struct arena *arena, const char **text,
               struct err *err) WARN_UNUSED;

/*
 * A folder's name from a title of any script, appended: "Grüße, World!" -> "grusse-world". Its Latin
 * reading (ICU: Any-Latin; Latin-ASCII) in small letters, apostrophes dropped, one dash for a run of
 * anything but a-z 0-9; at most 60 bytes, cut between words. "topic" if nothing is left, and
 * "topic-…" for what a page may not be called ("index").
 */
int words_slug(const char *title, struct str *out, struct err *err) WARN_UNUSED;

/*
 * A name as it is compared: NFKC with case folded and invisible characters dropped (UAX 31, R5), appended.
 * ERR_INPUT where it is no UTF-8 or over some hundred characters.
 */
int words_fold(const char *text, struct str *out, struct err *err) WARN_UNUSED;

/*
 * What all names have in common that look alike (UTS 39, 4: skeleton), with case folded, appended: that of "rn" is
 * that of "m", of "0" that of "o". It is for comparing, not for showing. ERR_INPUT as above.
 */
int words_skeleton(const char *text, struct str *out, struct err *err) WARN_UNUSED;

/*
 * Any bytes as words to compare, appended: NFKC and case folded (Unicode's NFKC_Casefold, which drops what is
 * invisible), one blank in front of each word and one at the end: " cheap pills "; "" where there is no word.
 * A word is a run of letters, digits and marks; of scripts that write none apart (Han, Kana, Thai …)
 * each letter is one. At most 18 times as long as the text.
 */
void words_apart(const char *text, size_t n, struct str *out);

#endif
