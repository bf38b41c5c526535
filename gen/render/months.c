#include "months.h"

enum { YEAR_MONTHS = 12 };

int64_t months_number(const char *key)
{
	return strtol(key, NULL, 10) * 100 + strtol(key + 5, NULL, 10);
}

/* A month's page asks for all months of its forum, so they are kept: else years would cost their square. */
int months_find(struct render *render, const char *prefix, const char *url, struct months *months, struct err *err)
{
	size_t n = strlen(prefix);
	struct map_entry *known = map_find(&render->months, prefix, n);
	if (!known) {
		struct catalogue_tallies *all = arena_alloc(&render->known, 1, sizeof(*all));
		if (catalogue_tallies(render->cat, prefix, &render->known, all, err))
			return -1;
		known = map_put(&render->months, prefix, n);
		known->value.at = all;
	}
	*months = (struct months){*(const struct catalogue_tallies *)known->value.at, url};
	return 0;
}

static const char *url_of(struct render *render, const struct months *months, const char *key)
{
	return render_url(render, arena_printf(&render->arena, "%s%s/", months->url, key));
}

static int fill_link(struct render *render, const struct months *months, size_t i, struct view_link *link,
                     struct err *err)
{
	const struct catalogue_tally *month = &months->all.at[i];
	*link = (struct view_link){.url = url_of(render, months, month->key), .count = month->n};
	return render_month_name(render, months_number(month->key), &link->title, err);
}

int months_links(struct render *render, const struct months *months, size_t most, struct mustache_list *list,
                 struct err *err)
{
	size_t n = months->all.len < most ? months->all.len : most;
	struct view_link *links = arena_alloc(&render->arena, n + 1, sizeof(*links));
	for (size_t i = 0; i < n; i++)
		if (fill_link(render, months, months->all.len - 1 - i, &links[i], err))
			return -1;
	*list = (struct mustache_list){links, n};
	return 0;
}

/* A month's neighbours may grow without its key being touched. */
static int fill_step(struct render *render, const struct months *months, size_t i, const struct view_link **step,
                     struct err *err)
{
	struct view_link *link = arena_alloc(&render->arena, 1, sizeof(*link));
	if (fill_link(render, months, i, link, err))
		return -1;
	link->count = 0;
	*step = link;
	return 0;
}

int months_step(struct render *render, const struct months *months, const char *key, struct months_step *step,
                struct err *err)
{
	size_t n = months->all.len, i = 0;
	*step = (struct months_step){.ym = months_number(key)};
	while (i < n && strcmp(months->all.at[i].key, key) < 0)
		i++;
	if (render_month_name(render, step->ym, &step->name, err))
		return -1;
	if (i == n || strcmp(months->all.at[i].key, key) != 0)
		return 0;
	step->count = months->all.at[i].n;
	if (i && fill_step(render, months, i - 1, &step->older, err))
		return -1;
	return i + 1 < n ? fill_step(render, months, i + 1, &step->newer, err) : 0;
}

/* All twelve months of the year in which the sum stands; it moves on to the next one. */
static int fill_year(struct render *render, const struct months *months, size_t *i, struct view_year *year,
                     struct err *err)
{
	struct view_month_cell *cells = arena_alloc(&render->arena, YEAR_MONTHS, sizeof(*cells));
	year->year = months_number(months->all.at[*i].key) / 100;
	year->months = (struct mustache_list){cells, YEAR_MONTHS};
	for (int64_t m = 0; m < YEAR_MONTHS; m++) {
		const struct catalogue_tally *month = *i < months->all.len ? &months->all.at[*i] : NULL;
		int64_t ym = year->year * 100 + m + 1;
		cells[m].number = m + 1;
		if (render_month_name(render, ym, &cells[m].title, err))
			return -1;
		if (!month || months_number(month->key) != ym)
			continue;
		cells[m].url = url_of(render, months, month->key);
		cells[m].count = month->n;
		++*i;
	}
	return 0;
}

int months_years(struct render *render, const struct months *months, struct mustache_list *list, struct err *err)
{
	size_t n = 0, most = months->all.len, i = 0;
	struct view_year *years = arena_alloc(&render->arena, most + 1, sizeof(*years));
	/* Newest first: filled from the end of the room. */
	for (; i < most; n++)
		if (fill_year(render, months, &i, &years[most - 1 - n], err))
			return -1;
	*list = (struct mustache_list){years + most - n, n};
	return 0;
}
