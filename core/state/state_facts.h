/*
 * state_facts.h: what only moderators may know of a submission: who sent it from where, why it waits,
 * how likely it is spam, and who is looking at it. It refuses to be asked of published content: the
 * facts of a submission go when the queue forgets it.
 *
 * A branch that somebody pushed by hand has no facts; whoever reads them does without.
 */
#ifndef STOA_STATE_FACTS_H
#define STOA_STATE_FACTS_H

#include "state.h"

/* Text is never NULL. */
struct state_facts {
	const char *id;
	const char *handle;  /* "guest" without an account */
	const char *network; /* keyed hash of the address that it came from; "" where that is not known */
	const char *rule;    /* of the policy, in the words of the settings; "" where none decided */
	const char *reasons; /* for the score, a line each */
	int64_t score;       /* 0 to 1000: how likely it is spam */
	int64_t at;          /* when it was sent, seconds since 1970 */
	const char *claimed_by; /* "" or the moderator who looks at it, until */
	int64_t claimed_until;
};

/* Inserts, or replaces all but the claim. */
int state_facts_put(struct state *state, const struct state_facts *facts, struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND. In the arena. */
int state_facts_find(struct state *state, const char *id, struct arena *arena, struct state_facts *facts,
                     struct err *err) WARN_UNUSED;
/*
 * Deletes what stands anywhere of submissions that are not among those ids (sorted), sent before that moment, so that
 * the bytes are in no file any more. *gone: how many.
 */
struct state_kept {
	const char *const *ids;
	size_t len;
	int64_t before;
};
int state_facts_keep(struct state *state, const struct state_kept *kept, struct arena *arena, size_t *gone,
                     struct err *err) WARN_UNUSED;
int state_facts_drop(struct state *state, const char *id, struct err *err) WARN_UNUSED;

/* Of every submission, by id: so that a long queue costs one question. */
struct state_facts_list {
	struct state_facts *at;
	size_t len;
};
int state_facts_all(struct state *state, struct arena *arena, struct state_facts_list *list, struct err *err) WARN_UNUSED;
/* Of what one sender sent, the newest first: all of a member, or what guests or anybody sent from one network. */
struct state_sender {
	const char *handle;  /* or "guest"; or "", anybody */
	const char *network; /* of guests and of anybody; "" has sent nothing */
	int64_t most;
};
int state_facts_of(struct state *state, const struct state_sender *sender, struct arena *arena,
                   struct state_facts_list *list, struct err *err) WARN_UNUSED;
/* In such a list, or NULL. */
const struct state_facts *state_facts_in(const struct state_facts_list *list, const char *id);

/*
 * Says that a moderator looks at it for a number of seconds, unless another one does already. *holder: who does
 * now. A submission without facts is claimed by nobody, and *holder is "".
 */
struct state_claim {
	const char *id, *handle;
	int64_t now, seconds;
};
int state_facts_claim(struct state *state, const struct state_claim *claim, struct arena *arena, const char **holder,
                      struct err *err) WARN_UNUSED;

#endif
