#include "core/base/err.h"

#include <errno.h>
#include <setjmp.h>

#include <cmocka.h>

static void setting_says_what(void **state)
{
	(void)state;
	struct err err = {0};
	assert_int_equal(err_set(&err, ERR_INPUT, "line %d", 3), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "line 3");
	assert_int_equal(err_prefix(&err, "%s", "index.md"), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "index.md: line 3");
	err_clear(&err);
	assert_int_equal(err.code, ERR_NONE);
	assert_string_equal(err.msg, "");
}

static void sys_adds_the_reason(void **state)
{
	(void)state;
	struct err err = {0};
	errno = ENOSPC;
	assert_int_equal(err_sys(&err, "cannot write %s", "a"), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_string_equal(err.msg, "cannot write a: No space left on device");
}

/* A message that is too long ends at a whole character, wherever the cut falls. */
static void long_messages_are_cut_between_characters(void **state)
{
	(void)state;
	static const char *const characters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
	for (size_t kind = 0; kind < ARRAY_LEN(characters); kind++) {
		size_t width = strlen(characters[kind]);
		for (int lead = 0; lead < 4; lead++) {
			char text[2048] = "";
			struct err err = {0};
			size_t n = (size_t)lead;
			memset(text, 'x', n);
			for (; n + width < 1000; n += width)
				memcpy(text + n, characters[kind], width);
			err_set(&err, ERR_INPUT, "%s", text);
			size_t len = strlen(err.msg);
			assert_int_equal((len - (size_t)lead) % width, 0);
			assert_true(len < ERR_MESSAGE_MAX && len >= ERR_MESSAGE_MAX - 4);
			err_prefix(&err, "%s", text);
			assert_int_equal((strlen(err.msg) - (size_t)lead) % width, 0);
		}
	}
}

static void every_code_has_a_row(void **state)
{
	(void)state;
	for (int code = ERR_NONE; code < ERR_CODES; code++) {
		const struct err_row *row = err_row((enum err_code)code);
		assert_non_null(row->name);
		assert_non_null(row->public_sentence);
		assert_true(row->http_status >= 200 && row->http_status < 600);
		assert_int_equal(code == ERR_NONE, row->exit_status == 0);
	}
	assert_ptr_equal(err_row((enum err_code)99), err_row(ERR_SYS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(setting_says_what),
	    cmocka_unit_test(sys_adds_the_reason),
	    cmocka_unit_test(long_messages_are_cut_between_characters),
	    cmocka_unit_test(every_code_has_a_row),
	};
	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
