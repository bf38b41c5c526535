#include "core/text/alike.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct alike sketch(const char *text)
{
	struct alike made;
	alike_sketch(text, strlen(text), &made);
	return made;
}

static bool are_alike(const char *a, const char *b)
{
	struct alike x = sketch(a), y = sketch(b);
	return alike_compare(&x, &y) >= ALIKE_MIN;
}

#define PILLS "Cheap pills of the best quality, delivered to your door within two days! Order now at "

static void test_what_is_alike(void **state)
{
	(void)state;
	assert_true(are_alike(PILLS "https://pills.example/a1b2", PILLS "https://pills.example/zz9y"));
	assert_true(are_alike("Offer no. 48291: buy 3, pay 2!", "offer no. 7: BUY 20 -- pay 1"));
	assert_true(are_alike("Thanks!", "thanks"));
	assert_true(are_alike("", "   "));
	assert_false(are_alike("Thanks!", "Sorry!"));
	assert_false(are_alike(PILLS, "How do I make a site with my own theme? I have read the lesson and stopped at step two."));
	assert_false(are_alike("How do I make a site with my own theme?", "How do I invite people to my site by mail?"));
	assert_true(are_alike("Дешёвые часы с доставкой за два дня, закажите сейчас 1", "Дешёвые часы с доставкой за два дня, закажите сейчас 2"));
}

/* Two people who quote the same post have not said the same. */
static void test_quotes_are_not_own_words(void **state)
{
	(void)state;
	assert_false(are_alike("> " PILLS "\n> and more\n\nThis is an advertisement, is it not?\n",
	                   "> " PILLS "\n> and more\n\nI bought some and was ill for a week.\n"));
}

static void test_text_and_back(void **state)
{
	(void)state;
	char text[ALIKE_TEXT];
	struct alike made = sketch(PILLS), back;
	alike_print(&made, text);
	assert_true(alike_parse(text, &back));
	assert_memory_equal(&made, &back, sizeof(made));
	assert_false(alike_parse("", &back));
	text[3] = 'g';
	assert_false(alike_parse(text, &back));
	/* Kept in databases: the numbers may not change from one version to the next. */
	made = sketch("the same on any machine");
	alike_print(&made, text);
	text[16] = '\0';
	assert_string_equal(text, "07ff5ad412d4c5ff");
}

static uint64_t draw(uint64_t *x)
{
	*x = *x * 6364136223846793005u + 1442695040888963407u;
	return *x >> 40;
}

/* Ten thousand: forty waves with letters changed, and as many posts as are left that have nothing in common. */
static void test_many(void **state)
{
	(void)state;
	enum { N = 10000, WAVES = 40 };
	struct arena arena;
	arena_init(&arena);
	struct alike *made = arena_alloc(&arena, N, sizeof(*made));
	const struct alike **all = arena_alloc(&arena, N, sizeof(const struct alike *));
	size_t *group = arena_alloc(&arena, N, sizeof(*group)), alone = 0;
	uint64_t x = 1;
	for (size_t i = 0; i < N; i++) {
		char text[400];
		size_t wave = i % 100, n = 0;
		uint64_t seed = wave < WAVES ? wave : i;
		for (size_t k = 0; k < 200; k++)
			text[n++] = (char)('a' + draw(&seed) % 26);
		for (int k = 0; k < 2 && wave < WAVES; k++)
			text[draw(&x) % 200] = 'q';
		alike_sketch(text, n, &made[i]);
		all[i] = &made[i];
	}
	alike_group(all, N, &arena, group);
	for (size_t i = 0; i < N; i++) {
		if (i % 100 < WAVES)
			assert_int_equal(group[i], i % 100);
		else
			alone += group[i] == i;
	}
	assert_int_equal(alone, N * (100 - WAVES) / 100);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_is_alike),
	    cmocka_unit_test(test_quotes_are_not_own_words),
	    cmocka_unit_test(test_text_and_back),
	    cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
