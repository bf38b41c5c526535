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

/*
 * libgit2 and git lock a ref for milliseconds. A lock that stays the same file for five seconds
 * belongs to a process that was killed. We hold store_lock(), so no two of us judge at once.
 */
static int lock_ref(struct store_hold *hold, const char *lock_path)
{
	ino_t seen = 0;
	int rc, waited = 0;
	while ((rc = git_transaction_lock_ref(hold->transaction, hold->ref)) == GIT_ELOCKED) {
		ino_t now = blocking_file(lock_path);
		waited = now == seen ? waited + WAIT_MS : 0;
		seen = now;
		if (waited >= STALE_MS && now && unlink(lock_path) && errno != ENOENT)
			break;
		poll(NULL, 0, WAIT_MS);
	}
	return rc;
}

int store_hold_begin(struct store *store, const char *ref, struct store_hold *hold, struct err *err)
{
	char name[STORE_PATH_BYTES];
	*hold = (struct store_hold){.store = store, .ref = ref};
	if (store_lock(store, err))
		return -1;
	snprintf(name, sizeof(name), "%s.lock", ref);
	char *lock_path = store_file(store, name);
	int rc = git_transaction_new(&hold->transaction, store->repo);
	if (!rc)
		rc = lock_ref(hold, lock_path);
	free(lock_path);
	if (!rc)
		return 0;
	store_fail(err, rc, "%s: cannot lock %s", store->path, ref);
	store_hold_end(hold);
	return -1;
}

void store_hold_end(struct store_hold *hold)
{
	git_transaction_free(hold->transaction);
	store_unlock(hold->store);
}

int store_hold_expect(struct store_hold *hold, const struct store_id *from, struct err *err)
{
	git_oid now;
	struct store_id id;
	int rc = git_reference_name_to_id(&now, hold->store->repo, hold->ref);
	if (rc && rc != GIT_ENOTFOUND)
		return store_fail(err, rc, "%s: %s", hold->store->path, hold->ref);
	if (!rc)
		store_id_from(&now, &id);
	if (from ? !rc && store_same(from, &id) : rc != 0)
		return 0;
	return err_set(err, ERR_RACE, "%s: %s", hold->ref,
	               !from ? "exists already"
	               : rc  ? "is gone"
	                     : "has moved meanwhile");
}

/* libgit2 syncs a ref that it writes, and its folder, but not a removal. */
static int sync_removal(struct store_hold *hold, struct err *err)
{
	char *path = store_file(hold->store, hold->ref);
	*strrchr(path, '/') = '\0';
	int rc = 0, fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 ? errno != ENOENT : fsync(fd))
		rc = err_sys(err, "cannot sync %s", path);
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

int store_hold_commit(struct store_hold *hold, const struct store_id *to, struct err *err)
{
	int rc;
	if (to) {
		git_oid oid = store_oid(to);
		rc = git_transaction_set_target(hold->transaction, hold->ref, &oid, NULL, NULL);
	} else
		rc = git_transaction_remove(hold->transaction, hold->ref);
	if (!rc)
		rc = git_transaction_commit(hold->transaction);
	if (rc)
		return store_fail(err, rc, "%s: cannot write %s", hold->store->path, hold->ref);
	return to ? 0 : sync_removal(hold, err);
}

static int update(struct store *store, const char *ref, const struct store_id *from, const struct store_id *to,
                  struct err *err)
{
	struct store_hold hold;
	if (store_hold_begin(store, ref, &hold, err))
		return -1;
	int rc = store_hold_expect(&hold, from, err);
	if (!rc)
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

int store_ref_remove(struct store *store, const char *ref, const struct store_id *from, struct err *err)
{
	return update(store, ref, from, NULL, err);
}
