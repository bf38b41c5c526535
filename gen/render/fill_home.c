#include "fills.h"

#include "gen/plan/lists.h"
#include "facts.h"
#include "render.h"

/* The newest topics of all forums of one kind. */
static int newest_of_kind(struct render *render, unsigned kinds, enum catalogue_list list, struct mustache_list *rows,
                          struct err *err)
{
	struct lists_merge merge = {kinds, list, render->site->conf.home_items};
	struct catalogue_pages topics;
	if (lists_merge(render->cat, &merge, &render->arena, &topics, err))
		return -1;
	struct view_topic_row *at = arena_alloc(&render->arena, topics.len + 1, sizeof(*at));
	for (size_t i = 0; i < topics.len; i++)
		if (render_topic_row(render, &topics.at[i], &at[i], err))
			return -1;
	*rows = (struct mustache_list){at, topics.len};
	return 0;
}

/* Who wrote last in the topics that are active, each once. */
static struct mustache_list people_in(struct render *render, const struct mustache_list *rows)
{
	const struct view_topic_row *topics = rows->at;
	struct view_person *people = arena_alloc(&render->arena, rows->len + 1, sizeof(*people));
	size_t n = 0;
	for (size_t i = 0; i < rows->len; i++) {
		const struct view_person *person = topics[i].last_author;
		bool known = !person || person->is_guest || !person->url;
		for (size_t j = 0; j < n && !known; j++)
			known = strcmp(people[j].handle, person->handle) == 0;
		if (!known)
			people[n++] = *person;
	}
	return (struct mustache_list){people, n};
}

static int fill_numbers(struct render *render, struct view_home *view, struct err *err)
{
	int64_t replies;
	if (catalogue_tally(render->cat, "topics", &view->topics, err) ||
	    catalogue_tally(render->cat, "replies", &replies, err))
		return -1;
	view->posts = view->topics + replies;
	return catalogue_tally(render->cat, "members", &view->members, err);
}

static int fill_lists(struct render *render, struct view_home *view, struct err *err)
{
	int64_t most = render->site->conf.home_items, fewer = (most + 1) / 2;
	struct catalogue_query active = {.list = LIST_ACTIVE, .a = render->now, .limit = most};
	struct catalogue_query events = {.list = LIST_EVENTS_NEXT, .a = render->now, .limit = most};
	struct catalogue_query lessons = {.list = LIST_KIND_NEWEST, .a = PAGE_LESSON, .limit = fewer};
	struct catalogue_query resources = {.list = LIST_KIND_NEWEST, .a = PAGE_RESOURCE, .limit = fewer};
	if (render_topic_rows(render, &active, &view->active, err) ||
	    newest_of_kind(render, LISTS_KIND(ANNOUNCEMENTS), LIST_FORUM_NEWEST, &view->announcements, err) ||
	    newest_of_kind(render, LISTS_KIND(QUESTIONS), LIST_FORUM_UNSOLVED, &view->unanswered, err) ||
	    render_event_rows(render, &events, &view->events, err) ||
	    render_entries(render, &lessons, &view->lessons, err) ||
	    render_entries(render, &resources, &view->resources, err))
		return -1;
	view->people = people_in(render, &view->active);
	return 0;
}

/* A site without index.md has a front page all the same. */
static int fill_text(struct render *render, struct view_home *view, struct frame *frame, struct err *err)
{
	struct catalogue_page page;
	struct markdown_result body;
	bool found;
	if (render_find(render, "index", &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (render_body(render, &page, &body, err))
		return -1;
	view->body = body.html;
	frame->image = render_image(render, &page, true);
	if (strcmp(page.title, "index") != 0)
		frame->title = page.title;
	return 0;
}

int fill_output_home(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = {.template = "home",
	                      .title = render->base.site_title,
	                      .description = render->base.site_description,
	                      .url = "/",
	                      .feed = "/feed.xml"};
	struct view_home view = {.topics = 0};
	(void)unit;
	if (fill_text(render, &view, &frame, err) || fill_numbers(render, &view, err) ||
	    fill_lists(render, &view, err) || fill_forum_rows(render, &view.forums, err))
		return -1;
	facts_home(render);
	return render_page(render, &frame, &view_home_type, &view, err);
}
