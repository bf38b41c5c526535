/*
 * str.h: a growable run of bytes with a cap. It refuses to grow past its cap, to be NULL, and to
 * be without a terminating NUL.
 *
 * Adding never fails at the call: a str that would pass its cap keeps what it had and remembers
 * it, as stdio's ferror does. Whoever made the str asks str_check() once, at the end.
 */
#ifndef STOA_STR_H
#define STOA_STR_H

#include "err.h"

struct str {
	char *at;   /* never NULL after str_init; at[len] is NUL */
	size_t len; /* bytes, without the NUL */
	size_t cap; /* bytes that are there: at most max and the NUL, or 0 */
	size_t max;
	bool over; /* something did not fit */
};

/* Caller's storage. max is the largest len in bytes. No memory is taken until the first add. */
void str_init(struct str *s, size_t max);
void str_release(struct str *s);

/* Empty again, memory kept, overflow forgotten. */
void str_reset(struct str *s);

/* The general case of str_add(). */
void str_add_slowly(struct str *s, const void *bytes, size_t n);

/* Inline, for pages are written in pieces of some bytes, and nearly all of them fit. */
static inline void str_add(struct str *s, const void *bytes, size_t n)
{
	if (!n || n >= s->cap - s->len) {
		str_add_slowly(s, bytes, n);
		return;
	}
	/* cppcheck-suppress uninitvar; it cannot see that a library fills what is handed over */
	memcpy(s->at + s->len, bytes, n); /* NOLINT(clang-analyzer-core.NonNullParamChecker): NULL has no bytes */
	s->len += n;
	s->at[s->len] = '\0';
}

/* Room for n bytes behind what is there, or NULL where they do not fit; str_fill() says how many were put there. */
char *str_room(struct str *s, size_t n) WARN_UNUSED;
void str_fill(struct str *s, size_t n);

static inline void str_addz(struct str *s, const char *z)
{
	str_add(s, z, strlen(z));
}

static inline void str_addc(struct str *s, char c)
{
	str_add(s, &c, 1);
}

void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void str_addv(struct str *s, const char *fmt, va_list args) PRINTF_LIKE(2, 0);
void str_add_int(struct str *s, int64_t n);

/* Cuts to len, which must not be more than s->len. */
void str_truncate(struct str *s, size_t len);

/* ERR_LIMIT "<what>: over N bytes" if anything ever did not fit. */
int str_check(const struct str *s, const char *what, struct err *err) WARN_UNUSED;

/* Reads a whole open file to its end into s. ERR_SYS, or ERR_LIMIT past max. */
int str_read_fd(struct str *s, int fd, struct err *err) WARN_UNUSED;

/* Reads the file at path. ERR_NOTFOUND where there is none, else as above, path in front. */
int str_read_file(struct str *s, const char *path, struct err *err) WARN_UNUSED;

#endif
