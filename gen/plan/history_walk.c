#include "history_parts.h"

#include "core/text/text.h"

enum { WHO_MAX = 200 };

/* ---- where files are looked for ---- */

static void count_folders(struct history_walk *walk, const char *path, int64_t sign)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		map_put(&walk->folders, path, (size_t)(slash - path) + 1)->value.number += sign;
}

static void look_for(struct history_walk *walk, size_t i, const char *path)
{
	struct map_entry *entry = map_put(&walk->paths, path, strlen(path));
	walk->files.at[i].path = entry->key;
	walk->files.at[i].next = (size_t)entry->value.number;
	entry->value.number = (int64_t)i + 1;
	count_folders(walk, path, 1);
}

void history_look_for(struct history_walk *walk, const char *path, int64_t edited)
{
	*VEC_PUSH(&walk->files) = (struct history_file){.edited = edited};
	look_for(walk, walk->files.len - 1, path);
	walk->files.at[walk->files.len - 1].as = walk->files.at[walk->files.len - 1].path;
	walk->left++;
}

/* All files that are looked for at a path, out of the way: a list by `next`, from 1. */
static size_t take(struct history_walk *walk, const char *path)
{
	struct map_entry *entry = map_find(&walk->paths, path, strlen(path));
	size_t first = entry ? (size_t)entry->value.number : 0;
	if (entry)
		entry->value.number = 0;
	for (size_t i = first; i; i = walk->files.at[i - 1].next)
		count_folders(walk, path, -1);
	return first;
}

static void end(struct history_walk *walk, size_t i)
{
	walk->files.at[i].done = true;
	walk->left--;
}

static bool enters(void *self, const char *folder)
{
	struct history_walk *walk = self;
	const struct map_entry *entry = map_find(&walk->folders, folder, strlen(folder));
	return entry && entry->value.number > 0;
}

/* ---- one commit ---- */

/* What the file said before the commit; -1 where that is not in this copy of the repository. */
static int64_t said_before(struct history_walk *walk, const char *path, const struct store_id *blob)
{
	struct page_place place;
	struct err err = {0};
	int64_t edited = 0;
	arena_reset(&walk->scratch);
	if (page_locate(path, &walk->scratch, &place, &err))
		return 0;
	return row_edited(&walk->reader, &place, blob, &edited, &err) ? -1 : edited;
}

/* Who wrote what a merge brought is the author of its second parent. */
static const char *who_of(struct history_walk *walk)
{
	const struct store_commit_info *info = walk->info;
	struct store_commit_info merged = {.author = info->author};
	struct err ignored = {0};
	struct str line;
	if (info->nparents == 2)
		if (store_commit_info(walk->history->store, &info->parents[1], &walk->scratch, &merged, &ignored))
			merged.author = info->author;
	str_init(&line, WHO_MAX);
	text_one_line(&line, merged.author, strnlen(merged.author, WHO_MAX / 4));
	const char *who = arena_dupn(&walk->arena, line.at, line.len);
	str_release(&line);
	return who;
}

static void note_edit(struct history_walk *walk, size_t i, const struct store_change *change, int64_t before)
{
	*VEC_PUSH(&walk->founds) = (struct history_found){.file = i,
	                                          .edit = {.path = walk->files.at[i].as,
	                                                   .at = walk->info->time,
	                                                   .who = who_of(walk),
	                                                   .before = *change->old_blob,
	                                                   .after = *change->new_blob,
	                                                   .first = !before}};
}

static void modified(struct history_walk *walk, const struct store_change *change)
{
	int64_t before = said_before(walk, change->path, change->old_blob);
	for (size_t i = take(walk, change->path), next; i; i = next) {
		struct history_file *file = &walk->files.at[i - 1];
		next = file->next;
		if (before >= 0 && before != file->edited)
			note_edit(walk, i - 1, change, before);
		file->edited = before;
		if (before > 0)
			look_for(walk, i - 1, change->path);
		else
			end(walk, i - 1);
	}
}

static int see_change(void *self, const struct store_change *change, struct err *err)
{
	struct history_walk *walk = self;
	struct map_entry *entry = map_find(&walk->paths, change->path, strlen(change->path));
	(void)err;
	if (!entry || !entry->value.number || !change->new_blob)
		return 0;
	if (change->old_blob) {
		modified(walk, change);
		return 0;
	}
	for (size_t i = take(walk, change->path), next; i; i = next) {
		next = walk->files.at[i - 1].next;
		*VEC_PUSH(&walk->created) = i - 1;
		walk->files.at[i - 1].path = arena_printf(&walk->arena, "%s", change->path);
	}
	return 0;
}

/* ---- moves ---- */

static const char *move_key(struct history_walk *walk, const struct store_id *blob, const char *path)
{
	char hex[STORE_HEX];
	const char *slash = strrchr(path, '/');
	store_hex(blob, hex);
	return arena_printf(&walk->arena, "%s/%s", hex, slash ? slash + 1 : path);
}

/* Paths come in order: where a file was there twice, the first is the one. */
static int see_gone(void *self, const struct store_change *change, struct err *err)
{
	struct history_walk *walk = self;
	(void)err;
	if (change->new_blob)
		return 0;
	const char *key = move_key(walk, change->old_blob, change->path);
	struct map_entry *entry = map_put(&walk->gone, key, strlen(key));
	if (!entry->value.at)
		entry->value.at = arena_dup(&walk->arena, change->path);
	return 0;
}

/* A file that came as it is now may have been another before: same bytes, same last name. */
static int follow_moves(struct history_walk *walk, const struct store_commit_info *info, const struct store_id *parent,
                        struct err *err)
{
	const char *prefix = walk->history->conf->content_path;
	struct store_compare compare = {parent, &info->tree, prefix, NULL, see_gone, walk};
	if (!walk->created.len)
		return 0;
	map_init(&walk->gone, &walk->arena);
	int rc = parent ? store_compare(walk->history->store, &compare, err) : 0;
	for (size_t i = 0; i < walk->created.len && !rc; i++) {
		size_t n = walk->created.at[i];
		struct store_id blob;
		const char *full = *prefix ? arena_printf(&walk->arena, "%s/%s", prefix, walk->files.at[n].path)
		                           : walk->files.at[n].path;
		rc = store_find(walk->history->store, &info->tree, full, &blob, err);
		if (rc)
			break;
		const char *key = move_key(walk, &blob, walk->files.at[n].path);
		const struct map_entry *from = map_find(&walk->gone, key, strlen(key));
		if (from)
			look_for(walk, n, from->value.at);
		else
			end(walk, n);
	}
	map_release(&walk->gone);
	walk->created.len = 0;
	return rc;
}

/* ---- the way back ---- */

static int see_commit(struct history_walk *walk, const struct store_commit_info *info, const struct store_id *parent,
                      struct err *err)
{
	struct store_compare compare = {parent, &info->tree, walk->history->conf->content_path, enters, see_change, walk};
	if (parent && store_same(parent, &info->tree))
		return 0;
	walk->info = info;
	if (store_compare(walk->history->store, &compare, err))
		return -1;
	return follow_moves(walk, info, parent, err);
}

/* From here on the catalogue knows the way. */
static int join(struct history_walk *walk, struct err *err)
{
	for (size_t i = 0; i < walk->files.len; i++) {
		struct history_file *file = &walk->files.at[i];
		bool known;
		if (file->done)
			continue;
		if (catalogue_is_followed(walk->history->cat, file->path, &known, err))
			return -1;
		if (!known)
			continue;
		file->joined = file->path;
		take(walk, file->path);
		end(walk, i);
	}
	return 0;
}

/* The parent of a commit; *found false at the end of history, or where this copy has no more of it. */
static void read_parent(struct history_walk *walk, const struct store_commit_info *info, struct arena *arena,
                        struct store_commit_info *parent, bool *found)
{
	struct err ignored = {0};
	*found = info->nparents && !store_commit_info(walk->history->store, &info->parents[0], arena, parent, &ignored);
}

int history_go_back(struct history_walk *walk, struct err *err)
{
	const struct history *history = walk->history;
	struct store_commit_info info, parent;
	struct arena arenas[2];
	bool found = true;
	arena_init(&arenas[0]);
	arena_init(&arenas[1]);
	int rc = store_commit_info(history->store, &history->head, &arenas[0], &info, err), turn = 0;
	while (!rc && found && walk->left) {
		turn = !turn;
		arena_reset(&arenas[turn]);
		if (history->has_old && store_same(&info.id, &history->old) && (rc = join(walk, err)))
			break;
		read_parent(walk, &info, &arenas[turn], &parent, &found);
		/* Where a parent is named and not there, what this commit changed cannot be told. */
		if (found || !info.nparents)
			rc = see_commit(walk, &info, found ? &parent.tree : NULL, err);
		info = parent;
	}
	arena_release(&arenas[0]);
	arena_release(&arenas[1]);
	return rc;
}
