/*
 * spam_learn.h: the filter learns from what moderators decide, by comparing the queue's refs with
 * what was learned: whoever decided, on the web, by command or with plain git, and whatever was
 * killed half-way, each verdict is learned once, and one that is taken back is unlearned. It refuses to be
 * part of a verdict: that stays fast, and this comes after.
 */
#ifndef STOA_SPAM_LEARN_H
#define STOA_SPAM_LEARN_H

#include "core/queue/queue.h"
#include "core/site/site.h"
#include "core/state/state.h"
#include "core/words/spam_text.h"

struct spam_learn {
	struct queue *queue;
	struct state *state;
	const struct site *site;
	int64_t now;
};

struct spam_learned {
	size_t lessons;  /* verdicts that were learned or unlearned */
	size_t rescored; /* that wait and were scored again */
};

/*
 * Approved by somebody else than its author: no spam. Rejected as spam: spam. Any other verdict
 * teaches nothing. After every few lessons the scores of all that waits are made anew, so that what is
 * like the spam that was just rejected sinks. Cheap where nothing is new.
 */
int spam_learn(const struct spam_learn *learn, struct spam_learned *learned, struct err *err) WARN_UNUSED;

/* Of one submission what a filter looks at: of a new page its text, of a changed one the lines that are new. */
int spam_text_of(const struct spam_learn *learn, const struct queue_item *item, struct arena *arena, struct spam_text *text,
                 struct err *err) WARN_UNUSED;

/* Lines of a text that another does not have, in the arena. */
const char *spam_added(const char *before, const char *after, struct arena *arena);

#endif
