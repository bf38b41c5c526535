/*
 * calendar.h: when an event takes place: recurrence and time zones through libical, and the same as
 * iCalendar text (RFC 5545) that Google, Apple and Thunderbird take. It refuses to know what time it
 * is: "now" is a parameter.
 *
 * Zones are the IANA ones of the machine (/usr/share/zoneinfo). Of a zone's history only what lies
 * from an event on is ever written, so two machines differ only where a law about that time changed.
 */
#ifndef STOA_CALENDAR_H
#define STOA_CALENDAR_H

#include "core/base/str.h"

/* Where the machine keeps the zones of the world. */
#define CALENDAR_ZONES "/usr/share/zoneinfo"

struct calendar; /* hides libical's zones: each is read once */

struct calendar *calendar_open(void) WARN_UNUSED; /* never NULL */
void calendar_close(struct calendar *cal);

/* Release of the zone data ("2025b"), appended; nothing where the machine does not say. */
void calendar_release_of_zones(struct str *out);

/* Text is never NULL, "" where absent, and borrowed. Moments are seconds since 1970. */
struct calendar_event {
	const char *uid, *title, *description, *location, *url;
	const char *zone;          /* "Europe/Berlin"; "" is UTC */
	const char *repeat;        /* a rule of RFC 5545, 3.3.10, or "" for once */
	const char *const *except; /* days of the zone, "2026-12-24", on which it does not take place */
	size_t nexcept;
	int64_t start, end; /* of the first time; end 0: open */
	int64_t stamp;      /* when it was last described anew */
	int64_t sequence;   /* counts up when it is */
	bool cancelled;
};

/* One time that it takes place. An open end is the start. */
struct calendar_span {
	int64_t start, end;
};

/*
 * A rule for events: FREQ is DAILY to YEARLY, and the time of day is the start's alone. ERR_INPUT
 * names the part that is wrong.
 */
int calendar_check_repeat(const char *rule, struct err *err) WARN_UNUSED;

/* How often: "daily", "weekly", "monthly", "yearly", every nth time; "" for a rule that calendar_check_repeat() refuses. */
const char *calendar_often(const char *rule, int64_t *every);

/* "2026-12-24". */
int calendar_check_day(const char *day, struct err *err) WARN_UNUSED;

/*
 * Whether the event makes sense: its zone exists, its start is a time of its own rule, and so is
 * each exception. ERR_INPUT; *key is the front matter's key that is to blame.
 */
int calendar_check(struct calendar *cal, const struct calendar_event *event, const char **key,
                   struct err *err) WARN_UNUSED;

/* "", UTC and its other name: such events are told in UTC. */
bool calendar_is_utc(const char *zone);

/* Seconds that the zone's clocks are ahead of UTC at that moment. ERR_INPUT for an unknown zone. */
int calendar_shift(struct calendar *cal, const char *zone, int64_t at, int64_t *shift, struct err *err) WARN_UNUSED;

/* The first times that are not over at `from`, at most *n of them; *n becomes how many there are. */
int calendar_spans(struct calendar *cal, const struct calendar_event *event, int64_t from, struct calendar_span *spans,
                   size_t *n, struct err *err) WARN_UNUSED;

/* The first time that is not over at `now`, or else the last one. */
int calendar_shown(struct calendar *cal, const struct calendar_event *event, int64_t now, struct calendar_span *span,
                   struct err *err) WARN_UNUSED;

/* A calendar of any number of events. name and url: of a feed that one subscribes to, else "". */
struct calendar_feed {
	const char *name, *url;
	const struct calendar_event *events;
	size_t nevents;
};

/* Appends the text: lines of 75 bytes at most, each with CR LF. ERR_INPUT where an event would fail calendar_check().
 */
int calendar_write(struct calendar *cal, const struct calendar_feed *feed, struct str *out,
                   struct err *err) WARN_UNUSED;

#endif
