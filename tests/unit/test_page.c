#include "core/page/page.h"

#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;
static struct page_place place;
static struct page page;
static struct err err;

static const struct page_limits limits = {.file_max = 4096, .front_matter_max = 1024, .title_max = 60};

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	err_clear(&err);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const char reply_path[] = "forums/help/2026/11/a/20261122-170000-abc234.md";
static const char topic_path[] = "forums/help/2026/11/a/index.md";

static int parse_at(const char *path, const char *text)
{
	if (page_locate(path, &arena, &place, &err))
		return -1;
	return page_parse(&place, text, strlen(text), &limits, &arena, &page, &err);
}

#define ACCEPTS(path, text) assert_int_equal((err_clear(&err), parse_at(path, text)), 0)
#define REFUSES(path, text, message)                                                                                   \
	do {                                                                                                           \
		err_clear(&err);                                                                                       \
		assert_int_equal(parse_at(path, text), -1);                                                            \
		assert_string_equal(err.msg, message);                                                                 \
	} while (0)

static void topic_has_all_its_keys(void **state)
{
	(void)state;
	ACCEPTS(topic_path, "---\n"
	                    "title: \"How: to\"\n"
	                    "author: ada\n"
	                    "date: 2026-11-22T18:00:00+01:00\n"
	                    "tags: [css, themes]\n"
	                    "pinned: yes\n"
	                    "status: planned\n"
	                    "answer: 20261122-170000-abc234\n"
	                    "---\n"
	                    "\n"
	                    "Hello\n");
	assert_string_equal(page.title, "How: to");
	assert_string_equal(page.author, "ada");
	assert_int_equal(page.date, 1795366800);
	assert_int_equal(page.tags.len, 2);
	assert_string_equal(page.tags.at[1], "themes");
	assert_null(page.tags.at[2]);
	assert_true(page.pinned);
	assert_false(page.locked);
	assert_int_equal(page.status, STATUS_PLANNED);
	assert_string_equal(page.answer, "20261122-170000-abc234");
	assert_string_equal(page.description, "");
	assert_int_equal(page.body_line, 11);
	assert_int_equal(page.body_len, 6);
	assert_memory_equal(page.body, "Hello\n", 6);
}

static void errors_name_file_line_and_key(void **state)
{
	(void)state;
#define TOPIC "forums/help/2026/11/a/index.md"
	REFUSES(topic_path, "---\ntitle: a\npinnd: yes\n---\n", TOPIC ":3: pinnd: no such key (did you mean pinned?)");
	REFUSES(topic_path, "---\nversion: 1\n---\n", TOPIC ":2: version: no such key in a topic");
	REFUSES(topic_path, "---\ntitle: a\ntitle: b\n---\n", TOPIC ":3: title: stands there twice, first in line 2");
	REFUSES(topic_path, "---\ntitle: [a]\n---\n", TOPIC ":2: title: wants a single value, not a list");
	REFUSES(topic_path, "---\ntags: a\n---\n", TOPIC ":2: tags: wants a list, like [one, two]");
	REFUSES(topic_path, "---\ntags: [A]\n---\n",
	        TOPIC ":2: tags: 'A': one word of a-z 0-9 - . is wanted (like 'getting-started')");
	REFUSES(topic_path, "---\ntags: [a, a]\n---\n", TOPIC ":2: tags: 'a' stands there twice");
	REFUSES(topic_path, "---\npinned: \"yes\"\n---\n", TOPIC ":2: pinned: wants yes or no");
	REFUSES(topic_path, "---\nstatus: later\n---\n",
	        TOPIC ":2: status: wants one of: open, planned, started, done, declined");
	REFUSES(topic_path, "---\ndate: yesterday\n---\n",
	        TOPIC ":2: date: wants a date like 2026-11-22 or 2026-11-22T18:00:00Z");
	REFUSES(topic_path, "---\nauthor: Ada\n---\n", TOPIC ":2: author: not a handle (2 to 32 of a-z 0-9 - _)");
	REFUSES(topic_path, "Hello\n", TOPIC ":1: title: is missing; every topic has it in its front matter");
	REFUSES(topic_path, "---\ntitle:\nauthor: ada\ndate: 2026-01-01\n---\n", TOPIC ":2: title: has no value");
	REFUSES(topic_path, "---\ntitle: a\nauthor: ada\nname: Ada\ndate: 2026-01-01\n---\n",
	        TOPIC ":4: name: only goes with 'author: guest'");
	REFUSES("rules.md", "---\nversion: many\n---\n", "rules.md:2: version: wants a number, got 'many'");
	REFUSES("events/2026/x.md", "---\ntitle: a\nend: 2026-01-01\nstart: 2026-01-02\n---\n",
	        "events/2026/x.md:3: end: is before start");
}

static void yaml_beyond_keys_is_refused(void **state)
{
	(void)state;
	REFUSES("index.md", "---\ntitle: a\n",
	        "index.md:1: front matter begins with --- here, and no second --- ends it");
	REFUSES("index.md", "---\ntitle: &a b\n---\n",
	        "index.md:2: anchors (&name) are not used here; a value that begins with & needs quotes");
	REFUSES("index.md", "---\ntitle: *a\n---\n",
	        "index.md:2: aliases (*name) are not used here; a value that begins with * needs quotes");
	REFUSES("index.md", "---\ntitle: !!str a\n---\n",
	        "index.md:2: tags (!name) are not used here; a value that begins with ! needs quotes");
	REFUSES("index.md", "---\n\ntitle:\n  a: b\n---\n",
	        "index.md:4: a mapping inside a value; every key stands on a line of its own, without indentation");
	REFUSES("index.md", "---\nhello\n---\n", "index.md:2: front matter is made of lines 'key: value'");
	REFUSES("index.md", "---\ntitle: a\n...\n--- {}\n---\n",
	        "index.md:4: a second YAML document; front matter is one block of keys");
	REFUSES("index.md", "---\n%YAML 1.1\n--- {}\n---\n",
		"index.md:2: a YAML directive or a second document; front matter is one block of keys");
	REFUSES("index.md", "---\ntitle: a: b\n---\n",
		"index.md:2: not valid YAML: mapping values are not allowed in this context (a value with ': ' in it needs "
		"quotes)");
}

static void bytes_are_checked_first(void **state)
{
	(void)state;
	char big[5000];
	memset(big, 'a', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	REFUSES("index.md", big, "index.md:1: 4999 bytes, and a front page has 4096 at most");
	assert_int_equal(err.code, ERR_LIMIT);
	memcpy(big, "---\n", 4);
	big[4000] = '\0';
	REFUSES("index.md", big, "index.md:2: front matter has 1024 bytes at most");
	REFUSES("index.md", "a\nb\xFF\n", "index.md:2: byte 2: not UTF-8 text");
	REFUSES("index.md", "a\n\x1b\n", "index.md:2: byte 1: a control character (U+001B)");
	REFUSES("index.md", "a\nb\r\n", "index.md:2: lines end in CR LF; save the file with Unix line ends (LF)");
	REFUSES("index.md", "\xEF\xBB\xBFx",
	        "index.md:1: begins with a byte order mark; save the file as UTF-8 without one");
	REFUSES("index.md", "---\ntitle: \"a\\nb\"\n---\n", "index.md:2: title: byte 2: a control character (U+000A)");
	REFUSES("index.md", "---\ntitle: \"a\\0b\"\n---\n", "index.md:2: title: byte 2: a control character (U+0000)");
	REFUSES("index.md", "---\n\"a\\nb\": c\n---\n", "index.md:2: a\\x0Ab: no such key");
}

static void announcements_are_opened_by_staff(void **state)
{
	(void)state;
	ACCEPTS("forums/news/index.md", "---\ntitle: News\nkind: announcements\n---\n");
	assert_int_equal(page.post, ROLE_STAFF);
	ACCEPTS("forums/news/index.md", "---\ntitle: News\nkind: announcements\npost: member\n---\n");
	assert_int_equal(page.post, ROLE_MEMBER);
}

/* Writes the page that was parsed last, and parses that: *again. */
static void round_trip(struct page *again)
{
	struct str out;
	str_init(&out, 1 << 16);
	page_write(&page, page.body, page.body_len, &out);
	const char *text = arena_dupn(&arena, out.at, out.len);
	if (page_parse(&place, text, out.len, &limits, &arena, again, &err))
		fail_msg("%s\n%s", err.msg, text);
	str_release(&out);
}

static void hostile_text_survives(void **state)
{
	(void)state;
	static const char *const titles[] = {
	    "'quoted' \"twice\"",
	    "a: b",
	    "- dash",
	    "# hash",
	    "a # b",
	    "yes",
	    "NO",
	    "1e3",
	    "---",
	    "...",
	    "\\back\\slash",
	    "[a, b]",
	    "{a: b}",
	    "*a",
	    "&a",
	    "!a",
	    "%a",
	    "@a",
	    "`a`",
	    "|",
	    ">",
	    "? a",
	    "a:",
	    " a ",
	    "\xF0\x9F\x98\x80",
	    "\xD7\xA9\xE2\x80\x8F",
	    "\xEF\xBB\xBF x",
	    "~",
	    "null",
	    "2026-11-22",
	    "=",
	    "<<",
	    "\xC2\xA0",
	    "a\xEF\xBF\xBE",
	    "0x10",
	};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		struct page again;
		ACCEPTS("index.md", "---\ntitle: x\n---\n---\n\nbody\n");
		page.title = titles[i];
		round_trip(&again);
		assert_string_equal(again.title, titles[i]);
		assert_int_equal(again.body_len, page.body_len);
		assert_memory_equal(again.body, page.body, page.body_len);
	}
}

static void body_is_kept_to_the_byte(void **state)
{
	(void)state;
	static const char *const bodies[] = {"", "\n", "\n\n", "a", "---\n", "\n---\ntitle: b\n---\n", "\ta  \n\n"};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct page again;
		ACCEPTS("index.md", "");
		page.body = bodies[i];
		page.body_len = strlen(bodies[i]);
		round_trip(&again);
		assert_int_equal(again.body_len, page.body_len);
		assert_memory_equal(again.body, bodies[i], page.body_len);
	}
}

static void tell(void *self, const struct page_error *told)
{
	(void)told;
	++*(size_t *)self;
}

static void all_errors_are_told(void **state)
{
	(void)state;
	const char *text = "---\nauthor: A\ndate: b\nhiden: yes\n---\n";
	size_t count = 0;
	const struct page_errors errors = {tell, &count};
	assert_int_equal(page_locate(reply_path, &arena, &place, &err), 0);
	assert_int_equal(page_parse_all(&place, text, strlen(text), &limits, &arena, &page, &errors), -1);
	assert_int_equal(count, 3);
}

static void every_row_of_the_table_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field f = page_field(i);
		assert_non_null(f.key);
		assert_non_null(f.type);
		assert_true(strlen(f.help) > 10);
		assert_true(f.kinds != 0);
		assert_int_equal(f.required & ~f.kinds, 0);
		for (size_t j = 0; j < i; j++) {
			struct page_field other = page_field(j);
			assert_true(strcmp(f.key, other.key) || !(f.kinds & other.kinds));
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(topic_has_all_its_keys),
	    TEST(errors_name_file_line_and_key),
	    TEST(yaml_beyond_keys_is_refused),
	    TEST(bytes_are_checked_first),
	    TEST(announcements_are_opened_by_staff),
	    TEST(hostile_text_survives),
	    TEST(body_is_kept_to_the_byte),
	    TEST(all_errors_are_told),
	    TEST(every_row_of_the_table_is_complete),
	};
	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
