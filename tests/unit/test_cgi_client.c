/* By which address a visitor is counted. */
#include "cgi_site.h"

static int setup_proxies(void **state)
{
	(void)state;
	return site_start("[sign-in]\nattempts = 2\n[cgi]\nproxies = 192.0.2.7 2001:db8:7::/48\nproxies = 198.51.100.0/24\n");
}

static int plain_site(void **state)
{
	(void)state;
	return site_start("[sign-in]\nattempts = 2\n");
}

static int wrong(const char *address, const char *forwarded)
{
	struct visitor visitor = {.address = address, .forwarded = forwarded, .origin = "http://localhost:8080"};
	return post(&visitor, "/-/sign-in", FIELDS("handle", "gardener", "password", "wrong")).status;
}

static bool is_counted_as(const char *address, const char *forwarded, const char *as)
{
	now += 901;
	for (int i = 0; i < 2; i++)
		assert_int_equal(wrong(as, NULL), 403);
	return wrong(address, forwarded) == 429;
}

static void a_proxy_says_who_asks(void **s)
{
	(void)s;
	assert_true(is_counted_as("192.0.2.7", "203.0.113.1", "203.0.113.1"));
	assert_true(is_counted_as("2001:db8:7::1", "203.0.113.1", "203.0.113.1"));
	assert_true(is_counted_as("192.0.2.7", "2001:db8:9::1", "2001:db8:9::2"));
	assert_true(is_counted_as("192.0.2.7", "203.0.113.1, 198.51.100.3", "203.0.113.1"));
	assert_true(is_counted_as("192.0.2.7", "203.0.113.1 ,198.51.100.3 , 192.0.2.7", "203.0.113.1"));
}

/* The left of the list is whatever the visitor sent. */
static void the_visitor_does_not(void **s)
{
	(void)s;
	assert_true(is_counted_as("192.0.2.7", "203.0.113.99, 203.0.113.1", "203.0.113.1"));
	assert_true(is_counted_as("192.0.2.7", "192.0.2.7, 203.0.113.1", "203.0.113.1"));
	assert_true(is_counted_as("203.0.113.1", "203.0.113.99", "203.0.113.1"));
	assert_true(is_counted_as("203.0.113.1", "203.0.113.99, 192.0.2.7", "203.0.113.1"));
	static const char *const odd[] = {"", "unknown", ",", "203.0.113.1:80", "_hidden", "203.0.113.0/24", "203.0.113.1;"};
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		if (!is_counted_as("192.0.2.7", odd[i], "192.0.2.7"))
			fail_msg("'%s' is believed", odd[i]);
}

static void nobody_is_a_proxy_unless_the_operator_says_so(void **s)
{
	(void)s;
	assert_true(is_counted_as("192.0.2.7", "203.0.113.1", "192.0.2.7"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_proxy_says_who_asks, setup_proxies, teardown),
		cmocka_unit_test_setup_teardown(the_visitor_does_not, setup_proxies, teardown),
		cmocka_unit_test_setup_teardown(nobody_is_a_proxy_unless_the_operator_says_so, plain_site, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
