#include "pool_parts.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, TICKS = 4, LIMIT_EVERY = 16, OWN_MIB = 32 };

/* futex(2), between processes: the kernel looks whether there was news since `known` before it lets anybody sleep. */
static void wait_for_news(struct pool_shared *shared, uint32_t known)
{
	syscall(SYS_futex, &shared->news, FUTEX_WAIT, known, NULL, NULL, 0);
}

void pool_tell_news(struct pool_shared *shared)
{
	atomic_fetch_add(&shared->news, 1);
	syscall(SYS_futex, &shared->news, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static struct pool_slot *ticking; /* a signal handler has no argument */

/* A subject that was the same for as many ticks as make its time is late. */
static void tick(int signal)
{
	static uint32_t last;
	static int seen;
	uint32_t now = atomic_load(&ticking->serial);
	(void)signal;
	seen = now == last && now % 2 ? seen + 1 : 0;
	last = now;
	if (seen > TICKS)
		_exit(POOL_LATE);
}

static void start_ticks(const struct pool_child *child)
{
	int64_t us = child->pool->subject_ms * 1000 / TICKS;
	struct itimerval every = {.it_interval = {us / 1000000, us % 1000000},
	                          .it_value = {us / 1000000, us % 1000000}};
	struct sigaction action = {.sa_handler = tick, .sa_flags = SA_RESTART};
	if (!us)
		return;
	ticking = child->slot;
	sigaction(SIGPROF, &action, NULL);
	setitimer(ITIMER_PROF, &every, NULL);
}

/*
 * Bounds private memory: RLIMIT_AS would count the mapped packs too, which grow with the community.
 * What the worker itself remembers grows slowly, so the bound moves along from time to time.
 * Address sanitizer reserves terabytes: there is no limit under it.
 */
static void limit_memory(const struct pool_child *child)
{
#ifndef __SANITIZE_ADDRESS__
	struct rlimit limit;
	unsigned long data = 0;
	FILE *statm = child->pool->subject_mib ? fopen("/proc/self/statm", "re") : NULL;
	if (!statm)
		return;
	/* NOLINTNEXTLINE(cert-err34-c): the kernel wrote the number. */
	bool known = fscanf(statm, "%*u %*u %*u %*u %*u %lu", &data) == 1 && getrlimit(RLIMIT_DATA, &limit) == 0;
	fclose(statm);
	rlim_t want =
	    (rlim_t)data * (rlim_t)sysconf(_SC_PAGESIZE) + ((rlim_t)(child->pool->subject_mib + OWN_MIB) << 20);
	if (known && want < limit.rlim_max) {
		limit.rlim_cur = want;
		setrlimit(RLIMIT_DATA, &limit);
	}
#else
	(void)child;
#endif
}

void pool_subject(struct pool_child *child, const char *subject)
{
	if (!subject) {
		atomic_fetch_add(&child->slot->serial, 1);
		return;
	}
	snprintf(child->slot->subject, sizeof(child->slot->subject), "%s", subject);
	atomic_fetch_add(&child->slot->serial, 1);
}

static int send_all(struct pool_child *child, struct err *err)
{
	for (size_t at = 0; at < child->out.len;) {
		ssize_t put = write(child->fd, child->out.at + at, child->out.len - at);
		if (put < 0 && errno != EINTR)
			return err_sys(err, "a worker cannot report");
		at += put > 0 ? (size_t)put : 0;
	}
	str_reset(&child->out);
	return 0;
}

/* Units are done once they are reported. */
static int report(struct pool_child *child, struct err *err)
{
	if (send_all(child, err))
		return -1;
	atomic_fetch_add(&child->shared->done, atomic_exchange(&child->slot->nbatch, 0));
	pool_tell_news(child->shared);
	return 0;
}

static void add_message(struct pool_child *child, char kind, const void *bytes, size_t n)
{
	uint32_t len = (uint32_t)n + 1;
	str_add(&child->out, &len, sizeof(len));
	str_addc(&child->out, kind);
	str_add(&child->out, bytes, n);
}

int pool_send(struct pool_child *child, const char *bytes, size_t n, struct err *err)
{
	add_message(child, 'm', bytes, n);
	return str_check(&child->out, "what a worker reports", err);
}

static int wait_for(struct pool_child *child, size_t unit, struct err *err)
{
	const struct pool *pool = child->pool;
	struct pool_shared *shared = child->shared;
	size_t wanted = pool->after ? pool->after(pool->self, unit) : 0;
	if (atomic_load(&shared->done) < wanted && report(child, err))
		return -1;
	for (;;) {
		uint32_t known = atomic_load(&shared->news);
		if (atomic_load(&shared->over) || atomic_load(&shared->done) >= wanted)
			break;
		wait_for_news(shared, known);
	}
	return atomic_load(&shared->over) ? err_set(err, ERR_SYS, "the run is over") : 0;
}

static int do_unit(struct pool_child *child, size_t unit, struct err *err)
{
	struct pool_slot *slot = child->slot;
	if (wait_for(child, unit, err))
		return -1;
	if (atomic_load(&slot->nbatch) % LIMIT_EVERY == 0)
		limit_memory(child);
	slot->batch[atomic_load(&slot->nbatch)] = unit;
	atomic_fetch_add(&slot->nbatch, 1);
	if (child->pool->work(child->pool->self, unit, err))
		return -1;
	bool full = child->out.len > BUFFER || atomic_load(&slot->nbatch) == POOL_BATCH;
	return full ? report(child, err) : 0;
}

static int do_units(struct pool_child *child, size_t units, struct err *err)
{
	for (size_t unit; (unit = atomic_fetch_add(&child->shared->next, 1)) < units;)
		if (do_unit(child, unit, err))
			return -1;
	return report(child, err);
}

/* What a child that died left undone comes first. */
static int do_run(struct pool_child *child, struct err *err)
{
	size_t again[POOL_BATCH], nagain = atomic_exchange(&child->slot->nbatch, 0);
	memcpy(again, child->slot->batch, sizeof(again));
	for (size_t i = 0; i < nagain; i++)
		if (do_unit(child, again[i], err))
			return -1;
	return do_units(child, child->pool->units, err);
}

/* A byte from the parent begins a run; its end of the pipe ends the child. */
static int do_runs(struct pool_child *child, struct err *err)
{
	const struct pool *pool = child->pool;
	size_t units;
	char go;
	while (read(child->fd, &go, 1) == 1) {
		if (pool->begin(pool->self, &units, err) || do_units(child, units, err) ||
		    pool->rest(pool->self, err))
			return -1;
		add_message(child, 'd', NULL, 0);
		if (send_all(child, err))
			return -1;
		if (pool->once)
			break;
	}
	return 0;
}

static int open_child(struct pool_child *child, struct err *err)
{
	const struct pool *pool = child->pool;
	if (pool->start(pool->self, child, err))
		return -1;
	start_ticks(child);
	return 0;
}

void pool_child_main(struct pool_child *child, bool kept)
{
	struct err err = {0};
	atomic_store(&child->slot->serial, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* Ctrl-C goes to the parent, which ends us or lets us finish */
	signal(SIGTERM, SIG_DFL);
	str_init(&child->out, POOL_MESSAGES_MAX);
	if (open_child(child, &err) || (kept ? do_runs(child, &err) : do_run(child, &err)))
		add_message(child, 'e', &err, sizeof(err));
	_exit(send_all(child, &err) ? 1 : 0);
}
