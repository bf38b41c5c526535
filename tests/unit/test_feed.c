#include "core/feed/feed.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <setjmp.h>

#include <cmocka.h>

static struct str out;
static xmlDoc *doc;
static xmlXPathContext *context;

static int prepare(void **state)
{
	(void)state;
	str_init(&out, 1 << 20);
	return 0;
}

static void close_document(void)
{
	xmlXPathFreeContext(context);
	xmlFreeDoc(doc);
	context = NULL;
	doc = NULL;
}

static int finish(void **state)
{
	(void)state;
	close_document();
	str_release(&out);
	return 0;
}

/* The writer's bytes through libxml2's strict parser, ready for find(). */
static void read_document(void)
{
	static const char *const spaces[][2] = {
	    {"atom", "http://www.w3.org/2005/Atom"},
	    {"content", "http://purl.org/rss/1.0/modules/content/"},
	    {"dc", "http://purl.org/dc/elements/1.1/"},
	    {"s", "http://www.sitemaps.org/schemas/sitemap/0.9"},
	};
	close_document();
	doc = xmlReadMemory(out.at, (int)out.len, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(doc);
	context = xmlXPathNewContext(doc);
	for (size_t i = 0; i < ARRAY_LEN(spaces); i++)
		xmlXPathRegisterNs(context, (const xmlChar *)spaces[i][0], (const xmlChar *)spaces[i][1]);
}

/* The document must say `text` at `path`. */
static void says(const char *path, const char *text)
{
	char whole[256];
	snprintf(whole, sizeof(whole), "string(%s)", path);
	xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)whole, context);
	assert_non_null(found);
	assert_string_equal((const char *)found->stringval, text);
	xmlXPathFreeObject(found);
}

static struct html html(const char *text)
{
	return (struct html){text, strlen(text)};
}

static void write_feed(const struct feed_item *items, size_t n)
{
	struct err err = {0};
	struct feed feed = {
	    .title = "Bees & <friends>",
	    .description = "About bees",
	    .language = "en",
	    .url = "https://bees.example/club/forums/help/",
	    .self_url = "https://bees.example/club/forums/help/feed.xml?a=1&b=2",
	    .updated = 1795366800,
	    .items = items,
	    .nitems = n,
	};
	str_reset(&out);
	assert_int_equal(feed_write(&feed, &out, &err), 0);
	read_document();
}

static void a_channel_says_what_it_is(void **state)
{
	(void)state;
	write_feed(NULL, 0);
	says("/rss/@version", "2.0");
	says("/rss/channel/title", "Bees & <friends>");
	says("/rss/channel/link", "https://bees.example/club/forums/help/");
	says("/rss/channel/description", "About bees");
	says("/rss/channel/language", "en");
	says("/rss/channel/lastBuildDate", "Sun, 22 Nov 2026 17:00:00 GMT");
	says("/rss/channel/atom:link/@href", "https://bees.example/club/forums/help/feed.xml?a=1&b=2");
	says("/rss/channel/atom:link/@rel", "self");
	says("/rss/channel/atom:link/@type", "application/rss+xml");
	says("count(//item)", "0");
}

static void an_item_is_whole(void **state)
{
	(void)state;
	static const char *const tags[] = {"winter", "a&b", NULL};
	static const char *const none[] = {NULL};
	struct feed_item items[] = {
	    {"First", "https://bees.example/club/a/", "ada", html("<p>Hi &amp; bye</p>"), 1000, tags, NULL},
	    {"Second", "https://bees.example/club/b/", NULL, {0}, 86399, none, NULL},
	};
	write_feed(items, ARRAY_LEN(items));
	says("count(//item)", "2");
	says("//item[1]/title", "First");
	says("//item[1]/link", "https://bees.example/club/a/");
	says("//item[1]/guid", "https://bees.example/club/a/");
	says("//item[1]/guid/@isPermaLink", "true");
	says("//item[1]/dc:creator", "ada");
	says("//item[1]/pubDate", "Thu, 01 Jan 1970 00:16:40 GMT");
	says("//item[1]/category[2]", "a&b");
	says("//item[1]/content:encoded", "<p>Hi &amp; bye</p>");
	says("count(//item[2]/category | //item[2]/content:encoded | //item[2]/dc:creator)", "0");
}

static void content_cannot_break_out(void **state)
{
	(void)state;
	struct feed_item item = {
	    "]]> <![CDATA[", "https://bees.example/?a=1&b=\"2\"", "a\"b", html("<pre>]]&gt; ]]></pre>]]>"), 0, NULL, NULL};
	write_feed(&item, 1);
	says("//item/title", "]]> <![CDATA[");
	says("//item/link", "https://bees.example/?a=1&b=\"2\"");
	says("//item/content:encoded", "<pre>]]&gt; ]]></pre>]]>");
}

static void what_xml_cannot_hold_is_replaced(void **state)
{
	(void)state;
	struct feed_item item = {"a\x01"
	                         "b\x1B\tc",
	                         "https://bees.example/",
	                         "\xFF"
	                         "ada\xC3",
	                         html("\x0B\xEF\xBF\xBF\xED\xA0\x80 \xEF\xBF\xBE\xF0\x9F\x90\x9D\r\n"),
	                         0,
	                         NULL, NULL};
	write_feed(&item, 1);
	says("//item/title", "a\xEF\xBF\xBD"
	                     "b\xEF\xBF\xBD\tc");
	says("//item/dc:creator", "\xEF\xBF\xBD"
	                          "ada\xEF\xBF\xBD");
	says("//item/content:encoded",
	     "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xF0\x9F\x90\x9D\r\n");
}

static void links_become_absolute(void **state)
{
	(void)state;
	static const char before[] =
	    "<a href=\"/x/\">=\"/</a><img src=\"/a.png\" alt=\"/b\"><a href=\"#fn\">1</a>"
	    "<a href=\"//h/\">2</a><a href=\"https://o.example/\">3</a><a class=\"x\" href=\"/\">4</a>";
	static const char after[] =
	    "<a href=\"https://bees.example:81/x/\">=\"/</a><img src=\"https://bees.example:81/a.png\" alt=\"/b\">"
	    "<a href=\"https://bees.example:81/club/a/#fn\">1</a>"
	    "<a href=\"//h/\">2</a><a href=\"https://o.example/\">3</a><a class=\"x\" "
	    "href=\"https://bees.example:81/\">4</a>";
	struct feed_item item = {"t", "https://bees.example:81/club/a/#post-3", "a", html(before), 0, NULL, NULL};
	write_feed(&item, 1);
	says("//item/content:encoded", after);
	for (size_t n = 0; n < sizeof(before); n++) {
		item.content = (struct html){before, n};
		write_feed(&item, 1);
	}
}

static void the_same_feed_gives_the_same_bytes(void **state)
{
	(void)state;
	struct feed_item item = {"t", "https://bees.example/", "a", html("<p>x</p>"), 5, NULL, NULL};
	write_feed(&item, 1);
	char *first = base_strdup(out.at);
	write_feed(&item, 1);
	assert_string_equal(out.at, first);
	free(first);
}

static void a_full_buffer_is_an_error(void **state)
{
	(void)state;
	struct err err = {0};
	struct feed_item item = {"t", "https://bees.example/", "a", html("<p>0123456789</p>"), 5, NULL, NULL};
	struct feed feed = {"t", "d", "en", "https://bees.example/", "https://bees.example/feed.xml", 0, &item, 1, NULL};
	for (size_t max = 0; max < 700; max += 50) {
		struct str small;
		str_init(&small, max);
		assert_int_equal(feed_write(&feed, &small, &err), -1);
		assert_int_equal(err.code, ERR_LIMIT);
		str_release(&small);
	}
}

static void an_item_that_moved_keeps_its_id(void **state)
{
	(void)state;
	struct feed_item item = {.title = "t",
	                         .url = "https://bees.example/a/2/#p",
	                         .id = "https://bees.example/a/#p",
	                         .content = html("<a href=\"#fn\">1</a>")};
	write_feed(&item, 1);
	says("//item/link", "https://bees.example/a/2/#p");
	says("//item/guid", "https://bees.example/a/#p");
	says("//item/guid/@isPermaLink", "false");
	says("//item/content:encoded", "<a href=\"https://bees.example/a/2/#fn\">1</a>");
	says("count(//pubDate)", "0");
}

static void the_same_as_json(void **state)
{
	(void)state;
	static const char *const tags[] = {"a\"b", "c", NULL};
	struct err err = {0};
	struct feed_item items[] = {
	    {.title = "\"t\"", .url = "https://b.example/a/", .author = "ada", .content = html("<a href=\"/x\">\xF0\x9F\x90\x9D</a>"),
	     .published = 1795366800, .categories = tags},
	    {.title = "u", .url = "https://b.example/b/2/#p", .id = "https://b.example/b/#p"}};
	struct feed feed = {.title = "Bees", .url = "https://b.example/", .json_url = "https://b.example/feed.json",
	                    .language = "en", .items = items, .nitems = 2};
	str_reset(&out);
	assert_int_equal(feed_write_json(&feed, &out, &err), 0);
	assert_string_equal(out.at,
	    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Bees\",\"home_page_url\":\"https://b.example/\","
	    "\"feed_url\":\"https://b.example/feed.json\",\"language\":\"en\",\"items\":[\n"
	    "{\"id\":\"https://b.example/a/\",\"url\":\"https://b.example/a/\",\"title\":\"\\\"t\\\"\","
	    "\"content_html\":\"<a href=\\\"https://b.example/x\\\">\xF0\x9F\x90\x9D</a>\",\"date_published\":\"2026-11-22T17:00:00Z\","
	    "\"authors\":[{\"name\":\"ada\"}],\"tags\":[\"a\\\"b\",\"c\"]},\n"
	    "{\"id\":\"https://b.example/b/#p\",\"url\":\"https://b.example/b/2/#p\",\"title\":\"u\",\"content_html\":\"\",\"tags\":[]}\n]}\n");
}

static void feeds_in_groups(void **state)
{
	(void)state;
	struct err err = {0};
	struct feed feed = {.title = "Help & <more>", .url = "https://b.example/help/", .self_url = "https://b.example/help/feed.xml"};
	struct feed_outline groups[] = {{"Forums \"all\"", &feed, 1}, {"None", NULL, 0}};
	str_reset(&out);
	assert_int_equal(feed_opml("Bees", groups, 2, &out, &err), 0);
	read_document();
	says("/opml/head/title", "Bees");
	says("count(/opml/body/outline)", "1");
	says("/opml/body/outline/@text", "Forums \"all\"");
	says("/opml/body/outline/outline/@text", "Help & <more>");
	says("/opml/body/outline/outline/@xmlUrl", "https://b.example/help/feed.xml");
}

static void sitemaps_name_addresses(void **state)
{
	(void)state;
	struct err err = {0};
	struct sitemap_entry entries[] = {{"https://bees.example/a&b/", 0}, {"https://bees.example/c/", 1795366800}};
	str_reset(&out);
	assert_int_equal(feed_sitemap(entries, 2, &out, &err), 0);
	read_document();
	says("count(/s:urlset/s:url)", "2");
	says("/s:urlset/s:url[1]/s:loc", "https://bees.example/a&b/");
	says("/s:urlset/s:url[2]/s:lastmod", "2026-11-22T17:00:00Z");
	str_reset(&out);
	assert_int_equal(feed_sitemap_index(entries, 1, &out, &err), 0);
	read_document();
	says("/s:sitemapindex/s:sitemap/s:loc", "https://bees.example/a&b/");
	assert_int_equal(feed_sitemap(entries, FEED_SITEMAP_MAX + 1, &out, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_channel_says_what_it_is), cmocka_unit_test(an_item_is_whole),
	    cmocka_unit_test(content_cannot_break_out),  cmocka_unit_test(what_xml_cannot_hold_is_replaced),
	    cmocka_unit_test(links_become_absolute),     cmocka_unit_test(the_same_feed_gives_the_same_bytes),
	    cmocka_unit_test(a_full_buffer_is_an_error), cmocka_unit_test(sitemaps_name_addresses),
	    cmocka_unit_test(an_item_that_moved_keeps_its_id), cmocka_unit_test(the_same_as_json),
	    cmocka_unit_test(feeds_in_groups),
	};
	return cmocka_run_group_tests_name("feed", tests, prepare, finish);
}
