/*
 * pool.h: runs numbered units of work in forked processes, and survives the death of one. It
 * refuses to know what the work is. The caller must be single-threaded and hold no handle (of a
 * repository, a database) that a child would use: each child opens its own in start().
 */
#ifndef STOA_POOL_H
#define STOA_POOL_H

#include "core/base/arena.h"

struct pool_child;

enum { POOL_SUBJECT = 512 };

struct pool {
	size_t units;
	int64_t workers; /* at most; never more than units */
	/* In the child. start opens what it needs; work does one unit and may call pool_send(). */
	int (*start)(void *self, struct pool_child *child, struct err *err);
	int (*work)(void *self, size_t unit, struct err *err);
	/* In a child that is kept: a run begins, and how many units it has; and it is over. */
	int (*begin)(void *self, size_t *units, struct err *err);
	int (*rest)(void *self, struct err *err);
	/* In the parent: each message, in the order of its sender; and how many units are done. */
	int (*receive)(void *self, const char *bytes, size_t n, struct err *err);
	void (*progress)(void *self, size_t done);
	/*
	 * In the parent: a child died at work on `subject` ("" if it had named none). 0: the unit is
	 * tried again by a new child; -1: that ends all.
	 */
	int (*died)(void *self, const char *subject, const char *how, struct err *err);
	/* Units below this one must be done before `unit` begins. NULL: none. */
	size_t (*after)(void *self, size_t unit);
	int64_t subject_ms;  /* CPU time that one subject may take; 0: no limit */
	int64_t subject_mib; /* memory that one subject may take, beyond what the child itself holds; 0: no limit */
	bool once; /* of children that are kept: they end after one run, while the parent has things to do */
	void *self;
};

/* Runs all units. The first error of a child, or of receive or died, ends the others, each after the unit it is at. */
int pool_run(const struct pool *pool, struct err *err) WARN_UNUSED;

/*
 * Children, pool->workers of them, that are kept between runs, open and warm: each calls start() at once, and
 * begin() to rest() for each run. *pool and its self are the children's; the parent names its own for each run.
 * Units are counted by the children, who must all come to the same number, and died() is not asked: if one
 * ended, the answer is 1, and what was left undone is for pool_run(). After an error or that answer they can
 * only be dropped.
 */
struct pool_kept;
int pool_keep(struct pool_kept **kept, const struct pool *pool, struct err *err) WARN_UNUSED;
int pool_run_kept(struct pool_kept *kept, void *self, struct err *err) WARN_UNUSED;
void pool_drop(struct pool_kept *kept);

/* From work(): bytes for receive(). Those of a unit that is done again after a death may come twice. */
int pool_send(struct pool_child *child, const char *bytes, size_t n, struct err *err) WARN_UNUSED;

/* From work(): what dangerous thing is done now; NULL when it is over. Costs no system call. */
void pool_subject(struct pool_child *child, const char *subject);

#endif
