/*
 * content.h: what a visit reads of the community: pages, profiles and threads as they stand on
 * main. It refuses to write, and to let a stranger's markdown be rendered in this process.
 */
#ifndef STOA_CGI_CONTENT_H
#define STOA_CGI_CONTENT_H

#include "visit.h"

/* Finds the commit that main names, once a visit, so that the whole answer is about one state. */
int content_main(struct visit *visit, struct err *err) WARN_UNUSED;

/* A content path as it is in the repository, where content may be a folder of it. */
const char *content_repo_path(const struct visit *visit, const char *path);
/* The inverse; NULL for a path outside of the content. */
const char *content_path(const struct visit *visit, const char *repo_path);

/* A page on main. ERR_NOTFOUND: no such page, or no such path can be, or it is not well-formed. */
int content_page(struct visit *visit, const char *path, struct page *page, struct err *err) WARN_UNUSED;

/* The same in any tree of a store, and its whole text; either of page and text may be NULL. */
struct content_place {
	struct store *store;
	const struct store_id *tree;
	const char *path;
};
int content_page_at(struct visit *visit, const struct content_place *at, struct page *page, const char **text,
                    struct err *err) WARN_UNUSED;

/* The first words of a page's markdown, on one line; for lists. */
const char *content_lead(struct visit *visit, const struct page *page);

/* Is there a file of that content path on main? */
int content_exists(struct visit *visit, const char *path, bool *exists, struct err *err) WARN_UNUSED;

/* The page that a reply belongs to; of any other page a copy of itself. */
int content_page_of(struct visit *visit, const struct page *page, struct page *parent, struct err *err) WARN_UNUSED;

/* A member's profile, NULL where there is none. */
int content_profile(struct visit *visit, const char *handle, const struct page **profile, struct err *err) WARN_UNUSED;

/*
 * How many bytes of markdown the builder renders in a page of that kind; more is shown as plain
 * text. forum: of a topic, the forum's folder; staff write longer ones in announcements.
 */
int content_body_max(struct visit *visit, enum page_kind kind, const char *forum, size_t *max,
                     struct err *err) WARN_UNUSED;

/*
 * A page's body as it will be published, by a process of its own with the limits of the settings.
 * Where that fails it is the text as it is, *plain is set and the log says why.
 */
struct html content_render(struct visit *visit, const struct page *page, bool *plain);

/* Who wrote a page; a profile its member, as it stands there itself. NULL where it does not say. */
int content_author(struct visit *visit, const struct page *page, const struct view_person **author,
                   struct err *err) WARN_UNUSED;

/* What stands above a page: of a profile the member's name. "" of a reply. */
const char *content_title(const struct page *page);

/* A page as a post, with author and body. */
int content_post(struct visit *visit, const struct page *page, struct view_post *post, struct err *err) WARN_UNUSED;

/*
 * The last posts of a page's thread, at most `last`, the page's own among them while there are few;
 * *total counts all.
 */
struct content_thread {
	struct mustache_list posts; /* struct view_post */
	int64_t total;
};
int content_thread(struct visit *visit, const struct page *page, size_t last, struct content_thread *thread,
                   struct err *err) WARN_UNUSED;

/* The posts that stand around the reply of that id, whether it is there or not: at most so many of each. */
struct content_around {
	size_t nbefore, nafter;
	struct mustache_list before, after; /* out: struct view_post */
};
int content_thread_around(struct visit *visit, const struct page *page, const char *id, struct content_around *around,
                          struct err *err) WARN_UNUSED;

/* Ids of the replies below a page, oldest first, in the arena. */
struct content_replies {
	const char **at;
	size_t len;
};
int content_replies(struct visit *visit, const char *stem, struct content_replies *replies, struct err *err) WARN_UNUSED;

/* How many replies of a page's thread are older than the one with that id. */
int content_count_before(struct visit *visit, const char *stem, const char *id, int64_t *n, struct err *err) WARN_UNUSED;

#endif
