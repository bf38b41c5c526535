#include "core/base/json.h"
#include "core/text/date.h"
#include "feed_parts.h"

static void put(struct str *out, const char *name, const char *text)
{
	str_addf(out, "\"%s\":", name);
	json_put_text(out, text, strlen(text));
	str_addc(out, ',');
}

static void put_tags(struct str *out, const char *const *tags)
{
	str_addz(out, "\"tags\":[");
	for (size_t i = 0; tags && tags[i]; i++) {
		str_addz(out, i ? "," : "");
		json_put_text(out, tags[i], strlen(tags[i]));
	}
	str_addz(out, "]}");
}

static void add_raw(struct str *out, const char *s, size_t n)
{
	str_add(out, s, n);
}

static void put_content(struct str *out, const struct feed_item *item)
{
	struct str html;
	str_init(&html, out->max);
	if (item->content.len)
		feed_absolute(&html, &item->content, item->url, add_raw);
	str_addz(out, "\"content_html\":");
	json_put_text(out, html.at, html.len);
	str_addc(out, ',');
	str_release(&html);
}

static void put_item(struct str *out, const struct feed_item *item)
{
	char at[DATE_TEXT];
	str_addc(out, '{');
	put(out, "id", item->id ? item->id : item->url);
	put(out, "url", item->url);
	put(out, "title", item->title);
	put_content(out, item);
	date_rfc3339(item->published, at);
	if (item->published)
		put(out, "date_published", at);
	if (item->author && *item->author) {
		str_addz(out, "\"authors\":[{\"name\":");
		json_put_text(out, item->author, strlen(item->author));
		str_addz(out, "}],");
	}
	put_tags(out, item->categories);
}

int feed_write_json(const struct feed *feed, struct str *out, struct err *err)
{
	str_addc(out, '{');
	put(out, "version", "https://jsonfeed.org/version/1.1");
	put(out, "title", feed->title);
	put(out, "home_page_url", feed->url);
	put(out, "feed_url", feed->json_url);
	if (feed->description && *feed->description)
		put(out, "description", feed->description);
	if (feed->language && *feed->language)
		put(out, "language", feed->language);
	str_addz(out, "\"items\":[");
	for (size_t i = 0; i < feed->nitems; i++) {
		str_addz(out, i ? ",\n" : "\n");
		put_item(out, &feed->items[i]);
	}
	str_addz(out, "\n]}\n");
	return str_check(out, "feed", err);
}
