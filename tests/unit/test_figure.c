#include "core/markdown/figure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void is_for_ever(void **state)
{
	(void)state;
	struct figure mira = figure_of("mira"), again = figure_of("mira");
	assert_memory_equal(&mira, &again, sizeof(mira));
	assert_int_equal(mira.hue, 10);
	assert_int_equal(mira.discs[0].x, 5);
	assert_int_equal(mira.discs[0].y, 14);
	assert_int_equal(mira.discs[0].r, 18);
}

/* Every disc shows, and none hides all of the ground. */
static void discs_show(void **state)
{
	(void)state;
	for (int i = 0; i < 5000; i++) {
		char name[16];
		snprintf(name, sizeof(name), "m%05d", i);
		struct figure figure = figure_of(name);
		assert_in_range(figure.hue, 0, FIGURE_HUES - 1);
		for (int j = 0; j < FIGURE_DISCS; j++) {
			int x = figure.discs[j].x - FIGURE_SIZE / 2, y = figure.discs[j].y - FIGURE_SIZE / 2;
			int far = x * x + y * y, r = figure.discs[j].r;
			assert_true(far >= 13 * 13 && far <= 23 * 23);
			assert_in_range(r, 10, 20);
		}
	}
}

static void near_names_differ(void **state)
{
	(void)state;
	static char seen[FIGURE_HUES][64][64][32];
	int same = 0;
	for (int i = 0; i < 1000; i++) {
		char name[16];
		snprintf(name, sizeof(name), "m%05d", i);
		struct figure f = figure_of(name);
		same += seen[f.hue][f.discs[0].x + 10][f.discs[0].y + 10][f.discs[0].r]++ > 0;
	}
	assert_in_range(same, 0, 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_for_ever),
	    cmocka_unit_test(discs_show),
	    cmocka_unit_test(near_names_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
