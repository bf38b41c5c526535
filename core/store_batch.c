#include "store_git.h"

#include <git2/sys/odb_backend.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYNC_AT_ONCE = 64 };

char *store_file(struct store *store, const char *name)
{
	const char *folder = git_repository_commondir(store->repo);
	size_t n = strlen(folder) + strlen(name) + 2;
	char *path = base_alloc(n, 1);
	snprintf(path, n, "%s%s%s", folder, *folder && folder[strlen(folder) - 1] == '/' ? "" : "/", name);
	return path;
}

int store_sync(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd)) {
		err_sys(err, "cannot sync %s", path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);
	return 0;
}

bool store_has(struct store *store, const git_oid *oid)
{
	return git_odb_exists_ext(store->odb, oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

/* "xx" or "xx/yyyy…" below a folder. */
static void object_path(char *out, size_t max, const char *folder, const git_oid *oid, bool whole)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid_tostr(hex, sizeof(hex), oid);
	snprintf(out, max, "%s/%.2s%s%s", folder, hex, whole ? "/" : "", whole ? hex + 2 : "");
}

int store_batch_open(struct store *store, struct store_batch *batch, struct err *err)
{
	*batch = (struct store_batch){.store = store, .dir = store_file(store, "objects/tmp_stoa-XXXXXX")};
	if (!mkdtemp(batch->dir)) {
		err_sys(err, "cannot make a folder in %sobjects", git_repository_commondir(store->repo));
		free(batch->dir);
		batch->dir = NULL;
		return -1;
	}
	int rc = git_odb_backend_loose(&batch->loose, batch->dir, -1, 0, 0, 0444);
	if (rc) {
		store_fail(err, rc, "%s", batch->dir);
		store_batch_close(batch);
		return -1;
	}
	return 0;
}

/* Touches an object that is there already, so that no collection of garbage takes it for old. */
static bool freshen(struct store *store, const git_oid *oid)
{
	char name[sizeof("objects//") + GIT_OID_HEXSZ];
	object_path(name, sizeof(name), "objects", oid, true);
	char *path = store_file(store, name);
	int rc = utimensat(AT_FDCWD, path, NULL, 0);
	free(path);
	return rc == 0 || store_has(store, oid);
}

int store_batch_put(struct store_batch *batch, git_object_t type, const void *bytes, size_t len, struct store_id *id,
                    struct err *err)
{
	git_oid oid;
	int rc = git_odb_hash(&oid, bytes, len, type);
	if (!rc && !freshen(batch->store, &oid) && !batch->loose->exists(batch->loose, &oid)) {
		rc = batch->loose->write(batch->loose, &oid, bytes, len, type);
		*VEC_PUSH(&batch->ids) = oid;
	}
	if (rc)
		return store_fail(err, rc, "%s: cannot write an object", batch->store->path);
	store_id_from(&oid, id);
	return 0;
}

/* Writing of all begins before the first is waited for: the disk then commits once, not n times. */
static int sync_some(struct store_batch *batch, const git_oid *ids, size_t n, struct err *err)
{
	char path[STORE_PATH_BYTES];
	int fds[SYNC_AT_ONCE], rc = 0;
	for (size_t i = 0; i < n; i++) {
		object_path(path, sizeof(path), batch->dir, &ids[i], true);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[i] >= 0)
			(void)sync_file_range(fds[i], 0, 0, SYNC_FILE_RANGE_WRITE);
	}
	for (size_t i = 0; i < n; i++) {
		if (!rc && (fds[i] < 0 || fsync(fds[i])))
			rc = err_sys(err, "%s: cannot sync an object", batch->store->path);
		if (fds[i] >= 0)
			close(fds[i]);
	}
	return rc;
}

static int move_one(struct store_batch *batch, const char *objects, const git_oid *oid, struct err *err)
{
	char from[STORE_PATH_BYTES], to[STORE_PATH_BYTES], folder[STORE_PATH_BYTES];
	object_path(from, sizeof(from), batch->dir, oid, true);
	object_path(to, sizeof(to), objects, oid, true);
	object_path(folder, sizeof(folder), objects, oid, false);
	if (rename(from, to) == 0)
		return 0;
	if (errno == ENOENT && (mkdir(folder, 0777) == 0 || errno == EEXIST) && rename(from, to) == 0)
		return 0;
	return err_sys(err, "cannot move an object to %s", to);
}

/* Names are durable once their folders are, and new folders once theirs is. */
static int sync_folders(struct store_batch *batch, const char *objects, struct err *err)
{
	bool done[256] = {false};
	int rc = 0;
	for (size_t i = 0; !rc && i < batch->ids.len; i++) {
		char folder[STORE_PATH_BYTES];
		unsigned char first = batch->ids.at[i].id[0];
		object_path(folder, sizeof(folder), objects, &batch->ids.at[i], false);
		if (!done[first])
			rc = store_sync(folder, err);
		done[first] = true;
	}
	return rc ? -1 : store_sync(objects, err);
}

/* Blobs were staged before their trees, trees before their commit: a kill here leaves no object without its parts. */
int store_batch_finish(struct store_batch *batch, struct err *err)
{
	size_t n = batch->ids.len;
	int rc = 0;
	if (!n)
		return 0;
	for (size_t i = 0; !rc && i < n; i += SYNC_AT_ONCE)
		rc = sync_some(batch, batch->ids.at + i, n - i < SYNC_AT_ONCE ? n - i : SYNC_AT_ONCE, err);
	char *objects = store_file(batch->store, "objects");
	for (size_t i = 0; !rc && i < n; i++)
		rc = move_one(batch, objects, &batch->ids.at[i], err);
	if (!rc)
		rc = sync_folders(batch, objects, err);
	free(objects);
	return rc;
}

void store_batch_close(struct store_batch *batch)
{
	char path[STORE_PATH_BYTES];
	for (size_t i = 0; i < batch->ids.len; i++) {
		object_path(path, sizeof(path), batch->dir, &batch->ids.at[i], true);
		unlink(path);
		object_path(path, sizeof(path), batch->dir, &batch->ids.at[i], false);
		rmdir(path);
	}
	if (batch->loose)
		batch->loose->free(batch->loose);
	if (batch->dir)
		rmdir(batch->dir);
	free(batch->dir);
	VEC_RELEASE(&batch->ids);
}
