#include "erase.h"

/* Who somebody became, as the commit says that did it. */

struct search {
	struct store *store;
	const char *path; /* of the profile, in the repository */
	struct arena *arena;
	const char *gone;
};

static const char key[] = "\nFormer-member: ";

static int has_profile(struct search *search, const struct store_id *tree, bool *has, struct err *err)
{
	struct store_id blob;
	*has = !store_find(search->store, tree, search->path, &blob, err);
	if (!*has && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int see(void *self, const struct store_commit_info *info, struct err *err)
{
	struct search *search = self;
	struct store_commit_info parent;
	const char *at = strstr(info->message, key);
	bool before, after;
	if (!at || !info->nparents)
		return 0;
	if (store_commit_info(search->store, &info->parents[0], search->arena, &parent, err) ||
	    has_profile(search, &parent.tree, &before, err) || has_profile(search, &info->tree, &after, err))
		return -1;
	if (!before || after)
		return 0;
	at += strlen(key);
	search->gone = arena_dupn(search->arena, at, strcspn(at, "\n"));
	return 1;
}

int erase_gone_as(struct store *store, const struct config *conf, const struct store_id *main, const char *handle, struct arena *arena,
                  const char **gone, struct err *err)
{
	struct search search = {.store = store, .arena = arena};
	const char *path = arena_printf(arena, "members/%.2s/%s.md", handle, handle);
	search.path = traces_repo_path(conf, path, arena);
	int rc = store_walk(store, main, NULL, see, &search, err);
	*gone = search.gone;
	return rc < 0 ? -1 : 0;
}
