#include "highlight.h"

#include "core/base/child.h"
#include "core/base/sandbox.h"
#include "core/text/crypto.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SLOWEST = 4, MIB = 256, INIT_MAX = 64 * 1024, SCRIPT_MAX = 64 * 1024, HEAD_MAX = 16, RANGE_MAX = 24 };

/* ---- which tool ---- */

/* "__version__ = '2.14.0'" */
static const char *version_in(const char *init, struct arena *arena)
{
	static const char mark[] = "__version__ = ";
	const char *at = strstr(init, mark);
	if (!at)
		return "?";
	at += strlen(mark) + 1;
	return arena_dupn(arena, at, strcspn(at, "'\"\n"));
}

static const char *describe(const struct site *site, const char *init, const char *script, struct arena *arena)
{
	char digest[CRYPTO_MAC_TEXT], *python = realpath(site->conf.code_python, NULL);
	if (!python || access(python, X_OK)) {
		free(python);
		return "";
	}
	const char *name = strrchr(python, '/') + 1;
	crypto_digest(script, strlen(script), digest);
	const char *tool = arena_printf(arena, "Pygments %s, %s, %.12s", version_in(init, arena), name, digest);
	free(python);
	return tool;
}

const char *highlight_tool(const struct site *site, struct arena *arena)
{
	struct err err = {0};
	struct str init, script;
	const char *tool = "";
	if (!*site->conf.code_pygments)
		return "";
	str_init(&init, INIT_MAX);
	str_init(&script, SCRIPT_MAX);
	const char *path = arena_printf(arena, "%s/pygments/__init__.py", site->conf.code_pygments);
	if (str_read_file(&init, path, &err) == 0 && str_read_file(&script, site->highlighter, &err) == 0)
		tool = describe(site, init.at, script.at, arena);
	str_release(&init);
	str_release(&script);
	return tool;
}

/* ---- the process ---- */

void highlight_init(struct highlight *highlight, const struct site *site)
{
	*highlight = (struct highlight){.site = site, .ms = site->conf.render_ms / SLOWEST, .fd = -1};
}

/* Its input ends, so it would go by itself: the kill is for one that is lost in a regular expression. */
void highlight_release(struct highlight *highlight)
{
	if (!highlight->pid)
		return;
	close(highlight->fd);
	kill(highlight->pid, SIGKILL);
	while (waitpid(highlight->pid, NULL, 0) < 0 && errno == EINTR)
		;
	highlight->pid = 0;
	highlight->fd = -1;
}

static NORETURN void become_tool(const struct highlight *highlight, pid_t parent, int fd)
{
	const struct config *conf = &highlight->site->conf;
	struct sandbox_limits limits = {.mib = MIB};
	struct err err = {0};
	char ms[24], *environment[] = {NULL};
	snprintf(ms, sizeof(ms), "%lld", (long long)highlight->ms);
	const char *args[] = {"python3", "-ISB", highlight->site->highlighter, conf->code_pygments, ms, NULL};
	int null = open("/dev/null", O_WRONLY);
	bool ready = null >= 0 && dup2(null, 2) == 2 && dup2(fd, 0) == 0 && dup2(fd, 1) == 1 &&
	             syscall(SYS_close_range, 3, ~0U, 0) == 0 && chdir("/") == 0;
	child_follow(parent, SIGKILL);
	if (ready && sandbox_tool(&limits, &err) == 0)
		execve(conf->code_python, (char *const *)(uintptr_t)args, environment);
	_exit(127);
}

static int start(struct highlight *highlight, struct err *err)
{
	int ends[2];
	if (highlight->pid)
		return 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return err_sys(err, "cannot make a socket");
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		become_tool(highlight, parent, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_sys(err, "cannot start %s", highlight->site->conf.code_python);
	}
	highlight->pid = pid;
	highlight->fd = ends[0];
	return 0;
}

/* ---- one block ---- */

/* A dead tool is found when its answer is waited for. */
static void say(const struct highlight *highlight, const char *bytes, size_t n)
{
	while (n) {
		ssize_t sent = send(highlight->fd, bytes, n, MSG_NOSIGNAL);
		if (sent < 0 && errno != EINTR)
			return;
		bytes += sent > 0 ? sent : 0;
		n -= sent > 0 ? (size_t)sent : 0;
	}
}

/* Its own timer ends the tool; the wall's is for one that waits for what never comes. */
static bool hear(const struct highlight *highlight, struct str *answer)
{
	char chunk[16384];
	struct pollfd from = {.fd = highlight->fd, .events = POLLIN};
	int64_t wall = highlight->ms * 10 > SANDBOX_WALL_MS ? highlight->ms * 10 : SANDBOX_WALL_MS;
	int ready = poll(&from, 1, (int)wall);
	if (ready < 0)
		return errno == EINTR;
	ssize_t got = ready ? recv(highlight->fd, chunk, sizeof(chunk), 0) : 0;
	if (got > 0)
		str_add(answer, chunk, (size_t)got);
	return got > 0 && !answer->over;
}

/* Bytes of the answer behind its first line, or 0 as long as that is not there. */
static bool is_whole(const struct str *answer, size_t *head, size_t *size)
{
	const char *end = memchr(answer->at, '\n', answer->len);
	*size = 0;
	if (!end || end - answer->at > HEAD_MAX)
		return false;
	*head = (size_t)(end - answer->at) + 1;
	*size = strtoul(answer->at, NULL, 10);
	return answer->len >= *head + *size;
}

/* What ended it: its own doing with this text, or that it never began. */
static int explain(struct highlight *highlight, struct err *err)
{
	int status = 0;
	kill(highlight->pid, SIGKILL);
	while (waitpid(highlight->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(highlight->fd);
	highlight->pid = 0;
	highlight->fd = -1;
	if (WIFEXITED(status))
		return err_set(err, ERR_SYS, "%s ended with status %d", highlight->site->conf.code_python,
		               WEXITSTATUS(status));
	return err_set(err, ERR_LIMIT, "took too long");
}

int highlight_run(struct highlight *highlight, const char *language, const char *text, struct str *out,
                  struct err *err)
{
	size_t n = strlen(text), head = 0, size = 0;
	char first[64];
	struct str answer;
	if (n > HIGHLIGHT_CODE_MAX)
		return 0;
	if (start(highlight, err))
		return -1;
	int line = snprintf(first, sizeof(first), "%.32s %zu\n", language, n);
	say(highlight, first, (size_t)line);
	say(highlight, text, n);
	str_init(&answer, HEAD_MAX + (n + 1) * RANGE_MAX);
	str_addz(&answer, "");
	bool whole = false;
	while (!whole && hear(highlight, &answer))
		whole = is_whole(&answer, &head, &size);
	int rc = whole ? 0 : explain(highlight, err);
	if (whole)
		str_add(out, answer.at + head, size);
	str_release(&answer);
	return rc;
}

void highlight_key(const char *language, const char *text, char key[static 53])
{
	struct str all;
	str_init(&all, SIZE_MAX / 4);
	str_addz(&all, language);
	str_addc(&all, '\n');
	str_addz(&all, text);
	crypto_digest(all.at, all.len, key);
	str_release(&all);
}

static bool is_boundary(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

static bool read_size(const char **at, size_t *n)
{
	const char *digits = *at;
	for (*n = 0; **at >= '0' && **at <= '9' && *at - digits < 9; ++*at)
		*n = *n * 10 + (size_t)(**at - '0');
	return *at != digits && *(*at)++ == ' ';
}

bool highlight_next(const char **ranges, const char *left, struct highlight_range *range)
{
	const char *at = *ranges;
	if (!read_size(&at, &range->gap) || !read_size(&at, &range->len) || !*at || !strchr("ktfvsncphid", *at))
		return false;
	range->class = *at++;
	size_t end = range->gap + range->len;
	if (*at != '\n' || !range->len || strnlen(left, end) < end || !is_boundary(left[range->gap]) ||
	    !is_boundary(left[end]))
		return false;
	*ranges = at + 1;
	return true;
}
