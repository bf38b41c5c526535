/*
 * sandbox.h: runs one function on a stranger's bytes in a process of its own, with limits on time,
 * memory and output. It refuses to let that process open a file, a socket or a repository.
 */
#ifndef STOA_SANDBOX_H
#define STOA_SANDBOX_H

#include "str.h"

struct sandbox_limits {
	int64_t ms;         /* CPU and wall-clock time, each */
	int64_t mib;        /* address space beyond what the parent has now */
	size_t output_max;  /* bytes */
};

/*
 * Forks; the child calls work(self, out, err), and what it put into out arrives in `out` here.
 * ERR_LIMIT "took longer than 150 ms", "wanted more than 64 MiB", "stopped by signal 11"; the
 * child's own err otherwise. The child is always reaped. The caller must be single-threaded.
 */
int sandbox_run(int (*work)(void *self, struct str *out, struct err *err), void *self, const struct sandbox_limits *limits, struct str *out, struct err *err) WARN_UNUSED;

/*
 * For a process that is already a worker: from here on this process may compute, read and write
 * open files, and nothing else (seccomp; a kernel that refuses is an error, never silence).
 */
int sandbox_enter(const struct sandbox_limits *limits, struct err *err) WARN_UNUSED;

#endif
