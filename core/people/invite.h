/*
 * invite.h: the text of an invitation's link, which nobody but the site can make. It refuses to know
 * whether one still works: state_invite.h does.
 */
#ifndef STOA_INVITE_H
#define STOA_INVITE_H

#include "core/base/arena.h"
#include "core/text/crypto.h"

/* A fresh id: eight letters and digits. */
const char *invite_id(struct arena *arena);

/* The i of "/-/join?i=": id, a dot and a signature of 100 bits. In the arena. */
const char *invite_sign(const unsigned char key[static CRYPTO_KEY], const char *id, struct arena *arena);

/* The id in it, in the arena; NULL where the site did not sign it. */
const char *invite_verify(const unsigned char key[static CRYPTO_KEY], const char *text, struct arena *arena);

#endif
