#include "core/git/delta.h"

#include <setjmp.h>

#include <cmocka.h>

/* 20 bytes; long enough for an offset of two digits. */
static const char base_text[] = "the quick brown fox.";

static bool apply(const char *delta, size_t n, struct str *out)
{
	struct str base, told;
	str_init(&base, 1 << 20);
	str_init(&told, 1 << 20);
	str_addz(&base, base_text);
	str_add(&told, delta, n);
	bool good = delta_apply(&base, &told, out);
	str_release(&told);
	str_release(&base);
	return good;
}

#define TOLD(text) text, sizeof(text) - 1

static void texts_are_made(void **state)
{
	static const struct {
		const char *delta;
		size_t n;
		const char *text;
	} rows[] = {
	    {TOLD("\x14\x03\x03new"), "new"},
	    {TOLD("\x14\x05\x91\x04\x05"), "quick"},
	    {TOLD("\x14\x03\x90\x03"), "the"},
	    {TOLD("\x14\x08\x90\x04\x01""a\x91\x10\x03"), "the afox"},
	    {TOLD("\x14\x03\xb1\x10\x03\x00"), "fox"},
	    {TOLD("\x14\x00"), ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out;
		str_init(&out, 100);
		str_addz(&out, ">");
		assert_true(apply(rows[i].delta, rows[i].n, &out));
		assert_int_equal(out.at[0], '>');
		assert_string_equal(out.at + 1, rows[i].text);
		str_release(&out);
	}
}

static void a_size_of_nothing_is_64_kib(void **state)
{
	struct str base, told, out;
	(void)state;
	str_init(&base, 1 << 20);
	str_init(&told, 1 << 20);
	str_init(&out, 1 << 20);
	for (int i = 0; i < 0x10000; i++)
		str_addc(&base, (char)('a' + i % 7));
	str_add(&told, TOLD("\x80\x80\x04\x80\x80\x04\x80"));
	assert_true(delta_apply(&base, &told, &out));
	assert_int_equal(out.len, base.len);
	assert_memory_equal(out.at, base.at, base.len);
	/* All three bytes of a size, and an offset's third. */
	for (int i = 0; i < 0x10000; i++)
		str_addc(&base, (char)('a' + i % 5));
	str_reset(&told);
	str_reset(&out);
	str_add(&told, TOLD("\x80\x80\x08\x82\x80\x04\xf0\x01\x00\x01\x94\x01\x01"));
	assert_true(delta_apply(&base, &told, &out));
	assert_int_equal(out.len, 0x10002);
	assert_memory_equal(out.at, base.at, 0x10001);
	assert_int_equal(out.at[0x10001], base.at[0x10000]);
	str_release(&out);
	str_release(&told);
	str_release(&base);
}

static void nonsense_leaves_what_was_there(void **state)
{
	static const struct {
		const char *why, *delta;
		size_t n;
	} rows[] = {
	    {"nothing at all", TOLD("")},
	    {"no size of the result", TOLD("\x14")},
	    {"a size that does not end", TOLD("\x14\x83")},
	    {"a size of more than 64 bits", TOLD("\x14\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
	    {"another base", TOLD("\x15\x03\x03new")},
	    {"longer than it says", TOLD("\x14\x02\x03new")},
	    {"shorter than it says", TOLD("\x14\x04\x03new")},
	    {"longer than there is room", TOLD("\x14\x65\x03new")},
	    {"an insertion that does not end", TOLD("\x14\x05\x05new")},
	    {"an operation that says nothing", TOLD("\x14\x03\x00\x03new")},
	    {"a copy from behind the base", TOLD("\x14\x01\x91\x15\x01")},
	    {"a copy beyond the base", TOLD("\x14\x05\x91\x10\x05")},
	    {"a copy whose offset is missing", TOLD("\x14\x05\x91")},
	    {"a copy whose size is missing", TOLD("\x14\x05\x91\x04")},
	    {"a copy too many", TOLD("\x14\x03\x90\x03\x90\x03")},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out;
		str_init(&out, 100);
		str_addz(&out, "before");
		if (apply(rows[i].delta, rows[i].n, &out))
			fail_msg("%s was taken for a delta", rows[i].why);
		assert_string_equal(out.at, "before");
		assert_int_equal(out.len, 6);
		assert_false(out.over);
		str_release(&out);
	}
}

/* Under address sanitizer. */
static void nothing_is_written_beyond(void **state)
{
	static const char *const rows[] = {"\x14\x03\x05newer", "\x14\x03\x90\x03\x90\x03"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out;
		str_init(&out, 3);
		assert_false(apply(rows[i], strlen(rows[i]), &out));
		assert_int_equal(out.len, 0);
		str_release(&out);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_made),
	    cmocka_unit_test(a_size_of_nothing_is_64_kib),
	    cmocka_unit_test(nothing_is_written_beyond),
	    cmocka_unit_test(nonsense_leaves_what_was_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
