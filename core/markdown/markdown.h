/*
 * markdown.h: GitHub-flavoured markdown to safe HTML, by cmark-gfm. It refuses raw HTML (shown as
 * text), links with schemes other than http, https, mailto and relative ones, and input shaped to
 * make the parser slow; a picture on another host becomes a link to it. It is not safe in threads: cmark-gfm's extensions are process-wide.
 */
#ifndef STOA_MARKDOWN_H
#define STOA_MARKDOWN_H

#include "core/base/arena.h"
#include "core/text/html.h"

struct markdown_limits {
	size_t body_max;      /* bytes of markdown */
	size_t table_columns; /* widest table */
	size_t html_factor;   /* HTML may be this many times the body, plus 64 KiB */
};

struct markdown_context {
	struct markdown_limits limits;
	const char *base; /* the site's base path, "/" or "/project/", put before links to /x/ */
	const char
	    *page; /* content path of the page, "forums/help/2026/11/a/index.md": relative links resolve against it */
	const char
	    *prefix;  /* put before ids of headings and footnotes, so that posts on one page never clash; a-z 0-9 - */
	bool trusted; /* staff pages: external links without rel="nofollow ugc noopener" */
	/* URL of a member's page for a known handle, else NULL: mentions of others stay text. */
	const char *(*member_url)(void *self, const char *handle, size_t n);
	/* Ranges of a block of code (highlight.h), or "": called once a block, in order. NULL: all code is plain. */
	const char *(*code)(void *self, const char *language, const char *text);
	/*
	 * Which page of the topic that `page` belongs to has its reply of that id: "" is the first, "2/" the
	 * second. NULL: links to replies lead to the first.
	 */
	const char *(*reply_page)(void *self, const char *id);
	/* Width and height in pixels of a picture file, by the path of its URL without the base path. May be NULL. */
	bool (*picture)(void *self, const char *path, int64_t *width, int64_t *height);
	/* Where a file of the site is to be had, by its URL with the base path, while it is not there yet; NULL: there. */
	const char *(*file)(void *self, const char *url);
	void *self;
};

struct markdown_heading {
	const char *id, *text;
	int64_t level;
};

struct markdown_result {
	struct html html;  /* in the arena */
	const char *image; /* URL of the first image, or NULL */
	struct markdown_heading *headings;
	size_t nheadings;
};

/* Once, before the first render; registers cmark's extensions for the process. */
void markdown_init(void);

/*
 * Linear look at the text for what makes cmark slow or its output huge: what passes takes some
 * 100 ms and 64 MiB at most for 16 KiB, some 2 s for 256 KiB. ERR_INPUT/ERR_LIMIT with a sentence
 * for the author ("line 12: a table may have 32 columns at most, this one has 80").
 */
int markdown_check(const char *md, size_t n, const struct markdown_limits *limits, struct err *err) WARN_UNUSED;

/*
 * Renders; markdown_check() is part of it. Pure: the same input gives the same bytes. Any bytes are
 * taken; bad UTF-8, control characters and overrides of direction become U+FFFD. ERR_LIMIT where
 * the HTML would be over html_factor times the text plus 64 KiB.
 *
 * Links: "../b/index.md#part" and "c.md" are resolved as paths in the repository and become the
 * URLs of those pages; "/x/" gets the base path; any other relative path is a file beside the page,
 * "<page's URL>file". What has a refused scheme keeps its words and loses its link.
 *
 * Classes that the HTML uses: a.anchor (empty, in headings), a.mention, li.task, div.table (scrolls),
 * th and td .left .center .right, sup.footnote-ref, section.footnotes, a.footnote-back,
 * ul.gallery (of pictures that are links to their files), code.language-x, pre.plain; inside of code span.k and so on, the classes of highlight.h.
 */
int markdown_render(const char *md, size_t n, const struct markdown_context *ctx, struct arena *arena,
                    struct markdown_result *result, struct err *err) WARN_UNUSED;

/* What stands in for a body that may not or cannot be rendered: its text, escaped, in <pre>. */
struct html markdown_plain(const char *md, size_t n, struct arena *arena);

/*
 * Handles that the text mentions (@handle), as a superset found without parsing: what the
 * catalogue remembers to know which pages a new member changes. Calls back once per distinct one;
 * the arena is for what has been seen.
 */
void markdown_mentions(const char *md, size_t n, struct arena *arena,
                       void (*found)(void *self, const char *handle, size_t n), void *self);

struct markdown_source {
	const char *at;
	size_t len;
	const char *page; /* content path, as in struct markdown_context */
};

/*
 * Picture files of the site that the text may show, found in the same way, by the path of their
 * URL without the base path. What the source writes another way than plain ("a%2Epng") is left out,
 * and is shown without a size.
 */
void markdown_pictures(const struct markdown_source *source, struct arena *arena,
                       void (*found)(void *self, const char *path), void *self);

#endif
