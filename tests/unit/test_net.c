#include "core/text/net.h"

#include <setjmp.h>
#include <cmocka.h>

static struct err err;

static bool holds(const char *network, const char *address)
{
	struct net net, one;
	assert_int_equal(net_parse(network, &net, &err), 0);
	assert_int_equal(net_parse(address, &one, &err), 0);
	return net_holds(&net, &one);
}

static void a_network_holds_its_addresses(void **s)
{
	(void)s;
	assert_true(holds("192.0.2.1", "192.0.2.1"));
	assert_false(holds("192.0.2.1", "192.0.2.2"));
	assert_true(holds("192.0.2.0/24", "192.0.2.255"));
	assert_false(holds("192.0.2.0/24", "192.0.3.0"));
	assert_true(holds("192.0.2.128/25", "192.0.2.129"));
	assert_false(holds("192.0.2.128/25", "192.0.2.127"));
	assert_true(holds("10.0.0.0/7", "11.255.0.1"));
	assert_false(holds("10.0.0.0/7", "12.0.0.1"));
	assert_true(holds("0.0.0.0/0", "203.0.113.9"));
	assert_false(holds("0.0.0.0/0", "2001:db8::1"));
	assert_true(holds("::/0", "203.0.113.9"));
	assert_true(holds("2001:db8::/32", "2001:db8:ffff::1"));
	assert_false(holds("2001:db8::/32", "2001:db9::1"));
	assert_true(holds("2001:db8::1", "2001:0db8:0:0::0001"));
	assert_true(holds("192.0.2.1", "::ffff:192.0.2.1"));
}

static void what_is_no_address_is_refused(void **s)
{
	(void)s;
	static const char *const bad[] = {"", "localhost", "127.1", "192.0.2.1:80", "[2001:db8::1]", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/",
					  "192.0.2.0/-1", "192.0.2.0/8 ", " 192.0.2.1", "192.0.2.256", "192.0.2.0/24/24",
					  "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"};
	struct net net;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (!net_parse(bad[i], &net, &err))
			fail_msg("'%s' is taken", bad[i]);
		err_clear(&err);
	}
}

static void a_sender_is_a_network_where_that_is_one(void **s)
{
	(void)s;
	struct arena arena;
	arena_init(&arena);
	assert_string_equal(net_of_sender("192.0.2.1", &arena), "192.0.2.1");
	assert_string_equal(net_of_sender("2001:db8:1:2:3:4:5:6", &arena), "2001:db8:1:2::");
	assert_string_equal(net_of_sender("::ffff:192.0.2.1", &arena), "192.0.2.1");
	assert_string_equal(net_of_sender("unix:", &arena), "unix:");
	assert_string_equal(net_of_sender("", &arena), "");
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_holds_its_addresses),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(a_sender_is_a_network_where_that_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
