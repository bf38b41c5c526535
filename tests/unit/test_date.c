#include "core/text/date.h"

#include <setjmp.h>

#include <cmocka.h>

static void parses(const char *s, int64_t want)
{
	struct err err = {0};
	int64_t at = -1;
	if (date_parse(s, &at, &err))
		fail_msg("%s: %s", s, err.msg);
	assert_true(at == want);
}

static void refuses(const char *s, const char *message)
{
	struct err err = {0};
	int64_t at = -1;
	if (!date_parse(s, &at, &err))
		fail_msg("accepted: %s", s);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, message);
	assert_true(at == -1);
}

static void rfc_3339_is_read(void **state)
{
	(void)state;
	parses("1970-01-01", 0);
	parses("1970-01-01T00:00:00Z", 0);
	parses("1969-12-31T23:59:59Z", -1);
	parses("2026-11-22T18:00:00+01:00", 1795366800);
	parses("2026-11-22T17:00:00.999z", 1795366800);
	parses("2026-11-22t17:00:00-00:00", 1795366800);
	parses("2000-02-29", 951782400);
	parses("0000-01-01", INT64_C(-62167219200));
	parses("9999-12-31T23:59:59Z", INT64_C(253402300799));
	parses("1990-12-31T23:59:60Z", 662688000);      /* RFC 3339, 5.8 */
	parses("1990-12-31T15:59:60-08:00", 662688000); /* RFC 3339, 5.8 */
	parses("1937-01-01T12:00:27.87+00:20", -1041337173);
}

static void anything_else_is_refused(void **state)
{
	(void)state;
	static const char *const shapes[] = {
	    "",
	    "2026",
	    "2026-11",
	    "2026-1-2",
	    "26-11-22",
	    "2026-11-22T",
	    "2026-11-22T18:00",
	    "2026-11-22T18:00:00",
	    "2026-11-22 18:00:00Z",
	    "2026-11-22T18:00:00Z ",
	    " 2026-11-22",
	    "2026-11-22T18:00:00.Z",
	    "2026-11-22T18:00:00+0100",
	    "2026-11-22T18:00:00+24:00",
	    "2026-11-22T18:00:00+01:60",
	    "-026-11-22",
	    "2026-11-22T1:00:00Z",
	    "tomorrow",
	};
	char message[160];
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		snprintf(message, sizeof(message),
		         "wants a date like 2026-11-22 or 2026-11-22T18:00:00+01:00, got '%s'", shapes[i]);
		refuses(shapes[i], message);
	}
	refuses("2026-02-29", "there is no such day, got '2026-02-29'");
	refuses("1900-02-29", "there is no such day, got '1900-02-29'");
	refuses("2026-13-01", "there is no such day, got '2026-13-01'");
	refuses("2026-00-01", "there is no such day, got '2026-00-01'");
	refuses("2026-04-31", "there is no such day, got '2026-04-31'");
	refuses("2026-04-00", "there is no such day, got '2026-04-00'");
	refuses("2026-04-01T24:00:00Z", "there is no such time of day, got '2026-04-01T24:00:00Z'");
	refuses("2026-04-01T00:60:00Z", "there is no such time of day, got '2026-04-01T00:60:00Z'");
	refuses("2026-04-01T00:00:61Z", "there is no such time of day, got '2026-04-01T00:00:61Z'");
	refuses("2026-04-15T12:00:60Z", "there is no leap second then, got '2026-04-15T12:00:60Z'");
	refuses("0000-01-01T00:00:00+00:01", "wants a date in the years 0000 to 9999, got '0000-01-01T00:00:00+00:01'");
	refuses("9999-12-31T23:59:60Z", "wants a date in the years 0000 to 9999, got '9999-12-31T23:59:60Z'");
}

static void texts(int64_t at, const char *rfc3339, const char *http, const char *id)
{
	char text[DATE_TEXT];
	date_rfc3339(at, text);
	assert_string_equal(text, rfc3339);
	date_http(at, text);
	assert_string_equal(text, http);
	date_id_head(at, text);
	assert_string_equal(text, id);
}

static void moments_are_written(void **state)
{
	(void)state;
	texts(0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "19700101-000000");
	texts(784111777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT", "19941106-084937"); /* RFC 9110 */
	texts(951782399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 GMT", "20000228-235959");
	texts(-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT", "19691231-235959");
	texts(INT64_MIN, "0000-01-01T00:00:00Z", "Sat, 01 Jan 0000 00:00:00 GMT", "00000101-000000");
	texts(INT64_MAX, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT", "99991231-235959");
}

static void ids_hold_their_moment(void **state)
{
	(void)state;
	assert_int_equal(date_from_id("20261122-170000-abc234"), 1795366800);
	assert_int_equal(date_from_id("19700101-000000-aaaaaa"), 0);
	assert_int_equal(date_from_id("nonsense"), 0);
	assert_int_equal(date_from_id(""), 0);
}

/* Every day from 0000 to 9999 against a count that knows only how long months are. */
static void every_day_is_the_next(void **state)
{
	(void)state;
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t at = INT64_C(-62167219200);
	int weekday = 6;
	for (int year = 0; year <= 9999; year++) {
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && leap);
			for (int day = 1; day <= length; day++, at += 86400, weekday = (weekday + 1) % 7) {
				struct date_civil c = date_civil(at + day);
				bool right = c.year == year && c.month == month && c.day == day &&
				             c.weekday == weekday && c.second == day && date_from_civil(&c) == at + day;
				if (!right)
					fail_msg("%d-%d-%d", year, month, day);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rfc_3339_is_read),      cmocka_unit_test(anything_else_is_refused),
	    cmocka_unit_test(moments_are_written),   cmocka_unit_test(ids_hold_their_moment),
	    cmocka_unit_test(every_day_is_the_next),
	};
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
