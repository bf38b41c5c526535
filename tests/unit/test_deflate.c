#include "core/base/deflate.h"

#include <setjmp.h>
#include <zlib.h>

#include <cmocka.h>

static struct err err;

/* What zlib reads back, into `text`. */
static size_t inflate_all(const struct str *file, char *text, size_t max)
{
	z_stream z = {.next_in = (unsigned char *)file->at, .avail_in = (unsigned)file->len};
	z.next_out = (unsigned char *)text;
	z.avail_out = (unsigned)max;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	return max - z.avail_out;
}

static void it_comes_back(void **state)
{
	(void)state;
	static char text[200000], back[200000];
	struct str file;
	str_init(&file, 1 << 20);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * i % 251);
	assert_int_equal(deflate_gzip(&file, text, sizeof(text), &err), 0);
	assert_int_equal(inflate_all(&file, back, sizeof(back)), sizeof(text));
	assert_memory_equal(text, back, sizeof(text));
	str_release(&file);
}

static void it_holds_no_time_and_no_system(void **state)
{
	(void)state;
	static const unsigned char head[10] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255};
	struct str file;
	str_init(&file, 1000);
	assert_int_equal(deflate_gzip(&file, "", 0, &err), 0);
	assert_memory_equal(file.at, head, sizeof(head));
	str_release(&file);
}

static void a_full_buffer_is_an_error(void **state)
{
	(void)state;
	struct str file;
	str_init(&file, 12);
	assert_int_equal(deflate_gzip(&file, "abc", 3, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&file);
}

/* As git keeps objects: zlib reads what was deflated, and what zlib wrote is inflated. */
static void zlib_and_this_understand_each_other(void **state)
{
	(void)state;
	struct deflater *deflater = deflater_open();
	struct inflater *inflater = inflater_open();
	struct str text, packed, back;
	str_init(&text, 1 << 20);
	str_init(&packed, 1 << 20);
	str_init(&back, 1 << 20);
	for (int round = 0; round < 3; round++) {
		unsigned char read[100000], wrote[200000];
		uLongf n = sizeof(read), m = sizeof(wrote);
		deflate_zlib(deflater, text.at, text.len, &packed);
		assert_int_equal(uncompress(read, &n, (const unsigned char *)packed.at, packed.len), Z_OK);
		assert_int_equal(n, text.len);
		assert_memory_equal(read, text.at, n);
		assert_int_equal(compress(wrote, &m, (const unsigned char *)text.at, text.len), Z_OK);
		memset(wrote + m, 7, 100); /* what follows in a pack */
		assert_true(inflate_zlib(inflater, wrote, m + 100, text.len, &back));
		assert_int_equal(back.len, text.len);
		assert_memory_equal(back.at, text.at, text.len);
		for (int i = 0; i < 5000; i++)
			str_addf(&text, "%d squared is %d\n", i, i * i);
		str_truncate(&text, text.len < sizeof(read) ? text.len : sizeof(read));
		str_reset(&packed);
		str_reset(&back);
	}
	str_release(&back);
	str_release(&packed);
	str_release(&text);
	inflater_close(inflater);
	deflater_close(deflater);
}

static void what_is_damaged_leaves_nothing(void **state)
{
	(void)state;
	unsigned char packed[1000];
	uLongf n = sizeof(packed);
	char text[] = "a text that is long enough to be worth it, that is long enough to be worth it";
	size_t size = sizeof(text);
	struct inflater *inflater = inflater_open();
	struct str out, full;
	str_init(&out, 1000);
	str_init(&full, 10);
	assert_int_equal(compress(packed, &n, (unsigned char *)text, size), Z_OK);
	assert_false(inflate_zlib(inflater, packed, n, size, &full));
	assert_false(full.over);
	for (size_t i = 0; i < n; i++) {
		str_reset(&out);
		str_addz(&out, "before");
		assert_false(inflate_zlib(inflater, packed, i, size, &out));
		assert_false(inflate_zlib(inflater, packed, n, size + 1, &out));
		assert_false(inflate_zlib(inflater, packed, n, size - 1, &out));
		assert_string_equal(out.at, "before");
	}
	str_release(&full);
	str_release(&out);
	inflater_close(inflater);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_comes_back),
	    cmocka_unit_test(it_holds_no_time_and_no_system),
	    cmocka_unit_test(a_full_buffer_is_an_error),
	    cmocka_unit_test(zlib_and_this_understand_each_other),
	    cmocka_unit_test(what_is_damaged_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
