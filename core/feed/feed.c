#include "feed.h"

#include "core/text/date.h"
#include "core/text/escape.h"
#include "feed_parts.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static void put(struct str *out, const char *text)
{
	escape_xml(out, text, strlen(text));
}

static void put_element(struct str *out, const char *name, const char *text)
{
	str_addc(out, '<');
	str_addz(out, name);
	str_addc(out, '>');
	put(out, text);
	str_addz(out, "</");
	str_addz(out, name);
	str_addz(out, ">\n");
}

static void put_date(struct str *out, const char *name, int64_t at)
{
	char text[DATE_TEXT];
	date_http(at, text);
	put_element(out, name, text);
}

/* Length of "https://host:port" at the head of url. */
static size_t origin_length(const char *url)
{
	const char *host = strstr(url, "://");
	return host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/?#") : 0;
}

static bool ends_in(const char *s, size_t n, const char *tail)
{
	size_t len = strlen(tail);
	return n >= len && memcmp(s + n - len, tail, len) == 0;
}

/*
 * What to put before the value that begins at i, just after `="`. In struct html a `"` stands
 * around attributes only, so this cannot take text for a link.
 */
static size_t missing_base(const struct html *html, size_t i, const char *url)
{
	size_t name = i - 2;
	if (!ends_in(html->at, name, " href") && !ends_in(html->at, name, " src"))
		return 0;
	bool rooted = html->at[i] == '/' && !(i + 1 < html->len && html->at[i + 1] == '/');
	return rooted ? origin_length(url) : html->at[i] == '#' ? strcspn(url, "#") : 0;
}

void feed_absolute(struct str *out, const struct html *html, const char *url,
                   void (*add)(struct str *out, const char *s, size_t n))
{
	const char *quote = html->at, *end = html->at + html->len;
	size_t run = 0;
	while ((quote = memchr(quote, '"', (size_t)(end - quote)))) {
		size_t i = (size_t)(++quote - html->at), base = i > 1 && quote[-2] == '=' ? missing_base(html, i, url) : 0;
		if (!base)
			continue;
		add(out, html->at + run, i - run);
		add(out, url, base);
		run = i;
	}
	add(out, html->at + run, html->len - run);
}

static void put_item(struct str *out, const struct feed_item *item)
{
	str_addz(out, "<item>\n");
	put_element(out, "title", item->title);
	put_element(out, "link", item->url);
	str_addf(out, "<guid isPermaLink=\"%s\">", item->id && strcmp(item->id, item->url) != 0 ? "false" : "true");
	put(out, item->id ? item->id : item->url);
	str_addz(out, "</guid>\n");
	if (item->published)
		put_date(out, "pubDate", item->published);
	if (item->author && *item->author)
		put_element(out, "dc:creator", item->author);
	for (const char *const *category = item->categories; category && *category; category++)
		put_element(out, "category", *category);
	if (item->content.at) {
		str_addz(out, "<content:encoded><![CDATA[");
		feed_absolute(out, &item->content, item->url, escape_cdata);
		str_addz(out, "]]></content:encoded>\n");
	}
	str_addz(out, "</item>\n");
}

static void put_channel(struct str *out, const struct feed *feed)
{
	bool described = feed->description && *feed->description;
	put_element(out, "title", feed->title);
	put_element(out, "link", feed->url);
	put_element(out, "description", described ? feed->description : feed->title);
	if (feed->language && *feed->language)
		put_element(out, "language", feed->language);
	if (feed->updated)
		put_date(out, "lastBuildDate", feed->updated);
	put_element(out, "generator", "Stoa");
	str_addz(out, "<atom:link href=\"");
	put(out, feed->self_url);
	str_addz(out, "\" rel=\"self\" type=\"application/rss+xml\"/>\n");
}

int feed_write(const struct feed *feed, struct str *out, struct err *err)
{
	str_addz(out, DECLARATION "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\""
	              " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
	              " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
	put_channel(out, feed);
	for (size_t i = 0; i < feed->nitems; i++)
		put_item(out, &feed->items[i]);
	str_addz(out, "</channel>\n</rss>\n");
	return str_check(out, "feed", err);
}

static void put_attribute(struct str *out, const char *name, const char *value)
{
	str_addf(out, " %s=\"", name);
	put(out, value);
	str_addc(out, '"');
}

static void put_outline(struct str *out, const struct feed *feed)
{
	str_addz(out, "<outline type=\"rss\"");
	put_attribute(out, "text", feed->title);
	put_attribute(out, "title", feed->title);
	put_attribute(out, "xmlUrl", feed->self_url);
	put_attribute(out, "htmlUrl", feed->url);
	str_addz(out, "/>\n");
}

int feed_opml(const char *title, const struct feed_outline *groups, size_t n, struct str *out, struct err *err)
{
	str_addz(out, DECLARATION "<opml version=\"2.0\">\n<head>\n");
	put_element(out, "title", title);
	str_addz(out, "</head>\n<body>\n");
	for (size_t i = 0; i < n; i++) {
		if (!groups[i].nfeeds)
			continue;
		str_addz(out, "<outline");
		put_attribute(out, "text", groups[i].title);
		str_addz(out, ">\n");
		for (size_t j = 0; j < groups[i].nfeeds; j++)
			put_outline(out, &groups[i].feeds[j]);
		str_addz(out, "</outline>\n");
	}
	str_addz(out, "</body>\n</opml>\n");
	return str_check(out, "list of feeds", err);
}

struct sitemap_names {
	const char *root, *entry;
};

static int write_sitemap(const struct sitemap_names *names, const struct sitemap_entry *entries, size_t n,
                         struct str *out, struct err *err)
{
	if (n > FEED_SITEMAP_MAX)
		return err_set(err, ERR_LIMIT, "a sitemap holds %d addresses at most, this one has %zu",
		               FEED_SITEMAP_MAX, n);
	str_addf(out, DECLARATION "<%s xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n", names->root);
	for (size_t i = 0; i < n; i++) {
		char changed[DATE_TEXT];
		str_addf(out, "<%s>\n", names->entry);
		put_element(out, "loc", entries[i].url);
		date_rfc3339(entries[i].changed, changed);
		if (entries[i].changed)
			put_element(out, "lastmod", changed);
		str_addf(out, "</%s>\n", names->entry);
	}
	str_addf(out, "</%s>\n", names->root);
	return str_check(out, "sitemap", err);
}

int feed_sitemap(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err)
{
	static const struct sitemap_names names = {"urlset", "url"};
	return write_sitemap(&names, entries, n, out, err);
}

int feed_sitemap_index(const struct sitemap_entry *entries, size_t n, struct str *out, struct err *err)
{
	static const struct sitemap_names names = {"sitemapindex", "sitemap"};
	return write_sitemap(&names, entries, n, out, err);
}
