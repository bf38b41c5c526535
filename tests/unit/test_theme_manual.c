/* stoa-theme(7) holds the view tables word for word. With --print: the section as it should be. */
#include "core/theme/view.h"

#include <glob.h>
#include <setjmp.h>
#include <cmocka.h>

static const struct mustache_type *const types[] = {
#define VIEW_ADDRESS(name) &view_##name##_type,
	VIEW_TYPES(VIEW_ADDRESS)
#undef VIEW_ADDRESS
};

static const char *kind_name(const struct mustache_field *field)
{
	static const char *const names[] = {
		[MUSTACHE_TEXT] = "text", [MUSTACHE_HTML] = "html", [MUSTACHE_BOOL] = "yes/no", [MUSTACHE_INT] = "number",
		[MUSTACHE_ONE] = "", [MUSTACHE_INLINE] = "", [MUSTACHE_LIST] = "list of ", [MUSTACHE_CALL] = "words",
	};
	return names[field->kind];
}

static void describe_type(const struct mustache_type *type, struct str *out)
{
	str_addf(out, "## %s\n\n", type->name);
	for (size_t i = 0; i < type->nfields; i++) {
		const struct mustache_field *field = &type->fields[i];
		if (strncmp(field->name, "has_", 4) == 0)
			continue;
		str_addf(out, "*%s* (%s%s)\n\t%s\n\n", field->name, kind_name(field), field->type ? field->type->name : "",
		         field->help);
	}
}

static void describe(struct str *out)
{
	size_t n;
	const struct view_template *rows = view_templates(&n);
	str_addz(out, "# TEMPLATES\n\n");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "*%s* (%s)\n\t%s\n\n", rows[i].name, rows[i].type->name, rows[i].help);
	str_addz(out, "# VIEWS\n\n");
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		describe_type(types[i], out);
}

static void manual_is_the_tables(void **state)
{
	(void)state;
	struct str wanted, manual;
	struct err err = {0};
	str_init(&wanted, 1 << 20);
	str_init(&manual, 1 << 20);
	describe(&wanted);
	assert_int_equal(str_read_file(&manual, "doc/stoa-theme.7.scd", &err), 0);
	if (!strstr(manual.at, wanted.at))
		fail_msg("doc/stoa-theme.7.scd is behind the tables: %s",
		         "put in what build/tests/test_theme_manual --print says");
	str_release(&wanted);
	str_release(&manual);
}

/* Every block that a template opens is explained. */
static void manual_names_the_blocks(void **state)
{
	(void)state;
	struct str text, manual;
	struct err err = {0};
	glob_t found;
	str_init(&text, 1 << 20);
	str_init(&manual, 1 << 20);
	assert_int_equal(str_read_file(&manual, "doc/stoa-theme.7.scd", &err), 0);
	assert_int_equal(glob("themes/default/*.mustache", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		str_reset(&text);
		assert_int_equal(str_read_file(&text, found.gl_pathv[i], &err), 0);
		for (const char *at = text.at; (at = strstr(at, "{{$")); at++) {
			char name[64];
			snprintf(name, sizeof(name), "*%.*s*", (int)strcspn(at + 3, "}"), at + 3);
			if (!strstr(manual.at, name))
				fail_msg("doc/stoa-theme.7.scd lacks the block %s of %s", name, found.gl_pathv[i]);
		}
	}
	globfree(&found);
	str_release(&text);
	str_release(&manual);
}

static void every_field_has_help(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		for (size_t j = 0; j < types[i]->nfields; j++) {
			const struct mustache_field *field = &types[i]->fields[j];
			size_t n = field->help ? strlen(field->help) : 0;
			if (n < 4 || (field->help[n - 1] != '.' && field->help[n - 1] != ')'))
				fail_msg("%s.%s has no sentence", types[i]->name, field->name);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_has_help),
		cmocka_unit_test(manual_is_the_tables),
		cmocka_unit_test(manual_names_the_blocks),
	};
	if (argc > 1 && strcmp(argv[1], "--print") == 0) {
		struct str out;
		str_init(&out, 1 << 20);
		describe(&out);
		fputs(out.at, stdout);
		str_release(&out);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
