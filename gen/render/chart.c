#include "chart.h"

enum { LINE_MAX_BYTES = 16 * 1024, MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, TICKS = 3, LABELS = 3 };

static const char *say(struct render *render, const char *key, int64_t n)
{
	struct view_link number = {.count = n};
	return render_say(render, key, &view_link_type, &number);
}

static const char *how_long(struct render *render, int64_t seconds)
{
	if (seconds < 90 * MINUTE)
		return say(render, "time.minutes", (seconds + MINUTE / 2) / MINUTE);
	if (seconds < 2 * DAY)
		return say(render, "time.hours", (seconds + HOUR / 2) / HOUR);
	return say(render, "time.days", (seconds + DAY / 2) / DAY);
}

const char *chart_value(struct render *render, enum chart_unit unit, int64_t value)
{
	if (value < 0)
		return "";
	if (unit == CHART_SECONDS)
		return how_long(render, value);
	return say(render, unit == CHART_PERCENT ? "number.percent" : "number.plain", value);
}

static int64_t highest(const struct chart *chart)
{
	int64_t most = 0;
	for (size_t i = 0; i < INSIGHTS_WEEKS; i++)
		most = chart->values[i] > most ? chart->values[i] : most;
	return most;
}

static int64_t axis_end(const struct chart *chart)
{
	if (chart->unit == CHART_PERCENT)
		return 100;
	return chart->unit == CHART_SECONDS ? insights_long(highest(chart)) : insights_ceiling(highest(chart));
}

static int64_t height_of(int64_t value, int64_t end)
{
	return value >= end ? CHART_HEIGHT : value * CHART_HEIGHT / end;
}

static int fill_marks(struct render *render, const struct chart *chart, int64_t end, struct mustache_list *list,
                      struct err *err)
{
	struct view_mark *marks = arena_alloc(&render->arena, INSIGHTS_WEEKS, sizeof(*marks));
	for (int64_t i = 0; i < INSIGHTS_WEEKS; i++) {
		int64_t value = chart->values[i], height = value > 0 ? height_of(value, end) : 0;
		struct view_time week;
		if (fill_time(&render->fill, insights_monday(chart->first + i), &week, err))
			return -1;
		marks[i] = (struct view_mark){.x = i * CHART_SLOT + (CHART_SLOT - CHART_BAR) / 2,
		                              .y = CHART_HEIGHT - height,
		                              .height = height,
		                              .week = week.day,
		                              .value = chart_value(render, chart->unit, value)};
	}
	*list = (struct mustache_list){marks, INSIGHTS_WEEKS};
	return 0;
}

/* Through the middles of the weeks; a week without a value breaks it, and one alone is a dot. */
static const char *line_of(struct render *render, const struct chart *chart, int64_t end)
{
	struct str path;
	bool drawing = false;
	str_init(&path, LINE_MAX_BYTES);
	for (int64_t i = 0; i < INSIGHTS_WEEKS; i++) {
		int64_t value = chart->values[i];
		long long x = i * CHART_SLOT + CHART_SLOT / 2, y = CHART_HEIGHT - height_of(value, end);
		if (value >= 0)
			str_addf(&path, drawing ? "L%lld %lld" : "M%lld %lldh0", x, y);
		drawing = value >= 0;
	}
	const char *copy = arena_dupn(&render->arena, path.at, path.len);
	str_release(&path);
	return copy;
}

static struct mustache_list ticks_of(struct render *render, const struct chart *chart, int64_t end)
{
	struct view_text *ticks = arena_alloc(&render->arena, TICKS, sizeof(*ticks));
	for (int64_t i = 0; i < TICKS; i++)
		ticks[i].text = chart_value(render, chart->unit, end * (TICKS - 1 - i) / (TICKS - 1));
	return (struct mustache_list){ticks, TICKS};
}

static int fill_labels(struct render *render, const struct chart *chart, struct mustache_list *list, struct err *err)
{
	struct view_text *labels = arena_alloc(&render->arena, LABELS, sizeof(*labels));
	for (int64_t i = 0; i < LABELS; i++) {
		struct view_time week;
		int64_t at = insights_monday(chart->first + i * (INSIGHTS_WEEKS - 1) / (LABELS - 1));
		if (fill_time(&render->fill, at, &week, err))
			return -1;
		labels[i].text = week.day;
	}
	*list = (struct mustache_list){labels, LABELS};
	return 0;
}

/* What the plot says, in a sentence: the last week is not over, so the one before it speaks. */
static void summarise(struct render *render, const struct chart *chart, struct view_chart *view)
{
	int64_t low = -1, high = -1;
	for (size_t i = 0; i + 1 < INSIGHTS_WEEKS; i++) {
		int64_t value = chart->values[i];
		low = value >= 0 && (low < 0 || value < low) ? value : low;
		high = value > high ? value : high;
	}
	int64_t last = chart->values[INSIGHTS_WEEKS - 2];
	view->low = chart_value(render, chart->unit, low);
	view->high = chart_value(render, chart->unit, high);
	view->last = last < 0 ? "–" : chart_value(render, chart->unit, last);
}

int chart_fill(struct render *render, const struct chart *chart, struct view_chart *view, struct err *err)
{
	int64_t end = axis_end(chart);
	*view = (struct view_chart){.name = chart->name,
	                            .title = render_words(render, arena_printf(&render->arena, "insights.%s", chart->name)),
	                            .ticks = ticks_of(render, chart, end)};
	summarise(render, chart, view);
	if (chart->line)
		view->line = line_of(render, chart, end);
	if (fill_labels(render, chart, &view->labels, err))
		return -1;
	return chart->line ? 0 : fill_marks(render, chart, end, &view->marks, err);
}
