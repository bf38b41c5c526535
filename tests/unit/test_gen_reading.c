#include "gen/plan/reading.h"

#include <setjmp.h>

#include <cmocka.h>

static int64_t minutes_of(const char *part, int times, const char *lang)
{
	size_t n = strlen(part);
	char *text = base_alloc((size_t)times * n + 1, 1);
	for (int i = 0; i < times; i++)
		memcpy(text + (size_t)i * n, part, n);
	int64_t seconds = reading_seconds(text, (size_t)times * n, lang);
	free(text);
	return (seconds + 30) / 60;
}

static void words_by_language(void **state)
{
	(void)state;
	assert_int_equal(reading_seconds("", 0, "en"), 0);
	assert_int_equal(reading_seconds("  \n", 3, "en"), 0);
	assert_int_equal(reading_seconds("one", 3, "en"), 1);
	assert_int_equal(minutes_of("word ", 2280, "en"), 10);
	assert_int_equal(minutes_of("word\n", 2280, "en-GB"), 10);
	assert_int_equal(minutes_of("Wort ", 1790, "de"), 10);
	assert_int_equal(minutes_of("\xD9\x83\xD9\x84\xD9\x85\xD8\xA9 ", 1380, "ar"), 10);
	assert_int_equal(minutes_of("word ", 1840, "xx"), 10);
	assert_int_equal(minutes_of("word ", 1840, "enm"), 10);
}

static void characters_where_words_have_no_blanks(void **state)
{
	(void)state;
	assert_int_equal(minutes_of("\xE6\xBC\xA2\xE5\xAD\x97", 1275, "zh"), 10);
	assert_int_equal(minutes_of("\xE6\xBC\xA2\xE3\x81\x8B", 1785, "ja"), 10);
	assert_int_equal(minutes_of("\xE6\xBC\xA2", 2550, "en"), 10);
	assert_int_equal(minutes_of("\xE0\xB8\x81", 8000, "th"), 10);
	assert_int_equal(minutes_of("\xF0\xA0\x80\x80", 2550, "zh"), 10);
	/* Korean has blanks between words. */
	assert_int_equal(minutes_of("\xED\x95\x9C\xEA\xB8\x80 ", 1840, "ko"), 10);
}

static void a_cut_character_is_not_read_past(void **state)
{
	(void)state;
	char *text = base_alloc(2, 1);
	memcpy(text, "\xE6\xBC", 2);
	assert_true(reading_seconds(text, 2, "zh") <= 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_by_language),
	    cmocka_unit_test(characters_where_words_have_no_blanks),
	    cmocka_unit_test(a_cut_character_is_not_read_past),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
