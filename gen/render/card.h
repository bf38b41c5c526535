/*
 * card.h: the picture that a link to a page shows elsewhere, as SVG: title, community, colour. It
 * refuses to turn that into pixels, which depends on a machine's fonts: `stoa card` does, once, and
 * the picture is content from then on.
 */
#ifndef STOA_CARD_H
#define STOA_CARD_H

#include "core/base/str.h"

enum { CARD_WIDTH = 1200, CARD_HEIGHT = 630 };

struct card {
	const char *title, *community; /* community: "" for none */
	const char *colour;            /* "#20618e" or "#abc": of the ground; the ink goes with it */
};

/* Adds the SVG. Any text: what XML cannot hold becomes U+FFFD, what does not fit ends in "…". */
void card_draw(const struct card *card, struct str *out);

#endif
