/*
 * moved.h: addresses that pages had before. It refuses to know why they moved.
 */
#ifndef STOA_MOVED_H
#define STOA_MOVED_H

#include "core/catalogue/catalogue.h"

/* Whether a page is shown at that address ("/forums/help/"). */
int moved_is_page(struct catalogue *cat, const char *url, struct arena *arena, bool *is, struct err *err) WARN_UNUSED;

/*
 * Whether a file that the key made before, and did not make again, is another key's by now: the
 * page and the one that leads away from its address have the same file.
 */
int moved_is_taken(struct catalogue *cat, const char *key, const char *path, struct arena *arena, bool *is,
                   struct err *err) WARN_UNUSED;

#endif
