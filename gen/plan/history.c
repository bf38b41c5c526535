#include "history_parts.h"

enum { SLACK = 24 * 60 * 60 };

/* ---- which files ---- */

static bool is_followed(const struct history_walk *walk, const char *path)
{
	const struct map_entry *known = map_find(&walk->paths, path, strlen(path));
	return known && known->value.number;
}

/* What the plan names; the last word on a path counts. */
static void follow_changed(struct history_walk *walk)
{
	const struct plan *plan = walk->history->plan;
	for (size_t i = plan->edits.len; i--;) {
		const struct plan_edited *edit = &plan->edits.at[i];
		struct map_entry *seen = map_put(&walk->changed, edit->path, strlen(edit->path));
		if (!seen->value.number && edit->edited)
			history_look_for(walk, edit->path, edit->edited);
		seen->value.number = 1;
	}
}

/* A file that is as it was, but came to be so in another way. */
static int follow_again(struct history_walk *walk, const char *path, struct err *err)
{
	const struct history *history = walk->history;
	const char *prefix = history->conf->content_path;
	struct store_commit_info info;
	struct page_place place;
	struct store_id blob;
	int64_t edited;
	if (map_find(&walk->changed, path, strlen(path)) || is_followed(walk, path))
		return 0;
	const char *full = *prefix ? arena_printf(&walk->scratch, "%s/%s", prefix, path) : path;
	if (store_commit_info(history->store, &history->head, &walk->scratch, &info, err) ||
	    page_locate(path, &walk->scratch, &place, err) ||
	    store_find(history->store, &info.tree, full, &blob, err) ||
	    row_edited(&walk->reader, &place, &blob, &edited, err))
		return -1;
	if (!edited)
		return 0;
	plan_touch_history(history->plan, path);
	history_look_for(walk, path, edited);
	return 0;
}

static int follow_all(struct history_walk *walk, struct err *err)
{
	struct catalogue_texts paths;
	if (catalogue_followed(walk->history->cat, 0, &walk->arena, &paths, err))
		return -1;
	for (size_t i = 0; i < paths.len; i++)
		if (follow_again(walk, paths.at[i], err))
			return -1;
	return 0;
}

/* A change between two commits that a later one may have taken back. */
static int see_between(void *self, const struct store_change *change, struct err *err)
{
	struct history_walk *walk = self;
	bool known = false;
	if (!change->old_blob)
		return 0;
	if (catalogue_is_followed(walk->history->cat, change->path, &known, err))
		return -1;
	return known ? follow_again(walk, change->path, err) : 0;
}

struct trees VEC_OF(struct store_id);

/* Trees from head to old along first parents; *found false where old is not on that way. */
static int list_between(struct history_walk *walk, struct trees *trees, bool *found, struct err *err)
{
	const struct history *history = walk->history;
	struct store_commit_info old, info;
	struct store_id id = history->head;
	struct err ignored = {0};
	*found = false;
	if (store_commit_info(history->store, &history->old, &walk->arena, &old, &ignored))
		return 0;
	do {
		arena_reset(&walk->scratch);
		if (store_commit_info(history->store, &id, &walk->scratch, &info, trees->len ? &ignored : err))
			return trees->len ? 0 : -1;
		*VEC_PUSH(trees) = info.tree;
		*found = store_same(&id, &history->old);
		if (info.nparents)
			id = info.parents[0];
	} while (!*found && info.nparents && info.time >= old.time - SLACK);
	return 0;
}

/*
 * Files that are followed already and did not change from old to head. With one commit between the two
 * there is nothing to see; where old is not on the way, all that is known is of another history.
 */
static int follow_others(struct history_walk *walk, struct err *err)
{
	struct history *history = walk->history;
	struct trees trees = {0};
	bool found;
	int rc = list_between(walk, &trees, &found, err);
	if (!rc && !found) {
		history->has_old = false;
		rc = follow_all(walk, err);
	}
	for (size_t i = 0; !rc && found && trees.len > 2 && i + 1 < trees.len; i++) {
		struct store_compare compare = {
		    &trees.at[i + 1], &trees.at[i], history->conf->content_path, NULL, see_between, walk};
		rc = store_compare(history->store, &compare, err);
	}
	VEC_RELEASE(&trees);
	return rc;
}

/* ---- what was found ---- */

/* Before any row goes: two files may have changed places. */
static int read_known(struct history_walk *walk, struct err *err)
{
	for (size_t i = 0; i < walk->files.len; i++) {
		struct history_file *file = &walk->files.at[i];
		if (file->joined && catalogue_edits(walk->history->cat, file->joined, &walk->arena, &file->known, err))
			return -1;
		file->n += (int64_t)file->known.len;
	}
	for (size_t i = 0; i < walk->founds.len; i++)
		walk->files.at[walk->founds.at[i].file].n++;
	return 0;
}

static int forget(struct history_walk *walk, struct err *err)
{
	for (size_t i = 0; i < walk->changed.len; i++)
		if (catalogue_unfollow(walk->history->cat, walk->changed.entries[i].key, err))
			return -1;
	for (size_t i = 0; i < walk->files.len; i++)
		if (catalogue_unfollow(walk->history->cat, walk->files.at[i].as, err))
			return -1;
	return 0;
}

static int put(struct history_walk *walk, struct history_file *file, const struct catalogue_edit *found, struct err *err)
{
	struct catalogue_edit edit = *found;
	edit.path = file->as;
	edit.n = file->n--;
	return catalogue_edit_put(walk->history->cat, &edit, err);
}

static int keep(struct history_walk *walk, struct err *err)
{
	struct catalogue *cat = walk->history->cat;
	if (read_known(walk, err) || forget(walk, err))
		return -1;
	for (size_t i = 0; i < walk->founds.len; i++)
		if (put(walk, &walk->files.at[walk->founds.at[i].file], &walk->founds.at[i].edit, err))
			return -1;
	for (size_t i = 0; i < walk->files.len; i++) {
		struct history_file *file = &walk->files.at[i];
		if (catalogue_follow(cat, file->as, err))
			return -1;
		for (size_t j = 0; j < file->known.len; j++)
			if (put(walk, file, &file->known.at[j], err))
				return -1;
	}
	return 0;
}

static int update(struct history *history, bool others, struct err *err)
{
	struct history_walk walk = {.history = history};
	arena_init(&walk.arena);
	arena_init(&walk.scratch);
	map_init(&walk.paths, &walk.arena);
	map_init(&walk.folders, &walk.arena);
	map_init(&walk.changed, &walk.arena);
	row_reader_init(&walk.reader, history->conf, history->store, &walk.scratch, 0);
	follow_changed(&walk);
	int rc = (others && follow_others(&walk, err)) || (walk.left && history_go_back(&walk, err)) || keep(&walk, err) ? -1 : 0;
	row_reader_release(&walk.reader);
	VEC_RELEASE(&walk.files);
	VEC_RELEASE(&walk.founds);
	VEC_RELEASE(&walk.created);
	map_release(&walk.paths);
	map_release(&walk.folders);
	map_release(&walk.changed);
	arena_release(&walk.scratch);
	arena_release(&walk.arena);
	return rc;
}

int history_update(struct history *history, struct err *err)
{
	struct catalogue_texts any = {.len = 0};
	struct arena arena;
	arena_init(&arena);
	int rc = history->has_old ? catalogue_followed(history->cat, 1, &arena, &any, err) : 0;
	arena_release(&arena);
	if (rc || (!any.len && !history->plan->edits.len))
		return rc;
	return update(history, any.len != 0, err);
}
