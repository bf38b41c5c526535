#include "plan_parts.h"

static void touch_tags(struct plan *plan, const struct catalogue_page *page, int64_t part)
{
	const char *tags = page->tags;
	for (size_t n; (n = strcspn(tags, "\n")); tags += n + (tags[n] == '\n'))
		plan_touch(plan, part, "tag:%.*s", (int)n, tags);
}

void plan_touch_tags(struct plan *plan, const struct catalogue_page *page)
{
	touch_tags(plan, page, PLAN_PAGE);
}

static void touch_places(struct plan *plan, const struct catalogue_page *page)
{
	if (plan_takes_replies(page->kind))
		plan_touch(plan, 0, "feed:");
	if (page->kind == PAGE_TOPIC || page->kind == PAGE_FORUM)
		plan_touch(plan, 0, "feed:%s", page->forum);
}

static void touch_author(struct plan *plan, const char *handle)
{
	if (plan_is_member(handle))
		plan_touch(plan, PLAN_FEED, "member:%s", handle);
}

void plan_feeds_page(struct plan *plan, const struct catalogue_page *page)
{
	if (!page->live)
		return;
	touch_places(plan, page);
	touch_tags(plan, page, PLAN_FEED);
	touch_author(plan, page->author);
	if (page->kind == PAGE_LESSON)
		plan_touch(plan, 0, "tutorials:");
	else if (page->kind == PAGE_RESOURCE)
		plan_touch(plan, 0, "resources:");
	else if (page->kind == PAGE_EVENT)
		plan_touch(plan, 0, "events:");
}

void plan_feeds_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post)
{
	touch_places(plan, page);
	touch_author(plan, post->author);
}
