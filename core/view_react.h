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

#endif
