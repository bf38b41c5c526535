#include "core/text/picture.h"

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

/* Heads of files, as far as a size needs them. */
#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0\x08\2\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0"
#define GIF "GIF89a\x0a\0\x14\0\x80\0\0"
#define JPEG "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\x30\0\x40\3\1\x11\0\2\x11\0\3\x11\0\xff\xd9"
#define WEBP "RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\x3f\xc0\x0b\0\0\0\0\0\0\0\0\0\0"

static int64_t width, height;

static bool measure(const char *bytes, size_t n)
{
	width = height = 0;
	/* In memory of its own, so that a sanitizer sees a read past its end. */
	char *copy = base_alloc(n, 1);
	memcpy(copy, bytes, n);
	bool known = picture_size(copy, n, &width, &height);
	free(copy);
	return known;
}
#define MEASURE(text) measure(text, sizeof(text) - 1)

static void test_sizes(void **state)
{
	(void)state;
	assert_true(MEASURE(PNG));
	assert_true(width == 640 && height == 480);
	assert_true(MEASURE(GIF));
	assert_true(width == 10 && height == 20);
	assert_true(MEASURE(JPEG));
	assert_true(width == 64 && height == 48);
	assert_true(MEASURE(WEBP));
	assert_true(width == 64 && height == 48);
}

static void test_what_is_no_picture(void **state)
{
	(void)state;
	static const char *const none[] = {"", "x", "GIF", "<svg width=\"1\" height=\"1\"/>", "RIFF", "\xff\xd8\xff"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_false(measure(none[i], strlen(none[i])));
	/* Larger than any picture that is meant well, and without a side. */
	assert_false(MEASURE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\0\0\1\x08\2\0\0\0\0\0\0\0\0\0\0\0IEND\0\0\0\0"));
	assert_false(MEASURE("GIF89a\0\0\x14\0\x80\0\0"));
}

/* Every head cut short and with every byte another one: nothing but an answer comes of it. */
static void test_damaged(void **state)
{
	(void)state;
	static const struct {
		const char *at;
		size_t n;
	} heads[] = {{PNG, sizeof(PNG) - 1}, {GIF, sizeof(GIF) - 1}, {JPEG, sizeof(JPEG) - 1}, {WEBP, sizeof(WEBP) - 1}};
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		char bytes[128];
		for (size_t n = 0; n < heads[i].n; n++)
			(void)measure(heads[i].at, n);
		for (size_t k = 0; k < heads[i].n * 256; k++) {
			memcpy(bytes, heads[i].at, heads[i].n);
			bytes[k / 256] = (char)(k % 256);
			if (measure(bytes, heads[i].n))
				assert_true(width > 0 && height > 0 && width <= PICTURE_SIDE_MAX && height <= PICTURE_SIDE_MAX);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_what_is_no_picture),
		cmocka_unit_test(test_damaged),
	};
	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
