/*
 * outbox.h: letters that wait in state.db go out through the system's sendmail. It refuses to know
 * what they say.
 */
#ifndef STOA_OUTBOX_H
#define STOA_OUTBOX_H

#include "core/site/site.h"
#include "core/state/state_mail.h"

struct outbox {
	const struct site *site;
	struct state *state;
	int64_t now;
	void (*warn)(void *self, const char *text); /* a letter that could not go, and why */
	void *self;
};

/* Whether the site writes letters at all: the setting mail.from has an address. */
bool outbox_is_open(const struct site *site);

/*
 * Sends what is due. A letter that sendmail refuses waits a minute, then longer and longer; after mail.tries
 * attempts it is dropped. The same letter may go twice, under one Message-ID, if this process dies
 * between sendmail's success and the next line. One to nobody (address "") is dropped: it was written so that
 * nobody could tell by the time that it took. *sent: letters. -1 only for trouble of state.db.
 */
int outbox_send(const struct outbox *outbox, size_t *sent, struct err *err) WARN_UNUSED;

#endif
