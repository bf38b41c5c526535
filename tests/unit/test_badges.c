#include "core/catalogue/badges.h"

#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;
static struct err err;
static struct badges badges;

static int parse(const char *text)
{
	err_clear(&err);
	arena_reset(&arena);
	return badges_parse(text, strlen(text), &arena, &badges, &err);
}

static void the_standard_is_well_formed(void **state)
{
	(void)state;
	assert_int_equal(parse(badges_standard()), 0);
	assert_int_equal(badges.len, 10);
	assert_string_equal(badges.at[1].name, "regular");
	assert_int_equal(badges.at[1].least[BADGE_POSTS], 50);
	assert_int_equal(badges.at[1].least[BADGE_DAYS], 90);
	assert_string_equal(badges.at[1].title, "");
}

static void all_that_is_asked_for(void **state)
{
	(void)state;
	int64_t have[BADGE_MEASURES] = {0};
	assert_int_equal(parse("[badge \"a.b\"]\n\tposts = 50\n\tdays = 90\n\ttitle = \"A; b\" # c\n"), 0);
	assert_string_equal(badges.at[0].name, "a.b");
	assert_string_equal(badges.at[0].title, "A; b");
	assert_false(badge_earned(&badges.at[0], have));
	have[BADGE_POSTS] = 50;
	assert_false(badge_earned(&badges.at[0], have));
	have[BADGE_DAYS] = 90;
	assert_true(badge_earned(&badges.at[0], have));
}

static void mistakes_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} bad[] = {
	    {"[badge \"helper\"]\nanswer = 1\n", "badge.helper.answer: no such key (did you mean answers?)"},
	    {"[badge \"helper\"]\nanswers = many\n", "wants a number from 1 on, got 'many'"},
	    {"[badge \"helper\"]\nanswers = 0\n", "wants a number"},
	    {"[badge \"helper\"]\nanswers\n", "wants a number"},
	    {"[badge \"helper\"]\ntitle = Helper\n", "badge.helper: says nothing that has to be reached"},
	    {"[badge \"Helper me\"]\nanswers = 1\n", "a badge's name is made of"},
	    {"[badge]\nanswers = 1\n", "only sections like"},
	    {"[site]\ntitle = x\n", "site.title: only sections like"},
	    {"[badge \"a\"]\ntitle = \"a\\nb\"\n", "wants a line"},
	    {"[include]\npath = /etc/passwd\n", "an include is not followed here"},
	    {"[badge \"a\"]\nposts = 1\n[ includeIf \"x\"]\npath = /etc/passwd\n", "an include is not followed here"},
	    {"[badge \"a\"\n", "line 1: missing"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(parse(bad[i].text), -1);
		assert_int_equal(err.code, ERR_INPUT);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("%s: %s", bad[i].text, err.msg);
		if (strstr(err.msg, "/proc")) fail_msg("%s", err.msg);
	}
	assert_int_equal(badges_parse("[a]\0", 4, &arena, &badges, &err), -1);
}

static void there_is_an_end(void **state)
{
	(void)state;
	struct str text;
	str_init(&text, 1 << 20);
	for (int i = 0; i <= BADGES_MAX; i++)
		str_addf(&text, "[badge \"b%d\"]\nposts = 1\n", i);
	assert_int_equal(parse(text.at), -1);
	for (int i = 0; i < 10000; i++)
		str_addf(&text, "# %d\n", i);
	assert_int_equal(parse(text.at), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_standard_is_well_formed),
	    cmocka_unit_test(all_that_is_asked_for),
	    cmocka_unit_test(mistakes_are_named),
	    cmocka_unit_test(there_is_an_end),
	};
	arena_init(&arena);
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return rc;
}
