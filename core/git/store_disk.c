#include "store_git.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS = 257, BLOCK = 512 };

/* What a folder of objects took when it was read last. Its time changes with every file that comes or goes. */
struct store_disk_folder {
	struct timespec changed;
	int64_t bytes;
	bool settled; /* long enough after that change: another one within the clock's step cannot have been missed */
};

static int64_t size_of(int folder, const char *name)
{
	struct stat st;
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) ? 0 : (int64_t)st.st_blocks * BLOCK;
}

static int measure(const char *path, int64_t *bytes, struct err *err)
{
	DIR *dir = opendir(path);
	*bytes = 0;
	if (!dir)
		return errno == ENOENT ? 0 : err_sys(err, "%s", path);
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (entry->d_name[0] != '.')
			*bytes += size_of(dirfd(dir), entry->d_name);
	}
	closedir(dir);
	return 0;
}

static int look(struct store_disk_folder *folder, const char *path, int64_t now, struct err *err)
{
	struct stat st;
	if (stat(path, &st)) {
		*folder = (struct store_disk_folder){0};
		return errno == ENOENT ? 0 : err_sys(err, "%s", path);
	}
	if (folder->settled && folder->changed.tv_sec == st.st_mtim.tv_sec && folder->changed.tv_nsec == st.st_mtim.tv_nsec)
		return 0;
	folder->changed = st.st_mtim;
	folder->settled = st.st_mtim.tv_sec + 2 < now;
	return measure(path, &folder->bytes, err);
}

int store_disk(struct store *store, int64_t now, int64_t *bytes, struct err *err)
{
	char *objects = store_file(store, "objects"), path[STORE_PATH_BYTES];
	int rc = 0;
	if (!store->disk)
		store->disk = base_alloc(FOLDERS, sizeof(*store->disk));
	*bytes = 0;
	for (unsigned i = 0; !rc && i < FOLDERS; i++) {
		if (i < FOLDERS - 1)
			snprintf(path, sizeof(path), "%s/%02x", objects, i);
		else
			snprintf(path, sizeof(path), "%s/pack", objects);
		rc = look(&store->disk[i], path, now, err);
		*bytes += store->disk[i].bytes;
	}
	free(objects);
	return rc;
}
