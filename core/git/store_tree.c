#include "store_git.h"

int store_tree_open(struct store *store, const struct store_id *id, struct store_tree *tree, struct err *err)
{
	*tree = (struct store_tree){0};
	if (!id)
		return 0;
	git_oid oid = store_oid(id);
	char hex[STORE_HEX];
	store_hex(id, hex);
	int rc = git_odb_read(&tree->object, store->odb, &oid);
	if (rc == GIT_ENOTFOUND)
		return err_set(err, ERR_GIT, "%s: object %s is missing (git fsck tells more)", store->path, hex);
	if (rc)
		return store_fail(err, rc, "%s: object %s", store->path, hex);
	if (git_odb_object_type(tree->object) != GIT_OBJECT_TREE) {
		store_tree_close(tree);
		return err_set(err, ERR_GIT, "%s: object %s is not a tree", store->path, hex);
	}
	tree->at = git_odb_object_data(tree->object);
	tree->end = tree->at + git_odb_object_size(tree->object);
	return 0;
}

void store_tree_close(struct store_tree *tree)
{
	git_odb_object_free(tree->object);
	*tree = (struct store_tree){0};
}

static int malformed(struct store_tree *tree, struct err *err)
{
	struct store_id id;
	char hex[STORE_HEX];
	store_id_from(git_odb_object_id(tree->object), &id);
	store_hex(&id, hex);
	err_set(err, ERR_GIT, "tree %s is malformed", hex);
	return -1;
}

int store_tree_next(struct store_tree *tree, struct store_entry *entry, struct err *err)
{
	const char *at = tree->at;
	if (at == tree->end)
		return 0;
	unsigned mode = 0;
	for (; at < tree->end && *at >= '0' && *at <= '7' && mode < 0200000; at++)
		mode = mode << 3 | (unsigned)(*at - '0');
	if (at == tree->end || *at != ' ')
		return malformed(tree, err);
	const char *name = at + 1;
	const char *nul = memchr(name, '\0', (size_t)(tree->end - name));
	if (!nul || nul == name || tree->end - nul <= GIT_OID_RAWSZ)
		return malformed(tree, err);
	*entry = (struct store_entry){.mode = mode,
	                              .name = name,
	                              .len = (size_t)(nul - name),
	                              .id = (const unsigned char *)nul + 1,
	                              .raw = tree->at};
	tree->at = nul + 1 + GIT_OID_RAWSZ;
	return 1;
}

int store_entry_order(const struct store_entry *a, const struct store_entry *b)
{
	size_t n = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->name, b->name, n);
	if (order)
		return order;
	unsigned char x = a->len > n ? (unsigned char)a->name[n] : store_is_tree(a) ? '/' : 0;
	unsigned char y = b->len > n ? (unsigned char)b->name[n] : store_is_tree(b) ? '/' : 0;
	return x - y;
}

/* The entry called name[0..len) in one tree. A folder and a file of one name cannot both stand there. */
static int find_entry(struct store *store, const struct store_id *id, const char *name, size_t len,
                      struct store_found *found, struct err *err)
{
	struct store_tree tree;
	struct store_entry entry;
	int rc;
	if (store_tree_open(store, id, &tree, err))
		return -1;
	while ((rc = store_tree_next(&tree, &entry, err)) > 0)
		if (entry.len == len && memcmp(entry.name, name, len) == 0) {
			memcpy(found->id.raw, entry.id, sizeof(found->id.raw));
			found->mode = entry.mode;
			break;
		}
	store_tree_close(&tree);
	return rc;
}

int store_lookup(struct store *store, const struct store_id *tree, const char *path, struct store_found *found,
                 struct err *err)
{
	*found = (struct store_found){.id = *tree, .mode = STORE_MODE_TREE};
	while (*path) {
		size_t len = strcspn(path, "/");
		if (found->mode != STORE_MODE_TREE)
			return 0;
		struct store_id here = found->id;
		int rc = find_entry(store, &here, path, len, found, err);
		if (rc <= 0)
			return rc;
		path += len + (path[len] == '/');
	}
	return 1;
}

int store_find(struct store *store, const struct store_id *tree, const char *path, struct store_id *blob,
               struct err *err)
{
	struct store_found found;
	int rc = store_lookup(store, tree, path, &found, err);
	if (rc < 0)
		return -1;
	if (!rc || (found.mode & 0170000) != 0100000)
		return err_set(err, ERR_NOTFOUND, "%s: no such file", path);
	*blob = found.id;
	return 0;
}

int store_list(struct store *store, const struct store_id *tree, const char *folder, struct arena *arena,
               const char *const **names, size_t *n, struct err *err)
{
	struct store_found found;
	struct store_tree in;
	struct store_entry entry;
	int rc = store_lookup(store, tree, folder, &found, err);
	if (rc < 0)
		return -1;
	if (!rc || found.mode != STORE_MODE_TREE)
		return err_set(err, ERR_NOTFOUND, "%s: no such folder", folder);
	if (store_tree_open(store, &found.id, &in, err))
		return -1;
	struct list VEC_OF(const char *) list = {0};
	while ((rc = store_tree_next(&in, &entry, err)) > 0)
		if (store_is_tree(&entry))
			*VEC_PUSH(&list) = arena_printf(arena, "%s/", entry.name);
		else if (store_is_file(&entry))
			*VEC_PUSH(&list) = arena_dupn(arena, entry.name, entry.len);
	store_tree_close(&in);
	const char **copy = arena_alloc(arena, list.len + 1, sizeof(*copy));
	if (list.len)
		memcpy(copy, list.at, list.len * sizeof(*copy));
	*names = copy;
	*n = list.len;
	VEC_RELEASE(&list);
	return rc;
}
