/*
 * act_letter.h: whom an act concerns learns of it by letter: what was done, why, by which rule, until when, and how to
 * answer it. It refuses to act, and to send: the letter waits in state.db (outbox.h).
 */
#ifndef STOA_ACT_LETTER_H
#define STOA_ACT_LETTER_H

#include "core/act/act.h"
#include "core/text/crypto.h"
#include "note.h"

/*
 * After act_apply(), of the same desk. *put false: nobody is concerned, they have no address, or the site writes no
 * letters. secret: of the site, which the link to the answer is signed with, for who may not sign in any more.
 */
struct act_news {
	const struct act_desk *desk;
	const struct act *act;
	const struct act_done *done;
};
int act_letter(const struct note_room *room, const struct act_news *news, const unsigned char secret[static CRYPTO_KEY],
               bool *put, struct err *err) WARN_UNUSED;

#endif
