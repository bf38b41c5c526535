#include "build_parts.h"

#include "core/base/out.h"
#include "core/feed/calendar.h"
#include "core/markdown/highlight.h"
#include "core/text/crypto.h"
#include "tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_WAIT_MS = 60000, LOCK_POLL_MS = 20, FINGERPRINT_MAX = 1 << 20 };

/* ---- what lasts ---- */

struct builder *builder_open(struct site *site, bool resident)
{
	struct builder *builder = base_alloc(1, sizeof(*builder));
	builder->site = site;
	builder->resident = resident;
	builder->lock = -1;
	builder->opened = (int64_t)time(NULL);
	builder->cores = sysconf(_SC_NPROCESSORS_ONLN);
	arena_init(&builder->arena);
	return builder;
}

void build_drop_workers(struct builder *builder)
{
	pool_drop(builder->workers);
	builder->workers = NULL;
}

void builder_close(struct builder *builder)
{
	if (!builder)
		return;
	build_drop_workers(builder);
	if (builder->lock >= 0)
		close(builder->lock);
	catalogue_close(builder->cat);
	theme_close(builder->theme);
	store_close(builder->store);
	arena_release(&builder->arena);
	free(builder);
}

/* Everything but the commit that the bytes of the site may depend on. How many processes work is not. */
static int take_fingerprint(struct builder *builder, struct err *err)
{
	const struct site *site = builder->site;
	char hash[CRYPTO_MAC_TEXT];
	const char *theme;
	struct str all;
	if (theme_fingerprint(builder->theme, &theme, err))
		return -1;
	str_init(&all, FINGERPRINT_MAX);
	str_addf(&all, "%s\n%s\n%s\n", build_made, theme, highlight_tool(site, &builder->arena));
	calendar_release_of_zones(&all);
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin setting = config_describe(&site->conf, i, &builder->arena);
		if (strcmp(setting.key, "build.jobs") != 0)
			str_addf(&all, "%s=%s\n", setting.key, setting.value);
	}
	int rc = str_check(&all, "settings", err);
	crypto_digest(all.at, all.len, hash);
	builder->fingerprint = arena_dup(&builder->arena, hash);
	str_release(&all);
	return rc;
}

int builder_open_theme(struct builder *builder, struct err *err)
{
	const struct config *conf = &builder->site->conf;
	if (builder->theme)
		return 0;
	if (theme_open(&builder->theme, builder->site->themes, conf->theme_name, conf->site_language, err))
		return -1;
	if (theme_accent(builder->theme, conf->site_accent, err)) {
		theme_close(builder->theme);
		builder->theme = NULL;
		return -1;
	}
	return 0;
}

int build_open_theme(struct build *build, struct err *err)
{
	struct builder *builder = build->builder;
	if (builder_open_theme(builder, err) || (!builder->fingerprint && take_fingerprint(builder, err)))
		return -1;
	build->fingerprint = builder->fingerprint;
	return 0;
}

/* Of a moment in which a change might hide nothing is said. */
static void take_look(struct build *build)
{
	char hash[CRYPTO_MAC_TEXT] = "";
	const struct look *look = &build->stamp.look;
	if (look_is_settled(look))
		crypto_digest(look->text.at, look->text.len, hash);
	build->look = *hash ? arena_printf(&build->arena, "%s %s", hash, build_made) : "";
}

/* ---- one build ---- */

int64_t builder_jobs(const struct builder *builder)
{
	int64_t jobs = builder->site->conf.build_jobs;
	return jobs ? jobs : builder->cores;
}

int64_t build_jobs(const struct build *build)
{
	return build->options->jobs ? build->options->jobs : builder_jobs(build->builder);
}

void build_warn(struct build *build, const char *text)
{
	build->report->warnings++;
	if (build->options->warn)
		build->options->warn(build->options->self, text);
}

static int take_lock(struct build *build, struct err *err)
{
	const char *path = arena_printf(&build->arena, "%s/lock", build->site->cache);
	if (mkdir(build->site->cache, 0755) && access(build->site->cache, W_OK))
		return err_sys(err, "cannot make %s", build->site->cache);
	for (int64_t waited = 0; out_lock(path, &build->builder->lock, err); waited += LOCK_POLL_MS) {
		if (err->code != ERR_RACE || waited >= LOCK_WAIT_MS)
			return -1;
		err_clear(err);
		usleep(LOCK_POLL_MS * 1000);
	}
	build->locked = true;
	return 0;
}

static int resolve(struct build *build, struct err *err)
{
	const char *wanted = build->options->commit ? build->options->commit : build->site->conf.content_ref;
	struct store_id id;
	bool hex = strlen(wanted) == STORE_HEX - 1 && strspn(wanted, "0123456789abcdef") == STORE_HEX - 1;
	const char *ref =
	    strncmp(wanted, "refs/", 5) == 0 ? wanted : arena_printf(&build->arena, "refs/heads/%s", wanted);
	if (hex ? store_from_hex(wanted, &id, err) : store_resolve(build->store, ref, &id, err))
		return -1;
	if (store_commit_info(build->store, &id, &build->arena, &build->info, err))
		return -1;
	store_hex(&id, build->commit);
	memcpy(build->report->commit, build->commit, STORE_HEX);
	return 0;
}

/* A folder that was never built by us may hold what somebody needs. */
static int guard_out(struct build *build, struct err *err)
{
	bool empty;
	if (!build->options->out || faccessat(build->root, "version.json", F_OK, 0) == 0)
		return 0;
	if (tree_is_empty(build->root, &empty, err))
		return -1;
	return empty ? 0 : err_set(err, ERR_INPUT, "%s: not empty, and not built by stoa", build->out_dir);
}

int build_open(struct build *build, struct err *err)
{
	const struct site *site = build->site;
	struct builder *builder = build->builder;
	const char *out = build->options->out;
	build->out_dir = out ? out : site->public_dir;
	build->catalogue =
	    out ? arena_printf(&build->arena, "%s/apart-%ld.db", site->cache, (long)getpid()) : site->catalogue;
	if (crypto_init(err) || take_lock(build, err))
		return -1;
	stamp_take(&build->stamp, site, build->options->seen, builder->opened);
	take_look(build);
	if (out_open_root(build->out_dir, &build->root, err) || guard_out(build, err))
		return -1;
	if (!builder->store && store_open(&builder->store, site->content, err))
		return -1;
	build->store = builder->store;
	return resolve(build, err);
}

static ino_t inode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) ? 0 : st.st_ino;
}

/* Another builder may have put a new file in its place since the last build. */
int build_open_catalogue(struct build *build, struct err *err)
{
	struct builder *builder = build->builder;
	if (builder->cat && builder->inode == inode_of(build->catalogue)) {
		build->cat = builder->cat;
		builder->cat = NULL;
		return 0;
	}
	catalogue_close(builder->cat);
	builder->cat = NULL;
	build_drop_workers(builder);
	return catalogue_open(&build->cat, build->catalogue, CATALOGUE_WRITE, err);
}

/* A failure closes the catalogue, which drops what was not committed. */
void build_close(struct build *build, bool done)
{
	struct builder *builder = build->builder;
	bool keep = done && !build->options->out && builder->resident;
	if (keep) {
		builder->cat = build->cat;
		builder->inode = inode_of(build->catalogue);
	} else
		catalogue_close(build->cat);
	if (build->options->out && build->catalogue)
		catalogue_remove(build->catalogue);
	bodies_close(build->bodies);
	texts_close(build->texts);
	scratch_close(build->scratch);
	if (build->root >= 0)
		close(build->root);
	if (build->locked)
		out_unlock(builder->lock);
	stamp_release(&build->stamp);
	arena_release(&build->arena);
}
