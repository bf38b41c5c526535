#include "store_git.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct oids VEC_OF(git_oid);

/* Loose objects of this repository, sorted, each with a mark. */
struct heap {
	struct store *store;
	char *objects;
	struct oids ids;
	bool *marked;
	int64_t before;
	size_t dropped;
};

static int by_id(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(git_oid));
}

/* Position of an object among the loose ones, or -1. */
static ssize_t position(const struct heap *heap, const struct store_id *id)
{
	git_oid oid = store_oid(id);
	if (!heap->ids.len)
		return -1;
	const git_oid *at = bsearch(&oid, heap->ids.at, heap->ids.len, sizeof(oid), by_id);
	return at ? at - heap->ids.at : -1;
}

/* True once per loose object. What is borrowed or packed refers only to its like: pushes are unpacked here. */
static bool visit(struct heap *heap, const struct store_id *id)
{
	ssize_t at = position(heap, id);
	if (at < 0 || !heap->marked || heap->marked[at])
		return false;
	heap->marked[at] = true;
	return true;
}

static int mark_tree(struct heap *heap, const struct store_id *id, struct err *err)
{
	struct store_tree tree;
	struct store_entry entry;
	struct store_id below;
	int rc;
	if (!visit(heap, id))
		return 0;
	if (store_tree_open(heap->store, id, &tree, err))
		return -1;
	while ((rc = store_tree_next(&tree, &entry, err)) > 0) {
		memcpy(below.raw, entry.id, sizeof(below.raw));
		if (store_is_tree(&entry) && mark_tree(heap, &below, err)) {
			rc = -1;
			break;
		}
		if (!store_is_tree(&entry))
			visit(heap, &below);
	}
	store_tree_close(&tree);
	return rc;
}

static int mark_commit(struct heap *heap, const struct store_id *id, struct arena *arena, struct err *err)
{
	struct store_commit_info info;
	if (!visit(heap, id))
		return 0;
	if (store_commit_info(heap->store, id, arena, &info, err) || mark_tree(heap, &info.tree, err))
		return -1;
	for (size_t i = 0; i < info.nparents; i++)
		if (mark_commit(heap, &info.parents[i], arena, err))
			return -1;
	return 0;
}

/* A ref of this repository may name a borrowed commit: then there is nothing to mark. */
static int mark_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct arena arena;
	arena_init(&arena);
	int rc = mark_commit(self, to, &arena, err);
	arena_release(&arena);
	return rc ? err_prefix(err, "%s", ref) : 0;
}

typedef int entry_fn(struct heap *heap, const char *path, const char *name, struct err *err);

static int each_entry(struct heap *heap, const char *folder, entry_fn *found, struct err *err)
{
	DIR *dir = opendir(folder);
	char path[STORE_PATH_BYTES];
	int rc = 0;
	if (!dir)
		return errno == ENOENT ? 0 : err_sys(err, "%s", folder);
	for (struct dirent *entry; !rc && (entry = readdir(dir));) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			rc = found(heap, path, entry->d_name, err);
	}
	closedir(dir);
	return rc;
}

static int64_t age_of(const char *path)
{
	struct stat st;
	return stat(path, &st) ? INT64_MAX : st.st_mtime;
}

static int note_object(struct heap *heap, const char *path, const char *name, struct err *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;
	(void)err;
	snprintf(hex, sizeof(hex), "%.2s%.38s", path + strlen(path) - strlen(name) - 3, name);
	if (strlen(name) == GIT_OID_HEXSZ - 2 && git_oid_fromstr(&oid, hex) == 0)
		*VEC_PUSH(&heap->ids) = oid;
	return 0;
}

static int note_folder(struct heap *heap, const char *path, const char *name, struct err *err)
{
	return strlen(name) == 2 ? each_entry(heap, path, note_object, err) : 0;
}

static int remove_left_over(struct heap *heap, const char *path, const char *name, struct err *err)
{
	(void)name;
	if (unlink(path) == 0 || errno != EISDIR)
		return 0;
	int rc = each_entry(heap, path, remove_left_over, err);
	rmdir(path);
	return rc;
}

static int note_left_over(struct heap *heap, const char *path, const char *name, struct err *err)
{
	if (strncmp(name, "tmp_", 4) != 0 || age_of(path) >= heap->before)
		return 0;
	heap->dropped++;
	return remove_left_over(heap, path, name, err);
}

/* A younger object than it has to be may belong to a submission whose ref is about to be written. */
static void drop(struct heap *heap, size_t i)
{
	char hex[GIT_OID_HEXSZ + 1], path[STORE_PATH_BYTES];
	git_oid_tostr(hex, sizeof(hex), &heap->ids.at[i]);
	snprintf(path, sizeof(path), "%s/%.2s/%s", heap->objects, hex, hex + 2);
	if (age_of(path) < heap->before && unlink(path) == 0)
		heap->dropped++;
}

/* What is reachable from refs is marked. */
static int read_heap(struct heap *heap, struct err *err)
{
	heap->objects = store_file(heap->store, "objects");
	if (each_entry(heap, heap->objects, note_folder, err))
		return -1;
	if (heap->ids.len)
		qsort(heap->ids.at, heap->ids.len, sizeof(*heap->ids.at), by_id);
	heap->marked = base_alloc(heap->ids.len, sizeof(*heap->marked));
	return store_refs(heap->store, "refs/", mark_ref, heap, err);
}

static void release_heap(struct heap *heap)
{
	VEC_RELEASE(&heap->ids);
	free(heap->marked);
	free(heap->objects);
}

int store_prune(struct store *store, int64_t before, size_t *dropped, struct err *err)
{
	struct heap heap = {.store = store, .before = before};
	int rc = read_heap(&heap, err);
	if (!rc)
		rc = each_entry(&heap, heap.objects, note_left_over, err);
	for (size_t i = 0; !rc && i < heap.ids.len; i++) {
		if (!heap.marked[i])
			drop(&heap, i);
	}
	*dropped = heap.dropped;
	release_heap(&heap);
	return rc;
}

int store_forget(struct store *store, const struct store_id *commits, size_t n, size_t *dropped, struct err *err)
{
	struct heap heap = {.store = store, .before = INT64_MAX};
	struct arena arena;
	arena_init(&arena);
	int rc = read_heap(&heap, err);
	bool *kept = base_alloc(heap.ids.len, sizeof(*kept));
	if (heap.ids.len && heap.marked)
		memcpy(kept, heap.marked, heap.ids.len * sizeof(*kept));
	for (size_t i = 0; !rc && i < n; i++)
		rc = mark_commit(&heap, &commits[i], &arena, err);
	for (size_t i = 0; !rc && heap.marked && i < heap.ids.len; i++) {
		if (heap.marked[i] && !kept[i])
			drop(&heap, i);
	}
	*dropped = heap.dropped;
	free(kept);
	arena_release(&arena);
	release_heap(&heap);
	return rc;
}
