#include "fills.h"

#include "feeds.h"
#include "render.h"

/*
 * The newest replies are in the topics with the newest posts: as many topics as the feed has items
 * hold them all.
 */
static int gather(struct feeds *feeds, struct catalogue_query query, struct err *err)
{
	struct catalogue_pages pages;
	query.limit = feeds->render->site->conf.feed_items;
	if (catalogue_pages(feeds->render->cat, &query, &feeds->render->arena, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		if (feeds_add_page(feeds, &pages.at[i], err))
			return -1;
	return 0;
}

static int site_feed(struct render *render, struct feeds *feeds, struct err *err)
{
	if (gather(feeds, (struct catalogue_query){.list = LIST_ACTIVE}, err) ||
	    gather(feeds, (struct catalogue_query){.list = LIST_KIND_NEWEST, .a = PAGE_LESSON}, err) ||
	    gather(feeds, (struct catalogue_query){.list = LIST_KIND_NEWEST, .a = PAGE_RESOURCE}, err) ||
	    gather(feeds, (struct catalogue_query){.list = LIST_KIND_NEWEST, .a = PAGE_EVENT}, err))
		return -1;
	struct feeds_place place = {render->base.site_title, render->base.site_description, "/", 1};
	return feeds_write(feeds, &place, err);
}

static int forum_feed(struct render *render, struct feeds *feeds, const char *name, struct err *err)
{
	const struct catalogue_page *forum;
	if (render_forum(render, name, &forum, err) || !forum->live)
		return err->code ? -1 : 0;
	if (gather(feeds, (struct catalogue_query){.list = LIST_FORUM_ACTIVE, .text = name}, err))
		return -1;
	const char *title = arena_printf(&render->arena, "%s – %s", forum->title, render->base.site_title);
	return feeds_write(feeds, &(struct feeds_place){title, forum->excerpt, forum->url, 1}, err);
}

int fill_output_feed(struct render *render, const struct unit *unit, struct err *err)
{
	struct feeds feeds;
	feeds_init(&feeds, render);
	int rc = *unit->arg ? forum_feed(render, &feeds, unit->arg, err) : site_feed(render, &feeds, err);
	feeds_release(&feeds);
	return rc;
}

/* Pages themselves, without what is said below them. */
static int gather_openings(struct feeds *feeds, struct catalogue_query query, struct err *err)
{
	struct catalogue_pages pages;
	query.limit = feeds->render->site->conf.feed_items;
	if (catalogue_pages(feeds->render->cat, &query, &feeds->render->arena, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		feeds_add_opening(feeds, &pages.at[i]);
	return 0;
}

static const char *title_of(struct render *render, const char *what)
{
	return arena_printf(&render->arena, "%s – %s", what, render->base.site_title);
}

/* Topics, lessons, resources and events. A tag that only members have has no feed. */
int fill_output_tag_feed(struct render *render, const struct unit *unit, struct err *err)
{
	static const enum page_kind kinds[] = {PAGE_TOPIC, PAGE_SERIES, PAGE_LESSON, PAGE_RESOURCE, PAGE_EVENT};
	struct feeds feeds;
	int rc = 0;
	if (!unit_wants(unit, PLAN_FEED))
		return 0;
	feeds_init(&feeds, render);
	for (size_t i = 0; i < ARRAY_LEN(kinds) && !rc; i++)
		rc = gather_openings(
		    &feeds, (struct catalogue_query){.list = LIST_TAG, .text = unit->arg, .a = kinds[i]}, err);
	struct feeds_place place = {title_of(render, unit->arg), "",
	                            arena_printf(&render->arena, "/tags/%s/", unit->arg), PLAN_FEED};
	if (!rc && feeds.items.len)
		rc = feeds_write(&feeds, &place, err);
	feeds_release(&feeds);
	return rc;
}

/* What they wrote, newest first: pages and replies. */
static int gather_by(struct feeds *feeds, const char *handle, struct err *err)
{
	struct render *render = feeds->render;
	int64_t most = render->site->conf.feed_items;
	struct catalogue_query query = {.list = LIST_MADE, .text = handle, .limit = most};
	struct catalogue_span span = {.order = POSTS_BY, .author = handle, .limit = most};
	struct catalogue_pages pages;
	struct catalogue_posts posts;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err) ||
	    catalogue_posts(render->cat, &span, &render->arena, &posts, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		feeds_add_opening(feeds, &pages.at[i]);
	for (size_t i = 0; i < posts.len; i++) {
		const struct catalogue_page *about;
		if (render_page_at(render, posts.at[i].page, &about, err))
			return -1;
		feeds_add_post(feeds, about, &posts.at[i]);
	}
	return 0;
}

int fill_output_member_feed(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct feeds feeds;
	bool found;
	if (!unit_wants(unit, PLAN_FEED))
		return 0;
	if (render_find(render, arena_printf(&render->arena, "members/%.2s/%s", unit->arg, unit->arg), &page, &found,
	                err))
		return -1;
	if (!found)
		return 0;
	feeds_init(&feeds, render);
	int rc = gather_by(&feeds, unit->arg, err);
	if (!rc)
		rc = feeds_write(&feeds, &(struct feeds_place){title_of(render, page.title), page.excerpt, page.url, PLAN_FEED},
		                 err);
	feeds_release(&feeds);
	return rc;
}

/* The newest of a kind of pages, where all of them are listed. */
static int kind_feed(struct render *render, int64_t kind, const char *words, const char *url, struct err *err)
{
	struct feeds feeds;
	feeds_init(&feeds, render);
	int rc = gather_openings(&feeds, (struct catalogue_query){.list = LIST_KIND_NEWEST, .a = kind}, err);
	if (!rc)
		rc = feeds_write(&feeds, &(struct feeds_place){title_of(render, render_words(render, words)), "", url, 1},
		                 err);
	feeds_release(&feeds);
	return rc;
}

int fill_output_tutorials_feed(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	return kind_feed(render, PAGE_LESSON, "title.tutorials", "/tutorials/", err);
}

int fill_output_resources_feed(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	return kind_feed(render, PAGE_RESOURCE, "title.resources", "/resources/", err);
}

int fill_output_events_feed(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	return kind_feed(render, PAGE_EVENT, "title.events", "/events/", err);
}
