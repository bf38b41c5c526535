#include "core/base/str.h"

#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

/* What holds of every str at every time. */
static void is_sound(const struct str *s)
{
	assert_non_null(s->at);
	assert_true(s->len <= s->max);
	assert_true(s->cap == 0 || s->len < s->cap);
	assert_int_equal(s->at[s->len], '\0');
}

static void empty_is_a_string(void **state)
{
	(void)state;
	struct str s;
	str_init(&s, 10);
	is_sound(&s);
	assert_string_equal(s.at, "");
	str_add(&s, NULL, 0);
	str_truncate(&s, 0);
	str_reset(&s);
	assert_int_equal(s.cap, 0);
	str_release(&s);
	str_release(&s);
	is_sound(&s);
}

static void adding_appends(void **state)
{
	(void)state;
	struct str s;
	struct err err = {0};
	str_init(&s, 1000);
	str_addz(&s, "a");
	str_addc(&s, 'b');
	str_add(&s, "c\0d", 3);
	str_addf(&s, "%s-%d", "x", 7);
	str_add_int(&s, 0);
	str_add_int(&s, INT64_MIN);
	str_add_int(&s, INT64_MAX);
	is_sound(&s);
	assert_memory_equal(s.at, "abc\0dx-70-92233720368547758089223372036854775807", s.len + 1);
	assert_int_equal(str_check(&s, "x", &err), 0);
	str_truncate(&s, 2);
	assert_string_equal(s.at, "ab");
	str_release(&s);
}

static void long_formats_fit(void **state)
{
	(void)state;
	struct str s;
	char text[1000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	str_init(&s, 4000);
	for (int width = 250; width < 260; width++) {
		str_reset(&s);
		str_addf(&s, "%.*s", width, text);
		assert_int_equal(s.len, width);
		is_sound(&s);
	}
	str_addf(&s, "%s%s", text, text);
	assert_int_equal(s.len, 259 + 2 * 999);
	is_sound(&s);
	str_release(&s);
}

static void the_cap_holds(void **state)
{
	(void)state;
	struct str s;
	struct err err = {0};
	str_init(&s, 3);
	str_addz(&s, "abc");
	assert_int_equal(str_check(&s, "title", &err), 0);
	str_addc(&s, 'd');
	assert_string_equal(s.at, "abc");
	assert_int_equal(str_check(&s, "title", &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg, "title: over 3 bytes");
	str_reset(&s);
	assert_int_equal(str_check(&s, "title", &err), 0);
	str_addf(&s, "%0300d", 1);
	assert_true(s.over);
	is_sound(&s);
	str_release(&s);
	str_init(&s, 0);
	str_addc(&s, 'a');
	assert_true(s.over);
	assert_string_equal(s.at, "");
	str_release(&s);
}

static void growing_keeps_what_was_there(void **state)
{
	(void)state;
	struct str s;
	str_init(&s, 100000);
	for (int i = 0; i < 100000; i++)
		str_addc(&s, (char)('a' + i % 26));
	is_sound(&s);
	assert_int_equal(s.len, 100000);
	assert_false(s.over);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(s.at[i], 'a' + i % 26);
	str_release(&s);
}

static void files_are_read_whole(void **state)
{
	(void)state;
	char path[] = "/tmp/stoa-str-XXXXXX", bytes[40000];
	struct str s;
	struct err err = {0};
	int fd = mkstemp(path);
	memset(bytes, 'x', sizeof(bytes));
	assert_int_equal(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	close(fd);
	str_init(&s, sizeof(bytes));
	assert_int_equal(str_read_file(&s, path, &err), 0);
	assert_int_equal(s.len, sizeof(bytes));
	str_release(&s);
	str_init(&s, sizeof(bytes) - 1);
	assert_int_equal(str_read_file(&s, path, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&s);
	unlink(path);
	assert_int_equal(str_read_file(&s, path, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(str_read_file(&s, "/", &err), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_string_equal(err.msg, "/: cannot read: Is a directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(empty_is_a_string),
	    cmocka_unit_test(adding_appends),
	    cmocka_unit_test(long_formats_fit),
	    cmocka_unit_test(the_cap_holds),
	    cmocka_unit_test(growing_keeps_what_was_there),
	    cmocka_unit_test(files_are_read_whole),
	};
	return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
