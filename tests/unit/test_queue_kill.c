/*
 * A process that dies at any moment of a submission or a verdict: killed at its first change to
 * the disk, at its second, and so on until it lives to the end. STOA_EVERY_MOMENT=1 tries each, which
 * takes half a minute; otherwise each run takes every seventh, from a different first one.
 */
#include "git_world.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>

/* Changes to the disk that this process may still make; 0: as many as it likes. */
static long left;

static void count_down(void)
{
	if (left && --left == 0)
		kill(getpid(), SIGKILL);
}

/* The calls that change what another process sees; libgit2 finds these before the C library's. */
int rename(const char *from, const char *to)
{
	count_down();
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char *from, const char *to)
{
	count_down();
	return (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
	count_down();
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int mkdir(const char *path, mode_t mode)
{
	count_down();
	return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int rmdir(const char *path)
{
	count_down();
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	count_down();
	return syscall(SYS_write, fd, bytes, n);
}

/* Waiting for a dead process's lock takes no time here. */
int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	(void)fds, (void)n, (void)timeout;
	return 0;
}

static int do_submit(struct queue *queue, struct err *err)
{
	static const struct store_edit edit = PUT("forums/help/2026/11/a/index.md", "text\n");
	return submit(queue, ID(1), &edit, 1, err);
}

static int do_approve(struct queue *queue, struct err *err)
{
	struct store_id merge;
	struct queue_verdict verdict = {.id = ID(1), .reviewer = "mod", .now = WHEN + 20};
	return queue_approve(queue, &verdict, &merge, err);
}

static int do_reject(struct queue *queue, struct err *err)
{
	struct queue_verdict verdict = {.id = ID(1), .reviewer = "mod", .reason = "No.", .now = WHEN + 20};
	return queue_reject(queue, &verdict, err);
}

static int do_withdraw(struct queue *queue, struct err *err)
{
	return queue_withdraw(queue, ID(1), WHEN + 20, err);
}

static int do_sweep(struct queue *queue, struct err *err)
{
	size_t moved, dropped;
	return queue_sweep(queue, WHEN + 100 * 86400, 30, &moved, &dropped, err);
}

typedef int act_fn(struct queue *queue, struct err *err);

/* True if the act was killed at its n-th step; false if it came to its end before. */
static bool killed_at(struct world *w, act_fn *act, long n)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct err err = {0};
		struct queue *queue = open_queue(w);
		left = n;
		int rc = act(queue, &err);
		left = 0;
		_exit(rc ? 1 : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status);
}

static const char *refs(struct world *w)
{
	return shell(w, "git -C queue.git for-each-ref --format='%(refname)' refs/heads refs/approved refs/rejected "
	                "refs/withdrawn; "
	                "git -C content.git rev-list --count --first-parent main");
}

/* What queue_find says, as text, so that an old and a new state can be named. */
static const char *state_of(struct world *w)
{
	struct err err = {0};
	struct queue_item item;
	struct queue *queue = open_queue(w);
	int rc = queue_find(queue, ID(1), &w->arena, &item, &err);
	if (rc && err.code != ERR_NOTFOUND)
		fail_msg("%s", err.msg);
	queue_close(queue);
	return rc ? "none" : queue_state_name(item.state);
}

struct scene {
	act_fn *before, *act;  /* before: what stands when the act begins; may be NULL */
	const char *old, *new; /* states, and the refs and length of main that the end has */
	const char *refs;
};

/* Kills at every step; each time both repositories are whole, the state is old or new, and the act can be done again.
 */
static void kill_everywhere(struct world *w, const struct scene *scene)
{
	struct err err = {0};
	struct queue *queue = make_queue(w);
	if (scene->before && scene->before(queue, &err))
		fail_msg("%s", err.msg);
	queue_close(queue);
	run(w, "cp -a content.git c.saved; cp -a queue.git q.saved");
	bool killed = true;
	long step = getenv("STOA_EVERY_MOMENT") ? 1 : 7, n = 1 + getpid() % step;
	for (; killed; n += step) {
		killed = killed_at(w, scene->act, n);
		assert_string_equal(shell(w, "git -C content.git fsck --strict --no-dangling 2>&1; git -C queue.git "
		                             "fsck --strict --no-dangling 2>/dev/null"),
		                    "");
		const char *state = state_of(w);
		if (strcmp(state, scene->old) != 0 && strcmp(state, scene->new) != 0)
			fail_msg("step %ld: %s", n, state);
		if (!killed)
			assert_string_equal(state, scene->new);
		err_clear(&err);
		queue = open_queue(w);
		if (scene->act(queue, &err) && err.code != ERR_INPUT)
			fail_msg("step %ld, again: %s", n, err.msg);
		size_t moved, dropped;
		if (queue_sweep(queue, WHEN + 100, 30, &moved, &dropped, &err))
			fail_msg("step %ld, sweep: %s", n, err.msg);
		queue_close(queue);
		assert_string_equal(state_of(w), scene->new);
		assert_string_equal(refs(w), scene->refs);
		run(w, "rm -rf content.git queue.git; cp -a c.saved content.git; cp -a q.saved queue.git");
	}
	print_message("%ld moments\n", n - step);
}

static void test_submit(void **state)
{
	kill_everywhere(*state, &(struct scene){NULL, do_submit, "none", "waiting", "refs/heads/" ID(1) "\n1\n"});
}

static void test_approve(void **state)
{
	kill_everywhere(*state,
	                &(struct scene){do_submit, do_approve, "waiting", "approved", "refs/approved/" ID(1) "\n2\n"});
}

static void test_reject(void **state)
{
	kill_everywhere(*state,
	                &(struct scene){do_submit, do_reject, "waiting", "rejected", "refs/rejected/" ID(1) "\n1\n"});
}

static void test_withdraw(void **state)
{
	kill_everywhere(
	    *state, &(struct scene){do_submit, do_withdraw, "waiting", "withdrawn", "refs/withdrawn/" ID(1) "\n1\n"});
}

static int submit_and_reject(struct queue *queue, struct err *err)
{
	return do_submit(queue, err) || do_reject(queue, err) ? -1 : 0;
}

static void test_sweep(void **state)
{
	kill_everywhere(*state, &(struct scene){submit_and_reject, do_sweep, "rejected", "none", "1\n"});
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_submit), TEST(test_approve), TEST(test_reject),
	                                   TEST(test_withdraw), TEST(test_sweep)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
