/*
 * feed.h: feeds as RSS 2.0 and as JSON Feed 1.1, lists of feeds as OPML 2.0, and sitemaps. It
 * refuses to choose what is in them. Follows the RSS 2.0 specification, RSS 1.0's content module,
 * the RSS Advisory Board's profile and jsonfeed.org/version/1.1.
 */
#ifndef STOA_FEED_H
#define STOA_FEED_H

#include "core/base/str.h"
#include "core/text/html.h"

struct feed_item {
	const char *title, *url, *author; /* absolute URL of where it stands now */
	struct html content;              /* as published */
	int64_t published;                /* seconds since 1970, 0 where nobody said */
	const char *const *categories;    /* NULL-terminated, may be NULL */
	const char *id;                   /* absolute URL that never changes; NULL: url is one */
};

struct feed {
	const char *title, *description, *language;
	const char *url;      /* of the page it belongs to, absolute */
	const char *self_url; /* of the feed as RSS, absolute */
	int64_t updated;      /* 0 where nobody said */
	const struct feed_item *items;
	size_t nitems;
	const char *json_url; /* of the feed as JSON, absolute */
};

/*
 * Adds the document to out. What XML 1.0 cannot hold becomes U+FFFD. Links of the content that
 * begin with / or # are made absolute, since a reader knows no page that they would be relative
 * to. The same feed gives the same bytes. ERR_LIMIT where out is full.
 */
int feed_write(const struct feed *feed, struct str *out, struct err *err) WARN_UNUSED;

/* The same feed as JSON, UTF-8 only. */
int feed_write_json(const struct feed *feed, struct str *out, struct err *err) WARN_UNUSED;

/* A group of feeds with a heading. */
struct feed_outline {
	const char *title;
	const struct feed *feeds; /* title, url and self_url */
	size_t nfeeds;
};
int feed_opml(const char *title, const struct feed_outline *groups, size_t n, struct str *out,
              struct err *err) WARN_UNUSED;

struct sitemap_entry {
	const char *url; /* absolute */
	int64_t changed;
};

/* sitemaps.org 0.9: a urlset, and an index of urlsets. ERR_LIMIT over FEED_SITEMAP_MAX entries. */
enum { FEED_SITEMAP_MAX = 50000 };
int feed_sitemap(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err) WARN_UNUSED;
int feed_sitemap_index(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err) WARN_UNUSED;

#endif
