#include "fills.h"

#include "chart.h"

enum { FEW_WEEKS = 4, YEARS_MAX = 100, FORUMS_MAX = 200 };

/* Sums of one forum, or of the whole site. */
struct scope {
	const char *forum; /* folder, or "" */
	int64_t first;     /* week of weeks[0] */
	struct insights weeks[INSIGHTS_WEEKS], years[YEARS_MAX];
	int64_t since; /* year of years[0] */
	size_t nyears;
};

static int64_t share_open(const struct insights *sum)
{
	return sum->topics > 0 ? 100 * (sum->topics - insights_answered(sum)) / sum->topics : -1;
}

/* "002970/r" or "y2026/r". A year long after the commit is a mistake in a post's date. */
static void take(struct scope *scope, const struct catalogue_tally *tally, int64_t last)
{
	bool year = *tally->key == 'y';
	int64_t at = strtoll(tally->key + year, NULL, 10);
	const char *what = strchr(tally->key, '/') + 1;
	if (!year && at >= scope->first && at < scope->first + INSIGHTS_WEEKS)
		insights_add(&scope->weeks[at - scope->first], what, tally->n);
	if (!year || at > last || at <= last - YEARS_MAX)
		return;
	if (!scope->nyears)
		scope->since = at;
	scope->nyears = (size_t)(at - scope->since) + 1;
	insights_add(&scope->years[at - scope->since], what, tally->n);
}

/* Weeks stand before years among the names of the sums. */
static int read_scope(struct render *render, struct scope *scope, struct err *err)
{
	int64_t now = insights_week(render->now), last = insights_year(now);
	struct catalogue_tallies sums;
	const char *prefix = arena_printf(&render->arena, "stat:%s/", scope->forum);
	scope->first = now - INSIGHTS_WEEKS + 1;
	const char *from = arena_printf(&render->arena, "%06lld", (long long)scope->first);
	if (catalogue_tallies_from(render->cat, prefix, from, &render->arena, &sums, err))
		return -1;
	for (size_t i = 0; i < sums.len; i++)
		take(scope, &sums.at[i], last);
	return 0;
}

static void fill_span(struct render *render, const struct insights *sum, struct view_span *span)
{
	span->topics = sum->topics;
	span->replies = sum->replies;
	span->posts = sum->topics + sum->replies;
	span->active = sum->active;
	span->joined = sum->joined;
	span->first = chart_value(render, CHART_SECONDS, insights_median(sum));
	span->open = chart_value(render, CHART_PERCENT, share_open(sum));
}

/* Newest first, as people ask for them. */
static int fill_weeks(struct render *render, const struct scope *scope, struct mustache_list *list, struct err *err)
{
	struct view_span *spans = arena_alloc(&render->arena, INSIGHTS_WEEKS, sizeof(*spans));
	for (size_t i = 0; i < INSIGHTS_WEEKS; i++) {
		size_t week = INSIGHTS_WEEKS - 1 - i;
		if (fill_time(&render->fill, insights_monday(scope->first + (int64_t)week), &spans[i].begins, err))
			return -1;
		spans[i].title = spans[i].begins.day;
		fill_span(render, &scope->weeks[week], &spans[i]);
	}
	*list = (struct mustache_list){spans, INSIGHTS_WEEKS};
	return 0;
}

static struct mustache_list years_of(struct render *render, const struct scope *scope)
{
	struct view_span *spans = arena_alloc(&render->arena, scope->nyears + 1, sizeof(*spans));
	for (size_t i = 0; i < scope->nyears; i++) {
		size_t year = scope->nyears - 1 - i;
		spans[i].title = arena_printf(&render->arena, "%lld", (long long)scope->since + (long long)year);
		spans[i].begins = (struct view_time){"", "", ""};
		fill_span(render, &scope->years[year], &spans[i]);
	}
	return (struct mustache_list){spans, scope->nyears};
}

static int read_year(struct render *render, const char *forum, const char *year, struct insights *sum, struct err *err)
{
	const char *prefix = arena_printf(&render->arena, "stat:%s/y%s/", forum, year);
	struct catalogue_tallies sums;
	if (catalogue_tallies(render->cat, prefix, &render->arena, &sums, err))
		return -1;
	*sum = (struct insights){.topics = 0};
	for (size_t i = 0; i < sums.len; i++)
		insights_add(sum, sums.at[i].key, sums.at[i].n);
	return 0;
}

/* One year of each forum: its sums alone are read, whatever went before. In its first weeks a year says nothing. */
static int fill_forums(struct render *render, struct view_insights *view, struct err *err)
{
	struct catalogue_query query = {.list = LIST_FORUMS, .limit = FORUMS_MAX};
	int64_t year = insights_year(insights_week(render->now) - 2 * FEW_WEEKS);
	struct catalogue_pages forums;
	struct insights sum;
	view->year = arena_printf(&render->arena, "%04lld", (long long)year);
	if (catalogue_pages(render->cat, &query, &render->arena, &forums, err))
		return -1;
	struct view_span *spans = arena_alloc(&render->arena, forums.len + 1, sizeof(*spans));
	for (size_t i = 0; i < forums.len; i++) {
		const char *forum = forums.at[i].forum;
		if (read_year(render, forum, view->year, &sum, err))
			return -1;
		spans[i].title = forums.at[i].title;
		spans[i].url = render_url(render, arena_printf(&render->arena, "/insights/%s/", forum));
		spans[i].begins = (struct view_time){"", "", ""};
		fill_span(render, &sum, &spans[i]);
	}
	view->forums = (struct mustache_list){spans, forums.len};
	return 0;
}

static void sum_weeks(const struct scope *scope, size_t from, struct insights *sum)
{
	*sum = (struct insights){.topics = 0};
	for (size_t i = from; i < from + FEW_WEEKS; i++) {
		const struct insights *week = &scope->weeks[i];
		sum->topics += week->topics;
		sum->replies += week->replies;
		sum->active += week->active;
		sum->joined += week->joined;
		for (size_t j = 0; j < INSIGHTS_TIMES; j++)
			sum->times[j] += week->times[j];
	}
}

static int64_t posts_of(const struct insights *sum)
{
	return sum->topics + sum->replies;
}

static int64_t active_of(const struct insights *sum)
{
	return sum->active;
}

static int64_t joined_of(const struct insights *sum)
{
	return sum->joined;
}

/* What is drawn. mean: four weeks together are said by the mean of a week, since one member may be in all. */
static const struct measure {
	const char *name;
	enum chart_unit unit;
	bool line, site_only, mean;
	int64_t (*value)(const struct insights *sum);
} measures[] = {
    {"posts", CHART_COUNT, false, false, false, posts_of}, {"active", CHART_COUNT, false, true, true, active_of},
    {"joined", CHART_COUNT, false, true, false, joined_of}, {"first", CHART_SECONDS, true, false, false, insights_median},
    {"open", CHART_PERCENT, true, false, false, share_open},
};

static const char *tile_value(struct render *render, const struct measure *measure, const struct insights *sum)
{
	int64_t value = measure->value(sum);
	return value < 0 ? "–" : chart_value(render, measure->unit, measure->mean ? (value + FEW_WEEKS / 2) / FEW_WEEKS : value);
}

static int fill_measure(struct render *render, const struct scope *scope, const struct measure *measure,
                        struct view_chart *view, struct err *err)
{
	struct insights lately, before;
	struct chart chart = {
	    .name = measure->name, .unit = measure->unit, .line = measure->line, .first = scope->first};
	for (size_t i = 0; i < INSIGHTS_WEEKS; i++)
		chart.values[i] = measure->value(&scope->weeks[i]);
	if (chart_fill(render, &chart, view, err))
		return -1;
	sum_weeks(scope, INSIGHTS_WEEKS - 1 - FEW_WEEKS, &lately);
	sum_weeks(scope, INSIGHTS_WEEKS - 1 - 2 * FEW_WEEKS, &before);
	view->mean = measure->mean;
	view->lately = tile_value(render, measure, &lately);
	view->before = tile_value(render, measure, &before);
	return 0;
}

static int fill_charts(struct render *render, const struct scope *scope, struct mustache_list *list, struct err *err)
{
	struct view_chart *charts = arena_alloc(&render->arena, ARRAY_LEN(measures), sizeof(*charts));
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(measures); i++) {
		if (*scope->forum && measures[i].site_only)
			continue;
		if (fill_measure(render, scope, &measures[i], &charts[n++], err))
			return -1;
	}
	*list = (struct mustache_list){charts, n};
	return 0;
}

static int write_insights(struct render *render, const struct scope *scope, struct frame *frame,
                          struct view_insights *view, struct err *err)
{
	view->years = years_of(render, scope);
	if (fill_charts(render, scope, &view->charts, err) || fill_weeks(render, scope, &view->weeks, err))
		return -1;
	return render_page(render, frame, &view_insights_type, view, err);
}

static int write_forum(struct render *render, const struct scope *scope, struct err *err)
{
	struct catalogue_page forum;
	struct view_insights view = {.forum_title = NULL};
	bool found;
	if (render_find(render, arena_printf(&render->arena, "forums/%s", scope->forum), &forum, &found, err))
		return -1;
	if (!found)
		return 0;
	view.forum_title = forum.title;
	view.forum_url = render_url(render, forum.url);
	const char *title = render_say(render, "title.insights_forum", &view_insights_type, &view);
	struct frame frame = render_frame(render, "insights", title,
	                                  arena_printf(&render->arena, "/insights/%s/", scope->forum));
	render_crumb(render, &frame, "/insights/", render_words(render, "title.insights"));
	return write_insights(render, scope, &frame, &view, err);
}

int fill_output_insights(struct render *render, const struct unit *unit, struct err *err)
{
	struct scope *scope = arena_alloc(&render->arena, 1, sizeof(*scope));
	struct view_insights view = {.forum_title = NULL};
	scope->forum = unit->arg;
	if (read_scope(render, scope, err))
		return -1;
	if (*unit->arg)
		return write_forum(render, scope, err);
	struct frame frame = render_frame(render, "insights", render_words(render, "title.insights"), "/insights/");
	return fill_forums(render, &view, err) ? -1 : write_insights(render, scope, &frame, &view, err);
}
