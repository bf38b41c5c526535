#include "core/base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct str out;
static struct err err;

/* Time enough on a busy machine, except where a test is about time. */
static int64_t ms = 60000;

static int run(int (*work)(void *self, struct str *out, struct err *err), void *self)
{
	struct sandbox_limits limits = {.ms = ms, .mib = 64, .output_max = 100000};
	str_reset(&out);
	err_clear(&err);
	return sandbox_run(work, self, &limits, &out, &err);
}

static int echo(void *self, struct str *o, struct err *e)
{
	(void)e;
	str_addz(o, self);
	return 0;
}

static void test_brings_the_output_back(void **state)
{
	(void)state;
	char text[] = "hello";
	assert_int_equal(run(echo, text), 0);
	assert_string_equal(out.at, "hello");
	char *longer = base_alloc(90001, 1);
	memset(longer, 'x', 90000);
	assert_int_equal(run(echo, longer), 0);
	assert_int_equal(out.len, 90000);
	free(longer);
}

static void test_caps_the_output(void **state)
{
	(void)state;
	char *text = base_alloc(200001, 1);
	memset(text, 'x', 200000);
	assert_int_equal(run(echo, text), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(out.len, 0);
	free(text);
}

static int refuse(void *self, struct str *o, struct err *e)
{
	(void)self;
	str_addz(o, "half");
	return err_set(e, ERR_INPUT, "line 3: no");
}

static void test_brings_the_error_back(void **state)
{
	(void)state;
	assert_int_equal(run(refuse, NULL), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "line 3: no");
	assert_int_equal(out.len, 0);
}

static int spin(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	(void)e;
	for (volatile int more = 1; more;)
		continue;
	return 0;
}

static void test_stops_what_computes_for_ever(void **state)
{
	(void)state;
	ms = 200;
	assert_int_equal(run(spin, NULL), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg, "took longer than 200 ms");
	ms = 60000;
}

static int read_a_byte(void *self, struct str *o, struct err *e)
{
	(void)o;
	(void)e;
	char c;
	return (int)read(*(int *)self, &c, 1);
}

static int wait_for_signal(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	(void)e;
	for (volatile int more = 1; more;)
		pause();
	return 0;
}

static void test_stops_what_waits_for_ever(void **state)
{
	(void)state;
	ms = 200;
	assert_int_equal(run(wait_for_signal, NULL), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg,
	                    sandbox_confines() ? "tried what a sandbox does not allow" : "took longer than 200 ms");
	ms = 60000;
}

static int devour(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	(void)e;
	for (int i = 0; i < 200; i++)
		memset(base_alloc(1 << 20, 1), 1, 1 << 20);
	return 0;
}

static void test_limits_memory(void **state)
{
	(void)state;
	if (!sandbox_confines())
		skip();
	assert_int_equal(run(devour, NULL), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg, "wanted more than 64 MiB");
}

static int crash(void *self, struct str *o, struct err *e)
{
	(void)o;
	(void)e;
	signal(SIGSEGV, SIG_DFL);
	**(char *volatile *)self = 1;
	return 0;
}

static void test_survives_a_crash(void **state)
{
	(void)state;
	if (!sandbox_confines())
		skip();
	char *nowhere = NULL;
	assert_int_equal(run(crash, &nowhere), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

static int open_a_file(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)e;
	str_addf(o, "%d", open("/etc/passwd", O_RDONLY));
	return 0;
}

static int open_a_socket(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)e;
	str_addf(o, "%d", socket(AF_INET, SOCK_STREAM, 0));
	return 0;
}

static int fork_again(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	(void)e;
	return fork() == 0 ? 0 : 0;
}

static int kill_the_parent(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	(void)e;
	return kill(getppid(), 0);
}

static void test_allows_no_act_on_the_world(void **state)
{
	(void)state;
	int (*const acts[])(void *, struct str *, struct err *) = {open_a_file, open_a_socket, fork_again,
	                                                           kill_the_parent};
	if (!sandbox_confines())
		skip();
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		assert_int_equal(run(acts[i], NULL), -1);
		assert_string_equal(err.msg, "tried what a sandbox does not allow");
	}
}

/* What became of each attempt, one bit each, as the exit status of a process that is a tool. */
static void touch_others(void)
{
	struct sandbox_limits limits = {.mib = 4096};
	pid_t parent = getppid(), own = getpid();
	if (sandbox_tool(&limits, &err))
		_exit(100);
	int bad = !(kill(parent, 0) && errno == EPERM);
	bad |= !(tgkill(parent, parent, 0) && errno == EPERM) << 1;
	bad |= (tgkill(own, own, 0) != 0) << 2;
	_exit(bad);
}

static void test_a_tool_touches_no_other_process(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		touch_others();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_closes_the_files_of_the_parent(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(run(read_a_byte, &ends[0]), -1);
	assert_int_equal(err.code, ERR_SYS);
	close(ends[0]);
	close(ends[1]);
}

static void test_leaves_no_child_behind(void **state)
{
	(void)state;
	char text[] = "x";
	for (int i = 0; i < 20; i++)
		assert_int_equal(run(echo, text), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static int enter_and_open(void *self, struct str *o, struct err *e)
{
	(void)self;
	(void)o;
	struct sandbox_limits none = {0};
	if (sandbox_enter(&none, e))
		_exit(2);
	_exit(open("/etc/passwd", O_RDONLY) >= 0 ? 0 : 1);
}

static void test_confines_a_worker(void **state)
{
	(void)state;
	int status = 0;
	if (!sandbox_confines())
		skip();
	pid_t child = fork();
	if (!child)
		enter_and_open(NULL, &out, &err);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_brings_the_output_back),
	    cmocka_unit_test(test_caps_the_output),
	    cmocka_unit_test(test_brings_the_error_back),
	    cmocka_unit_test(test_stops_what_computes_for_ever),
	    cmocka_unit_test(test_stops_what_waits_for_ever),
	    cmocka_unit_test(test_limits_memory),
	    cmocka_unit_test(test_survives_a_crash),
	    cmocka_unit_test(test_allows_no_act_on_the_world),
	    cmocka_unit_test(test_a_tool_touches_no_other_process),
	    cmocka_unit_test(test_closes_the_files_of_the_parent),
	    cmocka_unit_test(test_leaves_no_child_behind),
	    cmocka_unit_test(test_confines_a_worker),
	};
	str_init(&out, 1 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	str_release(&out);
	return failed;
}
