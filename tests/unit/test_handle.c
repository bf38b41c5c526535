#include "core/page/handle.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool alike(const char *a, const char *b)
{
	return !strcmp(handle_skeleton(a, &arena), handle_skeleton(b, &arena));
}

static void what_is_typed_is_folded(void **state)
{
	(void)state;
	assert_string_equal(handle_read("  Ada ", &arena), "ada");
	assert_string_equal(handle_read("\xEF\xBC\xA1\xEF\xBD\x84\xEF\xBD\x81", &arena), "ada"); /* full width */
	assert_string_equal(handle_read("\xE2\x84\xAFve", &arena), "eve");                       /* script e */
	assert_string_equal(handle_read("a\xE2\x80\x8B" "da", &arena), "ada");                   /* zero width space */
	assert_string_equal(handle_read("a\xC2\xAD" "da", &arena), "ada");                       /* soft hyphen */
	/* A Cyrillic a stays one: it is refused by its shape, not taken for the Latin. */
	assert_string_not_equal(handle_read("\xD0\xB0" "da", &arena), "ada");
	assert_non_null(handle_read("\xFF\xFE", &arena));
}

static void a_name_suggests_a_handle(void **state)
{
	(void)state;
	assert_string_equal(handle_suggest("Ada Lovelace", &arena), "ada-lovelace");
	assert_string_equal(handle_suggest("J\xC3\xBCrgen", &arena), "jurgen");
	assert_string_equal(handle_suggest("\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD", &arena), "ivan");
	assert_null(handle_suggest("", &arena));
	assert_null(handle_suggest("!", &arena));
	assert_null(handle_suggest("x", &arena));
	assert_int_equal(strlen(handle_suggest("abcdefghijklmnopqrstuvwxyzabcdefghijklmnop", &arena)), 32);
}

static void what_looks_alike_has_one_skeleton(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{"bill", "bi1l"}, {"paul", "pau1"}, {"bob", "b0b"},  {"arno", "amo"},
		{"m0m", "rnom"},  {"a-b", "a_b"},   {"ada", "\xD0\xB0" "da"}, {"ada", "\xD0\xB0\xD4\x81\xD0\xB0"},
		{"ada", "ADA"},
	};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (!alike(pairs[i][0], pairs[i][1]))
			fail_msg("%s and %s are not alike: %s, %s", pairs[i][0], pairs[i][1], handle_skeleton(pairs[i][0], &arena),
			         handle_skeleton(pairs[i][1], &arena));
	}
	assert_false(alike("ill", "lll"));
	assert_false(alike("ada", "eda"));
	assert_false(alike("ann", "anna"));
	assert_string_equal(handle_skeleton("\xFF\xFF", &arena), handle_skeleton("\xFF\xFF", &arena));
}

static void names_of_the_site_are_reserved(void **state)
{
	(void)state;
	const char *more[] = {"gardeners", "treasurer"};
	struct option_texts settings = {more, 2, 2};
	static const char *const taken[] = {"admin", "adm1n", "ad-min",   "adrnin",    "moderator", "m0derator", "root",
					    "guest", "stoa",  "st0a",     "support",   "supp0rt",   "gardeners", "treasurer",
					    "hedgegarden",    "hedge-garden", "s-t-o-a", "postmaster", "Moderator", "ADMIN"};
	for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
		if (!handle_is_reserved(taken[i], &settings, "Hedge Garden"))
			fail_msg("%s is not reserved", taken[i]);
	}
	static const char *const fine[] = {"ada", "adam", "rooted", "stoatrader", "helpful-hannah", "min"};
	for (size_t i = 0; i < ARRAY_LEN(fine); i++) {
		if (handle_is_reserved(fine[i], &settings, "Hedge Garden"))
			fail_msg("%s is reserved", fine[i]);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_typed_is_folded),
		TEST(a_name_suggests_a_handle),
		TEST(what_looks_alike_has_one_skeleton),
		TEST(names_of_the_site_are_reserved),
	};
	return cmocka_run_group_tests_name("handle", tests, NULL, NULL);
}
