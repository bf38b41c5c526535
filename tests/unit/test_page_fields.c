/* Each row of fields[]: what it takes, what it refuses, and that it is written as it was read. */
#include "core/page/page.h"

#include <setjmp.h>

#include <cmocka.h>

#define ID "20261122-170000-abc234"
#define SHA "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct arena arena;
static struct page page;
static struct err err;
static const struct page_limits limits = {.file_max = 1 << 16, .front_matter_max = 8192, .title_max = 10};

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* One file of each kind that has keys, complete but for the key under test. */
static const struct {
	enum page_kind kind;
	const char *path, *rest;
} kinds[] = {
	{PAGE_HOME, "index.md", ""},
	{PAGE_RULES, "rules.md", "version: 1\n"},
	{PAGE_PLAIN, "pages/a.md", "title: a\n"},
	{PAGE_FORUM, "forums/a/index.md", "title: a\npost: member\n"},
	{PAGE_TOPIC, "forums/a/2026/11/a/index.md", "title: a\nauthor: guest\ndate: 2026-01-01T00:00:00Z\npoll: [a, b]\n"},
	{PAGE_REPLY, "pages/a/" ID ".md", "author: guest\ndate: 2026-01-01T00:00:00Z\n"},
	{PAGE_SERIES, "tutorials/a/index.md", "title: a\n"},
	{PAGE_LESSON, "tutorials/a/a.md", "title: a\n"},
	{PAGE_RESOURCE, "resources/a.md", "title: a\n"},
	{PAGE_EVENT, "events/2026/a.md", "title: a\nstart: 2026-01-01T00:00:00Z\n"},
	{PAGE_MEMBER, "members/ad/ada.md", ""},
	{PAGE_VERDICT, "moderation/2026/11/" ID ".md", "act: hide\ntarget: a\nreviewer: ada\ndate: 2026-01-01T00:00:00Z\n"},
};

static int parse(size_t kind, const char *line)
{
	struct page_place place;
	const char *key = arena_dupn(&arena, line, strcspn(line, ":") + 1);
	struct str text;
	str_init(&text, 1 << 16);
	str_addf(&text, "---\n%s", line);
	/* The others, without the key under test. */
	for (const char *at = kinds[kind].rest; *at; at += strcspn(at, "\n") + 1) {
		if (strncmp(at, key, strlen(key)))
			str_add(&text, at, strcspn(at, "\n") + 1);
	}
	str_addz(&text, "---\n");
	assert_int_equal(page_locate(kinds[kind].path, &arena, &place, &err), 0);
	const char *copy = arena_dupn(&arena, text.at, text.len);
	int rc = page_parse(&place, copy, text.len, &limits, &arena, &page, &err);
	str_release(&text);
	return rc;
}

static size_t kind_of(unsigned bits)
{
	size_t i = 0;
	while (!(bits & 1u << kinds[i].kind))
		i++;
	return i;
}

static const struct {
	const char *key, *good, *also, *bad, *worse;
} samples[] = {
	{"title", "abcdefghij", "\"- x\"", "abcdefghijk", "[a]"},
	{"name", "Ada", "\"Ada: L\"", "[a]", "\"a\\tb\""},
	{"role", "admin", "staff", "king", "Admin"},
	{"act", "hide", "reject", "Hide It", "[a]"},
	{"target", "forums/a", ID, "../x", "/etc/passwd"},
	{"reason", "Because.", "\"a # b\"", "\"a\\nb\"", "{a: b}"},
	{"rule", "Be kind", "\"2\"", "\"a\\rb\"", "[a, b]"},
	{"to", "forums/help/2026/11/stairs/index.md", "a.md", "../a", "a b"},
	{"until", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2026-13-01", "1"},
	{"undone", "20261122-170000-abc234", "20261122-170000-aaaaaa", "x", "20261122-170000-ABCDEF"},
	{"reviewer", "ada", "b0-b_1", "A", "a b"},
	{"version", "1", "999", "0", "\"1\""},
	{"description", "Words.", "\"a: b\"", "[a]", "\"\\0\""},
	{"author", "ada", "guest", "Ada", "a"},
	{"date", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "1970-01-01", "soon"},
	{"joined", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2026-13-01", "1"},
	{"accepted", "1", "999", "0", "\"1\""},
	{"edited", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2026-1-1", "[a]"},
	{"lang", "en", "pt-BR", "e", "en_US"},
	{"tags", "[a, b.c]", "[css-3]", "[A]", "[a, a]"},
	{"kind", "ideas", "jobs", "chat", "1"},
	{"order", "5", "-3", "1.5", "\"5\""},
	{"post", "staff", "admin", "guest", "0"},
	{"shape", "threaded", "threaded", "tree", "1"},
	{"slow", "600", "600", "-1", "10m"},
	{"reply-to", ID, ID, "20261122", "ada"},
	{"pinned", "yes", "yes", "\"yes\"", "1"},
	{"left", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2026-13-01", "1"},
	{"suspended-until", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2026-13-01", "1"},
	{"banned", "yes", "yes", "on", "[yes]"},
	{"locked-note", "Soon.", "\"a # b\"", "\"a\\nb\"", "[a]"},
	{"moderated", "20261122-170000-abc234", "20261122-170000-aaaaaa", "x", "20261122-170000-ABCDEF"},
	{"locked", "yes", "yes", "on", "[yes]"},
	{"hidden", "yes", "yes", "YES", "y"},
	{"status-note", "Soon.", "\"a # b\"", "\"a\\nb\"", "[a]"},
	{"status", "planned", "done", "later", "2"},
	{"poll", "[a, \"b: c\"]", "[tea, coffee, milk]", "[a]", "a"},
	{"poll-question", "Which?", "\"a # b\"", "\"a\\nb\"", "[a]"},
	{"poll-many", "yes", "yes", "often", "[yes]"},
	{"poll-closes", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "later", "1969-01-01"},
	{"answer", ID, ID, "20261122", "ada"},
	{"expires", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "never", "1969-01-01"},
	{"moved-from", "[\"/forums/help/2026/10/a/\", \"/about/\"]", "[\"/members/an/ann/\"]", "about", "[/feeds/]"},
	{"submission", ID, ID, "x", "[a]"},
	{"type", "article", "file", "vinyl", "Book"},
	{"link", "https://example.org/?a=b", "mailto:a@example.org", "javascript:alert(1)", "\"https://a b\""},
	{"file", "a.zip", "Tool-1.0.tar.gz", "../a.zip", ".htaccess"},
	{"licence", "MIT", "CC BY 4.0", "[a]", "\"a\\nb\""},
	{"checksum", SHA, SHA, "sha256:00", "md5:00"},
	{"start", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "17:00", "0"},
	{"end", "2026-01-01T00:00:00Z", "2027-11-22T17:00:00Z", "2025-01-01", "x"},
	{"zone", "Europe/Berlin", "UTC", "/etc/passwd", "\"a b\""},
	{"repeat", "FREQ=WEEKLY;BYDAY=TU", "FREQ=DAILY;COUNT=3", "weekly", "FREQ="},
	{"except", "[\"2026-12-24\"]", "[\"2026-12-24\", \"2027-01-01\"]", "[Christmas]", "[2026-13-01]"},
	{"cancelled", "yes", "yes", "often", "1"},
	{"location", "Hall 3", "\"a: b\"", "[a]", "{a: b}"},
	{"join", "https://meet.example.org/x", "mailto:a@b", "data:x", "/x"},
	{"recording", "http://example.org/x", "https://a/b", "mailto:a@b", "https://"},
	{"topic", "forums/a/2026/11/a", "forums/b", "..", ".git"},
	{"image", "me.png", "Me.JPG", "a/b.png", "-x"},
	{"avatar", "me.png", "Me.JPG", "a/b.png", "-x"},
	{"site", "https://example.org", "http://a", "ftp://a", "https:///x"},
	{"skills", "[a, b.c]", "[css-3]", "[A]", "[a, a]"},
	{"listed", "yes", "yes", "\"yes\"", "1"},
	{"links", "[\"https://a\", \"mailto:b@c\"]", "[\"http://x\"]", "[x]", "https://a"},
};

/* The key's line of the page as page_write() makes it. */
static const char *written(const char *key)
{
	struct str out;
	str_init(&out, 1 << 16);
	page_write(&page, "", 0, &out);
	const char *needle = arena_printf(&arena, "\n%s: ", key), *at = strstr(out.at, needle);
	at = at ? at + strlen(needle) : "";
	const char *copy = arena_dupn(&arena, at, strcspn(at, "\n"));
	str_release(&out);
	return copy;
}

static void try(const struct page_field *field, size_t sample)
{
	const char *const good[] = {samples[sample].good, samples[sample].also};
	const char *const bad[] = {samples[sample].bad, samples[sample].worse};
	size_t kind = kind_of(field->kinds);
	for (size_t i = 0; i < 2; i++) {
		if (parse(kind, arena_printf(&arena, "%s: %s\n", field->key, good[i])))
			fail_msg("%s", err.msg);
		assert_string_equal(written(field->key), good[i]);
	}
	for (size_t i = 0; i < 2; i++) {
		if (!parse(kind, arena_printf(&arena, "%s: %s\n", field->key, bad[i])))
			fail_msg("%s: %s is accepted", field->key, bad[i]);
		const char *where = arena_printf(&arena, "%s:2: ", kinds[kind].path);
		assert_int_equal(strncmp(err.msg, where, strlen(where)), 0);
	}
}

static void every_field_has_its_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field field = page_field(i);
		size_t j = 0;
		while (j < ARRAY_LEN(samples) && strcmp(samples[j].key, field.key))
			j++;
		if (j == ARRAY_LEN(samples))
			fail_msg("no sample for %s", field.key);
		/* What goes with author: guest is tried there. */
		if (!strcmp(field.key, "name") && field.kinds & 1u << PAGE_REPLY)
			assert_int_equal(parse(kind_of(1u << PAGE_REPLY), "name: Visitor\n"), 0);
		else
			try(&field, j);
	}
}

static void required_keys_are_missed(void **state)
{
	(void)state;
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field field = page_field(i);
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			if (!(field.required & 1u << kinds[k].kind))
				continue;
			assert_int_equal(parse(k, arena_printf(&arena, "%s:\n", field.key)), -1);
			assert_non_null(strstr(err.msg, ":2: "));
			assert_non_null(strstr(err.msg, ": has no value"));
		}
	}
}

static void every_kind_takes_its_keys_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < page_field_count(); i++) {
		struct page_field field = page_field(i);
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			bool known = false;
			for (size_t j = 0; j < page_field_count(); j++)
				known = known || (!strcmp(page_field(j).key, field.key) && page_field(j).kinds & 1u << kinds[k].kind);
			if (known)
				continue;
			assert_int_equal(parse(k, arena_printf(&arena, "%s: x\n", field.key)), -1);
			assert_non_null(strstr(err.msg, ": no such key in a "));
		}
	}
}

static void limits_are_kept(void **state)
{
	(void)state;
	assert_int_equal(parse(kind_of(1u << PAGE_PLAIN), "title: \xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n"), 0);
	assert_int_equal(parse(kind_of(1u << PAGE_PLAIN), "title: abcdefghijk\n"), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_string_equal(err.msg, "pages/a.md:2: title: 10 characters at most");
}

/* What a rule about words must see. */
static void what_people_write_is_text(void **state)
{
	(void)state;
	assert_int_equal(parse(kind_of(1u << PAGE_MEMBER), "name: Ada\nrole: staff\njoined: 2026-01-01T00:00:00Z\nlinks: [https://a.example/, https://b.example/]\nskills: [css]\n"), 0);
	assert_string_equal(page_text(&page, &arena), arena_printf(&arena, "Ada\ncss\nhttps://a.example/\nhttps://b.example/\n%.*s", (int)page.body_len, page.body));
	assert_int_equal(parse(kind_of(1u << PAGE_REPLY), "name: Vera\n"), 0);
	assert_string_equal(page_text(&page, &arena), arena_dupn(&arena, page.body, page.body_len));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_field_has_its_samples),
		TEST(required_keys_are_missed),
		TEST(every_kind_takes_its_keys_only),
		TEST(limits_are_kept),
		TEST(what_people_write_is_text),
	};
	return cmocka_run_group_tests_name("page_fields", tests, NULL, NULL);
}
