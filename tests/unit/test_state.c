#include "core/state/state.h"

#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], path[96];
static struct state *db;
static struct arena arena;
static struct err err;

static int setup(void **s)
{
	(void)s;
	memcpy(folder, "/tmp/stoa-state-XXXXXX", 23);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state.db", folder);
	arena_init(&arena);
	return state_open(&db, path, &err);
}

static int teardown(void **s)
{
	(void)s;
	static const char *const ends[] = {"", "-wal", "-shm"};
	state_close(db);
	arena_release(&arena);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static void files_are_private(void **s)
{
	(void)s;
	static const char *const ends[] = {"", "-wal", "-shm"};
	assert_int_equal(state_account_put(db, "anna", "hash", 1, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char name[128];
		struct stat st;
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		assert_int_equal(stat(name, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
	}
}

static void account_is_put_and_replaced(void **s)
{
	(void)s;
	const char *hash = NULL;
	assert_int_equal(state_account_hash(db, "anna", &arena, &hash, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(state_account_put(db, "anna", "first", 1, &err), 0);
	assert_int_equal(state_account_put(db, "anna", "second", 2, &err), 0);
	assert_int_equal(state_account_hash(db, "anna", &arena, &hash, &err), 0);
	assert_string_equal(hash, "second");
	assert_int_equal(state_account_hash(db, "anna' OR '1", &arena, &hash, &err), -1);
}

static void session_lives_until_it_expires_or_is_dropped(void **s)
{
	(void)s;
	const char *handle = NULL;
	assert_int_equal(state_session_put(db, "t1", "anna", 100, 200, &err), 0);
	assert_int_equal(state_session_find(db, "t1", 199, &arena, &handle, &err), 0);
	assert_string_equal(handle, "anna");
	assert_int_equal(state_session_find(db, "t1", 200, &arena, &handle, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(state_session_drop(db, "t1", &err), 0);
	assert_int_equal(state_session_find(db, "t1", 150, &arena, &handle, &err), -1);
	assert_int_equal(state_session_drop(db, "t1", &err), 0);
}

static void new_password_ends_sessions(void **s)
{
	(void)s;
	const char *handle = NULL;
	assert_int_equal(state_session_put(db, "a", "anna", 100, 200, &err), 0);
	assert_int_equal(state_session_put(db, "b", "bert", 100, 200, &err), 0);
	assert_int_equal(state_account_put(db, "anna", "hash", 110, &err), 0);
	assert_int_equal(state_session_find(db, "a", 120, &arena, &handle, &err), -1);
	assert_int_equal(state_session_find(db, "b", 120, &arena, &handle, &err), 0);
}

static int64_t hit(const char *who, int64_t limit, int64_t now)
{
	int64_t wait = -1;
	assert_int_equal(state_rate(db, "post", who, limit, 60, now, &wait, &err), 0);
	return wait;
}

static void rate_slides(void **s)
{
	(void)s;
	assert_int_equal(hit("x", 2, 1000), 0);
	assert_int_equal(hit("x", 2, 1010), 0);
	assert_int_equal(hit("x", 2, 1020), 40);
	assert_int_equal(hit("y", 2, 1020), 0);
	assert_int_equal(hit("x", 2, 1059), 1);
	assert_int_equal(hit("x", 2, 1060), 0);
	assert_int_equal(hit("x", 2, 1061), 9);
	assert_int_equal(hit("x", 0, 1061), 60);
}

static void rate_is_cleared(void **s)
{
	(void)s;
	assert_int_equal(hit("x", 1, 1000), 0);
	assert_int_equal(hit("x", 1, 1000), 60);
	assert_int_equal(state_rate_clear(db, "post", "x", &err), 0);
	assert_int_equal(hit("x", 1, 1000), 0);
}

/* A child that opens the file itself and uses up what it can. Exits with how many were allowed. */
static int child(void)
{
	struct state *own;
	int64_t wait, allowed = 0;
	if (state_open(&own, path, &err))
		return 99;
	for (int i = 0; i < 20; i++) {
		if (state_rate(own, "race", "x", 25, 60, 1000, &wait, &err))
			return 98;
		allowed += !wait;
	}
	state_close(own);
	return (int)allowed;
}

static void rate_is_exact_between_processes(void **s)
{
	(void)s;
	int total = 0;
	for (int i = 0; i < 3; i++) {
		if (!fork())
			_exit(child());
	}
	for (int i = 0, status; i < 3; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		total += WEXITSTATUS(status);
	}
	assert_int_equal(total, 25);
}

static void what_is_kept_survives_closing(void **s)
{
	(void)s;
	const char *hash = NULL;
	assert_int_equal(state_account_put(db, "anna", "hash", 1, &err), 0);
	state_close(db);
	assert_int_equal(state_open(&db, path, &err), 0);
	assert_int_equal(state_account_hash(db, "anna", &arena, &hash, &err), 0);
}

static void garbage_is_refused(void **s)
{
	(void)s;
	char name[128];
	struct state *other = NULL;
	snprintf(name, sizeof(name), "%s/garbage", folder);
	int fd = open(name, O_WRONLY | O_CREAT, 0644);
	char page[4096];
	memset(page, 'x', sizeof(page));
	assert_int_equal(write(fd, page, sizeof(page)), (int)sizeof(page));
	close(fd);
	assert_int_equal(state_open(&other, name, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_null(other);
	unlink(name);
	assert_int_equal(state_open(&other, "/nowhere/state.db", &err), -1);
	assert_int_equal(err.code, ERR_SYS);
}

static int64_t counted(const char *who, int64_t limit)
{
	int64_t wait;
	assert_int_equal(state_rate_wait(db, "post", who, limit, 1000, &wait, &err), 0);
	return wait;
}

/* Refused at its end, nothing of it stays: what was counted within it too. */
static void a_transaction_is_all_or_nothing(void **s)
{
	(void)s;
	int64_t wait;
	int (*const begin[])(struct state *, struct err *) = {state_begin, state_begin_light};
	for (size_t i = 0; i < ARRAY_LEN(begin); i++) {
		assert_int_equal(begin[i](db, &err), 0);
		assert_int_equal(state_rate(db, "post", "anna", 5, 60, 1000, &wait, &err), 0);
		assert_int_equal(state_session_put(db, "token", "anna", 1000, 2000, &err), 0);
		assert_int_equal(state_end(db, -1, &err), -1);
		assert_int_equal(counted("anna", 1), 0);
		assert_int_equal(begin[i](db, &err), 0);
		assert_int_equal(state_rate(db, "post", "bert", 5, 60, 1000, &wait, &err), 0);
		assert_int_equal(state_end(db, 0, &err), 0);
		assert_true(counted("bert", 1) > 0);
		assert_int_equal(state_rate_clear(db, "post", "bert", &err), 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(files_are_private),
		TEST(account_is_put_and_replaced),
		TEST(session_lives_until_it_expires_or_is_dropped),
		TEST(new_password_ends_sessions),
		TEST(rate_slides),
		TEST(rate_is_cleared),
		TEST(rate_is_exact_between_processes),
		TEST(what_is_kept_survives_closing),
		TEST(garbage_is_refused),
		TEST(a_transaction_is_all_or_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
