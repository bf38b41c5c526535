#include "core/page/linked.h"

#include <jansson.h>
#include <setjmp.h>

#include <cmocka.h>

static struct arena arena;

static void test_nesting(void **state)
{
	(void)state;
	struct linked linked;
	linked_init(&linked);
	linked_open(&linked, NULL, "A");
	linked_text(&linked, "name", "x");
	linked_text(&linked, "none", "");
	linked_text(&linked, "none", NULL);
	linked_list(&linked, "b");
	linked_open(&linked, NULL, "B");
	linked_close(&linked);
	linked_open(&linked, NULL, "B");
	linked_number(&linked, "n", -3);
	linked_close(&linked);
	linked_end(&linked);
	linked_close(&linked);
	linked_open(&linked, NULL, "C");
	linked_close(&linked);
	assert_string_equal(linked_document(&linked, &arena).at,
	                    "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"A\",\"name\":\"x\",\"b\":"
	                    "[{\"@type\":\"B\"},{\"@type\":\"B\",\"n\":-3}]},{\"@type\":\"C\"}]}");
	linked_release(&linked);
	linked_init(&linked);
	assert_null(linked_document(&linked, &arena).at);
	linked_release(&linked);
}

/* What the text says after a JSON parser has read it, and never a "<". */
static const char *through(const char *text)
{
	struct linked linked;
	linked_init(&linked);
	linked_open(&linked, NULL, "A");
	linked_text(&linked, "t", text);
	linked_close(&linked);
	struct html html = linked_document(&linked, &arena);
	assert_null(memchr(html.at, '<', html.len));
	json_t *root = json_loadb(html.at, html.len, 0, NULL);
	assert_non_null(root);
	const char *read = json_string_value(json_object_get(json_array_get(json_object_get(root, "@graph"), 0), "t"));
	const char *copy = arena_dup(&arena, read);
	json_decref(root);
	linked_release(&linked);
	return copy;
}

static void test_text_is_text(void **state)
{
	(void)state;
	static const char *const texts[] = {"</script><script>alert(1)</script>", "<!--", "\"},{\"@type\":\"X", "\\", "\\u003c",
	                                    "\x01\x1f\n\t\r", "ä\xe2\x80\xa8…", "]]>", "a\"", "\"", "<"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_string_equal(through(texts[i]), texts[i]);
}

/* Long and short texts are looked at in different ways: each byte is found at each place of both. */
static void test_bytes_at_any_place(void **state)
{
	(void)state;
	for (int c = 1; c < 0x80; c++)
		for (size_t at = 0; at < 40; at++) {
			char text[41] = "";
			memset(text, 'x', sizeof(text) - 1);
			text[at] = (char)c;
			assert_string_equal(through(text), text);
			assert_string_equal(through(text + at), text + at);
			text[at + 1] = '\0';
			assert_string_equal(through(text), text);
		}
}

static const char *excerpt(const char *html)
{
	struct linked linked;
	linked_init(&linked);
	linked_excerpt(&linked, NULL, (struct html){html, strlen(html)});
	const char *copy = arena_dup(&arena, linked.out.at);
	linked_release(&linked);
	return copy;
}

static void test_excerpts(void **state)
{
	(void)state;
	assert_string_equal(excerpt("<p>a  &lt;b&gt; <em title=\"&gt;\">c</em> &amp;amp; &#39;d&quot;</p>\n<p>e</p>\n"),
	                    "\"a \\u003cb> c &amp; 'd\\\" e\"");
	assert_string_equal(excerpt("<hr>\n"), "");
	assert_string_equal(excerpt("&nosuch; & <"), "\"&nosuch; & \\u003c\"");
	struct str html;
	str_init(&html, 10000);
	for (size_t i = 0; i < LINKED_EXCERPT; i++)
		str_addz(&html, "ä");
	assert_int_equal(strlen(excerpt(html.at)), 2 * LINKED_EXCERPT + 2);
	str_addz(&html, "ä");
	assert_int_equal(strlen(excerpt(html.at)), 2 * LINKED_EXCERPT + 2 + 3);
	str_release(&html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_text_is_text),
		cmocka_unit_test(test_bytes_at_any_place),
		cmocka_unit_test(test_excerpts),
	};
	arena_init(&arena);
	int failed = cmocka_run_group_tests_name("linked", tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
