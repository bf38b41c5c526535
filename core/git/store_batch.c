#include "store_git.h"

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
	if (!store->there) {
		char *objects = store_file(store, "objects");
		int rc = git_odb_open(&store->there, objects);
		free(objects);
		if (rc)
			return false;
	}
	return git_odb_exists_ext(store->there, oid, GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}

enum { OPEN_MAX_STAGED = 64 };

/* "xx" or "xx/yyyy…" below a folder. */
static void object_path(char *out, size_t max, const char *folder, const git_oid *oid, bool whole)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid_tostr(hex, sizeof(hex), oid);
	snprintf(out, max, "%s/%.2s%s%s", folder, hex, whole ? "/" : "", whole ? hex + 2 : "");
}

/* In the folder where they are staged names are whole, unless somebody reads there. */
static void staged_path(char *out, size_t max, const struct store_batch *batch, const git_oid *oid)
{
	if (batch->many) {
		object_path(out, max, batch->dir, oid, true);
		return;
	}
	char hex[GIT_OID_HEXSZ + 1];
	git_oid_tostr(hex, sizeof(hex), oid);
	snprintf(out, max, "%s/%s", batch->dir, hex);
}

int store_batch_open(struct store *store, struct store_batch *batch, struct err *err)
{
	/* What others packed, or threw away, since the last one is to be seen. */
	git_odb_free(store->there);
	store->there = NULL;
	*batch = (struct store_batch){.store = store, .dir = store_file(store, "objects/tmp_stoa-XXXXXX")};
	if (!mkdtemp(batch->dir)) {
		err_sys(err, "cannot make a folder in %sobjects", git_repository_commondir(store->repo));
		free(batch->dir);
		batch->dir = NULL;
		return -1;
	}
	batch->deflater = store_deflater_open();
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

static int settle(struct store_batch *batch, struct store_staged *staged)
{
	int rc = staged->fd < 0 || batch->many ? 0 : store_write_out(batch->store, staged->fd);
	if (staged->fd >= 0 && close(staged->fd))
		rc = -1;
	staged->fd = -1;
	return rc;
}

static int stage(struct store_batch *batch, const git_oid *oid, git_object_t type, const void *bytes, size_t len)
{
	char path[STORE_PATH_BYTES];
	staged_path(path, sizeof(path), batch, oid);
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, fd = open(path, flags, 0444);
	if (fd < 0 && errno == ENOENT && batch->many) {
		char folder[STORE_PATH_BYTES];
		object_path(folder, sizeof(folder), batch->dir, oid, false);
		(void)!mkdir(folder, 0777);
		fd = open(path, flags, 0444);
	}
	if (fd < 0)
		return errno == EEXIST ? 0 : -1; /* staged already */
	*VEC_PUSH(&batch->staged) = (struct store_staged){*oid, fd};
	if (store_loose_write(batch->deflater, fd, type, bytes, len))
		return -1;
	if (batch->many)
		return settle(batch, &batch->staged.at[batch->staged.len - 1]);
	store_begin_out(batch->store, fd);
	size_t n = batch->staged.len;
	return n > OPEN_MAX_STAGED ? settle(batch, &batch->staged.at[n - 1 - OPEN_MAX_STAGED]) : 0;
}

int store_batch_put(struct store_batch *batch, git_object_t type, const void *bytes, size_t len, struct store_id *id,
                    struct err *err)
{
	git_oid oid;
	int rc = git_odb_hash(&oid, bytes, len, type);
	if (rc)
		return store_fail(err, rc, "%s: cannot write an object", batch->store->path);
	store_id_from(&oid, id);
	if (freshen(batch->store, &oid))
		return 0;
	return stage(batch, &oid, type, bytes, len) ? err_sys(err, "%s: cannot write an object", batch->store->path) : 0;
}

static int move_one(struct store_batch *batch, const char *objects, struct err *err)
{
	const git_oid *oid = &batch->staged.at[batch->moved].id;
	char from[STORE_PATH_BYTES], to[STORE_PATH_BYTES], folder[STORE_PATH_BYTES];
	staged_path(from, sizeof(from), batch, oid);
	object_path(to, sizeof(to), objects, oid, true);
	object_path(folder, sizeof(folder), objects, oid, false);
	bool done = rename(from, to) == 0;
	if (!done && errno == ENOENT && (mkdir(folder, 0777) == 0 || errno == EEXIST))
		done = rename(from, to) == 0;
	batch->moved += done;
	return done ? 0 : err_sys(err, "cannot move an object to %s", to);
}

/* What is visible is whole, and has all its parts: they were staged parts first. */
int store_batch_finish(struct store_batch *batch, struct err *err)
{
	if (!batch->staged.len)
		return 0;
	char *objects = store_file(batch->store, "objects");
	int rc = 0;
	for (size_t i = 0; !rc && i < batch->staged.len; i++)
		if (settle(batch, &batch->staged.at[i]))
			rc = err_sys(err, "cannot sync %s", batch->dir);
	if (!rc && batch->many)
		rc = store_flush(batch->store, err);
	while (!rc && batch->moved < batch->staged.len)
		rc = move_one(batch, objects, err);
	if (!rc)
		rc = store_settle(batch->store, err);
	free(objects);
	return rc;
}

void store_batch_rewind(struct store_batch *batch, size_t n)
{
	char path[STORE_PATH_BYTES];
	for (size_t i = n; i < batch->staged.len; i++) {
		if (batch->staged.at[i].fd >= 0)
			close(batch->staged.at[i].fd);
		staged_path(path, sizeof(path), batch, &batch->staged.at[i].id);
		unlink(path);
	}
	batch->staged.len = n;
}

static void remove_folders(const struct store_batch *batch)
{
	char path[STORE_PATH_BYTES];
	for (unsigned i = 0; batch->many && i < 256; i++) {
		snprintf(path, sizeof(path), "%s/%02x", batch->dir, i);
		rmdir(path);
	}
	rmdir(batch->dir);
}

void store_batch_close(struct store_batch *batch)
{
	store_batch_rewind(batch, batch->moved);
	store_deflater_close(batch->deflater);
	if (batch->dir)
		remove_folders(batch);
	free(batch->dir);
	VEC_RELEASE(&batch->staged);
}
