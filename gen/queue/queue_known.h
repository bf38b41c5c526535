/*
 * queue_known.h: one submission with all that `stoa queue show` tells of it, as text or as JSON. It refuses
 * to be shown to anybody but a moderator.
 */
#ifndef STOA_QUEUE_KNOWN_H
#define STOA_QUEUE_KNOWN_H

#include "queue_desk.h"

#include "core/judge/spam.h"
#include "core/judge/trust.h"

struct queue_known {
	struct queue_item item;
	struct state_facts facts;        /* "" and 0 where nothing is known */
	const struct queue_entry *entry; /* NULL where it does not wait */
	struct spam_reason *reasons;
	size_t nreasons;
	bool trusted;                    /* trust is known: its author is a guest, or has a profile */
	struct trust trust;
	int64_t network_waiting, network_spam; /* of what came from the same network, itself not counted */
	struct queue_past past;                /* of an author with an account */
};
int queue_known(struct queue_desk *queue, const char *id, struct queue_known *known, struct err *err) WARN_UNUSED;

/* What a rule of the score means, in a sentence. */
const char *queue_known_reason(const struct spam_reason *reason);

/* Appends an object in one line, with the texts of its files. */
int queue_known_json(struct queue_desk *queue, const struct queue_known *known, struct str *out, struct err *err) WARN_UNUSED;

#endif
