#include "core/state/state_verdict.h"

#include <setjmp.h>
#include <cmocka.h>
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
	err_clear(&err);
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

static void put(struct state_verdict fresh, const char *mark)
{
	struct state_verdicts_seen seen = {.fresh = {&fresh, 1}, .mark = mark};
	assert_int_equal(state_verdicts_put(db, &seen, &err), 0);
}

static struct state_verdicts due(int64_t now)
{
	struct state_verdicts verdicts;
	assert_int_equal(state_verdicts_due(db, now, &arena, &verdicts, &err), 0);
	return verdicts;
}

static void the_first_look_is_told_apart(void **s)
{
	(void)s;
	const char *mark;
	assert_int_equal(state_verdicts_mark(db, &arena, &mark, &err), 0);
	assert_null(mark);
	put((struct state_verdict){"one", "aa", "", 0}, "");
	assert_int_equal(state_verdicts_mark(db, &arena, &mark, &err), 0);
	assert_string_equal(mark, "");
}

static void a_verdict_is_told_once(void **s)
{
	(void)s;
	struct state_letter letter = {.name = "v@x", .address = "a@b.c", .message = "text"}, got;
	put((struct state_verdict){"one", "aa", "ann", 100}, "m");
	assert_int_equal(due(99).len, 0);
	struct state_verdicts told = due(100);
	assert_int_equal(told.len, 1);
	assert_int_equal(state_verdicts_told(db, &letter, &told, 100, &err), 0);
	assert_int_equal(due(1000).len, 0);
	assert_int_equal(state_verdicts_told(db, &letter, &told, 100, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	err_clear(&err);
	/* A process that looked earlier finds it as it was then. */
	put((struct state_verdict){"one", "aa", "ann", 100}, "m");
	assert_int_equal(due(1000).len, 0);
	assert_int_equal(state_letter_claim(db, 100, 10, &arena, &got, &err), 0);
	assert_int_equal(state_letter_sent(db, got.id, &err), 0);
	assert_int_equal(state_letter_claim(db, 1000, 10, &arena, &got, &err), -1);
}

static void another_verdict_is_told_anew(void **s)
{
	(void)s;
	struct state_verdicts told;
	put((struct state_verdict){"one", "aa", "ann", 100}, "m");
	told = due(100);
	assert_int_equal(state_verdicts_told(db, NULL, &told, 100, &err), 0);
	put((struct state_verdict){"one", "bb", "ann", 200}, "n");
	assert_int_equal(due(200).len, 1);
}

static void what_was_taken_back_is_not_told(void **s)
{
	(void)s;
	put((struct state_verdict){"one", "aa", "ann", 100}, "m");
	put((struct state_verdict){"two", "cc", "ann", 100}, "m");
	struct state_verdicts told = due(100);
	assert_int_equal(told.len, 2);
	struct state_verdict gone = {"one", "aa", "ann", 100};
	struct state_verdicts_seen seen = {.gone = {&gone, 1}, .mark = "n"};
	assert_int_equal(state_verdicts_put(db, &seen, &err), 0);
	/* All or nothing: the other one is still to be told. */
	assert_int_equal(state_verdicts_told(db, NULL, &told, 100, &err), -1);
	err_clear(&err);
	told = due(100);
	assert_int_equal(told.len, 1);
	assert_string_equal(told.at[0].id, "two");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_first_look_is_told_apart, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_verdict_is_told_once, setup, teardown),
	    cmocka_unit_test_setup_teardown(another_verdict_is_told_anew, setup, teardown),
	    cmocka_unit_test_setup_teardown(what_was_taken_back_is_not_told, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
