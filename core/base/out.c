#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 255, TEMP_TEXT = 64 };

/* A name below a folder that is open: what every file operation here works on. */
struct place {
	int dir;
	const char *name;
};

static bool is_safe_segment(const char *s, size_t n)
{
	bool dots = (n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.');
	return n && n <= NAME_MAX_BYTES && !dots;
}

/* How a folder is opened: made where it is missing; first of all where it can hardly be there. */
enum opening { IF_THERE, MAKE, MAKE_FIRST };

/* Opens the folder called name in dir, never through a symbolic link. */
static int open_folder(int dir, const char *name, enum opening how, bool *made)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = how == MAKE_FIRST ? -1 : openat(dir, name, flags);
	*made = false;
	if (fd >= 0 || how == IF_THERE || (how == MAKE && errno != ENOENT))
		return fd;
	*made = mkdirat(dir, name, 0755) == 0;
	if (!*made && errno != EEXIST)
		return -1;
	return openat(dir, name, flags);
}

void out_trail_init(struct out_trail *trail, int root)
{
	trail->root = root;
	trail->depth = 0;
}

/* Closes the deepest folders, until `depth` of them are open. */
static void go_back(struct out_trail *trail, size_t depth)
{
	int saved = errno;
	while (trail->depth > depth)
		close(trail->steps[--trail->depth].folder);
	errno = saved;
}

void out_trail_release(struct out_trail *trail)
{
	go_back(trail, 0);
}

/* How many of the open folders lead to path, too; *from is where the rest of it begins. */
static size_t shared_depth(const struct out_trail *trail, const char *path, size_t *from)
{
	size_t depth = 0;
	*from = 0;
	for (; depth < trail->depth; depth++) {
		size_t end = trail->steps[depth].end;
		if (strncmp(trail->path + *from, path + *from, end - *from) != 0 || path[end] != '/')
			break;
		*from = end + 1;
	}
	return depth;
}

static int last_folder(const struct out_trail *trail)
{
	return trail->depth ? trail->steps[trail->depth - 1].folder : trail->root;
}

/* One folder deeper. The path up to `end` is the trail's already. */
static int step_into(struct out_trail *trail, const char *name, size_t end, bool make)
{
	bool made, in_new = trail->depth && trail->steps[trail->depth - 1].made;
	if (trail->depth == OUT_DEPTH) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int folder = open_folder(last_folder(trail), name, !make ? IF_THERE : in_new ? MAKE_FIRST : MAKE, &made);
	if (folder < 0)
		return -1;
	trail->steps[trail->depth++] = (struct out_step){folder, end, made};
	return 0;
}

/* Goes to the folder that holds path's last name. */
static int open_place(struct out_trail *trail, const char *path, bool make, struct place *place)
{
	size_t at, len = strlen(path);
	if (len >= sizeof(trail->path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	go_back(trail, shared_depth(trail, path, &at));
	memcpy(trail->path, path, len + 1);
	for (;; at += len + 1) {
		char name[NAME_MAX_BYTES + 1];
		len = strcspn(path + at, "/");
		if (!is_safe_segment(path + at, len)) {
			errno = EINVAL;
			return -1;
		}
		if (!path[at + len])
			break;
		memcpy(name, path + at, len);
		name[len] = '\0';
		if (step_into(trail, name, at + len, make))
			return -1;
	}
	*place = (struct place){last_folder(trail), path + at};
	return 0;
}

/* Reads all of fd beside bytes; false at the first difference or error. */
static bool reads_as(int fd, const char *bytes, size_t n)
{
	char chunk[32768];
	for (size_t done = 0;;) {
		ssize_t got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 && done == n;
		if ((size_t)got > n - done || memcmp(chunk, bytes + done, (size_t)got) != 0)
			return false;
		done += (size_t)got;
	}
}

/* 1: the file holds these bytes; 0: it is missing or differs; -1: something else stands there. */
static int compare(const struct place *place, const void *bytes, size_t n)
{
	int fd = openat(place->dir, place->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -1;
	int same = -1;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	else
		same = st.st_size == (off_t)n && reads_as(fd, bytes, n);
	int saved = errno;
	close(fd);
	errno = saved;
	return same;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t put = write(fd, bytes, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		bytes += put;
		n -= (size_t)put;
	}
	return 0;
}

/* How a file is written: who may read it, and whether it must outlive a power cut. */
struct manner {
	unsigned mode;
	bool exact_mode, durable;
};

/* A name with our own process id that exists is left over from a process that was killed. */
static int create_temp(int dir, const char *name, unsigned mode)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, name, flags, (mode_t)mode);
	if (fd >= 0 || errno != EEXIST || unlinkat(dir, name, 0))
		return fd;
	return openat(dir, name, flags, (mode_t)mode);
}

static int fill_temp(int dir, const char *name, const void *bytes, size_t n, const struct manner *manner)
{
	int fd = create_temp(dir, name, manner->mode);
	if (fd < 0)
		return -1;
	int rc = write_all(fd, bytes, n);
	if (!rc && manner->exact_mode)
		rc = fchmod(fd, (mode_t)manner->mode);
	if (!rc && manner->durable)
		rc = fsync(fd);
	int saved = errno;
	if (close(fd) && !rc) {
		saved = errno;
		rc = -1;
	}
	errno = saved;
	return rc;
}

/* The file appears whole under its name, or what was there before stays. */
static int replace(const struct place *place, const void *bytes, size_t n, const struct manner *manner)
{
	static unsigned long serial;
	char temp[TEMP_TEXT];
	snprintf(temp, sizeof(temp), ".stoa-%ld-%lu.tmp", (long)getpid(), ++serial);
	int rc = fill_temp(place->dir, temp, bytes, n, manner);
	if (!rc)
		rc = renameat(place->dir, temp, place->dir, place->name);
	if (rc) {
		int saved = errno;
		unlinkat(place->dir, temp, 0);
		errno = saved;
		return -1;
	}
	return manner->durable ? fsync(place->dir) : 0;
}

bool out_is_temporary(const char *name)
{
	size_t n = strlen(name);
	return strncmp(name, ".stoa-", 6) == 0 && n > 10 && strcmp(name + n - 4, ".tmp") == 0;
}

int out_trail_write(struct out_trail *trail, const char *path, const void *bytes, size_t n, enum out_result *result,
                    struct err *err)
{
	static const struct manner manner = {.mode = 0644};
	struct place place;
	if (open_place(trail, path, true, &place))
		return err_sys(err, "cannot write %s", path);
	bool empty = trail->depth && trail->steps[trail->depth - 1].made;
	int same = empty ? 0 : compare(&place, bytes, n);
	int rc = same < 0 ? -1 : same ? 0 : replace(&place, bytes, n, &manner);
	if (rc)
		return err_sys(err, "cannot write %s", path);
	*result = same ? OUT_SAME : OUT_WRITTEN;
	return 0;
}

int out_write(int root, const char *path, const void *bytes, size_t n, enum out_result *result, struct err *err)
{
	struct out_trail trail;
	out_trail_init(&trail, root);
	int rc = out_trail_write(&trail, path, bytes, n, result, err);
	out_trail_release(&trail);
	return rc;
}

static bool is_gone(int error)
{
	return error == ENOENT || error == ENOTDIR;
}

static int remove_one(int root, const char *path, int flags)
{
	struct out_trail trail;
	struct place place;
	out_trail_init(&trail, root);
	int rc = open_place(&trail, path, false, &place);
	if (!rc)
		rc = unlinkat(place.dir, place.name, flags);
	out_trail_release(&trail);
	return rc;
}

/* A folder that is not empty, or not ours to remove, ends the way up: the file itself is gone. */
static void remove_empty_folders(int root, const char *path)
{
	char *folder = base_strdup(path);
	for (char *slash; (slash = strrchr(folder, '/'));) {
		*slash = '\0';
		if (remove_one(root, folder, AT_REMOVEDIR) && !is_gone(errno))
			break;
	}
	free(folder);
}

int out_remove(int root, const char *path, struct err *err)
{
	if (remove_one(root, path, 0) && !is_gone(errno))
		return err_sys(err, "cannot remove %s", path);
	remove_empty_folders(root, path);
	return 0;
}

static int make_folders(const char *path)
{
	char *copy = base_strdup(path);
	int rc = 0;
	for (char *at = copy + 1; !rc && *copy && (at = strchr(at, '/')); *at++ = '/') {
		*at = '\0';
		rc = mkdir(copy, 0755) && errno != EEXIST ? -1 : 0;
	}
	if (!rc)
		rc = mkdir(copy, 0755) && errno != EEXIST ? -1 : 0;
	int saved = errno;
	free(copy);
	errno = saved;
	return rc;
}

int out_open_root(const char *path, int *root, struct err *err)
{
	*root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*root >= 0)
		return 0;
	if (make_folders(path))
		return err_sys(err, "cannot make folder %s", path);
	*root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *root < 0 ? err_sys(err, "cannot open folder %s", path) : 0;
}

/* Splits path at its last slash and opens the folder there. The caller closes place->dir. */
static int open_parent(const char *path, struct place *place)
{
	const char *slash = strrchr(path, '/');
	char *folder = base_strdup(slash ? path : ".");
	if (slash)
		folder[slash == path ? 1 : slash - path] = '\0';
	*place = (struct place){open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), slash ? slash + 1 : path};
	int saved = errno;
	free(folder);
	errno = saved;
	return place->dir < 0 ? -1 : 0;
}

int out_write_durable(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err)
{
	struct manner manner = {.mode = mode, .exact_mode = true, .durable = true};
	struct place place;
	if (open_parent(path, &place))
		return err_sys(err, "cannot write %s", path);
	int rc = replace(&place, bytes, n, &manner);
	if (rc)
		err_sys(err, "cannot write %s", path);
	close(place.dir);
	return rc;
}

static bool is_at(int fd, const char *path)
{
	struct stat opened, there;
	return fd >= 0 && fstat(fd, &opened) == 0 && lstat(path, &there) == 0 && opened.st_dev == there.st_dev &&
	       opened.st_ino == there.st_ino;
}

int out_lock(const char *path, int *lock, struct err *err)
{
	if (!is_at(*lock, path)) {
		if (*lock >= 0)
			close(*lock);
		*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	}
	if (*lock < 0)
		return err_sys(err, "cannot open %s", path);
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return errno == EWOULDBLOCK ? err_set(err, ERR_RACE, "%s: another process holds this lock", path)
	                            : err_sys(err, "cannot lock %s", path);
}

void out_unlock(int lock)
{
	flock(lock, LOCK_UN);
}
