/*
 * retain.h: forgetting: what was rejected or taken back goes for good after some days, its text from queue.git and what
 * is known of its sender from state.db. It refuses to touch what waits and what is public.
 */
#ifndef STOA_RETAIN_H
#define STOA_RETAIN_H

#include "core/state/state.h"
#include "queue.h"

struct retain {
	struct queue *queue;
	struct state *state; /* NULL: the queue alone */
	int64_t now, days;
};

/* moved, dropped: as of queue_sweep(). forgotten: submissions whose rows went. */
struct retain_report {
	size_t moved, dropped, forgotten;
};

/*
 * queue_sweep(), and then the rows of every submission that the queue does not know any more, but for those
 * of the last hour, which may be on their way. When it returns, the bytes are in neither database nor journal.
 */
int retain_sweep(const struct retain *retain, struct retain_report *report, struct err *err) WARN_UNUSED;

#endif
