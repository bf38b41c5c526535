/*
 * store_git.h: what the files of the store share, and the one place of the store that includes
 * libgit2. It refuses to be included by anything but core/store*.c.
 */
#ifndef STOA_STORE_GIT_H
#define STOA_STORE_GIT_H

#include "core/base/vec.h"
#include "store.h"

#include <git2.h>

struct store {
	git_repository *repo;
	git_odb *odb;
	git_odb *there; /* for store_has(), or NULL: nothing is read by it, so it does not remember what another process has dropped */
	struct store_packs *packs; /* of store_open_packs(), or NULL */
	char *path;     /* as the caller named it, for messages */
	int lock;       /* the folder of the repository, flocked while locks > 0 */
	unsigned locks; /* depth of store_lock() */
	struct store_disk_folder *disk; /* what store_disk() remembers, or NULL */
	bool ordered;   /* its file system has a journal that keeps names in order (store_sync.c) */
};

/*
 * A second handle on a repository, for while the first is open: it takes no lock, as if it held it.
 */
int store_twin(struct store *store, struct store **twin, struct err *err) WARN_UNUSED;
void store_twin_close(struct store *twin);

enum {
	STORE_MODE_TREE = 0040000,
	STORE_MODE_FILE = 0100644,
	STORE_MODE_EXECUTABLE = 0100755,
	STORE_DEPTH_MAX = 64,
	STORE_PATH_BYTES = 4096,
};

static inline git_oid store_oid(const struct store_id *id)
{
	git_oid oid = {{0}};
	memcpy(oid.id, id->raw, sizeof(oid.id));
	return oid;
}

static inline void store_id_from(const git_oid *oid, struct store_id *id)
{
	memcpy(id->raw, oid->id, sizeof(id->raw));
}

/* Turns libgit2's return value and last message into err, with a name in front. Always -1. */
int store_fail(struct err *err, int rc, const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * A tree object is read as git stores it, entry by entry: libgit2's git_tree allocates for each
 * entry, and comparing two trees or replacing one entry needs none of that.
 */
struct store_tree {
	git_odb_object *object; /* NULL: the empty tree */
	const char *at, *end;
};

struct store_entry {
	unsigned mode;
	const char *name; /* NUL-terminated, inside the tree */
	size_t len;
	const unsigned char *id;
	const char *raw; /* where the entry begins; it ends after the id */
};

/* id NULL opens the empty tree. ERR_GIT where the object is missing or no tree. */
int store_tree_open(struct store *store, const struct store_id *id, struct store_tree *tree,
                    struct err *err) WARN_UNUSED;
void store_tree_close(struct store_tree *tree);

/* 1 and the next entry, 0 at the end, -1 where the object is malformed. */
int store_tree_next(struct store_tree *tree, struct store_entry *entry, struct err *err) WARN_UNUSED;

/* Git's order: folders compare as if their name ended in a slash. */
int store_entry_order(const struct store_entry *a, const struct store_entry *b);

static inline bool store_is_tree(const struct store_entry *entry)
{
	return entry->mode == STORE_MODE_TREE;
}

/* An ordinary file: neither folder, symbolic link nor submodule. */
static inline bool store_is_file(const struct store_entry *entry)
{
	return (entry->mode & 0170000) == 0100000;
}

/* The entry at path below a tree, copied out. 1 found, 0 not, -1 error. path "" is the tree itself. */
struct store_found {
	struct store_id id;
	unsigned mode;
};
int store_lookup(struct store *store, const struct store_id *tree, const char *path, struct store_found *found,
                 struct err *err) WARN_UNUSED;

/*
 * New objects gather in a folder of their own (objects/tmp_stoa-*, which git prune knows to clean)
 * and appear in the repository together, synced first: an object that is visible is whole.
 */
struct store_staged {
	git_oid id;
	int fd; /* open until its data was sent to the disk */
};

struct store_batch {
	struct store *store;
	struct store_deflater *deflater;
	char *dir;
	struct store_staged_all VEC_OF(struct store_staged) staged;
	size_t moved; /* of them to their names */
	bool many;    /* set after opening: staged as a repository keeps them, so that one can read there; sent to the disk together */
};

/* "type size", NUL and the bytes, deflated, as git keeps an object in a file of its own. -1: errno. */
struct store_deflater *store_deflater_open(void);
void store_deflater_close(struct store_deflater *deflater);
int store_loose_write(struct store_deflater *deflater, int fd, git_object_t type, const void *bytes,
                      size_t n) WARN_UNUSED;

int store_batch_open(struct store *store, struct store_batch *batch, struct err *err) WARN_UNUSED;

/* Stages an object, unless the store has it. */
int store_batch_put(struct store_batch *batch, git_object_t type, const void *bytes, size_t len, struct store_id *id,
                    struct err *err) WARN_UNUSED;

/* Makes everything staged visible; none of it can be on disk half. */
int store_batch_finish(struct store_batch *batch, struct err *err) WARN_UNUSED;

/* Forgets what was staged after the first `n` objects. */
void store_batch_rewind(struct store_batch *batch, size_t n);

/* After finish, or instead of it: removes what is left of the folder. */
void store_batch_close(struct store_batch *batch);

bool store_has(struct store *store, const git_oid *oid);

/* One path to change in a tree; mode 0 removes it. */
struct store_put {
	const char *path;
	struct store_id id;
	unsigned mode;
};

struct store_puts VEC_OF(struct store_put);

/* The tree (NULL: an empty one) with puts applied; old trees are read from `from`. Sorts the puts. */
int store_apply(struct store_batch *batch, struct store *from, const struct store_id *tree, struct store_puts *puts,
                struct store_id *result, struct err *err) WARN_UNUSED;

/* Checks identity and message and stages the commit object. */
int store_stage_commit(struct store_batch *batch, const struct store_commit *commit, const struct store_id *tree,
                       struct store_id *id, struct err *err) WARN_UNUSED;

int store_tree_of(struct store *store, const struct store_id *commit, struct store_id *tree,
                  struct err *err) WARN_UNUSED;

/* A ref that is locked against everybody, git's processes too, until store_hold_end(). */
struct store_hold {
	struct store *store;
	const char *ref;
	char *path, *lock;   /* the loose ref, and the file that git locks it by */
	int fd;              /* of the lock */
	struct store_id old; /* what expect() saw */
	bool existed;
};
int store_hold_begin(struct store *store, const char *ref, struct store_hold *hold, struct err *err) WARN_UNUSED;

/* ERR_RACE where the ref is not at `from`; NULL: where it exists. */
int store_hold_expect(struct store_hold *hold, const struct store_id *from, struct err *err) WARN_UNUSED;

int store_hold_commit(struct store_hold *hold, const struct store_id *to, struct err *err) WARN_UNUSED;
void store_hold_end(struct store_hold *hold);

/*
 * A file's data on its way to the disk, so that no name that it is given then arrives before it: begun
 * early, so that many are on their way together, and waited for. -1: errno.
 */
void store_begin_out(const struct store *store, int fd);
int store_write_out(const struct store *store, int fd) WARN_UNUSED;

/* Waits for everything on the file system, whoever wrote it: for many files less than a wait for each. */
int store_flush(const struct store *store, struct err *err) WARN_UNUSED;

/* After names were given: waits for the disk where the file system may keep a later one and lose an earlier one. */
int store_settle(const struct store *store, struct err *err) WARN_UNUSED;

bool store_is_ordered(const char *folder);

/* A path below the repository's common folder; the caller frees it. */
char *store_file(struct store *store, const char *name) WARN_UNUSED;

#endif
