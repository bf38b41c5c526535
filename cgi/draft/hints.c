#include "hints.h"

#include "core/base/map.h"
#include "core/catalogue/catalogue.h"
#include "core/words/titles.h"

enum { NEWEST = 100, TAGS = 12 };

/* Empty where the catalogue is busy or missing. */
static struct catalogue_pages ask(struct visit *visit, const struct catalogue_query *query)
{
	struct catalogue_pages pages = {0};
	struct catalogue *cat;
	struct err ignored = {0};
	if (catalogue_open(&cat, visit->server->site.catalogue, CATALOGUE_GLANCE, &ignored))
		return pages;
	if (catalogue_pages(cat, query, visit->arena, &pages, &ignored))
		pages.len = 0;
	catalogue_close(cat);
	return pages;
}

static struct catalogue_query beside(const struct draft *draft)
{
	enum page_kind kind = draft_page_kind(draft);
	const char *forum = draft->thread.place.forum;
	if (kind == PAGE_TOPIC && *forum)
		return (struct catalogue_query){.list = LIST_FORUM_NEWEST, .text = forum, .limit = NEWEST};
	return (struct catalogue_query){.list = LIST_KIND_NEWEST, .a = kind, .limit = NEWEST};
}

/* In a list of words with commas between them. */
static bool is_among(const char *list, const char *word, size_t n)
{
	for (const char *at = list; *at; at += *at == ',') {
		at += strspn(at, " ");
		size_t len = strcspn(at, ",");
		if (len >= n && !memcmp(at, word, n) && strspn(at + n, " ") == len - n)
			return true;
		at += len;
	}
	return false;
}

static void count_tags(const struct catalogue_pages *pages, const char *own, struct map *tags)
{
	for (size_t i = 0; i < pages->len; i++) {
		for (const char *at = pages->at[i].tags; *at; at += *at == '\n') {
			size_t n = strcspn(at, "\n");
			if (!is_among(own, at, n))
				map_put(tags, at, n)->value.number++;
			at += n;
		}
	}
}

struct mustache_list hints_tags(struct visit *visit, const struct draft *draft)
{
	struct catalogue_query query = beside(draft);
	struct catalogue_pages pages = ask(visit, &query);
	struct view_link *links = arena_alloc(visit->arena, TAGS, sizeof(*links));
	struct map tags;
	size_t n = 0;
	map_init(&tags, visit->arena);
	count_tags(&pages, draft->tags, &tags);
	for (; n < TAGS; n++) {
		struct map_entry *most = NULL;
		for (size_t i = 0; i < tags.len; i++)
			if (tags.entries[i].value.number > (most ? most->value.number : 0))
				most = &tags.entries[i];
		if (!most)
			break;
		most->value.number = 0;
		links[n] = (struct view_link){.title = most->key, .url = ""};
	}
	map_release(&tags);
	return (struct mustache_list){links, n};
}

struct mustache_list hints_likely(struct visit *visit, const struct draft *draft)
{
	struct catalogue_query query = {.list = LIST_FORUM_NEWEST, .text = draft->forum,
	                                .limit = visit->server->site.conf.post_likely_among};
	struct view_link *links = arena_alloc(visit->arena, TITLES_FOUND, sizeof(*links));
	struct catalogue_pages pages = {0};
	struct titles_found found;
	if (draft->kind == DRAFT_TOPIC && query.limit)
		pages = ask(visit, &query);
	if (!pages.len)
		return (struct mustache_list){links, 0};
	const char **titles = arena_alloc(visit->arena, pages.len + 1, sizeof(*titles));
	for (size_t i = 0; i < pages.len; i++)
		titles[i] = pages.at[i].title;
	titles_alike(draft->title, titles, pages.len, visit->arena, &found);
	for (size_t i = 0; i < found.n; i++)
		links[i] = (struct view_link){.title = titles[found.at[i]], .url = fill_url(&visit->fill, pages.at[found.at[i]].url)};
	return (struct mustache_list){links, found.n};
}
