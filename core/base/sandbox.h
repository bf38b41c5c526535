/*
 * sandbox.h: runs one function on a stranger's bytes in a process of its own, with limits on time,
 * memory and output. It refuses to let that process open a file, a socket or a repository.
 */
#ifndef STOA_SANDBOX_H
#define STOA_SANDBOX_H

#include "str.h"

/* 0 stands for no limit. */
struct sandbox_limits {
	int64_t ms;        /* CPU time; ten times as much by the clock on the wall, at least SANDBOX_WALL_MS */
	int64_t mib;       /* address space beyond what the process has at the start */
	size_t output_max; /* bytes; sandbox_run() only, no limit is not to be had */
	bool threads;      /* sandbox_enter() only: it may start threads of its own, and what asks for a file is told that there is none */
};

/* Not CPU time alone decides how long a busy machine needs, so the wall's limit is generous. */
enum { SANDBOX_WALL_MS = 2000 };

/*
 * Forks; the child calls work(self, out, err), and what it put into out is added to `out` here.
 * ERR_LIMIT "took longer than 150 ms", "wanted more than 64 MiB", "stopped by signal 11"; where
 * work returned -1, the child's own err. The child is always reaped; it has no open file but the
 * way back. The caller must have one thread and must not ignore SIGCHLD.
 */
int sandbox_run(int (*work)(void *self, struct str *out, struct err *err), void *self,
                const struct sandbox_limits *limits, struct str *out, struct err *err) WARN_UNUSED;

/*
 * For a process that is already a worker: from here on this process may compute, read and write
 * open files, and nothing else (seccomp; a kernel that refuses is an error, never silence). Its
 * end by SIGPROF or SIGXCPU means time, by SIGABRT memory, by SIGSYS a forbidden act.
 */
int sandbox_enter(const struct sandbox_limits *limits, struct err *err) WARN_UNUSED;

/*
 * For a child that is about to become another program (a tool on a stranger's text): from here on
 * this process and that program may read files and compute. What would write a file, open a
 * socket, start a process or touch another one fails. Only limits->mib counts; time is the tool's
 * own to hold. Under a sanitizer too: what comes next is not built with one.
 */
int sandbox_tool(const struct sandbox_limits *limits, struct err *err) WARN_UNUSED;

/*
 * False in a build with a sanitizer and in a run under valgrind: those tools need what would be
 * taken away, so that there time alone is limited.
 */
bool sandbox_confines(void);

#endif
