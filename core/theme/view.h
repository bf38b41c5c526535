/*
 * view.h: what a template sees: one struct per kind of page, and the table that names its fields
 * for Mustache. Both programs fill these structs; stoa-theme(7) is checked against the tables. It
 * refuses to read content or to decide anything.
 *
 * A page is rendered on two scopes: the page's own view inside, struct view_page outside. Text is
 * UTF-8 and unescaped; URLs begin with the base path unless they say absolute. Everything is
 * borrowed for the time of the rendering.
 */
#ifndef STOA_VIEW_H
#define STOA_VIEW_H

#include "core/words/mustache.h"

/* A moment: for <time datetime="{{iso}}">{{text}}</time>. iso "" means there is none. */
struct view_time {
	const char *iso, *text, *day;
};

struct view_link {
	const char *url, *title;
	int64_t count; /* of what is behind it, 0 if not counted */
	bool current;
};

/* A disc of the figure that stands for a name, in a square of 40. */
struct view_disc {
	int64_t x, y, r;
};

/* A person beside a post. url is NULL for guests and for members without profile. */
struct view_person {
	const char *handle, *name, *url, *avatar; /* avatar: URL of an image or NULL */
	const char *initial;                      /* first letter, upper case, where there is no avatar */
	int64_t hue;                              /* 0 to 11: which of the theme's colours stands for the handle */
	struct mustache_list discs;               /* view_disc: the same for a shape */
	bool is_guest, is_staff, is_moderator, is_admin;
};

/* Outer scope of every page. */
struct view_page {
	const char *title, *description; /* of this page */
	const char *canonical;           /* absolute */
	const char *path;                /* URL path without base, "/forums/help/" */
	const char *feed, *feed_title;   /* URL of the page's own feed, or NULL */
	const char *feed_json;           /* the same as JSON, or NULL */
	const char *image;               /* absolute URL for social cards, or NULL */
	struct html facts;               /* JSON-LD, or none */
	const char *kind;                /* name of the template */
	struct mustache_list crumbs;     /* view_link, from home to the parent */
	bool noindex;
	const char *site_title, *site_description, *site_footer, *site_logo, *site_accent;
	const char *home;                /* URL of the front page: the base path */
	const char *origin;              /* scheme and host, absolute */
	const char *lang, *dir;          /* "en", "ltr" or "rtl" */
	struct mustache_list menu;       /* view_link */
	const char *style, *script, *icon; /* URLs of assets; script may be NULL */
	const char *touch_icon;          /* a picture of 192 px for telephones, or NULL */
	const char *site_feed;           /* URL of the community's feed */
	const char *rules;               /* URL of the rules, or NULL where there are none */
	const char *forge;               /* name of the forge that holds the content, or NULL */
	const char *site_accept;         /* endings of files that forms take, or NULL where they take none */
	int64_t files_max;               /* so many with one post */
	bool guests_send_files;
	const char *write;               /* URL prefix of the write path, "/-/", or NULL on a site without one */
	const char *join;                /* where anybody may join, or NULL */
	struct mustache_call words;
	const char *version;             /* of the program */
	/* Filled by stoa.fcgi only. */
	const char *signed_in;           /* handle, or NULL */
	bool moderator;
	const char *token;               /* form token of the page, or NULL */
	int64_t waiting;                 /* submissions in the queue, for moderators */
	struct mustache_list me_tabs;    /* view_link: the pages of a member's own affairs, on each of them */
};

struct view_topic_row {
	const char *title, *url, *excerpt, *status, *forum_title, *forum_url;
	const struct view_person *author, *last_author;
	struct view_time opened, active;
	struct view_time expires;            /* iso "" for most */
	int64_t replies, votes;
	bool pinned, locked, closed, answered, question;
	struct mustache_list tags; /* view_link */
};

/* What readers answered to a post with one character. */
struct view_reaction {
	const char *name, *symbol; /* "heart" */
	int64_t count;
};

/* A choice of a poll; percent: of those who voted. */
struct view_choice {
	const char *text;
	int64_t number, votes, percent;      /* number: from 1 */
	bool leading;
};

struct view_poll {
	const char *question;             /* or NULL: the title is */
	struct mustache_list choices;     /* view_choice, in the author's order */
	int64_t voters;
	bool many, closed;
	struct view_time closes;
};

struct view_post {
	const char *id, *url; /* fragment's id; permanent link */
	const struct view_person *author;
	struct view_time date, edited;
	struct html body;
	int64_t number;       /* 1 is the opening post */
	bool opening, answer, hidden;
	const char *reply_url, *edit_url, *source_url, *report_url;
	const char *history_url;          /* its earlier versions, or NULL */
	const struct view_link *parent;   /* the post that this one answers, unless the indent says so; or NULL */
	int64_t depth;                    /* in a threaded forum: how many posts of the page it is below, 0 to 5 */
	struct mustache_list attachments; /* view_file */
	struct mustache_list reactions;   /* view_reaction */
	const struct view_poll *poll;     /* of an opening post, or NULL */
	bool may_react;                   /* the page holds the forms that the buttons send */
};

struct view_file {
	const char *name, *url, *type, *size; /* "PDF", "12 kB" */
	int64_t width, height;                /* of a picture in pixels, else 0 */
};

struct view_forum_row {
	const char *title, *url, *description, *kind;
	int64_t topics, posts;
	struct view_time active;
	const struct view_topic_row *latest; /* or NULL */
};

struct view_home {
	struct html body;                    /* of index.md */
	struct mustache_list forums;         /* view_forum_row */
	struct mustache_list announcements, active, unanswered; /* view_topic_row */
	struct mustache_list events;         /* view_event_row, next first */
	struct mustache_list lessons, resources; /* view_entry, newest first */
	struct mustache_list people;         /* view_person, recently active */
	int64_t topics, posts, members;
};

struct view_forum {
	const char *title, *url, *description, *kind, *slug;
	struct html body;
	struct mustache_list pinned, topics; /* view_topic_row */
	struct mustache_list lists;          /* view_link: this page and the forum's lists */
	struct mustache_list months;         /* view_link with count, newest first, a year of them */
	const char *archive_url;             /* where the older ones are, or NULL */
	int64_t topic_count, post_count;
	bool may_open;                       /* members may open topics here */
	const char *new_url;                 /* form for a new topic, or NULL */
	const char *follow_url;              /* where to be told of it by letter, or NULL */
	bool is_questions, is_ideas, is_announcements, is_jobs;
};

/* A month in a grid of years. url is NULL where nothing is in it. */
struct view_month_cell {
	const char *url, *title;             /* "November 2026" */
	int64_t number, count;               /* number: 1 to 12 */
};

struct view_year {
	int64_t year;
	struct mustache_list months;         /* view_month_cell, all twelve */
};

/* Every month of a forum. */
struct view_archive {
	const char *forum_title, *forum_url;
	struct mustache_list years;          /* view_year, newest first */
};

/* New, unanswered, top …: of the site, or of a forum. */
struct view_topic_list {
	const char *name;                    /* "new": the list's, for the theme */
	const char *title, *lead, *label;    /* label: "November 2026" where it is of one month, or NULL */
	const char *forum_title, *forum_url; /* NULL for the site's */
	struct mustache_list lists;          /* view_link: the others beside it */
	struct mustache_list topics;         /* view_topic_row */
	struct mustache_list years;          /* view_year: on the one that always shows the latest month */
	const struct view_link *older, *newer;
	const char *new_url;                 /* form for a new topic of the forum, or NULL */
};

struct view_forums {
	struct mustache_list forums;
};

/* Feeds of one place: of all that is there, of its lists. */
struct view_feed_row {
	const char *title, *url;             /* the place */
	struct mustache_list feeds;          /* view_link: url is the feed's */
};

struct view_feed_group {
	const char *title;
	struct mustache_list rows;           /* view_feed_row */
	bool single;                         /* each has one feed */
};

struct view_feeds {
	struct mustache_list groups;         /* view_feed_group */
	const char *opml;                    /* URL of the list for feed readers */
	bool json;                           /* each feed is there as feed.json, too */
};

struct view_month {
	const char *forum_title, *forum_url, *label; /* "November 2026" */
	struct mustache_list topics;         /* view_topic_row in order of opening */
	struct mustache_list pages;          /* view_link, one a chunk; empty for one */
	const struct view_link *older, *newer;
};

struct view_topic {
	const char *title, *url, *status, *path; /* path: of the content file, for forms */
	const char *forum_title, *forum_url, *forum;
	struct mustache_list posts;          /* view_post, this page of them */
	const struct view_post *opening;     /* on page 1, else NULL: posts has it too */
	const struct view_post *answer;      /* lifted to the top on page 1, or NULL */
	struct mustache_list pages;          /* view_link; empty for one */
	const struct view_link *previous, *next;
	int64_t replies, page_number;
	int64_t votes;                       /* on the first page, else 0 */
	const char *reply_url;               /* where to write a reply, or NULL: a form, or the forge */
	const char *follow_url;              /* where to be told of it by letter, or NULL */
	const char *status_note;             /* what staff say about the status, or NULL */
	const char *locked_note, *log_url;   /* why it is locked, and the entry in the log that says so; first page only, or NULL */
	struct view_time expires;            /* iso "" for most */
	bool pinned, locked, closed, answered, question, idea, threaded;
	bool choosable;                      /* a question without an answer, but with replies */
	struct mustache_list tags;           /* view_link */
	bool may_reply;                      /* not locked, and the site has a write path */
	bool may_react;                      /* the same */
	bool guests_may_reply;
};

/* The posts under a lesson, resource or event; same form as a topic's. */
struct view_thread {
	struct mustache_list posts;
	struct mustache_list reactions;      /* view_reaction: to the page itself */
	int64_t replies;
	bool may_reply, guests_may_reply, may_react;
	const char *path;                    /* of the content file */
	const char *reply_url;               /* where to write, or NULL: a form, or the forge */
	const char *follow_url;              /* where to be told of it by letter, or NULL */
};

/* A lesson, resource, series or page in a list. */
struct view_entry {
	const char *title, *url, *description, *link, *licence;
	const char *kind, *kind_name;        /* of a resource: "book", "Book" */
	struct view_time date;
	int64_t minutes, number, replies;    /* reading time; place in its series */
	struct mustache_list tags;
	bool current;
};

struct view_series {
	const char *title, *url, *description;
	struct html body;
	struct mustache_list lessons;        /* view_entry in order */
	int64_t minutes;
	const struct view_link *first;       /* lesson, or NULL */
	const char *edit_url;
};

struct view_series_list {
	struct mustache_list series;         /* view_series without body */
};

struct view_lesson {
	const char *title, *series_title, *series_url, *edit_url, *history_url;
	struct view_time edited;
	struct html body;
	const struct view_person *author;
	struct view_time date;
	int64_t minutes, number, total;
	struct mustache_list headings;       /* view_link: url is the fragment */
	struct mustache_list lessons;        /* view_entry: the whole series */
	const struct view_link *previous, *next;
	const struct view_thread *thread;
	struct mustache_list attachments;    /* view_file */
};

struct view_resource {
	const char *title, *kind, *kind_name, *link, *licence, *edit_url, *history_url;
	struct view_time edited;
	const char *file_name, *file_url, *file_size;
	const char *checksum;                /* "sha256:…": of the file as it is, or as its author says for what is elsewhere */
	bool checksum_wrong;                 /* its author says another one */
	struct html body;
	const struct view_person *author;
	struct view_time date;
	struct mustache_list tags;
	const struct view_thread *thread;
	struct mustache_list attachments;    /* view_file */
};

struct view_resource_list {
	struct mustache_list resources;      /* view_entry by title */
	struct mustache_list kinds, tags;    /* view_link with count, to narrow the list */
	bool narrowed;                       /* to a kind or a tag */
	const char *new_url;                 /* where to share one, or NULL: a form, or the forge */
};

/* One time that an event takes place, told by the clocks of its zone. */
struct view_occasion {
	struct view_time start, end;         /* end.iso "": open */
	const char *when, *until;            /* "Wed, 25 Nov 2026, 18:00", "19:30" */
	const char *day, *month, *year;      /* "25", "Nov", "2026" */
	const char *zone;                    /* "Europe/Berlin"; "" is UTC, which when and until then tell */
};

struct view_event_row {
	const char *title, *url, *location, *description;
	struct view_occasion at;             /* of a repeated event: the next one, or the last */
	const char *often;                   /* "daily", "weekly", "monthly", "yearly", or "" */
	int64_t every;                       /* 2: every other week */
	bool past, cancelled;
};

struct view_event {
	const char *title, *location, *join_url, *recording_url, *topic_url, *edit_url, *history_url;
	struct view_time edited;
	const char *calendar_url;            /* its .ics file */
	const char *often, *repeat;          /* repeat: the rule itself */
	int64_t every;
	struct html body;
	const struct view_person *author;
	struct view_occasion at;
	struct mustache_list next;           /* view_occasion: after that, of a repeated event */
	struct mustache_list tags;           /* view_link */
	bool past, cancelled;
	const struct view_thread *thread;
	struct mustache_list attachments;    /* view_file */
};

struct view_event_list {
	struct mustache_list upcoming, past; /* view_event_row */
	const char *calendar_url;            /* the .ics file of all events */
	const char *subscribe_url;           /* the same as webcal:// */
	const char *new_url;                 /* where to suggest one, or NULL: a form, or the forge */
};

#include "view_account.h"
#include "view_act.h"
#include "view_join.h"
#include "view_people.h"
#include "view_queue.h"
#include "view_react.h"
#include "view_write.h"

/* One table per struct above, of the same name. */
#define VIEW_TYPES(X)                                                                              \
	X(act_choice) X(act_post) X(act) X(appeal) X(appeals) X(report) X(own_report) X(reported) X(report_said) X(reports) X(remark) X(record) \
	X(time) X(link) X(disc) X(person) X(page) X(topic_row) X(reaction) X(choice) X(poll) X(post) X(file)         \
	X(forum_row) X(home) X(forum) X(forums) X(month) X(month_cell) X(year) X(archive) X(topic_list) X(feed_row) X(feed_group) X(feeds) X(topic) X(thread) X(entry)      \
	X(series) X(series_list) X(lesson)                                                         \
	X(resource) X(resource_list) X(occasion) X(event_row) X(event) X(event_list) X(member) X(member_list)  \
	X(text) X(mark) X(chart) X(span) X(insights) X(badge) X(badge_list) X(rules_version) X(rules)                                              \
	X(member_row) X(letter) X(work) X(member_year)                                                                  \
	X(question) X(join) X(join_confirm) X(welcome) X(invite_row) X(invite) X(newcomer) X(invitation)                      \
	X(edit) X(history)                                                                         \
	X(tag) X(tag_list) X(plain) X(log_row) X(log_entry) X(log) X(input) X(option) X(ask) X(fact) X(form) X(preview) X(receipt)       \
	X(sign_in) X(queue_item) X(queue_group) X(undo) X(queue) X(queue_confirm) X(sender) X(diff_part) X(diff_line) X(trust) X(change) X(submission) X(message) \
	X(confirm) X(mail_post) X(mail) X(wish) X(react) X(followed) X(follow) X(often) X(letters) X(note) X(verdict) X(rota) X(mailin) \
	X(sign_in_sent) X(sent) X(me) X(session) X(sessions) X(password) X(proof) X(data)
#define VIEW_DECLARE(name) extern const struct mustache_type view_##name##_type;
VIEW_TYPES(VIEW_DECLARE)
#undef VIEW_DECLARE

/* Which type a template of the theme is rendered with: rows for the contract and for tests. */
struct view_template {
	const char *name; /* "topic" */
	const struct mustache_type *type;
	const char *help;
};
const struct view_template *view_templates(size_t *n);

/* Rendering helper: the page's view inside, page outside. */
#define VIEW_SCOPE(page_view, inner_type, inner)                                                   \
	(struct mustache_scope)                                                                    \
	{                                                                                          \
		.type = &(inner_type), .object = (inner),                                          \
		.outer = &(struct mustache_scope){.type = &view_page_type, .object = (page_view)}  \
	}

#endif
