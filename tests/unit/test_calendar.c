#include "core/feed/calendar.h"
#include "core/text/date.h"

#include <libical/ical.h>
#include <setjmp.h>

#include <cmocka.h>

static struct calendar *cal;
static struct str out;
static struct err err;

static int prepare(void **state)
{
	(void)state;
	cal = calendar_open();
	str_init(&out, 1 << 20);
	err_clear(&err);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	calendar_close(cal);
	str_release(&out);
	icalmemory_free_ring();
	return 0;
}

static int64_t at(const char *date)
{
	int64_t moment;
	assert_int_equal(date_parse(date, &moment, &err), 0);
	return moment;
}

static struct calendar_event event(const char *zone, const char *start, const char *repeat)
{
	return (struct calendar_event){.uid = "open-hour@example.org",
	                               .title = "Open hour",
	                               .description = "",
	                               .location = "",
	                               .url = "",
	                               .zone = zone,
	                               .repeat = repeat,
	                               .start = at(start),
	                               .end = at(start) + 3600,
	                               .stamp = at("2026-01-02T03:04:05Z")};
}

/* ---- what a rule may say ---- */

static void good_rules(void **state)
{
	static const char *const rules[] = {"FREQ=DAILY",
	                                    "FREQ=WEEKLY;BYDAY=TU",
	                                    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
	                                    "FREQ=MONTHLY;BYDAY=-1FR",
	                                    "FREQ=MONTHLY;BYMONTHDAY=15;COUNT=12",
	                                    "FREQ=YEARLY;BYMONTH=3;BYDAY=1SU;UNTIL=20301231",
	                                    "FREQ=WEEKLY;UNTIL=20271231T235959Z",
	                                    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (calendar_check_repeat(rules[i], &err))
			fail_msg("%s: %s", rules[i], err.msg);
	}
}

static void bad_rules(void **state)
{
	static const struct {
		const char *rule, *says;
	} rows[] = {
	    {"", "begins with FREQ="},
	    {"WEEKLY", "begins with FREQ="},
	    {"FREQ=HOURLY", "begins with FREQ="},
	    {"FREQ=WEEKLY;BYDAY=XX", "'BYDAY=XX' has a value"},
	    {"FREQ=WEEKLY;FOO=1", "'FOO=1' is no part"},
	    {"FREQ=WEEKLY;", "'' is no part"},
	    {"FREQ=WEEKLY;BYDAY", "'BYDAY' is no part"},
	    {"FREQ=WEEKLY;INTERVAL=0", "'INTERVAL=0' has a value"},
	    {"FREQ=WEEKLY;INTERVAL=-2", "'INTERVAL=-2' has a value"},
	    {"FREQ=WEEKLY;COUNT=99999999999", "'COUNT=99999999999' has a value"},
	    {"FREQ=WEEKLY;UNTIL=20271301", "'UNTIL=20271301' has a value"},
	    {"FREQ=WEEKLY;UNTIL=2027", "'UNTIL=2027' has a value"},
	    {"FREQ=WEEKLY;BYDAY=1MO", "numbers in a month"},
	    {"FREQ=DAILY;BYHOUR=9,17", "once a day"},
	    {"FREQ=DAILY;BYSECOND=1", "once a day"},
	    {"FREQ=DAILY;RSCALE=HEBREW", "is no part"},
	    {"FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "do not go together"},
	    {"FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "do not go together"},
	    {"FREQ=WEEKLY;BYDAY=TU\r\nATTENDEE:x", "has a value"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		err_clear(&err);
		if (!calendar_check_repeat(rows[i].rule, &err) || !strstr(err.msg, rows[i].says))
			fail_msg("%s: got '%s', wanted '%s'", rows[i].rule, err.msg, rows[i].says);
	}
}

static void assert_says(const char *what)
{
	if (!strstr(err.msg, what))
		fail_msg("'%s' does not say '%s'", err.msg, what);
}

static void events_that_make_no_sense(void **state)
{
	static const char *const christmas[] = {"2026-12-25"}, *const nonsense[] = {"2026-13-01"};
	const char *key;
	struct calendar_event e = event("Europe/Berlin", "2026-11-25T17:00:00Z", "FREQ=WEEKLY");
	(void)state;
	assert_int_equal(calendar_check(cal, &e, &key, &err), 0);
	e.zone = "Europe/Bonn";
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_string_equal(key, "zone");
	assert_non_null(strstr(err.msg, "Europe/Bonn"));
	e.zone = "Europe/Berlin";
	e.repeat = "FREQ=WEEKLY;BYDAY=TU";
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_string_equal(key, "repeat");
	assert_non_null(strstr(err.msg, "start is no time of this rule"));
	e.repeat = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30";
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_says("never takes place");
	e.repeat = "FREQ=WEEKLY;UNTIL=20251231";
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_says("never takes place");
	e.repeat = "FREQ=WEEKLY";
	e.except = christmas, e.nexcept = 1;
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_string_equal(key, "except");
	e.except = nonsense;
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	e.repeat = "";
	assert_int_equal(calendar_check(cal, &e, &key, &err), -1);
	assert_non_null(strstr(err.msg, "only goes with repeat"));
}

static void names_that_are_no_zones(void **state)
{
	static const char *const names[] = {
	    "localtime", "posixrules", "right/Europe/Berlin", "posix/UTC", "../UTC", "/etc/localtime", "Europe",
	    "Europe/",   "zone.tab",   "leapseconds",         "",          " "};
	int64_t shift;
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		err_clear(&err);
		bool refused = calendar_shift(cal, names[i], 0, &shift, &err) != 0;
		if (refused == !*names[i])
			fail_msg("'%s'", names[i]);
	}
}

/* ---- when ---- */

static void takes_place(const struct calendar_event *e, const char *from, const char *const *starts, size_t n)
{
	struct calendar_span spans[16];
	size_t found = ARRAY_LEN(spans) < n + 1 ? n : n + 1;
	char text[DATE_TEXT];
	if (calendar_spans(cal, e, at(from), spans, &found, &err))
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < n; i++) {
		assert_true(i < found);
		date_rfc3339(spans[i].start, text);
		assert_string_equal(text, starts[i]);
		assert_int_equal(spans[i].end - spans[i].start, e->end - e->start);
	}
}
#define TAKES_PLACE(e, from, ...)                                                                                      \
	takes_place(e, from, (const char *const[]){__VA_ARGS__},                                                       \
	            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void wall_time_stays_across_a_change_of_clocks(void **state)
{
	struct calendar_event e = event("Europe/Berlin", "2027-03-17T17:00:00Z", "FREQ=WEEKLY");
	(void)state;
	TAKES_PLACE(&e, "2027-03-20", "2027-03-24T17:00:00Z", "2027-03-31T16:00:00Z");
	TAKES_PLACE(&e, "2027-10-26", "2027-10-27T16:00:00Z", "2027-11-03T17:00:00Z");
	e = event("America/New_York", "2027-03-01T23:30:00Z", "FREQ=WEEKLY;BYDAY=MO");
	TAKES_PLACE(&e, "2027-03-03", "2027-03-08T23:30:00Z", "2027-03-15T22:30:00Z");
	TAKES_PLACE(&e, "2027-11-02", "2027-11-08T23:30:00Z");
	e = event("Asia/Kolkata", "2027-03-17T12:30:00Z", "FREQ=MONTHLY");
	TAKES_PLACE(&e, "2027-03-18", "2027-04-17T12:30:00Z", "2027-05-17T12:30:00Z");
	e = event("Australia/Sydney", "2027-03-30T08:00:00Z", "FREQ=WEEKLY");
	TAKES_PLACE(&e, "2027-03-31", "2027-04-06T09:00:00Z");
	TAKES_PLACE(&e, "2027-10-01", "2027-10-05T08:00:00Z");
	e = event("", "2027-03-24T17:00:00Z", "FREQ=WEEKLY");
	TAKES_PLACE(&e, "2027-03-25", "2027-03-31T17:00:00Z");
}

/* RFC 5545, 3.3.5: what the clocks leap over is told by the clock of before; of two, the first. */
static void times_that_are_not_or_are_twice(void **state)
{
	struct calendar_event e = event("Europe/Berlin", "2027-03-27T01:30:00Z", "FREQ=DAILY");
	(void)state;
	TAKES_PLACE(&e, "2027-03-27", "2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z");
	e = event("Europe/Berlin", "2027-10-30T00:30:00Z", "FREQ=DAILY");
	TAKES_PLACE(&e, "2027-10-30", "2027-10-30T00:30:00Z", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z");
}

static void rules_end(void **state)
{
	struct calendar_event e = event("Europe/Berlin", "2026-11-25T17:00:00Z", "FREQ=WEEKLY;COUNT=3");
	struct calendar_span span;
	size_t n = 9;
	struct calendar_span spans[9];
	(void)state;
	assert_int_equal(calendar_spans(cal, &e, 0, spans, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_int_equal(calendar_shown(cal, &e, at("2026-12-02T18:00:00Z"), &span, &err), 0);
	assert_int_equal(span.start, at("2026-12-02T17:00:00Z"));
	assert_int_equal(calendar_shown(cal, &e, at("2026-12-02T18:00:01Z"), &span, &err), 0);
	assert_int_equal(span.start, at("2026-12-09T17:00:00Z"));
	assert_int_equal(calendar_shown(cal, &e, at("2030-01-01"), &span, &err), 0);
	assert_int_equal(span.start, at("2026-12-09T17:00:00Z"));
	/* A day, a time of the zone, and a time of UTC, each with that day's time in or out. */
	static const struct {
		const char *repeat;
		size_t n;
	} rows[] = {{"FREQ=WEEKLY;UNTIL=20261202", 2},         {"FREQ=WEEKLY;UNTIL=20261201", 1},
	            {"FREQ=WEEKLY;UNTIL=20261202T180000", 2},  {"FREQ=WEEKLY;UNTIL=20261202T175959", 1},
	            {"FREQ=WEEKLY;UNTIL=20261202T170000Z", 2}, {"FREQ=WEEKLY;UNTIL=20261202T165959Z", 1}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		e.repeat = rows[i].repeat;
		n = 9;
		assert_int_equal(calendar_spans(cal, &e, 0, spans, &n, &err), 0);
		if (n != rows[i].n)
			fail_msg("%s: %zu times", rows[i].repeat, n);
	}
}

static void exceptions_are_days_of_the_zone(void **state)
{
	static const char *const days[] = {"2026-11-26", "2026-12-03"};
	struct calendar_event e = event("Australia/Sydney", "2026-11-18T21:00:00Z", "FREQ=WEEKLY;COUNT=3");
	struct calendar_span span;
	const char *key;
	(void)state;
	e.except = days, e.nexcept = 1;
	assert_int_equal(calendar_check(cal, &e, &key, &err), 0);
	TAKES_PLACE(&e, "2026-11-20", "2026-12-02T21:00:00Z");
	e.nexcept = 2;
	assert_int_equal(calendar_shown(cal, &e, at("2026-11-20"), &span, &err), 0);
	assert_int_equal(span.start, at("2026-11-18T21:00:00Z"));
}

/* Skipping what is over must find what counting from the start finds. */
static void skipping_is_counting(void **state)
{
	static const char *const rules[] = {"FREQ=DAILY;INTERVAL=3",
	                                    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
	                                    "FREQ=MONTHLY;BYDAY=-1FR",
	                                    "FREQ=MONTHLY;BYMONTHDAY=31",
	                                    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
	                                    "FREQ=MONTHLY;INTERVAL=5;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
	                                    "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=20;BYDAY=MO",
	                                    "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU"};
	static const char *const zones[] = {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney"};
	struct calendar_span all[400], some[3];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules) * ARRAY_LEN(zones); i++) {
		struct calendar_event e = event(zones[i % 4], "2020-02-06T17:00:00Z", rules[i / 4]);
		size_t n = ARRAY_LEN(all);
		if (calendar_spans(cal, &e, 0, all, &n, &err) || n < 30)
			fail_msg("%s: %zu times; %s", rules[i / 4], n, err.msg);
		for (size_t j = 0; j + 3 < n; j += 1 + j / 8) {
			size_t m = 3;
			assert_int_equal(calendar_spans(cal, &e, all[j].end, some, &m, &err), 0);
			assert_int_equal(m, 3);
			if (memcmp(all + j, some, sizeof(some)))
				fail_msg("%s in %s from %zu", rules[i / 4], zones[i % 4], j);
		}
	}
}

/* ---- as text ---- */

static icalcomponent *written(const struct calendar_event *events, size_t n)
{
	struct calendar_feed feed = {.name = "", .url = "", .events = events, .nevents = n};
	str_reset(&out);
	if (calendar_write(cal, &feed, &out, &err))
		fail_msg("%s", err.msg);
	icalcomponent *parsed = icalparser_parse_string(out.at);
	assert_non_null(parsed);
	assert_int_equal(icalcomponent_count_errors(parsed), 0);
	return parsed;
}

/* libical alone, with the zone as the file describes it, finds the times that we say. */
static void the_text_says_when(void **state)
{
	static const struct {
		const char *zone, *start, *repeat;
	} rows[] = {
	    {"Europe/Berlin", "2026-11-25T17:00:00Z", "FREQ=WEEKLY"},
	    {"Europe/Berlin", "2027-03-27T00:30:00Z", "FREQ=DAILY"},
	    {"America/New_York", "2026-03-02T23:30:00Z", "FREQ=WEEKLY;BYDAY=MO"},
	    {"Asia/Kolkata", "2026-11-25T12:30:00Z", "FREQ=MONTHLY;BYDAY=-1WE"},
	    {"Australia/Sydney", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Africa/Cairo", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Africa/Casablanca", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"America/Nuuk", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Asia/Gaza", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Australia/Lord_Howe", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Europe/Dublin", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"America/Santiago", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Asia/Almaty", "2023-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"Pacific/Chatham", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	    {"", "2026-11-24T08:00:00Z", "FREQ=WEEKLY"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct calendar_event e = event(rows[i].zone, rows[i].start, rows[i].repeat);
		struct calendar_span spans[200];
		size_t n = ARRAY_LEN(spans), k = 0;
		assert_int_equal(calendar_spans(cal, &e, 0, spans, &n, &err), 0);
		icalcomponent *parsed = written(&e, 1),
		              *found = icalcomponent_get_first_component(parsed, ICAL_VEVENT_COMPONENT);
		struct icaltimetype start = icalcomponent_get_dtstart(found);
		icalproperty *property = icalcomponent_get_first_property(found, ICAL_RRULE_PROPERTY);
		icalrecur_iterator *times = icalrecur_iterator_new(icalproperty_get_rrule(property), start);
		icalcomponent *zone = icalcomponent_get_first_component(parsed, ICAL_VTIMEZONE_COMPONENT);
		icaltimezone *tz = icaltimezone_new();
		if (zone)
			icaltimezone_set_component(tz, icalcomponent_new_clone(zone));
		for (struct icaltimetype t; k < n && !icaltime_is_null_time(t = icalrecur_iterator_next(times)); k++) {
			int64_t moment = icaltime_as_timet_with_zone(t, zone ? tz : icaltimezone_get_utc_timezone());
			if (moment != spans[k].start)
				fail_msg("%s: time %zu is off by %lld s\n%s", rows[i].zone, k,
				         (long long)(moment - spans[k].start), out.at);
		}
		assert_int_equal(k, n);
		icalrecur_iterator_free(times);
		icaltimezone_free(tz, 1);
		icalcomponent_free(parsed);
	}
}

static const char *const hostile[] = {
    "plain",
    "comma, semicolon; back\\slash",
    "\"quotes\" 'and' <script>alert(1)</script> &amp;",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    "x\\nEND:VEVENT",
    "trailing \\",
    "colon: \"a;b=c\":d",
    "\xE2\x80\x8F\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
    "\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8"
    "\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0"
    "\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0\xE4\xBC\x9A\xE8"
    "\xAD\xB0\xE4\xBC\x9A\xE8\xAD\xB0",
};

static void check_lines(void)
{
	const char *text = out.at;
	while (*text) {
		size_t n = strcspn(text, "\r\n");
		assert_true(n > 0 && n <= 75);
		assert_memory_equal(text + n, "\r\n", 2);
		/* A character is not cut: no line begins with the rest of one. */
		assert_true(((unsigned char)text[*text == ' '] & 0xC0) != 0x80);
		text += n + 2;
	}
}

static void hostile_text_is_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		struct calendar_event e = event("Europe/Berlin", "2026-11-25T17:00:00Z", "");
		e.title = e.description = e.location = hostile[i];
		icalcomponent *parsed = written(&e, 1);
		check_lines();
		assert_int_equal(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT), 1);
		icalcomponent *found = icalcomponent_get_first_component(parsed, ICAL_VEVENT_COMPONENT);
		assert_string_equal(icalcomponent_get_summary(found), hostile[i]);
		assert_string_equal(icalcomponent_get_description(found), hostile[i]);
		assert_string_equal(icalcomponent_get_location(found), hostile[i]);
		icalcomponent_free(parsed);
	}
	struct calendar_event e = event("Europe/Berlin", "2026-11-25T17:00:00Z", "");
	e.title = "a\r\nEND:VEVENT\x01\x7F\xE2\x80\xA8z";
	e.url = "https://x.example/\r\nATTENDEE:mailto:b \xC3\xBC";
	icalcomponent_free(written(&e, 1));
	check_lines();
	assert_non_null(strstr(out.at, "SUMMARY:a\\nEND:VEVENT  \\nz\r\n"));
	assert_non_null(strstr(out.at, "URL:https://x.example/%0D%0AATTENDEE:mailto:b%20%C3%BC\r\n"));
}

static void the_whole_text(void **state)
{
	static const char *const days[] = {"2026-12-30"};
	struct calendar_event e = event("Europe/Berlin", "2026-11-25T18:00:00+01:00", "FREQ=WEEKLY;UNTIL=20270630");
	(void)state;
	e.except = days, e.nexcept = 1;
	e.sequence = 2;
	e.url = "https://example.org/events/2026/open-hour/";
	icalcomponent_free(written(&e, 1));
	assert_string_equal(
	    out.at, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Stoa//" STOA_VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n"
	            "METHOD:PUBLISH\r\n"
	            "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
	            "BEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n"
	            "DTSTART:20260329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
	            "BEGIN:STANDARD\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n"
	            "DTSTART:20261025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
	            "END:VTIMEZONE\r\n"
	            "BEGIN:VEVENT\r\nUID:open-hour@example.org\r\nDTSTAMP:20260102T030405Z\r\nSEQUENCE:2\r\n"
	            "DTSTART;TZID=Europe/Berlin:20261125T180000\r\nDTEND;TZID=Europe/Berlin:20261125T190000\r\n"
	            "RRULE:FREQ=WEEKLY;UNTIL=20270630T215959Z\r\nEXDATE;TZID=Europe/Berlin:20261230T180000\r\n"
	            "SUMMARY:Open hour\r\nURL:https://example.org/events/2026/open-hour/\r\nSTATUS:CONFIRMED\r\n"
	            "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

static void a_feed_has_each_zone_once(void **state)
{
	struct calendar_event events[] = {
	    event("Europe/Berlin", "2027-11-25T17:00:00Z", ""), event("Asia/Kolkata", "2026-11-25T17:00:00Z", ""),
	    event("Europe/Berlin", "2026-07-01T17:00:00Z", ""), event("", "2026-07-01T17:00:00Z", "")};
	struct calendar_feed feed = {.name = "Caf\xC3\xA9, events",
	                             .url = "https://example.org/events/calendar.ics",
	                             .events = events,
	                             .nevents = ARRAY_LEN(events)};
	(void)state;
	events[3].cancelled = true;
	events[3].end = 0;
	assert_int_equal(calendar_write(cal, &feed, &out, &err), 0);
	check_lines();
	icalcomponent *parsed = icalparser_parse_string(out.at);
	assert_int_equal(icalcomponent_count_components(parsed, ICAL_VTIMEZONE_COMPONENT), 2);
	assert_int_equal(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT), 4);
	assert_int_equal(icalcomponent_count_errors(parsed), 0);
	icalcomponent_free(parsed);
	assert_non_null(strstr(out.at, "DTSTART:20260329T020000\r\n"));
	assert_non_null(strstr(out.at, "DTSTART:20260701T170000Z\r\n"));
	assert_non_null(strstr(out.at, "STATUS:CANCELLED\r\n"));
	assert_non_null(strstr(out.at, "X-WR-CALNAME:Caf\xC3\xA9\\, events\r\n"));
	feed.nevents = 0;
	str_reset(&out);
	assert_int_equal(calendar_write(cal, &feed, &out, &err), 0);
}

static void a_text_that_is_too_long_is_told(void **state)
{
	struct calendar_event e = event("Europe/Berlin", "2026-11-25T17:00:00Z", "");
	struct calendar_feed feed = {.name = "", .url = "", .events = &e, .nevents = 1};
	(void)state;
	struct str small;
	str_init(&small, 300);
	assert_int_equal(calendar_write(cal, &feed, &small, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, prepare, finish)
	const struct CMUnitTest tests[] = {
	    TEST(good_rules),
	    TEST(bad_rules),
	    TEST(events_that_make_no_sense),
	    TEST(names_that_are_no_zones),
	    TEST(wall_time_stays_across_a_change_of_clocks),
	    TEST(times_that_are_not_or_are_twice),
	    TEST(rules_end),
	    TEST(exceptions_are_days_of_the_zone),
	    TEST(skipping_is_counting),
	    TEST(the_text_says_when),
	    TEST(hostile_text_is_text),
	    TEST(the_whole_text),
	    TEST(a_feed_has_each_zone_once),
	    TEST(a_text_that_is_too_long_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
