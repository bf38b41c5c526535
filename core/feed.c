#include "feed.h"

#include "date.h"
#include "text.h"

#include <libxml/xmlwriter.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* A document being written. libxml2 answers each call; a failure is kept for the end. */
struct writer {
	xmlTextWriter *xml;
	xmlBuffer *buffer;
	struct str clean; /* text on its way in, with a NUL and without what XML cannot hold */
	bool failed;
};

static const unsigned char *xml(const char *s)
{
	return (const unsigned char *)s;
}

static void note(struct writer *w, int rc)
{
	w->failed = w->failed || rc < 0;
}

/* XML 1.0, production 2 "Char", of well-formed UTF-8: length of the character at s that is not one, or 0. */
static size_t not_xml(const char *s, size_t n)
{
	unsigned char c = (unsigned char)s[0];
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	if (c != 0xEF || n < 3 || (unsigned char)s[1] != 0xBF)
		return 0;
	return (unsigned char)s[2] >= 0xBE ? 3 : 0;
}

static void add_well_formed(struct str *out, const char *s, size_t n)
{
	size_t run = 0;
	for (size_t i = 0; i < n;) {
		size_t bad = not_xml(s + i, n - i);
		if (!bad) {
			i++;
			continue;
		}
		str_add(out, s + run, i - run);
		str_addz(out, REPLACEMENT);
		i += bad;
		run = i;
	}
	str_add(out, s + run, n - run);
}

static void add_clean(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t good = text_bad_utf8(s + i, n - i);
		add_well_formed(out, s + i, good);
		i += good;
		if (i < n)
			str_addz(out, REPLACEMENT);
	}
}

static const unsigned char *clean(struct writer *w, const char *s)
{
	str_reset(&w->clean);
	add_clean(&w->clean, s, strlen(s));
	return xml(w->clean.at);
}

static void start(struct writer *w, const char *name)
{
	note(w, xmlTextWriterStartElement(w->xml, xml(name)));
}

static void end(struct writer *w)
{
	note(w, xmlTextWriterEndElement(w->xml));
}

static void attribute(struct writer *w, const char *name, const char *value)
{
	note(w, xmlTextWriterWriteAttribute(w->xml, xml(name), clean(w, value)));
}

static void element(struct writer *w, const char *name, const char *text)
{
	note(w, xmlTextWriterWriteElement(w->xml, xml(name), clean(w, text)));
}

static int open_writer(struct writer *w, size_t max, struct err *err)
{
	*w = (struct writer){.buffer = xmlBufferCreate()};
	str_init(&w->clean, max);
	w->xml = w->buffer ? xmlNewTextWriterMemory(w->buffer, 0) : NULL;
	if (!w->xml) {
		xmlBufferFree(w->buffer);
		return err_set(err, ERR_SYS, "libxml2 has no memory for a document");
	}
	note(w, xmlTextWriterSetIndent(w->xml, 1));
	note(w, xmlTextWriterSetIndentString(w->xml, xml("")));
	note(w, xmlTextWriterStartDocument(w->xml, "1.0", "UTF-8", NULL));
	return 0;
}

static int close_writer(struct writer *w, struct str *out, struct err *err)
{
	note(w, xmlTextWriterEndDocument(w->xml));
	xmlFreeTextWriter(w->xml);
	int rc = 0;
	if (w->failed)
		rc = err_set(err, ERR_SYS, "libxml2 could not write a document");
	else if (str_check(&w->clean, "text of a feed", err))
		rc = -1;
	else
		str_add(out, xmlBufferContent(w->buffer), (size_t)xmlBufferLength(w->buffer));
	xmlBufferFree(w->buffer);
	str_release(&w->clean);
	return rc ? -1 : str_check(out, "feed", err);
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

static void add_absolute(struct str *out, const struct html *html, const char *url)
{
	size_t run = 0;
	for (size_t i = 2; i < html->len; i++) {
		if (html->at[i - 1] != '"' || html->at[i - 2] != '=')
			continue;
		size_t base = missing_base(html, i, url);
		if (!base)
			continue;
		add_clean(out, html->at + run, i - run);
		add_clean(out, url, base);
		run = i;
	}
	if (html->len)
		add_clean(out, html->at + run, html->len - run);
}

static void date_element(struct writer *w, const char *name, int64_t at)
{
	char text[DATE_TEXT];
	date_http(at, text);
	element(w, name, text);
}

static void write_item(struct writer *w, const struct feed_item *item)
{
	start(w, "item");
	element(w, "title", item->title);
	element(w, "link", item->url);
	start(w, "guid");
	attribute(w, "isPermaLink", "true");
	note(w, xmlTextWriterWriteString(w->xml, clean(w, item->url)));
	end(w);
	date_element(w, "pubDate", item->published);
	if (item->author && *item->author)
		element(w, "dc:creator", item->author);
	for (const char *const *category = item->categories; category && *category; category++)
		element(w, "category", *category);
	if (item->content.at) {
		str_reset(&w->clean);
		add_absolute(&w->clean, &item->content, item->url);
		note(w, xmlTextWriterWriteElement(w->xml, xml("content:encoded"), xml(w->clean.at)));
	}
	end(w);
}

static void write_channel(struct writer *w, const struct feed *feed)
{
	bool described = feed->description && *feed->description;
	element(w, "title", feed->title);
	element(w, "link", feed->url);
	element(w, "description", described ? feed->description : feed->title);
	if (feed->language && *feed->language)
		element(w, "language", feed->language);
	date_element(w, "lastBuildDate", feed->updated);
	element(w, "generator", "Stoa");
	start(w, "atom:link");
	attribute(w, "href", feed->self_url);
	attribute(w, "rel", "self");
	attribute(w, "type", "application/rss+xml");
	end(w);
}

int feed_write(const struct feed *feed, struct str *out, struct err *err)
{
	struct writer w;
	if (open_writer(&w, out->max, err))
		return -1;
	start(&w, "rss");
	attribute(&w, "version", "2.0");
	attribute(&w, "xmlns:atom", "http://www.w3.org/2005/Atom");
	attribute(&w, "xmlns:content", "http://purl.org/rss/1.0/modules/content/");
	attribute(&w, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	start(&w, "channel");
	write_channel(&w, feed);
	for (size_t i = 0; i < feed->nitems; i++)
		write_item(&w, &feed->items[i]);
	return close_writer(&w, out, err);
}

struct sitemap_names {
	const char *root, *entry;
};

static int write_sitemap(const struct sitemap_names *names, const struct sitemap_entry *entries, size_t n,
                         struct str *out, struct err *err)
{
	struct writer w;
	if (n > FEED_SITEMAP_MAX)
		return err_set(err, ERR_LIMIT, "a sitemap holds %d addresses at most, this one has %zu",
		               FEED_SITEMAP_MAX, n);
	if (open_writer(&w, out->max, err))
		return -1;
	start(&w, names->root);
	attribute(&w, "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
	for (size_t i = 0; i < n; i++) {
		char changed[DATE_TEXT];
		date_rfc3339(entries[i].changed, changed);
		start(&w, names->entry);
		element(&w, "loc", entries[i].url);
		element(&w, "lastmod", changed);
		end(&w);
	}
	return close_writer(&w, out, err);
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
