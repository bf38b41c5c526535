#include "gen/plan/insights.h"

#include "core/text/date.h"

#include <setjmp.h>

#include <cmocka.h>

static int64_t at(const char *date)
{
	struct err err = {0};
	int64_t seconds = 0;
	assert_int_equal(date_parse(date, &seconds, &err), 0);
	return seconds;
}

static void weeks_begin_on_monday(void **state)
{
	(void)state;
	assert_int_equal(insights_week(0), 0);
	assert_int_equal(insights_week(at("1970-01-04T23:59:59Z")), 0);
	assert_int_equal(insights_week(at("1970-01-05T00:00:00Z")), 1);
	assert_int_equal(insights_week(at("1969-12-28T23:59:59Z")), -1);
	int64_t week = insights_week(at("2026-11-22T17:00:00Z"));
	assert_int_equal(insights_monday(week), at("2026-11-16T00:00:00Z"));
	assert_int_equal(insights_monday(week + 1), at("2026-11-23T00:00:00Z"));
}

/* A week belongs to the year of its Thursday. */
static void years_of_weeks(void **state)
{
	(void)state;
	assert_int_equal(insights_year(insights_week(at("2027-01-03T12:00:00Z"))), 2026);
	assert_int_equal(insights_year(insights_week(at("2027-01-04T12:00:00Z"))), 2027);
	assert_int_equal(insights_year(insights_week(at("2025-12-29T12:00:00Z"))), 2026);
}

static void medians(void **state)
{
	(void)state;
	struct insights sum = {.topics = 3};
	assert_int_equal(insights_median(&sum), -1);
	insights_add(&sum, "h00", 1);
	assert_int_equal(insights_median(&sum), 450); /* in the middle of what it can be */
	insights_add(&sum, "h02", 3);
	assert_int_equal(insights_time(3600), 2);
	assert_int_equal(insights_median(&sum), 1800 + 1800 / 3);
	insights_add(&sum, "h11", 100);
	assert_in_range(insights_median(&sum), 8 * 86400, 16 * 86400);
	assert_int_equal(insights_answered(&sum), 104);
	insights_add(&sum, "x", 5);
	assert_int_equal(sum.topics, 3);
}

static void axes(void **state)
{
	(void)state;
	static const int64_t pairs[][2] = {{0, 2}, {2, 2}, {3, 4}, {9, 10}, {11, 20}, {97, 100}, {256, 400}, {1001, 2000}};
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		assert_int_equal(insights_ceiling(pairs[i][0]), pairs[i][1]);
	assert_int_equal(insights_long(-1), 3600);
	assert_int_equal(insights_long(3601), 7200);
	assert_int_equal(insights_long(INT64_MAX), 16 * 86400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(weeks_begin_on_monday),
	    cmocka_unit_test(years_of_weeks),
	    cmocka_unit_test(medians),
	    cmocka_unit_test(axes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
