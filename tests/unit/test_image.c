#include "core/page/image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];
static struct str out;
static struct err err;
static const struct image_limits limits = {
    .pixels = 1000000, .side = 100, .frames = 10, .bytes = 5000, .sandbox = {.ms = 500, .mib = 256}};
static const char png[] = "\x89PNG\r\n\x1A\n and so on";

/* A program of our own in place of stoa-image; its shell script. */
static void fake(const char *script)
{
	snprintf(path, sizeof(path), "/tmp/stoa-image-XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0 && fchmod(fd, 0700) == 0);
	assert_int_equal(write(fd, "#!/bin/sh\n", 10), 10);
	assert_int_equal(write(fd, script, strlen(script)), (ssize_t)strlen(script));
	close(fd);
}

static int run(const char *script, enum image_result *result)
{
	str_init(&out, 100000);
	err_clear(&err);
	fake(script);
	int rc = image_clean(path, png, sizeof(png) - 1, &limits, &out, result, &err);
	unlink(path);
	return rc;
}

static void formats_are_known_by_their_first_bytes(void **state)
{
	(void)state;
	assert_string_equal(image_sniff("\xFF\xD8\xFF\xE0", 4), "jpg");
	assert_string_equal(image_sniff("\x89PNG\r\n\x1A\n", 8), "png");
	assert_string_equal(image_sniff("GIF89a", 6), "gif");
	assert_string_equal(image_sniff("RIFF\0\0\0\0WEBPVP8 ", 16), "webp");
	assert_string_equal(image_sniff("\0\0\0\x18""ftypheic", 12), "jpg");
	assert_true(image_is_heic("\0\0\0\x18""ftypmif1", 12));
	assert_false(image_is_heic("\0\0\0\x18""ftypisom", 12));
	assert_null(image_sniff("\0\0\0\x18""ftypavif", 12));
	static const char *const others[] = {"", "\xFF\xD8", "GIF88a", "GIF89", "%PDF-1.4", "<svg xmlns=", "RIFF....WAVE", "BM", "II*", "hello GIF89a"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_null(image_sniff(others[i], strlen(others[i])));
}

static void what_the_program_makes_comes_back(void **state)
{
	enum image_result result;
	(void)state;
	assert_int_equal(run("cat", &result), 0);
	assert_int_equal(result, IMAGE_CLEAN);
	assert_int_equal(out.len, sizeof(png) - 1);
	assert_memory_equal(out.at, png, sizeof(png) - 1);
	str_release(&out);
}

static void a_heic_that_comes_back_is_none(void **state)
{
	enum image_result result;
	(void)state;
	assert_int_equal(run("cat >/dev/null; printf '\\0\\0\\0\\030ftypheic'", &result), 0);
	assert_int_equal(result, IMAGE_HEAVY);
	str_release(&out);
}

static void limits_are_told(void **state)
{
	enum image_result result;
	(void)state;
	assert_int_equal(run("cat; test \"$*\" = '--pixels 1000000 --side 100 --frames 10 --bytes 5000 --ms 500 --mib 256' || exit 12", &result), 0);
	assert_int_equal(result, IMAGE_CLEAN);
	str_release(&out);
}

static void it_gets_nothing_of_ours(void **state)
{
	enum image_result result;
	(void)state;
	setenv("STOA_SECRET", "x", 1);
	assert_int_equal(run("cat; test -z \"$STOA_SECRET\" && test $(ls /proc/self/fd | wc -l) = 4 && test $(pwd) = / || exit 12", &result), 0);
	assert_int_equal(result, IMAGE_CLEAN);
	str_release(&out);
}

static void what_is_no_picture_is_not_even_tried(void **state)
{
	enum image_result result;
	(void)state;
	str_init(&out, 1000);
	assert_int_equal(image_clean("/nonexistent", "<svg/>", 6, &limits, &out, &result, &err), 0);
	assert_int_equal(result, IMAGE_FOREIGN);
	str_release(&out);
}

static void refusals_have_their_reason(void **state)
{
	enum image_result result;
	(void)state;
	assert_int_equal(run("exit 13", &result), 0);
	assert_int_equal(result, IMAGE_FRAMES);
	assert_int_equal(run("kill -SYS $$", &result), 0);
	assert_int_equal(result, IMAGE_HEAVY);
	assert_int_equal(out.len, 0);
	str_release(&out);
}

static void garbage_floods_and_silence_are_refused(void **state)
{
	static const char *const scripts[] = {"echo '<script>'", "cat; yes", "true", "sleep 100", "exec sleep 100 >&-", "cat; kill -9 $$"};
	enum image_result result;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		assert_int_equal(run(scripts[i], &result), 0);
		if (result != IMAGE_HEAVY || out.len)
			fail_msg("%s: %d, %zu bytes", scripts[i], result, out.len);
		str_release(&out);
	}
}

static void a_missing_program_is_an_error(void **state)
{
	enum image_result result;
	(void)state;
	str_init(&out, 1000);
	assert_int_equal(image_clean("/nonexistent/stoa-image", png, sizeof(png) - 1, &limits, &out, &result, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	str_release(&out);
	assert_int_equal(run("exit 99", &result), -1);
	assert_int_equal(err.code, ERR_SYS);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(formats_are_known_by_their_first_bytes),
	    cmocka_unit_test(what_the_program_makes_comes_back),
	    cmocka_unit_test(a_heic_that_comes_back_is_none),
	    cmocka_unit_test(limits_are_told),
	    cmocka_unit_test(it_gets_nothing_of_ours),
	    cmocka_unit_test(what_is_no_picture_is_not_even_tried),
	    cmocka_unit_test(refusals_have_their_reason),
	    cmocka_unit_test(garbage_floods_and_silence_are_refused),
	    cmocka_unit_test(a_missing_program_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
