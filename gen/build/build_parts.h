/*
 * build_parts.h: between the files of build: build.c decides and keeps the order, build_open.c
 * opens and closes, build_worker.c works in the workers, build_render.c runs them and prunes.
 */
#ifndef STOA_BUILD_PARTS_H
#define STOA_BUILD_PARTS_H

#include "core/base/map.h"
#include "core/catalogue/catalogue.h"
#include "core/git/store.h"
#include "core/theme/theme.h"
#include "gen/plan/badge_file.h"
#include "gen/plan/pool.h"
#include "gen/plan/texts.h"
#include "gen/render/bodies.h"
#include "gen/render/outputs.h"
#include "build.h"
#include "stamp.h"

#include <sys/types.h>

struct builder {
	struct site *site;
	struct arena arena;
	struct store *store;
	struct theme *theme;
	const char *fingerprint;
	bool resident;
	int lock; /* an open file, which all workers share: what ends this process while it holds it has not ended them. -1 where not open */
	int64_t opened; /* when settings had been read, seconds since 1970 */
	int64_t cores;  /* asked once: the kernel makes a file of the answer each time */
	struct badge_file badges; /* of the last commit that was built */
	/* Between builds, of one that is. */
	struct catalogue *cat;
	ino_t inode; /* of its file */
	struct pool_kept *workers;
	size_t rendered; /* by those workers */
};

/* Files that a unit had before, by path, and whether they were made again. */
struct made {
	struct catalogue_outputs before;
	bool *again;
};

struct build {
	struct builder *builder;
	struct site *site;
	const struct build_options *options;
	struct build_report *report;
	struct arena arena;
	struct store *store;
	struct catalogue *cat;
	const char *catalogue; /* its path */
	const char *out_dir;
	bool locked;
	int root; /* -1 where not open */
	struct stamp stamp;
	struct store_commit_info info;
	char commit[STORE_HEX];
	const char *look;        /* of settings, theme and program: their times, or "" */
	const char *fingerprint; /* of what is in them */
	bool fresh; /* the catalogue is new: everything is rendered */
	bool sweep; /* files that no output made may be there */
	int64_t weeks_from; /* of the catalogue: plan_weeks_from() of its first build */
	/* Of a full build, else NULL. */
	struct scratch *scratch;
	struct texts *texts;
	struct bodies *bodies;
	/* Of rendering. */
	struct units units;
	struct made *made; /* of each unit; NULL where the catalogue is fresh */
	struct map unsafe;     /* paths of bodies that ended a worker */
	struct map warned;     /* what workers have said */
	struct render *render; /* in a worker */
	bool noted;            /* something was told that is told once */
};

/* Takes the lock, and what the builder has open already. */
int build_open(struct build *build, struct err *err) WARN_UNUSED;
int build_open_catalogue(struct build *build, struct err *err) WARN_UNUSED;
/* The theme, if it is not open yet; and what settings and theme say, hashed. */
int builder_open_theme(struct builder *builder, struct err *err) WARN_UNUSED;
int build_open_theme(struct build *build, struct err *err) WARN_UNUSED;
void build_close(struct build *build, bool done);
void build_drop_workers(struct builder *builder);

int64_t build_jobs(const struct build *build);
int64_t builder_jobs(const struct builder *builder); /* where options say nothing of it */
void build_warn(struct build *build, const char *text);

/* What a worker does: it is given a struct build, which it has as its own. */
void build_worker(struct pool *pool);
int build_take_units(struct build *build, struct catalogue *cat, struct err *err) WARN_UNUSED;

/* Workers that are kept, as many as jobs has use for, if there are none yet. They open what they need, and wait. */
int build_start_workers(struct builder *builder, int64_t jobs, struct err *err) WARN_UNUSED;

/* Renders what is pending, prunes what was not made again, and marks the catalogue as done. */
int build_render(struct build *build, struct err *err) WARN_UNUSED;

#endif
