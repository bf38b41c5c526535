#include "plan_parts.h"

int64_t plan_delta(const struct plan *plan, const char *key)
{
	const struct map_entry *e = map_find(&plan->tallies, key, strlen(key));
	return e ? e->value.number : 0;
}

static int64_t chunk_of(const struct plan *plan, int64_t rank)
{
	return rank / plan->conf->forum_chunk + 1;
}

int plan_sums(struct plan *plan, const char *key, struct plan_sum *sum, struct err *err)
{
	int rc = catalogue_tally(plan->cat, key, &sum->before, err);
	sum->after = sum->before + plan_delta(plan, key);
	return rc;
}

void plan_touch_chunks(struct plan *plan, const struct plan_chunks *row, const char *key)
{
	int64_t before = row->sum.before, after = row->sum.after, most = before > after ? before : after;
	int64_t from = chunk_of(plan, row->first), to = chunk_of(plan, row->shift ? most - 1 : row->last);
	if (row->shift && chunk_of(plan, before - 1) != chunk_of(plan, after - 1))
		from = 1;
	for (int64_t chunk = from; chunk <= to; chunk++)
		plan_touch(plan, row->part + chunk, "%s", key);
}

int plan_touch_months(struct plan *plan, const char *prefix, const char *month, struct err *err)
{
	struct catalogue_tallies months;
	size_t i = 0;
	if (catalogue_tallies(plan->cat, prefix, &plan->scratch, &months, err))
		return -1;
	while (i < months.len && strcmp(months.at[i].key, month) < 0)
		i++;
	if (i)
		plan_touch(plan, 0, "%s%s", prefix, months.at[i - 1].key);
	i += i < months.len && strcmp(months.at[i].key, month) == 0;
	if (i < months.len)
		plan_touch(plan, 0, "%s%s", prefix, months.at[i].key);
	plan_touch(plan, 0, "%s%s", prefix, month);
	return 0;
}

static int link_topic(struct plan *plan, const struct plan_topic *topic, struct err *err)
{
	const char *month = plan_month(topic->at.ym, &plan->scratch);
	const char *key = arena_printf(&plan->scratch, "month:%s/%s", topic->at.forum, month);
	struct plan_chunks row = {.shift = topic->shift};
	if (catalogue_rank(plan->cat, &topic->at, &row.first, err) || plan_sums(plan, key, &row.sum, err))
		return -1;
	row.last = row.first;
	plan_touch_chunks(plan, &row, key);
	const char *prefix = arena_printf(&plan->scratch, "month:%s/", topic->at.forum);
	return !row.sum.before != !row.sum.after ? plan_touch_months(plan, prefix, month, err) : 0;
}

/* A new or lost month changes its neighbours' links: those are looked up with the old months in. */
static int link_topics(struct plan *plan, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; i < plan->topics.len && !rc; i++)
		rc = link_topic(plan, &plan->topics.at[i], err);
	return rc;
}

/* Pages of the topic before the change, or now where that is more (sign 1) or fewer (-1). */
static int64_t pages_ever(const struct plan *plan, const struct map *known, const char *stem, int64_t now, int sign)
{
	const struct map_entry *e = map_find(known, stem, strlen(stem));
	int64_t replies = e && (e->value.number - now) * sign > 0 ? e->value.number : now;
	return plan_pages(plan->conf, replies);
}

/* Pages and feeds of members say on which page of a topic their posts stand. */
static int touch_later(struct plan *plan, const struct catalogue_page *page, int64_t later, struct err *err)
{
	struct catalogue_span span = {.page = page->id, .order = POSTS_BACKWARD, .limit = later};
	struct catalogue_posts posts = {.len = 0};
	if (later && catalogue_posts(plan->cat, &span, &plan->scratch, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		plan_touch_wrote(plan, &posts.at[i], &posts.at[i]);
		plan_feeds_post(plan, page, &posts.at[i]);
	}
	return 0;
}

/* Where a post stands now, or stood: after those that are earlier. */
static int link_post(struct plan *plan, const struct plan_post *post, const struct catalogue_page *page,
                     struct err *err)
{
	int64_t later;
	if (catalogue_posts_from(plan->cat, page->id, post->name, &later, err))
		return -1;
	int64_t at = plan_page_of(plan->conf, page->replies - later + 2);
	int64_t least = pages_ever(plan, &plan->least, post->stem, page->replies, -1);
	int64_t most = pages_ever(plan, &plan->most, post->stem, page->replies, 1);
	if (post->shift) {
		/* A page more or less changes the links on the pages near the end. */
		int64_t from = least != most ? least - PLAN_WINDOW : at;
		from = from < at ? from : at;
		for (int64_t part = from > 1 ? from : 1; part <= most; part++)
			plan_touch(plan, part, "topic:%s", post->stem);
		if (plan_history_titled(plan, page, post->name, err))
			return -1;
	} else
		plan_touch(plan, at, "topic:%s", post->stem);
	plan_touch(plan, 1, "topic:%s", post->stem);
	if (!post->shift || most <= 1)
		return 0;
	return touch_later(plan, page, later, err) || (later && plan_log_page(plan, page, err)) ? -1 : 0;
}

/* Posts that answer it show whose it is, and lead there. */
static int link_replies(struct plan *plan, const struct plan_post *post, const struct catalogue_page *page,
                        struct err *err)
{
	struct catalogue_posts under;
	if (catalogue_replies(plan->cat, page->id, post->name, &plan->scratch, &under, err))
		return -1;
	for (size_t i = 0; i < under.len; i++) {
		int64_t later;
		if (catalogue_posts_from(plan->cat, page->id, under.at[i].name, &later, err))
			return -1;
		plan_touch(plan, plan_page_of(plan->conf, page->replies - later + 2), "topic:%s", post->stem);
	}
	return 0;
}

static int link_posts(struct plan *plan, struct err *err)
{
	struct catalogue_page page = {.stem = ""};
	for (size_t i = 0; i < plan->posts.len; i++) {
		const struct plan_post *post = &plan->posts.at[i];
		if (strcmp(page.stem, post->stem) != 0 &&
		    catalogue_page(plan->cat, post->stem, &plan->scratch, &page, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			page = (struct catalogue_page){.stem = ""};
			continue; /* the page itself went, which all of its key says */
		}
		if (link_post(plan, post, &page, err) || link_replies(plan, post, &page, err))
			return -1;
	}
	return 0;
}

int plan_link(struct plan *plan, struct err *err)
{
	if (plan->full)
		return 0;
	return link_topics(plan, err) || link_posts(plan, err) || plan_link_people(plan, err) || plan_lists_link(plan, err) || plan_link_log(plan, err) ? -1 : 0;
}

int plan_time(struct plan *plan, int64_t before, int64_t now, struct err *err)
{
	struct catalogue_query query = {.list = LIST_ENDING};
	struct catalogue_pages ended, closed;
	query.a = before < now ? before : now;
	query.b = before < now ? now : before;
	if (catalogue_pages(plan->cat, &query, &plan->scratch, &ended, err))
		return -1;
	for (size_t i = 0; i < ended.len; i++)
		plan_touch_ended(plan, &ended.at[i]);
	query.list = LIST_CLOSING;
	if (catalogue_pages(plan->cat, &query, &plan->scratch, &closed, err))
		return -1;
	for (size_t i = 0; i < closed.len; i++)
		plan_touch(plan, 1, "topic:%s", closed.at[i].stem);
	return plan_insights_time(plan, before, now, err) || plan_badges_time(plan, before, now, err) ? -1 : 0;
}
