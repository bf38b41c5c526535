/*
 * receive.h: what git's hooks do with a push: main moves if the rules let it, refs/for/main becomes a
 * submission, a branch that is deleted in the queue becomes a verdict. It refuses to rewrite history.
 */
#ifndef STOA_RECEIVE_H
#define STOA_RECEIVE_H

#include "core/base/vec.h"
#include "door.h"

/* One line of a hook's input; all digits 0: it did not, or will not, exist. */
struct receive_command {
	const char *before, *after, *ref;
};
struct receive_commands VEC_OF(struct receive_command);

/* In content.git, before anything is taken over. ERR_DENIED or ERR_INPUT for what must not be; the reasons went to stderr. */
int receive_content(struct door *door, const struct receive_commands *commands, struct err *err) WARN_UNUSED;

/* In queue.git, the same. */
int receive_queue(struct door *door, const struct receive_commands *commands, struct err *err) WARN_UNUSED;

/* A branch of queue.git goes: its submission is rejected, for a reason and a rule that may be "". */
int receive_verdict(struct door *door, const char *ref, const char *reason, const char *rule, struct err *err) WARN_UNUSED;

#endif
