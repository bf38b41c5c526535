/*
 * figure.h: what stands for a name that brought no picture: a colour and two discs, the same for
 * ever. It refuses to draw: a theme does, around the name's first letter.
 */
#ifndef STOA_FIGURE_H
#define STOA_FIGURE_H

#include "core/base/base.h"

enum { FIGURE_HUES = 12, FIGURE_DISCS = 2, FIGURE_SIZE = 40 };

/* Centre and radius, in a square of FIGURE_SIZE; it lies partly outside. */
struct figure_disc {
	int x, y, r;
};

struct figure {
	int hue; /* 0 to FIGURE_HUES - 1 */
	struct figure_disc discs[FIGURE_DISCS];
};

/* Depends on the bytes of the name alone, on any machine. */
struct figure figure_of(const char *name);

#endif
