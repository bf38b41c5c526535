#include "pool.h"

#include "core/base/child.h"
#include "core/base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	MESSAGES_MAX = 1 << 30,
	BUFFER = 64 * 1024,
	WORKERS_MAX = 256,
	BATCH = 64,
	TICKS = 4,
	LATE = 97,
	LIMIT_EVERY = 16,
	OWN_MIB = 32
};

/*
 * What a child shows its parent while it lives and after it died. Units are reported in batches:
 * a write for each would wake the parent ten thousand times. If the child dies, its successor does
 * the whole batch again.
 */
struct slot {
	size_t batch[BATCH];
	_Atomic size_t nbatch;
	_Atomic uint32_t serial; /* odd while a subject is named */
	char subject[POOL_SUBJECT];
};

struct shared {
	_Atomic size_t next, done;
	_Atomic bool over;     /* an error ended the run */
	_Atomic uint32_t news; /* another number after each change of done and over: who waits for one sleeps on it */
	struct slot slots[];
};

struct pool_child {
	const struct pool *pool;
	struct shared *shared;
	struct slot *slot;
	int fd;
	struct str out;
};

struct worker {
	pid_t pid;
	int fd;
	bool done; /* of a kept child: with its run */
	struct str in;
};

struct run {
	const struct pool *pool;
	void *self; /* of the parent's calls */
	struct shared *shared;
	size_t shared_size;
	struct worker workers[WORKERS_MAX];
	size_t nworkers, alive;
	bool kept, died; /* died: a kept child */
};

struct pool_kept {
	struct pool pool;
	struct run run;
};

/* futex(2), between processes: the kernel looks whether there was news since `known` before it lets anybody sleep. */
static void wait_for_news(struct shared *shared, uint32_t known)
{
	syscall(SYS_futex, &shared->news, FUTEX_WAIT, known, NULL, NULL, 0);
}

static void tell_news(struct shared *shared)
{
	atomic_fetch_add(&shared->news, 1);
	syscall(SYS_futex, &shared->news, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* ---- in the child ---- */

static struct slot *ticking; /* a signal handler has no argument */

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
		_exit(LATE);
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
	tell_news(child->shared);
	return 0;
}

/* Length, then kind: 'm' a message, 'e' the error that ends all. */
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
	struct shared *shared = child->shared;
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
	struct slot *slot = child->slot;
	if (wait_for(child, unit, err))
		return -1;
	if (atomic_load(&slot->nbatch) % LIMIT_EVERY == 0)
		limit_memory(child);
	slot->batch[atomic_load(&slot->nbatch)] = unit;
	atomic_fetch_add(&slot->nbatch, 1);
	if (child->pool->work(child->pool->self, unit, err))
		return -1;
	bool full = child->out.len > BUFFER || atomic_load(&slot->nbatch) == BATCH;
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
	size_t again[BATCH], nagain = atomic_exchange(&child->slot->nbatch, 0);
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

static NORETURN void child_main(struct run *run, size_t i, int fd)
{
	struct pool_child child = {.pool = run->pool, .shared = run->shared, .slot = &run->shared->slots[i], .fd = fd};
	struct err err = {0};
	atomic_store(&child.slot->serial, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* Ctrl-C goes to the parent, which ends us or lets us finish */
	signal(SIGTERM, SIG_DFL);
	str_init(&child.out, MESSAGES_MAX);
	if (open_child(&child, &err) || (run->kept ? do_runs(&child, &err) : do_run(&child, &err)))
		add_message(&child, 'e', &err, sizeof(err));
	_exit(send_all(&child, &err) ? 1 : 0);
}

/* ---- in the parent ---- */

static int spawn(struct run *run, size_t i, struct err *err)
{
	pid_t parent = getpid();
	int ends[2];
	if (run->kept ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) : pipe2(ends, O_CLOEXEC))
		return err_sys(err, "cannot make a pipe");
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		child_follow(parent, SIGKILL);
		close(ends[0]);
		child_main(run, i, ends[1]);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_sys(err, "cannot start a worker");
	}
	run->workers[i].pid = pid;
	run->workers[i].fd = ends[0];
	run->alive++;
	return 0;
}

static int take_message(struct run *run, struct worker *worker, const char *bytes, size_t n, struct err *err)
{
	if (*bytes == 'm')
		return run->pool->receive(run->self, bytes + 1, n - 1, err);
	if (*bytes == 'd') {
		worker->done = true;
		run->alive--;
		return 0;
	}
	if (n - 1 != sizeof(*err))
		return err_set(err, ERR_SYS, "a worker reports nonsense");
	memcpy(err, bytes + 1, sizeof(*err));
	return -1;
}

static int take_messages(struct run *run, struct worker *worker, struct err *err)
{
	size_t at = 0;
	uint32_t len;
	int rc = 0;
	while (!rc && worker->in.len - at >= sizeof(len)) {
		memcpy(&len, worker->in.at + at, sizeof(len));
		if (worker->in.len - at - sizeof(len) < len)
			break;
		rc = take_message(run, worker, worker->in.at + at + sizeof(len), len, err);
		at += sizeof(len) + len;
	}
	memmove(worker->in.at, worker->in.at + at, worker->in.len - at);
	str_truncate(&worker->in, worker->in.len - at);
	return rc;
}

/* The child is gone: done, failed with a message that was taken, or dead at work. */
static int bury(struct run *run, size_t i, struct err *err)
{
	struct worker *worker = &run->workers[i];
	struct slot *slot = &run->shared->slots[i];
	char how[64];
	int status;
	while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(worker->fd);
	worker->fd = -1;
	if (run->kept && worker->done && run->pool->once)
		return 0;
	run->alive--;
	if (run->kept) {
		run->died = true;
		return 0;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == LATE)
		snprintf(how, sizeof(how), "took longer than %lld ms", (long long)run->pool->subject_ms);
	else if (WIFSIGNALED(status))
		snprintf(how, sizeof(how), "stopped by signal %d", WTERMSIG(status));
	else
		snprintf(how, sizeof(how), "ended with status %d", WEXITSTATUS(status));
	const char *subject = atomic_load(&slot->serial) % 2 ? slot->subject : "";
	if (run->pool->died(run->self, subject, how, err))
		return -1;
	str_reset(&worker->in);
	return spawn(run, i, err);
}

static int serve(struct run *run, size_t i, struct err *err)
{
	struct worker *worker = &run->workers[i];
	char chunk[BUFFER];
	ssize_t got = read(worker->fd, chunk, sizeof(chunk));
	if (got < 0 && errno != ECONNRESET)
		return errno == EINTR ? 0 : err_sys(err, "cannot hear a worker");
	if (got <= 0)
		return bury(run, i, err);
	str_add(&worker->in, chunk, (size_t)got);
	return str_check(&worker->in, "what a worker reports", err) ? -1 : take_messages(run, worker, err);
}

static int listen_to_all(struct run *run, struct err *err)
{
	struct pollfd fds[WORKERS_MAX];
	/* Whoever waits for a unit of a kept child that died would wait for ever. */
	while (run->alive && !run->died) {
		for (size_t i = 0; i < run->nworkers; i++)
			fds[i] = (struct pollfd){.fd = run->workers[i].fd, .events = POLLIN};
		if (poll(fds, (nfds_t)run->nworkers, 200) < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for workers");
		for (size_t i = 0; i < run->nworkers; i++)
			if (fds[i].fd >= 0 && fds[i].revents && serve(run, i, err))
				return -1;
		if (run->pool->progress)
			run->pool->progress(run->self, atomic_load(&run->shared->done));
	}
	return 0;
}

/*
 * Nobody hears the workers any more: each ends its unit, since who is killed at work leaves half a file. First all
 * ways to hear them are closed, for a worker has those that were open when it was forked: two that still have
 * something to say would wait for each other.
 */
static void end_all(struct run *run)
{
	if (run->shared != MAP_FAILED) {
		atomic_store(&run->shared->over, true);
		tell_news(run->shared);
	}
	for (size_t i = 0; i < run->nworkers; i++)
		if (run->workers[i].fd >= 0)
			close(run->workers[i].fd);
	for (size_t i = 0; i < run->nworkers; i++) {
		struct worker *worker = &run->workers[i];
		while (worker->fd >= 0 && waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
			;
		str_release(&worker->in);
	}
}

static int open_run(struct run *run, const struct pool *pool, int64_t workers, struct err *err)
{
	run->pool = pool;
	run->self = pool->self;
	run->nworkers = workers > WORKERS_MAX ? WORKERS_MAX : workers > 0 ? (size_t)workers : 0;
	run->shared_size = sizeof(struct shared) + run->nworkers * sizeof(struct slot);
	run->shared = mmap(NULL, run->shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc = run->shared == MAP_FAILED ? err_sys(err, "cannot share memory with workers") : 0;
	for (size_t i = 0; i < run->nworkers; i++) {
		run->workers[i].fd = -1;
		str_init(&run->workers[i].in, MESSAGES_MAX);
	}
	for (size_t i = 0; i < run->nworkers && !rc; i++)
		rc = spawn(run, i, err);
	return rc;
}

static void close_run(struct run *run)
{
	end_all(run);
	if (run->shared != MAP_FAILED)
		munmap(run->shared, run->shared_size);
}

int pool_run(const struct pool *pool, struct err *err)
{
	int64_t wanted = pool->workers < (int64_t)pool->units ? pool->workers : (int64_t)pool->units;
	struct run *run = base_alloc(1, sizeof(*run));
	int rc = open_run(run, pool, wanted, err);
	if (!rc)
		rc = listen_to_all(run, err);
	close_run(run);
	free(run);
	return rc;
}

/* ---- children that are kept ---- */

int pool_keep(struct pool_kept **opened, const struct pool *pool, struct err *err)
{
	struct pool_kept *kept = base_alloc(1, sizeof(*kept));
	kept->pool = *pool;
	kept->run.kept = true;
	if (open_run(&kept->run, &kept->pool, pool->workers, err)) {
		pool_drop(kept);
		return -1;
	}
	*opened = kept;
	return 0;
}

int pool_run_kept(struct pool_kept *kept, void *self, struct err *err)
{
	struct run *run = &kept->run;
	run->self = self;
	run->alive = run->nworkers;
	atomic_store(&run->shared->next, 0);
	atomic_store(&run->shared->done, 0);
	for (size_t i = 0; i < run->nworkers; i++)
		if (run->workers[i].fd < 0)
			return 1;
	/* Where one is gone since, listening tells. */
	for (size_t i = 0; i < run->nworkers; i++) {
		run->workers[i].done = false;
		(void)!send(run->workers[i].fd, "g", 1, MSG_NOSIGNAL);
	}
	if (listen_to_all(run, err))
		return -1;
	return run->died ? 1 : 0;
}

void pool_drop(struct pool_kept *kept)
{
	if (!kept)
		return;
	close_run(&kept->run);
	free(kept);
}
