/*
 * trust.h: what the repository and the queue know of somebody who sends something, in numbers that a
 * rule can ask for and a moderator can read. It refuses to weigh them: there is no score.
 *
 * Approved posts are counted in the builder's catalogue, which is opened to be read for a moment and never
 * waited for. Where it is missing, being made anew, of another version of the program, or of a commit that is not main's or
 * one of its ancestors, a member has no posts yet and `built` says why: so that a fault holds a post and never
 * publishes one.
 */
#ifndef STOA_TRUST_H
#define STOA_TRUST_H

#include "core/page/page.h"
#include "core/queue/queue.h"
#include "core/site/policy.h"
#include "core/state/state.h"

struct trust {
	bool guest, built;
	int64_t role; /* enum page_role; -1 of a guest */
	int64_t posts, days, rejected, waiting;
};

/* Where to look. state NULL: rejected and waiting stay 0. */
struct trust_sources {
	const char *catalogue; /* path */
	struct queue *queue;
	struct state *state;
	struct store_id main; /* the commit that the others are about */
	int64_t now;
};

struct trust_person {
	const char *handle;         /* NULL: a guest */
	const char *network;        /* keyed hash of the address; "" where it is not known */
	const struct page *profile; /* NULL of a guest */
};

/*
 * posts: replies, topics, lessons, resources and events that are public. days: since the profile's date of
 * joining or, without, since the first post. rejected: in the last 30 days. waiting: now; both are of what
 * the sender sent last, TRUST_FACTS_MAX at most; of a guest, what guests sent from the same
 * network. Errors are those of queue and state.
 */
enum { TRUST_FACTS_MAX = 500 };
int trust_of(const struct trust_sources *from, const struct trust_person *who, struct arena *arena, struct trust *trust,
             struct err *err) WARN_UNUSED;

void trust_put(const struct trust *trust, struct policy_case *at);

#endif
