/*
 * view_act.h: what templates see of acts on published content. Like view_write.h it is a part of
 * view.h, which includes it; it refuses to be included by anybody else.
 */
#ifndef STOA_VIEW_ACT_H
#define STOA_VIEW_ACT_H

/* One act that the visitor may do here. */
struct view_act_choice {
	const char *name;                    /* "lock" */
	const char *field;                   /* what else it has to be told: "forum", "topic", "title", "tags", "status", "days"; or NULL */
	const char *value, *error;           /* what was typed, and what was wrong; error NULL */
	struct mustache_list options;        /* view_link: url is the value; of forum, status and days */
	const char *reason, *rule;
	bool must_say;                       /* wants a reason */
	bool logged;                         /* goes into the public log */
	bool open, danger;                   /* open: was tried just now */
};

/* A post of the page, to choose. */
struct view_act_post {
	const char *id, *path, *url, *excerpt; /* url: of the same page for that post */
	int64_t number;
	const struct view_person *author;
	struct view_time date;
	bool hidden, answer, may_accept;
};

struct view_act {
	const char *title, *url;             /* url: where it stands in public, or NULL */
	const char *path;                    /* of the content file; sent as `path` */
	const struct view_post *post;        /* the post that is acted on, or NULL */
	const struct view_person *member;    /* the member that is acted on, or NULL */
	struct mustache_list choices;        /* view_act_choice */
	struct mustache_list posts;          /* view_act_post */
	struct mustache_list pages;          /* view_link: of many posts; empty for one */
	struct mustache_list rules;          /* view_link: headings of the rules */
	const char *notice, *error;          /* what just happened, or why nothing did; or NULL */
	const char *report_url;              /* where the visitor can report it instead, or NULL */
};

#endif
