/* History written anew: beside an approval, which has the queue when it wants main, neither waits for ever. */
#include "gen/past/rewrite.h"

#include "core/text/crypto.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];
static struct arena arena;
static struct err err;

static const char *below(const char *name)
{
	return arena_printf(&arena, "%s/%s", dir, name);
}

static int open_queue(struct queue **queue)
{
	struct queue_options options = {
	    .content = below("content.git"), .repository = below("queue.git"), .ref = "refs/heads/main", .host = "localhost"};
	return queue_open(queue, &options, &err);
}

static int setup(void **state)
{
	static const struct store_edit edit = {"pages/about.md", "---\ntitle: About\n---\nUs.\n", 25};
	struct queue_submission change = {.author = "ada", .summary = "change: About", .edits = &edit, .nedits = 1, .now = 1795348800};
	struct queue *queue;
	struct store_id commit;
	(void)state;
	arena_init(&arena);
	memcpy(dir, "/tmp/stoa-rewrite-XXXXXX", sizeof("/tmp/stoa-rewrite-XXXXXX"));
	assert_non_null(mkdtemp(dir));
	assert_int_equal(crypto_init(&err), 0);
	assert_int_equal(store_create(below("content.git"), NULL, &err), 0);
	assert_int_equal(store_create(below("queue.git"), below("content.git"), &err), 0);
	assert_int_equal(open_queue(&queue), 0);
	if (queue_publish(queue, &change, &commit, &err))
		fail_msg("%s", err.msg);
	queue_close(queue);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_release(&arena);
	return 0;
}

static int run(struct rewritten *rewritten)
{
	struct site site = {.content = below("content.git"), .queue = below("queue.git"), .state = dir};
	struct forget forget = {.handle = "bea", .gone = "gone-aaaaaa", .title = "", .body = ""};
	struct rewrite rewrite = {.site = &site, .arena = &arena, .forget = &forget};
	site.conf.content_ref = "refs/heads/main";
	site.conf.content_path = "";
	if (open_queue(&rewrite.queue))
		return -1;
	int rc = rewrite_history(&rewrite, rewritten, &err);
	queue_close(rewrite.queue);
	if (rc)
		fprintf(stderr, "%s\n", err.msg);
	return rc;
}

static int run_in_child(void)
{
	struct rewritten rewritten;
	return !run(&rewritten) && rewritten.commits == 1 && !rewritten.changed ? 0 : 1;
}

static int folder(const char *name)
{
	int fd = open(below(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void test_the_queue_is_waited_for_before_main_is_taken(void **state)
{
	int queue = folder("queue.git"), content = folder("content.git"), status;
	(void)state;
	assert_int_equal(flock(queue, LOCK_EX), 0);
	pid_t pid = fork();
	if (!pid) {
		close(queue);
		close(content);
		_exit(run_in_child());
	}
	usleep(500000);
	int taken = flock(content, LOCK_EX | LOCK_NB);
	close(content);
	close(queue);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(taken, 0);
}

/* A git whose import ends before it has read anything, and whose export begins when it has. */
static void write_deaf_git(void)
{
	assert_int_equal(mkdir(below("bin"), 0755), 0);
	FILE *file = fopen(below("bin/git"), "w");
	assert_non_null(file);
	fprintf(file,
	        "#!/bin/sh\n"
	        "case \"$*\" in\n"
	        "*fast-import*) exec <&-; : >%1$s/closed; exit 1 ;;\n"
	        "*fast-export*) for i in $(seq 1200); do [ -e %1$s/closed ] && break; sleep 0.05; done ;;\n"
	        "esac\n"
	        "PATH=${PATH#*:} exec git \"$@\"\n",
	        dir);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(below("bin/git"), 0755), 0);
}

static int run_with_a_deaf_git(void)
{
	struct rewritten rewritten;
	struct sigaction pipes = {.sa_handler = SIG_DFL};
	sigaction(SIGPIPE, &pipes, NULL);
	setenv("PATH", arena_printf(&arena, "%s:%s", below("bin"), getenv("PATH")), 1);
	bool told = run(&rewritten) && strstr(err.msg, "fast-import");
	sigaction(SIGPIPE, NULL, &pipes);
	return told && pipes.sa_handler == SIG_DFL ? 0 : 1;
}

static void test_a_git_that_ends_early_is_told_of(void **state)
{
	int status;
	(void)state;
	write_deaf_git();
	pid_t pid = fork();
	if (!pid)
		_exit(run_with_a_deaf_git());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_queue_is_waited_for_before_main_is_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_git_that_ends_early_is_told_of, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
