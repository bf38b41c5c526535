#include "core/base/json.h"

#include <setjmp.h>

#include <cmocka.h>

static void members_in_order(void **state)
{
	(void)state;
	const struct json_member members[] = {
		{.name = "text", .text = "\"a\"\\\n\x01 \xC3\xA9"},
		{.name = "number", .number = -5, .is_number = true},
		{.name = "none"},
		{.name = "broken", .text = "\xFF"},
	};
	struct str out;
	str_init(&out, 1000);
	str_addc(&out, '[');
	json_put(&out, members, ARRAY_LEN(members));
	assert_string_equal(out.at, "[{\"text\":\"\\\"a\\\"\\\\\\n\\u0001 \xC3\xA9\",\"number\":-5,\"none\":null,\"broken\":null}");
	str_release(&out);
}

static void nothing_is_an_empty_object(void **state)
{
	(void)state;
	struct str out;
	str_init(&out, 10);
	json_put(&out, NULL, 0);
	assert_string_equal(out.at, "{}");
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_in_order),
		cmocka_unit_test(nothing_is_an_empty_object),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
