/*
 * fill.h: the parts of a view that both programs must show alike: the frame of every page, URLs,
 * moments, persons, posts. What a preview shows is what will be published, because both come from
 * here. It refuses to read content: it is given pages.
 */
#ifndef STOA_FILL_H
#define STOA_FILL_H

#include "core/markdown/markdown.h"
#include "core/page/page.h"
#include "core/site/site.h"
#include "theme.h"
#include "view.h"

/* What is filled lives in the arena and as long as site and theme. */
struct fill {
	const struct site *site;
	const struct theme *theme;
	struct arena *arena;
};

/* "/forums/help/" below the base path, percent-encoded: "/project/forums/help/". A fragment stays one. */
const char *fill_url(const struct fill *fill, const char *url);

/* Where the theme's asset of that name is, or NULL where it has none: "icon.svg". */
const char *fill_asset(const struct fill *fill, const char *source);

/* The prefix of the write path, "/-/" below the base path; NULL on a site without one. */
const char *fill_write_url(const struct fill *fill);

/*
 * What every page has whatever it shows: site, theme, language, menu, assets, words. title,
 * description, path, canonical, kind, crumbs and what depends on the visitor are the caller's.
 * ERR_CONF where the theme has no style.css.
 */
int fill_page(const struct fill *fill, struct view_page *page, struct err *err) WARN_UNUSED;

/* Sets page->path ("/forums/help/", without the base path) and marks the entries of the menu that it lies below. */
void fill_path(const struct fill *fill, const char *path, struct view_page *page);

/* A moment in words; moments of another zone are to be shifted into it. */
int fill_date(const struct fill *fill, int64_t at, enum words_style style, const char **text, struct err *err) WARN_UNUSED;

/* at 0 is no moment: texts "". */
int fill_time(const struct fill *fill, int64_t at, struct view_time *time, struct err *err) WARN_UNUSED;

/* "48 kB", "1.2 MB": of a file. */
const char *fill_size(const struct fill *fill, int64_t bytes);

/*
 * Whoever wrote something. profile: the member's parsed page, or NULL where there is none (a guest,
 * whose shown name is guest_name, or a handle alone).
 */
const struct view_person *fill_person(const struct fill *fill, const char *handle, const char *guest_name,
                                      const struct page *profile);

/* How the body of a page is rendered; callers add member_url. body_max: bytes of markdown. */
struct markdown_context fill_markdown(const struct fill *fill, const struct page_place *place, size_t body_max);

/*
 * One post: id, url, author, times, body. number, reply_url, edit_url, source_url and attachments
 * are the caller's. The id of a page that is no reply is "".
 */
int fill_post(const struct fill *fill, const struct page *page, const struct view_person *author, struct html body,
              struct view_post *post, struct err *err) WARN_UNUSED;

#endif
