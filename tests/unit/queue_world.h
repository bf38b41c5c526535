/* queue_world.h: for the tests of the queue. A submission found, what waits, a verdict, and a sweep. */
#ifndef STOA_TESTS_QUEUE_WORLD_H
#define STOA_TESTS_QUEUE_WORLD_H

#include "git_world.h"

static inline struct queue_item find(struct world *w, struct queue *queue, const char *id)
{
	struct err err = {0};
	struct queue_item item;
	if (queue_find(queue, id, &w->arena, &item, &err))
		fail_msg("%s", err.msg);
	return item;
}

static inline size_t waiting(struct world *w, struct queue *queue, struct queue_item **items)
{
	struct err err = {0};
	size_t n;
	if (queue_waiting(queue, &w->arena, items, &n, &err))
		fail_msg("%s", err.msg);
	return n;
}

static inline int approve(struct queue *queue, const char *id, struct err *err)
{
	struct store_id merge;
	struct queue_verdict verdict = {.id = id, .reviewer = "mod", .now = WHEN + 20};
	return queue_approve(queue, &verdict, &merge, err);
}

static inline int reject(struct queue *queue, const char *id, struct err *err)
{
	struct queue_verdict verdict = {.id = id,
	                                .reviewer = "mod",
	                                .reason = "Off topic.\n\nTry the other forum.\n",
	                                .rule = "2. Stay on topic",
	                                .now = WHEN + 20};
	return queue_reject(queue, &verdict, err);
}

static inline void sweep(struct queue *queue, int64_t now, size_t want_moved, size_t want_dropped)
{
	struct err err = {0};
	size_t moved, dropped;
	if (queue_sweep(queue, now, 30, &moved, &dropped, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(moved, want_moved);
	assert_int_equal(dropped, want_dropped);
}

#endif
