/*
 * admit.h: how much a sender may send in a while, and all guests together. It refuses to read what is
 * sent, and to know the queue's room (room.h).
 */
#ifndef STOA_CGI_ADMIT_H
#define STOA_CGI_ADMIT_H

#include "cgi/draft/draft.h"

/* Counts one preview of this visitor's. ERR_LIMIT. */
int admit_preview(struct visit *visit, struct err *err) WARN_UNUSED;

/*
 * Counts one submission; within a transaction, so that nothing of it stays where anything is refused. Who sends too
 * fast in a forum in slow mode, and a guest while guests together do, get draft->error and answer.retry_after;
 * ERR_LIMIT where it is the sender's hour that is full.
 */
int admit_draft(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

/* The same ahead, for a preview: counts nothing, and looks only at what guests send together. */
int admit_look(struct visit *visit, struct draft *draft, struct err *err) WARN_UNUSED;

#endif
