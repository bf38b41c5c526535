/*
 * forgotten.h: where histories began that were written anew: the oldest commits of each that are others now. Whoever
 * pushes one of them brings back what was erased. It refuses to name commits that came after them.
 */
#ifndef STOA_FORGOTTEN_H
#define STOA_FORGOTTEN_H

#include "core/base/map.h"
#include "core/site/site.h"

/* Puts each, in hex, into the map. */
int forgotten_read(const struct site *site, struct map *commits, struct err *err) WARN_UNUSED;

/* More of them, each with a newline; on disk when it returns. */
int forgotten_add(const struct site *site, const char *lines, struct err *err) WARN_UNUSED;

#endif
