/* Every clause of the language on C structs. */
#include "mustache_world.h"

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
