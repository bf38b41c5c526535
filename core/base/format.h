/*
 * format.h: what printf() makes of a format that does nothing but join texts and whole numbers, as
 * most do, at the cost of copying them. It refuses to know any conversion but %s, %.*s, %d and %lld,
 * and a width like the one in %04d: for the others there is printf(). For core/base/str.c and
 * core/base/arena.c, whose callers need not know.
 */
#ifndef STOA_FORMAT_H
#define STOA_FORMAT_H

#include "base.h"

enum { FORMAT_PIECES = 16, FORMAT_NUMBER = 24 /* bytes, of any */ };

struct format {
	size_t len; /* of all, without a NUL */
	size_t npieces;
	struct {
		const char *at;
		size_t len;
	} pieces[FORMAT_PIECES];
	char numbers[FORMAT_PIECES][FORMAT_NUMBER]; /* that pieces point to: one is not copied elsewhere */
};

/* false where the format has another conversion, or too many. */
bool format_read(struct format *format, const char *fmt, va_list args) WARN_UNUSED;

/* The texts one behind the other, format->len bytes and a NUL. */
void format_write(const struct format *format, char *out);

#endif
