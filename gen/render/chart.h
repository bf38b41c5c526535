/*
 * chart.h: numbers of consecutive weeks as bars or a line, for the template chart. It refuses to
 * draw: it says where marks stand in a plot of CHART_WIDTH a week by CHART_HEIGHT.
 */
#ifndef STOA_CHART_H
#define STOA_CHART_H

#include "gen/plan/insights.h"
#include "render.h"

enum { CHART_SLOT = 10, CHART_BAR = 8, CHART_HEIGHT = 1000 };

enum chart_unit { CHART_COUNT, CHART_SECONDS, CHART_PERCENT };

struct chart {
	const char *name;  /* for ids and words: "posts" is titled by insights.posts */
	enum chart_unit unit;
	bool line;
	int64_t first;     /* week of values[0] */
	int64_t values[INSIGHTS_WEEKS]; /* -1: nothing to show */
};

/* A value in words: "1,204", "3 hours", "12 %"; "" for -1. */
const char *chart_value(struct render *render, enum chart_unit unit, int64_t value);

int chart_fill(struct render *render, const struct chart *chart, struct view_chart *view, struct err *err) WARN_UNUSED;

#endif
