#include "prefork.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN_MAX = 256, GRACE_SECONDS = 10 };

struct children {
	pid_t pid[CHILDREN_MAX]; /* 0: not running */
	time_t started[CHILDREN_MAX];
	size_t n;
};

static time_t now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec;
}

static int start(const struct prefork *prefork, struct children *children, size_t i, struct err *err)
{
	pid_t pid = fork();
	if (pid < 0)
		return err_sys(err, "fork");
	if (!pid)
		_exit(prefork->work(prefork->self));
	children->pid[i] = pid;
	children->started[i] = now();
	return 0;
}

static bool any(const struct children *children)
{
	for (size_t i = 0; i < children->n; i++) {
		if (children->pid[i])
			return true;
	}
	return false;
}

/* Takes every child that has ended off the list. */
static void reap(const struct prefork *prefork, struct children *children)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < children->n; i++) {
			if (children->pid[i] == pid)
				children->pid[i] = 0;
		}
		if (!*prefork->stop)
			prefork->ended(status);
	}
}

static int refill(const struct prefork *prefork, struct children *children, struct err *err)
{
	for (size_t i = 0; i < children->n; i++) {
		bool too_soon = children->started[i] && now() - children->started[i] < 1;
		/* Where memory or processes are short for a while, those that run go on. */
		if (!children->pid[i] && !too_soon && start(prefork, children, i, err) && !any(children))
			return -1;
	}
	return 0;
}

static void signal_all(const struct children *children, int signal)
{
	for (size_t i = 0; i < children->n; i++) {
		if (children->pid[i])
			kill(children->pid[i], signal);
	}
}

/* Sleeps a second, less when a signal comes. */
static void nap(const sigset_t *unblocked)
{
	struct timespec second = {.tv_sec = 1};
	pselect(0, NULL, NULL, NULL, &second, unblocked);
}

static void stop_all(const struct prefork *prefork, struct children *children)
{
	time_t deadline = now() + GRACE_SECONDS;
	signal_all(children, SIGTERM);
	for (reap(prefork, children); any(children) && now() < deadline; reap(prefork, children))
		nap(prefork->unblocked);
	signal_all(children, SIGKILL);
	for (size_t i = 0; i < children->n; i++) {
		if (children->pid[i])
			waitpid(children->pid[i], NULL, 0);
	}
}

int prefork_run(const struct prefork *prefork, struct err *err)
{
	struct children children = {.n = prefork->n < CHILDREN_MAX ? prefork->n : CHILDREN_MAX};
	int rc = 0;
	while (!*prefork->stop && !(rc = refill(prefork, &children, err))) {
		nap(prefork->unblocked);
		reap(prefork, &children);
	}
	stop_all(prefork, &children);
	return rc;
}
