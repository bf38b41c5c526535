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
	((v)->at = vec_grow((v)->at, (v)->len, &(v)->cap, sizeof(*(v)->at)), &(v)->at[(v)->len++])

#define VEC_RELEASE(v) (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

void *vec_grow(void *at, size_t len, size_t *cap, size_t size) WARN_UNUSED;

#endif
