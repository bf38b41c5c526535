/*
 * view_write.h: what the templates of stoa.fcgi see, from the form to the queue. It is a part
 * of view.h, which includes it and has the types that these are made of; it refuses to be
 * included by anybody else.
 */
#ifndef STOA_VIEW_WRITE_H
#define STOA_VIEW_WRITE_H

/* A labelled input of a form with what was wrong about it. */
struct view_input {
	const char *name, *value, *error;    /* error: one plain sentence, or NULL */
};

/* A choice of a field. */
struct view_option {
	const char *value, *text;
	bool selected;
};

/* A field that only some kinds of pages have: when, where, a poll … */
struct view_ask {
	const char *name, *value, *error;
	const char *label, *help;            /* help: or NULL */
	const char *type;                    /* of the <input>: "text", "url", "date", "datetime-local"; NULL for the other two */
	struct mustache_list options;        /* view_option, of a choice */
	bool lines, required;                /* lines: of more than one */
};

/* What a page says of itself besides its text: "Begins", "Wed, 25 Nov 2026, 18:00, Europe/Berlin". */
struct view_fact {
	const char *label, *text;
};

/* A file that was taken with a form and waits for its post. */
struct view_upload {
	const char *name, *url, *size;       /* url: for its sender alone; size: "48 kB" */
	int64_t width, height;               /* of a picture, else 0 */
};

struct view_form {
	const char *action;                  /* URL */
	const char *kind;                    /* "topic", "reply" or "edit" */
	const char *target_title, *target_url; /* the forum or page that is written to */
	const char *forum, *path;            /* hidden fields, "" where not used */
	const struct view_input *title, *tags, *name, *body; /* title NULL for a reply; name NULL for members */
	struct mustache_list asks;           /* view_ask: what this kind of page is asked besides */
	struct mustache_list more;           /* the same of a poll, folded away */
	bool more_open;                      /* something stands there */
	bool profile;                        /* of a member: its text may stay empty */
	bool poll_voted;                     /* the topic's poll cannot be changed any more */
	const struct view_input *note;       /* why, to the moderator; of a suggested change, or NULL */
	const char *act_url;                 /* of one's own post: where it can be withdrawn, or NULL */
	const char *sign_in;                 /* for who may not send this as a guest, or NULL */
	const char *error;                   /* of the whole form, or NULL */
	struct mustache_list posts;          /* view_post: the last ones above, for context */
	const char *base;                    /* for edits: commit that the author saw */
	const char *reply_to;                /* id of the reply that is answered, or "" */
	const char *opened;                  /* signed time at which it was first shown, or "" */
	const char *quote_url;               /* the same form with that one quoted, or NULL */
	struct mustache_list files;          /* view_upload: taken already */
	struct mustache_list tag_hints;      /* view_link: tags in use */
	const char *files_error;             /* what is wrong with one, or NULL */
	const char *accept;                  /* endings that may be chosen, or NULL where no files may be sent */
	const char *from, *key;              /* the submission that is mended here, and its key; or "" */
};

struct view_preview {
	const struct view_form *form;        /* to go on editing */
	const struct view_post *post;        /* exactly as it will be published */
	const char *title;
	struct mustache_list tags;
	struct mustache_list facts;          /* view_fact */
	struct mustache_list diff;           /* view_diff_line: what an edit changes */
	bool held;                           /* a moderator will look at it first */
	const char *why;                     /* it is held, for the author, or NULL */
	struct mustache_list likely;         /* view_link: topics that may already answer it */
	const char *warning;                 /* what the writer should know before sending, or NULL */
	const char *copy_url;                /* the receipt of what the visitor sent with the same text, or NULL */
	const char *question;                /* the site's question for guests, or NULL */
	const struct view_input *answer;     /* to it, or NULL */
	const char *work, *worker;           /* "bits token" and the URL of the script that does it, or NULL */
	const char *token;                   /* of this preview; page.token is the visitor's */
};

struct view_receipt {
	const char *id, *url, *state;        /* "waiting", "approved", "rejected", "withdrawn" */
	const char *summary, *reason, *rule, *reviewer;
	const char *public_url;              /* where it stands, once approved */
	bool waiting, approved, rejected, withdrawn;
	int64_t place, ahead;                /* place in the queue, from 1 */
	struct view_time submitted, decided;
	const struct view_post *post;
	struct mustache_list facts;          /* view_fact */
	const char *title;
	const struct view_form *form;        /* withdraw or mend, with token, or NULL */
	const char *key;                     /* the k of this address; "" for moderators, as url: only its author acts here */
	const char *why;                     /* it waits, for the author, or NULL */
	const char *appeal_url;              /* where the author answers the verdict, or NULL */
	bool appealed;                       /* they did */
	const char *git;                     /* commands that send what came by git once more, or NULL */
	struct mustache_list changes;        /* view_change: of what came by git */
};

struct view_sign_in {
	const struct view_input *handle;
	const char *error, *next;            /* next: path to go to afterwards */
	const char *notice;                  /* what has just been done, or NULL */
	bool letters;                        /* a link can be mailed */
	bool by_password;                    /* a password was typed */
};

/* Words of a changed line that differ from the line whose place it took, or are the same. */
struct view_diff_part {
	const char *text;
	bool changed;
};

/* A line of a diff: added, removed or kept; or what stands for lines that are left out. */
struct view_diff_line {
	const char *text;
	bool added, removed;
	struct mustache_list parts;          /* view_diff_part: all of text */
	int64_t skipped;                     /* how many are left out here; text is "" then */
};

/* One edit of a post or page, as readers see it. */
struct view_edit {
	struct view_time date;
	const char *who;
	struct mustache_list diff;           /* view_diff_line; empty where a version is not in this copy */
};

struct view_history {
	const char *title, *url;             /* of the page; url: of the post itself */
	bool reply;
	struct mustache_list edits;          /* view_edit, newest first */
	int64_t older;                       /* how many more there were */
	bool missing;                        /* the repository that the site is built from has not all of them */
};

/* What is known of a sender. */
struct view_trust {
	bool guest, member;
	bool unbuilt;                        /* approved posts cannot be counted now */
	int64_t posts, days, rejected, waiting;
};

/* Any page that only says something: errors, 404, 413, 429, signed out. */
struct view_message {
	const char *heading, *text;
	int64_t status;
	const char *kept;                    /* the visitor's text, shown back so that nothing is lost */
	const char *back_url;
	const char *sign_in;                 /* where who is turned away may sign in, or NULL */
	const char *appeal_url;              /* where the visitor answers a moderator's verdict, or NULL */
	const char *again;                   /* where the same can be sent once more, or NULL */
	struct mustache_list fields;         /* view_input: all of it */
	bool files_lost;                     /* but the files that were chosen */
};

/* Asks before something happens: what a link in a letter leads to. */
struct view_confirm {
	const char *heading, *text;
	const char *button;                  /* NULL: nothing is asked */
	const char *action;                  /* URL of the form, its query included */
	bool plain;                          /* the button is for what few want */
	const char *link, *url;              /* another way, in words, and where it leads; or NULL */
};

/* ---- letters ---- */

/* A post in a letter. */
struct view_mail_post {
	const char *title, *url;             /* absolute */
	const struct view_person *author;
	struct view_time date;
	struct html body;                    /* links absolute */
	const char *intro, *why;             /* "Ada answered in …"; why the member is told of it */
};

struct view_mail {
	const char *subject;
	struct mustache_list posts;          /* view_mail_post */
	bool digest;
	const char *unsubscribe, *settings;  /* absolute; unsubscribe may be NULL */
	const char *above;                   /* line that an answer by mail is written above, or NULL */
};

/* What the words of a letter about an answer by mail may name. */
struct view_mailin {
	const char *title, *text;            /* of the thread; a detail of what is wrong; "" for none */
	int64_t count;                       /* a limit */
};

/* What the words of a letter to a moderator may name. */
struct view_rota {
	const char *title;                   /* of a forum, in the line about it */
	int64_t count, fresh, spam, reports; /* what waits, there or in all; of that since the last letter; likely spam */
	int64_t hours;                       /* that the oldest has waited */
};

/* What the words of a letter about verdicts may name. */
struct view_verdict {
	const char *title, *state;           /* state: approved, rejected */
	const char *reason, *rule;           /* "" for none */
	int64_t count;                       /* verdicts that the letter tells of */
};

#endif
