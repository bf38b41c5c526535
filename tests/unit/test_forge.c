/* Addresses at forges, as they document them; what a query holds comes out of it as it went in. */
#include "core/site/forge.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;

static struct config conf_of(const char *kind)
{
	return (struct config){.forge_kind = kind,
	                       .forge_url = "https://forge.example/us/site",
	                       .forge_branch = "main",
	                       .content_path = ""};
}

static void each_forge_has_its_addresses(void **state)
{
	static const struct {
		const char *kind, *name, *new, *edit, *source;
	} rows[] = {
	    {"github", "GitHub", "new/main?filename=rules.md&value=a", "edit/main/rules.md", "blob/main/rules.md?plain=1"},
	    {"gitlab", "GitLab", "-/new/main?file_name=rules.md&content=a", "-/edit/main/rules.md",
	     "-/blob/main/rules.md?plain=1"},
	    {"forgejo", "Forgejo", "_new/main/?filename=rules.md&value=a", "_edit/main/rules.md",
	     "src/branch/main/rules.md?display=source"},
	    {"gitea", "Gitea", "_new/main/?filename=rules.md&value=a", "_edit/main/rules.md",
	     "src/branch/main/rules.md?display=source"},
	};
	static const char repo[] = "https://forge.example/us/site/";
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct config conf = conf_of(rows[i].kind);
		assert_string_equal(forge_name(&conf), rows[i].name);
		assert_string_equal(forge_new_url(&conf, "rules.md", "a", &arena), arena_printf(&arena, "%s%s", repo, rows[i].new));
		assert_string_equal(forge_edit_url(&conf, "rules.md", &arena), arena_printf(&arena, "%s%s", repo, rows[i].edit));
		assert_string_equal(forge_source_url(&conf, "rules.md", &arena),
		                    arena_printf(&arena, "%s%s", repo, rows[i].source));
	}
}

static void none_has_none(void **state)
{
	struct config conf = conf_of("none");
	(void)state;
	assert_null(forge_name(&conf));
	assert_null(forge_new_url(&conf, "rules.md", "a", &arena));
	assert_null(forge_edit_url(&conf, "rules.md", &arena));
	assert_null(forge_source_url(&conf, "rules.md", &arena));
	conf = conf_of("github");
	conf.forge_url = "";
	assert_null(forge_name(&conf));
}

static void content_in_a_folder_and_odd_branches(void **state)
{
	struct config conf = conf_of("github");
	(void)state;
	conf.forge_url = "https://forge.example/us/site//";
	conf.forge_branch = "live/2026 #1";
	conf.content_path = "community";
	assert_string_equal(forge_edit_url(&conf, "pages/about.md", &arena),
	                    "https://forge.example/us/site/edit/live/2026%20%231/community/pages/about.md");
	assert_string_equal(forge_new_url(&conf, "pages/about.md", "", &arena),
	                    "https://forge.example/us/site/new/live/2026%20%231?filename=community%2Fpages%2Fabout.md&value=");
}

/* What a server makes of a query parameter (RFC 3986; "+" is a blank to most). */
static const char *parameter(const char *url, const char *name)
{
	const char *at = strstr(url, arena_printf(&arena, "%s=", name)) + strlen(name) + 1;
	char *text = arena_alloc(&arena, strlen(at) + 1, 1), *out = text;
	for (; *at && *at != '&' && *at != '#'; at++) {
		unsigned byte = (unsigned char)*at;
		if (*at == '%') {
			assert_int_equal(sscanf(at + 1, "%2x", &byte), 1);
			at += 2;
		} else if (*at == '+')
			byte = ' ';
		*out++ = (char)byte;
	}
	return text;
}

static void text_survives_the_address(void **state)
{
	static const char *const texts[] = {
	    "---\ntitle: A & B = C?\n---\n", "100 % # + / \\ \"quoted\" 'too'", "grüße, 漢字, \xF0\x9F\x91\x8D", "&value=2#top", "",
	};
	static const char *const kinds[][3] = {{"github", "filename", "value"}, {"gitlab", "file_name", "content"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t j = 0; j < ARRAY_LEN(kinds); j++) {
			struct config conf = conf_of(kinds[j][0]);
			const char *url = forge_new_url(&conf, "forums/a/index.md", texts[i], &arena);
			assert_string_equal(parameter(url, kinds[j][1]), "forums/a/index.md");
			assert_string_equal(parameter(url, arena_printf(&arena, "&%s", kinds[j][2])), texts[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_forge_has_its_addresses),
	    cmocka_unit_test(none_has_none),
	    cmocka_unit_test(content_in_a_folder_and_odd_branches),
	    cmocka_unit_test(text_survives_the_address),
	};
	arena_init(&arena);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
