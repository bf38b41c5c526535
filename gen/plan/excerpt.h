/*
 * excerpt.h: the first words of a markdown text, for lists. It
 * refuses to parse: it reads the text once, in linear time, and drops what looks like markup.
 */
#ifndef STOA_EXCERPT_H
#define STOA_EXCERPT_H

#include "core/base/str.h"

enum { EXCERPT_MAX = 240 }; /* bytes, cut between words; "…" comes on top */

/* Appends plain text to out; headings, code blocks, quotes and tables are passed over. */
void excerpt_add(struct str *out, const char *md, size_t n);

#endif
