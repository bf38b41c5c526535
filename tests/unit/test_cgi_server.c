/* Settings that change while stoa.fcgi runs: read anew, but not before they have come to rest. */
#include "cgi_site.h"

#include <fcntl.h>

static void write_settings(const char *text, int64_t changed)
{
	const char *path = arena_printf(&arena, "%s/site.conf", dir);
	struct timespec times[2] = {{.tv_sec = changed}, {.tv_sec = changed}};
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Whole ones, wherever this test lies. */
static const char *named(const char *title)
{
	char *themes = realpath("themes", NULL);
	const char *text = arena_printf(&arena, "[theme]\n\tpath = %s\n[site]\n\ttitle = %s\n", themes, title);
	free(themes);
	return text;
}

static int renew_at(int64_t at)
{
	return server_renew(&server, at, &err);
}

/* A file is empty for a moment while an editor writes it, and empty settings are all defaults. */
static void test_what_is_being_written_is_not_read_yet(void **s)
{
	int64_t real = (int64_t)time(NULL);
	(void)s;
	write_settings("", real);
	assert_int_equal(renew_at(real), 0);
	assert_string_equal(server.site.conf.site_title, "Pnyx");
	write_settings(named("Agora"), real);
	assert_int_equal(renew_at(real + 20), 0);
	assert_string_equal(server.site.conf.site_title, "Agora");
}

/* A clock that was wrong must not keep settings for ever. */
static void test_what_was_changed_in_the_future_is_read(void **s)
{
	int64_t real = (int64_t)time(NULL);
	(void)s;
	write_settings(named("Agora"), real + 86400);
	assert_int_equal(renew_at(real + 20), 0);
	assert_string_equal(server.site.conf.site_title, "Agora");
}

static int setup_named(void **state)
{
	(void)state;
	return site_start("[site]\n\ttitle = Pnyx\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(test_##f, setup_named, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_is_being_written_is_not_read_yet),
		TEST(what_was_changed_in_the_future_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
