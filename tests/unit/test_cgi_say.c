/* The sentences of stoa.fcgi and the theme's words name each other. */
#include "core/base/str.h"

#include <setjmp.h>
#include <cmocka.h>
#include <glob.h>

static struct str source, words;

static int setup(void **s)
{
	(void)s;
	glob_t files;
	struct err err = {0};
	str_init(&source, 1 << 22);
	str_init(&words, 1 << 20);
	assert_int_equal(glob("cgi/*/*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		assert_int_equal(str_read_file(&source, files.gl_pathv[i], &err), 0);
	globfree(&files);
	return str_read_file(&words, "themes/default/lang/en.conf", &err);
}

static int teardown(void **s)
{
	(void)s;
	str_release(&source);
	str_release(&words);
	return 0;
}

/* Copies the key that begins at `at`; made ones ("say.heading_%d") end before what is put in. */
static size_t key_at(const char *at, char key[static 100])
{
	size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyz_.0123456789");
	snprintf(key, 100, "%.*s", (int)n, at);
	return n;
}

static void every_sentence_has_words(void **s)
{
	char key[100], line[110];
	int n = 0;
	(void)s;
	for (const char *at = source.at; (at = strstr(at, "\"say.")); at++, n++) {
		size_t len = key_at(at + 1, key);
		if (!strcmp(key, "say.h"))
			continue;
		snprintf(line, sizeof(line), "\n%s%s", key, at[1 + len] == '%' ? "" : " = ");
		if (!strstr(words.at, line))
			fail_msg("%s: no such words", key);
	}
	assert_true(n > 30);
}

static void all_words_are_said(void **s)
{
	char key[100], quoted[110];
	(void)s;
	for (const char *at = words.at; (at = strstr(at, "\nsay.")); at++) {
		key_at(at + 1, key);
		bool made = !strncmp(key, "say.heading_", 12) || !strncmp(key, "say.error_", 10);
		snprintf(quoted, sizeof(quoted), "\"%s\"", key);
		if (!made && !strstr(source.at, quoted))
			fail_msg("%s: nobody says it", key);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_sentence_has_words, setup, teardown),
		cmocka_unit_test_setup_teardown(all_words_are_said, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
