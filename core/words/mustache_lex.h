/*
 * mustache_lex.h: the tags, lines and blanks of one template's source; for core/words/mustache_parse.c
 * only. It refuses to know what a tag means.
 */
#ifndef STOA_MUSTACHE_LEX_H
#define STOA_MUSTACHE_LEX_H

#include "core/base/str.h"

enum { MUSTACHE_DELIMITER_MAX = 16 };

/* A place in a source. Bytes before `at` are dealt with. */
struct mustache_lex {
	const char *template; /* for messages */
	struct err *err;
	const char *at, *end;
	const char *line_end; /* past the newline of the current line */
	uint32_t line, tag_line;
	bool blank;               /* the line so far is blanks only */
	size_t dedent;            /* blanks to drop at the start of a line */
	const char *left, *right; /* delimiters */
	size_t left_len, right_len;
};

struct mustache_tag {
	const char *start;
	char sigil;       /* 0: plain interpolation */
	const char *name; /* trimmed, not judged */
	size_t len;
	const char *blanks; /* in front of it, where the line held nothing else */
	size_t blanks_len;
	const char *after;
	const char *next; /* the line after, where only blanks follow the tag; else NULL */
};

void mustache_lex_init(struct mustache_lex *lex, const char *template, const struct str *src, struct err *err);

/* ERR_CONF with "template.mustache:line: " of the current tag in front. Always -1. */
int mustache_lex_fail(const struct mustache_lex *lex, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Goes on to `to`, counting lines; at the start of a line, past what is to be dropped. */
void mustache_lex_move(struct mustache_lex *lex, const char *to);

/* From the opening delimiter at lex->at to a tag. */
int mustache_lex_tag(struct mustache_lex *lex, struct mustache_tag *tag) WARN_UNUSED;

/* Nothing else but blanks is on the tag's line. */
bool mustache_lex_alone(const struct mustache_lex *lex, const struct mustache_tag *tag);

/* Cuts the blanks, newlines included, off a tag's name. */
void mustache_lex_trim(struct mustache_tag *tag);

/* A name: no blanks or control characters inside; a dotted one has no empty part. */
int mustache_lex_name(const struct mustache_lex *lex, const struct mustache_tag *tag, bool dotted) WARN_UNUSED;

/* The delimiters that a {{=a b=}} names hold from here on. */
int mustache_lex_delimiters(struct mustache_lex *lex, const struct mustache_tag *tag) WARN_UNUSED;

/* How many blanks stand at `at`. */
size_t mustache_lex_blanks(const char *at, const char *end);

/* The first line with text, from the start of a line on. */
const char *mustache_lex_first_line(const struct mustache_lex *lex, const char *at);

#endif
