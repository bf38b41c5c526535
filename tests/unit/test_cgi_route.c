#include "cgi/door/route.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int setup(void **s)
{
	(void)s;
	arena_init(&arena);
	return 0;
}

static int teardown(void **s)
{
	(void)s;
	arena_release(&arena);
	return 0;
}

static enum err_code find(enum req_method method, const char *path, struct route_match *match)
{
	struct err err = {0};
	struct req req = {.arena = &arena, .method = method, .path = path};
	return route_find(&req, match, &err) ? err.code : ERR_NONE;
}

static void literal_and_id(void **s)
{
	(void)s;
	struct route_match match;
	assert_int_equal(find(REQ_GET, "queue", &match), ERR_NONE);
	assert_string_equal(match.id, "");
	assert_int_equal(match.route->who, ROUTE_MODERATOR);
	assert_int_equal(find(REQ_POST, "queue/20261122-120000-abcdef", &match), ERR_NONE);
	assert_string_equal(match.id, "20261122-120000-abcdef");
	assert_int_equal(match.route->proof, ROUTE_TOKEN);
	assert_int_equal(find(REQ_HEAD, "sign-in", &match), ERR_NONE);
	assert_int_equal(match.route->method, REQ_GET);
}

static void no_such_path(void **s)
{
	(void)s;
	static const char *const paths[] = {"", "Queue", "queue/", "queue/x", "queue/20261122-120000-abcde1", "queue/20261122-120000-abcdef/x",
					    "queue/20261399-120000-abcdef", "submission", "sign-inn", "queue/:id", "new?forum=x"};
	struct route_match match;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		assert_int_equal(find(REQ_GET, paths[i], &match), ERR_NOTFOUND);
}

static void other_methods(void **s)
{
	(void)s;
	struct route_match match;
	assert_int_equal(find(REQ_GET, "preview", &match), ERR_INPUT);
	assert_string_equal(match.allow, "POST");
	assert_int_equal(find(REQ_POST, "health", &match), ERR_INPUT);
	assert_string_equal(match.allow, "GET, HEAD");
	assert_int_equal(find(REQ_OTHER, "queue/20261122-120000-abcdef", &match), ERR_INPUT);
	assert_string_equal(match.allow, "GET, HEAD, POST");
}

/* What changes something is a POST; what changes a thing of a session wants its token. */
static void rows_keep_the_rules(void **s)
{
	(void)s;
	size_t n;
	const struct route *rows = route_rows(&n);
	for (size_t i = 0; i < n; i++) {
		assert_true(rows[i].method == REQ_GET || rows[i].method == REQ_POST);
		assert_non_null(rows[i].handle);
		assert_true(*rows[i].help);
		if (rows[i].method == REQ_GET)
			assert_int_equal(rows[i].proof, ROUTE_ORIGIN);
		/* A key in the address is for who has no session to speak of. */
		if (rows[i].proof == ROUTE_KEY)
			assert_int_equal(rows[i].who, ROUTE_ANYONE);
		if (rows[i].who == ROUTE_MODERATOR && rows[i].method == REQ_POST)
			assert_int_equal(rows[i].proof, ROUTE_TOKEN);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(literal_and_id),
		TEST(no_such_path),
		TEST(other_methods),
		TEST(rows_keep_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
