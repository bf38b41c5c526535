/*
 * view_people.h: what templates see of members, tags, numbers, rules and the moderation log. Like
 * view_write.h it is a part of view.h, which includes it; it refuses to be included by anybody else.
 */
#ifndef STOA_VIEW_PEOPLE_H
#define STOA_VIEW_PEOPLE_H

struct view_text {
	const char *text;
};

/* Something that a member wrote: a page of their own, or a reply. */
struct view_work {
	const char *title, *url, *forum_title, *forum_url; /* url of the post; forum_title NULL outside of forums */
	const char *month;                   /* "November 2026" where it is the first of its month in a list by year */
	struct view_time date;
	bool reply;
};

/* What members earn. */
struct view_badge {
	const char *name, *title, *about;
	struct mustache_list needs;          /* view_text: all that has to be reached */
	int64_t holders;
	int64_t hue;                         /* as of a person, of the badge's name */
	struct mustache_list discs;
};

struct view_badge_list {
	struct mustache_list badges;         /* view_badge */
};

struct view_member {
	const struct view_person *person;
	struct html body;
	struct view_time joined, left;       /* left.iso: NULL for who is still here */
	struct mustache_list links, skills;  /* view_link */
	struct mustache_list works;          /* view_work: the newest */
	struct mustache_list years;          /* view_link with count, newest first, where there are more */
	struct mustache_list badges;         /* view_badge */
	int64_t topics, replies, answers, votes;
	struct view_time suspended;          /* until when; iso "" for most */
	bool banned;
	const char *log_url;                 /* the entry in the moderation log that says why, or NULL */
};

/* What a member wrote in a year, or a part of it, oldest first. */
struct view_member_year {
	const struct view_person *person;
	const char *year;
	struct mustache_list opened, replied; /* view_work */
	struct mustache_list pages;          /* view_link, one a chunk; empty for one */
};

/* A member in the directory. */
struct view_member_row {
	const struct view_person *person;
	const char *about;                   /* first words of the profile */
	struct mustache_list skills;         /* view_link */
	struct view_time joined;
};

struct view_letter {
	const char *letter;
	struct mustache_list links;          /* view_link with count: handles that begin with it */
};

/* The directory, or with a prefix one part of it. */
struct view_member_list {
	const char *prefix;                  /* "ma", or NULL */
	struct mustache_list team, newest, members; /* view_member_row */
	struct mustache_list letters;        /* view_letter, where members is empty */
	struct mustache_list pages;          /* view_link */
	int64_t total;
};

struct view_tag {
	const char *tag;
	const char *follow_url;              /* where to be told of it by letter, or NULL */
	struct mustache_list topics;         /* view_topic_row */
	struct mustache_list entries;        /* view_entry: lessons, resources */
	struct mustache_list events;         /* view_event_row */
	struct mustache_list people;         /* view_member_row: whose skill it is */
};

struct view_tag_list {
	struct mustache_list tags;           /* view_link with count */
};

/* A bar of a chart, in a plot of 520 by 1000 from the top left. */
struct view_mark {
	int64_t x, y, height;                /* it is 8 wide */
	const char *week, *value;
};

/* A year of weeks, as bars or as a line. */
struct view_chart {
	const char *name, *title;            /* name: for ids */
	struct mustache_list ticks;          /* view_text: the axis from top to bottom, evenly spaced */
	struct mustache_list labels;         /* view_text: weeks from left to right, evenly spaced */
	struct mustache_list marks;          /* view_mark, or */
	const char *line;                    /* data of a path through the same plot */
	const char *low, *high, *last;       /* of whole weeks */
	const char *lately, *before;         /* the last four whole weeks, and the four before them */
	bool mean;                           /* those two are of one week, on the average */
};

/* A week, a year or a forum in a table. */
struct view_span {
	const char *title, *url;             /* url of a forum's own insights, else NULL */
	struct view_time begins;             /* of a week */
	int64_t topics, replies, posts, active, joined;
	const char *first, *open;            /* median time to the first reply; share of topics without one; "" for none */
};

struct view_insights {
	const char *forum_title, *forum_url; /* NULL for the whole site */
	struct mustache_list charts;         /* view_chart */
	struct mustache_list weeks, years;   /* view_span, newest first */
	struct mustache_list forums;         /* view_span of a year; empty for one forum */
	const char *year;                    /* of forums */
};

/* A version of the rules. */
struct view_rules_version {
	const char *url;
	int64_t version;
	struct view_time since;              /* iso "" where this copy of the repository does not know */
	const char *who;
	bool current, shown;                 /* shown: on this page */
};

/* The rules as they are, or an earlier or the same version with what it changed. */
struct view_rules {
	const char *title, *edit_url, *history_url;
	struct html body;
	int64_t version, previous;           /* previous: 0 where there is none that is known */
	struct view_time since, edited;
	const char *changes_url;             /* of the page with what this version changed, or NULL */
	const char *current_url;             /* of the rules in force, on the page of a version */
	struct mustache_list diff;           /* view_diff_line: from the previous version, on the page of a version */
	struct mustache_list versions;       /* view_rules_version, newest first; empty for one */
	struct mustache_list attachments;    /* view_file */
	bool old;                            /* other rules are in force now */
};

/* about, any plain page; not-found has an empty body. */
struct view_plain {
	const char *title, *edit_url, *history_url;
	struct view_time edited;
	struct html body;
	struct view_time date;
	struct mustache_list attachments;    /* view_file */
};

struct view_log_row {
	const char *act, *reason, *rule;
	const char *target;                  /* what it was done to: page, reply, member, entry …; or how it is gone */
	const char *target_url, *target_title; /* url NULL where nothing is to be seen; title: of the page */
	const char *id, *url;                /* of the entry: its place in a list, and its own page */
	struct view_time until;              /* iso "" for most */
	bool undone, may_appeal;             /* may_appeal: whom it concerns may answer it */
	const char *undone_url;              /* of the entry that took it back, or NULL */
	const struct view_person *reviewer;  /* NULL where the log shows no names */
	struct view_time date;
};

/* The page of an entry. */
struct view_log_entry {
	const struct view_log_row *entry;
	struct mustache_list later;          /* view_log_row: entries about this one, oldest first */
};

struct view_log {
	const char *label;                   /* the month, or what was done; NULL for the front page */
	struct mustache_list acts;           /* view_log_row */
	struct mustache_list deeds;          /* view_link with count: each kind of act */
	struct mustache_list months;         /* view_link with count, newest first */
	struct mustache_list pages;          /* view_link: the chunks of a month, or of an act */
	const struct view_link *older, *newer; /* months on either side, or NULL */
};

#endif
