/*
 * feeds.h: gathers the newest posts of a place and writes its feed. It refuses to hold more than
 * feed.items of them.
 */
#ifndef STOA_FEEDS_H
#define STOA_FEEDS_H

#include "core/base/vec.h"
#include "core/feed/feed.h"
#include "render.h"

#define FEEDS_RSS "feed.xml"
#define FEEDS_JSON "feed.json"

struct feeds_item {
	const struct catalogue_page *page;
	const struct catalogue_post *post; /* NULL: the page itself */
	int64_t date;
	const char *key; /* breaks a tie */
};

struct feeds {
	struct render *render;
	struct feeds_items VEC_OF(struct feeds_item) items;
};

void feeds_init(struct feeds *feeds, struct render *render);
void feeds_release(struct feeds *feeds);

/* A page and its newest replies; the page is borrowed until feeds_write(). */
int feeds_add_page(struct feeds *feeds, const struct catalogue_page *page, struct err *err) WARN_UNUSED;

/* One reply of a page; both are borrowed. */
void feeds_add_post(struct feeds *feeds, const struct catalogue_page *page, const struct catalogue_post *post);

/* A page without its replies. */
void feeds_add_opening(struct feeds *feeds, const struct catalogue_page *page);

struct feeds_place {
	const char *title, *description; /* description "" is the title */
	const char *url;                 /* of the page; the feed is "<url>feed.xml", and feed.json beside it by setting */
	int64_t part;                    /* of the unit */
};
int feeds_write(struct feeds *feeds, const struct feeds_place *place, struct err *err) WARN_UNUSED;

/* The same of items that are ready, newest first. */
struct feeds_list {
	const struct feed_item *at;
	size_t len;
};
int feeds_put(struct render *render, const struct feeds_place *place, const struct feeds_list *items, struct err *err) WARN_UNUSED;

#endif
