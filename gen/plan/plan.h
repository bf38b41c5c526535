/*
 * plan.h: what changed becomes rows of the catalogue, and keys: names of what has to be rendered
 * again. Keys are the only thing that rendering hears of a change. It refuses to read content or
 * to render.
 *
 * A key is "kind:argument" and a part: part 0 means all of it, else one page of it. Kinds, with
 * what stands in their argument:
 *
 *     home:  forums:  tutorials:  resources:  events:  members:  tags:  rules:  log:  sitemaps:
 *     forum:<forum>   month:<forum>/<yyyy>/<mm> (part: chunk)   feed:<forum, or nothing>
 *     badges:   insights:<forum, or nothing>   archive:<forum>   list:<list>[/<forum>] (part: page or feed)   top:<yyyy>/<mm>
 *     topic:<stem> (part: page)  lesson:  resource:  event:  plain:<stem>   series:<series>
 *     member:<handle> (part: page, feed, or plan_year_part())  handles:<xx> (part: chunk)  tag:<tag> (part: page or feed)
 *     verdict:<stem of an entry in the log>  acts:<yyyy>/<mm> (part: chunk)  deeds:<act> (part: 1 for the newest, then chunks)
 *     history:<path of a file>   shelf:kind/<kind>  shelf:tag/<tag>  moved:<old address>  redirects:  files:<stem>  sitemap:<ym>  version:  static:
 */
#ifndef STOA_PLAN_H
#define STOA_PLAN_H

#include "core/base/map.h"
#include "core/base/vec.h"
#include "core/catalogue/badges.h"
#include "core/catalogue/catalogue.h"
#include "core/site/site.h"
#include "row.h"

/* A page of a topic links to that many before and after it, and to the first. */
enum { PLAN_WINDOW = 2 };

/* A reply that came, went (shift), or changed where it stands. */
struct plan_post {
	const char *stem, *name;
	bool shift;
};

/* A topic in its month, the same. */
struct plan_topic {
	struct catalogue_page at; /* forum, ym, date and stem */
	bool shift;
};

/* An entry in the log, the same. */
struct plan_entry {
	struct catalogue_page at; /* series, ym, date and stem */
	bool shift;
};

/* A member in the directory, the same. */
struct plan_listed {
	const char *stem;
	bool shift;
};

/* A topic before and after a change, as far as lists look at it. text: what a feed says of it changed. */
struct plan_shown {
	struct catalogue_page before, after;
	bool text;
};

/* Parts of the key of a list, a tag or a member. */
enum { PLAN_PAGE = 1, PLAN_FEED };

/* Something that a member wrote in a year, the same. */
struct plan_work {
	const char *handle, *name; /* name: of a reply, or NULL */
	const char *stem;          /* of a page, with its date */
	int64_t year, date;
	bool shift;
};

/* A file that changed and says when it was edited, or said so before. */
struct plan_edited {
	const char *path;
	int64_t edited; /* 0: it is gone, or says so no more */
};

struct plan {
	struct catalogue *cat;
	const struct config *conf;
	bool full;                   /* every key will be rendered anyway: rows and sums only */
	int64_t weeks_from;          /* since then it is known who wrote in which week: plan_weeks_from() of a full build */
	int64_t now;                 /* date of the commit */
	const struct badges *badges; /* their rules; an empty set until they are set */
	bool badges_changed;
	bool everything;             /* something changed that all pages show */
	struct arena arena, scratch; /* for the whole plan; for one row */
	struct map tallies, keys;
	struct plan_edits VEC_OF(struct plan_edited) edits; /* once all rows are in, what history.c has to look at */
	struct plan_posts VEC_OF(struct plan_post) posts;
	struct plan_topics VEC_OF(struct plan_topic) topics;
	struct plan_entries VEC_OF(struct plan_entry) entries;
	struct plan_listeds VEC_OF(struct plan_listed) listed;
	struct plan_showns VEC_OF(struct plan_shown) shown;
	struct plan_works VEC_OF(struct plan_work) works;
	struct map earners;     /* handles of members who may have earned a badge, or lost one */
	struct map least, most; /* replies that a page had before a change, by stem */
	struct map staff, edges, kinds; /* of handles; last rows of lists; kinds of forums: what was looked up */
	/* The page that rows are about just now; its row is written once, when the next one begins. */
	bool loaded, existed, had_posts, posts_changed, votes_changed, files_changed, flip;
	struct catalogue_page before, page; /* borrow texts below, or each other's */
	struct catalogue_page blank;        /* every text "" */
	struct str before_text, page_text, blank_text;
};

/* The catalogue has a transaction open for as long as the plan. */
void plan_init(struct plan *plan, struct catalogue *cat, const struct config *conf, bool full);
void plan_release(struct plan *plan);

/*
 * The file at `place` now says `row`, or with NULL is gone or left out. Rows of one page are
 * cheapest in a run, the page itself first. The row is borrowed.
 */
int plan_row(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err) WARN_UNUSED;

/* The first week that insights may show at that moment. */
int64_t plan_weeks_from(int64_t now);

/* "Now" moved between two commits: events that became past (or came back) in between. */
int plan_time(struct plan *plan, int64_t before, int64_t now, struct err *err) WARN_UNUSED;

/* No more rows come: plan->edits is complete. plan_finish() does it too. */
int plan_flush(struct plan *plan, struct err *err) WARN_UNUSED;

/* A file's earlier versions are others now. */
void plan_touch_history(struct plan *plan, const char *path);

/* The end: sums and keys go to the catalogue. */
int plan_finish(struct plan *plan, struct err *err) WARN_UNUSED;

/* Pages of a topic with that many replies, and the page on which its nth post (from 1) stands. */
int64_t plan_pages(const struct config *conf, int64_t replies);
int64_t plan_page_of(const struct config *conf, int64_t post);

/* Whether that many members stand on one page of the directory, without pages by handle. */
bool plan_one_directory(const struct config *conf, int64_t listed);

/* Whether a profile shows all that the member wrote, so that it needs no pages by year. */
bool plan_one_profile(const struct config *conf, int64_t works);

/* The part of a member's key that a chunk of a year is; chunks count from 1. */
int64_t plan_year_part(int64_t year, int64_t chunk);

/* Whether a page of this kind has pages on its earlier versions; replies have where plan_takes_replies(). */
bool plan_has_history(int64_t kind);

/* Whether replies to a page of this kind are shown below it. */
bool plan_takes_replies(int64_t kind);

/* "2026/11", for keys and URLs. */
const char *plan_month(int64_t ym, struct arena *arena);

/* Each line of a row's tags or mentions; *at moves to the next one. NULL at the end. */
const char *plan_line(const char **at, struct arena *arena);

#endif
