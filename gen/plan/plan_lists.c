#include "lists.h"
#include "plan_parts.h"

/*
 * A list holds the first list.items topics of an order. What stands in it, and so its feed, changes
 * only if some topic that changed is now on the other side of its last row than before; what its
 * page says of them also if one that changed is, or was, not behind that row. That row is looked up
 * when all rows are in.
 */

static struct catalogue_page copy(struct plan *plan, const struct catalogue_page *page)
{
	if (page->live != PAGE_TOPIC)
		return (struct catalogue_page){.stem = "", .forum = "", .answer = ""};
	return (struct catalogue_page){.live = page->live,
	                               .stem = arena_dup(&plan->arena, page->stem),
	                               .forum = arena_dup(&plan->arena, page->forum),
	                               .answer = arena_dup(&plan->arena, page->answer),
	                               .ym = page->ym,
	                               .date = page->date,
	                               .active = page->active,
	                               .replies = page->replies,
	                               .votes = page->votes,
	                               .staff = page->staff,
	                               .locked = page->locked,
	                               .pinned = page->pinned,
	                               .status = page->status};
}

void plan_lists_note(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                     bool text)
{
	if (before->live == PAGE_TOPIC || after->live == PAGE_TOPIC)
		*VEC_PUSH(&plan->shown) =
		    (struct plan_shown){copy(plan, before), copy(plan, after), text || before->live != after->live};
}

void plan_lists_of_forum(struct plan *plan, const char *forum)
{
	size_t n;
	const struct list *all = lists(&n);
	for (size_t i = 0; i < n; i++)
		if (all[i].forum != LIST_NONE)
			plan_touch(plan, 0, "list:%s/%s", all[i].name, forum);
	plan_touch(plan, 0, "archive:%s", forum);
}

/* -1 for a forum that has no page. */
static int forum_kind(struct plan *plan, const char *forum, int64_t *kind, struct err *err)
{
	size_t n = strlen(forum);
	struct map_entry *known = map_find(&plan->kinds, forum, n);
	struct catalogue_page page = {0};
	if (!known) {
		const char *stem = arena_printf(&plan->scratch, "forums/%s", forum);
		if (catalogue_page(plan->cat, stem, &plan->scratch, &page, err) && err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		known = map_put(&plan->kinds, forum, n);
		known->value.number = page.live ? page.forum_kind : -1;
	}
	*kind = known->value.number;
	return 0;
}

/* The last row of a list that is full, or NULL. */
static int find_edge(struct plan *plan, const struct list *list, struct lists_query *query,
                     const struct catalogue_page **edge, struct err *err)
{
	const char *key = arena_printf(&plan->scratch, "%s/%s/%lld", list->name, query->forum ? query->forum : "",
	                               (long long)query->ym);
	struct map_entry *known = map_find(&plan->edges, key, strlen(key));
	struct catalogue_pages last;
	if (!known) {
		query->limit = 1;
		query->offset = plan->conf->list_items - 1;
		if (lists_pages(plan->cat, list, query, &plan->arena, &last, err))
			return -1;
		known = map_put(&plan->edges, key, strlen(key));
		known->value.at = last.len ? last.at : NULL;
	}
	*edge = known->value.at;
	return 0;
}

/* Which parts of a list a change is seen in. */
struct seen {
	bool page, feed;
};

static int look(struct plan *plan, const struct list *list, struct lists_query query, const struct plan_shown *topic,
                struct seen *seen, struct err *err)
{
	const struct catalogue_page *edge, *sides[] = {&topic->before, &topic->after};
	bool in[2];
	if (find_edge(plan, list, &query, &edge, err))
		return -1;
	for (int i = 0; i < 2; i++) {
		in[i] = sides[i]->live && (!list->holds || list->holds(sides[i]));
		if (in[i] && edge)
			in[i] = (query.forum ? list->forum_order : list->order)(sides[i], edge) <= 0;
	}
	seen->page = in[0] || in[1];
	seen->feed = in[0] != in[1] || (topic->text && in[1]);
	return 0;
}

static void touch(struct plan *plan, const char *key, const struct seen *seen)
{
	if (seen->page)
		plan_touch(plan, PLAN_PAGE, "%s", key);
	if (seen->feed)
		plan_touch(plan, PLAN_FEED, "%s", key);
}

static const char *key_of(struct plan *plan, const struct list *list, const char *forum)
{
	return arena_printf(&plan->scratch, "list:%s%s%s", list->name, *forum ? "/" : "", forum);
}

/* The site's list that is merged has nothing in it that is not in a forum's: it is touched with that. */
static int link_forum(struct plan *plan, const struct list *list, const struct plan_shown *topic, struct err *err)
{
	const char *forum = topic->after.live ? topic->after.forum : topic->before.forum;
	struct lists_query query = {.forum = forum};
	struct seen seen;
	int64_t kind;
	if (forum_kind(plan, forum, &kind, err))
		return -1;
	if (kind < 0 || !lists_has(list, kind))
		return 0;
	if (look(plan, list, query, topic, &seen, err))
		return -1;
	touch(plan, key_of(plan, list, forum), &seen);
	if (list->site == LIST_NONE && !list->forum_only)
		touch(plan, key_of(plan, list, ""), &seen);
	return 0;
}

/* The month's own page, and the one that always shows the latest month. */
static int link_month(struct plan *plan, const struct list *list, const struct plan_shown *topic, struct err *err)
{
	struct lists_query query = {.ym = topic->after.live ? topic->after.ym : topic->before.ym};
	const char *month = plan_month(query.ym, &plan->scratch),
		   *sum = arena_printf(&plan->scratch, "%s:%s", list->name, month);
	bool shift = topic->before.live != topic->after.live;
	struct catalogue_tallies months;
	struct seen seen;
	int64_t before;
	if (look(plan, list, query, topic, &seen, err) || catalogue_tally(plan->cat, sum, &before, err) ||
	    catalogue_tallies(plan->cat, "top:", &plan->scratch, &months, err))
		return -1;
	if (seen.page)
		plan_touch(plan, PLAN_PAGE, "%s", sum);
	bool latest = !months.len || strcmp(month, months.at[months.len - 1].key) >= 0;
	seen.page = shift || (seen.page && latest);
	seen.feed = seen.feed && latest;
	touch(plan, key_of(plan, list, ""), &seen);
	if (!before == !(before + plan_delta(plan, sum)))
		return 0;
	plan_touch(plan, 0, "list:%s", list->name);
	return plan_touch_months(plan, arena_printf(&plan->scratch, "%s:", list->name), month, err);
}

static int link_site(struct plan *plan, const struct list *list, const struct plan_shown *topic, struct err *err)
{
	struct seen seen;
	if (list->site == LIST_NONE)
		return 0;
	if (list->monthly)
		return link_month(plan, list, topic, err);
	if (look(plan, list, (struct lists_query){0}, topic, &seen, err))
		return -1;
	seen.feed = seen.feed && *list->folder;
	touch(plan, key_of(plan, list, ""), &seen);
	return 0;
}

int plan_lists_link(struct plan *plan, struct err *err)
{
	size_t n;
	const struct list *all = lists(&n);
	for (size_t i = 0; i < plan->shown.len; i++)
		for (size_t j = 0; j < n; j++)
			if (link_forum(plan, &all[j], &plan->shown.at[i], err) ||
			    link_site(plan, &all[j], &plan->shown.at[i], err))
				return -1;
	return 0;
}
