#include "sandbox.h"

#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

/* What comes first on the way back. The child is not trusted with it. */
struct reply {
	int32_t result;
	int32_t code;
	char msg[ERR_MESSAGE_MAX];
};

bool sandbox_confines(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	return false;
#else
	return !RUNNING_ON_VALGRIND;
#endif
}

/* The timer counts milliseconds; the resource limit, in whole seconds, stands behind it. */
static int limit_time(int64_t ms, struct err *err)
{
	if (!ms)
		return 0;
	struct itimerval timer = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};
	rlim_t seconds = (rlim_t)ms / 1000 + 1;
	struct rlimit cpu = {.rlim_cur = seconds, .rlim_max = seconds + 1};
	sigset_t profile;
	sigemptyset(&profile);
	sigaddset(&profile, SIGPROF);
	signal(SIGPROF, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &profile, NULL);
	if (setrlimit(RLIMIT_CPU, &cpu) || setitimer(ITIMER_PROF, &timer, NULL))
		return err_sys(err, "cannot limit time");
	return 0;
}

/* Address space of this process in bytes: the first number in /proc/self/statm, in pages. */
static int read_size(uint64_t *size, struct err *err)
{
	char text[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return err_sys(err, "/proc/self/statm");
	*size = strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
	return 0;
}

static int limit_memory(int64_t mib, struct err *err)
{
	uint64_t size = 0;
	if (!mib)
		return 0;
	if (read_size(&size, err))
		return -1;
	size += (uint64_t)mib << 20;
	struct rlimit space = {.rlim_cur = size, .rlim_max = size}, core = {0};
	if (setrlimit(RLIMIT_AS, &space) || setrlimit(RLIMIT_CORE, &core))
		return err_sys(err, "cannot limit memory");
	return 0;
}

/* Memory, open files, signals to itself, the end. Nothing here names a file, a socket or a process. */
static const int allowed[] = {
    SCMP_SYS(read),      SCMP_SYS(readv),         SCMP_SYS(write),
    SCMP_SYS(writev),    SCMP_SYS(lseek),         SCMP_SYS(fstat),
    SCMP_SYS(brk),       SCMP_SYS(munmap),        SCMP_SYS(mremap),
    SCMP_SYS(madvise),   SCMP_SYS(futex),         SCMP_SYS(getpid),
    SCMP_SYS(gettid),    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom), SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(exit),      SCMP_SYS(exit_group),    SCMP_SYS(restart_syscall),
    SCMP_SYS(sysinfo), /* by qsort() */
};

/* What a library that computes in several threads does besides. */
static const int threaded[] = {
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq),        SCMP_SYS(set_tid_address), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),     SCMP_SYS(sigaltstack), SCMP_SYS(clock_nanosleep), SCMP_SYS(getrusage),
    SCMP_SYS(sched_getattr),
};

/* It looks for files that it can do without. */
static const int absent[] = {
    SCMP_SYS(open), SCMP_SYS(openat),   SCMP_SYS(stat),  SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
};

static int add_thread_rules(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < ARRAY_LEN(threaded); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, threaded[i], 0))
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(absent); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), absent[i], 0))
			return -1;
	struct scmp_arg_cmp thread = SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM);
	struct scmp_arg_cmp naming = SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME);
	/* The flags of clone3() lie in memory, where no filter can see them. */
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, &thread) ||
	       seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, &naming) ||
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int add_rules(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0))
			return -1;
	struct scmp_arg_cmp not_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	struct scmp_arg_cmp own = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
	if (seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &not_code) ||
	    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &not_code) ||
	    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &own))
		return -1;
	return 0;
}

static int confine(bool threads, struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return err_set(err, ERR_SYS, "cannot make a seccomp filter");
	int rc = 0;
	if (add_rules(filter) || (threads && add_thread_rules(filter)) || seccomp_load(filter))
		rc = err_set(err, ERR_SYS, "the kernel refuses a seccomp filter");
	seccomp_release(filter);
	return rc;
}

int sandbox_enter(const struct sandbox_limits *limits, struct err *err)
{
	if (limit_time(limits->ms, err))
		return -1;
	if (!sandbox_confines())
		return 0;
	return limit_memory(limits->mib, err) || confine(limits->threads, err) ? -1 : 0;
}

/* A program needs too much to say what it may; this is what none that only computes should want. */
static const int refused[] = {
    SCMP_SYS(socket),     SCMP_SYS(socketpair),     SCMP_SYS(connect),         SCMP_SYS(bind),
    SCMP_SYS(fork),       SCMP_SYS(vfork),          SCMP_SYS(clone),           SCMP_SYS(ptrace),
    SCMP_SYS(kill),       SCMP_SYS(tkill),          SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(creat),      SCMP_SYS(unlink),         SCMP_SYS(unlinkat),        SCMP_SYS(rename),
    SCMP_SYS(renameat),   SCMP_SYS(renameat2),      SCMP_SYS(link),            SCMP_SYS(linkat),
    SCMP_SYS(symlink),    SCMP_SYS(symlinkat),      SCMP_SYS(mkdir),           SCMP_SYS(mkdirat),
    SCMP_SYS(rmdir),      SCMP_SYS(truncate),       SCMP_SYS(chmod),           SCMP_SYS(fchmod),
    SCMP_SYS(fchmodat),   SCMP_SYS(chown),          SCMP_SYS(fchown),          SCMP_SYS(lchown),
    SCMP_SYS(fchownat),   SCMP_SYS(mknod),          SCMP_SYS(mknodat),         SCMP_SYS(mount),
    SCMP_SYS(unshare),    SCMP_SYS(setns),          SCMP_SYS(bpf),             SCMP_SYS(perf_event_open),
    SCMP_SYS(keyctl),     SCMP_SYS(add_key),        SCMP_SYS(request_key),     SCMP_SYS(userfaultfd),
    SCMP_SYS(shmget),     SCMP_SYS(msgget),         SCMP_SYS(memfd_create),
    SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo), SCMP_SYS(pidfd_send_signal),
};

/* Ways round the rules above, which a libc does without where the kernel is too old for them. */
static const int unknown[] = {SCMP_SYS(clone3), SCMP_SYS(openat2), SCMP_SYS(io_uring_setup), SCMP_SYS(pidfd_open)};

static int refuse_writing(scmp_filter_ctx filter)
{
	static const unsigned flags[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		struct scmp_arg_cmp at = SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
		struct scmp_arg_cmp plain = SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i]);
		if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, &at) ||
		    seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1, &plain))
			return -1;
	}
	return 0;
}

static int add_refusals(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0))
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), unknown[i], 0))
			return -1;
	/* To itself is abort(). */
	struct scmp_arg_cmp other = SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid());
	if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1, &other))
		return -1;
	return refuse_writing(filter);
}

int sandbox_tool(const struct sandbox_limits *limits, struct err *err)
{
	rlim_t bytes = (rlim_t)limits->mib << 20;
	struct rlimit space = {.rlim_cur = bytes, .rlim_max = bytes}, core = {0};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (!filter)
		return err_set(err, ERR_SYS, "cannot make a seccomp filter");
	int rc = 0;
	if (add_refusals(filter) || seccomp_load(filter))
		rc = err_set(err, ERR_SYS, "the kernel refuses a seccomp filter");
	seccomp_release(filter);
	/* Last, for it may well be less than this process has in use; the next program starts from nothing. */
	if (!rc && (setrlimit(RLIMIT_AS, &space) || setrlimit(RLIMIT_CORE, &core)))
		rc = err_sys(err, "cannot limit memory");
	return rc;
}

static bool write_all(int fd, const void *bytes, size_t n)
{
	for (const char *at = bytes; n;) {
		ssize_t written = write(fd, at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		at += written;
		n -= (size_t)written;
	}
	return true;
}

/* Leaves the child with one open file, the way back. A sanitizer's report still needs stderr. */
static int close_others(int keep, struct err *err)
{
	unsigned first = sandbox_confines() ? 0 : 3, kept = (unsigned)keep;
	if (kept > first && syscall(SYS_close_range, first, kept - 1, 0))
		return err_sys(err, "cannot close files");
	if (syscall(SYS_close_range, kept < first ? first : kept + 1, ~0U, 0))
		return err_sys(err, "cannot close files");
	return 0;
}

static NORETURN void be_child(int (*work)(void *self, struct str *out, struct err *err), void *self,
                              const struct sandbox_limits *limits, pid_t parent, int back)
{
	struct err err = {0};
	struct str out;
	struct reply reply = {0};
	str_init(&out, limits->output_max);
	child_follow(parent, SIGKILL);
	reply.result = close_others(back, &err) || sandbox_enter(limits, &err) ? -1 : 0;
	if (!reply.result)
		reply.result = work(self, &out, &err);
	if (!reply.result)
		reply.result = str_check(&out, "output", &err);
	reply.code = (int32_t)err.code;
	memcpy(reply.msg, err.msg, sizeof(reply.msg));
	_exit(write_all(back, &reply, sizeof(reply)) && write_all(back, out.at, out.len) ? 0 : 1);
}

static int explain_end(int status, bool late, const struct sandbox_limits *limits, struct err *err)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (late || sig == SIGPROF || sig == SIGXCPU)
		return err_set(err, ERR_LIMIT, "took longer than %" PRId64 " ms", limits->ms);
	if (sig == SIGABRT)
		return err_set(err, ERR_LIMIT, "wanted more than %" PRId64 " MiB", limits->mib);
	if (sig == SIGSYS)
		return err_set(err, ERR_LIMIT, "tried what a sandbox does not allow");
	if (sig)
		return err_set(err, ERR_LIMIT, "stopped by signal %d", sig);
	return err_set(err, ERR_LIMIT, "ended without a result");
}

static int take_reply(const struct str *bytes, struct str *out, struct err *err)
{
	struct reply reply;
	memcpy(&reply, bytes->at, sizeof(reply));
	if (!reply.result) {
		str_add(out, bytes->at + sizeof(reply), bytes->len - sizeof(reply));
		return str_check(out, "output", err);
	}
	bool known = reply.code > ERR_NONE && reply.code < ERR_CODES;
	return err_set(err, known ? (enum err_code)reply.code : ERR_SYS, "%.*s", ERR_MESSAGE_MAX - 1, reply.msg);
}

static int be_parent(pid_t child, int back, const struct sandbox_limits *limits, struct str *out, struct err *err)
{
	struct str bytes;
	struct child_end end;
	int64_t wall = limits->ms * 10 > SANDBOX_WALL_MS ? limits->ms * 10 : SANDBOX_WALL_MS;
	str_init(&bytes, sizeof(struct reply) + limits->output_max);
	int rc = child_hear(child, back, limits->ms ? wall : 0, &bytes, &end, err);
	if (!rc && !end.cut && end.status == 0 && bytes.len >= sizeof(struct reply))
		rc = take_reply(&bytes, out, err);
	else if (!rc && !str_check(&bytes, "output", err))
		rc = explain_end(end.status, end.cut, limits, err);
	else
		rc = -1;
	str_release(&bytes);
	return rc;
}

int sandbox_run(int (*work)(void *self, struct str *out, struct err *err), void *self,
                const struct sandbox_limits *limits, struct str *out, struct err *err)
{
	pid_t parent = getpid();
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return err_sys(err, "cannot make a pipe");
	pid_t child = fork();
	if (child == 0)
		be_child(work, self, limits, parent, ends[1]);
	close(ends[1]);
	int rc = child < 0 ? err_sys(err, "cannot fork") : be_parent(child, ends[0], limits, out, err);
	close(ends[0]);
	return rc;
}
