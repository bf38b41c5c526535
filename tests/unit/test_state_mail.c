#include "core/state/state_mail.h"

#include <setjmp.h>
#include <cmocka.h>
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
	err_clear(&err);
	return state_open(&db, path, &err) || state_account_put(db, "anna", "hash", 1, &err) ||
	       state_account_put(db, "bert", "hash", 1, &err);
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

static void address_is_one_accounts(void **s)
{
	(void)s;
	struct state_reach reach;
	const char *who = NULL;
	assert_int_equal(state_reach(db, "anna", &arena, &reach, &err), 0);
	assert_string_equal(reach.address, "");
	assert_int_equal(reach.mail, STATE_MAIL_NOW);
	assert_int_equal(state_address_put(db, "anna", "Anna@Example.org", &err), 0);
	assert_int_equal(state_mail_put(db, "anna", STATE_MAIL_WEEKLY, &err), 0);
	assert_int_equal(state_reach(db, "anna", &arena, &reach, &err), 0);
	assert_string_equal(reach.address, "Anna@Example.org");
	assert_int_equal(reach.mail, STATE_MAIL_WEEKLY);
	assert_int_equal(state_address_put(db, "bert", "anna@example.ORG", &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_int_equal(state_address_owner(db, "ANNA@example.org", &arena, &who, &err), 0);
	assert_string_equal(who, "anna");
	assert_int_equal(state_address_put(db, "anna", "", &err), 0);
	assert_int_equal(state_address_owner(db, "", &arena, &who, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(state_address_put(db, "bert", "anna@example.ORG", &err), 0);
	assert_int_equal(state_address_put(db, "nobody", "x@y.z", &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

static void new_password_keeps_the_address(void **s)
{
	(void)s;
	struct state_reach reach;
	assert_int_equal(state_address_put(db, "anna", "a@b.c", &err), 0);
	assert_int_equal(state_account_put(db, "anna", "other", 2, &err), 0);
	assert_int_equal(state_reach(db, "anna", &arena, &reach, &err), 0);
	assert_string_equal(reach.address, "a@b.c");
}

static void own_wish_beats_a_suggestion(void **s)
{
	(void)s;
	struct state_handles list;
	bool on = true;
	assert_int_equal(state_follows(db, "anna", "topic:x", &on, &err), 0);
	assert_false(on);
	assert_int_equal(state_follow_suggest(db, "anna", "topic:x", 1, &err), 0);
	assert_int_equal(state_follow_suggest(db, "bert", "topic:x", 1, &err), 0);
	assert_int_equal(state_follow_put(db, "bert", "topic:x", false, 2, &err), 0);
	assert_int_equal(state_follow_suggest(db, "bert", "topic:x", 3, &err), 0);
	assert_int_equal(state_followers(db, "topic:x", &arena, &list, &err), 0);
	assert_int_equal(list.len, 1);
	assert_string_equal(list.at[0], "anna");
	assert_int_equal(state_follow_put(db, "anna", "forum:help", true, 4, &err), 0);
	assert_int_equal(state_followed(db, "anna", &arena, &list, &err), 0);
	assert_int_equal(list.len, 2);
	assert_string_equal(list.at[0], "forum:help");
	assert_int_equal(state_followed(db, "bert", &arena, &list, &err), 0);
	assert_int_equal(list.len, 0);
}

static const struct state_news three[] = {
	{"anna", "forums/help/2026/11/x", "20261122-170000-abcdef", "reply", 100},
	{"bert", "forums/help/2026/11/x", "20261122-170000-abcdef", "mention", 90},
	{"anna", "forums/help/2026/11/a", "", "follow", 110},
};

static void news_are_found_once(void **s)
{
	(void)s;
	const char *commit = NULL;
	struct state_news_list due;
	struct state_found found = {"", "c1", three, 3};
	assert_int_equal(state_news_commit(db, &arena, &commit, &err), 0);
	assert_string_equal(commit, "");
	assert_int_equal(state_news_put(db, &found, &err), 0);
	assert_int_equal(state_news_put(db, &found, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	found = (struct state_found){"c1", "c2", three, 3};
	assert_int_equal(state_news_put(db, &found, &err), 0);
	assert_int_equal(state_news_commit(db, &arena, &commit, &err), 0);
	assert_string_equal(commit, "c2");
	assert_int_equal(state_news_due(db, 89, &arena, &due, &err), 0);
	assert_int_equal(due.len, 0);
	assert_int_equal(state_news_due(db, 105, &arena, &due, &err), 0);
	assert_int_equal(due.len, 1);
	assert_string_equal(due.at[0].handle, "bert");
}

static void telling_takes_news_away(void **s)
{
	(void)s;
	struct state_news_list due;
	struct state_found found = {"", "c1", three, 3};
	struct state_letter letter = {.name = "1@x", .address = "b@x.y", .message = "hello"}, got;
	assert_int_equal(state_news_put(db, &found, &err), 0);
	assert_int_equal(state_news_due(db, 200, &arena, &due, &err), 0);
	assert_int_equal(state_letter_put(db, &letter, &due, 200, &err), 0);
	assert_int_equal(state_letter_put(db, &letter, &due, 200, &err), 0);
	assert_int_equal(state_news_due(db, 200, &arena, &due, &err), 0);
	assert_int_equal(due.len, 2);
	assert_string_equal(due.at[0].handle, "anna");
	assert_string_equal(due.at[0].stem, "forums/help/2026/11/a");
	assert_int_equal(state_letter_claim(db, 200, 60, &arena, &got, &err), 0);
	assert_string_equal(got.message, "hello");
	assert_int_equal(got.tries, 1);
	assert_int_equal(state_letter_claim(db, 259, 60, &arena, &got, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	/* Whoever had it has died. */
	assert_int_equal(state_letter_claim(db, 260, 60, &arena, &got, &err), 0);
	assert_int_equal(got.tries, 2);
	assert_int_equal(state_letter_delay(db, got.id, 1000, &err), 0);
	assert_int_equal(state_letter_claim(db, 999, 60, &arena, &got, &err), -1);
	assert_int_equal(state_letter_claim(db, 1000, 60, &arena, &got, &err), 0);
	assert_int_equal(state_letter_sent(db, got.id, &err), 0);
	assert_int_equal(state_letter_claim(db, 5000, 60, &arena, &got, &err), -1);
}

static void tells_how_long_to_wait(void **s)
{
	(void)s;
	int64_t wait = 0;
	struct state_found found = {"", "c1", three, 1};
	assert_int_equal(state_mail_wait(db, 10, &wait, &err), 0);
	assert_int_equal(wait, -1);
	assert_int_equal(state_news_put(db, &found, &err), 0);
	assert_int_equal(state_mail_wait(db, 10, &wait, &err), 0);
	assert_int_equal(wait, 90);
	assert_int_equal(state_mail_wait(db, 1000, &wait, &err), 0);
	assert_int_equal(wait, 0);
}

/* A child that claims all that it can. Exits with how many it got. */
static int child(void)
{
	struct state *own;
	struct state_letter letter;
	int n = 0;
	if (state_open(&own, path, &err))
		return 99;
	while (!state_letter_claim(own, 100, 60, &arena, &letter, &err))
		n++;
	return err.code == ERR_NOTFOUND ? n : 98;
}

static void letter_has_one_claimant(void **s)
{
	(void)s;
	int total = 0;
	for (int i = 0; i < 40; i++) {
		struct state_letter letter = {.name = arena_printf(&arena, "%d@x", i), .address = "b@x.y", .message = "hello"};
		assert_int_equal(state_letter_put(db, &letter, NULL, 50, &err), 0);
	}
	for (int i = 0; i < 3; i++)
		if (!fork())
			_exit(child());
	for (int i = 0, status; i < 3; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		total += WEXITSTATUS(status);
	}
	assert_int_equal(total, 40);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(address_is_one_accounts),
		TEST(new_password_keeps_the_address),
		TEST(own_wish_beats_a_suggestion),
		TEST(news_are_found_once),
		TEST(telling_takes_news_away),
		TEST(tells_how_long_to_wait),
		TEST(letter_has_one_claimant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
