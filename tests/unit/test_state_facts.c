#include "core/state/state_facts.h"

#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

static char folder[64], path[96];
static struct state *db;
static struct arena arena;
static struct err err;

#define ONE "20261123-120000-aaaaaa"
#define TWO "20261123-120001-bbbbbb"

static int setup(void **s)
{
	(void)s;
	memcpy(folder, "/tmp/stoa-facts-XXXXXX", 23);
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

static void put(const char *id, int64_t score)
{
	struct state_facts facts = {
		.id = id, .handle = "anna", .network = "n1", .rule = "hold if guest", .reasons = "a\nb", .score = score, .at = 9};
	assert_int_equal(state_facts_put(db, &facts, &err), 0);
}

static const char *claim(const char *id, const char *handle, int64_t now)
{
	const char *holder = NULL;
	struct state_claim wish = {id, handle, now, 60};
	assert_int_equal(state_facts_claim(db, &wish, &arena, &holder, &err), 0);
	return holder;
}

static void facts_come_back(void **s)
{
	(void)s;
	struct state_facts facts;
	put(ONE, 7);
	assert_int_equal(state_facts_find(db, ONE, &arena, &facts, &err), 0);
	assert_string_equal(facts.handle, "anna");
	assert_string_equal(facts.network, "n1");
	assert_string_equal(facts.rule, "hold if guest");
	assert_string_equal(facts.reasons, "a\nb");
	assert_int_equal(facts.score, 7);
	assert_int_equal(facts.at, 9);
	assert_string_equal(facts.claimed_by, "");
	assert_int_equal(state_facts_drop(db, ONE, &err), 0);
	assert_int_equal(state_facts_find(db, ONE, &arena, &facts, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

static void all_are_found_by_id(void **s)
{
	(void)s;
	struct state_facts_list list;
	put(TWO, 2);
	put(ONE, 1);
	assert_int_equal(state_facts_all(db, &arena, &list, &err), 0);
	assert_int_equal(list.len, 2);
	assert_string_equal(list.at[0].id, ONE);
	assert_int_equal(state_facts_in(&list, TWO)->score, 2);
	assert_null(state_facts_in(&list, "20261123-120002-cccccc"));
}

static void one_moderator_holds_a_claim(void **s)
{
	(void)s;
	put(ONE, 0);
	assert_string_equal(claim(ONE, "ada", 100), "ada");
	assert_string_equal(claim(ONE, "bob", 159), "ada");
	assert_string_equal(claim(ONE, "ada", 159), "ada"); /* and longer by that */
	assert_string_equal(claim(ONE, "bob", 218), "ada");
	assert_string_equal(claim(ONE, "bob", 219), "bob");
	put(ONE, 5);
	assert_string_equal(claim(ONE, "ada", 220), "bob");
	assert_string_equal(claim(TWO, "ada", 220), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(facts_come_back, setup, teardown),
		cmocka_unit_test_setup_teardown(all_are_found_by_id, setup, teardown),
		cmocka_unit_test_setup_teardown(one_moderator_holds_a_claim, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
