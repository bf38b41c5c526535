#include "act_parts.h"

#include "core/text/date.h"

enum { SEARCH_SLACK = 7 * 86400, SEARCH_OLD = 10000 };

/* The commit that an act made, looked for from main back to some time before it. */
struct search {
	struct act_work *work;
	const char *trailer, *entry; /* of the log, in the repository */
	int64_t since;
	size_t old;
	bool found;
	struct store_commit_info info;
	struct arena *arena;
};

static bool has_trailer(const char *message, const char *trailer)
{
	size_t n = strlen(trailer);
	for (const char *at = message; (at = strstr(at, trailer)); at += n)
		if ((at == message || at[-1] == '\n') && (!at[n] || at[n] == '\n'))
			return true;
	return false;
}

static int has_entry(struct search *search, const struct store_id *tree, bool *has, struct err *err)
{
	struct store_id blob;
	*has = !store_find(search->work->store, tree, search->entry, &blob, err);
	if (!*has && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* Anybody's text may say what a trailer says; the commit that brought the entry is the act's. */
static int is_act(struct search *search, const struct store_commit_info *info, bool *yes, struct err *err)
{
	struct store_commit_info parent;
	bool before, after;
	*yes = false;
	if (info->nparents != 1 || !has_trailer(info->message, search->trailer))
		return 0;
	if (store_commit_info(search->work->store, &info->parents[0], search->arena, &parent, err) ||
	    has_entry(search, &parent.tree, &before, err) || has_entry(search, &info->tree, &after, err))
		return -1;
	*yes = after && !before;
	return 0;
}

static int look_at(void *self, const struct store_commit_info *info, struct err *err)
{
	struct search *search = self;
	if (is_act(search, info, &search->found, err))
		return -1;
	if (search->found) {
		search->info = *info;
		return 1;
	}
	search->old += info->time < search->since;
	return search->old > SEARCH_OLD;
}

static int find_commit(struct act_work *work, struct search *search, struct err *err)
{
	const char *id = work->page.place.name;
	search->work = work;
	search->entry = act_repo_path(work->desk, work->page.place.path);
	search->arena = work->desk->arena;
	search->trailer = arena_printf(search->arena, "Act: %s", id);
	search->since = date_from_id(id) - SEARCH_SLACK;
	if (store_walk(work->store, &work->main, NULL, look_at, search, err))
		return -1;
	if (!search->found)
		return err_set(err, ERR_INPUT, "undo: no commit says \"%s\"; what it did can only be done again the other way",
		               search->trailer);
	return 0;
}

static int blob_now(struct act_work *work, const char *path, struct store_id *blob, bool *exists, struct err *err)
{
	*exists = !store_find(work->store, &work->tree, path, blob, err);
	if (*exists || err->code != ERR_NOTFOUND)
		return *exists ? 0 : -1;
	err_clear(err);
	return 0;
}

static int read_blob(struct act_work *work, const struct store_id *blob, struct act_file *file, struct err *err)
{
	const struct config *conf = work->desk->conf;
	struct str text;
	str_init(&text, (size_t)(conf->attachment_max + conf->staff_max + conf->front_matter_max));
	int rc = store_read(work->store, blob, &text, err);
	if (!rc)
		*file = (struct act_file){arena_dupn(work->desk->arena, text.at, text.len), text.len};
	str_release(&text);
	return rc;
}

/* One file that the act changed: it must be what the act left. */
static int take_back(void *self, const struct store_change *change, struct err *err)
{
	struct act_work *work = self;
	struct store_id blob;
	struct act_file file = {NULL, 0};
	bool exists;
	const char *path = arena_dup(work->desk->arena, change->path), *log = act_repo_path(work->desk, "moderation/");
	if (!strncmp(path, log, strlen(log)))
		return 0;
	if (blob_now(work, path, &blob, &exists, err))
		return -1;
	if (exists != !!change->new_blob || (exists && !store_same(&blob, change->new_blob)))
		return err_set(err, ERR_INPUT, "undo: %s has changed since", path);
	if (change->old_blob && read_blob(work, change->old_blob, &file, err))
		return -1;
	*VEC_PUSH(&work->edits) = (struct store_edit){path, file.text, file.len};
	return 0;
}

static bool is_edited(const struct act_work *work, const char *path)
{
	for (size_t i = 0; i < work->edits.len; i++)
		if (!strcmp(work->edits.at[i].path, path))
			return true;
	return false;
}

/* Where a topic's folder goes, nothing that came into it since may be left behind without it. */
static int check_orphans(struct act_work *work, const char *index, struct err *err)
{
	struct act_names names = {0};
	size_t own = strlen(act_repo_path(work->desk, ""));
	const char *folder = arena_dupn(work->desk->arena, index + own, strlen(index) - own - strlen("/index.md"));
	int rc = act_list(work, folder, &names, err);
	for (size_t i = 0; !rc && i < names.len; i++) {
		const char *path = act_repo_path(work->desk, arena_printf(work->desk->arena, "%s/%s", folder, names.at[i]));
		if (!is_edited(work, path))
			rc = err_set(err, ERR_INPUT, "undo: %s came since", path);
	}
	VEC_RELEASE(&names);
	return rc;
}

static int check_folders(struct act_work *work, struct err *err)
{
	for (size_t i = 0; i < work->edits.len; i++) {
		const char *path = work->edits.at[i].path, *name = strrchr(path, '/');
		if (!work->edits.at[i].bytes && name && !strcmp(name, "/index.md") && check_orphans(work, path, err))
			return -1;
	}
	return 0;
}

int act_undo(struct act_work *work, struct err *err)
{
	struct search search = {0};
	struct store_commit_info parent;
	struct page entry = work->page;
	if (find_commit(work, &search, err) ||
	    store_commit_info(work->store, &search.info.parents[0], work->desk->arena, &parent, err) ||
	    store_diff(work->store, &parent.tree, &search.info.tree, "", take_back, work, err) || check_folders(work, err))
		return -1;
	entry.undone = work->act->id;
	return act_put_page(work, &entry, &work->file, err);
}

/* The entry is all that there is of it. */
int act_uphold(struct act_work *work, struct err *err)
{
	(void)work, (void)err;
	return 0;
}

int act_reverse(struct act_work *work, struct err *err)
{
	struct page entry = work->page;
	if (entry.place.kind == PAGE_NONE)
		return 0;
	if (strcmp(work->act->to, ACT_BY_HAND) != 0)
		return act_undo(work, err);
	entry.undone = work->act->id;
	return act_put_page(work, &entry, &work->file, err);
}
