/*
 * state_mail.h: whom to write to, of what, and the letters on their way: the part of state.db that
 * mail needs. It refuses to decide who is told what, and to write or send a letter.
 *
 * What a member follows is a key: "topic:<stem>" (of any page that takes posts), "forum:<forum>",
 * "tag:<tag>". Mentions are followed by all who have not said no to STATE_MENTIONS. News are posts that a member has still to be told of; they become letters when due.
 */
#ifndef STOA_STATE_MAIL_H
#define STOA_STATE_MAIL_H

#include "state.h"

/* When a member is written to. */
enum state_mail { STATE_MAIL_NOW, STATE_MAIL_DAILY, STATE_MAIL_WEEKLY, STATE_MAIL_NEVER, STATE_MAILS };
const char *state_mail_name(enum state_mail mail); /* "now", "daily", "weekly", "never" */
bool state_mail_parse(const char *name, enum state_mail *mail);

/*
 * The confirmed address of an account ("" takes it away) and when it wants letters. ERR_NOTFOUND
 * without account; ERR_RACE where another account has the address, in whatever case.
 */
int state_address_put(struct state *state, const char *handle, const char *address, struct err *err) WARN_UNUSED;
int state_mail_put(struct state *state, const char *handle, enum state_mail mail, struct err *err) WARN_UNUSED;

struct state_reach {
	const char *address; /* "" without one */
	enum state_mail mail; /* NEVER too while letters come back (state_reply.h) */
};
/* ERR_NOTFOUND without account. In the arena. */
int state_reach(struct state *state, const char *handle, struct arena *arena, struct state_reach *reach,
                struct err *err) WARN_UNUSED;
/* Whose address it is. ERR_NOTFOUND. */
int state_address_owner(struct state *state, const char *address, struct arena *arena, const char **handle,
                        struct err *err) WARN_UNUSED;

/* ---- following ---- */

struct state_handles {
	const char **at;
	size_t len;
};

/* A wish of the member's own: it stands until there is another. */
int state_follow_put(struct state *state, const char *handle, const char *what, bool on, int64_t now,
                     struct err *err) WARN_UNUSED;
/* Because they wrote there: changes nothing where the member once said yes or no. */
int state_follow_suggest(struct state *state, const char *handle, const char *what, int64_t now, struct err *err) WARN_UNUSED;
int state_follows(struct state *state, const char *handle, const char *what, bool *on, struct err *err) WARN_UNUSED;
/* *off: the member once said no to it. */
#define STATE_MENTIONS "mention"
int state_declines(struct state *state, const char *handle, const char *what, bool *off, struct err *err) WARN_UNUSED;
/* Who follows, by handle; what somebody follows, by key. */
int state_followers(struct state *state, const char *what, struct arena *arena, struct state_handles *handles,
                    struct err *err) WARN_UNUSED;
int state_followed(struct state *state, const char *handle, struct arena *arena, struct state_handles *keys,
                   struct err *err) WARN_UNUSED;

/* ---- news ---- */

/* A post that a member is to be told of. */
struct state_news {
	const char *handle, *stem, *name; /* name: of the reply's file, "" for the page itself */
	const char *reason;               /* "mention", "reply", "follow" */
	int64_t due;
};

/*
 * In one transaction: all of these that are not there yet, and the commit up to which news have been
 * found. Done twice it changes nothing. ERR_RACE where `before` is not the commit that stood there:
 * another process was first.
 */
struct state_found {
	const char *before, *commit; /* hex; before "" at the very first */
	const struct state_news *news;
	size_t nnews;
};
int state_news_put(struct state *state, const struct state_found *found, struct err *err) WARN_UNUSED;
/* The commit up to which news have been found; "" before the first. */
int state_news_commit(struct state *state, struct arena *arena, const char **commit, struct err *err) WARN_UNUSED;

struct state_news_list {
	struct state_news *at;
	size_t len;
};
/* Due ones of the handle whose news are due longest, by stem and name; empty where nobody's are. */
int state_news_due(struct state *state, int64_t now, struct arena *arena, struct state_news_list *news,
                   struct err *err) WARN_UNUSED;

/* ---- letters ---- */

struct state_letter {
	int64_t id;       /* filled by state_letter_claim() */
	const char *name; /* of which there is one: the Message-ID */
	const char *address, *message;
	int64_t tries;
};

/*
 * In one transaction: the letter waits to be sent (unless one of its name does already), and
 * the news that it tells, all of one handle, are told. letter NULL: they are told without one.
 */
int state_letter_put(struct state *state, const struct state_letter *letter, const struct state_news_list *told,
                     int64_t now, struct err *err) WARN_UNUSED;
/*
 * The one that is due longest, for this process alone until `now + lease`: whoever ends before
 * state_letter_sent() leaves it to be sent again. ERR_NOTFOUND: none is due.
 */
int state_letter_claim(struct state *state, int64_t now, int64_t lease, struct arena *arena,
                       struct state_letter *letter, struct err *err) WARN_UNUSED;
int state_letter_sent(struct state *state, int64_t id, struct err *err) WARN_UNUSED;
/* Later, because it could not be sent. */
int state_letter_delay(struct state *state, int64_t id, int64_t due, struct err *err) WARN_UNUSED;
/* Seconds until news, verdicts or letters are due; -1: there are none. For who waits. */
int state_mail_wait(struct state *state, int64_t now, int64_t *seconds, struct err *err) WARN_UNUSED;

#endif
