/* mustache_world.h: for the tests of templates. A page that has each kind of value, a set of files in memory, and what each ought to give. */
#ifndef STOA_TESTS_MUSTACHE_WORLD_H
#define STOA_TESTS_MUSTACHE_WORLD_H

#include "core/words/mustache.h"

#include <setjmp.h>

#include <cmocka.h>

struct person {
	const char *name;
	int64_t age;
	const struct person *friend;
};

struct moment {
	const char *day;
};

struct post {
	const char *id;
	struct html body;
	const struct person *author;
	struct moment opened;
	bool pinned;
	struct mustache_list replies; /* post */
};

struct page {
	const char *title, *evil, *empty, *none, *kind, *lines;
	struct html html, no_html;
	bool yes, no;
	int64_t number, zero;
	const struct person *person, *nobody;
	struct moment opened;
	struct mustache_list posts, no_posts; /* post */
	struct mustache_list tags;            /* const char * */
	struct mustache_call words;
};

#define ROW(owner, field, what, of)                                                                                    \
	{                                                                                                              \
		.name = #field, .kind = MUSTACHE_##what, .offset = offsetof(struct owner, field), .type = of           \
	}
#define TYPE(owner)                                                                                                    \
	{                                                                                                              \
		.name = #owner, .fields = owner##_fields, .nfields = ARRAY_LEN(owner##_fields),                        \
		.size = sizeof(struct owner)                                                                           \
	}

static const struct mustache_type person_type, post_type;

static const struct mustache_field person_fields[] = {
	ROW(person, name, TEXT, NULL),
	ROW(person, age, INT, NULL),
	ROW(person, friend, ONE, &person_type),
};
static const struct mustache_type person_type = TYPE(person);

static const struct mustache_field moment_fields[] = {ROW(moment, day, TEXT, NULL)};
static const struct mustache_type moment_type = TYPE(moment);

static const struct mustache_field post_fields[] = {
	ROW(post, id, TEXT, NULL),		 ROW(post, body, HTML, NULL),	 ROW(post, author, ONE, &person_type),
	ROW(post, opened, INLINE, &moment_type), ROW(post, pinned, BOOL, NULL),	 ROW(post, replies, LIST, &post_type),
};
static const struct mustache_type post_type = TYPE(post);

static const struct mustache_field tag_fields[] = {{.name = ".", .kind = MUSTACHE_TEXT}};
static const struct mustache_type tag_type = {
	.name = "tag", .fields = tag_fields, .nfields = 1, .size = sizeof(const char *)};

static const struct mustache_field page_fields[] = {
	ROW(page, title, TEXT, NULL),
	ROW(page, evil, TEXT, NULL),
	ROW(page, empty, TEXT, NULL),
	ROW(page, none, TEXT, NULL),
	ROW(page, kind, TEXT, NULL),
	ROW(page, lines, TEXT, NULL),
	ROW(page, html, HTML, NULL),
	ROW(page, no_html, HTML, NULL),
	ROW(page, yes, BOOL, NULL),
	ROW(page, no, BOOL, NULL),
	ROW(page, number, INT, NULL),
	ROW(page, zero, INT, NULL),
	ROW(page, person, ONE, &person_type),
	ROW(page, nobody, ONE, &person_type),
	ROW(page, opened, INLINE, &moment_type),
	ROW(page, posts, LIST, &post_type),
	ROW(page, no_posts, LIST, &post_type),
	ROW(page, tags, LIST, &tag_type),
	ROW(page, words, CALL, NULL),
};
static const struct mustache_type page_type = TYPE(page);

/* Says what it was asked and what it sees; "silent" says nothing, "broken" fails. */
static inline int speak(const struct mustache_call *call, const char *name, size_t n, const struct mustache_scope *scope,
		 struct str *text, struct err *err)
{
	struct mustache_value value;
	if (n == 6 && !memcmp(name, "silent", n))
		return 0;
	if (n == 6 && !memcmp(name, "broken", n))
		return err_set(err, ERR_CONF, "no such word");
	str_addf(text, "%s<%.*s>", (const char *)call->self, (int)n, name);
	if (mustache_find(scope, "id", 2, &value) && value.kind == MUSTACHE_TEXT)
		str_addf(text, "@%s", value.as.text);
	return 0;
}

static size_t asked;

static inline const char *settled(const struct mustache_call *call, const char *name, size_t n)
{
	(void)call;
	asked++;
	return n == 5 && !memcmp(name, "still", n) ? "<still>" : NULL;
}

static const struct person ann = {.name = "Ann", .age = 40};
static const struct person bob = {.name = "Bob", .age = 20, .friend = &ann};
static const struct post answers[] = {{.id = "p1.1", .author = &ann}};
static const struct post posts[] = {
	{.id = "p1", .body = {"<p>one</p>", 10}, .author = &bob, .opened = {"Monday"}, .replies = {answers, 1}},
	{.id = "p2", .body = {"<p>two</p>", 10}, .author = NULL, .opened = {"Friday"}, .pinned = true},
};
static const char *const tags[] = {"a", "<b>"};
static const struct page page = {
	.title = "T",
	.evil = "<&\"'>",
	.empty = "",
	.kind = "card",
	.lines = "x\ny",
	.html = {"<b>&amp;</b>", 12},
	.no_html = {"", 0},
	.yes = true,
	.number = -7,
	.person = &bob,
	.opened = {"Sunday"},
	.posts = {posts, 2},
	.tags = {tags, 2},
	.words = {speak, "w", settled},
};
static const struct mustache_scope root = {.type = &page_type, .object = &page};

/* The files of one test: name, text, name, text, NULL. */
static const char *const *files;
static size_t loads;

static inline int load(void *self, const char *name, struct str *src, struct err *err)
{
	(void)self;
	loads++;
	for (const char *const *f = files; f && *f; f += 2)
		if (!strcmp(*f, name)) {
			str_addz(src, f[1]);
			return 0;
		}
	if (!strcmp(name, "unreadable"))
		return err_set(err, ERR_SYS, "disk on fire");
	return err_set(err, ERR_NOTFOUND, "%s: no such file", name);
}

static inline struct mustache *open_set(bool strict, size_t depth_max)
{
	struct mustache_options options = {.load = load, .missing_is_err = strict, .depth_max = depth_max};
	struct mustache *set = NULL;
	struct err err = {0};
	int rc = mustache_open(&set, &options, &err);
	assert_int_equal(rc, 0);
	return set;
}

static struct err last;

/* Renders files' template `t` and compares; twice, the second time through warm caches. */
static inline void expect(bool strict, const char *want)
{
	struct mustache *set = open_set(strict, 0);
	struct str out;
	str_init(&out, 65536);
	for (int i = 0; i < 2; i++) {
		str_reset(&out);
		err_clear(&last);
		int rc = mustache_render(set, "t", &root, &out, &last);
		assert_string_equal(last.msg, "");
		assert_int_equal(rc, 0);
		assert_string_equal(out.at, want);
	}
	mustache_close(set);
	str_release(&out);
}

static inline void fails(bool strict, enum err_code code, const char *message)
{
	struct mustache *set = open_set(strict, 0);
	struct str out;
	str_init(&out, 65536);
	str_addz(&out, "before");
	for (int i = 0; i < 2; i++) {
		err_clear(&last);
		int rc = mustache_render(set, "t", &root, &out, &last);
		assert_int_equal(rc, -1);
		assert_string_equal(last.msg, message);
		assert_int_equal(last.code, code);
		assert_string_equal(out.at, "before");
	}
	mustache_close(set);
	str_release(&out);
}

#define FILES(...) (files = (const char *const[]){__VA_ARGS__, NULL})
#define IS(template, want) (FILES("t", template), expect(false, want))
#define REFUSED(template, message) (FILES("t", template), fails(false, ERR_CONF, message))

#endif
