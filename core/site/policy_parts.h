/*
 * policy_parts.h: between the files of the policy: words of a line, and the names that both its rules
 * and its tests use. It refuses other includers.
 */
#ifndef STOA_POLICY_PARTS_H
#define STOA_POLICY_PARTS_H

#include "policy.h"

enum { POLICY_TOKEN_MAX = 128 };

/* The line's words one after the other. token is "" at its end, or where the sentence begins. */
struct policy_line {
	const char *at;               /* what is still to be read */
	char token[POLICY_TOKEN_MAX]; /* the present word, sign or parenthesis */
};

/* Stands at the first word. ERR_INPUT: not one printable line. */
int policy_line_begin(struct policy_line *line, const char *text, struct err *err) WARN_UNUSED;
void policy_line_next(struct policy_line *line);
bool policy_line_is(const struct policy_line *line, const char *word);
/* The same, and goes on to the next. */
bool policy_line_take(struct policy_line *line, const char *word);

/* "wants a number, got 'many'"; "… got nothing" at the end. Always -1. */
int policy_line_refuse(const struct policy_line *line, const char *wants, struct err *err);

/* Each takes the present word. ERR_INPUT names what was expected. */
int policy_take_verdict(struct policy_line *line, enum policy_verdict *verdict, struct err *err) WARN_UNUSED;
int policy_take_forum(struct policy_line *line, struct arena *arena, const char **forum, struct err *err) WARN_UNUSED;
int policy_take_number(struct policy_line *line, int64_t *number, struct err *err) WARN_UNUSED;
int policy_take_name(struct policy_line *line, enum policy_value *value, struct err *err) WARN_UNUSED;

/* Whether the present word is a kind, or a role, in the singular or the plural; not taken. -1 where it is none. */
int policy_kind_of(const char *word);
int policy_role_of(const char *word); /* -1 is "guest", -2 none */

const char *policy_kind_name(enum policy_kind kind); /* "topics" */
const char *policy_kind_one(enum policy_kind kind);  /* "topic" */
const char *policy_role_name(int64_t role);
const char *policy_sign_name(enum policy_sign sign);

#endif
