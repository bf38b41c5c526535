/* Any bytes in every field of a feed: the documents must be XML that libxml2's strict parser reads, and JSON that jansson reads. */
#include "core/feed/feed.h"

#include <jansson.h>
#include <libxml/parser.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err err = {0};
	struct str out;
	char *z = base_alloc(n + 1, 1);
	if (n)
		memcpy(z, data, n);
	const char *const categories[] = {z, NULL};
	struct feed_item item = {z, z, z, {(const char *)data, n}, 0, categories, NULL};
	struct feed feed = {z, z, z, "https://example.org/", "https://example.org/feed.xml", 0, &item, 1, "https://example.org/feed.json"};
	str_init(&out, 64 << 20);
	if (feed_write(&feed, &out, &err))
		abort();
	xmlDoc *doc = xmlReadMemory(out.at, (int)out.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
	if (!doc)
		abort();
	xmlFreeDoc(doc);
	str_reset(&out);
	if (feed_write_json(&feed, &out, &err))
		abort();
	json_t *json = json_loadb(out.at, out.len, 0, NULL);
	if (!json)
		abort();
	json_decref(json);
	str_release(&out);
	free(z);
	return 0;
}
