#include "act_tell.h"

#include "core/state/state_notice.h"
#include "core/state/state_session.h"

int act_tell(struct state *state, const struct act *act, const struct act_done *done, struct err *err)
{
	if (!*done->concerned)
		return 0;
	if (state_notice_put(state, done->concerned, act->id, act->now, err))
		return -1;
	return !strcmp(act->name, "ban") ? state_sessions_end(state, done->concerned, "", err) : 0;
}
