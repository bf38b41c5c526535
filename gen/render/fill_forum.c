#include "fills.h"

#include "months.h"
#include "render.h"

/* A forum that is older than a year has an archive. */
enum { PINNED_MAX = 50, MONTHS_SHOWN = 12 };

static const char *kind_name(int64_t kind)
{
	static const char *const names[] = {"discussion", "questions", "ideas", "announcements", "jobs"};
	return kind >= 0 && (size_t)kind < ARRAY_LEN(names) ? names[kind] : "";
}

static int sums(struct render *render, const char *forum, int64_t *topics, int64_t *posts, struct err *err)
{
	int64_t replies;
	if (catalogue_tally(render->cat, arena_printf(&render->arena, "topics:%s", forum), topics, err) ||
	    catalogue_tally(render->cat, arena_printf(&render->arena, "replies:%s", forum), &replies, err))
		return -1;
	*posts = *topics + replies;
	return 0;
}

static int forum_row(struct render *render, const struct catalogue_page *forum, struct view_forum_row *row,
                     struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUM_ACTIVE, .text = forum->forum, .limit = 1};
	struct mustache_list latest;
	*row = (struct view_forum_row){.title = forum->title,
	                               .url = render_url(render, forum->url),
	                               .description = forum->excerpt,
	                               .kind = kind_name(forum->forum_kind)};
	if (sums(render, forum->forum, &row->topics, &row->posts, err) ||
	    render_topic_rows(render, &query, &latest, err))
		return -1;
	row->latest = latest.len ? latest.at : NULL;
	row->active = row->latest ? row->latest->active : (struct view_time){"", "", ""};
	return 0;
}

int fill_forum_rows(struct render *render, struct mustache_list *rows, struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUMS};
	struct catalogue_pages forums;
	if (catalogue_pages(render->cat, &query, &render->arena, &forums, err))
		return -1;
	struct view_forum_row *at = arena_alloc(&render->arena, forums.len + 1, sizeof(*at));
	for (size_t i = 0; i < forums.len; i++)
		if (forum_row(render, &forums.at[i], &at[i], err))
			return -1;
	*rows = (struct mustache_list){at, forums.len};
	return 0;
}

int fill_output_forums(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = render_frame(render, "forums", render_words(render, "title.forums"), "/forums/");
	struct view_forums view = {{0}};
	(void)unit;
	if (fill_forum_rows(render, &view.forums, err))
		return -1;
	return render_page(render, &frame, &view_forums_type, &view, err);
}

static int months_of(struct render *render, const char *forum, struct months *months, struct err *err)
{
	return months_find(render, arena_printf(&render->arena, "month:%s/", forum),
	                   arena_printf(&render->arena, "/forums/%s/", forum), months, err);
}

static const char *archive_url(struct render *render, const struct catalogue_page *forum)
{
	return arena_printf(&render->arena, "%sarchive/", forum->url);
}

static int fill_forum(struct render *render, const struct catalogue_page *forum, struct view_forum *view,
                      struct err *err)
{
	struct catalogue_query pinned = {.list = LIST_FORUM_PINNED, .text = forum->forum, .limit = PINNED_MAX};
	struct catalogue_query active = {
	    .list = LIST_FORUM_UNPINNED, .text = forum->forum, .a = render->now, .limit = render->site->conf.forum_active};
	struct markdown_result body;
	struct months months;
	*view = (struct view_forum){.title = forum->title,
	                            .url = render_url(render, forum->url),
	                            .description = forum->excerpt,
	                            .kind = kind_name(forum->forum_kind),
	                            .slug = forum->forum,
	                            .may_open = forum->role == ROLE_MEMBER,
	                            .is_questions = forum->forum_kind == FORUM_QUESTIONS,
	                            .is_ideas = forum->forum_kind == FORUM_IDEAS,
	                            .is_announcements = forum->forum_kind == FORUM_ANNOUNCEMENTS,
	                            .is_jobs = forum->forum_kind == FORUM_JOBS};
	if (view->may_open)
		view->new_url = render_new_url(render, forum->forum);
	view->follow_url = render_follow_url(render, "forum", forum->forum);
	if (render_body(render, forum, &body, err) ||
	    sums(render, forum->forum, &view->topic_count, &view->post_count, err) ||
	    months_of(render, forum->forum, &months, err) ||
	    months_links(render, &months, MONTHS_SHOWN, &view->months, err) ||
	    render_topic_rows(render, &pinned, &view->pinned, err))
		return -1;
	view->body = body.html;
	view->lists = fill_forum_lists(render, forum);
	if (months.all.len > MONTHS_SHOWN)
		view->archive_url = render_url(render, archive_url(render, forum));
	return render_topic_rows(render, &active, &view->topics, err);
}

int fill_output_forum(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page forum;
	struct view_forum view;
	bool found;
	if (render_find(render, arena_printf(&render->arena, "forums/%s", unit->arg), &forum, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_forum(render, &forum, &view, err))
		return -1;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/forums/"), .title = render_words(render, "title.forums")},
	};
	struct frame frame = {.template = "forum",
	                      .title = forum.title,
	                      .description = forum.excerpt,
	                      .url = forum.url,
	                      .image = render_image(render, &forum, true),
	                      .feed = arena_printf(&render->arena, "%sfeed.xml", forum.url),
	                      .crumbs = crumbs,
	                      .ncrumbs = ARRAY_LEN(crumbs)};
	return render_page(render, &frame, &view_forum_type, &view, err);
}

int fill_output_archive(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page forum;
	struct months months;
	struct view_archive view;
	bool found;
	if (render_find(render, arena_printf(&render->arena, "forums/%s", unit->arg), &forum, &found, err) ||
	    months_of(render, unit->arg, &months, err))
		return -1;
	if (!found || months.all.len <= MONTHS_SHOWN)
		return 0;
	if (months_years(render, &months, &view.years, err))
		return -1;
	view.forum_title = forum.title;
	view.forum_url = render_url(render, forum.url);
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/forums/"), .title = render_words(render, "title.forums")},
	    {.url = view.forum_url, .title = forum.title},
	};
	struct frame frame = {
	    .template = "archive",
	    .title = arena_printf(&render->arena, "%s, %s", forum.title, render_words(render, "forum.archive")),
	    .url = archive_url(render, &forum),
	    .crumbs = crumbs,
	    .ncrumbs = ARRAY_LEN(crumbs)};
	return render_page(render, &frame, &view_archive_type, &view, err);
}

/* A month of a forum while its chunks are written. */
struct month {
	const char *forum, *key; /* "help", "2026/11" */
	int64_t ym, topics;
	const char *name;
	struct view_month view;
};

static const char *month_url(struct render *render, const struct month *month)
{
	return arena_printf(&render->arena, "/forums/%s/%s/", month->forum, month->key);
}

static int write_chunk(struct render *render, struct month *month, int64_t at, int64_t last, struct err *err)
{
	const struct catalogue_page *forum;
	int64_t size = render->site->conf.forum_chunk;
	struct catalogue_query query = {
	    .list = LIST_MONTH, .text = month->forum, .a = month->ym, .limit = size, .offset = (at - 1) * size};
	if (render_forum(render, month->forum, &forum, err) ||
	    render_topic_rows(render, &query, &month->view.topics, err))
		return -1;
	const char *url = month_url(render, month);
	month->view.pages = render_chunks(render, url, at, last);
	month->view.forum_title = forum->title;
	month->view.forum_url = forum->live ? render_url(render, forum->url) : NULL;
	month->view.label = month->name;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = month->view.forum_url, .title = forum->title},
	};
	struct frame frame = {.template = "month",
	                      .title = arena_printf(&render->arena, "%s, %s", forum->title, month->name),
	                      .url = render_chunk_url(render, url, at),
	                      .crumbs = crumbs,
	                      .ncrumbs = forum->live ? 2 : 1,
	                      .part = at};
	return render_page(render, &frame, &view_month_type, &month->view, err);
}

/* "help/2026/11" */
int fill_output_month(struct render *render, const struct unit *unit, struct err *err)
{
	const char *slash = strchr(unit->arg, '/');
	struct month month = {.key = slash + 1,
	                      .forum = arena_dupn(&render->arena, unit->arg, (size_t)(slash - unit->arg))};
	struct months months;
	struct months_step step;
	if (months_of(render, month.forum, &months, err) || months_step(render, &months, month.key, &step, err))
		return -1;
	month.ym = step.ym;
	month.topics = step.count;
	month.name = step.name;
	month.view.older = step.older;
	month.view.newer = step.newer;
	int64_t size = render->site->conf.forum_chunk, last = (month.topics + size - 1) / size;
	for (int64_t at = 1; at <= last; at++)
		if (unit_wants(unit, at) && write_chunk(render, &month, at, last, err))
			return -1;
	return 0;
}
