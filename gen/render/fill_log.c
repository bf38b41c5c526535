#include "fills.h"

#include "core/act/act.h"
#include "core/text/text.h"
#include "feeds.h"
#include "months.h"

enum { ACTS_SHOWN = 50, DEEDS_NEWEST = 1 };

/* ---- what an entry is about ---- */

/* A page that is shown, where it is now. */
static int find_page(struct render *render, const struct page_place *place, struct catalogue_page *page, bool *found,
                     struct err *err)
{
	bool reply = place->kind == PAGE_REPLY;
	struct catalogue_moves moves;
	if (render_find(render, reply ? place->parent : place->stem, page, found, err) || *found)
		return *found ? 0 : -1;
	const char *url = arena_printf(&render->arena, "/%s/", reply ? place->parent : place->stem);
	if (catalogue_moves(render->cat, url, &render->arena, &moves, err))
		return -1;
	return moves.len ? render_find(render, moves.at[0].stem, page, found, err) : 0;
}

static int fill_reply(struct render *render, const struct catalogue_page *page, const char *name, struct view_log_row *row,
                      struct err *err)
{
	struct catalogue_post post = {.page = page->id, .name = name};
	struct render_brief brief = render_brief(page);
	const char *url = page->url;
	row->target = "reply";
	if (catalogue_post(render->cat, &render->arena, &post, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		post.live = 0;
	}
	if (!post.live)
		row->target = "hidden_reply";
	else if (render_post_url(render, &brief, name, &url, err))
		return -1;
	row->target_url = render_url(render, url);
	return 0;
}

static const char *act_name(struct render *render, const char *act)
{
	struct view_log_row row = {.act = act};
	return render_say(render, "log.act", &view_log_row_type, &row);
}

/* Titles come from the catalogue, so whoever gives a page another one touches its entries. */
static int fill_target(struct render *render, const char *path, struct view_log_row *row, struct err *err)
{
	struct page_place place;
	struct catalogue_page page;
	struct err none = {0};
	bool found;
	row->target = text_is_id(path, strlen(path)) ? "submission" : "gone";
	row->target_title = "";
	if (page_locate(path, &render->arena, &place, &none) || place.kind == PAGE_NONE)
		return 0;
	if (find_page(render, &place, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	row->target = page.kind == PAGE_MEMBER ? "member" : page.kind == PAGE_VERDICT ? "entry" : "page";
	row->target_title = page.kind == PAGE_VERDICT ? act_name(render, page.series) : page.title;
	row->target_url = render_url(render, page.url);
	return place.kind == PAGE_REPLY ? fill_reply(render, &page, place.name, row, err) : 0;
}

static const char *entry_url(struct render *render, const char *id)
{
	return render_url(render, arena_printf(&render->arena, "/moderation/%.4s/%.2s/%s/", id, id + 4, id));
}

static bool may_appeal(const struct page *said)
{
	const struct act_row *row = act_row(said->act);
	return row && !*said->undone && !(row->needs & ACT_APPEAL) && strcmp(said->act, "undo") != 0;
}

static int fill_entry(struct render *render, const struct catalogue_page *page, struct view_log_row *row, struct err *err)
{
	struct page said;
	if (render_parse(render, page, &said, err))
		return -1;
	*row = (struct view_log_row){.act = said.act,
	                             .reason = said.reason,
	                             .rule = said.rule,
	                             .id = said.place.name,
	                             .url = render_url(render, page->url),
	                             .undone = *said.undone,
	                             .may_appeal = may_appeal(&said)};
	if (row->undone)
		row->undone_url = entry_url(render, said.undone);
	if (render->site->conf.moderation_log_names && render_person(render, page->author, page->guest, &row->reviewer, err))
		return -1;
	return fill_target(render, *said.to && !row->undone ? said.to : said.target, row, err) ||
	               fill_time(&render->fill, said.until, &row->until, err) ||
	               fill_time(&render->fill, page->date, &row->date, err)
	           ? -1
	           : 0;
}

static int fill_acts(struct render *render, const struct catalogue_query *query, struct mustache_list *list,
                     struct err *err)
{
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, query, &render->arena, &pages, err))
		return -1;
	struct view_log_row *rows = arena_alloc(&render->arena, pages.len + 1, sizeof(*rows));
	for (size_t i = 0; i < pages.len; i++)
		if (fill_entry(render, &pages.at[i], &rows[i], err))
			return -1;
	*list = (struct mustache_list){rows, pages.len};
	return 0;
}

/* Nobody looks in a search engine for what was once held against somebody. */
static struct frame log_frame(struct render *render, const char *template, const char *title, const char *url)
{
	struct frame frame = render_frame(render, template, title, url);
	frame.noindex = true;
	return frame;
}

/* ---- the front page, and the feed ---- */

static const char *deed_url(struct render *render, const char *act)
{
	return arena_printf(&render->arena, "/moderation/acts/%s/", act);
}

static int fill_deeds(struct render *render, struct mustache_list *list, struct err *err)
{
	struct catalogue_tallies acts;
	if (catalogue_tallies(render->cat, "deeds:", &render->arena, &acts, err))
		return -1;
	struct view_link *links = arena_alloc(&render->arena, acts.len + 1, sizeof(*links));
	for (size_t i = 0; i < acts.len; i++)
		links[i] = (struct view_link){.url = render_url(render, deed_url(render, acts.at[i].key)),
		                              .title = act_name(render, acts.at[i].key),
		                              .count = acts.at[i].n};
	*list = (struct mustache_list){links, acts.len};
	return 0;
}

int fill_output_log(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND_NEWEST, .a = PAGE_VERDICT, .limit = ACTS_SHOWN};
	struct frame frame = log_frame(render, "log", render_words(render, "title.log"), "/moderation/");
	struct view_log view = {.label = NULL};
	struct months months;
	(void)unit;
	if (fill_acts(render, &query, &view.acts, err) || fill_deeds(render, &view.deeds, err) ||
	    months_find(render, "acts:", "/moderation/", &months, err) ||
	    months_links(render, &months, SIZE_MAX, &view.months, err))
		return -1;
	frame.feed = "/moderation/feed.xml";
	return render_page(render, &frame, &view_log_type, &view, err);
}

static int fill_item(struct render *render, const struct view_log_row *row, int64_t date, struct feed_item *item,
                     struct err *err)
{
	const char *what = render_say(render, "log.target", &view_log_row_type, row);
	*item = (struct feed_item){.title = arena_printf(&render->arena, "%s: %s", act_name(render, row->act), what),
	                           .author = row->reviewer ? row->reviewer->name : "",
	                           .published = date};
	item->url = render_absolute(render, arena_printf(&render->arena, "/moderation/%.4s/%.2s/%s/", row->id, row->id + 4, row->id));
	return render_part(render, "log_item", &view_log_row_type, row, &item->content, err);
}

int fill_output_log_feed(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND_NEWEST, .a = PAGE_VERDICT, .limit = render->site->conf.feed_items};
	struct catalogue_pages pages;
	(void)unit;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct feed_item *items = arena_alloc(&render->arena, pages.len + 1, sizeof(*items));
	for (size_t i = 0; i < pages.len; i++) {
		struct view_log_row row;
		if (fill_entry(render, &pages.at[i], &row, err) || fill_item(render, &row, pages.at[i].date, &items[i], err))
			return -1;
	}
	const char *title = arena_printf(&render->arena, "%s – %s", render_words(render, "title.log"), render->base.site_title);
	struct feeds_place place = {title, render_words(render, "log.lead"), "/moderation/", 1};
	return feeds_put(render, &place, &(struct feeds_list){items, pages.len}, err);
}

/* ---- an entry ---- */

/* Entries about this one, in the order of their ids: that it was taken back, or what came of an appeal. */
static int fill_later(struct render *render, const char *stem, struct mustache_list *list, struct err *err)
{
	struct catalogue_mentions about;
	size_t n = 0;
	if (catalogue_mentions(render->cat, stem, &render->arena, &about, err))
		return -1;
	struct view_log_row *rows = arena_alloc(&render->arena, about.len + 1, sizeof(*rows));
	for (size_t i = 0; i < about.len; i++) {
		struct catalogue_page page;
		bool found;
		if (render_find(render, about.at[i].stem, &page, &found, err))
			return -1;
		if (found && page.kind == PAGE_VERDICT && fill_entry(render, &page, &rows[n++], err))
			return -1;
	}
	*list = (struct mustache_list){rows, n};
	return 0;
}

int fill_output_verdict(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct view_log_row row;
	struct view_log_entry view = {.entry = &row};
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_entry(render, &page, &row, err) || fill_later(render, page.stem, &view.later, err))
		return -1;
	const char *what = render_say(render, "log.target", &view_log_row_type, &row);
	const char *title = arena_printf(&render->arena, "%s: %s", act_name(render, row.act), what);
	struct frame frame = log_frame(render, "verdict", title, page.url);
	render_crumb(render, &frame, "/moderation/", render_words(render, "title.log"));
	return render_page(render, &frame, &view_log_entry_type, &view, err);
}

/* ---- months ---- */

static int64_t chunks_of(const struct render *render, int64_t n)
{
	int64_t size = render->site->conf.forum_chunk;
	return (n + size - 1) / size;
}

static int write_month(struct render *render, const char *url, const struct months_step *step, int64_t at, struct err *err)
{
	int64_t size = render->site->conf.forum_chunk;
	struct catalogue_query query = {.list = LIST_ACTS, .a = step->ym, .limit = size, .offset = (at - 1) * size};
	struct view_log view = {.label = step->name, .older = step->older, .newer = step->newer};
	if (fill_acts(render, &query, &view.acts, err))
		return -1;
	view.pages = render_chunks(render, url, at, chunks_of(render, step->count));
	struct frame frame = log_frame(render, "log", step->name, render_chunk_url(render, url, at));
	render_crumb(render, &frame, "/moderation/", render_words(render, "title.log"));
	frame.part = at;
	return render_page(render, &frame, &view_log_type, &view, err);
}

/* "2026/11" */
int fill_output_acts(struct render *render, const struct unit *unit, struct err *err)
{
	struct months months;
	struct months_step step;
	const char *url = arena_printf(&render->arena, "/moderation/%s/", unit->arg);
	if (months_find(render, "acts:", "/moderation/", &months, err) || months_step(render, &months, unit->arg, &step, err))
		return -1;
	for (int64_t at = 1; at <= chunks_of(render, step.count); at++)
		if (unit_wants(unit, at) && write_month(render, url, &step, at, err))
			return -1;
	return 0;
}

/* ---- acts of a kind ---- */

/* The newest, and where there are more than fit there all of them, the latest chunk first. */
static struct mustache_list deed_pages(struct render *render, const char *url, int64_t total, int64_t part)
{
	int64_t size = render->site->conf.forum_chunk, last = chunks_of(render, total);
	struct view_link *links = arena_alloc(&render->arena, (size_t)last + 1, sizeof(*links));
	links[0] = (struct view_link){.url = render_url(render, url), .title = render_words(render, "log.newest"),
	                              .current = part == DEEDS_NEWEST};
	for (int64_t i = 1; i <= last; i++) {
		int64_t chunk = last - i + 1, to = chunk * size;
		links[i].url = render_url(render, render_chunk_url(render, url, DEEDS_NEWEST + chunk));
		links[i].title = arena_printf(&render->arena, "%lld–%lld", (long long)(to - size + 1), (long long)to);
		links[i].current = part == DEEDS_NEWEST + chunk;
	}
	return (struct mustache_list){links, last > 1 ? (size_t)last + 1 : 0};
}

static int write_deeds(struct render *render, const char *act, int64_t total, int64_t part, struct err *err)
{
	int64_t size = render->site->conf.forum_chunk;
	struct catalogue_query query = {.list = LIST_DEEDS, .text = act, .limit = size, .offset = (part - DEEDS_NEWEST - 1) * size};
	struct view_log view = {.label = act_name(render, act)};
	const char *url = deed_url(render, act);
	if (part == DEEDS_NEWEST)
		query = (struct catalogue_query){.list = LIST_DEEDS_NEWEST, .text = act, .limit = size};
	if (fill_acts(render, &query, &view.acts, err))
		return -1;
	view.pages = deed_pages(render, url, total, part);
	struct frame frame = log_frame(render, "log", view.label, render_chunk_url(render, url, part));
	render_crumb(render, &frame, "/moderation/", render_words(render, "title.log"));
	frame.part = part;
	return render_page(render, &frame, &view_log_type, &view, err);
}

int fill_output_deeds(struct render *render, const struct unit *unit, struct err *err)
{
	int64_t total;
	if (catalogue_tally(render->cat, arena_printf(&render->arena, "deeds:%s", unit->arg), &total, err))
		return -1;
	int64_t last = chunks_of(render, total), parts = DEEDS_NEWEST + (last > 1 ? last : 0);
	for (int64_t part = DEEDS_NEWEST; total && part <= parts; part++)
		if (unit_wants(unit, part) && write_deeds(render, unit->arg, total, part, err))
			return -1;
	return 0;
}
