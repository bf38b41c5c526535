/*
 * bodies.h: the HTML of posts, which a full build makes for their topics' pages, for the feeds of
 * the same build that carry them too. It refuses to be needed: what is not here is rendered.
 */
#ifndef STOA_BODIES_H
#define STOA_BODIES_H

#include "core/base/arena.h"
#include "core/text/html.h"
#include "gen/plan/scratch.h"

struct bodies;

/* Before workers are forked: room for that many. The scratch is borrowed. */
struct bodies *bodies_open(struct scratch *scratch, size_t count);
void bodies_close(struct bodies *bodies); /* NULL may be closed */

/* In a worker, by the path of the post's file; soon it is there for all of them. NULL: nothing is kept. */
void bodies_add(struct bodies *bodies, const char *path, struct html html);

/* The same, in the arena; false: it is not there, or not yet. */
bool bodies_find(const struct bodies *bodies, const char *path, struct arena *arena, struct html *html) WARN_UNUSED;

#endif
