/*
 * feed.h: RSS 2.0 documents and sitemaps. It refuses to choose what is in a feed. Follows the RSS 2.0 specification, RSS 1.0's content module and the RSS Advisory Board's profile.
 */
#ifndef STOA_FEED_H
#define STOA_FEED_H

#include "html.h"
#include "str.h"

struct feed_item {
	const char *title, *url, *author; /* absolute URL; it is the permanent guid too */
	struct html content;              /* as published */
	int64_t published;                /* seconds since 1970 */
	const char *const *categories;    /* NULL-terminated, may be NULL */
};

struct feed {
	const char *title, *description, *language;
	const char *url;      /* of the page it belongs to, absolute */
	const char *self_url; /* of the feed, absolute */
	int64_t updated;
	const struct feed_item *items;
	size_t nitems;
};

/*
 * Adds the document to out. What XML 1.0 cannot hold becomes U+FFFD. Links of the content that
 * begin with / or # are made absolute, since a reader knows no page that they would be relative
 * to. The same feed gives the same bytes. ERR_LIMIT where out is full.
 */
int feed_write(const struct feed *feed, struct str *out, struct err *err) WARN_UNUSED;

struct sitemap_entry {
	const char *url; /* absolute */
	int64_t changed;
};

/* sitemaps.org 0.9: a urlset, and an index of urlsets. ERR_LIMIT over FEED_SITEMAP_MAX entries. */
enum { FEED_SITEMAP_MAX = 50000 };
int feed_sitemap(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err) WARN_UNUSED;
int feed_sitemap_index(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err) WARN_UNUSED;

#endif
