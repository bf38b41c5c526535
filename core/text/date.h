/*
 * date.h: moments as seconds since 1970-01-01T00:00:00Z (int64_t, no leap seconds). It refuses to
 * read the clock, the time zone or the locale.
 */
#ifndef STOA_DATE_H
#define STOA_DATE_H

#include "core/base/str.h"

enum { DATE_TEXT = 32 };

/*
 * Proleptic Gregorian, UTC; month and day from 1, weekday 0 is Sunday. A moment outside the years
 * 0000 to 9999 is taken as the nearest inside, so that every text below has its fixed width.
 */
struct date_civil {
	int year, month, day, hour, minute, second, weekday;
};

struct date_civil date_civil(int64_t at);
int64_t date_from_civil(const struct date_civil *civil);

/*
 * RFC 3339: full "2026-11-22T18:00:00+01:00" or a date alone, which is its midnight in UTC.
 * Fractions of a second are cut; a leap second is the second after it. ERR_INPUT otherwise.
 */
int date_parse(const char *s, int64_t *at, struct err *err) WARN_UNUSED;

/* "2026-11-22T17:00:00Z". */
void date_rfc3339(int64_t at, char out[static DATE_TEXT]);

/* "Sun, 22 Nov 2026 17:00:00 GMT" (RFC 9110, 5.6.7; RSS 2.0 takes it too). */
void date_http(int64_t at, char out[static DATE_TEXT]);

/* "20261122-170000", the head of an id; and back, from an id that text_is_id() holds. */
void date_id_head(int64_t at, char out[static DATE_TEXT]);
int64_t date_from_id(const char *id);

#endif
