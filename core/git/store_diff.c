#include "store_git.h"

/* One comparison: who is told, and the path so far. */
struct diff {
	struct store *store;
	const struct store_compare *compare;
	struct str path;
	unsigned depth;
};

static int diff_trees(struct diff *diff, const struct store_id *old_tree, const struct store_id *new_tree,
                      struct err *err);

static int report(struct diff *diff, const struct store_entry *old, const struct store_entry *new, struct err *err)
{
	struct store_id a, b;
	bool had = old && store_is_file(old), has = new &&store_is_file(new);
	if (!had && !has)
		return 0;
	if (had)
		memcpy(a.raw, old->id, sizeof(a.raw));
	if (has)
		memcpy(b.raw, new->id, sizeof(b.raw));
	struct store_change change = {.path = diff->path.at,
	                              .old_blob = had ? &a : NULL,
	                              .new_blob = has ? &b : NULL,
	                              .executable = has && (new->mode & 0100)};
	return diff->compare->changed(diff->compare->self, &change, err);
}

static bool enters(const struct diff *diff)
{
	return !diff->compare->enters || diff->compare->enters(diff->compare->self, diff->path.at);
}

/* Both have the same key, or one is NULL: so both are folders, or neither is. */
static int diff_entry(struct diff *diff, const struct store_entry *old, const struct store_entry *new, struct err *err)
{
	const struct store_entry *any = old ? old : new;
	struct store_id a, b;
	size_t len = diff->path.len;
	if (old && new && old->mode == new->mode && memcmp(old->id, new->id, sizeof(a.raw)) == 0)
		return 0;
	str_add(&diff->path, any->name, any->len);
	int rc = str_check(&diff->path, "path in tree", err);
	if (!rc && store_is_tree(any)) {
		str_addc(&diff->path, '/');
		if (old)
			memcpy(a.raw, old->id, sizeof(a.raw));
		if (new)
			memcpy(b.raw, new->id, sizeof(b.raw));
		rc = enters(diff) ? diff_trees(diff, old ? &a : NULL, new ? &b : NULL, err) : 0;
	} else if (!rc)
		rc = report(diff, old, new, err);
	str_truncate(&diff->path, len);
	return rc;
}

/* Walks both in git's order, as a merge sort does. */
static int diff_entries(struct diff *diff, struct store_tree *old, struct store_tree *new, struct err *err)
{
	struct store_entry a, b;
	int has_a = store_tree_next(old, &a, err);
	int has_b = has_a < 0 ? -1 : store_tree_next(new, &b, err);
	while (has_a >= 0 && has_b >= 0 && has_a + has_b) {
		int order = !has_a ? 1 : !has_b ? -1 : store_entry_order(&a, &b);
		if (diff_entry(diff, order <= 0 ? &a : NULL, order >= 0 ? &b : NULL, err))
			return -1;
		if (order <= 0)
			has_a = store_tree_next(old, &a, err);
		if (order >= 0 && has_a >= 0)
			has_b = store_tree_next(new, &b, err);
	}
	return has_a < 0 || has_b < 0 ? -1 : 0;
}

static int diff_trees(struct diff *diff, const struct store_id *old_tree, const struct store_id *new_tree,
                      struct err *err)
{
	struct store_tree old, new;
	if (old_tree && new_tree && store_same(old_tree, new_tree))
		return 0;
	if (diff->depth == STORE_DEPTH_MAX)
		return err_set(err, ERR_GIT, "%s: folders nested more than %d deep", diff->path.at, STORE_DEPTH_MAX);
	if (store_tree_open(diff->store, old_tree, &old, err))
		return -1;
	int rc = store_tree_open(diff->store, new_tree, &new, err);
	if (!rc) {
		diff->depth++;
		rc = diff_entries(diff, &old, &new, err);
		diff->depth--;
		store_tree_close(&new);
	}
	store_tree_close(&old);
	return rc;
}

/* The folder at prefix; *has false where there is none. */
static int find_folder(struct store *store, const struct store_id *tree, const char *prefix, struct store_found *found,
                       struct err *err)
{
	if (!tree)
		return 0;
	int rc = store_lookup(store, tree, prefix, found, err);
	return rc > 0 && found->mode != STORE_MODE_TREE ? 0 : rc;
}

int store_compare(struct store *store, const struct store_compare *compare, struct err *err)
{
	struct diff diff = {.store = store, .compare = compare};
	struct store_found old, new;
	int has_old = find_folder(store, compare->old_tree, compare->prefix, &old, err);
	int has_new = has_old < 0 ? -1 : find_folder(store, compare->new_tree, compare->prefix, &new, err);
	if (has_new < 0)
		return -1;
	str_init(&diff.path, STORE_PATH_BYTES);
	int rc = diff_trees(&diff, has_old ? &old.id : NULL, has_new ? &new.id : NULL, err);
	str_release(&diff.path);
	return rc;
}

int store_diff(struct store *store, const struct store_id *old_tree, const struct store_id *new_tree,
               const char *prefix, store_change_fn *changed, void *self, struct err *err)
{
	struct store_compare compare = {old_tree, new_tree, prefix, NULL, changed, self};
	return store_compare(store, &compare, err);
}

static int read_side(struct store *store, const struct store_id *blob, struct str *out, struct err *err)
{
	str_init(out, STORE_PATCH_BYTES);
	return blob ? store_read(store, blob, out, err) : 0;
}

static int print_patch(const struct str *old, const struct str *new, const char *path, struct str *out, struct err *err)
{
	git_patch *patch = NULL;
	git_buf text = {0};
	int rc = git_patch_from_buffers(&patch, old->at, old->len, path, new->at, new->len, path, NULL);
	if (!rc)
		rc = git_patch_to_buf(&text, patch);
	if (rc)
		store_fail(err, rc, "%s: cannot compare lines", path);
	else
		str_add(out, text.ptr, text.size);
	git_buf_dispose(&text);
	git_patch_free(patch);
	return rc ? -1 : str_check(out, path, err);
}

int store_patch(struct store *store, const struct store_change *change, struct str *out, struct err *err)
{
	struct str old, new;
	int rc = read_side(store, change->old_blob, &old, err);
	if (read_side(store, change->new_blob, &new, err) && !rc)
		rc = -1;
	if (!rc)
		rc = print_patch(&old, &new, change->path, out, err);
	str_release(&old);
	str_release(&new);
	return rc;
}
