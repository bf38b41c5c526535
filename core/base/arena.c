#include "arena.h"

#include "format.h"

#include <stdalign.h>

/* Many arenas live for one line of text, some for a whole page. */
enum { FIRST = 1024, BLOCK = 64 * 1024, PRINT = 256 };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) char at[];
};

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

void arena_release(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
	arena->used = 0;
}

void arena_reset(struct arena *arena)
{
	struct arena_block *keep = NULL;
	for (struct arena_block *b = arena->blocks, *next; b; b = next) {
		next = b->next;
		if (b->size > BLOCK || (keep && keep->size >= b->size)) {
			free(b);
			continue;
		}
		free(keep);
		keep = b;
	}
	if (keep) {
		memset(keep->at, 0, keep->used);
		keep->next = NULL;
		keep->used = 0;
	}
	arena->blocks = keep;
	arena->used = 0;
}

/* Each block is twice as large as the one before, up to a bound. */
static size_t next_size(const struct arena *arena)
{
	size_t last = arena->blocks ? arena->blocks->size : FIRST / 2;
	return last < BLOCK / 2 ? last * 2 : BLOCK;
}

static struct arena_block *add_block(struct arena *arena, size_t need)
{
	size_t usual = next_size(arena), size = need > usual ? need : usual;
	struct arena_block *b = base_alloc(1, sizeof(*b) + size);
	b->size = size;
	/* A large block goes behind the current one, which may still have room. */
	if (arena->blocks && size > BLOCK) {
		b->next = arena->blocks->next;
		arena->blocks->next = b;
	} else {
		b->next = arena->blocks;
		arena->blocks = b;
	}
	return b;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
	size_t align = alignof(max_align_t), need;
	if (__builtin_mul_overflow(count, size, &need) || need > SIZE_MAX / 2)
		base_abort("out of memory");
	need = (need + align - 1) / align * align;
	struct arena_block *b = arena->blocks;
	if (!b || b->size - b->used < need)
		b = add_block(arena, need);
	void *at = b->at + b->used;
	b->used += need;
	arena->used += need;
	return at;
}

char *arena_dupn(struct arena *arena, const char *s, size_t n)
{
	char *copy = arena_alloc(arena, n + 1, 1);
	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *arena_dup(struct arena *arena, const char *s)
{
	return arena_dupn(arena, s, strlen(s));
}

char *arena_join(struct arena *arena, const char *s, const char *tail)
{
	size_t n = strlen(s), more = strlen(tail);
	char *joined = arena_alloc(arena, n + more + 1, 1);
	char *end = mempcpy(joined, s, n);
	memcpy(end, tail, more + 1);
	return joined;
}

static char *print(struct arena *arena, const char *fmt, va_list args)
{
	char small[PRINT];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(small, sizeof(small), fmt, args);
	char *at = arena_alloc(arena, (size_t)(n > 0 ? n : 0) + 1, 1);
	if (n > 0 && (size_t)n < sizeof(small))
		memcpy(at, small, (size_t)n);
	else if (n > 0)
		vsnprintf(at, (size_t)n + 1, fmt, again);
	va_end(again);
	return at;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	struct format format;
	va_list args, again;
	char *at;
	va_start(args, fmt);
	va_copy(again, args);
	if (format_read(&format, fmt, args)) {
		at = arena_alloc(arena, format.len + 1, 1);
		format_write(&format, at);
	} else {
		at = print(arena, fmt, again);
	}
	va_end(again);
	va_end(args);
	return at;
}
