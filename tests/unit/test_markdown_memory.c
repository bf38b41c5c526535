#include "core/markdown/markdown_memory.h"

#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

enum { PIECES = 300 };

static bool is_all(const char *at, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		if (at[i] != c)
			return false;
	return true;
}

/* Sizes around each border between kinds, many live at once, freed and taken again in another order. */
static void pieces_are_apart_and_zeroed(void **state)
{
	char *pieces[PIECES];
	size_t sizes[PIECES];
	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < PIECES; i++) {
			sizes[i] = i < 200 ? i * 7 : ((size_t)1 << (i % 12 + 8)) + i % 3 - 1;
			pieces[i] = markdown_calloc(1, sizes[i]);
			assert_int_equal((uintptr_t)pieces[i] % 16, 0);
			assert_true(is_all(pieces[i], sizes[i], '\0'));
			memset(pieces[i], (char)(i % 100 + 1), sizes[i]);
		}
		for (size_t i = 0; i < PIECES; i += 2) {
			assert_true(is_all(pieces[i], sizes[i], (char)(i % 100 + 1)));
			markdown_free(pieces[i]);
		}
		for (size_t i = 1; i < PIECES; i += 2) {
			size_t more = sizes[i] * (size_t)(round + 1);
			pieces[i] = markdown_realloc(pieces[i], more);
			assert_true(is_all(pieces[i], sizes[i], (char)(i % 100 + 1)));
			memset(pieces[i], (char)(i % 100 + 1), more);
		}
		if (round == 1)
			markdown_free_all();
	}
	markdown_free_all();
}

static void freed_memory_is_used_again(void **state)
{
	(void)state;
	char *first = markdown_calloc(3, 40);
	markdown_free(first);
	assert_ptr_equal(markdown_calloc(1, 125), first);
	markdown_free(NULL);
	assert_non_null(markdown_realloc(NULL, 5));
	markdown_free_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_are_apart_and_zeroed),
	    cmocka_unit_test(freed_memory_is_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
