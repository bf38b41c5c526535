/* What sets of templates refuse, how far they go, what they remember, and what else reads the same names. */
#include "mustache_world.h"

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
