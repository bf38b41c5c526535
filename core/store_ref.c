#include "store_git.h"

struct named {
	const char *ref;
	struct store_id to;
};

struct names VEC_OF(struct named);

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->ref, ((const struct named *)b)->ref);
}

/* A symbolic ref has no target of its own and is left out. */
static int collect(struct store *store, const char *prefix, struct arena *arena, struct names *names, struct err *err)
{
	git_reference_iterator *all;
	git_reference *ref;
	int rc = git_reference_iterator_glob_new(&all, store->repo, arena_printf(arena, "%s*", prefix));
	if (rc)
		return store_fail(err, rc, "%s: refs", store->path);
	while ((rc = git_reference_next(&ref, all)) == 0) {
		const git_oid *to = git_reference_target(ref);
		if (to) {
			struct named *named = VEC_PUSH(names);
			named->ref = arena_dup(arena, git_reference_name(ref));
			store_id_from(to, &named->to);
		}
		git_reference_free(ref);
	}
	git_reference_iterator_free(all);
	return rc == GIT_ITEROVER ? 0 : store_fail(err, rc, "%s: refs", store->path);
}

int store_refs(struct store *store, const char *prefix, store_ref_fn *found, void *self, struct err *err)
{
	struct names names = {0};
	struct arena arena;
	arena_init(&arena);
	int rc = collect(store, prefix, &arena, &names, err);
	if (!rc && names.len)
		qsort(names.at, names.len, sizeof(*names.at), by_name);
	for (size_t i = 0; !rc && i < names.len; i++)
		rc = found(self, names.at[i].ref, &names.at[i].to, err);
	VEC_RELEASE(&names);
	arena_release(&arena);
	return rc;
}
