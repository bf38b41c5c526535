#include "store_git.h"

int store_contains(struct store *store, const struct store_id *commit, const struct store_id *ancestor, bool *yes,
                   struct err *err)
{
	git_oid below = store_oid(commit), above = store_oid(ancestor);
	int rc = store_same(commit, ancestor) ? 1 : git_graph_descendant_of(store->repo, &below, &above);
	if (rc < 0)
		return store_fail(err, rc, "%s: history", store->path);
	*yes = rc == 1;
	return 0;
}

int store_contains_near(struct store *store, const struct store_id *commit, const struct store_id *ancestor, size_t most,
                        bool *yes, struct err *err)
{
	git_revwalk *walk = NULL;
	git_oid oid = store_oid(commit), wanted = store_oid(ancestor);
	/* Unsorted is by time too, but as it goes: any sorting reads all of the history before the first commit. */
	int rc = git_revwalk_new(&walk, store->repo);
	if (!rc)
		rc = git_revwalk_push(walk, &oid);
	*yes = false;
	for (size_t i = 0; !rc && !*yes && i < most; i++) {
		rc = git_revwalk_next(&oid, walk);
		*yes = !rc && git_oid_equal(&oid, &wanted);
	}
	git_revwalk_free(walk);
	return rc && rc != GIT_ITEROVER ? store_fail(err, rc, "%s: history", store->path) : 0;
}

static int start_walk(struct store *store, const struct store_id *from, const struct store_id *until,
                      git_revwalk **walk)
{
	git_oid oid = store_oid(from);
	int rc = git_revwalk_new(walk, store->repo);
	if (!rc)
		rc = git_revwalk_sorting(*walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	if (!rc)
		rc = git_revwalk_push(*walk, &oid);
	if (!rc && until) {
		oid = store_oid(until);
		rc = git_revwalk_hide(*walk, &oid);
	}
	return rc;
}

int store_walk(struct store *store, const struct store_id *from, const struct store_id *until, store_walk_fn *visit,
               void *self, struct err *err)
{
	git_revwalk *walk = NULL;
	git_oid oid;
	struct arena arena;
	int told = 0, rc = start_walk(store, from, until, &walk);
	arena_init(&arena);
	while (!rc && !told && (rc = git_revwalk_next(&oid, walk)) == 0) {
		struct store_commit_info info;
		struct store_id id;
		store_id_from(&oid, &id);
		arena_reset(&arena);
		told = store_commit_info(store, &id, &arena, &info, err);
		if (!told)
			told = visit(self, &info, err);
	}
	if (rc && rc != GIT_ITEROVER)
		told = store_fail(err, rc, "%s: history", store->path);
	arena_release(&arena);
	git_revwalk_free(walk);
	return told < 0 ? -1 : 0;
}
