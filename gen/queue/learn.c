#include "learn.h"

#include "core/judge/spam_learn.h"
#include "core/text/crypto.h"

void learn_verdicts(struct desk *desk)
{
	struct err err = {0};
	struct state *state = NULL;
	struct spam_learned learned;
	int rc = crypto_init(&err);
	if (!rc)
		rc = state_open(&state, desk->site.state_db, &err);
	if (!rc) {
		struct spam_learn learn = {desk->queue, state, &desk->site, desk->now};
		rc = spam_learn(&learn, &learned, &err);
	}
	if (rc)
		fprintf(stderr, "the spam filter did not learn: %s\n", err.msg);
	state_close(state);
}
