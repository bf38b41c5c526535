/*
 * catalogue.h: what the builder remembers between builds, in one SQLite file: a row for each file
 * of content, sums over them, and which files of the site came from what. It refuses to decide
 * anything: gen/plan/plan.c does. The file may be deleted at any time; the next build is a full one.
 *
 * Nothing that is kept here depends on the order in which changes arrived, except ids, and no list
 * below is ordered by an id: so an incremental build sees what a full one would.
 */
#ifndef STOA_CATALOGUE_H
#define STOA_CATALOGUE_H

#include "core/base/arena.h"
#include "core/git/store.h"
#include "core/page/page.h"

struct catalogue; /* hides sqlite3 */

/*
 * READ: for workers, while another process writes. GLANCE: the same for a moment, without waiting for anybody: what
 * cannot be answered at once fails. FRESH: removes what is there.
 */
enum catalogue_mode { CATALOGUE_READ, CATALOGUE_WRITE, CATALOGUE_FRESH, CATALOGUE_GLANCE };

/* ERR_NOTFOUND where there is none, or one of another schema (READ and WRITE). */
int catalogue_open(struct catalogue **cat, const char *path, enum catalogue_mode mode, struct err *err) WARN_UNUSED;
void catalogue_close(struct catalogue *cat);

/* Deletes the file with its journal; nobody may have it open. */
void catalogue_remove(const char *path);

/* One writer's changes, all or nothing; closing without commit drops them. */
int catalogue_begin(struct catalogue *cat, struct err *err) WARN_UNUSED;
int catalogue_commit(struct catalogue *cat, struct err *err) WARN_UNUSED;

/* For a reader between two questions: what it asks next is answered from the newest commit. */
int catalogue_renew(struct catalogue *cat, struct err *err) WARN_UNUSED;

/* The journal goes into the file where it has grown: that waits for the disk, so nobody else should. */
int catalogue_fold(struct catalogue *cat, struct err *err) WARN_UNUSED;

/* Indices of a fresh catalogue, once the bulk of its rows is in. */
int catalogue_index(struct catalogue *cat, struct err *err) WARN_UNUSED;

/* Facts about the whole ("commit", "fingerprint"). A missing one is "". */
int catalogue_get(struct catalogue *cat, const char *name, struct arena *arena, const char **value,
                  struct err *err) WARN_UNUSED;
int catalogue_set(struct catalogue *cat, const char *name, const char *value, struct err *err) WARN_UNUSED;

/*
 * A page of any kind but replies, attachments and votes. Those may be there before their page:
 * then a row of kind PAGE_NONE holds its place. Text is never NULL.
 */
struct catalogue_page {
	int64_t id; /* 0: not in the catalogue yet */
	const char *stem, *path, *url;
	struct store_id blob;
	int64_t kind, live;          /* live: the same as kind while the page is shown, else 0 */
	const char *title, *excerpt; /* of a member: the display name */
	const char *author, *guest, *forum, *series; /* series of an entry of the log: its act */
	const char *tags;     /* each followed by a newline; of a listed member: skills */
	const char *mentions; /* the same: handles, pictures; of an entry of the log, stems of what it is about */
	const char *moved;    /* the same: addresses that it had before */
	const char *link, *licence, *location, *zone, *avatar, *image, *answer;
	int64_t ym; /* year * 100 + month that lists the page, 0 for none */
	int64_t date, edited;
	int64_t start, finish; /* of an event: the first time that was not over at the commit's date, or else the last
	                          one. finish: of a topic that expires, or a member's suspension, too */
	int64_t closes; /* of a poll, else 0 */
	int64_t poll;   /* choices */
	int64_t shape;  /* of a forum */
	int64_t place; /* among its siblings */
	int64_t pinned, locked, listed, forum_kind, role, status; /* listed: of a member, in the directory */
	int64_t seconds;        /* that a lesson takes to read */
	int64_t body;           /* where it starts in the blob */
	int64_t replies, votes; /* shown ones */
	int64_t staff;          /* shown posts, the page itself among them, by members whose role is staff or more */
	int64_t active;         /* when the newest post was written */
	int64_t version;        /* of the rules */
	int64_t first;          /* of a topic: when somebody else first replied, or 0 */
	const char *answerer;   /* of a topic: who wrote the accepted answer, or "" */
	const char *last_author, *last_guest;
	const char *repeat; /* of an event: its rule */
	int64_t cancelled;
	int64_t shift; /* of an event: seconds that its zone is ahead of UTC at start */
	int64_t shelf; /* of a resource: enum page_shelf */
};

/* A reply. Its path is "<page's stem>/<name>.md". */
struct catalogue_post {
	int64_t page;
	const char *name; /* the id */
	struct store_id blob;
	int64_t hidden, live; /* live: not hidden, and its page is shown and takes replies */
	const char *author, *guest, *mentions;
	const char *reply_to; /* name of another one of the page, or "" */
	int64_t date, edited, body;
};

/* An attachment. */
struct catalogue_file {
	int64_t page;
	const char *name;
	struct store_id blob;
	int64_t size;
	int64_t width, height; /* of a picture, else 0 */
};

/*
 * Rows as bytes, to send from a worker and to compare; and back, borrowing the bytes. The length
 * that was read, or 0 where they are no row.
 */
void catalogue_page_pack(const struct catalogue_page *page, struct str *out);
void catalogue_post_pack(const struct catalogue_post *post, struct str *out);
void catalogue_file_pack(const struct catalogue_file *file, struct str *out);
size_t catalogue_page_unpack(const char *bytes, size_t n, struct catalogue_page *page) WARN_UNUSED;
size_t catalogue_post_unpack(const char *bytes, size_t n, struct catalogue_post *post) WARN_UNUSED;
size_t catalogue_file_unpack(const char *bytes, size_t n, struct catalogue_file *file) WARN_UNUSED;

/* Answers with more than one row; what they hold is in the arena that was given. */
#define CATALOGUE_LIST(type)                                                                                           \
	{                                                                                                              \
		type *at;                                                                                              \
		size_t len;                                                                                            \
	}
struct catalogue_pages CATALOGUE_LIST(struct catalogue_page);
struct catalogue_posts CATALOGUE_LIST(struct catalogue_post);
struct catalogue_files CATALOGUE_LIST(struct catalogue_file);
struct catalogue_texts CATALOGUE_LIST(const char *);

/* ERR_NOTFOUND. */
int catalogue_page(struct catalogue *cat, const char *stem, struct arena *arena, struct catalogue_page *page,
                   struct err *err) WARN_UNUSED;
int catalogue_page_at(struct catalogue *cat, int64_t id, struct arena *arena, struct catalogue_page *page,
                      struct err *err) WARN_UNUSED;

/* Gives a page without id one of its own, so that something may hang on it before it is put. */
int catalogue_page_name(struct catalogue *cat, struct catalogue_page *page, struct err *err) WARN_UNUSED;

/* Inserts (id 0, which is then set) or replaces. */
int catalogue_page_put(struct catalogue *cat, struct catalogue_page *page, struct err *err) WARN_UNUSED;
int catalogue_page_drop(struct catalogue *cat, int64_t id, struct err *err) WARN_UNUSED;

/* Does a reply, attachment or vote still hang on the page? */
int catalogue_page_bare(struct catalogue *cat, int64_t id, bool *bare, struct err *err) WARN_UNUSED;

/* Of a fresh catalogue that has all rows: staff of every page. Of one page: adds to it. */
int catalogue_staff_count(struct catalogue *cat, struct err *err) WARN_UNUSED;
int catalogue_staff_add(struct catalogue *cat, int64_t id, int64_t delta, struct err *err) WARN_UNUSED;

/* Lists of shown pages; what each takes is in brackets. */
enum catalogue_list {
	LIST_FORUMS,         /* by place and title */
	LIST_ACTIVE,         /* [a: now, or 0 for ended ones too] topics, latest post first */
	LIST_FORUM_ACTIVE,   /* [text: forum] the same */
	LIST_FORUM_UNPINNED, /* [text: forum, a: now] the same without pinned and ended ones */
	LIST_FORUM_PINNED,   /* [text: forum] */
	LIST_FORUM_NEWEST,   /* [text: forum] topics, latest opened first */
	LIST_FORUM_UNSOLVED, /* [text: forum] the same, without accepted answer, neither locked nor pinned */
	LIST_FORUM_WAITING,  /* [text: forum] the same, where nobody of the staff has written or set a status */
	LIST_FORUM_TOP,      /* [text: forum] topics with the most votes and replies first */
	LIST_MONTH_TOP,      /* [a: ym] the same, of all forums, opened in that month */
	LIST_MONTH,          /* [text: forum, a: ym] topics in order of opening */
	LIST_KIND,           /* [a: kind] by place and title */
	LIST_KIND_TITLE,     /* [a: kind] by title */
	LIST_KIND_NEWEST,    /* [a: kind] latest first */
	LIST_TOPICS_NEWEST,  /* the same of topics */
	LIST_SHELF,          /* [a: enum page_shelf] resources by title */
	LIST_SHELF_TAG,      /* [text: tag] the same */
	LIST_LESSONS,        /* [text: series] */
	LIST_EVENTS_NEXT,    /* [a: now] soonest first */
	LIST_EVENTS_PAST,    /* [a: now] latest first */
	LIST_ENDING,         /* [a, b] events, topics and suspensions of members that end from a until before b */
	LIST_REPEATED,       /* events with a rule */
	LIST_CLOSING,        /* [a, b] topics whose poll closes from a until before b */
	LIST_AUTHOR,         /* [text: handle] written by, latest first */
	LIST_MADE,           /* [text: handle] the same without verdicts and what has no date */
	LIST_MADE_BETWEEN,   /* [text: handle, a, b] the same from a until before b, oldest first */
	LIST_AUTHOR_LAST,    /* [text: handle] topics whose newest post is theirs */
	LIST_ACTS,           /* [a: ym] entries of the log, oldest first */
	LIST_DEEDS,          /* [text: act] the same of one kind */
	LIST_DEEDS_NEWEST,   /* [text: act] latest first */
	LIST_SITEMAP,        /* [a: ym] by stem */
	LIST_LISTED,         /* [text: stem's beginning] members in the directory, by handle */
	LIST_LISTED_NEWEST,  /* the same, who joined last first */
	LIST_TEAM,           /* members with a role, the highest first */
	LIST_JOINED,         /* [a, b] members who joined from a until before b */
	LIST_TAG,            /* [text: tag, a: kind] latest first */
	LIST_IDEAS,          /* [text: forum, a: status] topics, most votes first */
	CATALOGUE_LISTS
};

struct catalogue_query {
	enum catalogue_list list;
	const char *text;
	int64_t a, b;
	int64_t limit, offset; /* limit 0: all */
};

int catalogue_pages(struct catalogue *cat, const struct catalogue_query *query, struct arena *arena,
                    struct catalogue_pages *pages, struct err *err) WARN_UNUSED;

/* Stems of every shown page of a kind, in order. */
int catalogue_stems(struct catalogue *cat, enum page_kind kind, struct arena *arena, struct catalogue_texts *stems,
                    struct err *err) WARN_UNUSED;

/* Stems of shown pages that have attachments, in order. */
int catalogue_file_stems(struct catalogue *cat, struct arena *arena, struct catalogue_texts *stems,
                         struct err *err) WARN_UNUSED;

/* Shown topics of the month that were opened before the one with this date and stem. */
int catalogue_rank(struct catalogue *cat, const struct catalogue_page *topic, int64_t *before,
                   struct err *err) WARN_UNUSED;

/* Members of the directory whose stem begins with `from` and is less than `stem`. */
int catalogue_rank_listed(struct catalogue *cat, const char *from, const char *stem, int64_t *before,
                          struct err *err) WARN_UNUSED;

/* Pages by an author, no verdicts, from `from` until before the one with this date and stem. */
int catalogue_rank_made(struct catalogue *cat, const struct catalogue_page *page, int64_t from, int64_t *before,
                        struct err *err) WARN_UNUSED;

/* Entries of the log before the one with this date and stem: of its month; and of its act, which is its series. */
int catalogue_rank_acts(struct catalogue *cat, const struct catalogue_page *entry, int64_t *before,
                        struct err *err) WARN_UNUSED;
int catalogue_rank_deeds(struct catalogue *cat, const struct catalogue_page *entry, int64_t *before,
                         struct err *err) WARN_UNUSED;

/* Shown posts by an author whose names are in a half-open range. */
struct catalogue_range {
	const char *author, *from, *until;
};
int catalogue_posts_between(struct catalogue *cat, const struct catalogue_range *range, int64_t *count,
                            struct err *err) WARN_UNUSED;

/* post->page and post->name say which. ERR_NOTFOUND. */
int catalogue_post(struct catalogue *cat, struct arena *arena, struct catalogue_post *post,
                   struct err *err) WARN_UNUSED;
int catalogue_post_put(struct catalogue *cat, const struct catalogue_post *post, struct err *err) WARN_UNUSED;
int catalogue_post_drop(struct catalogue *cat, int64_t page, const char *name, struct err *err) WARN_UNUSED;

enum catalogue_order {
	POSTS_FORWARD,  /* shown posts of a page, oldest first */
	POSTS_BACKWARD, /* newest first */
	POSTS_ALL,      /* hidden ones too, oldest first */
	POSTS_BY,       /* shown posts of an author anywhere, newest first */
	POSTS_BY_FROM,  /* the same from a name on, oldest first */
};
struct catalogue_span {
	int64_t page;
	const char *author; /* of POSTS_BY and POSTS_BY_FROM, instead of page */
	enum catalogue_order order;
	int64_t offset, limit; /* limit 0: all */
	const char *from;      /* of POSTS_BY_FROM: "2026" */
	bool bare;             /* of those two: page, name and date will do, which the index alone knows */
};
int catalogue_posts(struct catalogue *cat, const struct catalogue_span *span, struct arena *arena,
                    struct catalogue_posts *posts, struct err *err) WARN_UNUSED;

/* Shown posts that say they answer the one of that name, oldest first. */
int catalogue_replies(struct catalogue *cat, int64_t page, const char *name, struct arena *arena,
                      struct catalogue_posts *posts, struct err *err) WARN_UNUSED;

/* Shown posts of a page whose name is `name` or later: near the end of a long topic this is cheap. */
int catalogue_posts_from(struct catalogue *cat, int64_t page, const char *name, int64_t *count,
                         struct err *err) WARN_UNUSED;

/* Names of the shown posts of a page, in order. */
int catalogue_post_names(struct catalogue *cat, int64_t page, struct arena *arena, struct catalogue_texts *names,
                         struct err *err) WARN_UNUSED;

/* When the first shown reply by anyone but the author was written (guests are never the same one); 0 for none. */
int catalogue_first_reply(struct catalogue *cat, const struct catalogue_page *page, int64_t *at,
                          struct err *err) WARN_UNUSED;

int catalogue_file_put(struct catalogue *cat, const struct catalogue_file *file, struct err *err) WARN_UNUSED;
int catalogue_file_drop(struct catalogue *cat, int64_t page, const char *name, struct err *err) WARN_UNUSED;
/* One by its page's stem and its own name, whether that page is shown or not; ERR_NOTFOUND. */
int catalogue_file_at(struct catalogue *cat, const char *stem, struct catalogue_file *file, struct arena *arena,
                      struct err *err) WARN_UNUSED;
int catalogue_files(struct catalogue *cat, int64_t page, struct arena *arena, struct catalogue_files *files,
                    struct err *err) WARN_UNUSED;

/* What a member says about a page, as in the file of votes; "" where there is none. */
struct catalogue_vote {
	int64_t page;
	const char *handle, *text;
};
int catalogue_vote(struct catalogue *cat, struct arena *arena, struct catalogue_vote *vote, struct err *err) WARN_UNUSED;
int catalogue_vote_put(struct catalogue *cat, const struct catalogue_vote *vote, struct err *err) WARN_UNUSED;
int catalogue_vote_drop(struct catalogue *cat, const struct catalogue_vote *vote, struct err *err) WARN_UNUSED;

/* How many members say the same about a page, or with its id about a reply below it. */
struct catalogue_mark {
	const char *post, *what; /* "" is the page; "up", "react heart", "poll 2" */
	int64_t n;
};
int catalogue_mark_add(struct catalogue *cat, int64_t page, const struct catalogue_mark *mark, struct err *err) WARN_UNUSED;
struct catalogue_marks CATALOGUE_LIST(struct catalogue_mark);
/* Of posts from `from` to `to`, both included, by post. */
struct catalogue_marked {
	int64_t page;
	const char *from, *to;
};
int catalogue_marks(struct catalogue *cat, const struct catalogue_marked *of, struct arena *arena,
                    struct catalogue_marks *marks, struct err *err) WARN_UNUSED;
int catalogue_votes(struct catalogue *cat, int64_t page, int64_t *count, struct err *err) WARN_UNUSED;

/*
 * Edits that readers see: of each file that says when it was edited (a path that is "followed"), the
 * commits that gave it another such date, the newest first.
 */
struct catalogue_edit {
	const char *path;
	int64_t n, at;                 /* place in the file's history, from 1; date of the commit */
	const char *who;               /* the commit's author */
	struct store_id before, after; /* blobs */
	int64_t first;                 /* the file said nothing of an edit before */
};
struct catalogue_edits CATALOGUE_LIST(struct catalogue_edit);
int catalogue_edits(struct catalogue *cat, const char *path, struct arena *arena, struct catalogue_edits *edits,
                    struct err *err) WARN_UNUSED;
int catalogue_edit_put(struct catalogue *cat, const struct catalogue_edit *edit, struct err *err) WARN_UNUSED;
int catalogue_follow(struct catalogue *cat, const char *path, struct err *err) WARN_UNUSED;
int catalogue_unfollow(struct catalogue *cat, const char *path, struct err *err) WARN_UNUSED; /* with its edits */
int catalogue_is_followed(struct catalogue *cat, const char *path, bool *yes, struct err *err) WARN_UNUSED;
/* Followed paths in order, `most` of them; 0: all. */
int catalogue_followed(struct catalogue *cat, int64_t most, struct arena *arena, struct catalogue_texts *paths,
                       struct err *err) WARN_UNUSED;
/* Shown posts of a page whose name is `name` or later and that were edited. */
int catalogue_edited(struct catalogue *cat, int64_t page, const char *name, struct arena *arena,
                     struct catalogue_texts *names, struct err *err) WARN_UNUSED;

/* Where a tag or a mention stands; on: put it there, or take it away. */
int catalogue_tag(struct catalogue *cat, const char *tag, const struct catalogue_page *page, bool on,
                  struct err *err) WARN_UNUSED;
struct catalogue_mention {
	const char *stem, *name; /* name: of a reply, or "" for the page itself */
};
int catalogue_mention(struct catalogue *cat, const char *handle, const struct catalogue_mention *at, bool on,
                      struct err *err) WARN_UNUSED;
struct catalogue_mentions CATALOGUE_LIST(struct catalogue_mention);
int catalogue_mentions(struct catalogue *cat, const char *handle, struct arena *arena,
                       struct catalogue_mentions *mentions, struct err *err) WARN_UNUSED;

/* Addresses that shown pages had before; on: this one had it, or has it no more. */
struct catalogue_move {
	const char *url, *stem;
};
int catalogue_move(struct catalogue *cat, const struct catalogue_move *move, bool on, struct err *err) WARN_UNUSED;
struct catalogue_moves CATALOGUE_LIST(struct catalogue_move);
/* Of one address, or with NULL of all, by address and stem. */
int catalogue_moves(struct catalogue *cat, const char *url, struct arena *arena, struct catalogue_moves *moves,
                    struct err *err) WARN_UNUSED;

/* Counters by name ("month:help/2026/11"); a counter that is 0 is not there. */
struct catalogue_tally {
	const char *key;
	int64_t n;
};
int catalogue_tally_add(struct catalogue *cat, const char *key, int64_t delta, struct err *err) WARN_UNUSED;
int catalogue_tally(struct catalogue *cat, const char *key, int64_t *n, struct err *err) WARN_UNUSED;
struct catalogue_tallies CATALOGUE_LIST(struct catalogue_tally);
/* Those whose name begins with prefix, by name, the prefix cut off. */
int catalogue_tallies(struct catalogue *cat, const char *prefix, struct arena *arena, struct catalogue_tallies *tallies,
                      struct err *err) WARN_UNUSED;

/* Ranges of a block of code by highlight_key(); *ranges NULL where it is not known yet. */
int catalogue_code(struct catalogue *cat, const char *key, struct arena *arena, const char **ranges,
                   struct err *err) WARN_UNUSED;
int catalogue_code_put(struct catalogue *cat, const char *key, const char *ranges, struct err *err) WARN_UNUSED;

/* The same from a name on, in order of names; from goes without the prefix. */
int catalogue_tallies_from(struct catalogue *cat, const char *prefix, const char *from, struct arena *arena,
                           struct catalogue_tallies *tallies, struct err *err) WARN_UNUSED;

/* Key and part to be rendered; and which file came from a key and part. part 0: of the whole key. */
struct catalogue_output {
	const char *key;
	int64_t part;
	const char *path;
};
struct catalogue_outputs CATALOGUE_LIST(struct catalogue_output);
int catalogue_pending_put(struct catalogue *cat, const char *key, int64_t part, struct err *err) WARN_UNUSED;
int catalogue_pending(struct catalogue *cat, struct arena *arena, struct catalogue_outputs *pending,
                      struct err *err) WARN_UNUSED;
int catalogue_pending_clear(struct catalogue *cat, struct err *err) WARN_UNUSED;
int catalogue_output_put(struct catalogue *cat, const struct catalogue_output *output, struct err *err) WARN_UNUSED;
int catalogue_output_drop(struct catalogue *cat, const struct catalogue_output *output, struct err *err) WARN_UNUSED;
int catalogue_output_count(struct catalogue *cat, int64_t *count, struct err *err) WARN_UNUSED;
/* Of one key, or with NULL of all, ordered by path. */
int catalogue_outputs(struct catalogue *cat, const char *key, struct arena *arena, struct catalogue_outputs *outputs,
                      struct err *err) WARN_UNUSED;

#endif
