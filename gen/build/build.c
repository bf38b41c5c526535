#include "build_parts.h"

#include "core/base/out.h"
#include "gen/plan/history.h"
#include "gen/plan/plan.h"
#include "gen/plan/scan.h"
#include "tree.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { LIVE_MAX = 256 };

static int64_t now_us(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* ---- what is to be done ---- */

struct past {
	const char *commit, *tree, *now, *fingerprint, *look, *state, *weeks, *badges;
};

static int read_past(struct build *build, struct past *past, struct err *err)
{
	struct {
		const char *name, **value;
	} facts[] = {{"commit", &past->commit},           {"tree", &past->tree},   {"now", &past->now},
	             {"fingerprint", &past->fingerprint}, {"state", &past->state}, {"weeks", &past->weeks},
	             {"badges", &past->badges},           {"look", &past->look}};
	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		if (catalogue_get(build->cat, facts[i].name, &build->arena, facts[i].value, err))
			return -1;
	return 0;
}

/* The tree that the catalogue is true for may be gone after history was rewritten. */
static bool has_tree(struct build *build, const char *hex, struct store_id *tree)
{
	const char *const *names;
	struct err err = {0};
	size_t n;
	return store_from_hex(hex, tree, &err) == 0 &&
	       store_list(build->store, tree, "", &build->arena, &names, &n, &err) == 0;
}

/* Files that look as they did when they were read need not be read again, and hashed, to be known as the same. */
static int know_fingerprint(struct build *build, const struct past *past, struct err *err)
{
	if (*build->look && strcmp(past->look, build->look) == 0) {
		build->fingerprint = past->fingerprint;
		return 0;
	}
	return build_open_theme(build, err);
}

/* Why nothing of before can be used; NULL if it can. */
static int choose(struct build *build, struct past *past, struct store_id *tree, struct err *err)
{
	const char **why = &build->report->why_full;
	if (build->options->out || build->options->full) {
		*why = build->options->out ? "another folder" : "as asked";
		return 0;
	}
	if (build_open_catalogue(build, err)) {
		*why = "there is no catalogue";
		err_clear(err);
		return 0;
	}
	if (read_past(build, past, err)) {
		err_clear(err);
		*why = "the catalogue cannot be read";
	} else if (know_fingerprint(build, past, err))
		return -1;
	else if (strcmp(past->fingerprint, build->fingerprint) != 0)
		*why = "theme, settings or program changed";
	else if (plan_weeks_from(build->info.time) < strtoll(past->weeks, NULL, 10))
		*why = "the commit is older than what the catalogue remembers";
	else if (!has_tree(build, past->tree, tree))
		*why = "the commit that was built is gone";
	else if (faccessat(build->root, "version.json", F_OK, 0))
		*why = "the output folder was emptied";
	if (*why) {
		catalogue_close(build->cat);
		build->cat = NULL;
	}
	return 0;
}

/* ---- scan and link ---- */

static void scan_warn(void *self, const char *text)
{
	build_warn(self, text);
}

static int set_facts(struct build *build, struct err *err)
{
	char tree[STORE_HEX];
	store_hex(&build->info.tree, tree);
	const char *facts[][2] = {{"commit", build->commit},
	                          {"tree", tree},
	                          {"now", arena_printf(&build->arena, "%lld", (long long)build->info.time)},
	                          {"fingerprint", build->fingerprint},
	                          {"look", build->look},
	                          {"weeks", arena_printf(&build->arena, "%lld", (long long)build->weeks_from)},
	                          {"badges", build->builder->badges.id},
	                          {"state", "building"}};
	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		if (catalogue_set(build->cat, facts[i][0], facts[i][1], err))
			return -1;
	return 0;
}

static struct scan scan_of(struct build *build)
{
	return (struct scan){.site = build->site,
	                     .store = build->store,
	                     .tree = build->info.tree,
	                     .now = build->info.time,
	                     .workers = build_jobs(build),
	                     .texts = build->texts,
	                     .warn = scan_warn,
	                     .self = build};
}

/* Into a new file that takes the place of the old one when its rows are complete. */
/* Between the last row and the keys: what the edited files among them were before. */
static int look_back(struct build *build, struct plan *plan, const char *old, struct err *err)
{
	struct history history = {.store = build->store,
	                          .cat = build->cat,
	                          .conf = &build->site->conf,
	                          .plan = plan,
	                          .head = build->info.id};
	if (plan_flush(plan, err) || (old && store_from_hex(old, &history.old, err)))
		return -1;
	history.has_old = old != NULL;
	return history_update(&history, err);
}

static int scan_afresh(struct build *build, struct err *err)
{
	const char *path = arena_printf(&build->arena, "%s.new", build->catalogue);
	build->scratch = scratch_open(build->site->cache);
	build->texts = texts_open(build->scratch);
	struct scan scan = scan_of(build);
	struct plan plan;
	int64_t start = now_us();
	if (catalogue_open(&build->cat, path, CATALOGUE_FRESH, err))
		return -1;
	plan_init(&plan, build->cat, &build->site->conf, true);
	plan.weeks_from = build->weeks_from = plan_weeks_from(build->info.time);
	plan.now = build->info.time;
	plan.badges = &build->builder->badges.badges;
	int rc = catalogue_begin(build->cat, err) || scan_full(&scan, &plan, err) ? -1 : 0;
	build->report->scan_us = now_us() - start;
	if (!rc)
		rc = look_back(build, &plan, NULL, err) || plan_finish(&plan, err) || catalogue_pending_put(build->cat, "*", 0, err) ||
		             set_facts(build, err) || catalogue_index(build->cat, err) ||
		             catalogue_commit(build->cat, err)
		         ? -1
		         : 0;
	plan_release(&plan);
	catalogue_close(build->cat);
	build->cat = NULL;
	base_trim();
	/* The old one's journal would be read into the new one. */
	if (!rc)
		catalogue_remove(build->catalogue);
	if (!rc && rename(path, build->catalogue))
		rc = err_sys(err, "%s", build->catalogue);
	build->report->link_us = now_us() - start - build->report->scan_us;
	return rc ? -1 : catalogue_open(&build->cat, build->catalogue, CATALOGUE_WRITE, err);
}

static int scan_change(struct build *build, const struct past *past, const struct store_id *tree, struct err *err)
{
	struct scan scan = scan_of(build);
	struct plan plan;
	int64_t start = now_us(), before = strtoll(past->now ? past->now : "0", NULL, 10);
	plan_init(&plan, build->cat, &build->site->conf, false);
	plan.weeks_from = build->weeks_from = strtoll(past->weeks ? past->weeks : "0", NULL, 10);
	plan.now = build->info.time;
	plan.badges = &build->builder->badges.badges;
	plan.badges_changed = strcmp(past->badges ? past->badges : "", build->builder->badges.id) != 0;
	int rc = catalogue_begin(build->cat, err) || scan_changes(&scan, tree, before, &plan, err) ? -1 : 0;
	build->report->scan_us = now_us() - start;
	if (!rc)
		rc = plan_time(&plan, before, build->info.time, err) || look_back(build, &plan, past->commit, err) ||
		             plan_finish(&plan, err) || catalogue_pending_put(build->cat, "version:", 0, err) ||
		             set_facts(build, err) || catalogue_commit(build->cat, err)
		         ? -1
		         : 0;
	build->report->link_us = now_us() - start - build->report->scan_us;
	plan_release(&plan);
	return rc;
}

/* Workers that were kept have the old rules. */
static int read_badges(struct build *build, struct err *err)
{
	struct builder *builder = build->builder;
	struct badge_place place = {build->store, &build->info.tree, build->site->conf.content_path};
	bool changed;
	if (badge_file_read(&place, &builder->arena, &builder->badges, &changed, err))
		return -1;
	if (changed)
		build_drop_workers(builder);
	if (builder->badges.wrong)
		build_warn(build, builder->badges.wrong);
	return 0;
}

static int scan_and_link(struct build *build, struct err *err)
{
	struct past past = {.state = ""};
	struct store_id tree;
	if (choose(build, &past, &tree, err))
		return -1;
	build->fresh = build->report->why_full != NULL;
	build->sweep = build->fresh || strcmp(past.state, "done") != 0;
	build->report->nothing = !build->fresh && !build->sweep && strcmp(past.commit, build->commit) == 0;
	if (build->report->nothing)
		return 0;
	if (read_badges(build, err))
		return -1;
	/* While this process looks what changed, others open what it takes to render that. */
	if (!build->fresh)
		return build_start_workers(build->builder, build_jobs(build), err) || scan_change(build, &past, &tree, err) ? -1 : 0;
	build_drop_workers(build->builder);
	/* What the catalogue's fingerprint stands for was right when it was written. */
	return build_open_theme(build, err) || theme_check(build->builder->theme, err) || scan_afresh(build, err) ? -1 : 0;
}

/* ---- the end ---- */

/* Whoever waits for the commit reads this. */
static int tell_live(struct build *build, struct err *err)
{
	enum out_result result;
	int cache;
	if (out_open_root(build->site->cache, &cache, err))
		return -1;
	const char *text = arena_printf(&build->arena, "%s\n", build->commit);
	int rc = out_write(cache, "live", text, strlen(text), &result, err);
	close(cache);
	return rc;
}

static int build_once(struct builder *builder, const struct build_options *options, struct build_report *report,
                      struct err *err)
{
	struct site *site = builder->site;
	struct build build = {
	    .builder = builder, .site = site, .options = options, .report = report, .root = -1};
	int64_t start = now_us();
	*report = (struct build_report){.outputs = 0};
	arena_init(&build.arena);
	int rc = build_open(&build, err) || scan_and_link(&build, err) ? -1 : 0;
	if (!rc && !report->nothing) {
		int64_t from = now_us();
		rc = build_render(&build, err);
		report->render_us = now_us() - from;
	}
	if (!rc && !options->out)
		rc = tell_live(&build, err);
	if (!rc)
		rc = catalogue_fold(build.cat, err);
	if (!rc && !options->out && !options->commit)
		rc = stamp_write(&build.stamp, site, build.commit, err);
	build_close(&build, !rc);
	report->total_us = now_us() - start;
	return rc;
}

/* The catalogue is only memory: one that is damaged is forgotten. */
int build_run(struct builder *builder, const struct build_options *options, struct build_report *report,
              struct err *err)
{
	int rc = build_once(builder, options, report, err);
	if (!rc || report->why_full || !strstr(err->msg, builder->site->catalogue))
		return rc;
	struct build_options afresh = *options;
	afresh.full = true;
	err_clear(err);
	rc = build_once(builder, &afresh, report, err);
	report->why_full = "the catalogue was damaged";
	return rc;
}

int build_site(struct site *site, const struct build_options *options, struct build_report *report, struct err *err)
{
	struct builder *builder = builder_open(site, false);
	int rc = build_run(builder, options, report, err);
	builder_close(builder);
	return rc;
}

int build_verify(struct site *site, const struct build_options *options, size_t *differences, struct err *err)
{
	struct build_report report;
	struct build_options apart = {.commit = options->commit, .jobs = options->jobs};
	struct tree_listener listener = {options->warn, options->self, 0};
	char out[4096];
	snprintf(out, sizeof(out), "%s/verify-%ld", site->cache, (long)getpid());
	apart.out = out;
	int rc = build_site(site, &apart, &report, err);
	if (!rc)
		rc = tree_compare(out, site->public_dir, &listener, err);
	*differences = listener.differences;
	struct err ignored = {0};
	return tree_remove(out, rc ? &ignored : err) || rc ? -1 : 0;
}

bool build_is_current(const struct site *site)
{
	struct store *store;
	struct store_id id;
	struct str live;
	struct err err = {0};
	char hex[STORE_HEX] = "";
	str_init(&live, LIVE_MAX);
	if (store_open(&store, site->content, &err) == 0) {
		if (store_resolve(store, site->conf.content_ref, &id, &err) == 0)
			store_hex(&id, hex);
		store_close(store);
	}
	bool current = *hex && str_read_file(&live, site->live, &err) == 0 && strncmp(live.at, hex, STORE_HEX - 1) == 0;
	str_release(&live);
	return current;
}
