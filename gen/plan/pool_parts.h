/*
 * pool_parts.h: what pool.c (the parent) and pool_child.c (its children) share.
 * It is no contract: everybody else includes pool.h.
 */
#ifndef STOA_POOL_PARTS_H
#define STOA_POOL_PARTS_H

#include "core/base/vec.h"
#include "pool.h"

#include <stdatomic.h>
#include <stdint.h>

enum { POOL_MESSAGES_MAX = 1 << 30, POOL_BATCH = 64, POOL_LATE = 97 };

/*
 * What a child shows its parent while it lives and after it died. Units are reported in batches:
 * a write for each would wake the parent ten thousand times. If the child dies, its successor does
 * the whole batch again.
 */
struct pool_slot {
	size_t batch[POOL_BATCH];
	_Atomic size_t nbatch;
	_Atomic uint32_t serial; /* odd while a subject is named */
	char subject[POOL_SUBJECT];
};

struct pool_shared {
	_Atomic size_t next, done;
	_Atomic bool over;     /* an error ended the run */
	_Atomic uint32_t news; /* another number after each change of done and over: who waits for one sleeps on it */
	struct pool_slot slots[];
};

struct pool_child {
	const struct pool *pool;
	struct pool_shared *shared;
	struct pool_slot *slot;
	int fd;
	struct str out;
};

/* Whoever waits for a change of done or over looks again. */
void pool_tell_news(struct pool_shared *shared);

/*
 * A child's life: its process ends with 0 after its work, with 1 after an error, with POOL_LATE where a subject took too
 * long. What it sends is the length of what follows (32 bits), then a byte: 'm' a message, 'd' the end of a kept child's
 * run, 'e' the error that ends all.
 */
NORETURN void pool_child_main(struct pool_child *child, bool kept);

#endif
