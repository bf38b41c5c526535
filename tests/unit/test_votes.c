/* What a member's file of votes may say, and what it means. */
#include "core/page/votes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ID "20261122-170000-abc234"

static struct arena arena;

static int parse(const char *text, struct votes *votes, struct err *err)
{
	*err = (struct err){0};
	return votes_parse(text, strlen(text), &arena, votes, err);
}

static void assert_refused(const char *text, int64_t line, const char *why)
{
	struct votes votes;
	struct err err;
	assert_int_equal(parse(text, &votes, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(votes.line, line);
	if (!strstr(err.msg, why))
		fail_msg("'%s' was refused with '%s', not '%s'", text, err.msg, why);
}

static void reads_every_kind_of_line(void **state)
{
	struct votes votes;
	struct err err;
	(void)state;
	assert_int_equal(parse("up\nreact heart\nreact heart " ID "\nreact like " ID "\npoll 2 3\n", &votes, &err), 0);
	assert_int_equal(votes.len, 5);
	assert_string_equal(votes.at[0].what, "up");
	assert_string_equal(votes.at[0].post, "");
	assert_string_equal(votes.at[1].what, "react heart");
	assert_string_equal(votes.at[1].post, "");
	assert_string_equal(votes.at[2].what, "react heart");
	assert_string_equal(votes.at[2].post, ID);
	assert_string_equal(votes.at[3].what, "react like");
	assert_string_equal(votes.at[4].what, "poll 2 3");
	assert_int_equal(parse("", &votes, &err), 0);
	assert_int_equal(votes.len, 0);
	assert_int_equal(parse("up", &votes, &err), 0);
	assert_int_equal(votes.len, 1);
}

static void refuses_the_rest(void **state)
{
	(void)state;
	assert_refused("down\n", 1, "'up', 'react");
	assert_refused("up \n", 1, "one blank");
	assert_refused("up\n\n", 2, "no line is empty");
	assert_refused("up\r\n", 1, "not one line");
	assert_refused("up me\n", 1, "alone");
	assert_refused("up\nup\n", 2, "twice");
	assert_refused("react\n", 1, "a reaction is");
	assert_refused("react hart\n", 1, "did you mean heart?");
	assert_refused("react heart 2026\n", 1, "not an id");
	assert_refused("react heart " ID " " ID "\n", 1, "a reaction is");
	assert_refused("react heart\nreact like\nreact heart\n", 3, "twice");
	assert_refused("poll\n", 1, "names its choices");
	assert_refused("poll 0\n", 1, "from 1 to 20");
	assert_refused("poll 21\n", 1, "from 1 to 20");
	assert_refused("poll 02\n", 1, "from 1 to 20");
	assert_refused("poll +2\n", 1, "from 1 to 20");
	assert_refused("poll 3 2\n", 1, "ascending");
	assert_refused("poll 2 2\n", 1, "ascending");
	assert_refused("poll 1\npoll 2\n", 2, "ballot already");
	assert_refused("poll 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22\n", 1, "many words");
}

static void takes_no_file_over_its_size(void **state)
{
	static char text[VOTES_BYTES_MAX + 2];
	struct votes votes;
	struct err err = {0};
	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(votes_parse(text, VOTES_BYTES_MAX + 1, &arena, &votes, &err), -1);
	assert_non_null(strstr(err.msg, "bytes at most"));
}

static void reads_ballots(void **state)
{
	int64_t choices[VOTES_CHOICES_MAX];
	(void)state;
	assert_int_equal(votes_ballot("poll 2 13", choices), 2);
	assert_int_equal(choices[0], 2);
	assert_int_equal(choices[1], 13);
	assert_int_equal(votes_ballot("up", choices), 0);
	assert_int_equal(votes_ballot("react heart", choices), 0);
}

static const char *applied(const char *text, const char *line, enum votes_wish wish)
{
	struct votes votes, one;
	struct err err;
	const char *after;
	assert_int_equal(parse(text, &votes, &err), 0);
	assert_int_equal(parse(line, &one, &err), 0);
	assert_int_equal(one.len, 1);
	const struct votes_change change = {one.at[0], wish};
	assert_int_equal(votes_apply(&votes, &change, &arena, &after, &err), 0);
	return after;
}

static void a_wish_changes_one_line(void **state)
{
	(void)state;
	assert_string_equal(applied("", "up", VOTES_ON), "up\n");
	assert_string_equal(applied("up\n", "up", VOTES_ON), "up\n");
	assert_string_equal(applied("up\n", "up", VOTES_TURN), "");
	assert_string_equal(applied("up\n", "up", VOTES_OFF), "");
	assert_string_equal(applied("", "up", VOTES_OFF), "");
	assert_string_equal(applied("up\nreact heart\n", "react heart " ID, VOTES_TURN), "up\nreact heart\nreact heart " ID "\n");
	assert_string_equal(applied("react heart\nreact heart " ID "\nup\n", "react heart " ID, VOTES_TURN), "react heart\nup\n");
	assert_string_equal(applied("poll 1\nup\n", "poll 2 3", VOTES_ON), "up\npoll 2 3\n");
	assert_string_equal(applied("poll 3\nup\n", "poll 1", VOTES_OFF), "up\n");
}

static void a_file_has_an_end(void **state)
{
	struct votes votes, one;
	struct err err;
	const char *after;
	struct str text;
	(void)state;
	str_init(&text, VOTES_BYTES_MAX);
	for (int i = 0; text.len + 36 <= VOTES_BYTES_MAX; i++)
		str_addf(&text, "react celebrate 20261122-%06d-abc234\n", i / 60 / 60 % 24 * 10000 + i / 60 % 60 * 100 + i % 60);
	assert_int_equal(parse(text.at, &votes, &err), 0);
	assert_int_equal(parse("react celebrate " ID, &one, &err), 0);
	const struct votes_change change = {one.at[0], VOTES_ON};
	assert_int_equal(votes_apply(&votes, &change, &arena, &after, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_every_kind_of_line), cmocka_unit_test(a_wish_changes_one_line), cmocka_unit_test(a_file_has_an_end),
	    cmocka_unit_test(refuses_the_rest),
	    cmocka_unit_test(takes_no_file_over_its_size),
	    cmocka_unit_test(reads_ballots),
	};
	arena_init(&arena);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
