#include "core/text/text.h"

#include <setjmp.h>

#include <cmocka.h>

#define LIT(s) s, sizeof(s) - 1

static void utf8_is_rfc_3629(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		size_t n, bad;
	} rows[] = {
	    {LIT(""), 0},
	    {LIT("plain text, long enough for eight at a time"), 43},
	    {LIT("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 9},
	    {LIT("\xF4\x8F\xBF\xBF"), 4},
	    {LIT("\xED\x9F\xBF\xEE\x80\x80"), 6},
	    {LIT("a\0b"), 3},
	    {LIT("ab\x80"), 2},
	    {LIT("12345678\xFF"), 8},
	    {LIT("\xC0\xAF"), 0},         /* overlong "/" */
	    {LIT("x\xE0\x80\xAF"), 1},    /* overlong "/" */
	    {LIT("\xF0\x8F\xBF\xBF"), 0}, /* overlong U+FFFF */
	    {LIT("\xED\xA0\x80"), 0},     /* surrogate */
	    {LIT("\xF4\x90\x80\x80"), 0}, /* past U+10FFFF */
	    {LIT("\xF5\x80\x80\x80"), 0},
	    {LIT("a\xC3"), 1},
	    {LIT("\xC3\xA9\xE2\x82"), 2},
	    {LIT("\xF0\x9F\x98"), 0},
	    {LIT("\xE2\x82\x41"), 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(text_bad_utf8(rows[i].s, rows[i].n), rows[i].bad);
}

/* body and line must both refuse, with this message. */
static void refused(const char *s, size_t n, const char *message)
{
	struct err err = {0};
	assert_int_equal(text_check_body(s, n, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, message);
	assert_int_equal(text_check_line(s, n, &err), -1);
}

static void body_takes_text_only(void **state)
{
	(void)state;
	struct err err = {0};
	assert_int_equal(text_check_body(LIT(""), &err), 0);
	assert_int_equal(text_check_body(LIT("a\tb\n\n\xF0\x9F\x98\x80 \xE2\x80\xA8\n"), &err), 0);
	refused(LIT("a\nb\x1B"), "line 2, byte 2: a control character (U+001B)");
	refused(LIT("a\r\n"), "line 1, byte 2: a control character (U+000D)");
	refused(LIT("\0"), "line 1, byte 1: a control character (U+0000)");
	refused(LIT("\x7F"), "line 1, byte 1: a control character (U+007F)");
	refused(LIT("\xC2\x9B"), "line 1, byte 1: a control character (U+009B)");
	refused(LIT("a\xE2\x80\xAE"), "line 1, byte 2: a character that reverses text (U+202E)");
	refused(LIT("\xE2\x81\xA6"), "line 1, byte 1: a character that reverses text (U+2066)");
	refused(LIT("\n\n\xFF"), "line 3, byte 1: not UTF-8 text");
}

/* The payload that would add a header to a commit. */
static void line_takes_no_line_breaks(void **state)
{
	(void)state;
	struct err err = {0};
	assert_int_equal(text_check_line(LIT("Ada L\xC3\xB6w"), &err), 0);
	assert_int_equal(text_check_line(LIT("ada\nparent 0123456789abcdef"), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(text_check_line(LIT("a\tb"), &err), -1);
	assert_int_equal(text_check_line(LIT("a\xE2\x80\xA8"
	                                     "b"),
	                                 &err),
	                 -1);
	assert_int_equal(text_check_line(LIT("a\xE2\x80\xA9"
	                                     "b"),
	                                 &err),
	                 -1);
	assert_int_equal(text_check_line(LIT("a\xC2\x85"
	                                     "b"),
	                                 &err),
	                 -1);
}

static void copies(void (*copy)(struct str *, const char *, size_t), const char *s, size_t n, const char *want)
{
	struct str out;
	str_init(&out, 1000);
	copy(&out, s, n);
	assert_string_equal(out.at, want);
	str_release(&out);
}

static void unix_lines(void **state)
{
	(void)state;
	copies(text_unix_lines, LIT(""), "");
	copies(text_unix_lines, LIT(" \r\n\t\n"), "");
	copies(text_unix_lines, LIT("a"), "a\n");
	copies(text_unix_lines, LIT("a\r\nb\rc\n\r\n"), "a\nb\nc\n");
	copies(text_unix_lines, LIT("\r\n\r\n  a  \r\n \r\n"), "\n\n  a  \n");
	copies(text_unix_lines, LIT("a\r\rb\n\r"), "a\n\nb\n");
}

static void one_line(void **state)
{
	(void)state;
	copies(text_one_line, LIT(""), "");
	copies(text_one_line, LIT(" \t\r\n "), "");
	copies(text_one_line, LIT("  a \r\n\t b  "), "a b");
	copies(text_one_line,
	       LIT("a\x01\x1B[31m\x7F"
	           "b"),
	       "a[31mb");
	copies(text_one_line,
	       LIT("\xE3\x80\x80"
	           "a\xC2\xA0\xE2\x80\xA8"
	           "b\xC2\xA0"),
	       "a b");
	copies(text_one_line,
	       LIT("a\xE2\x80\xAE"
	           "b\xC2\x9B"),
	       "ab");
	copies(text_one_line, LIT("a \x01 b"), "a b");
	copies(text_one_line, LIT("a\xFF\xC3"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
	/* Dropping what stands between may not join bytes to a character that was refused. */
	copies(text_one_line, LIT("\xE2\x1E\x80\xAE"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void ids(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "20261122-170000-abcde",
	    "20261122-170000-abcdefg",
	    "20261122-170000-abcde1",
	    "20261122-170000-abcdE2",
	    "20261322-170000-abc234",
	    "20260022-170000-abc234",
	    "20261100-170000-abc234",
	    "20261132-170000-abc234",
	    "20261122-240000-abc234",
	    "20261122-176000-abc234",
	    "20261122-170060-abc234",
	    "20261122_170000-abc234",
	    "20261122-170000_abc234",
	    "2026112a-170000-abc234",
	    "-0261122-170000-abc234",
	};
	assert_true(text_is_id(LIT("20261122-170000-abc234")));
	assert_true(text_is_id("20261122-235959-zzz777.md", TEXT_ID_LEN));
	assert_false(text_is_id(LIT("20261122-235959-zzz777.md")));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(text_is_id(bad[i], strlen(bad[i])));
}

static void handles(void **state)
{
	(void)state;
	static const char *const good[] = {"ab", "a1", "0x", "a-b_c", "abcdefghijklmnopqrstuvwxyz012345"};
	static const char *const bad[] = {"",
	                                  "a",
	                                  "-a",
	                                  "a-",
	                                  "_a",
	                                  "Ab",
	                                  "a b",
	                                  "a.b",
	                                  "\xC3\xA9"
	                                  "a",
	                                  "abcdefghijklmnopqrstuvwxyz0123456"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(text_is_handle(good[i], strlen(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(text_is_handle(bad[i], strlen(bad[i])));
	assert_false(text_is_handle(LIT("a\0b")));
}

static void slugs(void **state)
{
	(void)state;
	static const char *const good[] = {"a", "0", "a-b", "a.b", "01-install", "a--b"};
	static const char *const bad[] = {"", ".", "a.", ".a", "-a", "a-", "a..b", "a_b", "A", "a/b", ".git"};
	char text[TEXT_SEGMENT_MAX + 1];
	memset(text, 'a', sizeof(text));
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(text_is_slug(good[i], strlen(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(text_is_slug(bad[i], strlen(bad[i])));
	assert_true(text_is_slug(text, TEXT_SEGMENT_MAX));
	assert_false(text_is_slug(text, TEXT_SEGMENT_MAX + 1));
}

static void paths(void **state)
{
	(void)state;
	static const char *const good[] = {"index.md", "forums/help/2026/11/a/index.md", "A_b-c.png", "a..b", "git"};
	static const char *const bad[] = {
	    "",
	    "/",
	    "/a",
	    "a/",
	    "a//b",
	    ".",
	    "..",
	    "a/../b",
	    "a/./b",
	    ".git",
	    "a/.git/config",
	    ".GIT",
	    "git~1",
	    "a/.hidden",
	    "-a",
	    "a/-rf",
	    "a.",
	    "a./b",
	    "a b",
	    "a\\b",
	    "a:b",
	    "a\nb",
	    "\xC3\xA9",
	    ".g\xE2\x80\x8C"
	    "it",
	    "a*",
	    "a?b",
	};
	struct err err = {0};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(text_check_path(good[i], &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (!text_check_path(bad[i], &err))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_INPUT);
		assert_int_equal(text_check_line(err.msg, strlen(err.msg), &err), 0);
	}
}

static void paths_have_a_length(void **state)
{
	(void)state;
	struct err err = {0};
	char path[TEXT_PATH_MAX + 2] = "";
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 50 == 49 ? '/' : 'a';
	assert_int_equal(text_check_path(path, &err), -1);
	assert_string_equal(err.msg, "a path has 400 characters at most, this one has 401");
	path[TEXT_PATH_MAX - 1] = 'a';
	path[TEXT_PATH_MAX] = '\0';
	assert_int_equal(text_check_path(path, &err), 0);
	memset(path, 'a', TEXT_SEGMENT_MAX + 1);
	path[TEXT_SEGMENT_MAX + 1] = '\0';
	assert_int_equal(text_check_path(path, &err), -1);
	path[TEXT_SEGMENT_MAX] = '\0';
	assert_int_equal(text_check_path(path, &err), 0);
}

static void length_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(text_length(LIT("")), 0);
	assert_int_equal(text_length(LIT("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")), 4);
}

static void numbers(void **state)
{
	(void)state;
	struct err err = {0};
	int64_t n = 7;
	assert_int_equal(text_to_int("0", 0, 10, &n, &err), 0);
	assert_int_equal(n, 0);
	assert_int_equal(text_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &n, &err), 0);
	assert_true(n == INT64_MIN);
	assert_int_equal(text_to_int("9223372036854775807", INT64_MIN, INT64_MAX, &n, &err), 0);
	assert_true(n == INT64_MAX);
	assert_int_equal(text_to_int("007", 0, 10, &n, &err), 0);
	assert_int_equal(n, 7);
	assert_int_equal(text_to_int("9223372036854775808", INT64_MIN, INT64_MAX, &n, &err), -1);
	assert_int_equal(text_to_int("-9223372036854775809", INT64_MIN, INT64_MAX, &n, &err), -1);
	assert_int_equal(text_to_int("18446744073709551617", 0, 10, &n, &err), -1);
	assert_int_equal(text_to_int("11", 0, 10, &n, &err), -1);
	assert_string_equal(err.msg, "wants a number from 0 to 10");
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "--1", "many\n"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(text_to_int(bad[i], INT64_MIN, INT64_MAX, &n, &err), -1);
	assert_string_equal(err.msg, "wants a number, got 'many\\x0A'");
	assert_int_equal(n, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utf8_is_rfc_3629),
	    cmocka_unit_test(body_takes_text_only),
	    cmocka_unit_test(line_takes_no_line_breaks),
	    cmocka_unit_test(unix_lines),
	    cmocka_unit_test(one_line),
	    cmocka_unit_test(ids),
	    cmocka_unit_test(handles),
	    cmocka_unit_test(slugs),
	    cmocka_unit_test(paths),
	    cmocka_unit_test(paths_have_a_length),
	    cmocka_unit_test(length_counts_characters),
	    cmocka_unit_test(numbers),
	};
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
