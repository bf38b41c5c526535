#include "cgi/answer/answer_page.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/base/map.h"
#include "core/state/state_appeal.h"
#include "core/state/state_report.h"
#include "handlers.h"
#include "queue_bar.h"
#include "queue_bulk.h"
#include "queue_query.h"

enum { GROUPS = 30, ITEMS = 50, PAGES_SHOWN = 200, PERCENT = 10 };

static int64_t page_number(struct visit *visit)
{
	long n = strtol(form_text(&visit->req.query, "page"), NULL, 10);
	return n > 1 && n < 100000 ? n : 1;
}

/* Pages of a list of n; *from: where this one begins. */
static struct mustache_list pages(struct visit *visit, const struct queue_query *query, size_t n, size_t size, size_t *from)
{
	size_t all = (n + size - 1) / size, here = (size_t)page_number(visit) - 1;
	here = here < all ? here : 0;
	*from = here * size;
	if (all < 2)
		return (struct mustache_list){0};
	all = all < PAGES_SHOWN ? all : PAGES_SHOWN;
	struct view_link *links = arena_alloc(visit->arena, all, sizeof(*links));
	for (size_t i = 0; i < all; i++)
		links[i] = (struct view_link){
			.url = queue_query_url(visit, query, i ? arena_printf(visit->arena, "page=%zu", i + 1) : ""),
			.title = arena_printf(visit->arena, "%zu", i + 1),
			.current = i == here,
		};
	return (struct mustache_list){links, all};
}

static const char *act_url(struct visit *visit, const struct queue_query *query, const char *act)
{
	return queue_query_url(visit, query, arena_printf(visit->arena, "act=%s", act));
}

/* The query for the things of one group alone. */
static struct queue_query within_group(const struct queue_query *query, const struct queue_group *group)
{
	struct queue_query one = *query;
	switch (queue_query_by(query)) {
	case QUEUE_BY_SENDER: one.sender = group->key; break;
	case QUEUE_BY_NETWORK: one.network = group->key; break;
	case QUEUE_BY_TOPIC: one.stem = group->key; break;
	default: one.like = group->key;
	}
	return one;
}

static int64_t count_names(struct visit *visit, const struct queue_list *list, bool networks)
{
	struct map map;
	map_init(&map, visit->arena);
	for (size_t i = 0; i < list->len; i++) {
		const struct queue_entry *entry = list->at[i];
		const char *name = networks ? entry->network : *entry->guest ? entry->guest : entry->author;
		if (*name)
			(void)!map_put(&map, name, strlen(name));
	}
	int64_t n = (int64_t)map.len;
	map_release(&map);
	return n;
}

static int fill_group(struct visit *visit, const struct queue_query *query, const struct queue_group *group,
                      struct view_queue_group *view, struct err *err)
{
	struct queue_query own = within_group(query, group);
	struct view_queue_item *first = arena_alloc(visit->arena, 1, sizeof(*first));
	bool many = group->list.len > 1;
	if (queue_query_fill(visit, many ? &own : query, group->list.at[0], first, err))
		return -1;
	*view = (struct view_queue_group){
		.first = first,
		.count = (int64_t)group->list.len,
		.members = (int64_t)group->members,
		.score = group->score / PERCENT,
		.many = many,
		.likely_spam = group->risky,
		.url = many ? queue_query_url(visit, &own, "") : first->url,
	};
	if (!many)
		return 0;
	view->senders = count_names(visit, &group->list, false);
	view->networks = count_names(visit, &group->list, true);
	view->approve_url = act_url(visit, &own, "approve");
	view->reject_url = act_url(visit, &own, "reject");
	view->spam_url = act_url(visit, &own, "spam");
	return 0;
}

static int fill_groups(struct visit *visit, const struct queue_view *queue, struct view_queue *view, struct err *err)
{
	struct queue_groups groups;
	size_t from;
	queue_index_group(&queue->list, queue_query_by(&queue->query), visit->arena, &groups);
	view->pages = pages(visit, &queue->query, groups.len, GROUPS, &from);
	size_t n = groups.len - from < GROUPS ? groups.len - from : GROUPS;
	struct view_queue_group *rows = arena_alloc(visit->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		if (fill_group(visit, &queue->query, &groups.at[from + i], &rows[i], err))
			return -1;
	view->groups = (struct mustache_list){rows, n};
	return 0;
}

static int fill_items(struct visit *visit, const struct queue_view *queue, struct view_queue *view, struct err *err)
{
	size_t from;
	view->pages = pages(visit, &queue->query, queue->list.len, ITEMS, &from);
	size_t n = queue->list.len - from < ITEMS ? queue->list.len - from : ITEMS;
	struct view_queue_item *rows = arena_alloc(visit->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; i < n; i++)
		if (queue_query_fill(visit, &queue->query, queue->list.at[from + i], &rows[i], err))
			return -1;
	view->items = (struct mustache_list){rows, n};
	return 0;
}

/* ---- the form that chooses ---- */

static struct mustache_list choices(struct visit *visit, const char *key, const char *const *values, const char *now)
{
	size_t n = 0;
	while (values[n])
		n++;
	struct view_link *links = arena_alloc(visit->arena, n + 1, sizeof(*links));
	for (size_t i = 0; i < n; i++)
		links[i] = (struct view_link){.url = values[i],
					      .title = say_with(visit, key, &(struct say){.kind = *values[i] ? values[i] : "all"}),
					      .current = !strcmp(values[i], now)};
	return (struct mustache_list){links, n};
}

/* All of them, then each. */
static const char *const *kinds(struct visit *visit)
{
	size_t n = 0;
	while (queue_kind_name(n))
		n++;
	const char **names = arena_alloc(visit->arena, n + 2, sizeof(const char *));
	names[0] = "";
	for (size_t i = 0; i <= n; i++)
		names[i + 1] = queue_kind_name(i);
	return names;
}

static struct mustache_list forums(struct visit *visit, const struct queue_view *queue)
{
	struct map map;
	map_init(&map, visit->arena);
	for (size_t i = 0; i < queue->index.len; i++)
		if (*queue->index.at[i].forum)
			map_put(&map, queue->index.at[i].forum, strlen(queue->index.at[i].forum))->value.number++;
	struct view_link *links = arena_alloc(visit->arena, map.len + 1, sizeof(*links));
	links[0] = (struct view_link){.url = "", .title = say_with(visit, "say.queue_forum", &(struct say){.kind = "all"})};
	for (size_t i = 0; i < map.len; i++) {
		struct page page;
		struct err ignored = {0};
		const char *name = map.entries[i].key;
		bool known = !content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", name), &page, &ignored);
		links[i + 1] = (struct view_link){.url = name, .title = known ? page.title : name,
						  .count = map.entries[i].value.number,
						  .current = !strcmp(name, queue->query.forum)};
	}
	struct mustache_list list = {links, map.len + 1};
	map_release(&map);
	return list;
}

static struct mustache_list ways(struct visit *visit, const struct queue_query *query)
{
	struct view_link *links = arena_alloc(visit->arena, QUEUE_BYS, sizeof(*links));
	for (size_t i = 0; i < QUEUE_BYS; i++) {
		struct queue_query other = *query;
		const char *name = queue_by_name((enum queue_by)i);
		other.by = i ? name : "";
		other.like = other.sender = other.network = other.stem = "";
		links[i] = (struct view_link){.url = queue_query_url(visit, &other, ""),
					      .title = say_with(visit, "say.queue_by", &(struct say){.kind = name}),
					      .current = queue_query_by(query) == (enum queue_by)i && !queue_query_is_group(query)};
	}
	return (struct mustache_list){links, QUEUE_BYS};
}

static void fill_choice(struct visit *visit, const struct queue_view *queue, struct view_queue *view)
{
	const struct queue_query *query = &queue->query;
	static const char *const chances[] = {"", "unlikely", "likely", "flood", NULL};
	static const char *const ages[] = {"", "hour", "day", "week", NULL};
	view->by = query->by;
	view->text = query->text;
	view->lists = ways(visit, query);
	view->kinds = choices(visit, "say.queue_kind", kinds(visit), query->kind);
	view->chances = choices(visit, "say.queue_chance", chances, query->chance);
	view->ages = choices(visit, "say.queue_age", ages, query->age);
	view->forums = forums(visit, queue);
	view->narrowed = queue_query_is_group(query);
	view->filtered = queue_query_is_filtered(query);
	view->all_url = arena_printf(visit->arena, "%squeue", fill_write_url(&visit->fill));
	view->total = (int64_t)queue->index.len;
	if (queue->index.floods && !view->narrowed && !view->filtered) {
		struct queue_query floods = *query;
		floods.chance = "flood";
		view->floods = (int64_t)queue->index.floods;
		view->flooded = (int64_t)queue->index.flooded;
		view->floods_url = queue_query_url(visit, &floods, "");
		view->flood_spam_url = act_url(visit, &floods, "spam");
	}
	view->chosen = (int64_t)queue->list.len;
	if (queue->list.len < 2 || (!view->narrowed && !view->filtered))
		return;
	view->approve_url = act_url(visit, query, "approve");
	view->reject_url = act_url(visit, query, "reject");
	view->spam_url = act_url(visit, query, "spam");
}

/* What else waits for a moderator. */
static int fill_counts(struct visit *visit, struct view_queue *view, struct err *err)
{
	struct state *state;
	return server_state(visit->server, &state, err) || state_report_open_count(state, &view->reports, err) ||
	                       state_appeal_open_count(state, &view->appeals, err)
	               ? -1
	               : 0;
}

int moderate_queue(struct visit *visit, struct err *err)
{
	struct queue_query query = queue_query_read(&visit->req.query);
	struct queue_view queue;
	struct view_queue view = {0};
	if (content_main(visit, err) || queue_query_choose(visit, &query, &queue, err))
		return -1;
	if (queue_bulk_is_asked(visit))
		return queue_bulk_ask(visit, &queue, err);
	fill_choice(visit, &queue, &view);
	if ((view.narrowed ? fill_items(visit, &queue, &view, err) : fill_groups(visit, &queue, &view, err)) ||
	    queue_bar(visit, &view.undo, err) || fill_counts(visit, &view, err))
		return -1;
	struct answer_page page = {200, "queue", say(visit, "queue.heading"), &view_queue_type, &view};
	return answer_page(visit, &page, err);
}
