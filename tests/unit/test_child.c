#include "core/base/child.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { CAP = 1000 };

static struct str out;
static struct child_end end;

/* What a child that does `work` with its end of a pipe is told to the test by. */
static void hear(void (*work)(int fd), int64_t ms)
{
	struct err err = {0};
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t parent = getpid(), child = fork();
	if (child == 0) {
		child_follow(parent, SIGKILL);
		close(ends[0]);
		work(ends[1]);
		_exit(7);
	}
	close(ends[1]);
	str_init(&out, CAP);
	assert_int_equal(child_hear(child, ends[0], ms, &out, &end, &err), 0);
	close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), -1);
}

static void speak(int fd)
{
	for (int i = 0; i < 3; i++) {
		(void)!write(fd, "word ", 5);
		usleep(1000);
	}
}

static void flood(int fd)
{
	while (write(fd, "no end ", 7) > 0)
		;
}

static void keep_silent(int fd)
{
	(void)fd;
	pause();
}

static void close_and_stay(int fd)
{
	close(fd);
	pause();
}

static void crash(int fd)
{
	(void)fd;
	kill(getpid(), SIGKILL);
}

static void what_is_said_is_heard(void **state)
{
	(void)state;
	for (int64_t ms = 0; ms <= 60000; ms += 60000) {
		hear(speak, ms);
		assert_string_equal(out.at, "word word word ");
		assert_false(end.cut);
		assert_int_equal(WEXITSTATUS(end.status), 7);
		str_release(&out);
	}
}

static void nobody_is_waited_for_too_long(void **state)
{
	static void (*const works[])(int fd) = {flood, keep_silent, close_and_stay};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(works); i++) {
		hear(works[i], 100);
		assert_true(end.cut);
		assert_int_equal(WTERMSIG(end.status), SIGKILL);
		str_release(&out);
	}
}

static void an_end_by_itself_is_told_apart(void **state)
{
	(void)state;
	hear(crash, 60000);
	assert_false(end.cut);
	assert_int_equal(WTERMSIG(end.status), SIGKILL);
	assert_int_equal(out.len, 0);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_said_is_heard),
	    cmocka_unit_test(nobody_is_waited_for_too_long),
	    cmocka_unit_test(an_end_by_itself_is_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
