/*
 * render.h: what the fill functions share inside one worker: where to read, the page's frame,
 * persons, rows, bodies, and the way out. It refuses to know which pages there are.
 */
#ifndef STOA_RENDER_H
#define STOA_RENDER_H

#include "core/base/map.h"
#include "core/base/out.h"
#include "core/catalogue/catalogue.h"
#include "core/feed/calendar.h"
#include "core/markdown/highlight.h"
#include "core/page/linked.h"
#include "core/theme/fill.h"
#include "gen/plan/plan.h"
#include "gen/plan/pool.h"
#include "gen/plan/texts.h"
#include "bodies.h"
#include "outputs.h"

struct render {
	const struct site *site;
	struct theme *theme;
	struct store *store;
	struct catalogue *cat;
	struct calendar *calendar;
	struct texts *texts; /* of a full build, else NULL */
	struct bodies *kept; /* the same */
	struct pool_child *child;
	struct out_trail out;       /* into the output */
	const struct badges *badges;
	int64_t now;                /* date of the commit */
	const char *commit;         /* in hex */
	const struct map *unsafe;   /* paths of bodies that ended a worker: shown as plain text */
	struct arena arena;         /* of one unit */
	struct arena keep;          /* of the worker */
	struct arena known;         /* of as many members, forums, pages, months and numberings as are kept */
	struct fill fill;           /* into arena */
	struct fill fill_keep;      /* into keep */
	struct fill fill_known;     /* into known */
	struct view_page base;      /* the frame without what is a page's own */
	struct map members, forums; /* by name; values live in known */
	struct map briefs;          /* of pages, by id: struct render_brief in known */
	struct map months;          /* by prefix of their sums: struct catalogue_tallies in known (months.h) */
	struct arena body_arena;    /* of as many bodies and rows as are kept */
	struct map numberings;      /* of long topics, by id */
	size_t numbered;            /* bytes of names in them */
	struct catalogue_page found; /* by render_find() last, in arena; stem NULL: none */
	struct catalogue_posts whole; /* all posts of the page whole_of, oldest first, in arena; 0: of none */
	int64_t whole_of;
	struct map bodies;          /* by path: struct markdown_result */
	struct map settled;         /* of a worker that is kept, by path: bodies that are the same at another commit */
	bool keeps;                 /* what it has settled, from one run to the next */
	bool asked;                 /* the catalogue, for the body at work */
	struct map pages;           /* by id: struct catalogue_page */
	struct str html, text, message;
	struct linked facts;        /* about the page at work (facts.h); render_page() ends them */
	struct highlight highlight;
	struct arena code_arena;
	struct map codes;           /* ranges of blocks by highlight_key(), in code_arena */
	struct str ranges;
	bool tool;                  /* there is something to colour code with */
	bool colours;               /* and it has not failed at this commit */
	bool code_failed;           /* in this body */
	bool complained;            /* at this commit */
	size_t unit; /* number of the one at work */
	const struct catalogue_page *topic; /* whose post is rendered, for links to the posts before it; or NULL */
	const char *post;                   /* its name */
};

int render_open(struct render *render, struct err *err) WARN_UNUSED;

/* For another commit: what was known of members, forums and bodies is forgotten, and that there were no colours. */
int render_renew(struct render *render, struct err *err) WARN_UNUSED;

/* For another unit. */
void render_reset(struct render *render);

/* In the middle of a unit: the same, if much has gathered. true: whatever was in the arena is gone. */
bool render_trim(struct render *render);

/* What is a page's own in its frame. Text "" and NULL where it does not apply. */
struct frame {
	const char *template; /* and output */
	const char *title, *description;
	const char *url;  /* "/forums/help/"; the file is index.html in it, or the URL itself if it names one */
	const char *feed; /* "/forums/help/feed.xml" */
	const char *canonical; /* where it has another address, too: the right one */
	const struct view_link *crumbs;
	size_t ncrumbs;
	const char *image; /* absolute URL for social cards, by render_image() */
	bool noindex;
	int64_t part;
};

/* Of a page right below the front page, which is its one crumb. */
struct frame render_frame(struct render *render, const char *template, const char *title, const char *url);

/* Of a page right below one of those: list is its folder, and "title.<list>" its title. */
struct frame render_frame_below(struct render *render, const char *template, const struct catalogue_page *page,
                                const char *list);

/*
 * What a social card of the page shows, as an absolute URL: the picture that its front matter names,
 * else the first of its text (where text is true), else its forum's or series'; or NULL.
 */
const char *render_image(struct render *render, const struct catalogue_page *page, bool text);

/* One more step on the way to the page. url as on the site, "/members/"; the title is borrowed. */
void render_crumb(struct render *render, struct frame *frame, const char *url, const char *title);

/*
 * Chunks of a long list: the first is the list's own page, "/forums/help/2026/11/", the others lie
 * below it, "…/-2/". Links to all of them; none where there is one.
 */
const char *render_chunk_url(struct render *render, const char *url, int64_t chunk);
struct mustache_list render_chunks(struct render *render, const char *url, int64_t at, int64_t last);

/* Renders the view and writes it to the frame's URL. */
int render_page(struct render *render, const struct frame *frame, const struct mustache_type *type, const void *view,
                struct err *err) WARN_UNUSED;

/* Renders a template that is a part of something else, such as an item of a feed; in the arena. */
int render_part(struct render *render, const char *template, const struct mustache_type *type, const void *view,
                struct html *html, struct err *err) WARN_UNUSED;

/* One file of the unit at work; its path is below the root, with or without a slash in front. */
struct render_file {
	int64_t part;
	const char *path;
	const void *bytes;
	size_t len;
};

/* Writes it, and tells the builder. */
int render_emit(struct render *render, const struct render_file *file, struct err *err) WARN_UNUSED;

/* The same for an attachment: it is never packed, for NAME.gz may be another one. */
int render_attach(struct render *render, const struct render_file *file, struct err *err) WARN_UNUSED;

/* Tells the operator. */
int render_warn(struct render *render, const char *text, struct err *err) WARN_UNUSED;

/* A message of the theme, or its key where the theme has none. */
const char *render_words(struct render *render, const char *key);
/* The same, whose arguments are fields of the view. */
const char *render_say(struct render *render, const char *key, const struct mustache_type *type, const void *view);
int render_month_name(struct render *render, int64_t ym, const char **name, struct err *err) WARN_UNUSED;

/* Base path and escaping; absolute: with scheme and host too. */
const char *render_url(struct render *render, const char *url);
const char *render_absolute(struct render *render, const char *url);

/*
 * Where people change a file, open a topic in a forum, or reply to a page: forms of the write path, or
 * without one the forge's pages. NULL where there is neither.
 */
const char *render_edit_url(struct render *render, const char *path);
/* Of replies below the page. */
void render_edit_urls(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n);
const char *render_new_url(struct render *render, const char *forum);
/* The same for an "event" or a "resource". */
const char *render_suggest_url(struct render *render, const char *kind);
const char *render_reply_url(struct render *render, const struct catalogue_page *page);
/* The same for replies below the page; url: the page's own, or NULL where nobody may reply. */
void render_reply_urls(struct render *render, const struct catalogue_page *page, const char *url,
                       struct view_post *posts, size_t n);
/* Where the page, or a reply to it, is reported to moderators; none without a write path. */
void render_report_urls(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n);
/* Where a member is told of "topic" and stem, "forum" and folder, or "tag"; NULL where the site writes no letters. */
const char *render_follow_url(struct render *render, const char *kind, const char *name);

/* NULL for "". */
int render_person(struct render *render, const char *handle, const char *guest, const struct view_person **person,
                  struct err *err) WARN_UNUSED;

/* The row of a page by its id, for the rest of the unit: many members' posts are about the same pages. */
int render_page_at(struct render *render, int64_t id, const struct catalogue_page **row, struct err *err) WARN_UNUSED;

/* Of a page, what lists show beside a reply to it, and what the reply's address is made of. The texts are the row's. */
struct render_brief {
	int64_t id, kind, replies;
	const char *title, *url, *forum;
};
struct render_brief render_brief(const struct catalogue_page *row);

/* The same by the page's id, kept for other lists with replies to it. */
int render_brief_at(struct render *render, int64_t id, const struct render_brief **brief, struct err *err) WARN_UNUSED;

/* The forum's row; one of kind PAGE_NONE, titled by its folder, where it has no index.md. */
int render_forum(struct render *render, const char *forum, const struct catalogue_page **row,
                 struct err *err) WARN_UNUSED;

int render_topic_row(struct render *render, const struct catalogue_page *topic, struct view_topic_row *row,
                     struct err *err) WARN_UNUSED;
int render_topic_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                      struct err *err) WARN_UNUSED;
int render_entry(struct render *render, const struct catalogue_page *page, struct view_entry *entry,
                 struct err *err) WARN_UNUSED;
int render_entries(struct render *render, const struct catalogue_query *query, struct mustache_list *entries,
                   struct err *err) WARN_UNUSED;
/* One time of an event, by the clocks that are `shift` ahead of UTC. */
int render_occasion(struct render *render, const char *zone, const struct calendar_span *span, int64_t shift,
                    struct view_occasion *occasion, struct err *err) WARN_UNUSED;
int render_event_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                      struct err *err) WARN_UNUSED;
/* "Book". */
const char *render_kind_name(struct render *render, int64_t shelf);
struct mustache_list render_tags(struct render *render, const char *tags);
/* An event that is over, or a topic that has expired, at the date of the commit. */
bool render_ended(const struct render *render, const struct catalogue_page *page);
int64_t render_minutes(const struct catalogue_page *page);

/* Of a reply, counted from the opening post, which is 1. */
int render_number(struct render *render, const struct render_brief *topic, const char *name, int64_t *number,
                  struct err *err) WARN_UNUSED;

/* The body of a page, rendered; plain text with a warning where that cannot be. */
int render_body(struct render *render, const struct catalogue_page *page, struct markdown_result *result,
                struct err *err) WARN_UNUSED;
/* HTML of the body of a page, or of a reply to it (post not NULL): for what shows no more of it. */
int render_html(struct render *render, const struct catalogue_page *page, const struct catalogue_post *post,
                struct html *html, struct err *err) WARN_UNUSED;

/* Colours of a block, for struct markdown_context: known ones, else asked for and remembered. */
void render_code_open(struct render *render);
const char *render_code(void *self, const char *language, const char *text);

/* Size of a picture file, for struct markdown_context. */
bool render_picture(void *self, const char *path, int64_t *width, int64_t *height);

int render_opening(struct render *render, const struct catalogue_page *page, struct view_post *post,
                   struct err *err) WARN_UNUSED;
int render_post(struct render *render, const struct catalogue_page *page, const struct catalogue_post *row,
                struct view_post *post, struct err *err) WARN_UNUSED;

/* Address of a reply of a page: on which page of a long topic it stands, too. */
int render_post_url(struct render *render, const struct render_brief *page, const char *name, const char **url,
                    struct err *err) WARN_UNUSED;

/* Replies of a page from part->offset on, part->limit at most, numbered on; posts has room for them. */
struct render_posts {
	struct view_post *at;
	size_t len;
};
int render_posts(struct render *render, const struct catalogue_page *page, const struct catalogue_span *part,
                 struct render_posts *posts, struct err *err) WARN_UNUSED;
/*
 * The post that a reply says it answers: a link with its author's name. NULL where it says none, or one
 * that is not shown, or not an earlier one.
 */
int render_parent(struct render *render, const struct catalogue_page *page, const struct catalogue_post *row,
                  const struct view_link **parent, struct err *err) WARN_UNUSED;

/* The page of a topic on which a reply of it stands, as its URL goes on: "" or "2/". */
const char *render_reply_page(struct render *render, const struct catalogue_page *topic, const char *id);

/* Where the earlier versions of an edited page (name "") or of a reply to it are; without the base path. NULL: nowhere. */
const char *render_history_url(struct render *render, const struct catalogue_page *page, const char *name,
                               int64_t edited);

/* When a page was edited, and the URL of what it was before. */
int render_edited(struct render *render, const struct catalogue_page *page, struct view_time *edited, const char **url,
                  struct err *err) WARN_UNUSED;

/* In a threaded forum: puts each post below the one of this page that it answers. */
void render_nest(struct render *render, struct view_post *posts, size_t n);

/* What readers answered to each; posts in the order of their ids, the page itself ("") first. */
int render_reactions(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n,
                     struct err *err) WARN_UNUSED;
/* The poll of a topic's opening post. */
int render_poll(struct render *render, const struct catalogue_page *topic, const struct view_poll **poll,
                struct err *err) WARN_UNUSED;
int render_thread(struct render *render, const struct catalogue_page *page, const struct view_thread **thread,
                  struct err *err) WARN_UNUSED;
int render_files(struct render *render, const struct catalogue_page *page, struct mustache_list *files,
                 struct err *err) WARN_UNUSED;

/* Front matter of a page, for what its row does not hold. Borrows the arena. */
int render_parse(struct render *render, const struct catalogue_page *row, struct page *page,
                 struct err *err) WARN_UNUSED;

/* Row of a page by stem; *found false where it is not shown. */
int render_find(struct render *render, const char *stem, struct catalogue_page *page, bool *found,
                struct err *err) WARN_UNUSED;

#endif
