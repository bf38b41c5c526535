#include "render.h"

#include "core/text/date.h"

enum { DAY = 86400 };

static bool same_day(int64_t a, int64_t b)
{
	return (a - a % DAY) == (b - b % DAY);
}

int render_occasion(struct render *render, const char *zone, const struct calendar_span *span, int64_t shift,
                    struct view_occasion *occasion, struct err *err)
{
	const struct fill *fill = &render->fill;
	int64_t from = span->start + shift, to = span->end + shift;
	bool open = span->end <= span->start;
	*occasion = (struct view_occasion){.until = "", .zone = calendar_is_utc(zone) ? "" : zone};
	occasion->year = arena_printf(&render->arena, "%04d", date_civil(from).year);
	if (fill_time(fill, span->start, &occasion->start, err) ||
	    fill_time(fill, open ? 0 : span->end, &occasion->end, err) ||
	    fill_date(fill, from, WORDS_WHEN, &occasion->when, err) ||
	    fill_date(fill, from, WORDS_DAY_NUMBER, &occasion->day, err) ||
	    fill_date(fill, from, WORDS_MONTH_SHORT, &occasion->month, err))
		return -1;
	return open ? 0 : fill_date(fill, to, same_day(from, to) ? WORDS_TIME : WORDS_WHEN, &occasion->until, err);
}

static int event_row(struct render *render, const struct catalogue_page *page, struct view_event_row *row,
                     struct err *err)
{
	struct calendar_span span = {page->start, page->finish};
	*row = (struct view_event_row){.title = page->title,
	                               .url = render_url(render, page->url),
	                               .location = page->location,
	                               .description = page->excerpt,
	                               .cancelled = page->cancelled,
	                               .past = render_ended(render, page)};
	row->often = calendar_often(page->repeat, &row->every);
	return render_occasion(render, page->zone, &span, page->shift, &row->at, err);
}

int render_event_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                      struct err *err)
{
	struct catalogue_pages events;
	if (catalogue_pages(render->cat, query, &render->arena, &events, err))
		return -1;
	struct view_event_row *at = arena_alloc(&render->arena, events.len + 1, sizeof(*at));
	for (size_t i = 0; i < events.len; i++)
		if (event_row(render, &events.at[i], &at[i], err))
			return -1;
	*rows = (struct mustache_list){at, events.len};
	return 0;
}
