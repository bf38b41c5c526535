/*
 * spam.h: how likely a submission is spam, 0 to 1000, and why: a pure function of what is known of
 * it. The number sorts a moderator's queue and explains itself; it refuses to decide anything.
 */
#ifndef STOA_SPAM_H
#define STOA_SPAM_H

#include "core/queue/held.h"
#include "core/state/state_spam.h"
#include "core/words/spam_filter.h"

enum { SPAM_MAX = 1000, SPAM_REASONS_MAX = 24, SPAM_NAMED = 5 };

struct spam_case {
	const struct spam_text *text;
	struct state_spam_seen seen;
	struct spam_belief belief;
	const struct spam_counts *counts;   /* as spam_filter() ordered them */
	const struct held *held;            /* the operator's words, or NULL */
	int64_t approved;                   /* posts of the sender's that are public */
	bool guest;
	bool unproved;                      /* neither answered the site's question nor did the work that was asked for */
	bool trapped;                       /* the field that people do not see was filled in from this network lately */
	int64_t age, hasty;                 /* seconds that the form was open, -1 where not known; fewer than hasty are few */
};

/* One that speaks for or against. */
struct spam_reason {
	const char *rule;   /* name of its row in rules[]; the theme's words are spam.<rule> */
	int64_t count;      /* of what it counts */
	int64_t points;
	const char *detail; /* words or hosts, ", " between; "" where there is none */
};

struct spam_opinion {
	int64_t score;  /* 0 to SPAM_MAX */
	int64_t points; /* of all but the filter, as they add up */
	struct spam_reason reasons[SPAM_REASONS_MAX];
	size_t nreasons;
};

/* Everything in the arena. */
void spam_judge(const struct spam_case *spam_case, struct arena *arena, struct spam_opinion *opinion);

/* The score of a text whose rules gave points, by what the filter says now. */
int64_t spam_score(int64_t points, struct spam_belief belief);

/* What the filter's belief adds to the points of the rules. */
int64_t spam_belief_points(struct spam_belief belief);

/* A line each, "rule count points detail": what state_facts keeps. In the arena. */
const char *spam_reasons_write(const struct spam_opinion *opinion, struct arena *arena);
/* Lines that are no reasons are passed over. *n at most SPAM_REASONS_MAX. */
struct spam_reason *spam_reasons_read(const char *text, struct arena *arena, size_t *n);

/* The lines with that of the filter replaced. */
const char *spam_reasons_renew(const char *text, struct spam_belief belief, struct arena *arena);

/* One row of rules[], by number; NULL past the last. */
struct spam_rule {
	const char *name;
	int64_t points, most; /* for each that count() finds, and for all together */
	int64_t (*count)(const struct spam_case *spam_case);
	const char *(*detail)(const struct spam_case *spam_case, struct arena *arena); /* or NULL */
	const char *help;
};
const struct spam_rule *spam_rule(size_t i);

#endif
