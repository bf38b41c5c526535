#include "link.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "core/text/escape.h"

enum { URL_BYTES = 2048 };

/* A long topic has numbered parts; the opening post is the first on part 1. */
static const char *reply_url(struct visit *visit, const struct page_place *place)
{
	struct page_place topic;
	struct err err = {0};
	int64_t before, size = visit->server->site.conf.topic_posts;
	if (page_locate(arena_printf(visit->arena, "%s/index.md", place->parent), visit->arena, &topic, &err) ||
	    topic.kind != PAGE_TOPIC || content_count_before(visit, place->parent, place->name, &before, &err) ||
	    before + 1 < size)
		return place->url;
	return arena_printf(visit->arena, "%s%lld/#%s", topic.url, (long long)((before + 1) / size + 1), place->name);
}

const char *link_public(struct visit *visit, const char *repo_path)
{
	struct page_place place;
	struct err err = {0};
	const char *path = content_path(visit, repo_path);
	if (!path || page_locate(path, visit->arena, &place, &err) || place.kind == PAGE_NONE)
		return NULL;
	return fill_url(&visit->fill, place.kind == PAGE_REPLY ? reply_url(visit, &place) : place.url);
}

const char *link_receipt(struct visit *visit, const char *id)
{
	return arena_printf(visit->arena, "%ssubmission/%s?k=%s", fill_write_url(&visit->fill), id,
	                    guard_receipt_key(visit, id));
}

static const char *about(struct visit *visit, const char *route, const char *path)
{
	struct str url;
	str_init(&url, URL_BYTES);
	str_addf(&url, "%s%s?path=", fill_write_url(&visit->fill), route);
	escape_url_arg(&url, path, strlen(path));
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

const char *link_act(struct visit *visit, const char *path)
{
	return about(visit, "act", path);
}

const char *link_edit(struct visit *visit, const char *path)
{
	return about(visit, "edit", path);
}
