/*
 * base.h: what every file of the project includes first: the standard headers, attributes, and
 * the C library calls that are refused. It refuses to hold anything that a module could own.
 */
#ifndef STOA_BASE_H
#define STOA_BASE_H

#include <time.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARN_UNUSED __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The version of the program; part of what a build's output depends on. */
#define STOA_VERSION "0.1.0"

/*
 * Memory never fails for a caller: out of memory ends the process with a message. Every input
 * has a cap, so a stranger cannot get there. Zeroed memory; free() releases it.
 */
void *base_alloc(size_t count, size_t size) WARN_UNUSED;
void *base_realloc(void *at, size_t count, size_t size) WARN_UNUSED;
char *base_strdup(const char *s) WARN_UNUSED;

/* What was freed goes back to the system, where that is not by itself: before workers are forked, who would hold it too. */
void base_trim(void);

/* Ends the process, with why on stderr, where going on would be wrong: a mistake in a table of the program. */
NORETURN void base_abort(const char *why);

/* Unbounded writes, hidden state, and answers that depend on locale or time zone. */
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets mktemp tmpnam
#pragma GCC poison gmtime localtime mktime strerror atoi atol

#endif
