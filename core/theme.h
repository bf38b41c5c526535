/*
 * theme.h: a theme's folder (and its parents') as one set of templates, words and assets. It
 * refuses to know the pages: views (view.h) say what a template may ask.
 */
#ifndef STOA_THEME_H
#define STOA_THEME_H

#include "mustache.h"
#include "vec.h"
#include "words.h"

struct theme;

/* path: folder that holds themes; name: folder in it; language: BCP 47 tag, falls back to en. */
int theme_open(struct theme **theme, const char *path, const char *name, const char *language, struct err *err) WARN_UNUSED;
void theme_close(struct theme *theme);

/* template without ".mustache": "topic". */
int theme_render(struct theme *theme, const char *template, const struct mustache_scope *scope, struct str *out, struct err *err) WARN_UNUSED;

const struct words *theme_words(const struct theme *theme);

/* One asset with its content-hashed name: "assets/style.3f2a9c1b.css". */
struct theme_asset {
	const char *source; /* "style.css" */
	const char *path;   /* where it is published, below the base path */
	const void *bytes;
	size_t len;
};
const struct theme_asset *theme_assets(const struct theme *theme, size_t *n);
/* NULL where the theme has none of that name. */
const char *theme_asset_path(const struct theme *theme, const char *source);

/* Hash over everything that a page's bytes may depend on: templates, words, assets. */
const char *theme_fingerprint(const struct theme *theme);

#endif
