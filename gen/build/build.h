/*
 * build.h: a commit becomes a folder of files: scan, link, render. A build is a pure function of
 * commit, theme, settings and program; what was built before only decides what need not be done
 * again. It refuses to print, but for build_print().
 */
#ifndef STOA_BUILD_H
#define STOA_BUILD_H

#include "core/site/look.h"
#include "core/site/site.h"

struct build_options {
	bool full;          /* forget what was built before */
	const char *commit; /* in hex, or a ref; NULL: content.ref */
	const char *out;    /* another folder than public/, built from nothing and not remembered */
	const struct look *seen; /* settings, theme and program as they looked a moment ago, or NULL: the builder looks */
	int64_t jobs;       /* workers; 0: build.jobs, or one per core */
	/* Both may be NULL. A warning names file and line; it may not be kept. */
	void (*warn)(void *self, const char *text);
	void (*progress)(void *self, size_t done, size_t total);
	void *self;
};

struct build_report {
	char commit[41];
	const char *why_full; /* a reason for people, or NULL for a build of what changed */
	bool nothing;         /* the site already was this commit */
	size_t outputs;       /* files of the site */
	size_t rendered, written, unchanged, pruned, warnings;
	int64_t scan_us, link_us, render_us, total_us;
};

/*
 * What stays open from one build of a site to the next: repository and theme, and of a resident
 * builder the catalogue too. It is true for settings and theme as they were: after a change of
 * those, open another one. The site is borrowed.
 */
struct builder;
struct builder *builder_open(struct site *site, bool resident) WARN_UNUSED;
void builder_close(struct builder *builder);

/*
 * Between builds: a resident builder starts one worker or two that are warm when the next small change comes.
 * They render under the same limits as any other, and end with the builder.
 */
int builder_rest(struct builder *builder, struct err *err) WARN_UNUSED;

/*
 * Waits up to a minute for another builder of the same site. A kill at any moment leaves a site that
 * serves; the next build mends it. When all is on disk, cache/live holds the commit's id.
 *
 * A full build owns the output folder: files that it did not make are removed from it, except names
 * in the top folder that begin with a dot, and CNAME. With `out` the folder must be empty or have
 * been built before (version.json): ERR_INPUT.
 */
int build_run(struct builder *builder, const struct build_options *options, struct build_report *report,
              struct err *err) WARN_UNUSED;

/* The same with a builder of its own. */
int build_site(struct site *site, const struct build_options *options, struct build_report *report,
               struct err *err) WARN_UNUSED;

/*
 * Builds the same commit from nothing beside the site and compares. *differences counts; each is
 * told through options->warn. Call it after build_site().
 */
int build_verify(struct site *site, const struct build_options *options, size_t *differences,
                 struct err *err) WARN_UNUSED;

/* One line on stdout: "built 3f2a9c1: 14 of 1,203 outputs rendered, …". */
void build_print(const struct build_report *report);

/* Whether the site in public/ is the commit that content.ref names now; false if that cannot be told. */
bool build_is_current(const struct site *site);

#endif
