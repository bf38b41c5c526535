#include "pool_parts.h"

#include "core/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS_MAX = 256, CHUNK = 64 * 1024 };

struct worker {
	pid_t pid;
	int fd;
	bool done; /* of a kept child: with its run */
	struct str in;
};

struct run {
	const struct pool *pool;
	void *self; /* of the parent's calls */
	struct pool_shared *shared;
	size_t shared_size;
	struct worker workers[WORKERS_MAX];
	size_t nworkers, alive;
	bool kept, died; /* died: a kept child */
};

struct pool_kept {
	struct pool pool;
	struct run run;
};

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
		struct pool_child child = {.pool = run->pool, .shared = run->shared, .slot = &run->shared->slots[i], .fd = ends[1]};
		pool_child_main(&child, run->kept);
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
	struct pool_slot *slot = &run->shared->slots[i];
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
	if (WIFEXITED(status) && WEXITSTATUS(status) == POOL_LATE)
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
	char chunk[CHUNK];
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
		pool_tell_news(run->shared);
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
	run->shared_size = sizeof(struct pool_shared) + run->nworkers * sizeof(struct pool_slot);
	run->shared = mmap(NULL, run->shared_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int rc = run->shared == MAP_FAILED ? err_sys(err, "cannot share memory with workers") : 0;
	for (size_t i = 0; i < run->nworkers; i++) {
		run->workers[i].fd = -1;
		str_init(&run->workers[i].in, POOL_MESSAGES_MAX);
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
