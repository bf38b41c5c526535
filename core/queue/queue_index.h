/*
 * queue_index.h: all that waits as one table: what it is, who sent it from where, what it is like, how
 * likely it is spam, who looks at it. What the queue's page and `stoa queue` choose, group and sort from. It
 * refuses to decide, and to read a submission twice: what was read of it stays in state.db.
 */
#ifndef STOA_QUEUE_INDEX_H
#define STOA_QUEUE_INDEX_H

#include "core/site/config.h"
#include "core/state/state_facts.h"
#include "core/state/state_glance.h"
#include "core/text/alike.h"
#include "queue.h"

/* Text is never NULL. */
struct queue_entry {
	const char *id, *author, *summary;
	const char *guest;   /* the name that a guest gave */
	const char *kind;    /* "topic", "reply", "edit", "event", "resource"; "change": any other */
	const char *path;    /* content path of its one file; "" where it has several, or they lie elsewhere */
	const char *forum;   /* folder; "" outside of forums */
	const char *stem;    /* of the page whose thread it belongs to; of a topic its own */
	const char *title, *excerpt, *host; /* host: of its first link to another site */
	const char *network, *rule, *reasons; /* of struct state_facts; "" where nothing is known */
	const char *claimed_by;               /* "" where nobody looks at it now */
	int64_t submitted, links, score, files;
	struct alike sketch;
	size_t like;         /* the first entry that it is alike to; its own number where there is none before */
	size_t alike;        /* how many are, itself among them */
	bool flood;          /* one of QUEUE_FLOOD or more that are alike, and risky as a group */
};

struct queue_index {
	struct queue_entry *at; /* by id, which is by time */
	size_t len;
	size_t floods, flooded; /* how many texts are one; how many entries they are together */
};

struct queue_source {
	struct queue *queue;
	struct state *state;
	const struct config *conf;
	struct arena *arena; /* everything that is read ends up here */
	int64_t now;
};
int queue_index_read(const struct queue_source *source, struct queue_index *index, struct err *err) WARN_UNUSED;

/*
 * Reads what was just sent, so that the first look at a flood is as quick as the second. What does not wait is
 * passed over.
 */
int queue_index_note(const struct queue_source *source, const char *const *ids, size_t n, struct err *err) WARN_UNUSED;

/* How many of those that were read are alike to a text that is sent now: to its title, "" of a reply, and its page_text(). */
int queue_index_alike(const struct queue_source *source, const char *title, const char *text, int64_t *n,
                      struct err *err) WARN_UNUSED;

/* The kinds one after the other, "change" last; NULL past it. */
const char *queue_kind_name(size_t i);

/* NULL where that does not wait. */
struct queue_entry *queue_index_find(const struct queue_index *index, const char *id);

/* ---- choosing ---- */

/* Which of them; "" and 0 choose all. */
struct queue_filter {
	const char *kind, *forum, *text; /* text: in title, summary, excerpt, link, author or guest's name, whatever the case of ASCII letters */
	const char *sender, *network;    /* sender: queue_sender() */
	const char *like;                /* alike to the one of this id */
	const char *stem;
	int64_t score_min, score_max;    /* score_max -1: no end */
	int64_t before;                  /* sent before this moment */
	bool flood;                      /* these alone */
};
struct queue_list {
	const struct queue_entry **at;
	size_t len;
};
void queue_index_choose(const struct queue_index *index, const struct queue_filter *filter, struct arena *arena,
                        struct queue_list *list);

/* Who sent it, as one word: a handle; a guest by "guest:" and the network, or the name where that is not known. */
const char *queue_sender(const struct queue_entry *entry, struct arena *arena);

/* ---- grouping ---- */

enum queue_by { QUEUE_BY_LIKE, QUEUE_BY_SENDER, QUEUE_BY_NETWORK, QUEUE_BY_TOPIC, QUEUE_BYS };
const char *queue_by_name(enum queue_by by); /* "likeness", "sender", "network", "topic" */
bool queue_by_parse(const char *name, enum queue_by *by);

enum { QUEUE_RISKY = 600, QUEUE_FLOOD = 5 };

struct queue_group {
	const char *key;        /* what the filter of its `by` is to be for exactly these; "" where nothing is known */
	struct queue_list list; /* oldest first */
	int64_t score;          /* the median */
	size_t members;         /* of them by people with an account */
	bool risky;             /* score from QUEUE_RISKY, or QUEUE_FLOOD of guests that are alike */
};
struct queue_groups {
	struct queue_group *at;
	size_t len;
};

/*
 * What has no key is a group of its own. Likely spam comes last; before that, and within it, what waits
 * longest comes first.
 */
void queue_index_group(const struct queue_list *list, enum queue_by by, struct arena *arena, struct queue_groups *groups);

/* ---- what was decided ---- */

/* Verdicts that queue.git still has (moderation.keep-days). */
struct queue_past {
	int64_t approved, rejected, spam; /* spam: of those rejected */
};

/*
 * On the newest QUEUE_PAST_MAX that somebody sent: a member by handle or, with "" as author, anybody from a network. It
 * costs what they sent, not what the queue has seen.
 */
enum { QUEUE_PAST_MAX = 100 };
int queue_past_of(const struct queue_source *source, const char *author, const char *network, struct queue_past *past,
                  struct err *err) WARN_UNUSED;

#endif
