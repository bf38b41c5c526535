#include "image.h"

#include "core/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WALL_FACTOR = 3, WALL_FLOOR_MS = 5000 };

static bool has_at(const char *bytes, size_t n, size_t at, const char *magic)
{
	size_t len = strlen(magic);
	return n >= at + len && !memcmp(bytes + at, magic, len);
}

bool image_is_heic(const void *bytes, size_t n)
{
	static const char *const brands[] = {"heic", "heix", "heim", "heis", "mif1"};
	bool known = false;
	for (size_t i = 0; i < ARRAY_LEN(brands); i++)
		known |= has_at(bytes, n, 8, brands[i]);
	return known && has_at(bytes, n, 4, "ftyp");
}

const char *image_sniff(const void *bytes, size_t n)
{
	if (image_is_heic(bytes, n))
		return "jpg";
	if (has_at(bytes, n, 0, "\xFF\xD8\xFF"))
		return "jpg";
	if (has_at(bytes, n, 0, "\x89PNG\r\n\x1A\n"))
		return "png";
	if (has_at(bytes, n, 0, "GIF87a") || has_at(bytes, n, 0, "GIF89a"))
		return "gif";
	return has_at(bytes, n, 0, "RIFF") && has_at(bytes, n, 8, "WEBP") ? "webp" : NULL;
}

/* One run of the program. */
struct run {
	const char *path;
	const struct image_limits *limits;
	int in, back[2]; /* its input, a file without a name; the pipe that its output comes through */
	pid_t pid;
};

static int put_input(struct run *run, const char *bytes, size_t n, struct err *err)
{
	run->in = memfd_create("stoa", MFD_CLOEXEC);
	if (run->in < 0)
		return err_sys(err, "no memory for a picture");
	while (n) {
		ssize_t written = write(run->in, bytes, n);
		if (written <= 0)
			return err_sys(err, "no memory for a picture");
		bytes += written;
		n -= (size_t)written;
	}
	return lseek(run->in, 0, SEEK_SET) ? err_sys(err, "no memory for a picture") : 0;
}

enum { NUMBER = 24 };
static char *number(char text[static NUMBER], int64_t n)
{
	snprintf(text, NUMBER, "%lld", (long long)n);
	return text;
}

static NORETURN void become(const struct run *run, pid_t parent)
{
	const struct image_limits *limits = run->limits;
	char n[6][NUMBER];
	const char *args[] = {"stoa-image", "--pixels", number(n[0], limits->pixels),     "--side",  number(n[1], limits->side),
			      "--frames",   number(n[2], limits->frames),     "--bytes", number(n[3], limits->bytes),
			      "--ms",       number(n[4], limits->sandbox.ms), "--mib",   number(n[5], limits->sandbox.mib),
			      NULL};
	/* Each thread's own heap would count against the memory that it may have. */
	const char *environment[] = {"MALLOC_ARENA_MAX=1", NULL};
	int null = open("/dev/null", O_WRONLY);
	child_follow(parent, SIGKILL);
	if (null >= 0 && dup2(null, 2) == 2 && dup2(run->in, 0) == 0 && dup2(run->back[1], 1) == 1 &&
	    syscall(SYS_close_range, 3, ~0U, 0) == 0 && chdir("/") == 0)
		execve(run->path, (char *const *)(uintptr_t)args, (char *const *)(uintptr_t)environment);
	_exit(127);
}

static int start(struct run *run, struct err *err)
{
	if (access(run->path, X_OK))
		return err_set(err, ERR_NOTFOUND, "%s: missing, or cannot be run", run->path);
	if (pipe2(run->back, O_CLOEXEC))
		return err_sys(err, "cannot make a pipe");
	pid_t parent = getpid();
	run->pid = fork();
	if (!run->pid)
		become(run, parent);
	close(run->back[1]);
	run->back[1] = -1;
	return run->pid < 0 ? err_sys(err, "cannot start %s", run->path) : 0;
}

static int explain(const struct run *run, int status, enum image_result *result, struct err *err)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : IMAGE_HEAVY;
	if (code != IMAGE_CLEAN && (code < IMAGE_FOREIGN || code >= IMAGE_RESULTS))
		return err_set(err, ERR_SYS, "%s: ended with status %d", run->path, code);
	*result = (enum image_result)code;
	return 0;
}

static int finish(const struct run *run, struct str *made, struct str *out, enum image_result *result, struct err *err)
{
	struct child_end end;
	/* Beside the program's own limits on its processor time: it may also be one that waits. */
	int64_t ms = run->limits->sandbox.ms * WALL_FACTOR;
	if (child_hear(run->pid, run->back[0], ms < WALL_FLOOR_MS ? WALL_FLOOR_MS : ms, made, &end, err) ||
	    explain(run, end.status, result, err))
		return -1;
	/* What comes back is believed no more than what was sent. */
	if (*result == IMAGE_CLEAN && (end.cut || !image_sniff(made->at, made->len) || image_is_heic(made->at, made->len)))
		*result = IMAGE_HEAVY;
	if (*result == IMAGE_CLEAN)
		str_add(out, made->at, made->len);
	return str_check(out, "picture", err);
}

static void close_all(const struct run *run)
{
	const int files[] = {run->in, run->back[0], run->back[1]};
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (files[i] >= 0)
			close(files[i]);
}

int image_clean(const char *path, const void *bytes, size_t n, const struct image_limits *limits, struct str *out,
                enum image_result *result, struct err *err)
{
	struct run run = {.path = path, .limits = limits, .in = -1, .back = {-1, -1}};
	struct str made;
	*result = IMAGE_FOREIGN;
	if (!image_sniff(bytes, n))
		return 0;
	str_init(&made, (size_t)limits->bytes);
	int rc = put_input(&run, bytes, n, err) || start(&run, err) || finish(&run, &made, out, result, err) ? -1 : 0;
	close_all(&run);
	str_release(&made);
	return rc;
}
