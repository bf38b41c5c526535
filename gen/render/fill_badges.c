#include "fills.h"

#include "core/markdown/figure.h"
#include "render.h"

/* A word of the theme, or NULL where it has none for this badge. */
static const char *own_word(struct render *render, const char *name, const char *part)
{
	const char *key = arena_printf(&render->arena, "badge.%s.%s", part, name);
	const char *words = render_words(render, key);
	return strcmp(words, key) == 0 ? NULL : words;
}

static struct mustache_list needs_of(struct render *render, const struct badge *badge)
{
	struct view_text *needs = arena_alloc(&render->arena, BADGE_MEASURES, sizeof(*needs));
	size_t n = 0;
	for (size_t i = 0; i < BADGE_MEASURES; i++) {
		struct view_link number = {.count = badge->least[i]};
		const char *key = arena_printf(&render->arena, "badge.needs.%s", badge_measure_name((enum badge_measure)i));
		if (badge->least[i])
			needs[n++].text = render_say(render, key, &view_link_type, &number);
	}
	return (struct mustache_list){needs, n};
}

static void fill_badge(struct render *render, const struct badge *badge, struct view_badge *view)
{
	struct figure figure = figure_of(badge->name);
	struct view_disc *discs = arena_alloc(&render->arena, FIGURE_DISCS, sizeof(*discs));
	const char *title = *badge->title ? badge->title : own_word(render, badge->name, "title");
	const char *about = *badge->about || *badge->title ? badge->about : own_word(render, badge->name, "about");
	for (size_t i = 0; i < FIGURE_DISCS; i++)
		discs[i] = (struct view_disc){figure.discs[i].x, figure.discs[i].y, figure.discs[i].r};
	*view = (struct view_badge){.name = badge->name,
	                            .title = title ? title : badge->name,
	                            .about = about,
	                            .needs = needs_of(render, badge),
	                            .hue = figure.hue,
	                            .discs = {discs, FIGURE_DISCS}};
}

int fill_badges_of(struct render *render, const char *handle, struct mustache_list *badges, struct err *err)
{
	struct view_badge *at = arena_alloc(&render->arena, render->badges->len + 1, sizeof(*at));
	struct catalogue_tallies has;
	size_t n = 0;
	const char *prefix = arena_printf(&render->arena, "has:%s/", handle);
	if (catalogue_tallies(render->cat, prefix, &render->arena, &has, err))
		return -1;
	for (size_t i = 0; i < render->badges->len; i++)
		for (size_t j = 0; j < has.len; j++)
			if (strcmp(has.at[j].key, render->badges->at[i].name) == 0)
				fill_badge(render, &render->badges->at[i], &at[n++]);
	*badges = (struct mustache_list){at, n};
	return 0;
}

int fill_output_badges(struct render *render, const struct unit *unit, struct err *err)
{
	const struct badges *badges = render->badges;
	struct view_badge *at = arena_alloc(&render->arena, badges->len + 1, sizeof(*at));
	(void)unit;
	for (size_t i = 0; i < badges->len; i++) {
		const char *sum = arena_printf(&render->arena, "holds:%s", badges->at[i].name);
		fill_badge(render, &badges->at[i], &at[i]);
		if (catalogue_tally(render->cat, sum, &at[i].holders, err))
			return -1;
	}
	struct view_badge_list view = {.badges = {at, badges->len}};
	struct frame frame = render_frame(render, "badge_list", render_words(render, "title.badges"), "/badges/");
	return render_page(render, &frame, &view_badge_list_type, &view, err);
}
