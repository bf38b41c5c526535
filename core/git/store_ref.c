#include "store_git.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 20, STALE_MS = 5000 };

struct named {
	const char *ref;
	struct store_id to;
};

struct names VEC_OF(struct named);

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->ref, ((const struct named *)b)->ref);
}

/* A symbolic ref has no target of its own and is left out. */
static int collect(struct store *store, const char *prefix, struct arena *arena, struct names *names, struct err *err)
{
	git_reference_iterator *all;
	git_reference *ref;
	int rc = git_reference_iterator_glob_new(&all, store->repo, arena_printf(arena, "%s*", prefix));
	if (rc)
		return store_fail(err, rc, "%s: refs", store->path);
	while ((rc = git_reference_next(&ref, all)) == 0) {
		const git_oid *to = git_reference_target(ref);
		if (to) {
			struct named *named = VEC_PUSH(names);
			named->ref = arena_dup(arena, git_reference_name(ref));
			store_id_from(to, &named->to);
		}
		git_reference_free(ref);
	}
	git_reference_iterator_free(all);
	return rc == GIT_ITEROVER ? 0 : store_fail(err, rc, "%s: refs", store->path);
}

int store_refs(struct store *store, const char *prefix, store_ref_fn *found, void *self, struct err *err)
{
	struct names names = {0};
	struct arena arena;
	arena_init(&arena);
	int rc = collect(store, prefix, &arena, &names, err);
	if (!rc && names.len)
		qsort(names.at, names.len, sizeof(*names.at), by_name);
	for (size_t i = 0; !rc && i < names.len; i++)
		rc = found(self, names.at[i].ref, &names.at[i].to, err);
	VEC_RELEASE(&names);
	arena_release(&arena);
	return rc;
}

int store_lock(struct store *store, struct err *err)
{
	if (store->locks++)
		return 0;
	const char *folder = git_repository_commondir(store->repo);
	store->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (store->lock >= 0 && flock(store->lock, LOCK_EX))
		if (errno != EINTR) {
			err_sys(err, "cannot lock %s", folder);
			store_unlock(store);
			return -1;
		}
	if (store->lock >= 0)
		return 0;
	store->locks = 0;
	return err_sys(err, "cannot open %s", folder);
}

void store_unlock(struct store *store)
{
	if (--store->locks)
		return;
	close(store->lock);
	store->lock = -1;
}

/* Which lock file stands in the way; 0 where there is none any more. */
static ino_t blocking_file(const char *path)
{
	struct stat st;
	return stat(path, &st) ? 0 : st.st_ino;
}

/* The folders below the repository's own that the path's last name stands in. */
static void make_folders(const struct store *store, char *path)
{
	for (char *at = path + strlen(git_repository_commondir(store->repo)); (at = strchr(at, '/')); *at++ = '/') {
		*at = '\0';
		(void)!mkdir(path, 0777);
	}
}

static int open_lock(struct store_hold *hold)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	hold->fd = open(hold->lock, flags, 0666);
	if (hold->fd < 0 && errno == ENOENT) {
		make_folders(hold->store, hold->lock);
		hold->fd = open(hold->lock, flags, 0666);
	}
	return hold->fd < 0 ? -1 : 0;
}

/*
 * libgit2 and git lock a ref for milliseconds. A lock that stays the same file for five seconds
 * belongs to a process that was killed. We hold store_lock(), so no two of us judge at once.
 */
static int lock_ref(struct store_hold *hold, struct err *err)
{
	ino_t seen = 0;
	int waited = 0;
	while (open_lock(hold)) {
		if (errno != EEXIST)
			return err_sys(err, "%s: cannot lock %s", hold->store->path, hold->ref);
		ino_t now = blocking_file(hold->lock);
		waited = now == seen ? waited + WAIT_MS : 0;
		seen = now;
		if (waited >= STALE_MS && now && unlink(hold->lock) && errno != ENOENT)
			return err_set(err, ERR_RACE, "%s: %s is locked", hold->store->path, hold->ref);
		poll(NULL, 0, WAIT_MS);
	}
	return 0;
}

int store_hold_begin(struct store *store, const char *ref, struct store_hold *hold, struct err *err)
{
	char name[STORE_PATH_BYTES];
	int valid = 0;
	*hold = (struct store_hold){.store = store, .ref = ref, .fd = -1};
	if (git_reference_name_is_valid(&valid, ref) || !valid)
		return err_set(err, ERR_INPUT, "'%.200s' is no name of a ref", ref);
	if (store_lock(store, err))
		return -1;
	snprintf(name, sizeof(name), "%s.lock", ref);
	hold->path = store_file(store, ref);
	hold->lock = store_file(store, name);
	if (lock_ref(hold, err) == 0)
		return 0;
	store_hold_end(hold);
	return -1;
}

void store_hold_end(struct store_hold *hold)
{
	if (hold->fd >= 0) {
		close(hold->fd);
		unlink(hold->lock);
	}
	free(hold->lock);
	free(hold->path);
	store_unlock(hold->store);
}

int store_hold_expect(struct store_hold *hold, const struct store_id *from, struct err *err)
{
	git_oid now;
	int rc = git_reference_name_to_id(&now, hold->store->repo, hold->ref);
	if (rc && rc != GIT_ENOTFOUND)
		return store_fail(err, rc, "%s: %s", hold->store->path, hold->ref);
	hold->existed = !rc;
	if (!rc)
		store_id_from(&now, &hold->old);
	if (from ? !rc && store_same(from, &hold->old) : rc != 0)
		return 0;
	return err_set(err, ERR_RACE, "%s: %s", hold->ref,
	               !from ? "exists already"
	               : rc  ? "is gone"
	                     : "has moved meanwhile");
}

/* Whoever keeps a log of a ref (core.logAllRefUpdates) has one that is complete. A hint: it may fail. */
static void write_log(const struct store_hold *hold, const struct store_id *to)
{
	char name[STORE_PATH_BYTES], before[STORE_HEX], after[STORE_HEX];
	struct store_commit_info info;
	struct err ignored = {0};
	struct arena arena;
	snprintf(name, sizeof(name), "logs/%s", hold->ref);
	char *path = store_file(hold->store, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return;
	arena_init(&arena);
	store_hex(&hold->old, before);
	store_hex(to, after);
	if (!store_commit_info(hold->store, to, &arena, &info, &ignored)) {
		const char *line = arena_printf(&arena, "%s %s %s <%s> %lld +0000\tstoa\n", before, after, info.author,
		                                info.author_email, (long long)info.time);
		(void)!write(fd, line, strlen(line));
	}
	arena_release(&arena);
	close(fd);
}

static int write_ref(struct store_hold *hold, const struct store_id *to, struct err *err)
{
	char hex[STORE_HEX];
	store_hex(to, hex);
	hex[STORE_HEX - 1] = '\n';
	write_log(hold, to);
	return write(hold->fd, hex, STORE_HEX) == STORE_HEX
	           ? 0
	           : err_sys(err, "%s: cannot write %s", hold->store->path, hold->ref);
}

static int name_ref(struct store_hold *hold, struct err *err)
{
	if (rename(hold->lock, hold->path))
		return err_sys(err, "%s: cannot write %s", hold->store->path, hold->ref);
	close(hold->fd);
	hold->fd = -1;
	return 0;
}

int store_hold_commit(struct store_hold *hold, const struct store_id *to, struct err *err)
{
	if (write_ref(hold, to, err))
		return -1;
	if (store_write_out(hold->store, hold->fd))
		return err_sys(err, "%s: cannot write %s", hold->store->path, hold->ref);
	return name_ref(hold, err) ? -1 : store_settle(hold->store, err);
}

static int update(struct store *store, const char *ref, const struct store_id *from, const struct store_id *to,
                  struct err *err)
{
	struct store_hold hold;
	if (store_hold_begin(store, ref, &hold, err))
		return -1;
	int rc = store_hold_expect(&hold, from, err);
	if (!rc && to)
		rc = store_hold_commit(&hold, to, err);
	store_hold_end(&hold);
	return rc;
}

int store_ref_create(struct store *store, const char *ref, const struct store_id *to, struct err *err)
{
	return update(store, ref, NULL, to, err);
}

int store_ref_move(struct store *store, const char *ref, const struct store_id *from, const struct store_id *to,
                   struct err *err)
{
	return update(store, ref, from, to, err);
}

/* A ref may be packed as well, which libgit2 knows how to undo. It takes the lock that was ours. */
static int delete_ref(struct store *store, const char *ref, struct err *err)
{
	git_reference *reference = NULL;
	int rc = git_reference_lookup(&reference, store->repo, ref);
	if (!rc)
		rc = git_reference_delete(reference);
	git_reference_free(reference);
	return rc ? store_fail(err, rc, "%s: cannot remove %s", store->path, ref) : 0;
}

int store_ref_remove(struct store *store, const char *ref, const struct store_id *from, struct err *err)
{
	if (store_lock(store, err))
		return -1;
	int rc = update(store, ref, from, NULL, err);
	if (!rc)
		rc = delete_ref(store, ref, err);
	if (!rc)
		rc = store_settle(store, err);
	store_unlock(store);
	return rc;
}

/* ---- many at once ---- */

/* Each is locked and written, then all of them go to the disk, then they get their names. */
static void write_all(struct store *store, struct store_ref_change *changes, size_t n, struct store_hold *holds)
{
	for (size_t i = 0; i < n; i++) {
		struct err ignored = {0};
		changes[i].done = store_hold_begin(store, changes[i].ref, &holds[i], &ignored) == 0;
		if (!changes[i].done)
			continue;
		if (store_hold_expect(&holds[i], changes[i].from, &ignored) || write_ref(&holds[i], changes[i].to, &ignored)) {
			changes[i].done = false;
			store_hold_end(&holds[i]);
		}
	}
}

static void name_all(struct store_ref_change *changes, size_t n, struct store_hold *holds)
{
	for (size_t i = 0; i < n; i++) {
		struct err ignored = {0};
		if (!changes[i].done)
			continue;
		changes[i].done = name_ref(&holds[i], &ignored) == 0;
		store_hold_end(&holds[i]);
	}
}

int store_ref_put_all(struct store *store, struct store_ref_change *changes, size_t n, struct err *err)
{
	if (!n)
		return 0;
	if (store_lock(store, err))
		return -1;
	struct store_hold *holds = base_alloc(n, sizeof(*holds));
	write_all(store, changes, n, holds);
	int rc = store_flush(store, err);
	name_all(changes, n, holds);
	if (!rc)
		rc = store_flush(store, err);
	free(holds);
	store_unlock(store);
	return rc;
}

int store_ref_remove_all(struct store *store, struct store_ref_change *changes, size_t n, struct err *err)
{
	if (!n)
		return 0;
	if (store_lock(store, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct err ignored = {0};
		changes[i].done = update(store, changes[i].ref, changes[i].from, NULL, &ignored) == 0 &&
		                  delete_ref(store, changes[i].ref, &ignored) == 0;
	}
	int rc = store_flush(store, err);
	store_unlock(store);
	return rc;
}
