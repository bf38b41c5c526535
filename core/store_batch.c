#include "store_git.h"

#include <git2/sys/odb_backend.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

char *store_file(struct store *store, const char *name)
{
	const char *folder = git_repository_commondir(store->repo);
	size_t n = strlen(folder) + strlen(name) + 2;
	char *path = base_alloc(n, 1);
	snprintf(path, n, "%s%s%s", folder, *folder && folder[strlen(folder) - 1] == '/' ? "" : "/", name);
	return path;
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

/*
 * One call for everything on the file system that is not on disk yet. An fsync of each object and
 * each folder waits for the disk some twenty times, one after the other: with other writers about,
 * several times as long as this, however much they write.
 */
static int sync_all(const char *objects, struct err *err)
{
	int fd = open(objects, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "%s", objects);
	int rc = syncfs(fd) ? err_sys(err, "cannot sync %s", objects) : 0;
	close(fd);
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

/*
 * What is visible is whole, and has all its parts: objects are on disk before they move to their
 * names, and were staged parts first. The names are on disk before a ref can be.
 */
int store_batch_finish(struct store_batch *batch, struct err *err)
{
	if (!batch->ids.len)
		return 0;
	char *objects = store_file(batch->store, "objects");
	int rc = sync_all(objects, err);
	for (size_t i = 0; !rc && i < batch->ids.len; i++)
		rc = move_one(batch, objects, &batch->ids.at[i], err);
	if (!rc)
		rc = sync_all(objects, err);
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
