/* feed_parts.h: between feed.c and feed_json.c. It refuses to be read by anything else. */
#ifndef STOA_FEED_PARTS_H
#define STOA_FEED_PARTS_H

#include "feed.h"

/* The content with links that begin with / or # made absolute, by those of url; add puts it into out. */
void feed_absolute(struct str *out, const struct html *html, const char *url,
                   void (*add)(struct str *out, const char *s, size_t n));

#endif
