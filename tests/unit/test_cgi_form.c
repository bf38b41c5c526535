#include "cgi/wire/form.h"

#include <setjmp.h>
#include <cmocka.h>

static const struct form_limits limits = {.fields_max = 5, .name_max = 100};
static struct arena arena;
static struct form form;
static struct err err;

static int setup(void **s)
{
	(void)s;
	arena_init(&arena);
	err_clear(&err);
	return 0;
}

static int teardown(void **s)
{
	(void)s;
	arena_release(&arena);
	return 0;
}

static int query(const char *text)
{
	return form_parse_urlencoded(text, strlen(text), &limits, &arena, &form, &err);
}

static int multipart(const char *text)
{
	return form_parse("multipart/form-data; boundary=B", text, strlen(text), &limits, &arena, &form, &err);
}

static void urlencoded_pairs(void **s)
{
	(void)s;
	assert_int_equal(query("a=1&b=two+words&&c=%C3%A9%26%3D&d&e="), 0);
	assert_int_equal(form.len, 5);
	assert_string_equal(form_text(&form, "b"), "two words");
	assert_string_equal(form_text(&form, "c"), "\xC3\xA9&=");
	assert_string_equal(form_text(&form, "d"), "");
	assert_non_null(form_find(&form, "e"));
	assert_null(form_find(&form, "f"));
	assert_string_equal(form_text(&form, "f"), "");
}

static void urlencoded_odd_percents_are_text(void **s)
{
	(void)s;
	assert_int_equal(query("a=100%&b=%zz&c=%4&d=%%41"), 0);
	assert_string_equal(form_text(&form, "a"), "100%");
	assert_string_equal(form_text(&form, "b"), "%zz");
	assert_string_equal(form_text(&form, "c"), "%4");
	assert_string_equal(form_text(&form, "d"), "%A");
}

static void urlencoded_first_of_a_name_counts(void **s)
{
	(void)s;
	assert_int_equal(query("a=1&a=2"), 0);
	assert_int_equal(form.len, 2);
	assert_string_equal(form_text(&form, "a"), "1");
}

static void urlencoded_empty(void **s)
{
	(void)s;
	assert_int_equal(query(""), 0);
	assert_int_equal(form.len, 0);
	assert_int_equal(query("&&&"), 0);
	assert_int_equal(form.len, 0);
}

static void nul_is_refused(void **s)
{
	(void)s;
	assert_int_equal(query("a=b%00c"), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(query("a%00=c"), -1);
	assert_int_equal(form_parse_urlencoded("a=\0", 3, &limits, &arena, &form, &err), -1);
	static const char part[] = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\0y\r\n--B--";
	assert_int_equal(form_parse_multipart("B", part, sizeof(part) - 1, &limits, &arena, &form, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
}

static void limits_hold(void **s)
{
	(void)s;
	assert_int_equal(query("a&b&c&d&e&f"), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	char name[300];
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(query(name), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	const char *part = arena_printf(&arena, "--B\r\nContent-Disposition: form-data; name=%s\r\n\r\n\r\n--B--", name);
	assert_int_equal(multipart(part), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

static void limits_hold_for_parts_and_headers(void **s)
{
	(void)s;
	struct str many;
	str_init(&many, 1 << 16);
	for (int i = 0; i < 6; i++)
		str_addz(&many, "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n");
	str_addz(&many, "--B--");
	assert_int_equal(multipart(many.at), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_reset(&many);
	str_addz(&many, "--B\r\n");
	for (int i = 0; i < 1000; i++)
		str_addz(&many, "X: y\r\n");
	assert_int_equal(multipart(many.at), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&many);
}

static void ten_thousand_fields_are_refused(void **s)
{
	(void)s;
	struct str many;
	str_init(&many, 1 << 20);
	for (int i = 0; i < 10000; i++)
		str_addf(&many, "f%d=v&", i);
	assert_int_equal(query(many.at), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&many);
}

static void multipart_fields_and_files(void **s)
{
	(void)s;
	assert_int_equal(multipart("preamble\r\n--B  \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n"
	                           "--B\r\ncontent-type: text/x\r\nContent-Disposition: form-data; filename=\"C:\\dir\\\"q\".txt\"; "
	                           "name=\"f\"\r\n\r\n\r\n--B--\r\nepilogue"), 0);
	assert_int_equal(form.len, 2);
	assert_string_equal(form_text(&form, "a"), "one\r\ntwo");
	const struct form_field *file = form_find(&form, "f");
	assert_string_equal(file->filename, "C:\\dir\"q\".txt");
	assert_string_equal(file->type, "text/x");
	assert_int_equal(file->len, 0);
	assert_string_equal(form_text(&form, "f"), "");
}

static void multipart_empty_part(void **s)
{
	(void)s;
	assert_int_equal(multipart("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B--"), 0);
	assert_int_equal(form.len, 1);
	assert_int_equal(form.fields[0].len, 0);
}

static void multipart_cut_anywhere_is_refused(void **s)
{
	(void)s;
	static const char whole[] = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B\r\n"
	                            "Content-Disposition: form-data; name=\"b\"\r\n\r\ny\r\n--B--";
	assert_int_equal(multipart(whole), 0);
	for (size_t n = 1; n < sizeof(whole) - 1; n++) {
		char *cut = arena_dupn(&arena, whole, n);
		assert_int_equal(multipart(cut), -1);
		assert_int_equal(err.code, ERR_INPUT);
		assert_int_equal(form.len, 0);
	}
}

static void multipart_malformed_is_refused(void **s)
{
	(void)s;
	static const char *const bad[] = {
		"--B\r\n\r\nno headers\r\n--B--",
		"--B\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; filename=a\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: x-uu\r\n\r\n\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n=AAA\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nAAA\r\n--B--",
		"--B\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=4\r\n--B--",
		"--C--",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (!multipart(bad[i]))
			fail_msg("accepted: %s", bad[i]);
		assert_int_equal(err.code, ERR_INPUT);
	}
}

static void content_types(void **s)
{
	(void)s;
	assert_int_equal(form_parse("", "", 0, &limits, &arena, &form, &err), 0);
	assert_int_equal(form_parse("Application/X-WWW-form-urlencoded; charset=UTF-8", "a=b", 3, &limits, &arena, &form, &err), 0);
	assert_int_equal(form.len, 1);
	assert_int_equal(form_parse("text/plain", "a=b", 3, &limits, &arena, &form, &err), -1);
	assert_int_equal(form_parse("application/x-www-form-urlencodedx", "a=b", 3, &limits, &arena, &form, &err), -1);
	assert_int_equal(form_parse("multipart/form-data", "a=b", 3, &limits, &arena, &form, &err), -1);
	assert_int_equal(form_parse("multipart/form-data; boundary=", "a=b", 3, &limits, &arena, &form, &err), -1);
	assert_int_equal(form_parse("multipart/form-data; charset=x; BOUNDARY=\"a b\"; y=z", "--a b--", 7, &limits, &arena, &form, &err), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(urlencoded_pairs),
		TEST(urlencoded_odd_percents_are_text),
		TEST(urlencoded_first_of_a_name_counts),
		TEST(urlencoded_empty),
		TEST(nul_is_refused),
		TEST(limits_hold),
		TEST(limits_hold_for_parts_and_headers),
		TEST(ten_thousand_fields_are_refused),
		TEST(multipart_fields_and_files),
		TEST(multipart_empty_part),
		TEST(multipart_cut_anywhere_is_refused),
		TEST(multipart_malformed_is_refused),
		TEST(content_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
