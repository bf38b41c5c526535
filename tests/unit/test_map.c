#include "core/base/map.h"

#include <setjmp.h>

#include <cmocka.h>

static void keeps_what_was_put(void **state)
{
	struct arena arena;
	struct map map;
	char key[32];
	(void)state;
	arena_init(&arena);
	map_init(&map, &arena);
	assert_null(map_find(&map, "a", 1));
	for (int i = 0; i < 5000; i++) {
		int n = snprintf(key, sizeof(key), "key %d", i);
		map_put(&map, key, (size_t)n)->value.number = i;
	}
	map_put(&map, "key 17", 6)->value.number += 1000;
	assert_int_equal(map.len, 5000);
	assert_int_equal(map_find(&map, "key 17", 6)->value.number, 1017);
	assert_int_equal(map_find(&map, "key 4999", 8)->value.number, 4999);
	assert_null(map_find(&map, "key 5000", 8));
	assert_null(map_find(&map, "key 1", 4));
	assert_string_equal(map.entries[3].key, "key 3");
	map_release(&map);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_what_was_put)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
