/*
 * policy.h: what becomes of something that somebody sends, by rules that the operator wrote: it is
 * published at once, held for a moderator, or refused. It refuses to look anything up: all that a rule
 * may ask for is a number of struct policy_case, and the same case gets the same answer for ever.
 *
 * A rule is one line of site.conf:
 *
 *     rule      = verdict [kinds] ["in" forums] ["if" condition] [":" sentence for the author]
 *     verdict   = "hold" | "refuse" | "publish"
 *     kinds     = kind {"," kind}         topics, replies, edits, suggestions, pages
 *     forums    = forum {"," forum}       by the names of their folders
 *     condition = every {"or" every}
 *     every     = test {"and" test}
 *     test      = ["not"] (name | name sign number | "role" sign role | "(" condition ")")
 *     sign      = "<" | "<=" | "=" | "!=" | ">=" | ">"
 *
 * Rules are asked in order and the first that matches decides. A name alone asks if it is more than 0.
 */
#ifndef STOA_POLICY_H
#define STOA_POLICY_H

#include "config.h"

enum policy_verdict { POLICY_PUBLISH, POLICY_HOLD, POLICY_REFUSE };

/* What is sent. A suggestion is a change to a lesson, a resource or an event; a page is one that says what the community is. */
enum policy_kind { POLICY_TOPIC, POLICY_REPLY, POLICY_EDIT, POLICY_SUGGESTION, POLICY_PAGE, POLICY_KINDS };

/* What a rule may ask for; the rows of policy_names[] say what each means. */
enum policy_value {
	POLICY_GUEST,
	POLICY_ROLE, /* enum page_role; -1 of a guest */
	POLICY_POSTS,
	POLICY_DAYS,
	POLICY_REJECTED,
	POLICY_WAITING,
	POLICY_LINKS,
	POLICY_IMAGES,
	POLICY_WORDS,
	POLICY_LETTERS,
	POLICY_SPAM,  /* 0 to 100, as moderators see it */
	POLICY_ALIKE,
	POLICY_VALUES
};

struct policy_case {
	enum policy_kind kind;
	const char *forum; /* folder, or "" */
	int64_t values[POLICY_VALUES];
};

/* One step of a condition in postfix order. */
enum policy_op { POLICY_TEST, POLICY_NOT, POLICY_AND, POLICY_OR };
enum policy_sign { POLICY_LESS, POLICY_AT_MOST, POLICY_IS, POLICY_IS_NOT, POLICY_AT_LEAST, POLICY_MORE, POLICY_SIGNS };
struct policy_step {
	enum policy_op op;
	enum policy_value value;
	enum policy_sign sign;
	int64_t number;
};

/* Where a rule comes from. */
enum policy_origin { POLICY_OWN, POLICY_ALWAYS, POLICY_FROM_HOLD };

/* Text is never NULL. */
struct policy_rule {
	const char *text;     /* as written, without the sentence */
	const char *sentence; /* for the author; "" where the operator wrote none */
	const char *key;      /* of the theme's words in its place: "receipt.why_KEY"; "" for the operator's rules */
	enum policy_origin origin;
	enum policy_verdict verdict;
	unsigned kinds;       /* bit 1u << enum policy_kind */
	const char *const *forums;
	size_t nforums; /* 0: in every one, and outside of them */
	const struct policy_step *steps;
	size_t nsteps; /* 0: always */
};

struct policy {
	const struct policy_rule *rules;
	size_t len;
};

/*
 * One rule, in the arena. ERR_INPUT "wants hold, refuse or publish, got 'hodl'". Any bytes are taken. A
 * rule to publish that names no kinds is about topics, replies and edits of one's own posts; every other
 * rule without kinds is about all.
 */
int policy_parse(const char *text, struct arena *arena, struct policy_rule *rule, struct err *err) WARN_UNUSED;

/* The same as a check of options[]. */
int policy_check(const char *text, struct err *err) WARN_UNUSED;

/*
 * The operator's rules, and behind them what is always so (staff publish, changes to common pages wait,
 * guests wait) and what moderation.hold says; the last one matches everything. In the arena; conf was checked
 * when it was read.
 */
void policy_load(struct policy *policy, const struct config *conf, struct arena *arena);

/* A rule to publish never matches a guest. */
bool policy_matches(const struct policy_rule *rule, const struct policy_case *at);

/* The rule that decides. */
const struct policy_rule *policy_judge(const struct policy *policy, const struct policy_case *at);

/* Whether any rule asks for it: what is dear to find out need not be found out for nobody. */
bool policy_asks(const struct policy *policy, enum policy_value value);

/* The rule of that text (of a submission that it held, once), or NULL where there is none any more. */
const struct policy_rule *policy_find(const struct policy *policy, const char *text);

const char *policy_verdict_name(enum policy_verdict verdict); /* "hold" */
const char *policy_origin_name(enum policy_origin origin);    /* "policy.rule" */

/* A rule in whole words: "Hold topics in help if the author's approved posts are fewer than 3." */
void policy_say_rule(const struct policy_rule *rule, struct str *out);
/* Whatever of the case the rule asks for: "in help, posts 2, links 0". */
void policy_say_seen(const struct policy_rule *rule, const struct policy_case *at, struct str *out);
/* The whole of the case: "guest reply in help with 3 links, 412 letters"; policy_case() reads it. */
void policy_say_case(const struct policy_case *at, struct str *out);

/*
 * A line of an operator's test: "hold: guest reply in help with 3 links, 1 word". What it does not
 * name is 0, or of a guest's role what a guest has. ERR_INPUT as above.
 */
struct policy_expected {
	enum policy_verdict verdict;
	struct policy_case at;
};
int policy_expect(const char *text, struct arena *arena, struct policy_expected *expected, struct err *err) WARN_UNUSED;

/* One name that a rule may ask for, for manuals. */
struct policy_name {
	const char *name; /* first, for near_name() */
	const char *help; /* "approved posts of the author" */
	bool flag;        /* wants no number */
};
extern const struct policy_name policy_names[POLICY_VALUES];

#endif
