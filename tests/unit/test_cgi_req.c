#include "cgi/wire/req.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct err err;
static struct req req;

/* A carrier with a few variables; its body is `left` times the byte 'a' unless text is set. */
struct carrier {
	const char *const *variables; /* name, value … NULL */
	const char *text;
	size_t left, served;
};

static const char *variable(void *self, const char *name)
{
	const struct carrier *carrier = self;
	for (const char *const *at = carrier->variables; *at; at += 2) {
		if (!strcmp(*at, name))
			return at[1];
	}
	return NULL;
}

static size_t read_body(void *self, void *bytes, size_t n)
{
	struct carrier *carrier = self;
	size_t step = carrier->left < n ? carrier->left : n;
	if (carrier->text)
		memcpy(bytes, carrier->text + carrier->served, step);
	else
		memset(bytes, 'a', step);
	carrier->left -= step;
	carrier->served += step;
	return step;
}

static int head(const char *const *variables)
{
	struct carrier carrier = {.variables = variables};
	struct req_io io = {.variable = variable, .read = read_body, .self = &carrier};
	return req_read_head(&req, &io, "/-/", &arena, &err);
}
#define VARIABLES(...) ((const char *const[]){__VA_ARGS__, NULL})

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

/* Each server splits the path in its own way. */
static void path_by_any_server(void **s)
{
	(void)s;
	static const char *const splits[][3] = {
		{"/-/queue/x", "", ""},          {"/-", "/queue/x", ""},     {"/-/queue", "/x", ""},
		{"", "/-/queue/x", ""},          {"", "", "/-/queue/x?y=z"}, {"/stoa.fcgi", "", "/-/queue/x"},
		{"/-/queue/x/", "", "/elsewhere"}, {"/-/queue/x//", "", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(splits); i++) {
		assert_int_equal(head(VARIABLES("SCRIPT_NAME", splits[i][0], "PATH_INFO", splits[i][1], "REQUEST_URI", splits[i][2])), 0);
		assert_string_equal(req.path, "queue/x");
	}
}

static void path_outside_is_not_found(void **s)
{
	(void)s;
	static const char *const paths[] = {"", "/", "/-", "/queue", "//-/queue", "/-x/queue", "/x/-/queue", "/-/\n", "/-/\xC3\xA9"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		assert_int_equal(head(VARIABLES("SCRIPT_NAME", paths[i], "REQUEST_URI", paths[i])), -1);
		assert_int_equal(err.code, ERR_NOTFOUND);
		assert_string_equal(req.path, "");
	}
	char *longest = arena_alloc(&arena, 2001, 1);
	memset(longest, 'a', 2000);
	memcpy(longest, "/-/", 3);
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", longest)), -1);
}

static void methods(void **s)
{
	(void)s;
	static const struct {
		const char *name;
		enum req_method method;
	} rows[] = {{"GET", REQ_GET}, {"HEAD", REQ_HEAD}, {"POST", REQ_POST}, {"get", REQ_OTHER}, {"PUT", REQ_OTHER}, {"", REQ_OTHER}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/me", "REQUEST_METHOD", rows[i].name)), 0);
		assert_int_equal(req.method, rows[i].method);
	}
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/me")), 0);
	assert_int_equal(req.method, REQ_OTHER);
}

static void absent_and_odd_headers_are_empty(void **s)
{
	(void)s;
	char *long_value = arena_alloc(&arena, 9001, 1);
	memset(long_value, 'a', 9000);
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/me", "HTTP_HOST", "a\nb", "HTTP_ORIGIN", long_value)), 0);
	assert_string_equal(req.host, "");
	assert_string_equal(req.origin, "");
	assert_string_equal(req.referer, "");
	assert_string_equal(req_cookie(&req, "x"), "");
}

static void queries(void **s)
{
	(void)s;
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/new", "QUERY_STRING", "forum=help&x=%41")), 0);
	assert_string_equal(form_text(&req.query, "forum"), "help");
	assert_string_equal(form_text(&req.query, "x"), "A");
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/new", "QUERY_STRING", "a&b&c&d&e&f&g&h&i&j&k")), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/new", "QUERY_STRING", "a=%00")), -1);
	assert_int_equal(err.code, ERR_INPUT);
}

static void cookies(void **s)
{
	(void)s;
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/me", "HTTP_COOKIE", "a=1; stoa=tok=en;b=; xstoa=no")), 0);
	assert_string_equal(req_cookie(&req, "a"), "1");
	assert_string_equal(req_cookie(&req, "stoa"), "tok=en");
	assert_string_equal(req_cookie(&req, "b"), "");
	assert_string_equal(req_cookie(&req, "c"), "");
	assert_string_equal(req_cookie(&req, "xstoa"), "no");
	assert_int_equal(head(VARIABLES("SCRIPT_NAME", "/-/me", "HTTP_COOKIE", ";; ;stoa")), 0);
	assert_string_equal(req_cookie(&req, "stoa"), "");
}

static const struct form_limits limits = {.fields_max = 10, .name_max = 100};

/* CONTENT_LENGTH is whatever; the body ends where the carrier says. */
static void body_ends_where_it_ends(void **s)
{
	(void)s;
	static const char *const lengths[] = {NULL, "", "0", "-1", "1", "7", "99999999999999999999", "abc"};
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		const char *const *variables = lengths[i] ? VARIABLES("SCRIPT_NAME", "/-/me", "CONTENT_TYPE", "application/x-www-form-urlencoded",
		                                                      "CONTENT_LENGTH", lengths[i])
							  : VARIABLES("SCRIPT_NAME", "/-/me", "CONTENT_TYPE", "application/x-www-form-urlencoded");
		struct carrier carrier = {.variables = variables, .text = "a=1&b=2", .left = 7};
		struct req_io io = {.variable = variable, .read = read_body, .self = &carrier};
		assert_int_equal(req_read_head(&req, &io, "/-/", &arena, &err), 0);
		assert_int_equal(req_read_body(&req, &io, 100, &limits, &err), 0);
		assert_string_equal(form_text(&req.form, "b"), "2");
	}
}

static void large_body_is_read_away(void **s)
{
	(void)s;
	struct carrier carrier = {.variables = VARIABLES("SCRIPT_NAME", "/-/me"), .left = 20 << 20};
	struct req_io io = {.variable = variable, .read = read_body, .self = &carrier};
	assert_int_equal(req_read_head(&req, &io, "/-/", &arena, &err), 0);
	assert_int_equal(req_read_body(&req, &io, 1 << 20, &limits, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(carrier.left, 0);
}

static void endless_body_is_given_up(void **s)
{
	(void)s;
	struct carrier carrier = {.variables = VARIABLES("SCRIPT_NAME", "/-/me"), .left = SIZE_MAX};
	struct req_io io = {.variable = variable, .read = read_body, .self = &carrier};
	assert_int_equal(req_read_head(&req, &io, "/-/", &arena, &err), 0);
	assert_int_equal(req_read_body(&req, &io, 1 << 20, &limits, &err), -1);
	assert_true(carrier.served < REQ_DRAIN_MAX + (4 << 20));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(path_by_any_server), TEST(path_outside_is_not_found), TEST(methods),
		TEST(absent_and_odd_headers_are_empty), TEST(queries), TEST(cookies),
		TEST(body_ends_where_it_ends), TEST(large_body_is_read_away), TEST(endless_body_is_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
