/*
 * state_reply.h: tickets of letters that can be answered, answers that came, and addresses that letters come
 * back from. It refuses to prove a ticket: reply_mail.h does.
 */
#ifndef STOA_STATE_REPLY_H
#define STOA_STATE_REPLY_H

#include "core/mail/reply_mail.h"
#include "state_mail.h"

/* Kept until long after it expired, so that who answers late can be told so. */
int state_reply_put(struct state *state, const char *token, const struct reply_ticket *ticket, int64_t now,
                    struct err *err) WARN_UNUSED;
/* By the token's first REPLY_NAME letters. ERR_NOTFOUND. In the arena. */
int state_reply_find(struct state *state, const char *token, struct arena *arena, struct reply_ticket *ticket,
                     struct err *err) WARN_UNUSED;

/*
 * The submission that a letter of that name (a keyed hash of its Message-ID) becomes: a fresh id the first time, and the
 * same for as long as mailers deliver a letter twice.
 */
int state_reply_id(struct state *state, const char *name, int64_t now, struct arena *arena, const char **id,
                   struct err *err) WARN_UNUSED;

/* A letter to the member came back for good. From the limit-th on they get none, until they choose anew how often. */
int state_bounce(struct state *state, const char *handle, int64_t limit, struct err *err) WARN_UNUSED;
int state_is_paused(struct state *state, const char *handle, bool *paused, struct err *err) WARN_UNUSED;

#endif
