/*
 * diff.h: which lines of a text became which, and which words in them, for people to read. It
 * refuses to be a patch.
 */
#ifndef STOA_DIFF_H
#define STOA_DIFF_H

#include "core/base/arena.h"
#include "view.h"

/*
 * A longest common subsequence of lines as view_diff_line in the arena: removed before added. Between the lines
 * that both texts begin and end with, at most DIFF_CELLS_MAX pairs are compared; texts that differ in more come out as all
 * removed, all added there. Of a removed line and the added one that took its place, the words that differ are marked,
 * unless little is left of the old line.
 */
enum { DIFF_CELLS_MAX = 1 << 20 };
struct mustache_list diff_lines(const char *old_text, const char *new_text, struct arena *arena);

/* The same with at most `context` unchanged lines before and behind each change; a line with skipped stands for the rest. */
struct mustache_list diff_around(const struct mustache_list *lines, size_t context, struct arena *arena);

#endif
