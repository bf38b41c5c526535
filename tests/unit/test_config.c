#include "core/site/config.h"

#include <git2.h>
#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/stoa-config-XXXXXX", path[64];

static int make_folder(void **state)
{
	(void)state;
	/* Held open, so that each config_load() does not start libgit2 anew. */
	if (!mkdtemp(folder) || git_libgit2_init() < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/site.conf", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	git_libgit2_shutdown();
	unlink(path);
	return rmdir(folder);
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

struct loaded {
	struct arena arena;
	struct config conf;
	struct err err;
	int rc;
};

static struct loaded load(const char *text)
{
	struct loaded l = {0};
	arena_init(&l.arena);
	if (text)
		write_file(text);
	l.rc = config_load(&l.conf, &l.arena, text ? path : NULL, &l.err);
	return l;
}

static void unload(struct loaded *l)
{
	if (!l->rc)
		config_release(&l->conf);
	arena_release(&l->arena);
}

/* text must be refused with exactly this after "PATH: ". */
static void refused(const char *text, const char *message)
{
	struct loaded l = load(text);
	assert_int_equal(l.rc, -1);
	assert_int_equal(l.err.code, ERR_CONF);
	assert_memory_equal(l.err.msg, path, strlen(path));
	assert_string_equal(l.err.msg + strlen(path) + 2, message);
	unload(&l);
}

static void defaults_are_complete(void **state)
{
	(void)state;
	struct loaded l = load(NULL);
	assert_int_equal(l.rc, 0);
	assert_string_equal(l.conf.site_title, "A community");
	assert_string_equal(l.conf.site_url, "http://localhost:8080/");
	assert_string_equal(l.conf.site_logo, "");
	assert_string_equal(l.conf.content_ref, "refs/heads/main");
	assert_string_equal(l.conf.moderation_hold, "everyone");
	assert_int_equal(l.conf.post_max, 16 * 1024);
	assert_int_equal(l.conf.attachment_max, 5 * 1024 * 1024);
	assert_int_equal(l.conf.site_menu.len, 0);
	assert_int_equal(l.conf.attachment_types.len, 9);
	assert_string_equal(l.conf.attachment_types.at[8], "csv");
	assert_true(l.conf.post_open);
	unload(&l);
}

static void every_row_has_help(void **state)
{
	(void)state;
	struct loaded l = load(NULL);
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin origin = config_describe(&l.conf, i, &l.arena);
		assert_string_equal(origin.origin, "default");
		assert_true(strlen(origin.help) > 10 && origin.help[strlen(origin.help) - 1] == '.');
		assert_non_null(strchr(origin.key, '.'));
		assert_null(strchr(origin.key, '_'));
	}
	unload(&l);
}

/* Loads a file with the one setting changed to the first of some texts that it takes. */
static struct loaded load_changed(const char *key, const char *was)
{
	static const char *const texts[] = {"7",           "70",  "6k", "600k", "60000", "true",         "false", "nobody",
	                                    "http://x.y/", "/x/", "\"#abc\"", "refs/heads/x", "fr",    "A | /a/", "a@b.c",
	                                    "gitlab", "9m", "hold", "closed", "members", "self", "::1"};
	struct loaded l = {.rc = -1};
	const char *name = strchr(key, '.') + 1;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		char text[128];
		snprintf(text, sizeof(text), "[%.*s]\n\t%s = %s\n", (int)(name - 1 - key), key, name, texts[i]);
		l = load(text);
		if (!l.rc && strcmp(was, texts[i]) != 0)
			return l;
		unload(&l);
	}
	fail_msg("%s takes none of the texts", key);
	return l;
}

static void a_setting_changes_its_own_field_alone(void **state)
{
	(void)state;
	struct loaded standard = load(NULL);
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin was = config_describe(&standard.conf, i, &standard.arena);
		struct loaded l = load_changed(was.key, was.value);
		for (size_t j = 0; j < config_count(); j++) {
			bool same = strcmp(config_describe(&l.conf, j, &l.arena).value,
			                   config_describe(&standard.conf, j, &l.arena).value) == 0;
			assert_int_equal(same, i != j);
		}
		unload(&l);
	}
	unload(&standard);
}

static void a_file_sets_each_type(void **state)
{
	(void)state;
	struct loaded l = load("[site]\n\ttitle = \"Bees; & #honey\" ; ours\n\turl = https://Bees.Example:443/club\n"
	                       "\tlanguage = pt-BR\n\taccent = \"#2a6f97\"\n\tmenu = Forums | /forums/\n\tmenu = Git | "
	                       "https://git-scm.com/\n"
	                       "[Feed]\n\tItems = 5\n[attachment]\n\ttypes = png, svg png\n\ttypes = ogg\n\tmax = 2M\n"
	                       "[post]\n\topen = no\n\tper-hour = 3\n[guest]\n\tpost\n[moderation]\n\thold = guests\n");
	assert_string_equal(l.err.msg, "");
	assert_string_equal(l.conf.site_title, "Bees; & #honey");
	assert_string_equal(l.conf.site_url, "https://bees.example/club/");
	assert_string_equal(l.conf.site_language, "pt-BR");
	assert_string_equal(l.conf.site_accent, "#2a6f97");
	assert_int_equal(l.conf.site_menu.len, 2);
	assert_string_equal(l.conf.site_menu.at[0], "Forums | /forums/");
	assert_string_equal(l.conf.site_menu.at[1], "Git | https://git-scm.com/");
	assert_int_equal(l.conf.attachment_types.len, 3);
	assert_string_equal(l.conf.attachment_types.at[2], "ogg");
	assert_int_equal(l.conf.feed_items, 5);
	assert_int_equal(l.conf.attachment_max, 2 * 1024 * 1024);
	assert_int_equal(l.conf.post_per_hour, 3);
	assert_false(l.conf.post_open);
	assert_true(l.conf.guest_post);
	assert_string_equal(l.conf.moderation_hold, "guests");
	assert_int_equal(l.conf.topic_posts, 50);
	unload(&l);
}

static void describe_names_the_origin(void **state)
{
	(void)state;
	struct loaded l = load("[site]\n\tmenu = A | /a/\n\tmenu = B | /b/\n[post]\n\tmax = 8k\n");
	size_t seen = 0;
	assert_int_equal(l.rc, 0);
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin origin = config_describe(&l.conf, i, &l.arena);
		bool menu = strcmp(origin.key, "site.menu") == 0, max = strcmp(origin.key, "post.max") == 0;
		assert_string_equal(origin.origin, menu || max ? path : "default");
		if (menu)
			assert_string_equal(origin.value, "A | /a/, B | /b/");
		if (max)
			assert_string_equal(origin.value, "8k");
		if (strcmp(origin.key, "post.open") == 0)
			assert_string_equal(origin.value, "true");
		seen += menu || max;
	}
	assert_int_equal(seen, 2);
	unload(&l);
}

static void an_empty_file_is_the_defaults(void **state)
{
	(void)state;
	struct loaded l = load("");
	assert_int_equal(l.rc, 0);
	assert_int_equal(l.conf.feed_items, 30);
	unload(&l);
}

static void a_missing_file_is_not_found(void **state)
{
	(void)state;
	struct loaded l = {0};
	arena_init(&l.arena);
	assert_int_equal(config_load(&l.conf, &l.arena, "/nonexistent/site.conf", &l.err), -1);
	assert_int_equal(l.err.code, ERR_NOTFOUND);
	assert_string_equal(l.err.msg, "/nonexistent/site.conf: no such file");
	assert_int_equal(config_load(&l.conf, &l.arena, folder, &l.err), -1);
	assert_int_equal(l.err.code, ERR_CONF);
	arena_release(&l.arena);
}

static void mistakes_are_named(void **state)
{
	(void)state;
	refused("[feed]\n\titmes = 3\n", "feed.itmes: no such setting (did you mean feed.items?)");
	refused("[zzzzzz]\n\tqqqqqqq = 3\n", "zzzzzz.qqqqqqq: no such setting");
	refused("[site \"a\"]\n\ttitle = 3\n", "site.a.title: no such setting (did you mean site.title?)");
	refused("[feed]\n\titems = many\n", "feed.items: wants a number, got 'many'");
	refused("[feed]\n\titems = 0\n", "feed.items: wants a number from 1 to 200");
	refused("[feed]\n\titems = 99999999999999999999\n", "feed.items: wants a number from 1 to 200");
	refused("[feed]\n\titems\n", "feed.items: wants a number, got ''");
	refused("[feed]\n\titems = 3\n\titems = 4\n", "feed.items: set twice");
	refused("[post]\n\topen = maybe\n", "post.open: wants true or false, got 'maybe'");
	refused("[post]\n\tmax = 16kb\n", "post.max: wants a size like 500, 16k or 5m, got '16kb'");
	refused("[post]\n\tmax = -1\n", "post.max: wants a size like 500, 16k or 5m, got '-1'");
	refused("[post]\n\tmax = 2m\n", "post.max: wants a size from 256 to 1m");
	refused("[post]\n\tmax = 9223372036854775807m\n", "post.max: wants a size from 256 to 1m");
	refused("[moderation]\n\thold = all\n", "moderation.hold: wants one of everyone, newcomers, guests, nobody, got 'all'");
	refused("[site]\n\ttitle = #1 club\n",
	        "site.title: wants a value, got none (an unquoted # or ; begins a comment)");
	refused("[site]\n\taccent = #abc\n",
	        "site.accent: wants a value, got none (an unquoted # or ; begins a comment)");
	refused("[site]\n\ttitle = \"a\\nb\"\n", "site.title: line 1, byte 2: a control character (U+000A)");
	refused("[site]\n\ttitle = \xFF\n", "site.title: line 1, byte 1: not UTF-8 text");
	refused("[include]\n\tpath = other.conf\n", "include.path: settings stand in one file, without includes");
	refused("[includeIf \"gitdir:/\"]\n\tpath = x\n",
	        "includeif.gitdir:/.path: settings stand in one file, without includes");
}

static void shapes_are_checked(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "[site]\n\turl = example.org\n",
	    "[site]\n\turl = ftp://example.org/\n",
	    "[site]\n\turl = https://\n",
	    "[site]\n\turl = https:///x\n",
	    "[site]\n\turl = https://a.b/?q\n",
	    "[site]\n\turl = https://u@a.b/\n",
	    "[site]\n\turl = https://a.b/../c\n",
	    "[site]\n\turl = https://a.b:123456/\n",
	    "[site]\n\turl = https://a.b:/\n",
	    "[site]\n\turl = https://a b/\n",
	    "[site]\n\turl = https://[::1/\n",
	    "[site]\n\turl = \"https://a.b/\\\"\"\n",
	    "[site]\n\tlanguage = e\n",
	    "[site]\n\tlanguage = en_GB\n",
	    "[site]\n\tlanguage = en-\n",
	    "[site]\n\taccent = red\n",
	    "[site]\n\taccent = \"#12345\"\n",
	    "[site]\n\tlogo = javascript:x\n",
	    "[site]\n\tmenu = Forums\n",
	    "[site]\n\tmenu = | /a/\n",
	    "[site]\n\tmenu = A | a/\n",
	    "[site]\n\tmenu = A | //a/\n",
	    "[post]\n\tprefix = /\n",
	    "[post]\n\tprefix = /-\n",
	    "[post]\n\tprefix = /a//b/\n",
	    "[theme]\n\tname = ../x\n",
	    "[content]\n\tpath = ../x\n",
	    "[content]\n\tref = main\n",
	    "[content]\n\tref = refs/heads/a..b\n",
	    "[attachment]\n\ttypes = .png\n",
	    "[site\n",
	    "[site]\n\ta_b = 1\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct loaded l = load(bad[i]);
		if (!l.rc)
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(l.err.code, ERR_CONF);
		unload(&l);
	}
}

static void urls_are_normal(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
	    {"http://a.b", "http://a.b/"},         {"http://a.b:80/x", "http://a.b/x/"},
	    {"https://a.b:80", "https://a.b:80/"}, {"http://[::1]:8080", "http://[::1]:8080/"},
	    {"https://A.b/C/", "https://a.b/C/"},  {"http://127.0.0.1:8081/", "http://127.0.0.1:8081/"},
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char text[128];
		snprintf(text, sizeof(text), "[site]\n\turl = %s\n", pairs[i][0]);
		struct loaded l = load(text);
		assert_string_equal(l.err.msg, "");
		assert_string_equal(l.conf.site_url, pairs[i][1]);
		unload(&l);
	}
}

/* The example with every setting switched on is the defaults, but for those that have none. */
static void the_example_loads(void **state)
{
	(void)state;
	struct str example;
	str_init(&example, 1 << 16);
	config_example(&example);
	for (char *at = example.at; (at = strstr(at, "\n\t;"));)
		*(at += 2) = ' ';
	struct loaded l = load(example.at), standard = load(NULL);
	assert_string_equal(l.err.msg, "");
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin is = config_describe(&l.conf, i, &l.arena);
		struct config_origin was = config_describe(&standard.conf, i, &l.arena);
		assert_string_equal(is.origin, path);
		if (*was.value)
			assert_string_equal(is.value, was.value);
		else
			assert_true(*is.value);
	}
	unload(&standard);
	unload(&l);
	str_release(&example);
}

static void the_example_in_the_tree_is_current(void **state)
{
	(void)state;
	struct str example, tracked;
	struct err err = {0};
	str_init(&example, 1 << 16);
	str_init(&tracked, 1 << 16);
	config_example(&example);
	assert_false(example.over);
	assert_int_equal(str_read_file(&tracked, "site.conf.example", &err), 0);
	if (strcmp(example.at, tracked.at) != 0)
		fail_msg("stale: run build/stoa config --example > site.conf.example");
	str_release(&example);
	str_release(&tracked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_are_complete),
	    cmocka_unit_test(every_row_has_help),
	    cmocka_unit_test(a_setting_changes_its_own_field_alone),
	    cmocka_unit_test(a_file_sets_each_type),
	    cmocka_unit_test(describe_names_the_origin),
	    cmocka_unit_test(an_empty_file_is_the_defaults),
	    cmocka_unit_test(a_missing_file_is_not_found),
	    cmocka_unit_test(mistakes_are_named),
	    cmocka_unit_test(shapes_are_checked),
	    cmocka_unit_test(urls_are_normal),
	    cmocka_unit_test(the_example_loads),
	    cmocka_unit_test(the_example_in_the_tree_is_current),
	};
	return cmocka_run_group_tests_name("config", tests, make_folder, remove_folder);
}
