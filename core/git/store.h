/*
 * store.h: git, by libgit2: trees read, commits made, refs moved. It refuses to know what the
 * files mean, to touch a work tree, and to run hooks. One store per process, opened after fork.
 */
#ifndef STOA_STORE_H
#define STOA_STORE_H

#include "core/base/arena.h"

struct store; /* hides git_repository */

struct store_id {
	unsigned char raw[20];
};
enum { STORE_HEX = 41 };

void store_hex(const struct store_id *id, char out[static STORE_HEX]);
int store_from_hex(const char *hex, struct store_id *id, struct err *err) WARN_UNUSED;
bool store_same(const struct store_id *a, const struct store_id *b);

/* ERR_GIT with a sentence that helps (missing, corrupt, owned by another user). */
int store_open(struct store **store, const char *path, struct err *err) WARN_UNUSED;
void store_close(struct store *store);

/* Reads what is missing from another folder of objects too, as those that a push has brought and no hook has seen. */
int store_borrow(struct store *store, const char *objects, struct err *err) WARN_UNUSED;

/*
 * A new bare repository, HEAD on main. alternates: path of a repository to borrow objects from, or
 * NULL; such a one is private (mode 0700) and git never packs its refs or collects its garbage.
 */
int store_create(const char *path, const char *alternates, struct err *err) WARN_UNUSED;

/* One setting of the repository's own, for git's programs. */
int store_configure(const char *path, const char *key, const char *value, struct err *err) WARN_UNUSED;

/* What a ref names ("refs/heads/main"), peeled to a commit. ERR_NOTFOUND where there is none. */
int store_resolve(struct store *store, const char *ref, struct store_id *commit, struct err *err) WARN_UNUSED;

struct store_commit_info {
	struct store_id id, tree;
	struct store_id parents[2];
	size_t nparents;
	int64_t time;                                /* of the committer */
	const char *author, *author_email, *committer_email, *message; /* in the arena */
};
int store_commit_info(struct store *store, const struct store_id *commit, struct arena *arena,
                      struct store_commit_info *info, struct err *err) WARN_UNUSED;

/* Blob at path in a tree. ERR_NOTFOUND. */
int store_find(struct store *store, const struct store_id *tree, const char *path, struct store_id *blob,
               struct err *err) WARN_UNUSED;

/* Names directly inside a folder of a tree ("" is the root), in git's order; folders end in "/". */
int store_list(struct store *store, const struct store_id *tree, const char *folder, struct arena *arena,
               const char *const **names, size_t *n, struct err *err) WARN_UNUSED;

/* For who is about to read thousands of files: the packs that are there now are looked into first, and faster. */
void store_open_packs(struct store *store);

/* Bytes of a blob, appended. ERR_LIMIT past out's max; a blob's size is asked first, but by who would take 256 MiB. */
int store_read(struct store *store, const struct store_id *blob, struct str *out, struct err *err) WARN_UNUSED;

/* One difference between two trees; a NULL side does not exist. Only regular files; symbolic links and submodules are
 * skipped. */
struct store_change {
	const char *path; /* borrowed for the call */
	const struct store_id *old_blob, *new_blob;
	bool executable;
};
typedef int store_change_fn(void *self, const struct store_change *change, struct err *err);

/* Every difference, in path order, skipping equal subtrees; old NULL is the empty tree. prefix: a folder of both trees
 * ("" is all), cut off the paths. */
int store_diff(struct store *store, const struct store_id *old_tree, const struct store_id *new_tree,
               const char *prefix, store_change_fn *changed, void *self, struct err *err) WARN_UNUSED;

/* The same, looking only into folders below prefix ("forums/help/") for which `enters` says yes. */
struct store_compare {
	const struct store_id *old_tree, *new_tree; /* NULL: the empty tree */
	const char *prefix;
	bool (*enters)(void *self, const char *folder); /* NULL: into all */
	store_change_fn *changed;
	void *self;
};
int store_compare(struct store *store, const struct store_compare *compare, struct err *err) WARN_UNUSED;

/* One change as a unified diff, appended. ERR_LIMIT for a file over STORE_PATCH_BYTES. */
enum { STORE_PATCH_BYTES = 1024 * 1024 };
int store_patch(struct store *store, const struct store_change *change, struct str *out, struct err *err) WARN_UNUSED;

/* A file to put (bytes) or, with bytes NULL, to remove. */
struct store_edit {
	const char *path;
	const void *bytes;
	size_t len;
};

/* Identity is one line each, without angle brackets; a newline in a name forges header lines. */
struct store_commit {
	const struct store_id *parents; /* nparents 0, 1 or 2 */
	size_t nparents;
	const struct store_id *tree; /* what edits are applied to; NULL: the first parent's, or an empty one */
	const struct store_edit *edits;
	size_t nedits;
	const char *name, *email; /* author and committer */
	int64_t time;
	const char *message;
};

/*
 * Writes blobs, trees and commit; what is there is whole, and is on disk once a ref that leads to it
 * is. No ref moves.
 * ERR_INPUT for an identity, message or path that breaks a rule, for a path that differs from
 * another only in case, is given twice, or is a file here and a folder there; ERR_NOTFOUND where a
 * file to remove is not there.
 */
int store_commit(struct store *store, const struct store_commit *commit, struct store_id *id,
                 struct err *err) WARN_UNUSED;

/* Many of them at once, for the price of one wait for the disk; all or none. */
int store_commit_all(struct store *store, const struct store_commit *commits, size_t n, struct store_id *ids,
                     struct err *err) WARN_UNUSED;

struct store_merge {
	struct store *source;        /* has `theirs` and borrows our objects; NULL: this store itself */
	const struct store_id *base; /* commit that theirs began from; NULL: the best common ancestor */
	const struct store_id *ours, *theirs;
	const char *ref; /* is at ours and moves to the merge; NULL: only see what clashes */
	bool alone;      /* a commit with one parent, ours: a change done again, or taken back */
	bool unnamed;    /* with ref NULL: the commit is made, and no ref moves */
	const char *name, *email, *message;
	int64_t time;
	struct store_id id;         /* out: the merge commit */
	const char *const *clashes; /* out: paths, in the arena, NULL-terminated */
};

/*
 * Three-way merge of trees: ours with what theirs changed since base; a file that both changed is
 * merged by lines. Cost follows the change, not the tree. Then, in this order: objects that this
 * store lacks (those of theirs among them) are staged, the ref is locked and compared, the objects
 * become visible, the ref moves; all is on disk before it returns. So nothing of theirs is in this store unless it is merged.
 * ERR_RACE: the ref is not at ours any more (clashes empty), or files clash.
 */
int store_merge(struct store *store, struct store_merge *merge, struct arena *arena, struct err *err) WARN_UNUSED;

/*
 * Merges one after the other, each on top of the one before, that become visible together by one move
 * of the ref: for many the disk is waited for once. begin: caller's storage, the first four filled. merge: as
 * store_merge(), with source, ours and ref from the chain; one that fails leaves no trace, and the
 * chain goes on from where it was. finish: ERR_RACE where the ref is not at `from` any more, and then
 * nothing has happened.
 */
struct store_chain {
	struct store *store, *source;
	const char *ref;
	struct store_id from, tip; /* from: where the ref is; tip: the newest merge */
	struct store_chain_work *work;
};
int store_chain_begin(struct store_chain *chain, struct err *err) WARN_UNUSED;
int store_chain_merge(struct store_chain *chain, struct store_merge *merge, struct arena *arena,
                      struct err *err) WARN_UNUSED;
int store_chain_finish(struct store_chain *chain, struct err *err) WARN_UNUSED;
void store_chain_end(struct store_chain *chain);

/* The same for one text, for people: where both changed the same lines, both stand there between git's marks. */
struct store_texts {
	const char *base, *ours, *theirs;
	const char *ours_name, *theirs_name; /* beside the marks */
};
int store_merge_texts(const struct store_texts *texts, struct str *out, struct err *err) WARN_UNUSED;

/* Is `ancestor` reachable from `commit`? Cost follows the commits between them. */
int store_contains(struct store *store, const struct store_id *commit, const struct store_id *ancestor, bool *yes,
                   struct err *err) WARN_UNUSED;
/* The same, where a stranger chose the ancestor: looked for among the `most` newest commits only. */
int store_contains_near(struct store *store, const struct store_id *commit, const struct store_id *ancestor, size_t most,
                        bool *yes, struct err *err) WARN_UNUSED;

/*
 * Commits reachable from `from` and not from `until` (NULL: all), children before parents. info is
 * borrowed for the call; 1 from the callback ends the walk with success.
 */
typedef int store_walk_fn(void *self, const struct store_commit_info *info, struct err *err);
int store_walk(struct store *store, const struct store_id *from, const struct store_id *until, store_walk_fn *visit,
               void *self, struct err *err) WARN_UNUSED;

/*
 * An exclusive lock between the processes that write to this repository through a store; waits.
 * Nests; ends with the process. Ref updates take it themselves; git's own processes do not.
 */
int store_lock(struct store *store, struct err *err) WARN_UNUSED;
void store_unlock(struct store *store);

/*
 * Ref updates: seen by everybody at once, and on disk in the order in which they are made; after the
 * last one store_sync() says when. create: ERR_RACE where the name is taken. move, remove: ERR_RACE where it is
 * not at `from` any more. A lock file that a killed process left behind is removed after five seconds.
 */
int store_ref_create(struct store *store, const char *ref, const struct store_id *to, struct err *err) WARN_UNUSED;
int store_ref_move(struct store *store, const char *ref, const struct store_id *from, const struct store_id *to,
                   struct err *err) WARN_UNUSED;
int store_ref_remove(struct store *store, const char *ref, const struct store_id *from, struct err *err) WARN_UNUSED;

/*
 * Waits until this ref's last update, and all that was written before it, survives a power cut. Not under
 * store_lock(): then several processes share one wait.
 */
int store_sync(struct store *store, const char *ref, struct err *err) WARN_UNUSED;

/*
 * Many refs at once, on disk when it returns; killed before that, some of it has happened. One that cannot
 * be done is left out, and `done` says so. put: `to` is wanted, and from NULL creates.
 */
struct store_ref_change {
	const char *ref;
	const struct store_id *from, *to;
	bool done;
};
int store_ref_put_all(struct store *store, struct store_ref_change *changes, size_t n, struct err *err) WARN_UNUSED;
int store_ref_remove_all(struct store *store, struct store_ref_change *changes, size_t n, struct err *err) WARN_UNUSED;

/* Every ref below a prefix ("refs/heads/"), by name. */
typedef int store_ref_fn(void *self, const char *ref, const struct store_id *to, struct err *err);
int store_refs(struct store *store, const char *prefix, store_ref_fn *found, void *self, struct err *err) WARN_UNUSED;

/*
 * Deletes the loose objects of this repository that no ref of it reaches and that are older than
 * `before` (seconds since 1970), and what killed processes left half-written. Borrowed objects are
 * not touched; nobody may borrow from this one. Counts in *dropped.
 */
int store_prune(struct store *store, int64_t before, size_t *dropped, struct err *err) WARN_UNUSED;

/*
 * Deletes the loose objects that these commits of the repository reach and no ref of it does, however young. For commits whose
 * refs have gone just now, under the lock.
 */
int store_forget(struct store *store, const struct store_id *commits, size_t n, size_t *dropped, struct err *err) WARN_UNUSED;

/*
 * Bytes of disk that this repository's own objects take. The first time every file is asked; later only the
 * folders that changed since, so that an answer costs some 300 calls of stat().
 */
int store_disk(struct store *store, int64_t now, int64_t *bytes, struct err *err) WARN_UNUSED;

#endif
