#include "figure.h"

enum { DIRECTIONS = 16, UNIT = 100 };

/* Cosines of sixteen directions: no libm, whose last digit may differ between machines. */
static const int cosines[DIRECTIONS] = {100, 92, 71, 38, 0, -38, -71, -92, -100, -92, -71, -38, 0, 38, 71, 92};

/* FNV-1a: which colour stands for a name must never change. */
static uint32_t hash(const char *name)
{
	uint32_t h = 2166136261u;
	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h;
}

/* Murmur3's end: near names begin with far bits. */
static uint32_t stir(uint32_t h)
{
	h = (h ^ h >> 16) * 0x85ebca6bu;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

/* Without negative numbers in the division, which would round the other way. */
static int along(int direction, int distance)
{
	int cosine = cosines[direction % DIRECTIONS];
	int way = (distance * (cosine < 0 ? -cosine : cosine) + UNIT / 2) / UNIT;
	return FIGURE_SIZE / 2 + (cosine < 0 ? -way : way);
}

static struct figure_disc disc(unsigned direction, unsigned distance, unsigned r)
{
	return (struct figure_disc){along((int)direction, (int)distance),
	                            along((int)direction + DIRECTIONS - DIRECTIONS / 4, (int)distance), (int)r};
}

/* A large disc anywhere near the edge, and a smaller one a quarter to three quarters of a turn away. */
struct figure figure_of(const char *name)
{
	uint32_t h = hash(name), s = stir(h);
	unsigned first = s & 15, second = first + 4 + (s >> 4 & 7) + (s >> 7 & 1);
	return (struct figure){
	    .hue = (int)(h % FIGURE_HUES),
	    .discs = {disc(first, 14 + 2 * (s >> 8 & 3), 14 + 2 * (s >> 10 & 3)),
	              disc(second, 16 + 2 * (s >> 12 & 3), 10 + 2 * (s >> 14 & 3))},
	};
}
