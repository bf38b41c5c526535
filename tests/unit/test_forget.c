#include "core/page/forget.h"
#include "core/text/crypto.h"

#include <setjmp.h>
#include <cmocka.h>

static const struct forget name = {.handle = "ada", .gone = "gone-abcdef"};
static const struct forget texts = {.handle = "ada", .gone = "gone-abcdef", .texts = true, .title = "A \"gone\" topic", .body = "*Gone.*"};

#define REPLY "forums/help/2026/11/stairs/20261122-170000-abc234.md"
#define TOPIC "forums/help/2026/11/stairs/index.md"
#define LOG "moderation/2026/11/20261122-170000-abc234.md"

/* What becomes of a file; and that doing it twice is doing it once. */
static void becomes(const struct forget *forget, const char *path, const char *text, const char *wanted)
{
	struct str out, again;
	str_init(&out, 1 << 16);
	str_init(&again, 1 << 16);
	bool changed = forget_file(forget, path, text, strlen(text), &out);
	assert_int_equal(changed, wanted != NULL);
	assert_string_equal(out.at, wanted ? wanted : "");
	if (changed)
		assert_false(forget_file(forget, path, out.at, out.len, &again));
	assert_int_equal(again.len, 0);
	str_release(&again);
	str_release(&out);
}

static void test_name(void **s)
{
	(void)s;
	becomes(&name, REPLY, "---\nauthor: ada\ndate: 2026-11-22T17:00:00Z\n---\nI am ada, says @ada.\n",
	        "---\nauthor: gone-abcdef\ndate: 2026-11-22T17:00:00Z\n---\nI am ada, says @ada.\n");
	becomes(&name, TOPIC, "---\ntitle: \"author: ada\"\nauthor: \"ada\" # who\nedited: 2026-11-22T18:00:00Z\n---\n",
	        "---\ntitle: \"author: ada\"\nauthor: gone-abcdef\n---\n");
	becomes(&name, "resources/book.md", "---\ntitle: Book\nauthor: ada\n---\nx", "---\ntitle: Book\nauthor: gone-abcdef\n---\nx");
}

static void test_others(void **s)
{
	(void)s;
	becomes(&name, REPLY, "---\nauthor: adam\n---\n@ada\n", NULL);
	becomes(&texts, REPLY, "---\nauthor: bert\n---\n---\nauthor: ada\n---\n", NULL);
	becomes(&texts, "README.txt", "---\nauthor: ada\n---\n", NULL);
	becomes(&name, REPLY, "author: ada\n", NULL);
	becomes(&name, REPLY, "", NULL);
	becomes(&name, REPLY, "---\n", NULL);
	becomes(&name, REPLY, "---\n----\nauthor: bert\nname: ada\n---\n", NULL);
}

static void test_texts(void **s)
{
	(void)s;
	becomes(&texts, TOPIC,
	        "---\ntitle: Secret\nauthor: ada\ndate: 2026-11-22T17:00:00Z\ntags:\n  - secret\n  - other\nanswer: 20261122-170000-abc234\nimage: me.png\n---\nSecret ![me](me-abcdef.png)\n",
	        "---\ntitle: \"A \\\"gone\\\" topic\"\nauthor: gone-abcdef\ndate: 2026-11-22T17:00:00Z\nanswer: 20261122-170000-abc234\n---\n*Gone.*\n");
	becomes(&texts, REPLY, "---\nauthor: ada\ndate: 2026-11-22T17:00:00Z\nreply-to: 20261122-170000-abc234\n---\nSecret\n",
	        "---\nauthor: gone-abcdef\ndate: 2026-11-22T17:00:00Z\nreply-to: 20261122-170000-abc234\n---\n*Gone.*\n");
	/* Pages of the community lose the name only; what no parser takes loses both. */
	becomes(&texts, "resources/book.md", "---\ntitle: Book\nauthor: ada\n---\nx", "---\ntitle: Book\nauthor: gone-abcdef\n---\nx");
	becomes(&texts, REPLY, "---\nauthor: ada\n\tbroken: [\nreply-to: x", "---\nauthor: gone-abcdef\n\tbroken: [\nreply-to: x---\n*Gone.*\n");
}

static void test_log(void **s)
{
	(void)s;
	becomes(&name, LOG, "---\nact: warn\ntarget: members/ad/ada.md\nreviewer: bert\n---\n",
	        "---\nact: warn\ntarget: members/go/gone-abcdef.md\nreviewer: bert\n---\n");
	becomes(&texts, LOG, "---\nact: lock\ntarget: forums/x\nreviewer: ada\n---\n", "---\nact: lock\ntarget: forums/x\nreviewer: gone-abcdef\n---\n");
	becomes(&name, LOG, "---\nact: warn\ntarget: members/ad/adam.md\nreviewer: bert\nreason: like ada\n---\n", NULL);
}

static void test_paths(void **s)
{
	struct arena arena;
	(void)s;
	arena_init(&arena);
	assert_null(forget_path(&name, "members/ad/ada.md", &arena));
	assert_null(forget_path(&name, "members/ad/ada/me.png", &arena));
	assert_string_equal(forget_path(&name, "members/ad/adam.md", &arena), "members/ad/adam.md");
	assert_string_equal(forget_path(&name, "forums/x/votes/ada", &arena), "forums/x/votes/gone-abcdef");
	assert_null(forget_path(&texts, "forums/x/votes/ada", &arena));
	assert_string_equal(forget_path(&texts, REPLY, &arena), REPLY);
	arena_release(&arena);
}

static void test_handles(void **s)
{
	struct arena arena;
	struct err err = {0};
	(void)s;
	arena_init(&arena);
	assert_int_equal(crypto_init(&err), 0);
	const char *one = forget_handle(&arena);
	assert_true(forget_is_handle(one));
	assert_string_not_equal(one, forget_handle(&arena));
	assert_false(forget_is_handle("gone-fishing"));
	assert_false(forget_is_handle("gone"));
	assert_false(forget_is_handle("ada"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name), cmocka_unit_test(test_others), cmocka_unit_test(test_texts),
		cmocka_unit_test(test_log),  cmocka_unit_test(test_paths),  cmocka_unit_test(test_handles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
