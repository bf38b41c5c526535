#include "core/base/arena.h"
#include "core/base/format.h"
#include "core/base/str.h"

#include <limits.h>
#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;

static bool joins(const char *fmt, ...)
{
	struct format format;
	va_list args;
	va_start(args, fmt);
	bool read = format_read(&format, fmt, args);
	va_end(args);
	return read;
}

static void which_formats_join(void **state)
{
	(void)state;
	static const char *const plain[] = {"", "plain", "%s", "a%sb%s%s", "100 \xC2\xB0 %s", "%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s"};
	static const char *const others[] = {"%u", "%s %x", "%%", "%5s", "%.2s", "%4d", "%00d", "%010d", "%ld", "%", "%s%", "%0", "a%-3sb", "%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s-"};
#define TEXTS "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		assert_true(joins(plain[i], TEXTS));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(joins(others[i], TEXTS));
}

/* Through the arena and through a str, beside what printf makes of it. */
#define SAME(...)                                                                                                      \
	do {                                                                                                           \
		char by_printf[3000];                                                                                  \
		struct str out;                                                                                        \
		snprintf(by_printf, sizeof(by_printf), __VA_ARGS__);                                                   \
		assert_string_equal(arena_printf(&arena, __VA_ARGS__), by_printf);                                     \
		str_init(&out, sizeof(by_printf));                                                                     \
		str_addf(&out, __VA_ARGS__);                                                                           \
		assert_string_equal(out.at, by_printf);                                                                \
		assert_int_equal(out.len, strlen(by_printf));                                                          \
		str_release(&out);                                                                                     \
	} while (0)

#define TEXTS_9 "a", "b", "c", "d", "e", "f", "g", "h", "i"
static void joined_is_what_printf_makes(void **state)
{
	(void)state;
	char text[1000];
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	arena_init(&arena);
	SAME("%s", "");
	SAME("plain");
	SAME("%s/%s.md", "a", "b");
	SAME("%s%s%s-", "", "%s", "c%d");
	SAME("<%s>%s", text, text);
	SAME("%s and %d, %s", text, 7, "b");
	SAME("%s,%s,%s,%s,%s,%s,%s,%s,%s", TEXTS_9);
	SAME("%5s|%-5s|%.2s", "a", "b", "ccc");
	SAME("%.*s|%.*s|%.*s|%.*s", 2, "abc", 5, "abc", 0, "abc", -1, "abc");
	static const int64_t numbers[] = {0, 1, -1, 9, 10, -10, 2026, 123456, INT32_MAX, INT32_MIN};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		int n = (int)numbers[i];
		SAME("%d", n);
		SAME("%s%d-%02d/%04d%09d%s", "a", n, n, n, n, "b");
		SAME("%lld %06lld", (long long)numbers[i], (long long)numbers[i]);
	}
	SAME("%lld%lld%09lld", LLONG_MAX, LLONG_MIN, LLONG_MIN);
	arena_release(&arena);
}

static void a_str_keeps_what_it_had(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, 5);
	str_addf(&out, "%s", "abc");
	str_addf(&out, "%s%s", "d", "ef");
	assert_string_equal(out.at, "abc");
	assert_true(out.over);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(which_formats_join),
	    cmocka_unit_test(joined_is_what_printf_makes),
	    cmocka_unit_test(a_str_keeps_what_it_had),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
