/*
 * prefork.h: keeps a number of processes that all do the same. It refuses to know what that is.
 */
#ifndef STOA_CGI_PREFORK_H
#define STOA_CGI_PREFORK_H

#include "core/base/err.h"

#include <signal.h>

/*
 * Forks n children, each of which ends with the status that work(self) returns, and starts another
 * for each that ends (one that lived less than a second is replaced after a second). When a signal handler sets *stop, the children get SIGTERM, then SIGKILL
 * after ten seconds, and all are reaped before this returns. unblocked: the signal mask while waiting.
 */
struct prefork {
	size_t n;
	int (*work)(void *self);
	void *self;
	const volatile sig_atomic_t *stop;
	const sigset_t *unblocked;
	void (*ended)(int status); /* told of each child that ended by itself; for the log */
};
int prefork_run(const struct prefork *prefork, struct err *err) WARN_UNUSED;

#endif
