#include "build_parts.h"

#include "core/base/out.h"
#include "gen/plan/moved.h"
#include "tree.h"

/* A third worker's start would cost a reply more than it spares. */
enum { UNITS_PER_WORKER = 32, RENDERS_MAX = 10000, KEPT_MAX = 2 };

/* 'c', key and ranges of a block of code; 'n' and what to tell once, in two parts. */
static int receive_code(struct build *build, const char *bytes, size_t n, struct err *err)
{
	size_t first = strnlen(bytes + 1, n - 1) + 2;
	if (first >= n || bytes[n - 1])
		return err_set(err, ERR_SYS, "a worker reports nonsense");
	if (*bytes == 'c')
		return catalogue_code_put(build->cat, bytes + 1, bytes + first, err);
	if (!build->noted)
		build_warn(build, arena_printf(&build->arena, "%s%s", bytes + 1, bytes + first));
	build->noted = true;
	return 0;
}

static int by_path(const void *key, const void *row)
{
	return strcmp(key, ((const struct catalogue_output *)row)->path);
}

/* A file that was there before has its row: most builds of a change write none. */
static int note_output(struct build *build, size_t unit, const struct catalogue_output *output, struct err *err)
{
	struct made *made = build->made ? &build->made[unit] : NULL;
	struct catalogue_output *rows = made ? made->before.at : NULL, *row = NULL;
	if (rows)
		row = bsearch(output->path, rows, made->before.len, sizeof(*rows), by_path);
	if (row)
		made->again[row - rows] = true;
	if (row && row->part == output->part)
		return 0;
	if (row && catalogue_output_drop(build->cat, row, err))
		return -1;
	return catalogue_output_put(build->cat, output, err);
}

/* A body stands in several units, and which worker has which is chance: a warning is not. */
static void warn_once(struct build *build, const char *text)
{
	size_t n = strlen(text);
	if (map_find(&build->warned, text, n))
		return;
	map_put(&build->warned, text, n)->value.number = 1;
	build_warn(build, text);
}

/* 'w' and a text; or 'W' (written) or 'S' (the same as before), unit, part and path. */
static int receive(void *self, const char *bytes, size_t n, struct err *err)
{
	struct build *build = self;
	struct catalogue_output output;
	size_t unit;
	if (*bytes == 'w') {
		warn_once(build, bytes + 1);
		return 0;
	}
	if (*bytes == 'c' || *bytes == 'n')
		return receive_code(build, bytes, n, err);
	if (n < 2 + sizeof(unit) + sizeof(output.part))
		return err_set(err, ERR_SYS, "a worker reports nonsense");
	memcpy(&unit, bytes + 1, sizeof(unit));
	memcpy(&output.part, bytes + 1 + sizeof(unit), sizeof(output.part));
	output.key = build->units.at[unit].text;
	output.path = bytes + 1 + sizeof(unit) + sizeof(output.part);
	build->report->rendered++;
	if (*bytes == 'W')
		build->report->written++;
	else
		build->report->unchanged++;
	return note_output(build, unit, &output, err);
}

static void progress(void *self, size_t done)
{
	struct build *build = self;
	if (build->options->progress)
		build->options->progress(build->options->self, done, build->units.len);
}

/* A body that ended its worker is shown as plain text from then on. */
static int died(void *self, const char *subject, const char *how, struct err *err)
{
	struct build *build = self;
	size_t n = strlen(subject);
	if (!n || map_find(&build->unsafe, subject, n))
		return err_set(err, ERR_SYS, "a worker ended early: %s%s%s", n ? subject : how, n ? ": " : "",
		               n ? how : "");
	map_put(&build->unsafe, subject, n)->value.number = 1;
	build_warn(build, arena_printf(&build->arena, "%s: shown as plain text: rendering it %s", subject, how));
	return 0;
}

static size_t after(void *self, size_t unit)
{
	struct build *build = self;
	return build->units.at[unit].after;
}

static struct pool pool_of(struct build *build)
{
	const struct config *conf = &build->site->conf;
	struct pool pool = {.receive = receive,
	                    .progress = progress,
	                    .died = died,
	                    .after = after,
	                    .subject_ms = conf->render_ms,
	                    .subject_mib = conf->render_mib,
	                    .self = build};
	build_worker(&pool);
	return pool;
}

/* By the workers that are kept, if it is not more than they can do in some milliseconds; *done: they did. */
static int run_kept(struct build *build, bool *done, struct err *err)
{
	struct builder *builder = build->builder;
	*done = false;
	if (!builder->workers || build->units.len > UNITS_PER_WORKER)
		return 0;
	builder->rendered += build->units.len;
	int rc = pool_run_kept(builder->workers, build, err);
	*done = !rc;
	/* What they remember of all that they saw goes with them, now and then. */
	if (rc || builder->rendered > RENDERS_MAX)
		build_drop_workers(builder);
	return rc < 0 ? -1 : 0;
}

static int run_workers(struct build *build, struct err *err)
{
	int64_t useful = 1 + (int64_t)build->units.len / UNITS_PER_WORKER, jobs = build_jobs(build);
	struct pool pool = pool_of(build);
	bool done;
	pool.units = build->units.len;
	pool.workers = jobs < useful ? jobs : useful;
	if (run_kept(build, &done, err))
		return -1;
	return done ? 0 : pool_run(&pool, err);
}

/* Of the struct build only what lasts, for the child makes the rest in its own copy. */
int build_start_workers(struct builder *builder, int64_t jobs, struct err *err)
{
	struct site *site = builder->site;
	struct build build = {.builder = builder,
	                      .site = site,
	                      .catalogue = site->catalogue,
	                      .out_dir = site->public_dir,
	                      .root = -1};
	if (builder->workers)
		return 0;
	arena_init(&build.arena);
	map_init(&build.unsafe, &build.arena);
	struct pool pool = pool_of(&build);
	pool.workers = jobs < KEPT_MAX ? jobs : KEPT_MAX;
	pool.once = !builder->resident;
	builder->rendered = 0;
	int rc = pool_keep(&builder->workers, &pool, err);
	arena_release(&build.arena);
	return rc;
}

/* Each worker to come has all of the theme compiled. */
int builder_rest(struct builder *builder, struct err *err)
{
	if (!builder->cat || (!builder->theme && builder_open_theme(builder, err)) || theme_check(builder->theme, err))
		return builder->cat ? -1 : 0;
	return build_start_workers(builder, builder_jobs(builder), err);
}

static int prune(struct build *build, const struct catalogue_output *output, struct err *err)
{
	bool taken;
	if (moved_is_taken(build->cat, output->key, output->path, &build->arena, &taken, err) ||
	    catalogue_output_drop(build->cat, output, err))
		return -1;
	if (taken)
		return 0;
	build->report->pruned++;
	return out_remove(build->root, output->path, err);
}

/* What a rendered key was before and was not made again. */
static int prune_unit(struct build *build, size_t unit, int64_t *files, struct err *err)
{
	const struct unit *of = &build->units.at[unit];
	const struct made *made = &build->made[unit];
	struct catalogue_outputs now;
	for (size_t i = 0; i < made->before.len; i++)
		if (!made->again[i] && unit_wants(of, made->before.at[i].part) &&
		    prune(build, &made->before.at[i], err))
			return -1;
	if (catalogue_outputs(build->cat, of->text, &build->arena, &now, err))
		return -1;
	*files += (int64_t)now.len - (int64_t)made->before.len;
	return 0;
}

struct sweep {
	struct build *build;
	struct catalogue_outputs rows;
	struct strays VEC_OF(char *) strays;
};

static int note_stray(void *self, const char *path, struct err *err)
{
	struct sweep *sweep = self;
	(void)err;
	if (!bsearch(path, sweep->rows.at, sweep->rows.len, sizeof(*sweep->rows.at), by_path))
		*VEC_PUSH(&sweep->strays) = base_strdup(path);
	return 0;
}

/* Files that no output made: of a build that was killed, or of a catalogue that is gone. */
static int sweep(struct build *build, struct err *err)
{
	struct sweep s = {.build = build};
	int rc = catalogue_outputs(build->cat, NULL, &build->arena, &s.rows, err);
	if (!rc)
		rc = tree_walk(build->root, note_stray, &s, err);
	for (size_t i = 0; i < s.strays.len; i++) {
		if (!rc)
			rc = out_remove(build->root, s.strays.at[i], err);
		build->report->pruned += !rc;
		free(s.strays.at[i]);
	}
	VEC_RELEASE(&s.strays);
	return rc;
}

static int look_before(struct build *build, struct err *err)
{
	build->made = arena_alloc(&build->arena, build->units.len, sizeof(*build->made));
	for (size_t i = 0; i < build->units.len; i++) {
		struct made *made = &build->made[i];
		if (catalogue_outputs(build->cat, build->units.at[i].text, &build->arena, &made->before, err))
			return -1;
		made->again = arena_alloc(&build->arena, made->before.len, sizeof(*made->again));
	}
	return 0;
}

/* A fresh catalogue knows of no older files: then all that it holds are this build's. */
static int run(struct build *build, int64_t *files, struct err *err)
{
	if (build->fresh)
		return run_workers(build, err) || catalogue_output_count(build->cat, files, err) ? -1 : 0;
	int rc = look_before(build, err) || run_workers(build, err) ? -1 : 0;
	for (size_t i = 0; i < build->units.len && !rc; i++)
		rc = prune_unit(build, i, files, err);
	return rc;
}

/* The number of all files is kept, not counted: counting would grow with the community. */
static int finish(struct build *build, int64_t change, struct err *err)
{
	const char *known;
	if (catalogue_get(build->cat, "outputs", &build->arena, &known, err))
		return -1;
	int64_t files = strtol(known, NULL, 10) + change;
	build->report->outputs = (size_t)files;
	return catalogue_set(build->cat, "outputs", arena_printf(&build->arena, "%lld", (long long)files), err) ||
	               catalogue_set(build->cat, "state", "done", err) || catalogue_pending_clear(build->cat, err)
	           ? -1
	           : 0;
}

int build_render(struct build *build, struct err *err)
{
	int64_t files = 0;
	bool empty = false;
	if (build->sweep && tree_is_empty(build->root, &empty, err))
		return -1;
	if (build->texts)
		build->bodies = bodies_open(build->scratch, texts_settle(build->texts));
	map_init(&build->unsafe, &build->arena);
	map_init(&build->warned, &build->arena);
	int rc = build_take_units(build, build->cat, err) || catalogue_begin(build->cat, err) ||
	                 run(build, &files, err)
	             ? -1
	             : 0;
	/* Where nothing was, a worker that died may have left something, and nobody else. */
	if (!rc && build->sweep && (!empty || build->unsafe.len))
		rc = sweep(build, err);
	if (!rc)
		rc = finish(build, files, err) || catalogue_commit(build->cat, err) ? -1 : 0;
	map_release(&build->unsafe);
	map_release(&build->warned);
	VEC_RELEASE(&build->units);
	return rc;
}
