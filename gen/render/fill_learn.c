#include "fills.h"

#include "facts.h"
#include "render.h"

static const struct view_link *step(struct render *render, const struct view_entry *entry)
{
	struct view_link *link = arena_alloc(&render->arena, 1, sizeof(*link));
	*link = (struct view_link){.url = entry->url, .title = entry->title};
	return link;
}

/* Lessons of a series in their order; number counts from 1. counts: with the replies under each. */
static int fill_lessons(struct render *render, const char *series, bool counts, struct view_series *view,
                        struct err *err)
{
	struct catalogue_query query = {.list = LIST_LESSONS, .text = series};
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct view_entry *entries = arena_alloc(&render->arena, pages.len + 1, sizeof(*entries));
	view->minutes = 0;
	for (size_t i = 0; i < pages.len; i++) {
		if (render_entry(render, &pages.at[i], &entries[i], err))
			return -1;
		entries[i].number = (int64_t)i + 1;
		entries[i].replies = counts ? pages.at[i].replies : 0;
		view->minutes += entries[i].minutes;
	}
	view->lessons = (struct mustache_list){entries, pages.len};
	view->first = pages.len ? step(render, &entries[0]) : NULL;
	return 0;
}

static int fill_series(struct render *render, const struct catalogue_page *page, bool counts, struct view_series *view,
                       struct err *err)
{
	*view = (struct view_series){
	    .title = page->title, .url = render_url(render, page->url), .description = page->excerpt};
	return fill_lessons(render, page->series, counts, view, err);
}

int fill_output_tutorials(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND, .a = PAGE_SERIES};
	struct frame frame =
	    render_frame(render, "series_list", render_words(render, "title.tutorials"), "/tutorials/");
	struct catalogue_pages pages;
	(void)unit;
	frame.feed = "/tutorials/feed.xml";
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct view_series *series = arena_alloc(&render->arena, pages.len + 1, sizeof(*series));
	for (size_t i = 0; i < pages.len; i++)
		if (fill_series(render, &pages.at[i], false, &series[i], err))
			return -1;
	struct view_series_list view = {.series = {series, pages.len}};
	return render_page(render, &frame, &view_series_list_type, &view, err);
}

int fill_output_series(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct markdown_result body;
	struct view_series view;
	bool found;
	if (render_find(render, arena_printf(&render->arena, "tutorials/%s", unit->arg), &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_series(render, &page, true, &view, err) || render_body(render, &page, &body, err))
		return -1;
	view.body = body.html;
	view.edit_url = render_edit_url(render, page.path);
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/tutorials/"), .title = render_words(render, "title.tutorials")},
	};
	struct frame frame = {.template = "series",
	                      .title = page.title,
	                      .description = page.excerpt,
	                      .url = page.url,
	                      .image = render_image(render, &page, true),
	                      .crumbs = crumbs,
	                      .ncrumbs = ARRAY_LEN(crumbs)};
	return render_page(render, &frame, &view_series_type, &view, err);
}

static void fill_headings(struct render *render, const struct markdown_result *body, struct view_lesson *view)
{
	struct view_link *links = arena_alloc(&render->arena, body->nheadings + 1, sizeof(*links));
	for (size_t i = 0; i < body->nheadings; i++) {
		links[i].url = arena_printf(&render->arena, "#%s", body->headings[i].id);
		links[i].title = body->headings[i].text;
	}
	view->headings = (struct mustache_list){links, body->nheadings};
}

static int fill_siblings(struct render *render, const struct catalogue_page *page, struct view_lesson *view,
                         struct err *err)
{
	struct view_series series;
	if (fill_lessons(render, page->series, false, &series, err))
		return -1;
	view->lessons = series.lessons;
	struct view_entry *entries = (struct view_entry *)(uintptr_t)view->lessons.at;
	const char *url = render_url(render, page->url);
	for (size_t i = 0; i < view->lessons.len; i++) {
		entries[i].current = strcmp(entries[i].url, url) == 0;
		if (!entries[i].current)
			continue;
		view->number = entries[i].number;
		view->previous = i ? step(render, &entries[i - 1]) : NULL;
		view->next = i + 1 < view->lessons.len ? step(render, &entries[i + 1]) : NULL;
	}
	view->total = (int64_t)view->lessons.len;
	return 0;
}

static int fill_lesson(struct render *render, const struct catalogue_page *page, struct view_lesson *view,
                       struct err *err)
{
	struct markdown_result body;
	*view = (struct view_lesson){.title = page->title, .minutes = render_minutes(page)};
	view->edit_url = render_edit_url(render, page->path);
	if (render_edited(render, page, &view->edited, &view->history_url, err) ||
	    render_body(render, page, &body, err) ||
	    render_person(render, page->author, page->guest, &view->author, err) ||
	    fill_time(&render->fill, page->date, &view->date, err) || fill_siblings(render, page, view, err) ||
	    render_files(render, page, &view->attachments, err))
		return -1;
	view->body = body.html;
	fill_headings(render, &body, view);
	return render_thread(render, page, &view->thread, err);
}

int fill_output_lesson(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page, series;
	struct view_lesson view;
	bool found, in_series;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_lesson(render, &page, &view, err) ||
	    render_find(render, arena_printf(&render->arena, "tutorials/%s", page.series), &series, &in_series, err))
		return -1;
	view.series_title = in_series ? series.title : page.series;
	view.series_url = render_url(render, in_series ? series.url : "/tutorials/");
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/tutorials/"), .title = render_words(render, "title.tutorials")},
	    {.url = view.series_url, .title = view.series_title},
	};
	struct frame frame = {.template = "lesson",
	                      .title = page.title,
	                      .description = page.excerpt,
	                      .url = page.url,
	                      .image = render_image(render, &page, true),
	                      .crumbs = crumbs,
	                      .ncrumbs = in_series ? 3 : 2};
	facts_lesson(render, &page, &view);
	return render_page(render, &frame, &view_lesson_type, &view, err);
}
