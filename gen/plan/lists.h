/*
 * lists.h: topics in an order that people ask for (new, unanswered, top …), of the site or of a
 * forum: lists[] has a row for each. Every answer is read off an index and has a limit. It refuses
 * to render, and to know what changed.
 */
#ifndef STOA_LISTS_H
#define STOA_LISTS_H

#include "core/catalogue/catalogue.h"

struct list {
	const char *name;   /* in keys ("list:new", "list:new/help") and words ("list.new") */
	const char *folder; /* "/topics/<folder>", "/forums/<forum>/<folder>": "new/" */
	unsigned kinds;     /* bit 1u << enum page_forum_kind: forums whose topics may be in it */
	enum catalogue_list site, forum; /* LIST_NONE: the site's is merged from the forums'; a forum has none */
	bool monthly;                    /* the site's is of one month */
	bool forum_only;                 /* the site has none */
	int64_t status;                  /* of ideas */
	bool (*holds)(const struct catalogue_page *topic); /* NULL: every topic */
	/* Below 0 where a stands before b in the site's, and in a forum's. */
	int (*order)(const struct catalogue_page *a, const struct catalogue_page *b);
	int (*forum_order)(const struct catalogue_page *a, const struct catalogue_page *b);
};

#define LIST_NONE CATALOGUE_LISTS
#define LISTS_KIND(kind) (1u << FORUM_##kind)

const struct list *lists(size_t *n);
const struct list *lists_find(const char *name, size_t n);

/* Whether a forum of that kind has the list. */
bool lists_has(const struct list *list, int64_t forum_kind);

/* Which part of a list: of a forum, or with forum NULL of the site, and there of month ym if it is monthly. */
struct lists_query {
	const char *forum;
	int64_t ym, limit, offset;
};
int lists_pages(struct catalogue *cat, const struct list *list, const struct lists_query *query, struct arena *arena,
                struct catalogue_pages *pages, struct err *err) WARN_UNUSED;

/* The first topics of a list of each forum of those kinds, latest month and date first: what one list over all of them would hold. */
struct lists_merge {
	unsigned kinds;
	enum catalogue_list list;
	int64_t limit;
};
int lists_merge(struct catalogue *cat, const struct lists_merge *merge, struct arena *arena,
                struct catalogue_pages *pages, struct err *err) WARN_UNUSED;

#endif
