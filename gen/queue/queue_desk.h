/*
 * queue_desk.h: what the subcommands of `stoa queue` share: what was asked for, which submissions are meant,
 * and how they are shown. It refuses to be included by anything but gen/cmd/cmd_queue.c and gen/queue_*.c.
 */
#ifndef STOA_QUEUE_DESK_H
#define STOA_QUEUE_DESK_H

#include "gen/desk/desk.h"
#include "gen/desk/term.h"

#include "core/base/vec.h"
#include "core/queue/queue_index.h"

enum { QUEUE_IDS_MAX = 100000, QUEUE_TEXT_MAX = 8 << 20, QUEUE_JSON_MAX = 256 << 20 };

/* Which are meant, as options; NULL where not given. */
struct queue_wanted {
	const char *forum, *by, *network, *kind, *topic, *older, *like, *text;
	int64_t score_min, score_max; /* -1: not given */
	bool flood;
};

struct queue_desk {
	struct desk desk;
	struct state *state;
	struct term term;
	struct queue_source source;
	struct queue_index index; /* after queue_desk_read() */
	bool is_read;
	const struct queue_deed *deed;
	char **operands; /* behind the subcommand's name */
	struct queue_wanted wanted;
	const char *site, *as, *reason, *rule, *note, *group;
	bool json, no_build, dry_run, yes, edit, last;
	const char *reviewer; /* of a verdict */
	size_t published;     /* how often main has moved */
};

/* What a subcommand may be told: ids, or a filter, or neither. */
enum { QUEUE_IDS = 1, QUEUE_FILTER = 2, QUEUE_DECIDES = 4 };

struct queue_deed {
	const char *name; /* first, for near_name() */
	unsigned takes;
	int (*run)(struct queue_desk *queue, struct err *err);
};

int queue_list_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_show_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_diff_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_approve_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_reject_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_spam_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_undo_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_withdraw_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;
int queue_sweep_run(struct queue_desk *queue, struct err *err) WARN_UNUSED;

/* ---- which ---- */

/* All that waits, once: queue->index. */
int queue_desk_read(struct queue_desk *queue, struct err *err) WARN_UNUSED;

/* Whether any option says which. */
bool queue_desk_filters(const struct queue_desk *queue);

/* What the options say, what is likely spam last, and before that, and within it, the oldest first. In the arena. */
int queue_desk_choose(struct queue_desk *queue, struct queue_list *list, struct err *err) WARN_UNUSED;

/* Whether it belongs to those that come last. */
bool queue_desk_risky(const struct queue_entry *entry);

struct queue_ids VEC_OF(const char *);

/* The operands, with those on stdin in the place of "-". ERR_INPUT: one is no id, or there is none. */
int queue_desk_ids(struct queue_desk *queue, struct queue_ids *ids, struct err *err) WARN_UNUSED;

/*
 * What the reviewer decided last: of one command every verdict bears the same second. ERR_NOTFOUND where there is
 * nothing.
 */
int queue_desk_last(struct queue_desk *queue, struct queue_ids *ids, struct err *err) WARN_UNUSED;

/* ---- shown ---- */

/* "Anna (guest)", in the arena; not yet safe for a terminal. */
const char *queue_desk_who(struct queue_desk *queue, const struct queue_entry *entry);

/* One line of a list, with its end. */
void queue_list_row(struct queue_desk *queue, const struct queue_entry *entry);

/* Prints JSON text on stdout. */
int queue_desk_put(const struct str *json, struct err *err) WARN_UNUSED;

/* ---- one submission's files ---- */

/* Every file that it changes, with what it changes. */
int queue_desk_changes(struct queue_desk *queue, const struct queue_item *item, store_change_fn *found, void *self,
                       struct err *err) WARN_UNUSED;

/* The verdict on one submission, edited in $EDITOR before. *published false: nothing was changed in the end, or it was emptied. */
int queue_edit(struct queue_desk *queue, const struct queue_verdict *verdict, bool *published, struct err *err) WARN_UNUSED;

#endif
