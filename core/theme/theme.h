/*
 * theme.h: a theme's folder (and its parents') as one set of templates, words and assets. It
 * refuses to know the pages: views (view.h) say what a template may ask.
 *
 *     theme.conf       "key = value" lines: title, description, parent; # comments
 *     *.mustache       templates; a child's replaces its parent's of the same name, which stays
 *                      there as "PARENT/NAME" to inherit from: {{<default/layout}}
 *     lang/TAG.conf    words; a child's keys are added to, and win over, its parent's
 *     assets/…         files that are published; a child's replaces its parent's of the same name,
 *                      except assets/style.add.css, which is put after the inherited style.css
 *
 * A template is read when it is wanted first, and compiled, as a word is: a page wants a few of hundreds. All
 * else is read by theme_open(); after theme_check() no later change on disk is seen.
 */
#ifndef STOA_THEME_H
#define STOA_THEME_H

#include "core/base/vec.h"
#include "core/words/mustache.h"
#include "core/words/words.h"

struct theme;

/*
 * path: folders that hold themes, separated by ':', searched in order for the theme and for each
 * parent; name: folder in one of them; language: BCP 47 tag, falls back to its base and to en.
 * ERR_NOTFOUND no such theme; ERR_CONF names the file and what is wrong in it, as far as it is read.
 */
int theme_open(struct theme **theme, const char *path, const char *name, const char *language, struct err *err) WARN_UNUSED;
void theme_close(struct theme *theme);

/* Reads and compiles all of it: for one that has changed, and where workers are forked that will want it. ERR_CONF as above. */
int theme_check(struct theme *theme, struct err *err) WARN_UNUSED;

/*
 * The site's accent, "#2a6f97", "#29f" or "" for the theme's own: put after style.css as
 * --site-accent. Call it before asking for assets or the fingerprint. ERR_CONF: not a colour.
 */
int theme_accent(struct theme *theme, const char *colour, struct err *err) WARN_UNUSED;

/* template without ".mustache": "topic". */
int theme_render(struct theme *theme, const char *template, const struct mustache_scope *scope, struct str *out, struct err *err) WARN_UNUSED;

/* Whether the theme or a parent has that template. */
bool theme_has(const struct theme *theme, const char *template);

const struct words *theme_words(const struct theme *theme);

/* One asset with its content-hashed name: "assets/style.mzxw6ytb.css". */
struct theme_asset {
	const char *source; /* "style.css" */
	const char *path;   /* where it is published, below the base path */
	const void *bytes;
	size_t len;
};
const struct theme_asset *theme_assets(const struct theme *theme, size_t *n);
/* NULL where the theme has none of that name. */
const char *theme_asset_path(const struct theme *theme, const char *source);

/* Hash over everything that a page's bytes may depend on: templates, words, assets. Reads them all; the theme's own. */
int theme_fingerprint(struct theme *theme, const char **fingerprint, struct err *err) WARN_UNUSED;

#endif
