/*
 * insights.h: how a community does, week by week, as sums that a reply changes one of. It refuses
 * to read the catalogue: plan_insights.c counts, fill_insights.c shows.
 *
 * Sums are named "stat:<forum>/<week>/<what>", and "stat:<forum>/y<year>/<what>" for a whole year;
 * without a forum, of the whole site. What: t topics opened, r replies, a members who wrote, j
 * members who joined, h00 … topics of that week by the time until somebody else first replied.
 */
#ifndef STOA_INSIGHTS_H
#define STOA_INSIGHTS_H

#include "core/base/base.h"

enum { INSIGHTS_WEEKS = 52, INSIGHTS_TIMES = 12 };

struct insights {
	int64_t topics, replies, active, joined;
	int64_t times[INSIGHTS_TIMES];
};

/* Weeks begin on Monday, UTC, and are numbered on from the one that held 1970-01-01. */
int64_t insights_week(int64_t at);
int64_t insights_monday(int64_t week);

/* The year that has most of the week's days (ISO 8601). */
int64_t insights_year(int64_t week);

/* Which of times[] counts a first reply after that many seconds. */
size_t insights_time(int64_t seconds);

/* Adds n to what the last part of a sum's name says; an unknown one is passed over. */
void insights_add(struct insights *sum, const char *what, int64_t n);

/* Topics with a reply by somebody else. */
int64_t insights_answered(const struct insights *sum);

/* Half of the first replies took no longer, in seconds; an estimate inside the bounds of its time. -1: there are none. */
int64_t insights_median(const struct insights *sum);

/* Where an axis ends that has to hold n: 2, 4, 6, 8, 10, 20 …, so that its middle is a whole number. */
int64_t insights_ceiling(int64_t n);

/* The same for seconds: a length of time that people would name. */
int64_t insights_long(int64_t seconds);

#endif
