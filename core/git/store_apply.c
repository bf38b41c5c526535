#include "store_git.h"

#include <strings.h>

enum { TREE_BYTES = 64 * 1024 * 1024 };

/* One application of edits: where trees come from and go to. */
struct apply {
	struct store *from;
	struct store_batch *batch;
	unsigned depth;
};

/* Edits below one folder, whose name is the first `skip` bytes of each, and its entries as they become. */
struct level {
	struct store_put *edits;
	size_t n, skip;
	struct str out;
	struct added VEC_OF(struct store_entry) added;
};

/* Neighbouring edits that concern one entry of the folder: a file, or all that is below a folder. */
struct group {
	struct store_put *edits;
	size_t n;
	struct store_entry key;
};

static int apply_folder(struct apply *apply, const struct store_id *tree, struct level *level,
                        struct store_found *result, struct err *err);

static void add_entry(struct level *level, unsigned mode, const struct store_entry *key, const struct store_id *id)
{
	str_addf(&level->out, "%o ", mode);
	str_add(&level->out, key->name, key->len);
	str_addc(&level->out, '\0');
	str_add(&level->out, id->raw, sizeof(id->raw));
}

static struct group next_group(const struct level *level, size_t first)
{
	if (first == level->n)
		return (struct group){.n = 0};
	struct store_put *edits = level->edits + first;
	const char *name = edits->path + level->skip;
	size_t len = strcspn(name, "/"), n = 1;
	while (name[len] && first + n < level->n && strncmp(edits[n].path + level->skip, name, len + 1) == 0)
		n++;
	return (struct group){
	    edits, n, {.name = name, .len = len, .mode = name[len] ? STORE_MODE_TREE : STORE_MODE_FILE}};
}

static int apply_file(struct level *level, const struct group *group, const struct store_entry *old, struct err *err)
{
	const struct store_put *edit = group->edits;
	if (edit->mode)
		add_entry(level, edit->mode, &group->key, &edit->id);
	else if (!old)
		return err_set(err, ERR_NOTFOUND, "%s: there is no such file to remove", edit->path);
	return 0;
}

static int apply_below(struct apply *apply, struct level *level, const struct group *group,
                       const struct store_entry *old, struct err *err)
{
	struct level below = {.edits = group->edits, .n = group->n, .skip = level->skip + group->key.len + 1};
	struct store_found result;
	struct store_id id;
	if (old)
		memcpy(id.raw, old->id, sizeof(id.raw));
	if (apply_folder(apply, old ? &id : NULL, &below, &result, err))
		return -1;
	if (result.mode)
		add_entry(level, STORE_MODE_TREE, &group->key, &result.id);
	return 0;
}

/* old NULL: a name that the folder did not have. */
static int apply_group(struct apply *apply, struct level *level, const struct group *group,
                       const struct store_entry *old, struct err *err)
{
	if (!old)
		*VEC_PUSH(&level->added) = group->key;
	if (store_is_tree(&group->key))
		return apply_below(apply, level, group, old, err);
	return apply_file(level, group, old, err);
}

/* Copies the folder's entries with the groups in their places; both are in git's order. */
static int apply_groups(struct apply *apply, struct level *level, struct store_tree *tree, struct err *err)
{
	struct store_entry old;
	struct group group = next_group(level, 0);
	size_t done = 0;
	int has = store_tree_next(tree, &old, err);
	while (has > 0 || (has == 0 && group.n)) {
		int order = !group.n ? -1 : !has ? 1 : store_entry_order(&old, &group.key);
		if (order < 0)
			str_add(&level->out, old.raw, (size_t)((const char *)old.id + GIT_OID_RAWSZ - old.raw));
		else if (apply_group(apply, level, &group, order ? NULL : &old, err))
			return -1;
		if (order >= 0)
			group = next_group(level, done += group.n);
		if (order <= 0)
			has = store_tree_next(tree, &old, err);
	}
	return has;
}

/*
 * A file and a folder of one name cannot both be checked out; two names that differ in case cannot
 * on some systems.
 */
static int check_added(const struct level *level, const struct store_entry *added, struct err *err)
{
	struct store_tree tree = {.at = level->out.at, .end = level->out.at + level->out.len};
	struct store_entry entry;
	const char *path = level->edits[0].path;
	while (store_tree_next(&tree, &entry, err) > 0) {
		if (entry.len != added->len || strncasecmp(entry.name, added->name, entry.len) != 0)
			continue;
		if (memcmp(entry.name, added->name, entry.len) != 0)
			return err_set(err, ERR_INPUT, "%.*s%.*s: differs only in case from %s, which is there",
			               (int)level->skip, path, (int)added->len, added->name, entry.name);
		if (store_is_tree(&entry) != store_is_tree(added))
			return err_set(err, ERR_INPUT, "%.*s%.*s: is both a file and a folder", (int)level->skip, path,
			               (int)added->len, added->name);
	}
	return 0;
}

static int stage_level(struct apply *apply, struct level *level, struct store_found *result, struct err *err)
{
	if (str_check(&level->out, "folder", err))
		return -1;
	for (size_t i = 0; i < level->added.len; i++)
		if (check_added(level, &level->added.at[i], err))
			return -1;
	result->mode = level->out.len ? STORE_MODE_TREE : 0;
	if (!result->mode && level->skip)
		return 0;
	return store_batch_put(apply->batch, GIT_OBJECT_TREE, level->out.at, level->out.len, &result->id, err);
}

/* result->mode is 0 where nothing is left of the folder. */
static int apply_folder(struct apply *apply, const struct store_id *tree, struct level *level,
                        struct store_found *result, struct err *err)
{
	struct store_tree old;
	if (apply->depth == STORE_DEPTH_MAX)
		return err_set(err, ERR_INPUT, "%s: more than %d folders deep", level->edits[0].path, STORE_DEPTH_MAX);
	if (store_tree_open(apply->from, tree, &old, err))
		return -1;
	str_init(&level->out, TREE_BYTES);
	apply->depth++;
	int rc = apply_groups(apply, level, &old, err);
	apply->depth--;
	if (!rc)
		rc = stage_level(apply, level, result, err);
	str_release(&level->out);
	VEC_RELEASE(&level->added);
	store_tree_close(&old);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct store_put *)a)->path, ((const struct store_put *)b)->path);
}

int store_apply(struct store_batch *batch, struct store *from, const struct store_id *tree, struct store_puts *puts,
                struct store_id *result, struct err *err)
{
	struct apply apply = {.from = from, .batch = batch};
	struct level level = {.edits = puts->at, .n = puts->len};
	struct store_found found;
	if (puts->len)
		qsort(puts->at, puts->len, sizeof(*puts->at), by_path);
	for (size_t i = 1; i < puts->len; i++)
		if (strcmp(puts->at[i - 1].path, puts->at[i].path) == 0)
			return err_set(err, ERR_INPUT, "%s: is given twice", puts->at[i].path);
	if (apply_folder(&apply, tree, &level, &found, err))
		return -1;
	*result = found.id;
	return 0;
}
