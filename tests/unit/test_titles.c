#include "core/words/titles.h"

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const asked[] = {
	"How do I change the accent colour?",
	"How do I move a site to another host?",
	"How do I invite people by mail?",
	"Installing on Debian 12",
	"Wie ändere ich die Farbe der Überschriften?",
	"كيف أغيّر لون الموقع؟",
	"如何更改网站颜色",
	"How do I back up the queue?",
	"Where are the logs of nginx?",
};

/* The index of the most alike, or -1; *n of all that are. */
static int best(const char *title, size_t *n)
{
	struct arena arena;
	struct titles_found found;
	arena_init(&arena);
	titles_alike(title, asked, ARRAY_LEN(asked), &arena, &found);
	int at = found.n ? (int)found.at[0] : -1;
	*n = found.n;
	arena_release(&arena);
	return at;
}

static void the_same_question_is_found(void **state)
{
	size_t n;
	(void)state;
	assert_int_equal(best("How do I change the accent colour?", &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(best("Changing accent COLOUR of my theme", &n), 0);
	assert_int_equal(best("move the site to a new host", &n), 1);
	assert_int_equal(best("Installation: Debian", &n), 3);
	assert_int_equal(best("Farbe der Überschrift ändern", &n), 4);
	assert_int_equal(best("لون الموقع كيف أغيّر", &n), 5);
	assert_int_equal(best("更改颜色", &n), 6);
}

static void what_only_begins_alike_is_not(void **state)
{
	size_t n;
	(void)state;
	assert_int_equal(best("How do I delete my account?", &n), -1);
	assert_int_equal(best("Zebra crossing", &n), -1);
	assert_int_equal(best("", &n), -1);
	assert_int_equal(best("?!", &n), -1);
}

static void the_most_alike_are_kept_in_order(void **state)
{
	static const char *const many[] = {"a hedge of yew", "hedge of yew trees", "yew", "a hedge", "hedge of yew", "yew hedge", "rain"};
	struct arena arena;
	struct titles_found found;
	(void)state;
	arena_init(&arena);
	titles_alike("hedge of yew", many, ARRAY_LEN(many), &arena, &found);
	assert_int_equal(found.n, TITLES_FOUND);
	assert_int_equal(found.at[0], 4);
	for (size_t i = 0; i < found.n; i++)
		assert_true(found.at[i] != 6);
	titles_alike("hedge of yew", many, 0, &arena, &found);
	assert_int_equal(found.n, 0);
	arena_release(&arena);
}

static void long_titles_of_any_bytes_do_no_harm(void **state)
{
	static char wide[20000];
	const char *const others[] = {wide, "\xFF\xFE\x80", "x"};
	struct arena arena;
	struct titles_found found;
	(void)state;
	for (size_t i = 0; i + 8 < sizeof(wide); i += 7)
		snprintf(wide + i, 8, "w%05zu ", i % 99999);
	arena_init(&arena);
	titles_alike(wide, others, ARRAY_LEN(others), &arena, &found);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.at[0], 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_question_is_found),
		cmocka_unit_test(what_only_begins_alike_is_not),
		cmocka_unit_test(the_most_alike_are_kept_in_order),
		cmocka_unit_test(long_titles_of_any_bytes_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
