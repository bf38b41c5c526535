/* Lines and words that differ, for people. */
#include "core/theme/diff.h"

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

/* Parts of the changed lines: "-one [two] three|+one [2] three|" */
static const char *words(struct arena *arena, const char *old_text, const char *new_text)
{
	struct mustache_list list = diff_lines(old_text, new_text, arena);
	const struct view_diff_line *lines = list.at;
	const char *all = "";
	for (size_t i = 0; i < list.len; i++) {
		const struct view_diff_part *parts = lines[i].parts.at;
		if (!lines[i].added && !lines[i].removed)
			continue;
		all = arena_printf(arena, "%s%c", all, lines[i].added ? '+' : '-');
		for (size_t j = 0; j < lines[i].parts.len; j++)
			all = arena_printf(arena, parts[j].changed ? "%s[%s]" : "%s%s", all, parts[j].text);
		all = arena_printf(arena, "%s|", all);
	}
	return all;
}

static void words_that_differ_are_marked(void **s)
{
	static const char *const rows[][3] = {
		{"one two three\n", "one 2 three\n", "-one [two ]three|+one [2 ]three|"},
		{"one two three\n", "one three\n", "-one [two ]three|+one three|"},
		{"one two\n", "one two three\n", "-one two|+one two [three]|"},
		{"a b c d e\n", "a x c y e\n", "-a [b ]c [d ]e|+a [x ]c [y ]e|"},
		{"one two three\n", "quite another line\n", "-one two three|+quite another line|"},
		{"one\n", "\n", "-one|+|"},
		{"same\none two\n", "same\none 2\nmore\n", "-one [two]|+one [2]|+more|"},
	};
	struct arena arena;
	(void)s;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(words(&arena, rows[i][0], rows[i][1]), rows[i][2]);
	arena_release(&arena);
}

static void what_is_far_from_a_change_is_left_out(void **s)
{
	static const char *const rows[][3] = {
		{"1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\nx\n6\n7\n", "3 4 -5 +x 6 7 "},
		{"1\n2\n3\n4\n5\n6\n7\n", "x\n2\n3\n4\n5\n6\n7\n", "-1 +x 2 5 "},
		{"1\n2\n3\n4\n5\n", "x\n2\n3\n4\ny\n", "-1 +x 2 3 4 -5 +y "},
		{"1\n2\n3\n4\n5\n6\n", "x\n2\n3\n4\n5\ny\n", "-1 +x 2 2 5 -6 +y "},
		{"1\n2\n3\n", "1\n2\n3\n", "3 "},
	};
	struct arena arena;
	(void)s;
	arena_init(&arena);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mustache_list all = diff_lines(rows[i][0], rows[i][1], &arena), near = diff_around(&all, 1, &arena);
		const struct view_diff_line *lines = near.at;
		const char *got = "";
		for (size_t j = 0; j < near.len; j++)
			got = lines[j].skipped
			          ? arena_printf(&arena, "%s%d ", got, (int)lines[j].skipped)
			          : arena_printf(&arena, "%s%s%s ", got, lines[j].added ? "+" : lines[j].removed ? "-" : "", lines[j].text);
		assert_string_equal(got, rows[i][2]);
	}
	arena_release(&arena);
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
		cmocka_unit_test(words_that_differ_are_marked),
		cmocka_unit_test(what_is_far_from_a_change_is_left_out),
		cmocka_unit_test(both_texts_can_be_read_from_it),
		cmocka_unit_test(too_much_is_all_removed_all_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
