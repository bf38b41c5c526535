#include "calendar_parts.h"

#include "core/base/vec.h"
#include "core/text/date.h"
#include "core/text/escape.h"

enum { LINE_MAX_BYTES = 75, TEXT_MAX = 1 << 20, ZONE_BACK = 400, ZONE_YEARS = 10, ZONE_STEP = 5, CHANGES_MAX = 64 };

struct writer {
	struct calendar *cal;
	struct str *out;
	struct str line; /* the one at work */
};

/* ---- lines ---- */

static void begin(struct writer *w, const char *name)
{
	str_reset(&w->line);
	str_addz(&w->line, name);
}

/* A line goes on behind CR LF and a blank, and never inside a character (RFC 5545, 3.1). */
static void end(struct writer *w)
{
	const char *at = w->line.at;
	size_t left = w->line.len, room = LINE_MAX_BYTES;
	while (left > room) {
		size_t n = room;
		while (n > 1 && ((unsigned char)at[n] & 0xC0) == 0x80)
			n--;
		str_add(w->out, at, n);
		str_addz(w->out, "\r\n ");
		at += n;
		left -= n;
		room = LINE_MAX_BYTES - 1;
	}
	str_add(w->out, at, left);
	str_addz(w->out, "\r\n");
	w->out->over = w->out->over || w->line.over;
}

static void line(struct writer *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void line(struct writer *w, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	str_reset(&w->line);
	str_addv(&w->line, fmt, args);
	va_end(args);
	end(w);
}

static void text_line(struct writer *w, const char *name, const char *text)
{
	if (!*text)
		return;
	begin(w, name);
	escape_ics(&w->line, text);
	end(w);
}

/* A value of type URI is not escaped: what could end it is percent-encoded. */
static void url_line(struct writer *w, const char *name, const char *url)
{
	if (!*url)
		return;
	begin(w, name);
	for (; *url; url++) {
		unsigned char c = (unsigned char)*url;
		if (c > 0x20 && c < 0x7F)
			str_addc(&w->line, *url);
		else
			str_addf(&w->line, "%%%02X", c);
	}
	end(w);
}

/* "20261125T180000": what the clocks show, or of UTC. */
static void add_wall(struct str *out, int64_t wall)
{
	struct date_civil c = date_civil(wall);
	str_addf(out, "%04d%02d%02dT%02d%02d%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

static void utc_line(struct writer *w, const char *name, int64_t at)
{
	begin(w, name);
	add_wall(&w->line, at);
	str_addc(&w->line, 'Z');
	end(w);
}

/* ---- zones ---- */

/* The clocks of a zone go forward or back. */
struct change {
	int64_t at;
	struct calendar_clock from, to;
};

struct changes {
	struct change at[CHANGES_MAX];
	size_t len;
};

/* Somewhere after `from` and not after `to` the shift changes: when. */
static int narrow(struct calendar *cal, const char *zone, int64_t from, struct change *change, struct err *err)
{
	struct calendar_clock clock;
	for (int64_t to = change->at; to - from > 1; change->at = to) {
		int64_t middle = from + (to - from) / 2;
		if (calendar_clock(cal, zone, middle, &clock, err))
			return -1;
		if (clock.shift == change->from.shift)
			from = middle;
		else
			to = middle;
	}
	return 0;
}

static int find_changes(struct calendar *cal, const char *zone, int64_t start, struct changes *changes, struct err *err)
{
	int64_t at = start - (int64_t)ZONE_BACK * CALENDAR_DAY, step = (int64_t)ZONE_STEP * CALENDAR_DAY;
	int64_t last = start + (int64_t)ZONE_YEARS * 366 * CALENDAR_DAY;
	struct calendar_clock now, next;
	changes->len = 0;
	if (calendar_clock(cal, zone, at, &now, err))
		return -1;
	for (; at < last && changes->len < CHANGES_MAX; at += step, now = next) {
		if (calendar_clock(cal, zone, at + step, &next, err))
			return -1;
		if (now.shift == next.shift)
			continue;
		struct change *change = &changes->at[changes->len++];
		*change = (struct change){.at = at + step, .from = now, .to = next};
		if (narrow(cal, zone, at, change, err))
			return -1;
	}
	return 0;
}

/* What was long before the event is no part of it: but for the last change before it starts. */
static void drop_past(struct changes *changes, int64_t start)
{
	size_t past = 0;
	while (past < changes->len && changes->at[past].at <= start)
		past++;
	/* A rule has two halves: both may reach back. */
	past = past > 2 ? past - 2 : 0;
	changes->len -= past;
	memmove(changes->at, changes->at + past, changes->len * sizeof(*changes->at));
}

static bool is_same_kind(const struct change *a, const struct change *b)
{
	return a->from.shift == b->from.shift && a->to.shift == b->to.shift;
}

static struct date_civil wall_of(const struct change *change)
{
	return date_civil(change->at + change->from.shift);
}

static int days_in(const struct date_civil *c)
{
	struct date_civil next = {.year = c->year + (c->month == 12), .month = c->month % 12 + 1, .day = 1};
	return date_civil(date_from_civil(&next) - CALENDAR_DAY).day;
}

/*
 * The nth (from 1) of its weekday in the month, or -1 for the last one, if every change of the kind
 * is that, once a year at the same time; else 0.
 */
static int weekday_rule(const struct changes *changes, size_t first)
{
	struct date_civil a = wall_of(&changes->at[first]);
	bool nth = true, last = true;
	int year = a.year, times = 0;
	for (size_t i = first; i < changes->len; i++) {
		struct date_civil b = wall_of(&changes->at[i]);
		if (!is_same_kind(&changes->at[first], &changes->at[i]))
			continue;
		if (b.year != year++ || b.month != a.month || b.weekday != a.weekday || b.hour != a.hour ||
		    b.minute != a.minute || b.second != a.second)
			return 0;
		nth = nth && (b.day - 1) / 7 == (a.day - 1) / 7;
		last = last && b.day + 7 > days_in(&b);
		times++;
	}
	if (times < ZONE_YEARS)
		return 0;
	return last ? -1 : nth ? (a.day - 1) / 7 + 1 : 0;
}

static void add_shift(struct str *out, int64_t shift)
{
	int64_t s = shift < 0 ? -shift : shift;
	str_addf(out, "%c%02d%02d", shift < 0 ? '-' : '+', (int)(s / 3600), (int)(s / 60 % 60));
	if (s % 60)
		str_addf(out, "%02d", (int)(s % 60));
}

static void begin_clock(struct writer *w, const struct calendar_clock *from, const struct calendar_clock *to,
                        int64_t wall)
{
	line(w, "BEGIN:%s", to->summer ? "DAYLIGHT" : "STANDARD");
	begin(w, "TZOFFSETFROM:");
	add_shift(&w->line, from->shift);
	end(w);
	begin(w, "TZOFFSETTO:");
	add_shift(&w->line, to->shift);
	end(w);
	text_line(w, "TZNAME:", to->name);
	begin(w, "DTSTART:");
	add_wall(&w->line, wall);
	end(w);
}

static void end_clock(struct writer *w, const struct calendar_clock *to)
{
	line(w, "END:%s", to->summer ? "DAYLIGHT" : "STANDARD");
}

/* All changes of the kind of the first: as a rule for ever, or else one by one. */
static void write_kind(struct writer *w, const struct changes *changes, size_t first)
{
	static const char *const days[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
	const struct change *change = &changes->at[first];
	struct date_civil c = wall_of(change);
	int nth = weekday_rule(changes, first);
	begin_clock(w, &change->from, &change->to, change->at + change->from.shift);
	if (nth)
		line(w, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", c.month, nth, days[c.weekday]);
	for (size_t i = first + 1; i < changes->len && !nth; i++) {
		if (!is_same_kind(change, &changes->at[i]))
			continue;
		begin(w, "RDATE:");
		add_wall(&w->line, changes->at[i].at + changes->at[i].from.shift);
		end(w);
	}
	end_clock(w, &change->to);
}

static void write_changes(struct writer *w, const struct changes *changes)
{
	for (size_t i = 0; i < changes->len; i++) {
		size_t first = 0;
		while (!is_same_kind(&changes->at[first], &changes->at[i]))
			first++;
		if (first == i)
			write_kind(w, changes, i);
	}
}

static int write_zone(struct writer *w, const char *zone, int64_t start, struct err *err)
{
	struct changes changes;
	struct calendar_clock clock;
	if (find_changes(w->cal, zone, start, &changes, err))
		return -1;
	drop_past(&changes, start);
	if (calendar_clock(w->cal, zone, changes.len ? changes.at[0].at - 1 : start, &clock, err))
		return -1;
	line(w, "BEGIN:VTIMEZONE");
	line(w, "TZID:%s", zone);
	if (!changes.len || changes.at[0].at > start) {
		begin_clock(w, &clock, &clock, 0);
		end_clock(w, &clock);
	}
	write_changes(w, &changes);
	line(w, "END:VTIMEZONE");
	return 0;
}

/* Each zone once, from the first event in it on. */
static int write_zones(struct writer *w, const struct calendar_feed *feed, struct err *err)
{
	for (size_t i = 0; i < feed->nevents; i++) {
		const char *zone = feed->events[i].zone;
		int64_t start = feed->events[i].start;
		size_t first = 0;
		while (strcmp(feed->events[first].zone, zone) != 0)
			first++;
		if (first < i || !*zone)
			continue;
		for (size_t j = i; j < feed->nevents; j++) {
			if (!strcmp(feed->events[j].zone, zone) && feed->events[j].start < start)
				start = feed->events[j].start;
		}
		if (write_zone(w, zone, start, err))
			return -1;
	}
	return 0;
}

/* ---- events ---- */

/* "DTSTART;TZID=Europe/Berlin:20261125T180000", or with Z where the event has no zone. */
static void add_zoned(struct writer *w, const char *name, const char *zone, int64_t wall)
{
	begin(w, name);
	str_addf(&w->line, *zone ? ";TZID=%s:" : "%s:", zone);
	add_wall(&w->line, wall);
	if (!*zone)
		str_addc(&w->line, 'Z');
	end(w);
}

static int write_moment(struct writer *w, const char *name, const struct calendar_event *event, int64_t at,
                        struct err *err)
{
	int64_t shift;
	if (calendar_shift(w->cal, event->zone, at, &shift, err))
		return -1;
	add_zoned(w, name, event->zone, at + shift);
	return 0;
}

static int write_repeat(struct writer *w, const struct calendar_event *event, struct err *err)
{
	int64_t time;
	if (!*event->repeat)
		return 0;
	begin(w, "RRULE:");
	if (calendar_rule(w->cal, event, &w->line, err) || calendar_time_of_day(w->cal, event, &time, err))
		return -1;
	end(w);
	for (size_t i = 0; i < event->nexcept; i++)
		add_zoned(w, "EXDATE", event->zone, calendar_day(event->except[i]) + time);
	return 0;
}

static int write_event(struct writer *w, const struct calendar_event *event, struct err *err)
{
	const char *key;
	if (calendar_check(w->cal, event, &key, err))
		return err_prefix(err, "%s", key);
	line(w, "BEGIN:VEVENT");
	text_line(w, "UID:", event->uid);
	utc_line(w, "DTSTAMP:", event->stamp);
	line(w, "SEQUENCE:%lld", (long long)event->sequence);
	if (write_moment(w, "DTSTART", event, event->start, err) ||
	    (event->end > event->start && write_moment(w, "DTEND", event, event->end, err)) ||
	    write_repeat(w, event, err))
		return -1;
	text_line(w, "SUMMARY:", event->title);
	text_line(w, "DESCRIPTION:", event->description);
	text_line(w, "LOCATION:", event->location);
	url_line(w, "URL:", event->url);
	line(w, "STATUS:%s", event->cancelled ? "CANCELLED" : "CONFIRMED");
	line(w, "END:VEVENT");
	return 0;
}

static int write_calendar(struct writer *w, const struct calendar_feed *feed, struct err *err)
{
	line(w, "BEGIN:VCALENDAR");
	line(w, "VERSION:2.0");
	line(w, "PRODID:-//Stoa//%s//EN", STOA_VERSION);
	line(w, "CALSCALE:GREGORIAN");
	line(w, "METHOD:PUBLISH");
	text_line(w, "NAME:", feed->name);
	text_line(w, "X-WR-CALNAME:", feed->name);
	url_line(w, "SOURCE;VALUE=URI:", feed->url);
	if (*feed->url) {
		line(w, "REFRESH-INTERVAL;VALUE=DURATION:PT6H");
		line(w, "X-PUBLISHED-TTL:PT6H");
	}
	if (write_zones(w, feed, err))
		return -1;
	for (size_t i = 0; i < feed->nevents; i++) {
		if (write_event(w, &feed->events[i], err))
			return err_prefix(err, "%s", feed->events[i].uid);
	}
	line(w, "END:VCALENDAR");
	return str_check(w->out, "calendar", err);
}

int calendar_write(struct calendar *cal, const struct calendar_feed *feed, struct str *out, struct err *err)
{
	struct writer w = {.cal = cal, .out = out};
	str_init(&w.line, TEXT_MAX);
	int rc = write_calendar(&w, feed, err);
	str_release(&w.line);
	return rc;
}
