#include "gen/plan/excerpt.h"

#include <setjmp.h>

#include <cmocka.h>

static void check(const char *md, const char *wanted)
{
	struct str out;
	str_init(&out, 4096);
	excerpt_add(&out, md, strlen(md));
	assert_string_equal(out.len ? out.at : "", wanted);
	str_release(&out);
}

static void drops_markup(void **state)
{
	(void)state;
	check("", "");
	check("plain words\n", "plain words");
	check("# Head\n\nA *bold* [link](https://x/(y)) and `code`.\n", "A bold link and code.");
	check("- one\n- two\n3. three\n", "one two three");
	check("> quoted\n\nsaid\n| a | b |\n|---|---|\n", "said");
	check("```\ncode\n```\nafter\n", "after");
	check("snake_case stays, _this_ goes\n", "snake_case stays, this goes");
	check("![alt](a.png) x\n", "alt x");
	check("a \\*star\\* and \\", "a *star* and \\");
	check("[open](never closed", "open");
}

static void is_cut_between_words(void **state)
{
	struct str md, out;
	(void)state;
	str_init(&md, 100000);
	for (int i = 0; i < 5000; i++)
		str_addz(&md, "wörd ");
	str_init(&out, 4096);
	str_addz(&out, "before:");
	excerpt_add(&out, md.at, md.len);
	assert_true(out.len <= 7 + EXCERPT_MAX + 3);
	assert_memory_equal(out.at, "before:wörd wörd", 16);
	assert_string_equal(out.at + out.len - 8, "wörd…");
	str_release(&out);
	str_release(&md);
}

static void never_cuts_a_character(void **state)
{
	struct str md, out;
	(void)state;
	str_init(&md, 100000);
	for (int i = 0; i < 500; i++)
		str_addz(&md, "語");
	str_init(&out, 4096);
	excerpt_add(&out, md.at, md.len);
	assert_int_equal((out.len - 3) % 3, 0);
	str_release(&out);
	str_release(&md);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(drops_markup),
	    cmocka_unit_test(is_cut_between_words),
	    cmocka_unit_test(never_cuts_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
