#include "fills.h"

#include "render.h"

enum { NEWEST_SHOWN = 12, ALPHABET = 36 };

static int member_row(struct render *render, const struct catalogue_page *page, struct view_member_row *row,
                      struct err *err)
{
	*row = (struct view_member_row){.about = page->excerpt, .skills = render_tags(render, page->tags)};
	if (render_person(render, strrchr(page->stem, '/') + 1, "", &row->person, err))
		return -1;
	return fill_time(&render->fill, page->date, &row->joined, err);
}

static int member_rows(struct render *render, const struct catalogue_pages *pages, struct mustache_list *rows,
                       struct err *err)
{
	struct view_member_row *at = arena_alloc(&render->arena, pages->len + 1, sizeof(*at));
	for (size_t i = 0; i < pages->len; i++)
		if (member_row(render, &pages->at[i], &at[i], err))
			return -1;
	*rows = (struct mustache_list){at, pages->len};
	return 0;
}

int fill_member_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                     struct err *err)
{
	struct catalogue_pages pages;
	return catalogue_pages(render->cat, query, &render->arena, &pages, err) ||
	               member_rows(render, &pages, rows, err)
	           ? -1
	           : 0;
}

/* Whoever is in the team stands above already. */
static int fill_everyone(struct render *render, struct mustache_list *rows, struct err *err)
{
	struct catalogue_query all = {.list = LIST_LISTED, .text = "members/"};
	struct catalogue_pages pages;
	size_t n = 0;
	if (catalogue_pages(render->cat, &all, &render->arena, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		if (pages.at[i].role == ROLE_MEMBER)
			pages.at[n++] = pages.at[i];
	pages.len = n;
	return member_rows(render, &pages, rows, err);
}

/* Beginnings of handles, in order, gathered by their first letter. */
static int fill_letters(struct render *render, struct mustache_list *letters, struct err *err)
{
	struct catalogue_tallies sums;
	if (catalogue_tallies(render->cat, "listed:", &render->arena, &sums, err))
		return -1;
	struct view_letter *at = arena_alloc(&render->arena, ALPHABET, sizeof(*at));
	struct view_link *links = arena_alloc(&render->arena, sums.len + 1, sizeof(*links));
	size_t n = 0;
	for (size_t i = 0; i < sums.len; i++) {
		const char *xx = sums.at[i].key;
		links[i].title = xx;
		links[i].url = render_url(render, arena_printf(&render->arena, "/members/%s/", xx));
		links[i].count = sums.at[i].n;
		if (!i || *xx != *sums.at[i - 1].key)
			at[n++] =
			    (struct view_letter){arena_printf(&render->arena, "%.1s", xx), {&links[i], 0}};
		at[n - 1].links.len++;
	}
	*letters = (struct mustache_list){at, n};
	return 0;
}

static int fill_directory(struct render *render, struct view_member_list *view, struct err *err)
{
	struct catalogue_query team = {.list = LIST_TEAM},
	                       newest = {.list = LIST_LISTED_NEWEST, .limit = NEWEST_SHOWN};
	if (catalogue_tally(render->cat, "listed", &view->total, err) ||
	    fill_member_rows(render, &team, &view->team, err))
		return -1;
	if (plan_one_directory(&render->site->conf, view->total))
		return fill_everyone(render, &view->members, err);
	return fill_member_rows(render, &newest, &view->newest, err) || fill_letters(render, &view->letters, err) ? -1
	                                                                                                          : 0;
}

int fill_output_members(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = render_frame(render, "member_list", render_words(render, "title.members"), "/members/");
	struct view_member_list view = {.total = 0};
	(void)unit;
	if (fill_directory(render, &view, err))
		return -1;
	return render_page(render, &frame, &view_member_list_type, &view, err);
}

static int write_handles(struct render *render, const struct unit *unit, int64_t at, struct view_member_list *view,
                         struct err *err)
{
	int64_t size = render->site->conf.forum_chunk, last = (view->total + size - 1) / size;
	struct catalogue_query query = {.list = LIST_LISTED,
	                                .text = arena_printf(&render->arena, "members/%s/", unit->arg),
	                                .limit = size,
	                                .offset = (at - 1) * size};
	const char *url = arena_printf(&render->arena, "/members/%s/", unit->arg);
	struct frame frame =
	    render_frame(render, "member_list", render_say(render, "title.handles", &view_member_list_type, view),
	                 render_chunk_url(render, url, at));
	frame.part = at;
	render_crumb(render, &frame, "/members/", render_words(render, "title.members"));
	view->pages = render_chunks(render, url, at, last);
	if (fill_member_rows(render, &query, &view->members, err))
		return -1;
	return render_page(render, &frame, &view_member_list_type, view, err);
}

/* "ma" */
int fill_output_handles(struct render *render, const struct unit *unit, struct err *err)
{
	struct view_member_list view = {.prefix = unit->arg};
	int64_t all, size = render->site->conf.forum_chunk;
	if (catalogue_tally(render->cat, "listed", &all, err) ||
	    catalogue_tally(render->cat, arena_printf(&render->arena, "listed:%s", unit->arg), &view.total, err))
		return -1;
	if (plan_one_directory(&render->site->conf, all))
		return 0;
	for (int64_t at = 1; at <= (view.total + size - 1) / size; at++)
		if (unit_wants(unit, at) && write_handles(render, unit, at, &view, err))
			return -1;
	return 0;
}
