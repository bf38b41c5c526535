/*
 * The short way to read front matter must never differ from libyaml: both read random lines made of
 * what matters to YAML, and what the short way takes has to be the same page with the same complaints.
 */
#include "core/page/page_parts.h"

#include "core/text/text.h"

#include <setjmp.h>

#include <cmocka.h>

enum { ROUNDS = 500000, TEXT_BYTES = 4096 };

static const struct page_limits limits = {.file_max = TEXT_BYTES, .front_matter_max = TEXT_BYTES, .title_max = 60};
static struct arena arena;
static uint64_t state = 1;

static size_t below(size_t n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (size_t)(state >> 33) % n;
}

static void tell(void *self, const struct page_error *e)
{
	str_addf(self, "%lld %s %s\n", (long long)e->line, e->key ? e->key : "", e->what);
}

/* What a reader made of the text: complaints, then the page as it would be written. */
struct reading {
	struct page page;
	struct page_errors errors;
	struct page_reader reader;
	struct err err;
	struct str said;
};

static void begin(struct reading *it, const struct page_place *place)
{
	*it = (struct reading){.errors = {tell, &it->said}};
	it->reader = (struct page_reader){.place = place,
	                                  .limits = &limits,
	                                  .arena = &arena,
	                                  .page = &it->page,
	                                  .errors = &it->errors,
	                                  .err = &it->err};
	str_init(&it->said, 1 << 20);
	page_init(&it->page, place);
}

static void end(struct reading *it)
{
	page_write(&it->page, "", 0, &it->said);
}

/* Whether the short way took the text at all. */
static bool same(const char *path, const char *text)
{
	struct page_place place;
	struct reading quick, slow;
	struct err err = {0};
	arena_reset(&arena);
	assert_int_equal(page_locate(path, &arena, &place, &err), 0);
	begin(&quick, &place);
	begin(&slow, &place);
	bool taken = page_lines_read(&quick.reader, text, strlen(text), 2);
	if (taken) {
		int rc = page_yaml_read(&slow.reader, text, strlen(text), 2);
		end(&quick);
		end(&slow);
		assert_int_equal(rc, 0);
		assert_string_equal(quick.said.at, slow.said.at);
	}
	str_release(&quick.said);
	str_release(&slow.said);
	return taken;
}

static const char topic[] = "forums/help/2026/11/a/index.md", member[] = "members/ad/ada.md";

static void everyday_front_matter_is_taken(void **unused)
{
	(void)unused;
	assert_true(same(topic, "title: Hello there\nauthor: ada\ndate: 2026-11-22T18:00:00Z\ntags: [a, b-c]\n"));
	assert_true(same(topic, "title: \"How: to, 'quoted' # here\"\npinned: yes\n"));
	assert_true(same(topic, "title: Grüße aus 東京 😀\nauthor: ada\n"));
	assert_true(same(topic, "title: a\ntitle: b\nnosuch: key\ndate: never\n"));
	assert_true(same(member, "name: Ada\nlinks: [one, two]\n"));
}

static void what_yaml_reads_otherwise_is_left_to_it(void **unused)
{
	(void)unused;
	static const char *const texts[] = {
	    "title: a: b\n",
	    "title: a #b\n",
	    "title: 'a'\n",
	    "title: &a b\n",
	    "title: a\n  b\n",
	    "title: a \n",
	    "title: \"a\\n\"\n",
	    "title: \"a\" b\n",
	    "title: >\n  a\n",
	    "title:\n",
	    "# c\ntitle: a\n",
	    "title: a\xe2\x80\xa8z\n",
	    "title: a\xc2\x85z\n",
	    "title: a\tb\n",
	    "tags: [a, b: c]\n",
	    "tags: [a,b]\n",
	    "tags: [\"a\"]\n",
	    "\n",
	    "",
	    "title: a",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_false(same(topic, texts[i]));
}

static void random_lines(struct str *text)
{
	static const char *const keys[] = {
	    "title: ", "author: ", "tags: ", "pinned: ", "date: ", "status: ", "links: ", "x", ""};
	static const char *const bits[] = {
	    "a",        "bc",
	    " ",        "9",
	    ":",        ": ",
	    "#",        " #",
	    "\"",       "'",
	    "[",        "]",
	    ", ",       ",",
	    "-",        "- ",
	    "!",        "&",
	    "*",        "?",
	    "|",        ">",
	    "%",        "@",
	    "`",        "{",
	    "}",        "\\",
	    "\t",       "é",
	    "\xc2\x85", "—",
	    "中",       "\xef\xbb\xbf",
	    "😀",        "\n",
	    "yes",      "2026-11-22",
	    "---",      "...",
	    "~",        "=",
	    "<<",       ".",
	    "_",        "[a, b]",
	    "\"a b\"",
	};
	for (size_t lines = 1 + below(2); lines--;) {
		str_addz(text, keys[below(ARRAY_LEN(keys))]);
		for (size_t n = below(6); n--;)
			str_addz(text, bits[below(ARRAY_LEN(bits))]);
		str_addc(text, '\n');
	}
}

static void both_ways_read_the_same(void **unused)
{
	(void)unused;
	struct str text;
	struct err err = {0};
	size_t taken = 0;
	str_init(&text, TEXT_BYTES);
	for (size_t i = 0; i < ROUNDS; i++) {
		str_reset(&text);
		random_lines(&text);
		if (text_check_body(text.at, text.len, &err) == 0)
			taken += same(i % 4 ? topic : member, text.at);
	}
	assert_true(taken > ROUNDS / 100);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everyday_front_matter_is_taken),
	    cmocka_unit_test(what_yaml_reads_otherwise_is_left_to_it),
	    cmocka_unit_test(both_ways_read_the_same),
	};
	arena_init(&arena);
	int failed = cmocka_run_group_tests_name("page_lines", tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
