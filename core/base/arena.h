/*
 * arena.h: memory that lives as long as one job (a build batch, a request) and goes all at once.
 * It refuses to free single things and to be a global: it is an argument.
 */
#ifndef STOA_ARENA_H
#define STOA_ARENA_H

#include "str.h"

struct arena {
	struct arena_block *blocks;
	size_t used; /* bytes handed out since the last reset */
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* Everything handed out becomes invalid; one block is kept for the next job. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size) WARN_UNUSED;

/* Copies, NUL-terminated. */
char *arena_dup(struct arena *arena, const char *s) WARN_UNUSED;
char *arena_dupn(struct arena *arena, const char *s, size_t n) WARN_UNUSED;
/* One behind the other: what "%s%s" would print. */
char *arena_join(struct arena *arena, const char *s, const char *tail) WARN_UNUSED;
char *arena_printf(struct arena *arena, const char *fmt, ...) WARN_UNUSED PRINTF_LIKE(2, 3);

#endif
