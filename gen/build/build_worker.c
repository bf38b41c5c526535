#include "build_parts.h"

#include "core/base/out.h"
#include "gen/render/render.h"

#include <unistd.h>

/* ---- in a worker ---- */

static int start(void *self, struct pool_child *child, struct err *err)
{
	struct build *build = self;
	struct render *render = base_alloc(1, sizeof(*render));
	render->site = build->site;
	render->child = child;
	out_trail_init(&render->out, build->root);
	render->now = build->info.time;
	render->commit = build->commit;
	render->unsafe = &build->unsafe;
	render->texts = build->texts;
	render->kept = build->bodies;
	render->badges = &build->builder->badges.badges;
	build->render = render;
	if (builder_open_theme(build->builder, err))
		return -1;
	render->theme = build->builder->theme;
	if (store_open(&render->store, build->site->content, err) ||
	    catalogue_open(&render->cat, build->catalogue, CATALOGUE_READ, err))
		return -1;
	return render_open(render, err);
}

static int work(void *self, size_t unit, struct err *err)
{
	struct build *build = self;
	build->render->unit = unit;
	render_reset(build->render);
	texts_turn(build->texts, build->units.at[unit].arg);
	return outputs_render(build->render, &build->units.at[unit], err);
}

/* ---- in a worker that is kept ---- */

/* What the builder tells a worker that it forks, this one finds in the catalogue. */
static int begin(void *self, size_t *units, struct err *err)
{
	struct build *build = self;
	struct render *render = build->render;
	const char *commit, *now;
	VEC_RELEASE(&build->units);
	arena_reset(&build->arena);
	if (catalogue_renew(render->cat, err) || catalogue_get(render->cat, "commit", &build->arena, &commit, err) ||
	    catalogue_get(render->cat, "now", &build->arena, &now, err) ||
	    build_take_units(build, render->cat, err) || out_open_root(build->out_dir, &build->root, err))
		return -1;
	render->commit = commit;
	render->now = strtoll(now, NULL, 10);
	render->keeps = build->builder->resident;
	out_trail_init(&render->out, build->root);
	*units = build->units.len;
	return render_renew(render, err);
}

/* Who still reads an old state keeps the journal from being used anew. */
static int rest(void *self, struct err *err)
{
	struct build *build = self;
	out_trail_release(&build->render->out);
	close(build->root);
	build->root = -1;
	return catalogue_renew(build->render->cat, err);
}

/* ---- in the builder ---- */

void build_worker(struct pool *pool)
{
	pool->start = start;
	pool->work = work;
	pool->begin = begin;
	pool->rest = rest;
}

int build_take_units(struct build *build, struct catalogue *cat, struct err *err)
{
	struct catalogue_outputs pending;
	if (catalogue_pending(cat, &build->arena, &pending, err))
		return -1;
	return outputs_units(cat, &pending, &build->arena, &build->units, err);
}
