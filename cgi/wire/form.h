/*
 * form.h: the bytes of a form become named fields: application/x-www-form-urlencoded (WHATWG URL,
 * 5.1) and multipart/form-data (RFC 7578 on RFC 2046, 5.1.1). A pure function of its arguments. It
 * refuses to guess: a form that is cut short or malformed is an error, never half a form.
 */
#ifndef STOA_CGI_FORM_H
#define STOA_CGI_FORM_H

#include "core/base/arena.h"

/* Everything is in the arena and NUL-terminated; len of the value counts without the NUL. */
struct form_field {
	const char *name;
	const char *value;
	size_t len;
	const char *filename; /* as sent, never a path to use; NULL for a plain field */
	const char *type;     /* of a file: its Content-Type, "" if none was sent */
};

struct form {
	const struct form_field *fields; /* in the order sent */
	size_t len;
};

struct form_limits {
	size_t fields_max; /* fields */
	size_t name_max;   /* bytes of one name or filename, and of one part's header line */
};

/*
 * Parses a body by its Content-Type. ERR_INPUT where it is malformed, where the type is neither
 * (an empty body is an empty form whatever its type), or where a plain field holds a NUL byte; ERR_LIMIT past a limit. Values are bytes: nobody
 * has checked that they are UTF-8.
 */
int form_parse(const char *content_type, const char *body, size_t n, const struct form_limits *limits,
               struct arena *arena, struct form *form, struct err *err) WARN_UNUSED;

/* The same for one kind: a query string or urlencoded body. */
int form_parse_urlencoded(const char *body, size_t n, const struct form_limits *limits, struct arena *arena,
                          struct form *form, struct err *err) WARN_UNUSED;

/* And for multipart with its boundary, given without the leading hyphens. */
int form_parse_multipart(const char *boundary, const char *body, size_t n, const struct form_limits *limits,
                         struct arena *arena, struct form *form, struct err *err) WARN_UNUSED;

/*
 * What of a form over its limit can be given back: of multipart the whole fields before the place where it was cut off (a browser
 * sends the fields in the order of the page, so files come late); of the other kind also the beginning of the one that was cut, as
 * that is the long text itself. Nothing may be done with it but show it.
 */
void form_salvage(const char *content_type, const char *body, size_t n, const struct form_limits *limits,
                  struct arena *arena, struct form *form);

/* Of multipart, by its boundary; for form_salvage(). */
void form_salvage_multipart(const char *boundary, const char *body, size_t n, const struct form_limits *limits,
                            struct arena *arena, struct form *form);

/* The first field of that name, or NULL. */
const struct form_field *form_find(const struct form *form, const char *name);

/* The value of the first plain field of that name, or "". */
const char *form_text(const struct form *form, const char *name);

/*
 * The same as one line that can be shown back and kept: of its first `most` bytes, blanks become one, control characters go, and
 * bytes that are no UTF-8 become U+FFFD. In the arena.
 */
const char *form_line(const struct form *form, const char *name, size_t most, struct arena *arena);

#endif
