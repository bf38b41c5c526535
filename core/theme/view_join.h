/*
 * view_join.h: what templates see of joining and of invitations. Like view_write.h it is a part of
 * view.h, which includes it; it refuses to be included by anybody else.
 */
#ifndef STOA_VIEW_JOIN_H
#define STOA_VIEW_JOIN_H

/* A question of the site to whoever joins. */
struct view_question {
	const char *name, *text;             /* name: of the field */
	const char *value, *error;           /* error: one plain sentence, or NULL */
};

struct view_join {
	const struct view_input *handle, *name, *address;
	const char *suggestion;              /* a handle that is free, or NULL */
	struct mustache_list questions;      /* view_question */
	const char *rules_title;             /* NULL where the site has no rules */
	const char *rules_error;
	int64_t rules_version;
	bool accepted;
	const char *error;                   /* of the whole form, or NULL */
	const char *invitation;              /* of the link that it came by, or "" */
	const char *invited_by;              /* name of who made it, or NULL */
	bool held;                           /* a moderator looks at new members first */
};

/* Where the link of the letter leads. */
struct view_join_confirm {
	const char *handle, *name, *address;
	const char *action;                  /* URL of the form, its query included */
	const struct view_input *other;      /* to take another handle, where that one is taken by now; or NULL */
	const char *suggestion;              /* a handle that is free, or NULL */
	const char *error;                   /* of the whole, or NULL */
	bool held;
};

struct view_welcome {
	const struct view_person *person;
	bool waits;                          /* the profile is not public yet */
	const char *receipt_url;             /* where its state stands, or NULL */
	const char *forum_title, *forum_url; /* the forum that new members introduce themselves in, or NULL */
	const char *new_url;                 /* its form */
	const char *forums_url, *letters_url, *me_url;
};

struct view_invite_row {
	const char *id, *note;
	const char *url;                     /* the link, absolute; NULL where it works no more */
	const struct view_person *by;
	struct view_time made, expires;
	int64_t uses, left;
	struct mustache_list came;           /* view_person */
	bool revoked, over, used_up;
};

struct view_invite {
	const struct view_input *uses, *days, *note, *addresses;
	const char *error, *notice;          /* of the whole; what just happened; or NULL */
	const char *made;                    /* the link that was just made, absolute, or NULL */
	bool mails;                          /* the site can send them */
	bool all;                            /* everybody's are listed, not only one's own */
	struct mustache_list rows;           /* view_invite_row, newest first */
};

/* What moderators see of somebody who came by the form. */
struct view_newcomer {
	const struct view_person *invited_by; /* or NULL */
	const char *note;                    /* of that invitation, or "" */
	struct mustache_list answers;        /* view_question; of a profile that waits */
};

/* What the words of a mailed invitation may name. */
struct view_invitation {
	const char *by, *note;               /* name of who invites; "" or what it is for */
	int64_t days;
};

#endif
