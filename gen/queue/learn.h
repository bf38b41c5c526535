/*
 * learn.h: what follows verdicts that a command gave: the filter learns from them. It refuses to make a
 * verdict fail: what is not learned now is learned after the next one.
 */
#ifndef STOA_LEARN_H
#define STOA_LEARN_H

#include "gen/desk/desk.h"

/* A failure is told on stderr. The queue must be open. */
void learn_verdicts(struct desk *desk);

#endif
