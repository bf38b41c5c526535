/*
 * view_account.h: what templates see of a member's own affairs: letters of stoa.fcgi, signing in,
 * the pages below /-/me. It is a part of view.h, which includes it; it refuses to be included by
 * anybody else.
 */
#ifndef STOA_VIEW_ACCOUNT_H
#define STOA_VIEW_ACCOUNT_H

/* A letter that somebody asked for by a form: a few sentences and one button. */
struct view_note {
	const char *heading;
	struct mustache_list sentences;      /* view_text, a paragraph each */
	const char *button, *url;            /* url: absolute; both "" where there is none */
	const char *code;                    /* to be typed where it was asked for, or "" */
	const char *code_help;               /* one sentence about it */
	const char *why;                     /* why it came, in a sentence */
};

/* Whose link or code was asked for is not said: nobody may learn here who has an account. */
struct view_sign_in_sent {
	const char *ticket;                  /* what the code goes with */
	const char *error;                   /* of the code, or NULL */
	int64_t minutes;                     /* that link and code work */
};

/* Something that the member sent. */
struct view_sent {
	const char *summary, *url;           /* url: its receipt */
	const char *state;                   /* "waiting", "approved", "rejected", "withdrawn" */
	const char *public_url;              /* where it stands, once approved, or NULL */
	const char *reason;                  /* why not, or "" */
	struct view_time submitted;
};

struct view_me {
	const char *handle, *role, *profile; /* role: "member"…; profile: URL of the public profile */
	const char *edit_url;                /* where to change that */
	struct mustache_list sent;           /* view_sent, newest first */
	struct mustache_list notices;        /* view_appeal: what moderators did that the member has not said to have seen */
	struct mustache_list reports;        /* view_own_report, newest first */
};

struct view_session {
	const char *id, *browser;            /* id: sent as `end`; browser: "Firefox, Android" or "" */
	struct view_time made, seen;         /* seen.day: the day that it was last used */
	bool current;                        /* the one that looks */
};

struct view_sessions {
	struct mustache_list sessions;       /* view_session */
	const char *notice;                  /* what just happened, or NULL */
};

struct view_password {
	bool has_one, fresh;                 /* fresh: signed in by a letter just now, so the old one is not asked for */
	bool letters;                        /* the site writes letters */
	int64_t min;
	const char *handle;                  /* for password managers */
	const char *old_error, *new_error;
	const char *notice;
};

/* Asked again, so that nobody does it at a browser that was left open. */
struct view_proof {
	bool fresh, has_one;                 /* fresh: nothing is asked; has_one: the password */
	const char *error;                   /* of the password, or NULL */
};

struct view_data {
	const char *handle, *typed;          /* typed: what stands in the field */
	const char *how;                     /* "leave", "anonymise", "delete" or "": what is chosen */
	bool leaves, anonymises, deletes;    /* how, for templates */
	const char *asks;                    /* "yes": a moderator decides about a deletion; else "no" */
	const struct view_proof *take, *leave; /* of the two forms */
	const char *how_error, *handle_error;
	const char *notice;
};

#endif
