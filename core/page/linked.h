/*
 * linked.h: facts about a page for search engines, as JSON-LD (schema.org) for a <script> of type
 * application/ld+json, which no browser runs. Every "<" in it is written \u003c, so that nothing in
 * it can end the element: that makes it struct html. It refuses to know what schema.org wants.
 */
#ifndef STOA_LINKED_H
#define STOA_LINKED_H

#include "core/base/arena.h"
#include "core/text/html.h"

enum { LINKED_EXCERPT = 160 }; /* characters */

struct linked {
	struct str out;
	bool first; /* nothing stands in the open object or list yet */
};

void linked_init(struct linked *linked);
void linked_release(struct linked *linked);

/* key: NULL inside a list. type: its "@type". */
void linked_open(struct linked *linked, const char *key, const char *type);
void linked_close(struct linked *linked);
void linked_list(struct linked *linked, const char *key);
void linked_end(struct linked *linked);

/* A text that is NULL or "" is left out. */
void linked_text(struct linked *linked, const char *key, const char *text);
void linked_number(struct linked *linked, const char *key, int64_t number);

/* The first words of HTML that markdown_render() made, without its marks. */
void linked_excerpt(struct linked *linked, const char *key, struct html html);

/* All that was written since linked_init(), as one document; in the arena. */
struct html linked_document(const struct linked *linked, struct arena *arena);

#endif
