#include "base.h"

#include <malloc.h>

void base_abort(const char *why)
{
	fprintf(stderr, "stoa: %s\n", why);
	abort();
}

/* Nothing above can help a process without memory, and nothing is half-written: see out.h. */
static NORETURN void out_of_memory(void)
{
	base_abort("out of memory");
}

void *base_alloc(size_t count, size_t size)
{
	void *at = calloc(count ? count : 1, size ? size : 1);
	if (!at)
		out_of_memory();
	return at;
}

void *base_realloc(void *at, size_t count, size_t size)
{
	void *moved = reallocarray(at, count ? count : 1, size ? size : 1);
	if (!moved)
		out_of_memory();
	return moved;
}

void base_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

char *base_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	return memcpy(base_alloc(n, 1), s, n);
}
