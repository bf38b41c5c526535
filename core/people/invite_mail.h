/*
 * invite_mail.h: invitations by mail, each with a link of its own for one person, from the page and
 * from the command alike. It refuses to keep an address: what it remembers of one is a keyed hash.
 */
#ifndef STOA_INVITE_MAIL_H
#define STOA_INVITE_MAIL_H

#include "core/text/crypto.h"
#include "note.h"

struct invite_mail {
	const struct note_room *room;
	const unsigned char *secret; /* CRYPTO_KEY bytes */
	const char *by, *name;       /* handle and shown name of who invites */
	const char *note;            /* "" or a line that the letter quotes */
	int64_t days;                /* that the link works */
	int64_t per_day;             /* letters that this one may send; 0: any number */
};

enum invite_mailed {
	INVITE_SENT,    /* is on the way */
	INVITE_SKIPPED, /* was invited within invite.again-days, by whomever */
	INVITE_FULL     /* no more today; nothing was done for it */
};

/* address passed mail_check_address(). Done twice it mails once. */
int invite_mail_put(const struct invite_mail *mail, const char *address, enum invite_mailed *mailed,
                    struct err *err) WARN_UNUSED;

#endif
