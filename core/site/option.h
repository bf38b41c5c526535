/*
 * option.h: one setting as a row of data: how its text becomes a value and a value text again. It
 * refuses to know any setting; the rows are in config.c.
 */
#ifndef STOA_OPTION_H
#define STOA_OPTION_H

#include "core/base/arena.h"
#include "core/base/vec.h"

struct option_texts VEC_OF(const char *);

enum option_type {
	OPTION_TEXT,   /* const char *: one line */
	OPTION_URL,    /* const char *: absolute http(s) URL; host in lower case, "/" at its end */
	OPTION_CHOICE, /* const char *: one of choices */
	OPTION_INT,    /* int64_t */
	OPTION_SIZE,   /* int64_t: bytes, written with k or m for 1024 and 1024 * 1024 */
	OPTION_BOOL,   /* bool */
	OPTION_LIST,   /* struct option_texts: one element each time the key appears */
	OPTION_WORDS,  /* struct option_texts: elements between blanks or commas */
};

struct option {
	const char *key; /* "section.name"; first, for near_name() */
	enum option_type type;
	size_t at;                  /* offset of the value in the caller's struct */
	int64_t min, max;           /* of a number or size; of the characters of a text (max 0: 1000) */
	const char *standard;       /* default, as it would stand in the file; "" may break min and check */
	const char *example;        /* what site.conf.example shows where the default is "" */
	const char *const *choices; /* OPTION_CHOICE: ends with NULL */
	int (*check)(const char *value, struct err *err); /* of each text; may be NULL */
	const char *help;                                 /* whole sentences */
};

/*
 * Checks text and stores it into the field at option->at of values; strings go to the arena, a list
 * grows by its elements. ERR_INPUT "wants true or false, got 'maybe'" without the key.
 */
int option_set(const struct option *option, void *values, const char *text, struct arena *arena,
               struct err *err) WARN_UNUSED;

/* Stores the default. A default that breaks its own row is a mistake in the program: it aborts. */
void option_set_standard(const struct option *option, void *values, struct arena *arena);

/* Frees or empties what a list holds; nothing to do for the others. */
void option_release(const struct option *option, void *values);
void option_empty(const struct option *option, void *values);

/* The value as text: lists joined by ", ", sizes with their largest exact suffix. */
void option_print(const struct option *option, const void *values, struct str *out);

/* What the row accepts, as a sentence for people: "A number from 1 to 200." "" for any text. */
void option_print_domain(const struct option *option, struct str *out);

/* Checks for rows. */
int option_check_language(const char *value, struct err *err) WARN_UNUSED; /* BCP 47: "en", "pt-BR" */
int option_check_colour(const char *value, struct err *err) WARN_UNUSED;   /* "#2a6f97", "#abc" */
int option_check_prefix(const char *value, struct err *err) WARN_UNUSED;   /* "/-/" */
int option_check_folder(const char *value, struct err *err) WARN_UNUSED;   /* "" or a content path */
int option_check_absolute(const char *value, struct err *err) WARN_UNUSED; /* "" or "/usr/bin/python3" */
int option_check_slug(const char *value, struct err *err) WARN_UNUSED;
int option_check_ending(const char *value, struct err *err) WARN_UNUSED; /* "png" */
int option_check_target(const char *value, struct err *err) WARN_UNUSED; /* "/about/" or http(s) URL */
int option_check_web(const char *value, struct err *err) WARN_UNUSED;    /* an http(s) URL alone */
int option_check_question(const char *value, struct err *err) WARN_UNUSED; /* "What … ? | an answer | another" */
int option_check_menu(const char *value, struct err *err) WARN_UNUSED;   /* "Title | target" */

#endif
