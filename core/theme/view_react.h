/*
 * view_react.h: what the pages see on which a member reacts, votes and follows. It is a part of view.h,
 * which includes it and has the types that these are made of; it refuses to be included by anybody else.
 */
#ifndef STOA_VIEW_REACT_H
#define STOA_VIEW_REACT_H

/* Something that a member may say of a post, or has said. */
struct view_wish {
	const char *name, *symbol, *text;    /* of a reaction name and symbol; of a poll's choice its text */
	const char *say;                     /* the line that stands for it: "react heart 2026…" */
	int64_t number;                      /* of a poll's choice, from 1 */
	bool on;
};

struct view_react {
	const char *title, *url;             /* of the page; url: where the post stands */
	const char *path, *post;             /* sent along; post: id of a reply, or "" */
	const struct view_person *author;    /* of the post */
	struct mustache_list reactions;      /* view_wish */
	const struct view_wish *vote;        /* for the topic itself, or NULL */
	struct mustache_list choices;        /* view_wish: of the poll */
	const char *question;                /* of the poll, or NULL */
	bool many, chosen;                   /* the poll takes more than one; this member has a ballot in it */
	const char *error;                   /* why it cannot be, or NULL */
	const char *sign_in;                 /* for guests: the way in and back here; else NULL */
	bool open;                           /* something can be said here */
	bool waiting;                        /* something said here is not yet published */
};

/* Something that a member follows, or may. */
struct view_followed {
	const char *what;                    /* "topic:forums/…"; sent as `what` or `drop` */
	const char *kind;                    /* "topic", "forum", "tag"; "gone": it is not there any more */
	const char *title, *url;             /* url NULL of what has gone */
};

struct view_follow {
	struct view_followed what;
	bool on;                             /* the member follows it */
	bool letters, reachable;             /* the site writes letters; this member gets them */
	const char *sign_in;                 /* for guests: the way in and back here; else NULL */
};

/* How often a member wants letters. */
struct view_often {
	const char *name;                    /* "now", "daily", "weekly", "never" */
	bool current;
};

struct view_letters {
	const char *address;                 /* where they go, or "" */
	bool paused;                         /* letters came back, so none are sent */
	bool mentions;                       /* one comes when somebody mentions the member */
	bool letters, saved;                 /* the site writes letters; what was sent has just been kept */
	struct mustache_list often, queue;   /* view_often; queue: of a moderator, about what waits */
	struct mustache_list followed;       /* view_followed */
	int64_t more;                        /* followed, but not listed */
};

#endif
