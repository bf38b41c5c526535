/*
 * diff.h: which lines of a text became which, for people to read. It refuses to be a patch.
 */
#ifndef STOA_CGI_DIFF_H
#define STOA_CGI_DIFF_H

#include "core/arena.h"
#include "core/view.h"

/*
 * A longest common subsequence of lines as view_diff_line in the arena: removed before added. Between the lines
 * that both texts begin and end with, at most DIFF_CELLS_MAX pairs are compared; texts that differ in more come out as all
 * removed, all added there.
 */
enum { DIFF_CELLS_MAX = 1 << 20 };
struct mustache_list diff_lines(const char *old_text, const char *new_text, struct arena *arena);

#endif
