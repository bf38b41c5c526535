#include "fills.h"

#include "render.h"

/* Lists of a forum for ideas by status, as in enum page_status: folder in the site, and name for words. */
static const struct {
	const char *folder, *status, *words;
} lists[] = {
    {"votes", "open", "ideas.open"},       {"planned", "planned", "ideas.planned"},
    {"started", "started", "ideas.started"}, {"done", "done", "ideas.done"},
    {"declined", "declined", "ideas.declined"},
};

static const char *list_url(struct render *render, const char *forum, size_t i)
{
	return arena_printf(&render->arena, "/forums/%s/%s/", forum, lists[i].folder);
}

struct mustache_list fill_idea_lists(struct render *render, const struct catalogue_page *forum, int64_t current)
{
	struct view_link *links = arena_alloc(&render->arena, ARRAY_LEN(lists) + 1, sizeof(*links));
	links[0] = (struct view_link){.url = render_url(render, forum->url),
	                              .title = render_words(render, "ideas.active"),
	                              .current = current < 0};
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		links[i + 1] = (struct view_link){.url = render_url(render, list_url(render, forum->forum, i)),
		                                  .title = render_words(render, lists[i].words),
		                                  .current = (int64_t)i == current};
	return (struct mustache_list){links, ARRAY_LEN(lists) + 1};
}

static int write_list(struct render *render, const struct catalogue_page *forum, size_t i, struct err *err)
{
	struct catalogue_query query = {
	    .list = LIST_IDEAS, .text = forum->forum, .a = (int64_t)i, .limit = render->site->conf.forum_active};
	struct view_ideas view = {.forum_title = forum->title,
	                          .forum_url = render_url(render, forum->url),
	                          .status = lists[i].status,
	                          .lists = fill_idea_lists(render, forum, (int64_t)i)};
	if (forum->role == ROLE_MEMBER)
		view.new_url = render_write_url(render, "new", "forum", forum->forum);
	if (render_topic_rows(render, &query, &view.topics, err))
		return -1;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/forums/"), .title = render_words(render, "title.forums")},
	    {.url = view.forum_url, .title = forum->title},
	};
	const char *words = render_words(render, lists[i].words);
	struct frame frame = {.template = "ideas",
	                      .title = arena_printf(&render->arena, "%s: %s", forum->title, words),
	                      .url = list_url(render, forum->forum, i),
	                      .crumbs = crumbs,
	                      .ncrumbs = ARRAY_LEN(crumbs),
	                      .part = (int64_t)i + 1};
	return render_page(render, &frame, &view_ideas_type, &view, err);
}

int fill_output_ideas(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page forum;
	bool found;
	if (render_find(render, arena_printf(&render->arena, "forums/%s", unit->arg), &forum, &found, err))
		return -1;
	if (!found || forum.forum_kind != FORUM_IDEAS)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		if (unit_wants(unit, (int64_t)i + 1) && write_list(render, &forum, i, err))
			return -1;
	return 0;
}
