/*
 * store_git.h: what the files of the store share, and the one place of the store that includes
 * libgit2. It refuses to be included by anything but core/store*.c.
 */
#ifndef STOA_STORE_GIT_H
#define STOA_STORE_GIT_H

#include "store.h"
#include "vec.h"

#include <git2.h>

struct store {
	git_repository *repo;
	git_odb *odb;
	char *path;     /* as the caller named it, for messages */
	int lock;       /* the folder of the repository, flocked while locks > 0 */
	unsigned locks; /* depth of store_lock() */
};

enum {
	STORE_MODE_TREE = 0040000,
	STORE_MODE_FILE = 0100644,
	STORE_MODE_EXECUTABLE = 0100755,
	STORE_DEPTH_MAX = 64,
	STORE_PATH_BYTES = 4096,
};

static inline git_oid store_oid(const struct store_id *id)
{
	git_oid oid;
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

#endif
