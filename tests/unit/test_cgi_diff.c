#include "cgi/diff.h"

#include <setjmp.h>
#include <cmocka.h>

/* The diff as text: " kept", "-removed", "+added", one a line. */
static const char *diff(struct arena *arena, const char *old_text, const char *new_text)
{
	struct mustache_list list = diff_lines(old_text, new_text, arena);
	const struct view_diff_line *lines = list.at;
	const char *all = "";
	for (size_t i = 0; i < list.len; i++)
		all = arena_printf(arena, "%s%c%s\n", all, lines[i].added ? '+' : lines[i].removed ? '-' : ' ', lines[i].text);
	return all;
}

static void cases(void **s)
{
	static const struct {
		const char *old_text, *new_text, *want;
	} rows[] = {
		{"", "", ""},
		{"a\n", "a\n", " a\n"},
		{"", "a\n", "+a\n"},
		{"a\n", "", "-a\n"},
		{"a\nb\nc\n", "a\nx\nc\n", " a\n-b\n+x\n c\n"},
		{"a\nb\nc\n", "a\nc\n", " a\n-b\n c\n"},
		{"a\nc\n", "a\nb\nc\n", " a\n+b\n c\n"},
		{"a\nb\nc\nd\n", "b\nd\ne\n", "-a\n b\n-c\n d\n+e\n"},
		{"a\na\n", "a\na\na\n", " a\n a\n+a\n"},
		{"a", "a\n", " a\n"},
		{"\n\n", "\n", " \n-\n"},
		{"x\ny", "y\nx", "-x\n y\n+x\n"},
	};
	struct arena arena;
	(void)s;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(diff(&arena, rows[i].old_text, rows[i].new_text), rows[i].want);
	arena_release(&arena);
}

/* Whatever the texts: without the added lines it is the old one, without the removed the new one. */
static void both_texts_can_be_read_from_it(void **s)
{
	struct arena arena;
	uint32_t seed = 7;
	(void)s;
	arena_init(&arena);
	for (int round = 0; round < 300; round++) {
		const char *texts[2] = {"", ""}, *back[2] = {"", ""};
		for (int side = 0; side < 2; side++) {
			for (uint32_t n = (seed = seed * 1664525u + 1013904223u) >> 28; n--;)
				texts[side] = arena_printf(&arena, "%s%c\n", texts[side], 'a' + ((seed = seed * 1664525u + 1013904223u) >> 30));
		}
		struct mustache_list list = diff_lines(texts[0], texts[1], &arena);
		const struct view_diff_line *lines = list.at;
		for (size_t i = 0; i < list.len; i++) {
			for (int side = 0; side < 2; side++) {
				if (side ? !lines[i].removed : !lines[i].added)
					back[side] = arena_printf(&arena, "%s%s\n", back[side], lines[i].text);
			}
		}
		assert_string_equal(back[0], texts[0]);
		assert_string_equal(back[1], texts[1]);
		arena_reset(&arena);
	}
	arena_release(&arena);
}

static void too_much_is_all_removed_all_added(void **s)
{
	struct arena arena;
	struct str a, b;
	(void)s;
	arena_init(&arena);
	str_init(&a, 1 << 20);
	str_init(&b, 1 << 20);
	for (int i = 0; i < 5000; i++) {
		str_addf(&a, "a%d\nsame\n", i);
		str_addf(&b, "b%d\nsame\n", i);
	}
	struct mustache_list list = diff_lines(a.at, b.at, &arena);
	const struct view_diff_line *lines = list.at;
	assert_int_equal(list.len, 9999 + 9999 + 1);
	assert_true(lines[0].removed);
	assert_true(lines[list.len - 2].added);
	assert_false(lines[list.len - 1].added || lines[list.len - 1].removed);
	str_release(&a);
	str_release(&b);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(both_texts_can_be_read_from_it),
		cmocka_unit_test(too_much_is_all_removed_all_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
