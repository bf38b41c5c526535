/*
 * Lines: a rule, a zone, a day that is excepted, and text for every other field. What the calendar
 * takes must have its times in order, and be a file that libical reads as one event with that text.
 */
#include "core/feed/calendar.h"

#include <libical/ical.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { START = 1795626000, YEAR = 31557600 }; /* 2026-11-25T17:00:00Z */

static void say(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

/* The next line, cut off; "" behind the last. */
static char *cut_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');
	*at = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	return line;
}

static void check_times(struct calendar *cal, const struct calendar_event *event, int64_t now)
{
	struct calendar_span spans[5], shown;
	struct err err = {0};
	size_t len = 5;
	say(!calendar_spans(cal, event, now, spans, &len, &err) && !calendar_shown(cal, event, now, &shown, &err), err.msg);
	for (size_t i = 0; i < len; i++)
		say(spans[i].end >= now && spans[i].end - spans[i].start == event->end - event->start &&
		        (!i || spans[i].start > spans[i - 1].start),
		    "times are in order, and none is over");
	say(!len || (shown.start == spans[0].start && shown.end == spans[0].end), "the first is shown");
	say(len || shown.end < now || event->nexcept, "or the last");
}

static void check_text(struct calendar *cal, const struct calendar_event *event)
{
	struct calendar_feed feed = {.name = event->title, .url = event->title, .events = event, .nevents = 1};
	struct err err = {0};
	struct str out;
	str_init(&out, 8 << 20);
	say(!calendar_write(cal, &feed, &out, &err), err.msg);
	for (const char *at = out.at; *at;) {
		size_t n = strcspn(at, "\r\n");
		say(n && n <= 75 && !strncmp(at + n, "\r\n", 2), "lines are of RFC 5545");
		at += n + 2;
	}
	icalcomponent *parsed = icalparser_parse_string(out.at);
	say(parsed && !icalcomponent_count_errors(parsed), "libical reads it");
	say(icalcomponent_count_components(parsed, ICAL_VEVENT_COMPONENT) == 1, "it is one event");
	icalcomponent_free(parsed);
	str_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct calendar *cal;
	char *text = base_alloc(n + 1, 1), *at = text;
	struct err err = {0};
	const char *key;
	if (!cal)
		cal = calendar_open();
	if (n)
		memcpy(text, data, n);
	const char *rule = cut_line(&at), *zone = cut_line(&at), *day = cut_line(&at);
	struct calendar_event event = {
	    .uid = "x@example.org", .title = at, .description = at, .location = at, .url = at, .zone = zone, .repeat = rule,
	    .except = &day, .nexcept = *day != '\0', .start = START, .end = START + 5400, .stamp = START};
	/* What a page says was looked at before; alone it must be told too. */
	if ((!*rule || !calendar_check_repeat(rule, &err)) && !calendar_check(cal, &event, &key, &err)) {
		check_times(cal, &event, START - YEAR);
		check_times(cal, &event, START + 3 * YEAR);
		check_times(cal, &event, START + INT64_C(900) * YEAR);
		check_text(cal, &event);
	} else
		say(err.code == ERR_INPUT, "a refusal is the author's fault");
	free(text);
	icalmemory_free_ring();
	return 0;
}
