#include "core/text/escape.h"

#include <setjmp.h>

#include <cmocka.h>

static char got[512];

/* Runs one escaper over n bytes and keeps the result for comparison. */
static const char *with(void (*escape)(struct str *, const char *, size_t), const char *text, size_t n)
{
	struct str out;
	str_init(&out, sizeof(got) - 1);
	escape(&out, text, n);
	memcpy(got, out.at, out.len + 1);
	str_release(&out);
	return got;
}

static const char *withz(void (*escape)(struct str *, const char *), const char *text)
{
	struct str out;
	str_init(&out, sizeof(got) - 1);
	escape(&out, text);
	memcpy(got, out.at, out.len + 1);
	str_release(&out);
	return got;
}

#define HTML(s) with(escape_html, s, sizeof(s) - 1)
#define PATH(s) with(escape_url_path, s, sizeof(s) - 1)
#define XML(s) with(escape_xml, s, sizeof(s) - 1)
#define ARG(s) with(escape_url_arg, s, sizeof(s) - 1)

static void html_means_only_itself(void **state)
{
	(void)state;
	assert_string_equal(HTML(""), "");
	assert_string_equal(HTML("plain"), "plain");
	assert_string_equal(HTML("<a href=\"x\" id='y'>&amp;</a>"),
	                    "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
	assert_string_equal(HTML("<<"), "&lt;&lt;");
	assert_string_equal(HTML("\xC3\xA9<\xF0\x9F\x98\x80"), "\xC3\xA9&lt;\xF0\x9F\x98\x80");
}

/* Byte by byte, at each place of a text that is longer than what is looked at at once. */
static void plain_is_what_no_escaper_touches(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[40];
		memset(text, 'a', sizeof(text));
		bool plain = c >= ' ' && c < 0x7F && *with(escape_html, (char[]){(char)c}, 1) == (char)c && !got[1];
		for (size_t at = 0; at < sizeof(text); at++) {
			text[at] = (char)c;
			assert_int_equal(escape_plain(text, sizeof(text)), plain ? sizeof(text) : at);
			assert_int_equal(escape_plain(text, at), at);
			text[at] = 'a';
		}
	}
	assert_int_equal(escape_plain(NULL, 0), 0);
}

static void html_reads_n_bytes_only(void **state)
{
	(void)state;
	assert_string_equal(with(escape_html, "ab<c", 2), "ab");
	assert_string_equal(with(escape_html, NULL, 0), "");
}

static void html_stops_at_the_cap(void **state)
{
	(void)state;
	struct str out;
	struct err err = {0};
	str_init(&out, 6);
	escape_html(&out, "a<b<", 4);
	assert_true(out.over);
	assert_int_equal(str_check(&out, "x", &err), -1);
	assert_true(out.len <= 6);
	str_release(&out);
}

static void xml_means_only_itself(void **state)
{
	(void)state;
	assert_string_equal(XML(""), "");
	assert_string_equal(XML("a\tb\nc\r"), "a\tb\nc&#13;");
	assert_string_equal(XML("<a href=\"x\">&amp;'</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;'&lt;/a&gt;");
	assert_string_equal(XML("\xC3\xA9<\xF0\x9F\x98\x80\xEF\xBF\xBD"), "\xC3\xA9&lt;\xF0\x9F\x98\x80\xEF\xBF\xBD");
	assert_string_equal(with(escape_xml, "\xC3\xA9", 1), "\xEF\xBF\xBD");
}

static void xml_holds_no_other_character(void **state)
{
	(void)state;
	assert_string_equal(XML("\0\x1F\x7F"), "\xEF\xBF\xBD\xEF\xBF\xBD\x7F");
	assert_string_equal(XML("\xEF\xBF\xBE\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
	/* A surrogate, an overlong form, a lone byte: each byte of it. */
	assert_string_equal(XML("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_string_equal(XML("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
	assert_string_equal(XML("a\x80z"), "a\xEF\xBF\xBDz");
}

#define CDATA(s) with(escape_cdata, s, sizeof(s) - 1)

static void cdata_ends_where_it_ends(void **state)
{
	(void)state;
	assert_string_equal(CDATA(""), "");
	assert_string_equal(CDATA("<p class=\"a\">a &amp; 'b'\t]\n</p>"), "<p class=\"a\">a &amp; 'b'\t]\n</p>");
	assert_string_equal(CDATA("]]>"), "]]]]><![CDATA[>");
	assert_string_equal(CDATA("a long text, and in it ]]]>]]>"), "a long text, and in it ]]]]]><![CDATA[>]]]]><![CDATA[>");
	assert_string_equal(CDATA("]]"), "]]");
	assert_string_equal(CDATA("\r"), "]]>&#13;<![CDATA[");
	assert_string_equal(CDATA("\0\x1F\x7F\xC3\xA9\xC3"), "\xEF\xBF\xBD\xEF\xBF\xBD\x7F\xC3\xA9\xEF\xBF\xBD");
	assert_string_equal(CDATA("\xEF\xBF\xBE\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void url_path_keeps_pchar(void **state)
{
	(void)state;
	assert_string_equal(PATH("/a-z.~_/!$&'()*+,;=:@"), "/a-z.~_/!$&'()*+,;=:@");
	assert_string_equal(PATH("a b?c#d%e\"f<g>\\"), "a%20b%3Fc%23d%25e%22f%3Cg%3E%5C");
	assert_string_equal(PATH("\xC3\xA9"), "%C3%A9");
	for (int c = 1; c < 256; c++)
		assert_int_equal(escape_url_path_run((char[]){'a', (char)c, 0}),
		                 1 + !strcmp(with(escape_url_path, (char[]){'a', (char)c}, 2), (char[]){'a', (char)c, 0}));
}

static void url_arg_keeps_unreserved(void **state)
{
	(void)state;
	assert_string_equal(ARG("aZ09-._~"), "aZ09-._~");
	assert_string_equal(ARG("a/b&c=d+e f"), "a%2Fb%26c%3Dd%2Be%20f");
	assert_string_equal(ARG("a\0b"), "a%00b");
}

static void log_is_one_printable_line(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, 200);
	escape_log(&out, "a\nb\x1b[31m\\\xC3\xA9\x7F", 12, 100);
	assert_string_equal(out.at, "a\\x0Ab\\x1B[31m\\x5C\\xC3\\xA9\\x7F");
	str_reset(&out);
	escape_log(&out, "ab\n", 3, 5);
	assert_string_equal(out.at, "ab");
	str_release(&out);
}

static void shell_is_one_word(void **state)
{
	(void)state;
	assert_string_equal(withz(escape_shell, ""), "''");
	assert_string_equal(withz(escape_shell, "a b$(c)"), "'a b$(c)'");
	assert_string_equal(withz(escape_shell, "it's"), "'it'\\''s'");
}

static void config_is_quoted(void **state)
{
	(void)state;
	assert_string_equal(withz(escape_config, "a#b;c"), "\"a#b;c\"");
	assert_string_equal(withz(escape_config, "\"\\\n\t\b"), "\"\\\"\\\\\\n\\t\\b\"");
}

static void yaml_is_quoted(void **state)
{
	(void)state;
	assert_string_equal(withz(escape_yaml, "a: [b] #c"), "\"a: [b] #c\"");
	assert_string_equal(withz(escape_yaml, "\"\\\n\t\x01\x7F"), "\"\\\"\\\\\\n\\t\\x01\\x7F\"");
	assert_string_equal(withz(escape_yaml, "\xC2\x85\xC2\x9F\xC2\xA0\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF\xC3\xA9"),
	                    "\"\\N\\x9F\xC2\xA0\\L\\P\\uFEFF\xC3\xA9\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(html_means_only_itself),   cmocka_unit_test(html_reads_n_bytes_only),
	    cmocka_unit_test(plain_is_what_no_escaper_touches),
	    cmocka_unit_test(html_stops_at_the_cap),    cmocka_unit_test(cdata_ends_where_it_ends),
	    cmocka_unit_test(url_path_keeps_pchar),
	    cmocka_unit_test(url_arg_keeps_unreserved), cmocka_unit_test(log_is_one_printable_line),
	    cmocka_unit_test(shell_is_one_word),        cmocka_unit_test(config_is_quoted),
	    cmocka_unit_test(yaml_is_quoted),           cmocka_unit_test(xml_means_only_itself),
	    cmocka_unit_test(xml_holds_no_other_character),
	};
	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
