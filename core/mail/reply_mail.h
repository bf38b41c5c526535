/*
 * reply_mail.h: the addresses that letters are answered to, and come back to: "reply+TOKEN@example.org" (the
 * setting mail.reply-to with a token after the plus). It refuses to hold anything secret: a token is good for
 * one member's answers on one page, until a day.
 */
#ifndef STOA_REPLY_MAIL_H
#define STOA_REPLY_MAIL_H

#include "core/base/arena.h"
#include "core/text/crypto.h"

/* What a token stands for. */
struct reply_ticket {
	const char *handle, *stem; /* who answers, and the page whose thread it is */
	int64_t expires;
};

enum {
	REPLY_NAME = 10,   /* letters of a token that find its ticket; the others prove it */
	REPLY_TOKEN = 36,
	REPLY_LOCAL_MAX = 12, /* of mail.reply-to: with the longest handle below 64, which RFC 5321 allows */
};

/* By the week, so that letters of one thread share a ticket. */
int64_t reply_mail_expires(int64_t now, int64_t days);

void reply_mail_token(const unsigned char secret[static CRYPTO_KEY], const struct reply_ticket *ticket,
                      char token[static REPLY_TOKEN + 1]);

/* mail.reply-to with something after the plus; as a check of options[], an address that leaves room for that. */
const char *reply_mail_address(const char *reply_to, const char *token, struct arena *arena);
int reply_mail_check(const char *address, struct err *err) WARN_UNUSED;

/* What stands after the plus of an address, in small letters, or NULL where it is none of these. In the arena. */
const char *reply_mail_found(const char *reply_to, const char *address, struct arena *arena);

/* Takes the same time wherever they differ. */
bool reply_mail_proves(const unsigned char secret[static CRYPTO_KEY], const struct reply_ticket *ticket, const char *token);

/* The token of the envelope that letters to a member leave in, so that only what they caused comes back to it. */
const char *reply_mail_bounce(const unsigned char secret[static CRYPTO_KEY], const char *handle, struct arena *arena);
/* Whose it is, or NULL. */
const char *reply_mail_bounced(const unsigned char secret[static CRYPTO_KEY], const char *token, struct arena *arena);

#endif
