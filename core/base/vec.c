#include "vec.h"

void *vec_grow(void *at, size_t *cap, size_t size)
{
	*cap = *cap ? *cap * 2 : 8;
	return base_realloc(at, *cap, size);
}
