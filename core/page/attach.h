/*
 * attach.h: what a file that somebody sends is, and what it will be called beside its page. It refuses
 * to believe a name or a Content-Type, and to let a name be a path.
 */
#ifndef STOA_ATTACH_H
#define STOA_ATTACH_H

#include "core/site/config.h"

struct attach_type {
	const char *ending, *media; /* "png", "image/png" */
	bool picture;               /* it is shown, after image.h made it clean; the others are downloads only */
	const char *magic;          /* first bytes; NULL: it has to be text (UTF-8) */
};

/* What bytes are that were sent under a name. NULL: nothing that attachment.types lets in. */
const struct attach_type *attach_type(const struct config *conf, const char *filename, const void *bytes, size_t n);

/* The row of a name's ending; NULL where it is none that a form takes. */
const struct attach_type *attach_type_of(const char *name);

/* ".png,.jpg,…": what may be chosen in a form; "" where nothing may. In the arena. */
const char *attach_accept(const struct config *conf, struct arena *arena);

/* Endings of attachment.types that are no pictures, a file of which is a download: "pdf|txt"; "" where there are none. In the arena. */
const char *attach_downloads(const struct config *conf, const char *between, struct arena *arena);

/* "summer-garden-k3x9ab.png" of "C:\me\Summer garden.PNG", in the arena; unique by six letters of tail. */
const char *attach_name(const char *filename, const struct attach_type *type, const char *tail, struct arena *arena);

/* Is it one that attach_name() may have made: a-z 0-9 - and one dot? */
bool attach_is_name(const char *name);

/* "summer garden": the words of such a name, without its tail, in the arena. */
const char *attach_words(const char *name, struct arena *arena);

#endif
