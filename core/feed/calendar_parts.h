/*
 * calendar_parts.h: between calendar.c, which alone knows libical, calendar_clock.c, which goes
 * between moments and what clocks show, and calendar_write.c, which writes text.
 */
#ifndef STOA_CALENDAR_PARTS_H
#define STOA_CALENDAR_PARTS_H

#include "calendar.h"

enum { CALENDAR_DAY = 86400, CALENDAR_ZONE_NAME = 16 };

/* What the clocks of a zone show from some moment on. */
struct calendar_clock {
	int64_t shift;
	bool summer;
	char name[CALENDAR_ZONE_NAME]; /* "CET" */
};

int calendar_clock(struct calendar *cal, const char *zone, int64_t at, struct calendar_clock *clock,
                   struct err *err) WARN_UNUSED;

/*
 * The moment at which the zone's clocks show `wall` (a date and time taken as if it were UTC): of
 * two the first; of a time that the clocks leap over, what the old clock would show (RFC 5545, 3.3.5).
 */
int calendar_moment(struct calendar *cal, const char *zone, int64_t wall, int64_t *at, struct err *err) WARN_UNUSED;

/* The rule in libical's own spelling, its UNTIL as a moment in UTC, appended. */
int calendar_rule(struct calendar *cal, const struct calendar_event *event, struct str *out,
                  struct err *err) WARN_UNUSED;

/* Midnight of a day that calendar_check_day() holds, as if it were UTC. */
int64_t calendar_day(const char *day);

/* The time of day as the zone's clocks show it, in seconds. */
int calendar_time_of_day(struct calendar *cal, const struct calendar_event *event, int64_t *seconds,
                         struct err *err) WARN_UNUSED;

#endif
