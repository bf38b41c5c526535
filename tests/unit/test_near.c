#include "core/text/near.h"

#include <setjmp.h>

#include <cmocka.h>

static const struct {
	const char *name;
	int other;
} rows[] = {{"build", 1}, {NULL, 2}, {"watch", 3}, {"config", 4}};

static const char *near_row(const char *word)
{
	return near_name(word, rows, ARRAY_LEN(rows), sizeof(rows[0]));
}

static void finds_what_was_meant(void **state)
{
	(void)state;
	assert_string_equal(near_row("biuld"), "build");
	assert_string_equal(near_row("wach"), "watch");
	assert_string_equal(near_row("confgi"), "config");
	assert_string_equal(near_row("build"), "build");
}

static void does_not_guess_wildly(void **state)
{
	char word[200];
	(void)state;
	assert_null(near_row("zebra"));
	assert_null(near_row(""));
	memset(word, 'b', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_null(near_row(word));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_what_was_meant),
	    cmocka_unit_test(does_not_guess_wildly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
