#include "gen/render/card.h"

#include "core/text/text.h"

#include <setjmp.h>

#include <cmocka.h>

static struct str svg;

static const char *draw(const char *title, const char *community, const char *colour)
{
	str_reset(&svg);
	card_draw(&(struct card){title, community, colour}, &svg);
	return svg.at;
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;
	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void test_title_and_community(void **state)
{
	(void)state;
	const char *card = draw("Help", "Stoa", "#20618e");
	assert_non_null(strstr(card, ">Help</text>"));
	assert_non_null(strstr(card, ">Stoa</text>"));
	assert_non_null(strstr(card, "fill=\"#20618e\""));
	assert_int_equal(count(draw("Help", "", "#20618e"), "<text"), 1);
	assert_int_equal(count(draw("", "", "#20618e"), "<text"), 0);
}

static void test_ink_goes_with_the_ground(void **state)
{
	(void)state;
	static const char *const dark[] = {"#000", "#20618e", "#7a1f1f"}, *const light[] = {"#fff", "#f2c14e", "#9fe0a0"};
	for (size_t i = 0; i < ARRAY_LEN(dark); i++) {
		assert_non_null(strstr(draw("x", "", dark[i]), "<g fill=\"#ffffff\""));
		assert_non_null(strstr(draw("x", "", light[i]), "<g fill=\"#1b1c1e\""));
	}
}

static void test_long_titles(void **state)
{
	(void)state;
	char title[600];
	memset(title, 'm', sizeof(title) - 1);
	title[sizeof(title) - 1] = '\0';
	assert_int_equal(count(draw(title, "", "#000"), "<text"), 5);
	assert_non_null(strstr(svg.at, "…</text>"));
	assert_int_equal(count(draw("two lines of large words", "", "#000"), "<text"), 2);
	assert_null(strstr(svg.at, "…"));
	assert_non_null(strstr(draw("aaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbb", "", "#000"), "aa</text>"));
	for (size_t i = 0; i < 599; i += 3)
		memcpy(title + i, "漢", 3);
	title[597] = '\0';
	draw(title, title, "#000");
	assert_int_equal(count(svg.at, "…</text>"), 2);
	assert_int_equal(text_bad_utf8(svg.at, svg.len), svg.len);
}

static void test_text_is_text(void **state)
{
	(void)state;
	draw("</text><script>\"&'\x01]]>", "<image href='file:///etc/passwd'/>", "#000");
	assert_null(strstr(svg.at, "<script"));
	assert_null(strstr(svg.at, "<image"));
	assert_null(strchr(svg.at, '\x01'));
	assert_non_null(strstr(svg.at, "&lt;/text&gt;&lt;script&gt;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_title_and_community),
		cmocka_unit_test(test_ink_goes_with_the_ground),
		cmocka_unit_test(test_long_titles),
		cmocka_unit_test(test_text_is_text),
	};
	str_init(&svg, 100000);
	int failed = cmocka_run_group_tests_name("card", tests, NULL, NULL);
	str_release(&svg);
	return failed;
}
