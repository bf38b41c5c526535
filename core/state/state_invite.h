/*
 * state_invite.h: invitations: links that a member or moderator made for people to join by, how
 * often each may still be used, and who came. It refuses to know whom a link was sent to.
 */
#ifndef STOA_STATE_INVITE_H
#define STOA_STATE_INVITE_H

#include "state.h"

/* Text is never NULL. */
struct state_invite {
	const char *id;     /* text_is_slug() */
	const char *handle; /* who made it */
	const char *note;   /* for who made it and for moderators */
	int64_t made, expires;
	int64_t uses, left; /* how many may join by it; how many still */
	bool revoked;
	int64_t came;       /* how many did */
};

int state_invite_put(struct state *state, const struct state_invite *invite, struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND. In the arena. */
int state_invite_find(struct state *state, const char *id, struct arena *arena, struct state_invite *invite,
                      struct err *err) WARN_UNUSED;
/* May somebody join by it now? */
bool state_invite_is_open(const struct state_invite *invite, int64_t now);

struct state_invites {
	struct state_invite *at;
	size_t len;
};
/* The newest first, at most `max`; by: of one member, or NULL for all. */
int state_invite_list(struct state *state, const char *by, size_t max, struct arena *arena, struct state_invites *invites,
                      struct err *err) WARN_UNUSED;

/* It works no more. by: only if that one made it, or NULL. ERR_NOTFOUND. */
int state_invite_revoke(struct state *state, const char *id, const char *by, struct err *err) WARN_UNUSED;

struct state_guests {
	const char **at;
	size_t len;
};
/* Who came by it, by handle. */
int state_invite_came(struct state *state, const char *id, struct arena *arena, struct state_guests *guests,
                      struct err *err) WARN_UNUSED;
/* The invitation that a member came by. ERR_NOTFOUND: by none. */
int state_invite_by_handle(struct state *state, const char *handle, struct arena *arena, struct state_invite *invite,
                           struct err *err) WARN_UNUSED;

#endif
