/* Every clause of the language on C structs, and what our sets refuse. */
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
static int speak(const struct mustache_call *call, const char *name, size_t n, const struct mustache_scope *scope,
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

static const char *settled(const struct mustache_call *call, const char *name, size_t n)
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

static int load(void *self, const char *name, struct str *src, struct err *err)
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

static struct mustache *open_set(bool strict, size_t depth_max)
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
static void expect(bool strict, const char *want)
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

static void fails(bool strict, enum err_code code, const char *message)
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

static void prints_each_kind(void **state)
{
	(void)state;
	IS("", "");
	IS("no tags {here}\n", "no tags {here}\n");
	IS("{{title}}", "T");
	IS("{{ title }}|{{\ttitle\n}}", "T|T");
	IS("{{empty}}{{none}}{{no_html}}", "");
	IS("{{number}} {{zero}} {{yes}} {{no}}", "-7 0 true false");
	IS("{{person}}{{posts}}", "");
	IS("{{unknown}}{{person.unknown}}{{title.unknown}}", "");
	IS("{{title}}{{title}}}}", "TT}}");
}

static void escapes_text_but_not_html(void **state)
{
	(void)state;
	IS("{{evil}}", "&lt;&amp;&quot;&#39;&gt;");
	IS("{{html}}", "<b>&amp;</b>");
	IS("{{words.<x>}}", "w&lt;&lt;x&gt;&gt;");
	IS("{{#evil}}{{.}}{{/evil}}", "&lt;&amp;&quot;&#39;&gt;");
	IS("{{#html}}{{.}}{{/html}}", "<b>&amp;</b>");
}

static void has_no_raw_output(void **state)
{
	(void)state;
	REFUSED("a\n{{{evil}}}", "t.mustache:2: {{{evil}}}: there is no unescaped output");
	REFUSED("{{& evil }}", "t.mustache:1: {{& evil }}: there is no unescaped output");
	REFUSED("{{=<% %>=}}<%{evil}%>", "t.mustache:1: <%{evil}%>: there is no unescaped output");
	/* Also where it would never be rendered. */
	REFUSED("{{#no}}{{{evil}}}{{/no}}", "t.mustache:1: {{{evil}}}: there is no unescaped output");
}

static void raw_output_for_the_suite(void **state)
{
	(void)state;
	struct mustache_options options = {.load = load, .allow_raw = true};
	struct mustache *set;
	struct err err = {0};
	struct str out;
	str_init(&out, 1000);
	FILES("t", "{{{evil}}}{{&evil}}{{{ title }}}{{=[ ]=}}[{evil}]");
	assert_int_equal(mustache_open(&set, &options, &err), 0);
	assert_int_equal(mustache_render(set, "t", &root, &out, &err), 0);
	assert_string_equal(out.at, "<&\"'><&\"'>T<&\"'>");
	mustache_close(set);
	str_release(&out);
}

static void dotted_names(void **state)
{
	(void)state;
	IS("{{person.name}} {{person.friend.name}} {{person.friend.age}}", "Bob Ann 40");
	IS("{{opened.day}}{{#opened}} {{day}}{{/opened}}", "Sunday Sunday");
	/* A broken chain is empty; the first part decides where to look. */
	IS("[{{nobody.name}}{{nobody.age}}{{person.friend.friend.name}}]", "[]");
	IS("[{{#nobody.age}}x{{/nobody.age}}{{^nobody.friend}}none{{/nobody.friend}}]", "[none]");
	IS("{{#posts}}[{{author.name}}]{{/posts}}", "[Bob][]");
	IS("{{#posts}}{{opened.day}} {{/posts}}", "Monday Friday ");
	IS("{{#person}}{{friend.name}}{{#friend}}{{title}}{{/friend}}{{/person}}", "AnnT");
}

static void sections(void **state)
{
	(void)state;
	IS("{{#yes}}1{{/yes}}{{#no}}2{{/no}}", "1");
	IS("{{#title}}1{{/title}}{{#empty}}2{{/empty}}{{#none}}3{{/none}}", "1");
	IS("{{#number}}1{{/number}}{{#zero}}2{{/zero}}", "1");
	IS("{{#html}}1{{/html}}{{#no_html}}2{{/no_html}}", "1");
	IS("{{#person}}{{name}}{{/person}}{{#nobody}}{{name}}{{/nobody}}", "Bob");
	IS("{{#posts}}{{id}},{{/posts}}{{#no_posts}}x{{/no_posts}}", "p1,p2,");
	IS("{{#unknown}}x{{/unknown}}{{#person.unknown}}y{{/person.unknown}}", "");
	IS("{{#person.friend}}{{name}}{{/person.friend}}", "Ann");
	IS("{{#words.x}}said{{/words.x}}{{#words.silent}}no{{/words.silent}}", "said");
	/* Names of outer scopes stay in sight, inner ones come first. */
	IS("{{#posts}}{{title}}{{#author}}{{id}}{{name}}{{/author}};{{/posts}}", "Tp1Bob;T;");
	IS("{{#posts}}{{#replies}}{{id}}{{author.name}}{{/replies}}{{/posts}}", "p1.1Ann");
	IS("{{#yes}}a{{#yes}}b{{/yes}}c{{/yes}}", "abc");
}

static void inverted_sections(void **state)
{
	(void)state;
	IS("{{^yes}}1{{/yes}}{{^no}}2{{/no}}{{^none}}3{{/none}}{{^posts}}4{{/posts}}{{^no_posts}}5{{/no_posts}}", "235");
	IS("{{^unknown}}{{title}}{{/unknown}}", "T");
	IS("{{^words.silent}}1{{/words.silent}}{{^words.x}}2{{/words.x}}", "1");
	IS("{{#posts}}{{^pinned}}{{id}}{{/pinned}}{{/posts}}", "p1");
}

static void implicit_iterator(void **state)
{
	(void)state;
	IS("{{#tags}}({{.}}){{/tags}}", "(a)(&lt;b&gt;)");
	IS("{{#title}}{{.}}{{/title}}{{#number}}{{.}}{{/number}}{{#yes}}{{.}}{{/yes}}", "T-7true");
	IS("{{#title}}{{#yes}}{{title}}{{/yes}}{{/title}}", "T");
	/* Through a partial too, and names further out stay in sight. */
	FILES("t", "{{#title}}{{>p}}{{/title}}", "p", "{{.}}{{number}}");
	expect(false, "T-7");
	IS("{{#tags}}{{#.}}{{.}}{{title}}{{/.}}{{/tags}}", "aT&lt;b&gt;T");
	IS("[{{.}}]", "[]");
}

static void comments(void **state)
{
	(void)state;
	IS("a{{! no }}b", "ab");
	IS("a{{! no\n{{x\n }}b", "ab");
	IS("a\n  {{! alone }}\nb\n", "a\nb\n");
	IS("a\n  {{!\n many\n }}  \r\nb\n", "a\nb\n");
	IS("a {{! not alone }}\n", "a \n");
}

static void delimiters(void **state)
{
	(void)state;
	IS("{{=<% %>=}}<%title%>{{title}}", "T{{title}}");
	IS("{{=| |=}}|#yes||title||/yes||={{ }}=|{{title}}", "TT");
	IS("a\n{{= @ @ =}}\n@title@", "a\nT");
	/* They end with the template. */
	FILES("t", "{{=[ ]=}}[>p]{{title}}[title]", "p", "{{title}}{{=( )=}}(title)");
	expect(false, "TT{{title}}T");
	REFUSED("{{=<%=}}", "t.mustache:1: {{=<%=}} wants two delimiters of at most 16 bytes");
	REFUSED("{{=a b c=}}", "t.mustache:1: {{=a b c=}} wants two delimiters of at most 16 bytes");
	REFUSED("{{=a= b=}}", "t.mustache:1: {{=a= b=}} wants two delimiters of at most 16 bytes");
	REFUSED("{{=12345678901234567 b=}}",
		"t.mustache:1: {{=12345678901234567 b=}} wants two delimiters of at most 16 bytes");
}

static void standalone_lines(void **state)
{
	(void)state;
	IS("a\n{{#yes}}\nb\n{{/yes}}\nc\n", "a\nb\nc\n");
	IS("a\r\n  {{#yes}}\t\r\nb\r\n {{/yes}}\r\nc", "a\r\nb\r\nc");
	IS("  {{#yes}}\nb{{/yes}}\nc", "b\nc");
	IS("b{{#yes}}\nc\n  {{/yes}}", "b\nc\n");
	/* Two tags on a line, or any text, or a value: the line stays. */
	IS("{{#yes}}{{/yes}}\n", "\n");
	IS("  {{title}}\n", "  T\n");
	IS(" {{#yes}} x\n{{/yes}}\n", "  x\n");
	IS("{{#yes}}\r{{/yes}}\n", "\r\n");
}

static void partials(void **state)
{
	(void)state;
	FILES("t", "[{{>p}}]", "p", "{{title}}{{>q}}", "q", "!");
	expect(false, "[T!]");
	FILES("t", "[{{>nothing}}]");
	expect(false, "[]");
	FILES("t", "{{#posts}}{{>p}}{{/posts}}", "p", "<{{id}}{{#replies}}{{>p}}{{/replies}}>");
	expect(false, "<p1<p1.1>><p2>");
	/* A partial is read once however often it is named. */
	FILES("t", "{{>p}}{{>p}}", "p", "x");
	loads = 0;
	expect(false, "xx");
	assert_int_equal(loads, 2);
}

static void partial_indentation(void **state)
{
	(void)state;
	FILES("t", "a\n  {{>p}}\nb\n", "p", "1\n\n2\n");
	expect(false, "a\n  1\n\n  2\nb\n");
	FILES("t", "  {{>p}}\nb", "p", "1\n2");
	expect(false, "  1\n  2b");
	/* The lines of the template are indented, not those of a value. */
	FILES("t", " {{>p}}\n", "p", "{{lines}}\n{{title}}{{title}}\n");
	expect(false, " x\ny\n TT\n");
	/* Indentation adds up through lines of their own, and stops inside a line. */
	FILES("t", " {{>p}}\n", "p", "{\n  {{>q}}\n}\n", "q", "1\n2\n");
	expect(false, " {\n   1\n   2\n }\n");
	FILES("t", " {{>p}}\n", "p", "x {{>q}} y\nz\n", "q", "1\n2");
	expect(false, " x 1\n2 y\n z\n");
	FILES("t", " {{>p}}\n", "p", "{{#posts}}\n{{id}}\n{{/posts}}\n{{#yes}}y{{/yes}}\n");
	expect(false, " p1\n p2\n y\n");
	FILES("t", "  x{{>p}}\n", "p", "1\n2\n");
	expect(false, "  x1\n2\n\n");
}

static void dynamic_names(void **state)
{
	(void)state;
	FILES("t", "[{{>*kind}}][{{>* kind }}]", "card", "{{title}}");
	expect(false, "[T][T]");
	FILES("t", "{{#posts}}{{>*id}}{{/posts}}", "p1", "one ", "p2", "two {{id}}");
	expect(false, "one two p2");
	FILES("t", "{{<*kind}}{{$x}}mine{{/x}}{{/*kind}}", "card", "<{{$x}}{{/x}}>");
	expect(false, "<mine>");
	FILES("t", "[{{>*person.name}}{{>*nobody.name}}{{>*unknown}}{{>*evil}}{{>*title}}{{>*lines}}]", "Bob", "b");
	expect(false, "[b]");
	FILES("t", "  {{>*kind}}\n", "card", "1\n2\n");
	expect(false, "  1\n  2\n");
	FILES("t", "{{>*words.x}}", "w<x>", "computed");
	expect(false, "computed");
}

static void inheritance(void **state)
{
	(void)state;
	IS("{{$x}}default{{/x}}", "default");
	FILES("t", "{{<p}}{{/p}}|{{<p}}{{$x}}mine {{title}}{{/x}}{{/p}}", "p", "<{{$x}}own{{/x}}{{$y}}y{{/y}}>");
	expect(false, "<owny>|<mine Ty>");
	FILES("t", "{{<p}} ignored {{! and this }} {{$x}}a{{/x}}\n{{$y}}b{{/y}}{{/p}}", "p", "{{$y}}{{/y}}{{$x}}{{/x}}");
	expect(false, "ba");
	/* The outermost word counts; a middle template may pass a block on. */
	FILES("t", "{{<m}}{{$x}}child{{/x}}{{/m}}", "m", "{{<p}}{{$x}}middle{{/x}}{{$y}}[{{$z}}z{{/z}}]{{/y}}{{/p}}", "p",
	      "{{$x}}{{/x}}{{$y}}{{/y}}");
	expect(false, "child[z]");
	FILES("t", "{{<m}}{{$z}}child{{/z}}{{/m}}", "m", "{{<p}}{{$x}}[{{$z}}z{{/z}}]{{/x}}{{/p}}", "p", "{{$x}}{{/x}}");
	expect(false, "[child]");
	/* Arguments reach the parent's partials. */
	FILES("t", "{{<p}}{{$x}}mine{{/x}}{{/p}}", "p", "{{>q}}", "q", "{{$x}}own{{/x}}");
	expect(false, "mine");
	/* Content is rendered where the block stands. */
	FILES("t", "{{<p}}{{$x}}{{id}} {{/x}}{{/p}}", "p", "{{#posts}}{{$x}}{{/x}}{{/posts}}");
	expect(false, "p1 p2 ");
	/* A missing parent is nothing. */
	IS("[{{<nothing}}{{$x}}y{{/x}}{{/nothing}}]", "[]");
}

/* What a page passes to its layout does not leak into the parents inside that content. */
static void blocks_are_lexical(void **state)
{
	(void)state;
	FILES("t", "{{<layout}}{{$title}}page{{/title}}{{$main}}{{<card}}{{$text}}x{{/text}}{{/card}}{{/main}}{{/layout}}",
	      "layout", "<{{$title}}{{/title}}>{{$main}}{{/main}}", "card", "({{$title}}card{{/title}} {{$text}}{{/text}})");
	expect(false, "<page>(card x)");
	FILES("t", "{{<p}}{{$x}}a{{$x}}b{{/x}}{{/x}}{{/p}}", "p", "{{$x}}{{/x}}");
	expect(false, "ab");
}

static void block_indentation(void **state)
{
	(void)state;
	/* The parent stands alone: its lines are indented. */
	FILES("t", "a\n  {{<p}}{{/p}}\nb\n", "p", "1\n2\n");
	expect(false, "a\n  1\n  2\nb\n");
	FILES("t", "a\n  {{<p}}\n  {{$x}}\n  1\n  2\n  {{/x}}\n  {{/p}}\nb\n", "p", "<\n  {{$x}}\n  {{/x}}\n>\n");
	expect(false, "a\n  <\n    1\n    2\n  >\nb\n");
	/* In a line with others it does not. */
	FILES("t", "  x{{<p}}{{/p}}\n", "p", "1\n2");
	expect(false, "  x1\n2\n");
	FILES("t", "  {{<p}}{{/p}} x\n", "p", "1\n2");
	expect(false, "  1\n2 x\n");
	/* Content takes the indentation of the default, or of the tag. */
	FILES("t", "{{<p}}{{$x}}\n      1\n        2\n{{/x}}{{/p}}", "p", "<\n{{$x}}\n   default\n{{/x}}\n>");
	expect(false, "<\n   1\n     2\n>");
	FILES("t", "{{<p}}{{$x}}1\n2{{/x}}{{/p}}", "p", "<\n  {{$x}}d{{/x}}\n>");
	expect(false, "<\n  1\n  2\n>");
	/* A default keeps its lines as they are. */
	FILES("t", " {{<p}}{{/p}}\n", "p", "  {{$x}}\n    1\n   2\n  {{/x}}\n3\n");
	expect(false, "     1\n    2\n 3\n");
	/* Standalone tags inside content leave no trace. */
	FILES("t", "{{<p}}\n{{$x}}\n  {{#no}}\n  n\n  {{/no}}\n  {{#yes}}\n  y\n  {{/yes}}\n{{/x}}\n{{/p}}\n", "p",
	      "<\n {{$x}}\n {{/x}}\n>\n");
	expect(false, "<\n y\n>\n");
	FILES("t", "{{<p}}{{$x}}\n   a\n   {{>q}}\n{{/x}}{{/p}}", "p", "  {{$x}}\n  {{/x}}\n", "q", "1\n2\n");
	expect(false, "  a\n  1\n  2\n");
}

static void computed_values(void **state)
{
	(void)state;
	IS("{{words.topic.new}}", "w&lt;topic.new&gt;");
	IS("{{words}}", "w&lt;&gt;");
	IS("{{#posts}}{{words.a}} {{/posts}}", "w&lt;a&gt;@p1 w&lt;a&gt;@p2 ");
	IS("{{#words.a}}{{.}}{{/words.a}}", "true");
	REFUSED("\n {{words.broken}}", "t.mustache:2: no such word");
	REFUSED("\n\n{{#words.broken}}{{/words.broken}}", "t.mustache:3: no such word");
	REFUSED("{{>*words.broken}}", "t.mustache:1: no such word");
}

static void syntax_errors(void **state)
{
	(void)state;
	REFUSED("a\n\n{{#posts}}\nb\n", "t.mustache:3: {{#posts}} is not closed");
	REFUSED("{{^posts}}", "t.mustache:1: {{^posts}} is not closed");
	REFUSED("\n{{$x}}", "t.mustache:2: {{$x}} is not closed");
	REFUSED("{{<p}}{{$x}}{{/x}}", "t.mustache:1: {{<p}} is not closed");
	REFUSED("{{#a}}\n{{#b}}\n{{/a}}\n{{/b}}", "t.mustache:3: {{/a}} where {{#b}} of line 2 is still open");
	REFUSED("x\n{{/a}}", "t.mustache:2: {{/a}} closes nothing");
	REFUSED("x\n{{title", "t.mustache:2: {{ is not closed");
	REFUSED("{{{title}}", "t.mustache:1: {{ is not closed");
	REFUSED("{{!\n\n}}{{", "t.mustache:3: {{ is not closed");
	REFUSED("{{}}", "t.mustache:1: a tag without a name");
	REFUSED("{{# }}", "t.mustache:1: a tag without a name");
	REFUSED("{{>*}}", "t.mustache:1: a tag without a name");
	REFUSED("{{a b}}", "t.mustache:1: malformed name 'a b'");
	REFUSED("{{a..b}}", "t.mustache:1: malformed name 'a..b'");
	REFUSED("{{.a}}", "t.mustache:1: malformed name '.a'");
	REFUSED("{{a.}}", "t.mustache:1: malformed name 'a.'");
	REFUSED("{{>a\nb}}", "t.mustache:1: malformed name 'a\nb'");
	REFUSED("{{<p}}\n{{title}}{{/p}}", "t.mustache:2: {{title}}: a parent tag holds blocks only");
	REFUSED("{{<p}}{{$x}}{{/x}}{{$x}}{{/x}}{{/p}}", "t.mustache:1: {{$x}} is given twice");
	FILES("t", "{{#no}}{{>p}}{{/no}}", "p", "\n{{#x}}");
	fails(false, ERR_CONF, "p.mustache:2: {{#x}} is not closed");
}

static void nesting_is_bounded(void **state)
{
	(void)state;
	char deep[65 * 8 + 1] = "";
	for (size_t i = 0; i < 65; i++)
		memcpy(deep + i * 8, "{{#yes}}", 9);
	REFUSED(deep, "t.mustache:1: more than 64 tags inside each other");
}

static void strict_names(void **state)
{
	(void)state;
	FILES("t", "\n\n{{titel}}");
	fails(true, ERR_CONF, "t.mustache:3: nothing here is called 'titel'");
	FILES("t", "{{#posts}}\n{{author.nmae}}{{/posts}}");
	fails(true, ERR_CONF, "t.mustache:2: nothing here is called 'author.nmae'");
	FILES("t", "{{^unknown}}{{/unknown}}");
	fails(true, ERR_CONF, "t.mustache:1: nothing here is called 'unknown'");
	FILES("t", "{{>p}}", "p", "{{#posts}}{{replies.id}}{{/posts}}");
	fails(true, ERR_CONF, "p.mustache:1: nothing here is called 'replies.id'");
	FILES("t", "\n{{person}}");
	fails(true, ERR_CONF, "t.mustache:2: 'person' is not text");
	FILES("t", "{{posts}}");
	fails(true, ERR_CONF, "t.mustache:1: 'posts' is not text");
	FILES("t", "a\n{{#no}}{{>p}}{{/no}}");
	fails(true, ERR_CONF, "t.mustache:2: no template 'p'");
	FILES("t", "\n{{>*kind}}");
	fails(true, ERR_CONF, "t.mustache:2: no template of the name in 'kind'");
	FILES("t", "{{>*titel}}");
	fails(true, ERR_CONF, "t.mustache:1: nothing here is called 'titel'");
	FILES("t", "{{nobody.friend}}");
	fails(true, ERR_CONF, "t.mustache:1: 'nobody.friend' is not text");
	/* A chain that the data break off is no unknown name, a wrong one behind it is. */
	FILES("t", "{{nobody.friend.name}}{{#nobody.friend}}x{{/nobody.friend}}{{none}}{{nobody.words.x}}");
	fails(true, ERR_CONF, "t.mustache:1: nothing here is called 'nobody.words.x'");
	FILES("t", "{{nobody.friend.name}}{{#nobody.friend}}x{{/nobody.friend}}{{none}}{{#tags}}{{.}}{{/tags}}");
	expect(true, "a&lt;b&gt;");
	FILES("t", "{{nobody.nmae}}");
	fails(true, ERR_CONF, "t.mustache:1: nothing here is called 'nobody.nmae'");
}

static void what_cannot_be_loaded(void **state)
{
	(void)state;
	FILES("x", "");
	fails(false, ERR_NOTFOUND, "t.mustache: no such template");
	FILES("t", "{{>unreadable}}");
	fails(false, ERR_SYS, "unreadable.mustache: disk on fire");
}

/* A template that comes into being, or is mended, is found the next time. */
static void a_failure_is_not_for_ever(void **state)
{
	(void)state;
	struct mustache *set = open_set(true, 0);
	struct str out;
	str_init(&out, 1000);
	FILES("t", "{{>p}}");
	assert_int_equal(mustache_compile(set, "t", &last), -1);
	FILES("t", "{{>p}}", "p", "{{#x}}");
	assert_int_equal(mustache_compile(set, "t", &last), -1);
	assert_string_equal(last.msg, "p.mustache:1: {{#x}} is not closed");
	FILES("t", "{{>p}}", "p", "good");
	assert_int_equal(mustache_compile(set, "t", &last), 0);
	assert_int_equal(mustache_render(set, "t", &root, &out, &last), 0);
	assert_string_equal(out.at, "good");
	mustache_close(set);
	str_release(&out);
}

static void limit(size_t depth_max, size_t out_max, const char *message)
{
	struct mustache *set = open_set(false, depth_max);
	struct str out;
	str_init(&out, out_max);
	assert_int_equal(mustache_render(set, "t", &root, &out, &last), -1);
	assert_string_equal(last.msg, message);
	assert_int_equal(last.code, ERR_LIMIT);
	assert_int_equal(out.len, 0);
	mustache_close(set);
	str_release(&out);
}

static void recursion_is_bounded(void **state)
{
	(void)state;
	FILES("t", "x\n{{>t}}");
	limit(0, 65536, "t.mustache:2: templates inside each other more than 64 deep");
	limit(3, 65536, "t.mustache:2: templates inside each other more than 3 deep");
	FILES("t", "{{<t}}{{/t}}");
	limit(0, 65536, "t.mustache:1: templates inside each other more than 64 deep");
	FILES("t", "{{>*title}}", "T", "{{>*title}}");
	limit(0, 65536, "T.mustache:1: templates inside each other more than 64 deep");
	FILES("t", "{{#yes}}{{#yes}}{{#yes}}{{>t}}{{/yes}}{{/yes}}{{/yes}}");
	limit(1000000, 65536, "t.mustache: sections too deep inside each other");
	FILES("t", "{{#posts}}{{#posts}}{{>p}}{{/posts}}{{/posts}}", "p", "{{>t}}");
	limit(40, 65536, "t.mustache:1: templates inside each other more than 40 deep");
}

/* Legal depth, no output, two to the 50th of work. */
static void work_is_bounded(void **state)
{
	(void)state;
	static char text[8192];
	size_t n = 0;
	for (int i = 0; i < 50; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "{{#posts}}");
	for (int i = 0; i < 50; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "{{/posts}}");
	FILES("t", text);
	limit(0, 65536, "t.mustache: too much work");
}

static void output_is_capped(void **state)
{
	(void)state;
	FILES("t", "{{#posts}}{{#posts}}0123456789{{/posts}}{{/posts}}");
	limit(0, 39, "t: over 39 bytes");
	FILES("t", "x{{>t}}");
	limit(0, 10, "t: over 10 bytes");
}

static void indentation_is_capped(void **state)
{
	(void)state;
	static char wide[5000];
	memset(wide, ' ', 4990);
	memcpy(wide + 4990, "{{>p}}", 7);
	FILES("t", wide, "p", "x");
	limit(0, 65536, "t.mustache:1: indentation: over 4096 bytes");
}

static void sources_are_capped(void **state)
{
	(void)state;
	static char big[300 * 1024];
	memset(big, 'x', sizeof(big) - 1);
	FILES("t", big);
	limit(0, 65536, "t.mustache: template: over 262144 bytes");
}

/* One tag meets other types in other places: what it remembers must not mislead it. */
static void caches_follow_the_types(void **state)
{
	(void)state;
	FILES("t", "{{>p}}{{#posts}}{{>p}}{{#author}}{{>p}}{{/author}}{{/posts}}{{>p}}", "p", "{{opened.day}}{{id}}{{name}} ");
	expect(false, "Sunday Mondayp1 Mondayp1Bob Fridayp2 Sunday ");
	/* More scopes than a tag remembers. */
	IS("{{#posts}}{{#posts}}{{#person}}{{#friend}}{{#opened}}{{#person}}{{#posts}}{{#author}}{{#opened}}{{title}}"
	   "{{/opened}}{{/author}}{{/posts}}{{/person}}{{/opened}}{{/friend}}{{/person}}{{/posts}}{{/posts}}",
	   "TTTT");
}

/* Asked once for a tag; another one's words are not taken for it. */
static void what_never_changes_is_said_once(void **state)
{
	(void)state;
	struct mustache *set = open_set(false, 0);
	struct str out;
	struct page other = page;
	struct mustache_scope scope = {.type = &page_type, .object = &other};
	str_init(&out, 1000);
	other.words.self = "v";
	FILES("t", "{{#posts}}{{words.still}}{{words.a}} {{/posts}}{{#words.still}}!{{/words.still}}");
	asked = 0;
	assert_int_equal(mustache_render(set, "t", &root, &out, &last), 0);
	assert_string_equal(out.at, "&lt;still&gt;w&lt;a&gt;@p1 &lt;still&gt;w&lt;a&gt;@p2 !");
	assert_int_equal(asked, 3); /* and twice for what has no constant */
	str_reset(&out);
	assert_int_equal(mustache_render(set, "t", &scope, &out, &last), 0);
	assert_string_equal(out.at, "v&lt;still&gt;@p1v&lt;a&gt;@p1 v&lt;still&gt;@p2v&lt;a&gt;@p2 !");
	mustache_close(set);
	str_release(&out);
}

static void a_rendering_is_html_for_another(void **state)
{
	(void)state;
	struct mustache *set = open_set(false, 0);
	struct str out;
	struct page outer = {.title = "<"};
	struct mustache_scope scope = {.type = &page_type, .object = &outer};
	str_init(&out, 1000);
	str_addz(&out, "head ");
	FILES("t", "<i>{{evil}}</i>", "u", "{{title}}{{html}}");
	assert_int_equal(mustache_render(set, "t", &root, &out, &last), 0);
	struct html html = mustache_html(&out, 5);
	char copy[100];
	memcpy(copy, html.at, html.len);
	outer.html = (struct html){copy, html.len};
	str_reset(&out);
	assert_int_equal(mustache_render(set, "u", &scope, &out, &last), 0);
	assert_string_equal(out.at, "&lt;<i>&lt;&amp;&quot;&#39;&gt;</i>");
	mustache_close(set);
	str_release(&out);
}

static void find_reads_dotted_names(void **state)
{
	(void)state;
	struct mustache_scope inner = {.type = &person_type, .object = &ann, .outer = &root};
	struct mustache_value value;
	assert_true(mustache_find(&inner, "name", 4, &value));
	assert_string_equal(value.as.text, "Ann");
	assert_true(mustache_find(&inner, "person.friend.age", 17, &value));
	assert_int_equal(value.kind, MUSTACHE_INT);
	assert_int_equal(value.as.number, 40);
	assert_true(mustache_find(&inner, "opened", 6, &value));
	assert_int_equal(value.kind, MUSTACHE_ONE);
	assert_ptr_equal(value.as.object, &page.opened);
	assert_true(mustache_find(&inner, "words.any.thing", 15, &value));
	assert_int_equal(value.kind, MUSTACHE_CALL);
	assert_false(mustache_find(&inner, "nam", 3, &value));
	assert_false(mustache_find(&inner, "names", 5, &value));
	assert_false(mustache_find(NULL, "name", 4, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_each_kind),
		cmocka_unit_test(escapes_text_but_not_html),
		cmocka_unit_test(has_no_raw_output),
		cmocka_unit_test(raw_output_for_the_suite),
		cmocka_unit_test(dotted_names),
		cmocka_unit_test(sections),
		cmocka_unit_test(inverted_sections),
		cmocka_unit_test(implicit_iterator),
		cmocka_unit_test(comments),
		cmocka_unit_test(delimiters),
		cmocka_unit_test(standalone_lines),
		cmocka_unit_test(partials),
		cmocka_unit_test(partial_indentation),
		cmocka_unit_test(dynamic_names),
		cmocka_unit_test(inheritance),
		cmocka_unit_test(blocks_are_lexical),
		cmocka_unit_test(block_indentation),
		cmocka_unit_test(computed_values),
		cmocka_unit_test(syntax_errors),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(strict_names),
		cmocka_unit_test(what_cannot_be_loaded),
		cmocka_unit_test(a_failure_is_not_for_ever),
		cmocka_unit_test(recursion_is_bounded),
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(output_is_capped),
		cmocka_unit_test(indentation_is_capped),
		cmocka_unit_test(sources_are_capped),
		cmocka_unit_test(caches_follow_the_types),
		cmocka_unit_test(what_never_changes_is_said_once),
		cmocka_unit_test(a_rendering_is_html_for_another),
		cmocka_unit_test(find_reads_dotted_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
