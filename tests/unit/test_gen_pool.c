#include "gen/plan/pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { UNITS = 200 };

struct job {
	struct pool_child *child;
	int deaths, seen[UNITS];
	size_t crash_at, spin_at, eat_at, fail_at;
	bool gave_up;
	size_t runs; /* that a kept child began */
	char subject[POOL_SUBJECT], how[64];
};

static int start(void *self, struct pool_child *child, struct err *err)
{
	(void)err;
	((struct job *)self)->child = child;
	return 0;
}

static void misbehave(const struct job *job, size_t unit)
{
	if (job->deaths)
		return;
	if (unit == job->crash_at) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	for (volatile int spin = 1; unit == job->spin_at && spin;)
		;
	while (unit == job->eat_at)
		memset(base_alloc(1, 1 << 20), 1, 1 << 20);
}

static int work(void *self, size_t unit, struct err *err)
{
	struct job *job = self;
	char name[32];
	if (unit == job->fail_at)
		return err_set(err, ERR_INPUT, "unit %zu is wrong", unit);
	snprintf(name, sizeof(name), "unit %zu", unit);
	pool_subject(job->child, name);
	misbehave(job, unit);
	pool_subject(job->child, NULL);
	return pool_send(job->child, (const char *)&unit, sizeof(unit), err);
}

static int receive(void *self, const char *bytes, size_t n, struct err *err)
{
	struct job *job = self;
	size_t unit;
	(void)err;
	assert_int_equal(n, sizeof(unit));
	memcpy(&unit, bytes, n);
	job->seen[unit]++;
	return 0;
}

static int died(void *self, const char *subject, const char *how, struct err *err)
{
	struct job *job = self;
	job->deaths++;
	snprintf(job->subject, sizeof(job->subject), "%s", subject);
	snprintf(job->how, sizeof(job->how), "%s", how);
	return job->gave_up ? err_set(err, ERR_SYS, "gave up") : 0;
}

static size_t after(void *self, size_t unit)
{
	(void)self;
	return unit < UNITS / 2 ? 0 : UNITS / 2;
}

static int run(struct job *job, int64_t workers, struct err *err)
{
	struct pool pool = {.units = UNITS,
	                    .workers = workers,
	                    .start = start,
	                    .work = work,
	                    .receive = receive,
	                    .died = died,
	                    .after = after,
	                    .subject_ms = 200,
	                    .subject_mib = 32,
	                    .self = job};
	return pool_run(&pool, err);
}

static struct job job_of(void)
{
	return (struct job){.crash_at = UNITS, .spin_at = UNITS, .eat_at = UNITS, .fail_at = UNITS};
}

static void assert_all_seen(const struct job *job)
{
	for (size_t i = 0; i < UNITS; i++)
		assert_true(job->seen[i] >= 1);
}

static void every_unit_is_done_once(void **state)
{
	(void)state;
	for (int64_t workers = 1; workers <= 4; workers++) {
		struct job job = job_of();
		struct err err = {0};
		assert_int_equal(run(&job, workers, &err), 0);
		for (size_t i = 0; i < UNITS; i++)
			assert_int_equal(job.seen[i], 1);
	}
}

static void a_crash_is_survived(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	(void)state;
	job.crash_at = 150;
	assert_int_equal(run(&job, 2, &err), 0);
	assert_int_equal(job.deaths, 1);
	assert_string_equal(job.subject, "unit 150");
	assert_all_seen(&job);
}

static void slowness_is_ended(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	(void)state;
	job.spin_at = 3;
	assert_int_equal(run(&job, 2, &err), 0);
	assert_string_equal(job.subject, "unit 3");
	assert_string_equal(job.how, "took longer than 200 ms");
	assert_all_seen(&job);
}

static void greed_is_ended(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	job.eat_at = 199;
	assert_int_equal(run(&job, 1, &err), 0);
	assert_string_equal(job.subject, "unit 199");
	assert_string_equal(job.how, "stopped by signal 6");
	assert_all_seen(&job);
}

static void an_error_ends_all(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	(void)state;
	job.fail_at = 120;
	assert_int_equal(run(&job, 3, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "unit 120 is wrong");
}

static void the_parent_may_give_up(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	(void)state;
	job.crash_at = 0;
	job.gave_up = true;
	assert_int_equal(run(&job, 2, &err), -1);
	assert_string_equal(err.msg, "gave up");
}

static _Atomic int *stage; /* of unit 0, shared with the children */

static int half_done(void *self, size_t unit, struct err *err)
{
	(void)self;
	if (unit == 0) {
		atomic_store(stage, 1);
		usleep(100000);
		atomic_store(stage, 2);
		return 0;
	}
	while (!atomic_load(stage))
		usleep(1000);
	return err_set(err, ERR_INPUT, "unit %zu is wrong", unit);
}

static void an_error_lets_others_end_what_they_are_at(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	struct pool pool = {.units = 2, .workers = 2, .start = start, .work = half_done, .receive = receive, .died = died, .self = &job};
	(void)state;
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(stage, MAP_FAILED);
	assert_int_equal(pool_run(&pool, &err), -1);
	assert_string_equal(err.msg, "unit 1 is wrong");
	assert_int_equal(atomic_load(stage), 2);
	munmap((void *)stage, sizeof(*stage));
}

static int begin(void *self, size_t *units, struct err *err)
{
	struct job *job = self;
	(void)err;
	*units = UNITS - 9 + job->runs++;
	return 0;
}

static int rest(void *self, struct err *err)
{
	(void)self;
	(void)err;
	return 0;
}

static struct pool_kept *keep(struct job *job, int64_t workers)
{
	struct err err = {0};
	struct pool_kept *kept;
	struct pool pool = {.workers = workers, .start = start, .work = work, .begin = begin, .rest = rest, .receive = receive, .died = died, .after = after, .subject_ms = 200, .self = job};
	assert_int_equal(pool_keep(&kept, &pool, &err), 0);
	return kept;
}

static size_t count(const struct job *job)
{
	size_t n = 0;
	for (size_t i = 0; i < UNITS; i++)
		n += (size_t)job->seen[i];
	return n;
}

static void kept_children_remember(void **state)
{
	struct job childs = job_of();
	struct err err = {0};
	(void)state;
	for (int64_t workers = 1; workers <= 3; workers++) {
		struct pool_kept *kept = keep(&childs, workers);
		for (size_t i = 0; i < 3; i++) {
			struct job job = job_of();
			assert_int_equal(pool_run_kept(kept, &job, &err), 0);
			assert_int_equal(count(&job), UNITS - 9 + i);
		}
		pool_drop(kept);
	}
	assert_int_equal(count(&childs), 0);
}

/* A second run finds nobody, and says so. */
static void who_is_kept_for_one_run_ends_by_itself(void **state)
{
	struct job childs = job_of(), job = job_of();
	struct err err = {0};
	struct pool_kept *kept;
	struct pool pool = {.workers = 2, .start = start, .work = work, .begin = begin, .rest = rest, .receive = receive, .died = died, .once = true, .self = &childs};
	siginfo_t ended;
	(void)state;
	assert_int_equal(pool_keep(&kept, &pool, &err), 0);
	assert_int_equal(pool_run_kept(kept, &job, &err), 0);
	assert_int_equal(count(&job), UNITS - 9);
	assert_int_equal(waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT), 0);
	assert_int_equal(ended.si_status, 0);
	assert_int_equal(pool_run_kept(kept, &job, &err), 1);
	pool_drop(kept);
}

/* The second half of the units waits for the first, which is never done. */
static void a_kept_child_that_dies_is_told(void **state)
{
	(void)state;
	for (int64_t workers = 1; workers <= 2; workers++) {
		struct job childs = job_of(), job = job_of();
		struct err err = {0};
		childs.crash_at = 5;
		struct pool_kept *kept = keep(&childs, workers);
		assert_int_equal(pool_run_kept(kept, &job, &err), 1);
		assert_int_equal(job.deaths, 0);
		pool_drop(kept);
	}
}

static void a_kept_child_s_error_is_told(void **state)
{
	(void)state;
	for (int64_t workers = 1; workers <= 2; workers++) {
		struct job childs = job_of(), job = job_of();
		struct err err = {0};
		childs.fail_at = 5;
		struct pool_kept *kept = keep(&childs, workers);
		assert_int_equal(pool_run_kept(kept, &job, &err), -1);
		assert_string_equal(err.msg, "unit 5 is wrong");
		pool_drop(kept);
	}
}

static int say_much(void *self, size_t unit, struct err *err)
{
	char much[1000] = "";
	(void)unit;
	return pool_send(((struct job *)self)->child, much, sizeof(much), err);
}

static int refuse(void *self, const char *bytes, size_t n, struct err *err)
{
	(void)bytes;
	(void)n;
	return ++((struct job *)self)->deaths > 4 ? err_set(err, ERR_SYS, "disk full") : 0;
}

/* Their pipes are full when nobody hears them any more. */
static void who_has_much_to_say_ends_too(void **state)
{
	struct job job = job_of();
	struct err err = {0};
	struct pool pool = {.units = 100000, .workers = 4, .start = start, .work = say_much, .receive = refuse, .died = died, .self = &job};
	(void)state;
	assert_int_equal(pool_run(&pool, &err), -1);
	assert_string_equal(err.msg, "disk full");
}

/* Ends the parent of a process that was just forked, before that one has done anything. */
static void orphan(void)
{
	pid_t parent = getppid();
	kill(parent, SIGKILL);
	while (getppid() == parent)
		usleep(1000);
}

static int tell(void *self, size_t unit, struct err *err)
{
	(void)unit;
	return write(*(const int *)self, "w", 1) == 1 ? 0 : err_sys(err, "pipe");
}

static int start_nothing(void *self, struct pool_child *child, struct err *err)
{
	(void)self;
	(void)child;
	(void)err;
	return 0;
}

static void no_child_works_for_a_parent_that_is_gone(void **state)
{
	int ends[2], status;
	char byte;
	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid_t parent = fork();
	if (parent == 0) {
		struct pool pool = {.units = 1, .workers = 1, .start = start_nothing, .work = tell, .receive = receive, .died = died, .self = &ends[1]};
		struct err err = {0};
		_exit(pthread_atfork(NULL, NULL, orphan) || pool_run(&pool, &err));
	}
	close(ends[1]);
	assert_int_equal(waitpid(parent, &status, 0), parent);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_unit_is_done_once), cmocka_unit_test(a_crash_is_survived),
	    cmocka_unit_test(slowness_is_ended),       cmocka_unit_test(greed_is_ended),
	    cmocka_unit_test(an_error_ends_all),       cmocka_unit_test(the_parent_may_give_up),
	    cmocka_unit_test(kept_children_remember),  cmocka_unit_test(a_kept_child_that_dies_is_told),
	    cmocka_unit_test(who_is_kept_for_one_run_ends_by_itself),
	    cmocka_unit_test(a_kept_child_s_error_is_told), cmocka_unit_test(an_error_lets_others_end_what_they_are_at),
	    cmocka_unit_test(who_has_much_to_say_ends_too),
	    cmocka_unit_test(no_child_works_for_a_parent_that_is_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
