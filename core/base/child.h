/*
 * child.h: a child process and its parent, of which neither is to wait for the other for ever. It
 * refuses to know what the child does.
 */
#ifndef STOA_CHILD_H
#define STOA_CHILD_H

#include "str.h"

#include <sys/types.h>

/*
 * First in a child: from here on `signal` comes when the parent, whose pid it was before fork(), is
 * gone. A parent that was gone already would send none: then the child ends here.
 */
void child_follow(pid_t parent, int signal);

struct child_end {
	int status; /* of waitpid(2) */
	bool cut;   /* it was killed, because time was over or it wrote too much */
};

/*
 * Adds to out what comes from `from`, and waits until the child has closed that, and has ended. It is
 * killed where `ms` (0: no limit) is over before both, or out is. The child is reaped, whatever is
 * answered; ERR_SYS where it could not be heard. The caller must not ignore SIGCHLD.
 */
int child_hear(pid_t child, int from, int64_t ms, struct str *out, struct child_end *end, struct err *err) WARN_UNUSED;

#endif
