#include "uploads.h"

#include "core/base/out.h"
#include "core/page/attach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAST = 64 * 1024, PATH_BYTES = 4096 };

/* One look at all that is there; what is too old goes on the way. */
struct look {
	const char *owner; /* NULL: nobody's files are summed */
	int64_t before, owners, all;
	size_t dropped;
};

static void look_at(int folder, const char *name, struct look *look)
{
	struct stat st;
	if (*name == '.' || fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
		return;
	if (st.st_mtim.tv_sec < look->before) {
		look->dropped += unlinkat(folder, name, 0) == 0;
		return;
	}
	int64_t size = st.st_size < LEAST ? LEAST : (int64_t)st.st_size;
	look->all += size;
	if (look->owner && !strncmp(name, look->owner, UPLOADS_OWNER))
		look->owners += size;
}

static int look_around(const char *folder, struct look *look, struct err *err)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return errno == ENOENT ? 0 : err_sys(err, "%s", folder);
	for (const struct dirent *entry; (entry = readdir(dir));)
		look_at(dirfd(dir), entry->d_name, look);
	closedir(dir);
	return 0;
}

static int place(const struct uploads *uploads, const char *name, char path[static PATH_BYTES], struct err *err)
{
	if (!attach_is_name(name) || strlen(uploads->owner) < UPLOADS_OWNER)
		return err_set(err, ERR_NOTFOUND, "no file has such a name");
	int n = snprintf(path, PATH_BYTES, "%s/%.*s.%s", uploads->folder, UPLOADS_OWNER, uploads->owner, name);
	return n < PATH_BYTES ? 0 : err_set(err, ERR_SYS, "%s: too long a path", uploads->folder);
}

int uploads_put(const struct uploads *uploads, const struct uploads_caps *caps, const char *name, const struct str *bytes,
                struct err *err)
{
	char path[PATH_BYTES];
	struct look look = {.owner = uploads->owner, .before = uploads->now - caps->keep};
	int64_t size = bytes->len < LEAST ? LEAST : (int64_t)bytes->len;
	struct timespec times[2] = {{.tv_sec = uploads->now}, {.tv_sec = uploads->now}};
	if (place(uploads, name, path, err))
		return -1;
	if (mkdir(uploads->folder, 0700) && errno != EEXIST)
		return err_sys(err, "%s", uploads->folder);
	if (look_around(uploads->folder, &look, err))
		return -1;
	if (look.owners + size > caps->owner_max)
		return err_set(err, ERR_LIMIT, "files of one visitor over %lld bytes", (long long)caps->owner_max);
	if (look.all + size > caps->all_max)
		return err_set(err, ERR_RACE, "files of all visitors over %lld bytes", (long long)caps->all_max);
	if (out_write_durable(path, bytes->at, bytes->len, 0600, err))
		return -1;
	return utimensat(AT_FDCWD, path, times, 0) ? err_sys(err, "%s", path) : 0;
}

int uploads_read(const struct uploads *uploads, const char *name, struct str *out, struct err *err)
{
	char path[PATH_BYTES];
	return place(uploads, name, path, err) ? -1 : str_read_file(out, path, err);
}

void uploads_drop(const struct uploads *uploads, const char *name)
{
	char path[PATH_BYTES];
	struct err err = {0};
	if (!place(uploads, name, path, &err))
		unlink(path);
}

int uploads_sweep(const char *folder, int64_t before, size_t *dropped, struct err *err)
{
	struct look look = {.before = before};
	int rc = look_around(folder, &look, err);
	*dropped = look.dropped;
	return rc;
}
