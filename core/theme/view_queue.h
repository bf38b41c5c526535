/*
 * view_queue.h: what the templates of the moderators' queue see. It is a part of view.h, which
 * includes it and has the types that these are made of; it refuses to be included by anybody else.
 */
#ifndef STOA_VIEW_QUEUE_H
#define STOA_VIEW_QUEUE_H

/* One submission in a list. */
struct view_queue_item {
	const char *id, *url, *summary, *kind, *excerpt, *forum_title, *host;
	const struct view_person *author;
	struct view_time submitted;
	int64_t score, links;                /* score: 0 to 100 */
	int64_t alike;                       /* how many say the same, itself among them; 0: alone */
	bool likely_spam, checked;
	const char *holder;                  /* who looks at it now, or NULL */
};

/* What has something in common; the first stands for all. */
struct view_queue_group {
	const struct view_queue_item *first;
	int64_t count, senders, networks, members, score;
	bool many, likely_spam;
	const char *url;                     /* all of them, one by one; of a single one its page */
	const char *approve_url, *reject_url, *spam_url; /* ask for a verdict on all */
};

/* The verdict that was just given, with the way back. */
struct view_undo {
	const char *text, *url;              /* url: where it stands now, or NULL */
	const char *action;                  /* where the form goes; NULL: it cannot be taken back */
	struct mustache_list failed;         /* view_link: what could not be done, and why */
	const char *left, *more;             /* what it did not come to, in a sentence, and what goes on with it; or NULL */
};

struct view_queue {
	struct mustache_list groups;         /* view_queue_group; or */
	struct mustache_list items;          /* view_queue_item: one by one */
	int64_t total, chosen;               /* in all; of these that the choice leaves */
	int64_t reports, appeals;            /* that nobody has looked at, or decided */
	struct mustache_list lists;          /* view_link: ways to group */
	struct mustache_list kinds, forums, chances, ages; /* view_link: url is the value to be sent */
	struct mustache_list pages;          /* view_link */
	const char *by, *text;
	bool narrowed, filtered;             /* narrowed: to one group; filtered: by the form */
	const char *all_url;                 /* without any of it */
	int64_t floods, flooded;             /* texts that were sent many times, and how often in all */
	const char *floods_url, *flood_spam_url; /* these alone; asks whether they are spam; NULL where floods is 0 */
	const char *approve_url, *reject_url, *spam_url; /* of all that is chosen; NULL for one or none */
	const struct view_undo *undo;
	const char *notice;                  /* what just happened, or NULL */
};

struct view_queue_confirm {
	const char *verdict;                 /* "approve", "reject" or "spam" */
	const char *error, *reason, *back_url, *within;
	struct mustache_list items;          /* view_queue_item, those that it may hurt first */
	int64_t total, unchecked, rest;      /* rest: how many are not listed */
	const char *rest_ids;                /* theirs, a blank between */
	bool rest_checked, approve, reject;  /* approve, reject: the verdict is that */
	struct mustache_list rules, answers; /* view_link */
};

/* Who sent a submission, as moderators should know before they decide. */
struct view_sender {
	int64_t approved, spam, waiting;           /* lately; waiting: others of theirs */
	int64_t network_waiting, network_spam;     /* from the same network */
	const char *waiting_url, *network_url;     /* or NULL */
};

/* A file of a submission that no form could have sent. */
struct view_change {
	const char *path;
	bool added, removed, unshown;        /* unshown: it is no text, or too much of it */
	struct mustache_list diff;           /* view_diff_line */
};

struct view_submission {
	const char *id, *summary, *title, *state, *kind, *target_title, *target_url;
	const struct view_person *author;
	struct view_time submitted;
	struct mustache_list before;         /* view_post: the thread above */
	const struct view_post *post;        /* as it will be published, or NULL */
	struct mustache_list diff;           /* view_diff_line, for edits */
	struct mustache_list changes;        /* view_change: of a proposal by git, or of what is no page */
	const char *note;                    /* what its author says about a change, or "" */
	struct mustache_list facts;          /* view_fact: of a new event or resource */
	struct mustache_list clashes;        /* view_link: files that changed meanwhile */
	struct mustache_list rules;          /* view_link: the rules' headings, to reject under */
	const char *source;                  /* markdown of the body, for edit-and-approve */
	const char *base;                    /* where it clashes: the commit that source is merged with */
	const char *error, *reason, *rule;
	const char *reviewer;                /* who decided, or NULL */
	struct view_time decided;
	const char *holder;                  /* handle of another moderator who looks at it now, or NULL */
	struct mustache_list after;          /* view_post: the thread below, where it is not at the end */
	struct mustache_list answers;        /* view_link: reasons that the operator keeps ready */
	const struct view_sender *sender;
	const struct view_trust *trust;      /* of its author */
	const struct view_newcomer *newcomer; /* the same of who joined by the form; or NULL */
	const char *held_by;                 /* rule of the policy, "" where none is known */
	int64_t score;                       /* 0 to 100: how likely it is spam */
	bool scored, likely_spam;
	struct mustache_list reasons;        /* view_link: what speaks for or against it */
	const struct view_undo *undo;        /* of the verdict before this one */
	const char *back_url;                /* the list that it was opened from */
	const char *within;                  /* the query of that list, to be sent back */
	int64_t place, total;                /* in that list, from 1; 0: it is not in it */
	bool bannable;                       /* its author has an account that may be suspended */
	const char *fetch;                   /* the git command that brings it into a clone */
	const struct view_link *previous, *next;
	bool waiting;
};

#endif
