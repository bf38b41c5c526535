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
	const char *excerpt;                 /* of a long post, which is folded; or NULL */
	const struct view_person *member;    /* the member that is acted on, or NULL */
	struct mustache_list choices;        /* view_act_choice */
	struct mustache_list posts;          /* view_act_post */
	struct mustache_list pages;          /* view_link: of many posts; empty for one */
	struct mustache_list rules;          /* view_link: headings of the rules */
	const char *notice, *error;          /* what just happened, or why nothing did; or NULL */
	const char *report_url;              /* where the visitor can report it instead, or NULL */
};

/* Something that the visitor reported before. */
struct view_own_report {
	const char *title, *url, *note;      /* note: what the moderator said, or NULL */
	struct view_time date;
	bool open;
};

/* The form to tell moderators of something. */
struct view_report {
	const char *title, *url, *path;      /* what it is about; path is sent as `path` */
	const struct view_post *post;        /* the post, or NULL */
	struct mustache_list whys;           /* view_link: url is the value */
	const char *text, *error;            /* what was typed, and what was wrong; error NULL */
	bool sent;                           /* it was sent just now */
	struct mustache_list own;            /* view_own_report: newest first */
};

/* One report, as moderators see it. */
struct view_report_said {
	const char *handle, *why, *text;     /* why: "spam" */
	struct view_time date;
};

/* What was reported, with all that was said of it. */
struct view_reported {
	const char *title, *url, *act_url, *path, *excerpt; /* url NULL where it is not shown any more */
	const struct view_person *author;    /* or NULL */
	struct mustache_list said;           /* view_report_said, oldest first */
	int64_t count;
};

/* An appeal, for whom the verdict concerns and for moderators. */
struct view_appeal {
	const char *id, *act, *title, *url;  /* of the verdict; act: "lock", "reject"; url: what it is about, or NULL */
	const char *log_url;                 /* where the verdict stands, or NULL */
	const char *reason, *rule, *reviewer;
	struct view_time given;
	const char *key;                     /* sent as `k` */
	const char *handle, *text;           /* of who appeals; handle NULL: there is no appeal yet */
	struct view_time date;
	const char *verdict, *answer, *by;   /* the second verdict: "uphold", "reverse", "" */
	struct view_time decided;
	bool open, upheld, reversed, logged; /* logged: the verdict is an entry in the log, not about a submission */
	bool may;                            /* the visitor may appeal, or decide */
	bool by_hand;                        /* it cannot be undone, but set right by hand */
	const char *error;                   /* what was wrong, or NULL */
};

struct view_appeals {
	struct mustache_list rows;           /* view_appeal, oldest first */
	int64_t total;
	const char *notice;                  /* what just happened, or NULL */
};

struct view_remark {
	const char *by, *text;
	struct view_time date;
	int64_t id;                          /* sent as `drop` */
};

/* What moderators know of a member. */
struct view_record {
	const char *handle;                  /* sent as `of` */
	const struct view_person *person;
	const char *act_url;                 /* what may be done: warn, suspend … */
	struct view_time suspended;          /* iso "" for most */
	bool banned;
	const struct view_trust *trust;
	const struct view_newcomer *newcomer; /* or NULL */
	struct mustache_list remarks;        /* view_remark, newest first */
	struct mustache_list acts;           /* view_appeal: entries of the log that concern them, newest first */
	bool unbuilt;                        /* acts cannot be told just now */
	struct mustache_list reported;       /* view_own_report: by others, of them or what they wrote */
	struct mustache_list reports;        /* view_own_report: by them */
	struct mustache_list sent;           /* view_sent, newest first */
	const char *text, *error;            /* of the remark that was typed; error NULL: none */
};

struct view_reports {
	struct mustache_list rows;           /* view_reported */
	int64_t total;
	const char *notice;                  /* what just happened, or NULL */
};

#endif
