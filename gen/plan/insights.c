#include "insights.h"

#include "core/text/date.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY, MONDAY = 3 * DAY };

/* Upper bounds of times[]; the last has none. */
static const int64_t bounds[INSIGHTS_TIMES] = {15 * MINUTE, 30 * MINUTE, HOUR,    2 * HOUR, 4 * HOUR, 8 * HOUR,
                                               16 * HOUR,   DAY,         2 * DAY, 4 * DAY,  8 * DAY,  INT64_MAX};

int64_t insights_week(int64_t at)
{
	at += MONDAY; /* 1970 began on a Thursday */
	return at < 0 ? (at + 1) / WEEK - 1 : at / WEEK;
}

int64_t insights_monday(int64_t week)
{
	return week * WEEK - MONDAY;
}

int64_t insights_year(int64_t week)
{
	return date_civil(insights_monday(week) + MONDAY).year;
}

size_t insights_time(int64_t seconds)
{
	size_t i = 0;
	while (i + 1 < INSIGHTS_TIMES && seconds > bounds[i])
		i++;
	return i;
}

void insights_add(struct insights *sum, const char *what, int64_t n)
{
	switch (*what) {
	case 't':
		sum->topics += n;
		break;
	case 'r':
		sum->replies += n;
		break;
	case 'a':
		sum->active += n;
		break;
	case 'j':
		sum->joined += n;
		break;
	case 'h':
		sum->times[strtoul(what + 1, NULL, 10) % INSIGHTS_TIMES] += n;
		break;
	default:
		break;
	}
}

int64_t insights_answered(const struct insights *sum)
{
	int64_t n = 0;
	for (size_t i = 0; i < INSIGHTS_TIMES; i++)
		n += sum->times[i];
	return n;
}

int64_t insights_median(const struct insights *sum)
{
	int64_t all = insights_answered(sum), below = 0;
	size_t i = 0;
	if (!all)
		return -1;
	while (2 * (below + sum->times[i]) < all)
		below += sum->times[i++];
	int64_t from = i ? bounds[i - 1] : 0, until = i + 1 < INSIGHTS_TIMES ? bounds[i] : 2 * from;
	return from + (until - from) * (all - 2 * below) / (2 * sum->times[i]);
}

int64_t insights_ceiling(int64_t n)
{
	static const int64_t steps[] = {2, 4, 6, 8, 10};
	for (int64_t ten = 1;; ten *= 10)
		for (size_t i = 0; i < ARRAY_LEN(steps); i++)
			if (n <= steps[i] * ten)
				return steps[i] * ten;
}

int64_t insights_long(int64_t seconds)
{
	static const int64_t lengths[] = {HOUR,     2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR,
	                                  2 * DAY, 4 * DAY,  8 * DAY,  16 * DAY};
	size_t i = 0;
	while (i + 1 < ARRAY_LEN(lengths) && seconds > lengths[i])
		i++;
	return lengths[i];
}
