/*
 * json.h: JSON text (RFC 8259), by jansson. It refuses to build trees: callers put one object
 * or text behind the other.
 */
#ifndef STOA_JSON_H
#define STOA_JSON_H

#include "str.h"

/* A member of an object: a number where is_number, else a value that is JSON already, else a text; NULL is null. */
struct json_member {
	const char *name, *text, *json;
	int64_t number;
	bool is_number;
};

/* Yes or no, as such a value. */
#define JSON_BOOL(yes) ((yes) ? "true" : "false")

/* Appends an object in one line. A text that is not UTF-8 becomes null. */
void json_put(struct str *out, const struct json_member *members, size_t n);

/* Appends a text in quotes; null where it is not UTF-8. */
void json_put_text(struct str *out, const char *text, size_t n);

#endif
