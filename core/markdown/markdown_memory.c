#include "markdown_memory.h"

#include "core/base/arena.h"

#include <stdalign.h>

enum { STEP = 32, SMALL = 1024, SMALL_SIZES = SMALL / STEP, SIZES = SMALL_SIZES + 54 };

/* What stands before each piece. Its kind of size; and, while it is free, the next free one of them. */
struct piece {
	alignas(max_align_t) size_t size;
	struct piece *next;
};

/* cmark hands its allocator no pointer of ours, so the memory is the process's, as cmark's extensions are. */
static struct arena arena;
static struct piece *free_pieces[SIZES];

/* Multiples of STEP, then powers of two. */
static size_t size_for(size_t n)
{
	if (n <= SMALL)
		return n ? (n - 1) / STEP : 0;
	return SMALL_SIZES + (size_t)__builtin_clzll(SMALL) - (size_t)__builtin_clzll(n - 1);
}

static size_t bytes_of(size_t size)
{
	return size < SMALL_SIZES ? (size + 1) * STEP : (size_t)SMALL << (size + 1 - SMALL_SIZES);
}

void *markdown_calloc(size_t count, size_t each)
{
	size_t n;
	if (__builtin_mul_overflow(count, each, &n) || n > SIZE_MAX / 4)
		base_abort("out of memory");
	size_t size = size_for(n);
	struct piece *piece = free_pieces[size];
	if (piece) {
		free_pieces[size] = piece->next;
		memset(piece + 1, 0, bytes_of(size));
	} else {
		piece = arena_alloc(&arena, 1, sizeof(*piece) + bytes_of(size));
		piece->size = size;
	}
	return piece + 1;
}

void markdown_free(void *at)
{
	if (!at)
		return;
	struct piece *piece = (struct piece *)at - 1;
	piece->next = free_pieces[piece->size];
	free_pieces[piece->size] = piece;
}

void *markdown_realloc(void *at, size_t n)
{
	size_t had = at ? bytes_of(((struct piece *)at - 1)->size) : 0;
	if (at && n <= had)
		return at;
	void *moved = markdown_calloc(1, n);
	if (at)
		memcpy(moved, at, had);
	markdown_free(at);
	return moved;
}

void markdown_free_all(void)
{
	memset(free_pieces, 0, sizeof(free_pieces));
	arena_reset(&arena);
}
