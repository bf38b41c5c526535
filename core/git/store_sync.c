#include "store_git.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif

/*
 * Ext4 and XFS write names in the order in which they were given, by a journal, each with a flush of
 * the device before it: one whose data was sent before is whole wherever it is seen, and one sync of
 * the last name makes all of them durable. Nineteen syncs, one for each file and folder of a small
 * commit, become one. Git does the same (core.fsyncMethod=batch).
 */
bool store_is_ordered(const char *folder)
{
	struct statfs fs;
	return statfs(folder, &fs) == 0 && (fs.f_type == EXT4_SUPER_MAGIC || fs.f_type == XFS_SUPER_MAGIC);
}

void store_begin_out(const struct store *store, int fd)
{
	if (store->ordered)
		(void)!sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int store_write_out(const struct store *store, int fd)
{
	unsigned all = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
	return store->ordered ? sync_file_range(fd, 0, 0, all) : fsync(fd);
}

int store_flush(const struct store *store, struct err *err)
{
	const char *folder = git_repository_commondir(store->repo);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	if (fd < 0 || syncfs(fd))
		rc = err_sys(err, "cannot sync %s", folder);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* One call for everything that is not on disk yet, on a file system that promises nothing about order. */
int store_settle(const struct store *store, struct err *err)
{
	return store->ordered ? 0 : store_flush(store, err);
}

/* The folder changed last: when that is on disk, so is all before. It may be gone, if it became empty. */
int store_sync(struct store *store, const char *ref, struct err *err)
{
	int fd = -1, rc = 0;
	if (!store->ordered)
		return 0;
	char *path = store_file(store, ref), *slash;
	do {
		slash = strrchr(path, '/');
		*slash = '\0';
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	} while (fd < 0 && errno == ENOENT && strchr(path, '/'));
	if (fd < 0 || fsync(fd))
		rc = err_sys(err, "cannot sync %s", path);
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}
