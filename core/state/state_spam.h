/*
 * state_spam.h: what a site has learned of spam, in state.db: which words stood in what moderators
 * took for spam or approved, and which texts came lately from where. Words are numbers
 * (spam_text.h), so that no sentence can be read back. It refuses to judge.
 *
 * A lesson is learned exactly once: counts and the note that they were counted are one transaction.
 */
#ifndef STOA_STATE_SPAM_H
#define STOA_STATE_SPAM_H

#include "core/words/spam_filter.h"
#include "state.h"

enum spam_lesson { SPAM_NONE, SPAM_SPAM, SPAM_HAM, SPAM_OTHER }; /* other: decided, and no lesson */

struct state_spam_text {
	const char *id;      /* of the submission; or of a file that was taught by hand */
	const char *sender;  /* handle, or of a guest the network */
	const char *network; /* keyed hash of the address, or "" */
	const char *place;   /* what it was written for: two senders' "Thank you!" are two posts */
	int64_t digest;      /* struct spam_text */
	int64_t points;      /* of the rules, without the filter */
	int64_t at;
};

/* Remembers a text with its words; what is known of the id already stays. */
int state_spam_put(struct state *state, const struct state_spam_text *text, const struct spam_text *words, struct err *err) WARN_UNUSED;

/*
 * Makes `lesson` what the text of that id is counted as: whatever it was counted as before is taken
 * back. The same twice changes nothing. mark: of the verdict that it rests on, to know it again. ERR_NOTFOUND where
 * state_spam_put() never saw the id.
 */
struct state_spam_lesson {
	const char *id, *mark;
	enum spam_lesson lesson;
	int64_t now;
};
int state_spam_teach(struct state *state, const struct state_spam_lesson *lesson, struct err *err) WARN_UNUSED;

/* Counts of the words of a text, in the arena. */
int state_spam_counts(struct state *state, const struct spam_text *words, struct arena *arena, struct spam_counts *counts,
                      struct err *err) WARN_UNUSED;

/* What is known of texts like this one since a moment. */
struct state_spam_seen {
	int64_t as_spam;      /* texts with its digest that are lessons of spam */
	int64_t by_others;    /* with its digest from other senders, of which nothing is decided, or spam */
	int64_t network_spam; /* lessons of spam from its network */
	int64_t approved;     /* of its sender: lessons that were none */
	const char *own;      /* id of the newest one that the sender wrote for the same place with the same digest, or "" */
};
int state_spam_look(struct state *state, const struct state_spam_text *text, int64_t since, struct arena *arena,
                    struct state_spam_seen *seen, struct err *err) WARN_UNUSED;

/* Every text by id, to compare with what was decided. */
struct state_spam_row {
	const char *id, *mark; /* mark: "" until something is decided */
	int64_t points, at;
};
struct state_spam_rows {
	struct state_spam_row *at;
	size_t len;
};
int state_spam_all(struct state *state, struct arena *arena, struct state_spam_rows *rows, struct err *err) WARN_UNUSED;

/* Counts of a remembered text, whose words are known by number only (count->word is ""). */
int state_spam_recount(struct state *state, const char *id, struct arena *arena, struct spam_counts *counts,
                       struct err *err) WARN_UNUSED;

/* Replaces score and reasons of a submission's facts, where it has any. */
int state_spam_rescore(struct state *state, const char *id, int64_t score, const char *reasons, struct err *err) WARN_UNUSED;

/* How many lessons there were when all that waits was scored last. */
int state_spam_scored(struct state *state, int64_t *lessons, struct err *err) WARN_UNUSED;
int state_spam_set_scored(struct state *state, int64_t lessons, struct err *err) WARN_UNUSED;

struct state_spam_totals {
	int64_t spam, ham, words, texts;
};
int state_spam_totals(struct state *state, struct state_spam_totals *totals, struct err *err) WARN_UNUSED;

/* Forgets one text: what was learned of it stays. */
int state_spam_drop(struct state *state, const char *id, struct err *err) WARN_UNUSED;

/* Forgets words that stood in one text only, and not since a moment. */
int state_spam_prune(struct state *state, int64_t before, struct err *err) WARN_UNUSED;

#endif
