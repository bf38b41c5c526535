/*
 * act_tell.h: what follows from an act in state.db: whom it concerns is to see it, and who was banned is signed out
 * everywhere. It refuses to act.
 */
#ifndef STOA_ACT_TELL_H
#define STOA_ACT_TELL_H

#include "core/state/state.h"
#include "act.h"

/* After act_apply(). Done again, it changes nothing. */
int act_tell(struct state *state, const struct act *act, const struct act_done *done, struct err *err) WARN_UNUSED;

#endif
