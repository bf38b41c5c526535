#include "core/theme/theme.h"

#include "core/text/crypto.h"
#include "core/theme/view.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/stoa-theme-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
	(void)state;
	struct err err = {0};
	if (!mkdtemp(folder) || crypto_init(&err) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s:themes", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	char command[64];
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Writes folder/name, making the folders on the way. */
static void put(const char *name, const char *text)
{
	char at[256];
	snprintf(at, sizeof(at), "%s/%s", folder, name);
	for (char *slash = at + sizeof(folder); (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(at, 0755);
		*slash = '/';
	}
	FILE *file = fopen(at, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static struct theme *must_open(const char *name, const char *language)
{
	struct err err = {0};
	struct theme *theme = NULL;
	if (theme_open(&theme, path, name, language, &err) || theme_check(theme, &err))
		fail_msg("%s", err.msg);
	return theme;
}

static void must_fail(const char *name, const char *language, enum err_code code, const char *part)
{
	struct err err = {0};
	struct theme *theme = NULL;
	assert_true(theme_open(&theme, path, name, language, &err) || theme_check(theme, &err));
	theme_close(theme);
	if (err.code != code || !strstr(err.msg, part))
		fail_msg("wanted %s, got code %d: %s", part, err.code, err.msg);
}

static char *rendered(struct theme *theme, const char *template, struct str *out)
{
	struct view_message message = {.heading = "Oops", .text = "Nothing <b>here</b>"};
	struct view_page page = {.lang = "en", .dir = "ltr", .home = "/", .words = words_call(theme_words(theme))};
	struct mustache_scope scope = VIEW_SCOPE(&page, view_message_type, &message);
	struct err err = {0};
	str_reset(out);
	if (theme_render(theme, template, &scope, out, &err) < 0)
		fail_msg("%s", err.msg);
	return out->at;
}

static void child_overrides_block_partial_word_and_colour(void **state)
{
	(void)state;
	put("moss/theme.conf", "# green\nparent = default\r\ntitle = Moss\n");
	put("moss/layout.mustache", "{{<default/layout}}{{$footer}}<footer>mine</footer>{{/footer}}{{/default/layout}}");
	put("moss/lang/en.conf", "nav.home = Back to the moss\n");
	put("moss/assets/style.add.css", ":root{--paper:#efe}");
	put("moss/assets/leaf.svg", "<svg/>");
	struct str out;
	str_init(&out, 1 << 20);
	struct theme *theme = must_open("moss", "en");
	const char *html = rendered(theme, "message", &out);
	assert_non_null(strstr(html, "<h1>Oops</h1>"));
	assert_non_null(strstr(html, "Nothing &lt;b&gt;here"));
	assert_non_null(strstr(html, "<footer>mine</footer>"));
	assert_null(strstr(html, "site-foot"));
	assert_non_null(strstr(html, "Back to the moss"));
	size_t n;
	const struct theme_asset *assets = theme_assets(theme, &n);
	assert_int_equal(n, 8);
	assert_string_equal(assets[4].source, "leaf.svg");
	assert_string_equal(assets[6].source, "style.css");
	const char *css = assets[6].bytes;
	assert_non_null(strstr(css, "--site-accent"));
	assert_string_equal(css + assets[6].len - strlen("{--paper:#efe}"), "{--paper:#efe}");
	assert_null(theme_asset_path(theme, "style.add.css"));
	assert_true(theme_has(theme, "topic") && theme_has(theme, "default/layout") && !theme_has(theme, "nothing"));
	theme_close(theme);
	str_release(&out);
}

static void child_fills_a_block_inside_a_block(void **state)
{
	(void)state;
	put("kind/theme.conf", "parent = default\n");
	put("kind/topic.mustache", "{{<default/topic}}\n{{$before_posts}}<p>Please be kind.</p>{{/before_posts}}\n{{/default/topic}}\n");
	struct theme *theme = must_open("kind", "en");
	struct view_topic topic = {.title = "Hello"};
	struct view_page page = {.lang = "en", .dir = "ltr", .home = "/", .words = words_call(theme_words(theme))};
	struct mustache_scope scope = VIEW_SCOPE(&page, view_topic_type, &topic);
	struct err err = {0};
	struct str out;
	str_init(&out, 1 << 20);
	if (theme_render(theme, "topic", &scope, &out, &err) < 0)
		fail_msg("%s", err.msg);
	const char *block = strstr(out.at, "<p>Please be kind.</p>"), *posts = strstr(out.at, "<div class=\"posts\">");
	assert_non_null(block);
	assert_true(strstr(out.at, "<h1><bdi>Hello</bdi></h1>") < block && block < posts);
	str_release(&out);
	theme_close(theme);
}

static const char *fingerprint(struct theme *theme)
{
	struct err err = {0};
	const char *text;
	assert_int_equal(theme_fingerprint(theme, &text, &err), 0);
	return text;
}

static void assets_are_named_by_content(void **state)
{
	(void)state;
	struct err err = {0};
	struct theme *a = must_open("default", "en"), *b = must_open("default", "en");
	const char *plain = theme_asset_path(a, "style.css");
	assert_int_equal(strncmp(plain, "assets/style.", 13), 0);
	assert_int_equal(strlen(plain), strlen("assets/style.0123456789.css"));
	assert_string_equal(plain, theme_asset_path(b, "style.css"));
	assert_string_equal(fingerprint(a), fingerprint(b));
	assert_int_equal(theme_accent(b, "", &err), 0);
	assert_string_equal(plain, theme_asset_path(b, "style.css"));
	assert_int_equal(theme_accent(b, "#a0f", &err), 0);
	assert_string_not_equal(plain, theme_asset_path(b, "style.css"));
	assert_string_not_equal(fingerprint(a), fingerprint(b));
	assert_int_equal(theme_accent(b, "red;}body{display:none", &err), -1);
	assert_int_equal(err.code, ERR_CONF);
	theme_close(a);
	theme_close(b);
}

static void fingerprint_follows_every_kind_of_file(void **state)
{
	(void)state;
	static const char *const changes[][2] = {
		{"print/layout.mustache", "{{<default/layout}}{{/default/layout}}"},
		{"print/lang/en.conf", "nav.home = Home\n"},
		{"print/assets/new.txt", "x"},
		{"print/assets/style.add.css", "a{}"},
	};
	char before[128];
	put("print/theme.conf", "parent = default\n");
	struct theme *theme = must_open("print", "en");
	snprintf(before, sizeof(before), "%s", fingerprint(theme));
	theme_close(theme);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		put(changes[i][0], changes[i][1]);
		theme = must_open("print", "en");
		assert_string_not_equal(before, fingerprint(theme));
		snprintf(before, sizeof(before), "%s", fingerprint(theme));
		theme_close(theme);
	}
}

static void a_checked_theme_sees_no_later_change(void **state)
{
	(void)state;
	put("steady/theme.conf", "parent = default\n");
	put("steady/greeting.mustache", "<p>one</p>");
	struct theme *theme = must_open("steady", "en");
	put("steady/greeting.mustache", "<p>two</p>");
	struct err err = {0};
	struct str out;
	str_init(&out, 100);
	assert_int_equal(theme_render(theme, "greeting", NULL, &out, &err), 0);
	assert_string_equal(out.at, "<p>one</p>");
	str_release(&out);
	theme_close(theme);
}

static void languages_fall_back(void **state)
{
	(void)state;
	put("lingua/theme.conf", "parent = default\n");
	put("lingua/lang/pt.conf", "nav.home = Para casa\nmessage.back = Voltar\n");
	put("lingua/lang/pt-BR.conf", "nav.home = Pra casa\n");
	struct str out;
	str_init(&out, 1 << 20);
	struct theme *theme = must_open("lingua", "pt-BR");
	const char *html = rendered(theme, "message", &out);
	assert_non_null(strstr(html, "Pra casa"));
	assert_non_null(strstr(html, "Skip to content"));
	theme_close(theme);
	theme = must_open("lingua", "pt");
	assert_non_null(strstr(rendered(theme, "message", &out), "Para casa"));
	theme_close(theme);
	str_release(&out);
}

static void mistakes_name_the_file(void **state)
{
	(void)state;
	must_fail("nowhere", "en", ERR_NOTFOUND, "nowhere");
	must_fail("../etc", "en", ERR_NOTFOUND, "../etc");
	must_fail("default", "../en", ERR_CONF, "no language tag");
	put("orphan/theme.conf", "parent = nobody\n");
	must_fail("orphan", "en", ERR_CONF, "orphan/theme.conf: parent: no theme 'nobody'");
	put("typo/theme.conf", "title = x\nparnet = default\n");
	must_fail("typo", "en", ERR_CONF, "typo/theme.conf:2: parnet: no such key");
	put("bare/theme.conf", "hello\n");
	must_fail("bare", "en", ERR_CONF, "bare/theme.conf:1: wants 'key = value'");
	put("hen/theme.conf", "parent = egg\n");
	put("egg/theme.conf", "parent = hen\n");
	must_fail("hen", "en", ERR_CONF, "is there a circle?");
	put("open/theme.conf", "parent = default\n");
	put("open/topic.mustache", "a\n{{#posts}}\n");
	must_fail("open", "en", ERR_CONF, "open/topic.mustache:2:");
	put("mute/theme.conf", "title = No words\n");
	must_fail("mute", "en", ERR_CONF, "neither en.conf");
	put("words/theme.conf", "parent = default\n");
	put("words/lang/en.conf", "nav.home\n");
	must_fail("words", "en", ERR_CONF, "words/lang/en.conf:1");
}

static void unknown_name_is_an_error_with_its_line(void **state)
{
	(void)state;
	struct err err = {0};
	struct str out;
	put("wrong/theme.conf", "parent = default\n");
	put("wrong/message.mustache", "<p>\n{{heding}}");
	struct theme *theme = must_open("wrong", "en");
	struct view_message message = {.heading = "x"};
	struct view_page page = {.words = words_call(theme_words(theme))};
	struct mustache_scope scope = VIEW_SCOPE(&page, view_message_type, &message);
	str_init(&out, 1 << 20);
	assert_int_equal(theme_render(theme, "message", &scope, &out, &err), -1);
	assert_non_null(strstr(err.msg, "wrong/message.mustache:2:"));
	assert_non_null(strstr(err.msg, "heding"));
	str_release(&out);
	theme_close(theme);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(child_overrides_block_partial_word_and_colour),
		cmocka_unit_test(child_fills_a_block_inside_a_block),
		cmocka_unit_test(assets_are_named_by_content),
		cmocka_unit_test(fingerprint_follows_every_kind_of_file),
		cmocka_unit_test(a_checked_theme_sees_no_later_change),
		cmocka_unit_test(languages_fall_back),
		cmocka_unit_test(mistakes_name_the_file),
		cmocka_unit_test(unknown_name_is_an_error_with_its_line),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
