#include "core/base/gzip.h"

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
	assert_int_equal(gzip_put(&file, text, sizeof(text), &err), 0);
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
	assert_int_equal(gzip_put(&file, "", 0, &err), 0);
	assert_memory_equal(file.at, head, sizeof(head));
	str_release(&file);
}

static void a_full_buffer_is_an_error(void **state)
{
	(void)state;
	struct str file;
	str_init(&file, 12);
	assert_int_equal(gzip_put(&file, "abc", 3, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&file);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_comes_back),
	    cmocka_unit_test(it_holds_no_time_and_no_system),
	    cmocka_unit_test(a_full_buffer_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
