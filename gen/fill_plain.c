#include "fills.h"

#include "render.h"

#include "core/act.h"

enum { ACTS_SHOWN = 100 };

static int write_plain(struct render *render, const struct catalogue_page *page, struct err *err)
{
	struct frame frame = render_frame(render, "plain", page->title, page->url);
	struct markdown_result body;
	struct view_plain view = {.title = page->title};
	view.edit_url = render_edit_url(render, page->path);
	frame.description = page->excerpt;
	frame.image = render_image(render, page, true);
	if (render_edited(render, page, &view.edited, &view.history_url, err) ||
	    render_body(render, page, &body, err) || fill_time(&render->fill, page->edited, &view.date, err) ||
	    render_files(render, page, &view.attachments, err))
		return -1;
	view.body = body.html;
	return render_page(render, &frame, &view_plain_type, &view, err);
}

int fill_output_plain(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	return found ? write_plain(render, &page, err) : 0;
}

int fill_output_not_found(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = {.template = "not_found",
	                      .title = render_words(render, "not_found.title"),
	                      .url = "/404.html",
	                      .noindex = true};
	struct view_plain view = {.title = frame.title, .date = {"", "", ""}, .edited = {"", "", ""}};
	(void)unit;
	return render_page(render, &frame, &view_plain_type, &view, err);
}

/* The path says where the page is; its title may change without the log hearing of it. */
static void fill_target(struct render *render, const char *target, struct view_log_row *row)
{
	struct page_place place;
	struct err err = {0};
	row->target_title = target;
	if (page_locate(target, &render->arena, &place, &err) || place.kind == PAGE_NONE)
		return;
	/* An entry of the log has no page of its own: its month's has it. */
	const char *url = place.kind == PAGE_VERDICT
	                      ? arena_printf(&render->arena, "/moderation/%04d/%02d/", place.year, place.month)
	                      : place.url;
	if (*url)
		row->target_url = render_url(render, url);
}

static int fill_act(struct render *render, const struct catalogue_page *page, struct view_log_row *row, struct err *err)
{
	struct page said;
	if (render_parse(render, page, &said, err))
		return -1;
	*row = (struct view_log_row){.act = said.act, .reason = said.reason, .rule = said.rule, .undone = *said.undone};
	row->id = said.place.name;
	const struct act_row *done = act_row(said.act);
	row->may_appeal = done && !row->undone && !(done->needs & ACT_APPEAL) && strcmp(said.act, "undo") != 0;
	if (fill_time(&render->fill, said.until, &row->until, err))
		return -1;
	fill_target(render, *said.to && !*said.undone ? said.to : said.target, row);
	/* What is hidden has no page while that stands. */
	if (!strcmp(said.act, "hide") && !*said.undone)
		row->target_url = NULL;
	if (render_person(render, page->author, page->guest, &row->reviewer, err))
		return -1;
	return fill_time(&render->fill, page->date, &row->date, err);
}

static int fill_acts(struct render *render, const struct catalogue_query *query, struct mustache_list *list,
                     struct err *err)
{
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, query, &render->arena, &pages, err))
		return -1;
	struct view_log_row *rows = arena_alloc(&render->arena, pages.len + 1, sizeof(*rows));
	for (size_t i = 0; i < pages.len; i++)
		if (fill_act(render, &pages.at[i], &rows[i], err))
			return -1;
	*list = (struct mustache_list){rows, pages.len};
	return 0;
}

static int fill_months(struct render *render, struct mustache_list *list, struct err *err)
{
	struct catalogue_tallies months;
	if (catalogue_tallies(render->cat, "acts:", &render->arena, &months, err))
		return -1;
	struct view_link *links = arena_alloc(&render->arena, months.len + 1, sizeof(*links));
	for (size_t i = 0; i < months.len; i++) {
		const struct catalogue_tally *month = &months.at[months.len - 1 - i];
		int64_t ym = strtol(month->key, NULL, 10) * 100 + strtol(month->key + 5, NULL, 10);
		if (render_month_name(render, ym, &links[i].title, err))
			return -1;
		links[i].url = render_url(render, arena_printf(&render->arena, "/moderation/%s/", month->key));
		links[i].count = month->n;
	}
	*list = (struct mustache_list){links, months.len};
	return 0;
}

int fill_output_log(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND_NEWEST, .a = PAGE_VERDICT, .limit = ACTS_SHOWN};
	struct frame frame = render_frame(render, "log", render_words(render, "title.log"), "/moderation/");
	struct view_log view;
	(void)unit;
	if (fill_acts(render, &query, &view.acts, err) || fill_months(render, &view.months, err))
		return -1;
	return render_page(render, &frame, &view_log_type, &view, err);
}

/* "2026/11" */
int fill_output_acts(struct render *render, const struct unit *unit, struct err *err)
{
	int64_t ym = strtol(unit->arg, NULL, 10) * 100 + strtol(unit->arg + 5, NULL, 10);
	struct catalogue_query query = {.list = LIST_VERDICTS, .a = ym};
	struct view_log view = {.months = {NULL, 0}};
	const char *month;
	if (fill_acts(render, &query, &view.acts, err) || render_month_name(render, ym, &month, err))
		return -1;
	if (!view.acts.len)
		return 0;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, "/moderation/"), .title = render_words(render, "title.log")},
	};
	struct frame frame = {.template = "log",
	                      .title = month,
	                      .url = arena_printf(&render->arena, "/moderation/%s/", unit->arg),
	                      .crumbs = crumbs,
	                      .ncrumbs = ARRAY_LEN(crumbs)};
	return render_page(render, &frame, &view_log_type, &view, err);
}
