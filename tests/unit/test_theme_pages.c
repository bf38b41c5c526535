/* Every template with a view of samples, with a full one and with an empty one. With a folder as argument: writes the pages of samples there, to look at; with a second one, full ones. */
#include "core/base/out.h"
#include "core/text/crypto.h"
#include "core/theme/theme.h"
#include "core/words/words.h"
#include "tests/theme/fill.h"
#include "tests/theme/markup.h"

#include <setjmp.h>
#include <cmocka.h>

static struct theme *theme;
static struct arena arena;
static struct err err;

static void render(const struct view_template *row, enum fill_mode mode, struct str *out)
{
	struct filler filler = {.arena = &arena, .mode = mode, .words = words_call(theme_words(theme))};
	struct view_page *page = fill_new(&filler, &view_page_type, "", 0);
	const void *view = fill_new(&filler, row->type, "", 0);
	bool staff = strcmp(row->name, "queue") == 0 || strcmp(row->name, "submission") == 0;
	if (mode == FILL_SAMPLE) {
		page->kind = row->name;
		page->title = row->help;
		page->signed_in = staff ? page->signed_in : NULL;
		page->moderator = staff;
	}
	struct mustache_scope scope = VIEW_SCOPE(page, *row->type, view);
	if (theme_render(theme, row->name, &scope, out, &err) < 0)
		fail_msg("%s: %s", row->name, err.msg);
}

static void check_all(enum fill_mode mode, const char *what)
{
	size_t n, faults = 0;
	const struct view_template *rows = view_templates(&n);
	for (size_t i = 0; i < n; i++) {
		struct str out;
		char name[64];
		str_init(&out, 1 << 20);
		render(&rows[i], mode, &out);
		snprintf(name, sizeof(name), "%s (%s)", rows[i].name, what);
		/* What an item of a feed says is no document. */
		faults += strcmp(rows[i].name, "log_item") ? markup_faults(name, out.at) : 0;
		str_release(&out);
		arena_reset(&arena);
	}
	assert_int_equal(faults, 0);
}

static void sample_views(void **state)
{
	(void)state;
	check_all(FILL_SAMPLE, "samples");
}

static void full_views(void **state)
{
	(void)state;
	check_all(FILL_FULL, "full");
}

static void empty_views(void **state)
{
	(void)state;
	check_all(FILL_EMPTY, "empty");
}

static void markup_has_teeth(void **state)
{
	(void)state;
	assert_int_equal(markup_faults("ok", "<!doctype html>\n<p id=\"a\"><b>x</b><h1></h1></p>"), 0);
	static const char *const bad[] = {
		"<!doctype html>\n<h1><b></h1>", "<!doctype html>\n<h1 id=\"a\"><p id=\"a\"></p></h1>",
		"<!doctype html>\n<h1></h1><p onclick=\"x\"></p>", "<!doctype html>\n<h1></h1><script>x</script>",
		"<!doctype html>\n<h1></h1><label for=\"x\"></label>", "<!doctype html>\n<h1></h1><h3></h3>",
		"<!doctype html>\n<h1 class=a></h1>",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(markup_faults("meant to fail", bad[i]) > 0);
}

static int write_pages(const char *dir, enum fill_mode mode)
{
	int root;
	size_t n;
	enum out_result result;
	const struct view_template *rows = view_templates(&n);
	if (out_open_root(dir, &root, &err) < 0)
		return 1;
	for (size_t i = 0; i < n; i++) {
		struct str out;
		str_init(&out, 1 << 20);
		render(&rows[i], mode, &out);
		const char *path = arena_printf(&arena, "%s.html", rows[i].name);
		if (out_write(root, path, out.at, out.len, &result, &err) < 0)
			return 1;
		str_release(&out);
	}
	const struct theme_asset *assets = theme_assets(theme, &n);
	for (size_t i = 0; i < n; i++)
		if (out_write(root, arena_printf(&arena, "assets/%s", assets[i].source), assets[i].bytes, assets[i].len, &result, &err) < 0)
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_has_teeth), cmocka_unit_test(sample_views),
		cmocka_unit_test(full_views), cmocka_unit_test(empty_views),
	};
	/* Every language: a plural of one that says nothing, or a pattern that asks for what no view has, would show. */
	static const char *const languages[] = {"en", "de", "ar"};
	int rc = 0;
	arena_init(&arena);
	for (size_t i = 0; i < (argc > 1 ? 1 : ARRAY_LEN(languages)); i++) {
		if (crypto_init(&err) < 0 || theme_open(&theme, "themes", "default", languages[i], &err) < 0 ||
		    theme_check(theme, &err)) {
			fprintf(stderr, "%s\n", err.msg);
			return 1;
		}
		rc |= argc > 1 ? write_pages(argv[1], argc > 2 ? FILL_FULL : FILL_SAMPLE)
		               : cmocka_run_group_tests_name(languages[i], tests, NULL, NULL);
		theme_close(theme);
	}
	arena_release(&arena);
	if (argc > 1 && rc)
		fprintf(stderr, "%s\n", err.msg);
	return rc;
}
