/*
 * build_parts.h: between the files of build: build.c decides and keeps the order, build_render.c
 * runs the workers and prunes.
 */
#ifndef STOA_BUILD_PARTS_H
#define STOA_BUILD_PARTS_H

#include "texts.h"
#include "build.h"
#include "core/catalogue.h"
#include "core/map.h"
#include "core/store.h"
#include "core/theme.h"
#include "outputs.h"
#include "stamp.h"

/* Files that a unit had before, by path, and whether they were made again. */
struct made {
	struct catalogue_outputs before;
	bool *again;
};

struct build {
	struct site *site;
	const struct build_options *options;
	struct build_report *report;
	struct arena arena;
	struct store *store;
	struct theme *theme;
	struct catalogue *cat;
	const char *catalogue; /* its path */
	const char *out_dir;
	int lock, root; /* -1 where not open */
	struct stamp stamp;
	struct store_commit_info info;
	char commit[STORE_HEX];
	const char *fingerprint;
	bool fresh; /* the catalogue is new: everything is rendered */
	bool sweep; /* files that no output made may be there */
	int64_t weeks_from; /* of the catalogue: plan_weeks_from() of its first build */
	struct texts *texts; /* of a full build, else NULL */
	/* Of rendering. */
	struct units units;
	struct made *made; /* of each unit; NULL where the catalogue is fresh */
	struct map unsafe;     /* paths of bodies that ended a worker */
	struct map warned;     /* what workers have said */
	struct render *render; /* in a worker */
	bool noted;            /* something was told that is told once */
};

int64_t build_jobs(const struct build *build);
void build_warn(struct build *build, const char *text);

/* Renders what is pending, prunes what was not made again, and marks the catalogue as done. */
int build_render(struct build *build, struct err *err) WARN_UNUSED;

#endif
