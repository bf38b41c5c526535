#include "child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

void child_follow(pid_t parent, int signal)
{
	prctl(PR_SET_PDEATHSIG, signal);
	if (getppid() != parent)
		_exit(1);
}

/* core/ never asks what time it is: a timer can be polled beside what the child writes. */
static int open_timer(int64_t ms)
{
	struct itimerspec spec = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (timer >= 0)
		timerfd_settime(timer, 0, &spec, NULL);
	return timer;
}

/* Waits until there is something to read; false where time is over first. */
static bool comes(int fd, int timer)
{
	struct pollfd files[2] = {{.fd = fd, .events = POLLIN}, {.fd = timer, .events = POLLIN}};
	do {
		files[0].revents = files[1].revents = 0;
		if (poll(files, 2, -1) < 0 && errno != EINTR)
			return false;
	} while (!files[0].revents && !files[1].revents);
	return !files[1].revents;
}

/* To the end of what comes; false where time is over first, or more comes than may. */
static bool hear_all(int from, int timer, struct str *out)
{
	char chunk[65536];
	while (!out->over && comes(from, timer)) {
		ssize_t n = read(from, chunk, sizeof(chunk));
		if (n > 0)
			str_add(out, chunk, (size_t)n);
		else if (n == 0 || errno != EINTR)
			return n == 0;
	}
	return false;
}

int child_hear(pid_t child, int from, int64_t ms, struct str *out, struct child_end *end, struct err *err)
{
	int timer = open_timer(ms), ended = (int)syscall(SYS_pidfd_open, child, 0);
	int rc = timer < 0 || ended < 0 ? err_sys(err, "cannot watch a child process") : 0;
	end->cut = rc || !hear_all(from, timer, out) || !comes(ended, timer);
	if (end->cut)
		kill(child, SIGKILL);
	while (waitpid(child, &end->status, 0) < 0)
		if (errno != EINTR) {
			rc = rc ? rc : err_sys(err, "cannot wait for a child process");
			break;
		}
	if (timer >= 0)
		close(timer);
	if (ended >= 0)
		close(ended);
	return rc;
}
