/*
 * queue_bulk.h: one verdict on many: first a page that lists what it would be done to, then the deed. It
 * refuses to decide on what was not listed or named by the form.
 */
#ifndef STOA_CGI_QUEUE_BULK_H
#define STOA_CGI_QUEUE_BULK_H

#include "queue_query.h"

/* Whether the address asks for it: act=approve, reject or spam. */
bool queue_bulk_is_asked(struct visit *visit);
int queue_bulk_ask(struct visit *visit, struct queue_view *queue, struct err *err) WARN_UNUSED;

/* The reason of a verdict: one kept ready, what was typed, or both. *error: a sentence, where it will not do. */
struct queue_reason {
	const char *reason, *rule, *error;
};
struct queue_reason queue_bulk_reason(struct visit *visit, bool spam);

#endif
