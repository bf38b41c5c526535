#include "gen/plan/lists.h"
#include "feeds.h"
#include "fills.h"
#include "months.h"

/* A page of a list: which one, of which forum (NULL: of the site), of which month (NULL: it has none). */
struct place {
	const struct list *list;
	const struct catalogue_page *forum;
	const char *month; /* "2026/11" */
	const char *url, *title, *lead;
};

static const char *words_of(struct render *render, const struct list *list, const char *ending)
{
	return render_words(render, arena_printf(&render->arena, "list.%s%s", list->name, ending));
}

static const char *url_of(struct render *render, const struct list *list, const struct catalogue_page *forum)
{
	return arena_printf(&render->arena, "%s%s", forum ? forum->url : "/topics/", list->folder);
}

/* Lists beside each other; a forum's own page is the list of its active topics. */
static struct mustache_list fill_tabs(struct render *render, const struct catalogue_page *forum,
                                      const struct list *current)
{
	size_t n, len = 0;
	const struct list *all = lists(&n);
	struct view_link *links = arena_alloc(&render->arena, n, sizeof(*links));
	for (size_t i = 0; i < n; i++)
		if (forum ? !*all[i].folder || lists_has(&all[i], forum->forum_kind) : !all[i].forum_only)
			links[len++] = (struct view_link){.url = render_url(render, url_of(render, &all[i], forum)),
			                                  .title = words_of(render, &all[i], ""),
			                                  .current = &all[i] == current};
	return (struct mustache_list){links, len};
}

struct mustache_list fill_forum_lists(struct render *render, const struct catalogue_page *forum)
{
	return fill_tabs(render, forum, lists_find("active", strlen("active")));
}

/* "new", "new/help". *found false where the forum is gone or is of a kind that has no such list. */
static int find_place(struct render *render, const char *arg, struct place *place, bool *found, struct err *err)
{
	const char *slash = strchr(arg, '/');
	*place = (struct place){.list = lists_find(arg, strcspn(arg, "/"))};
	*found = place->list != NULL;
	if (*found && slash) {
		if (render_forum(render, slash + 1, &place->forum, err))
			return -1;
		*found = place->forum->live && lists_has(place->list, place->forum->forum_kind);
	}
	if (!*found)
		return 0;
	place->url = url_of(render, place->list, place->forum);
	place->title = words_of(render, place->list, "_title");
	place->lead = words_of(render, place->list, "_lead");
	return 0;
}

static int find_topics(struct render *render, const struct place *place, struct catalogue_pages *topics,
                       struct err *err)
{
	struct lists_query query = {.forum = place->forum ? place->forum->forum : NULL,
	                            .ym = place->month ? months_number(place->month) : 0,
	                            .limit = render->site->conf.list_items};
	return lists_pages(render->cat, place->list, &query, &render->arena, topics, err);
}

static const char *full_title(struct render *render, const struct place *place, const char *label)
{
	if (place->forum)
		return arena_printf(&render->arena, "%s, %s", place->forum->title, place->title);
	return label ? arena_printf(&render->arena, "%s, %s", place->title, label) : place->title;
}

static struct frame frame_of(struct render *render, const struct place *place, const char *label)
{
	const char *list_url = url_of(render, place->list, place->forum);
	struct frame frame = render_frame(render, "topic_list", full_title(render, place, label), place->url);
	struct view_link *crumbs = arena_alloc(&render->arena, 3, sizeof(*crumbs));
	crumbs[0] = *frame.crumbs;
	if (place->forum) {
		crumbs[1] = (struct view_link){.url = render_url(render, "/forums/"),
		                               .title = render_words(render, "title.forums")};
		crumbs[2] = (struct view_link){.url = render_url(render, place->forum->url), .title = place->forum->title};
		frame.ncrumbs = 3;
	} else if (strcmp(list_url, place->url) != 0) {
		crumbs[1] = (struct view_link){.url = render_url(render, list_url), .title = place->title};
		frame.ncrumbs = 2;
	}
	frame.crumbs = crumbs;
	frame.description = place->lead;
	frame.part = PLAN_PAGE;
	/* What is active is what the site's own feed tells. */
	frame.feed = *place->list->folder ? arena_printf(&render->arena, "%sfeed.xml", list_url) : "/feed.xml";
	return frame;
}

static int write_list(struct render *render, const struct place *place, struct view_topic_list *view, struct err *err)
{
	struct catalogue_pages topics;
	if (find_topics(render, place, &topics, err))
		return -1;
	struct view_topic_row *rows = arena_alloc(&render->arena, topics.len + 1, sizeof(*rows));
	for (size_t i = 0; i < topics.len; i++)
		if (render_topic_row(render, &topics.at[i], &rows[i], err))
			return -1;
	view->name = place->list->name;
	view->title = place->title;
	view->lead = place->lead;
	view->lists = fill_tabs(render, place->forum, place->list);
	view->topics = (struct mustache_list){rows, topics.len};
	if (place->forum) {
		view->forum_title = place->forum->title;
		view->forum_url = render_url(render, place->forum->url);
		if (place->forum->role == ROLE_MEMBER)
			view->new_url = render_new_url(render, place->forum->forum);
	}
	struct frame frame = frame_of(render, place, view->label);
	return render_page(render, &frame, &view_topic_list_type, view, err);
}

/* The page that always shows the latest month leads to all of them. */
static int fill_latest(struct render *render, struct place *place, struct view_topic_list *view, struct err *err)
{
	struct months months;
	struct months_step step;
	if (place->forum || !place->list->monthly)
		return 0;
	if (months_find(render, "top:", place->url, &months, err) || months_years(render, &months, &view->years, err))
		return -1;
	if (!months.all.len)
		return 0;
	place->month = months.all.at[months.all.len - 1].key;
	if (months_step(render, &months, place->month, &step, err))
		return -1;
	view->label = step.name;
	return 0;
}

int fill_output_list(struct render *render, const struct unit *unit, struct err *err)
{
	struct view_topic_list view = {.name = NULL};
	struct place place;
	bool found;
	if (!unit_wants(unit, PLAN_PAGE))
		return 0;
	if (find_place(render, unit->arg, &place, &found, err))
		return -1;
	if (!found)
		return 0;
	return fill_latest(render, &place, &view, err) ? -1 : write_list(render, &place, &view, err);
}

int fill_output_list_feed(struct render *render, const struct unit *unit, struct err *err)
{
	struct view_topic_list view = {.name = NULL};
	struct catalogue_pages topics;
	struct place place;
	struct feeds feeds;
	bool found;
	if (!unit_wants(unit, PLAN_FEED))
		return 0;
	if (find_place(render, unit->arg, &place, &found, err))
		return -1;
	if (!found || !*place.list->folder)
		return 0;
	if (fill_latest(render, &place, &view, err) || find_topics(render, &place, &topics, err))
		return -1;
	feeds_init(&feeds, render);
	for (size_t i = 0; i < topics.len; i++)
		feeds_add_opening(&feeds, &topics.at[i]);
	const char *from = place.forum ? place.forum->title : render->base.site_title;
	struct feeds_place to = {arena_printf(&render->arena, "%s – %s", place.title, from), place.lead, place.url,
	                         PLAN_FEED};
	int rc = feeds_write(&feeds, &to, err);
	feeds_release(&feeds);
	return rc;
}

/* "2026/11" */
int fill_output_top(struct render *render, const struct unit *unit, struct err *err)
{
	struct view_topic_list view = {.name = NULL};
	struct place place;
	struct months months;
	struct months_step step;
	bool found;
	if (find_place(render, "top", &place, &found, err) || months_find(render, "top:", place.url, &months, err) ||
	    months_step(render, &months, unit->arg, &step, err))
		return -1;
	if (!step.count)
		return 0;
	place.month = unit->arg;
	place.url = arena_printf(&render->arena, "%s%s/", place.url, unit->arg);
	view.label = step.name;
	view.older = step.older;
	view.newer = step.newer;
	return write_list(render, &place, &view, err);
}
