/*
 * vec.h: a growable array of any type, on the heap. It refuses to own what its elements point to.
 *
 *     struct names VEC_OF(const char *);
 *     struct names v = {0};
 *     *VEC_PUSH(&v) = "a";
 *     VEC_RELEASE(&v);
 */
#ifndef STOA_VEC_H
#define STOA_VEC_H

#include "base.h"

#define VEC_OF(type)                                                                               \
	{                                                                                          \
		type *at;                                                                          \
		size_t len, cap;                                                                   \
	}

/* A pointer to a new zeroed last element; older element pointers become invalid. */
#define VEC_PUSH(v)                                                                                \
	((v)->at = vec_room((v)->at, (v)->len, &(v)->cap, sizeof(*(v)->at)), &(v)->at[(v)->len++])

#define VEC_RELEASE(v) (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

/* The array with twice the room. */
void *vec_grow(void *at, size_t *cap, size_t size) WARN_UNUSED;

/* Inline, for nearly all elements find room, and a size that is known is cleared in an instruction or two. */
WARN_UNUSED static inline void *vec_room(void *at, size_t len, size_t *cap, size_t size)
{
	if (!at || len == *cap)
		at = vec_grow(at, cap, size);
	memset((char *)at + len * size, 0, size);
	return at;
}

#endif
