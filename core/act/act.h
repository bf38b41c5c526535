/*
 * act.h: what is done to published content otherwise than by writing it: lock, move, hide, warn,
 * ban, accept an answer, and taking any of that back. Each act is one commit. What a moderator does
 * brings one file under moderation/ in the same commit, with its reason and rule; what authors do to
 * their own topics, and staff to the status of an idea, does not. It refuses to write anything
 * private, and to act for somebody who may not.
 *
 * Acts are commits like any other: the same can be done with an editor and git.
 */
#ifndef STOA_ACT_H
#define STOA_ACT_H

#include "core/page/page.h"
#include "core/queue/queue.h"
#include "core/site/config.h"

/* In which capacity somebody may act. */
enum act_way {
	ACT_NOT = 0,
	ACT_AUTHOR = 1 << 0,    /* of the topic: not logged */
	ACT_STAFF = 1 << 1,     /* not logged */
	ACT_MODERATOR = 1 << 2, /* logged */
	ACT_WRITER = 1 << 3,    /* of the post itself: not logged */
};

/* What an act has to be told, besides its target; a reason and a rule may always be given. */
enum act_need {
	ACT_REASON = 1 << 0, /* may not be empty */
	ACT_FORUM = 1 << 1,  /* to: a forum's folder */
	ACT_TOPIC = 1 << 2,  /* to: a topic's path or address */
	ACT_TITLE = 1 << 3,  /* to: a title */
	ACT_TAGS = 1 << 4,   /* to: tags, by commas; may be empty */
	ACT_STATUS = 1 << 5, /* to: planned, done … */
	ACT_UNTIL = 1 << 6,
	ACT_APPEAL = 1 << 7, /* only as the answer to an appeal: not offered by itself */
	ACT_NEEDS = 8,
};

struct act_case;
struct act_work;

/* One row of acts[]. */
struct act_row {
	const char *name;
	unsigned kinds;   /* bits 1u << enum page_kind of what it is done to */
	unsigned ways;    /* enum act_way */
	unsigned needs;   /* enum act_need */
	const char *help; /* one line */
	bool (*fits)(const struct act_case *c); /* would it change anything there? */
	int (*edit)(struct act_work *work, struct err *err);
};
const struct act_row *act_rows(size_t *n);
const struct act_row *act_row(const char *name); /* NULL: no such act */

/* Who wants to act on what. topic: of a reply, the page that it belongs to; of anything else the page itself. */
struct act_case {
	const char *handle;
	enum page_role role;
	const struct page *page, *topic;
	enum page_forum_kind forum_kind; /* of the forum that the topic is in */
	int64_t now;
};

/* The way in which they may: the strongest one; ACT_NOT for nobody's business, or where the act would change nothing. */
enum act_way act_way(const struct act_row *row, const struct act_case *c);

/* Where acts are done. Borrowed for each call. */
struct act_desk {
	struct queue *queue;
	const struct config *conf;
	struct arena *arena;
};

struct act {
	const char *name;
	const char *target; /* content path: of a topic, reply, profile or entry of the log; to answer an appeal, a submission's id too */
	const char *by;     /* handle; its role is what its profile on main says */
	const char *reason, *rule, *to; /* "" or NULL where not needed; made one line each */
	int64_t until;      /* 0 where not needed */
	const char *id;     /* of the entry in the log; text_is_id(), and not there yet */
	int64_t now;
};

struct act_done {
	struct store_id commit;
	const char *path; /* content path of the target afterwards: a topic may have moved */
	const char *log;  /* content path of the entry in the log, NULL where there is none */
	const char *concerned; /* handle of whom it limits or whose words it changes, and who should hear of it; "" where nobody */
};

#define ACT_BY_HAND "by-hand"

enum { ACT_TEXT_MAX = 500 }; /* characters of a reason or rule */

/*
 * Does it, on main as it is by compare-and-swap, retried on what main becomes; never by a merge.
 * ERR_NOTFOUND: no such target; ERR_DENIED: not theirs to do; ERR_INPUT says what is missing, or why
 * it cannot be done to what is there now.
 *
 * "undo", whose target is an entry of the log, gives every file that the act changed the bytes that it had
 * before, so that the tree is the same but for the log; ERR_INPUT names a file that changed since.
 *
 * "uphold" and "reverse" answer an appeal against an entry of the log, or against what a submission was told. To
 * reverse an entry is to undo it; with `to` ACT_BY_HAND somebody has set right by other acts what could not be undone.
 * What became of a submission is the queue's: here it is only logged.
 */
int act_apply(const struct act_desk *desk, const struct act *act, struct act_done *done, struct err *err) WARN_UNUSED;

/*
 * The content path that somebody means: a path itself; an address "/forums/…/stairs/#<id>" with or
 * without scheme and host; a handle, for acts on members; the id of an entry in the log. As it is where it is none of these.
 */
const char *act_target(const char *text, struct arena *arena);

/* "moderation/2026/11/<id>.md" in the arena. */
const char *act_log_path(const char *id, struct arena *arena);

/*
 * Reads a file of the content at a commit's tree, and the page that it is. ERR_NOTFOUND. text: in the arena.
 */
int act_read_page(const struct act_desk *desk, const struct store_id *tree, const char *path, struct page *page,
                  struct err *err) WARN_UNUSED;

#endif
