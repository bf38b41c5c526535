/*
 * room.h: is there room in the queue for one more, from this sender? What strangers may pile up is a setting in
 * number, per sender and on disk. It refuses to count rates: guard_rate() does.
 */
#ifndef STOA_CGI_ROOM_H
#define STOA_CGI_ROOM_H

#include "judge.h"

/*
 * *sentence: NULL where there is room, else what the visitor reads, and *status: 429 where it is the
 * sender's own that fill it, 503 where it is everybody's. Staff may always send.
 */
int room_in_queue(struct visit *visit, const struct judgement *judgement, const char **sentence, int *status,
                  struct err *err) WARN_UNUSED;

#endif
