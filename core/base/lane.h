/*
 * lane.h: sixteen bytes of text looked at as one, with GCC's vectors: what any processor that we know
 * can do. It refuses to know what is looked for.
 *
 *     for (; n - i >= LANE; i += LANE) {
 *             struct lane lane = lane_load(text + i);
 *             __auto_type special = (lane.c == '<') | (lane.c == '&');
 *             size_t first = lane_first(&special);
 *             if (first < LANE)
 *                     return i + first;
 *     }
 */
#ifndef STOA_LANE_H
#define STOA_LANE_H

#include "base.h"

#include <endian.h>

enum { LANE = 16 };

/* Bytes past ASCII are below 0. */
struct lane {
	signed char c __attribute__((vector_size(LANE)));
};

static inline struct lane lane_load(const char *text)
{
	struct lane lane;
	memcpy(&lane, text, sizeof(lane));
	return lane;
}

/* Which byte of a comparison's answer is the first that holds; LANE where none does. */
static inline size_t lane_first(const void *answer)
{
	uint64_t halves[2];
	memcpy(halves, answer, sizeof(halves));
	if (halves[0])
		return (size_t)__builtin_ctzll(le64toh(halves[0])) / 8;
	return halves[1] ? LANE / 2 + (size_t)__builtin_ctzll(le64toh(halves[1])) / 8 : LANE;
}

#endif
