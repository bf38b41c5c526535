/*
 * months.h: months in which topics were opened, as links: a column, a grid of years, and the steps
 * from one to the next. It reads them off the catalogue's sums, and refuses to count topics.
 */
#ifndef STOA_MONTHS_H
#define STOA_MONTHS_H

#include "render.h"

struct months {
	struct catalogue_tallies all; /* oldest first: "2026/11" */
	const char *url;              /* of what the months are below: "/forums/help/" */
};

/* prefix of the sums: "month:help/". */
int months_find(struct render *render, const char *prefix, const char *url, struct months *months,
                struct err *err) WARN_UNUSED;

/* view_link with count, newest first, `most` of them at most. */
int months_links(struct render *render, const struct months *months, size_t most, struct mustache_list *links,
                 struct err *err) WARN_UNUSED;

/* view_year, newest first. */
int months_years(struct render *render, const struct months *months, struct mustache_list *years,
                 struct err *err) WARN_UNUSED;

/* A month and those around it; older and newer are NULL at the ends, and have no counts. */
struct months_step {
	const char *name;
	int64_t ym, count; /* 0 where nothing was opened in it */
	const struct view_link *older, *newer;
};
int months_step(struct render *render, const struct months *months, const char *key, struct months_step *step,
                struct err *err) WARN_UNUSED;

/* 202611 of "2026/11". */
int64_t months_number(const char *key);

#endif
