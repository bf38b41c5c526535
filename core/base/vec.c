#include "vec.h"

void *vec_grow(void *at, size_t len, size_t *cap, size_t size)
{
	if (len == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		at = base_realloc(at, *cap, size);
	}
	memset((char *)at + len * size, 0, size);
	return at;
}
