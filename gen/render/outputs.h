/*
 * outputs.h: the whole truth about which files a site has: keys[] names what can change, outputs[]
 * what listens to each key. It refuses to know how a change becomes a key: plan.h does.
 */
#ifndef STOA_OUTPUTS_H
#define STOA_OUTPUTS_H

#include "core/base/vec.h"
#include "core/catalogue/catalogue.h"

struct render;

/* One key to be rendered, with the parts of it that changed; 0 among them means all. */
struct unit {
	size_t key;       /* row of keys[] */
	const char *text; /* "topic:forums/help/2026/11/a" */
	const char *arg;  /* what stands after the colon */
	const int64_t *parts;
	size_t nparts;
	size_t after; /* units below this one must be on disk first */
};
struct units VEC_OF(struct unit);

/* Whether that part of the unit is to be rendered. */
bool unit_wants(const struct unit *unit, int64_t part);

/*
 * One kind of key. Files of a lower rank are on disk before those of a higher one are written, so
 * that no reader meets a link to a page that is not there yet.
 */
struct output_key {
	const char *name; /* what stands before the colon */
	int rank;
	/* Every argument that there is, for a full build. */
	int (*all)(struct catalogue *cat, const struct output_key *key, struct arena *arena, struct units *units,
	           struct err *err);
	int64_t kind;     /* for all(): of pages */
	const char *sums; /* for all(): beginning of counters */
	bool name_only;   /* the argument is the last name of the page's stem: a forum's folder, a handle */
};

struct output {
	const char *name;
	const char *key;  /* name in keys[] */
	const char *path; /* pattern, for people */
	const char *help;
	int (*render)(struct render *render, const struct unit *unit, struct err *err);
};

const struct output *outputs(size_t *n);
const struct output_key *output_keys(size_t *n);

/*
 * Units in the order of rendering, of what is pending (sorted by key and part, as the catalogue gives
 * it); the key "*" stands for every unit that there is. Text is in the arena.
 */
int outputs_units(struct catalogue *cat, const struct catalogue_outputs *pending, struct arena *arena,
                  struct units *units, struct err *err) WARN_UNUSED;

/* All outputs of a unit. */
int outputs_render(struct render *render, const struct unit *unit, struct err *err) WARN_UNUSED;

#endif
