#include "core/markdown/highlight.h"

#include "core/text/crypto.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;
static struct site site;
static struct highlight tool;
static struct str out;
static struct err err;

/* The text with its ranges in brackets, "[k:int] main". */
static const char *marked(const char *ranges, const char *text)
{
	struct highlight_range range;
	struct str s;
	str_init(&s, 100000);
	while (highlight_next(&ranges, text, &range)) {
		str_add(&s, text, range.gap);
		str_addf(&s, "[%c:%.*s]", range.class, (int)range.len, text + range.gap);
		text += range.gap + range.len;
	}
	str_addz(&s, text);
	const char *copy = arena_dupn(&arena, s.at, s.len);
	str_release(&s);
	return copy;
}

static const char *run(const char *language, const char *text)
{
	str_reset(&out);
	str_addz(&out, "");
	err_clear(&err);
	return highlight_run(&tool, language, text, &out, &err) ? err.msg : marked(out.at, text);
}

static void drop_fake(void)
{
	if (strncmp(site.conf.code_python, "/tmp/", 5) == 0)
		unlink(site.conf.code_python);
}

/* A tool of our own in place of Python: what follows is its shell script. */
static void fake(const char *script)
{
	static char path[] = "/tmp/stoa-highlight-XXXXXX";
	char name[64];
	highlight_release(&tool);
	drop_fake();
	snprintf(name, sizeof(name), "%s", path);
	int fd = mkstemp(name);
	assert_true(fd >= 0 && fchmod(fd, 0700) == 0);
	assert_int_equal(write(fd, script, strlen(script)), (ssize_t)strlen(script));
	close(fd);
	site.conf.code_python = arena_dup(&arena, name);
}

static void test_ranges_are_held_to_the_text(void **state)
{
	(void)state;
	assert_string_equal(marked("0 3 k\n1 4 f\n", "int main;"), "[k:int] [f:main];");
	assert_string_equal(marked("", "int"), "int");
	/* Past the end, of no length, of no class, without an end, no numbers. */
	static const char *const bad[] = {"0 4 k\n",  "4 1 k\n", "0 0 k\n",   "0 3 x\n", "0 3 <\n", "0 3 k", "0 3",
	                                  "-1 3 k\n", "a\n",     "0  3 k\n", "0 3 kk\n", "!",     "\n",
	                                  "99999999999999999999 1 k\n", "0 18446744073709551615 k\n"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_string_equal(marked(bad[i], "int"), "int");
	/* In the middle of a character, at either end. */
	assert_string_equal(marked("1 1 k\n", "äb"), "äb");
	assert_string_equal(marked("0 1 k\n", "äb"), "äb");
	assert_string_equal(marked("0 2 k\n", "äb"), "[k:ä]b");
	/* What comes before the nonsense holds. */
	assert_string_equal(marked("0 1 k\n0 9 k\n", "int"), "[k:i]nt");
}

static bool there(void)
{
	if (*highlight_tool(&site, &arena))
		return true;
	print_message("no Pygments here\n");
	return false;
}

static void test_colours(void **state)
{
	(void)state;
	if (!there())
		skip();
	assert_string_equal(run("c", "int x = 1; /* ä */\n"), "[t:int] x = [n:1]; [c:/* ä */]\n");
	assert_string_equal(run("python", "def ä(): return '<b>'\r\nx"), "[k:def] [f:ä](): [k:return] [s:'<b>']\r\nx");
	assert_string_equal(run("diff", "-a\n+b\n"), "[d:-a]\n[i:+b]\n");
	assert_string_equal(run("no-such-language", "int x;"), "int x;");
	assert_string_equal(run("c", ""), "");
	char *long_text = arena_alloc(&arena, HIGHLIGHT_CODE_MAX + 2, 1);
	memset(long_text, '1', HIGHLIGHT_CODE_MAX + 1);
	assert_true(run("c", long_text) != NULL && out.len == 0);
	long_text[HIGHLIGHT_CODE_MAX] = '\0';
	assert_true(run("c", long_text) != NULL && out.len > 0);
}

static void test_names_its_tool(void **state)
{
	(void)state;
	if (!there())
		skip();
	assert_true(strncmp(highlight_tool(&site, &arena), "Pygments ", 9) == 0);
	const char *folder = site.conf.code_pygments;
	site.conf.code_pygments = "/nowhere";
	assert_string_equal(highlight_tool(&site, &arena), "");
	site.conf.code_pygments = "";
	assert_string_equal(highlight_tool(&site, &arena), "");
	site.conf.code_pygments = folder;
	site.conf.code_python = "/nowhere/python3";
	assert_string_equal(highlight_tool(&site, &arena), "");
}

static void test_takes_no_longer_than_it_may(void **state)
{
	(void)state;
	if (!there())
		skip();
	char *text = arena_alloc(&arena, HIGHLIGHT_CODE_MAX, 1);
	memset(text, '1', HIGHLIGHT_CODE_MAX - 1);
	for (size_t i = 0; i + 1 < HIGHLIGHT_CODE_MAX; i += 2)
		text[i] = '(';
	tool.ms = 60;
	assert_string_equal(run("python", text), "took too long");
	assert_int_equal(err.code, ERR_LIMIT);
	tool.ms = 20000;
	assert_string_equal(run("python", "1"), "[n:1]");
}

static void test_survives_a_tool_that_does_not(void **state)
{
	(void)state;
	tool.ms = 50;
	fake("#!/bin/sh\nexit 3\n");
	assert_non_null(strstr(run("c", "int"), "ended with status 3"));
	assert_int_equal(err.code, ERR_SYS);
	fake("#!/bin/sh\nread line\nprintf '7\\n0 3 <x\\n'\nread line\n");
	assert_string_equal(run("c", "int"), "int");
	fake("#!/bin/sh\nread line\nprintf '999999999999\\n0 3 k\\n'\nwhile :; do :; done\n");
	assert_string_equal(run("c", "int"), "took too long");
	fake("#!/bin/sh\nwhile printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; do :; done\n");
	assert_string_equal(run("c", "int"), "took too long");
	site.conf.code_python = "/nowhere/python3";
	assert_non_null(strstr(run("c", "int"), "ended with status 127"));
}

/* The tool's work is to try it; a file that is there tells of success. */
static void test_a_tool_may_only_compute(void **state)
{
	(void)state;
	static const char *const acts[] = {"echo x >/tmp/stoa-highlight-escape", "rm -f \"$0\"", "mkdir /tmp/stoa-highlight-dir",
	                                   "(exit 0)"};
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		fake(arena_printf(&arena, "#!/bin/sh\nread line\n%s && printf '6\\n0 3 k\\n'\nexit 4\n", acts[i]));
		assert_string_not_equal(run("c", "int"), "[k:int]");
		assert_int_equal(access("/tmp/stoa-highlight-escape", F_OK), -1);
		assert_int_equal(access("/tmp/stoa-highlight-dir", F_OK), -1);
		assert_int_equal(access(site.conf.code_python, F_OK), 0);
	}
}

static int set_up(void **state)
{
	(void)state;
	site.conf.code_python = "/usr/bin/python3";
	site.conf.code_pygments = "/usr/lib/python3/dist-packages";
	site.conf.render_ms = 20000;
	site.highlighter = realpath("contrib/highlight.py", NULL);
	highlight_init(&tool, &site);
	str_init(&out, 1 << 24);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	drop_fake();
	free((char *)(uintptr_t)site.highlighter);
	highlight_release(&tool);
	str_release(&out);
	arena_reset(&arena);
	return 0;
}

int main(void)
{
	arena_init(&arena);
	if (crypto_init(&err))
		return 1;
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(test_ranges_are_held_to_the_text), CASE(test_colours),
		CASE(test_names_its_tool),              CASE(test_survives_a_tool_that_does_not),
		CASE(test_a_tool_may_only_compute),      CASE(test_takes_no_longer_than_it_may),
	};
	int failed = cmocka_run_group_tests_name("highlight", tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
