/*
 * state_join.h: people on their way to being members: what they typed until they confirm their
 * address, their account from then on, and which names are taken. It refuses to decide who may
 * join, and to tell anybody but moderators what they answered.
 *
 * Of a joining there are two moments: it is put when the form was sent, and confirmed by the link of
 * its letter. From the confirmation on its handle has an account, and is a newcomer for good.
 */
#ifndef STOA_STATE_JOIN_H
#define STOA_STATE_JOIN_H

#include "state.h"

/* What the form said. Text is never NULL. */
struct state_join {
	const char *handle, *name, *address;
	const char *answers;    /* a question and its answer in turn, a line each, or "" */
	const char *invitation; /* id of the invitation that it came by, or "" */
	int64_t rules;          /* the version that was accepted; 0 where the site has none */
	int64_t expires;
	const char *submission; /* of the profile, once confirmed; else "" */
};

/* digest: crypto_digest() of the link's token. Expired ones go. */
int state_join_put(struct state *state, const char *digest, const struct state_join *join, int64_t now,
                   struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND where there is none, or it has expired. In the arena. */
int state_join_find(struct state *state, const char *digest, int64_t now, struct arena *arena, struct state_join *join,
                    struct err *err) WARN_UNUSED;
/* When all is done: the link works no more. */
int state_join_end(struct state *state, const char *digest, struct err *err) WARN_UNUSED;

enum state_joined {
	STATE_JOINED,
	STATE_JOIN_TAKEN,    /* the handle, or one that looks like it, is somebody's */
	STATE_JOIN_MEMBER,   /* the address is a member's */
	STATE_JOIN_UNINVITED /* the invitation is used up, over or revoked, and it needs one */
};

/*
 * In one transaction: the account with its confirmed address and no password, the name's skeleton,
 * one use of the invitation, the newcomer. Of several that want one handle, one gets it; and one
 * that was confirmed already stays as it is, so that whoever was interrupted may go on.
 */
struct state_join_wish {
	const char *digest, *handle, *skeleton;
	const char *submission; /* id that the profile is to have */
	bool invited_only;
	int64_t now;
};
int state_join_confirm(struct state *state, const struct state_join_wish *wish, enum state_joined *joined,
                       struct err *err) WARN_UNUSED;

/* ---- newcomers ---- */

struct state_newcomer {
	const char *handle, *submission, *answers, *invitation;
	int64_t at;
};
/* ERR_NOTFOUND: who joined in another way. In the arena. */
int state_newcomer_find(struct state *state, const char *handle, struct arena *arena, struct state_newcomer *newcomer,
                        struct err *err) WARN_UNUSED;
/* Takes account, sessions, answers and the name's skeleton away: of one whose profile was never published. */
int state_newcomer_drop(struct state *state, const char *handle, struct err *err) WARN_UNUSED;

/* ---- names ---- */

/* A handle, and handle_skeleton() of it. */
struct state_likeness {
	const char *handle, *skeleton;
};

/* Who has a handle of that skeleton: its own first. ERR_NOTFOUND: nobody. In the arena. */
int state_likeness_find(struct state *state, const struct state_likeness *wanted, struct arena *arena,
                        const char **handle, struct err *err) WARN_UNUSED;
/* Up to which tree of main names are known, in hex; "" before the first. */
int state_likeness_tree(struct state *state, struct arena *arena, const char **tree, struct err *err) WARN_UNUSED;
/* In one transaction: these names too, up to that tree. Names are never taken back: old posts are by them. */
int state_likeness_put(struct state *state, const char *tree, const struct state_likeness *names, size_t n,
                       struct err *err) WARN_UNUSED;

#endif
