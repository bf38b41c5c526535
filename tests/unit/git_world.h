/* git_world.h: for the tests of store and queue: a folder of its own per test, and git to judge by. */
#ifndef STOA_TESTS_GIT_WORLD_H
#define STOA_TESTS_GIT_WORLD_H

#include "core/store.h"
#include "core/vec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder of its own per test, with an arena. */
struct world {
	char dir[64];
	struct arena arena;
};

static inline int begin(void **state)
{
	struct world *w = base_alloc(1, sizeof(*w));
	snprintf(w->dir, sizeof(w->dir), "/tmp/stoa-store-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	arena_init(&w->arena);
	setenv("HOME", w->dir, 1);
	*state = w;
	return 0;
}

static inline void run(struct world *w, const char *script)
{
	char *command = arena_printf(&w->arena,
	                             "cd %s && export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@t "
	                             "GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@t && set -e\n%s",
	                             w->dir, script);
	assert_int_equal(system(command), 0);
}

static inline int end(void **state)
{
	struct world *w = *state;
	char command[256];
	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", w->dir, w->dir);
	assert_int_equal(system(command), 0);
	arena_release(&w->arena);
	free(w);
	return 0;
}

/* Standard output of a shell script, in the arena. */
static inline const char *shell(struct world *w, const char *script)
{
	struct err err = {0};
	struct str out;
	run(w, arena_printf(&w->arena, "(%s\n) >%s/.shell 2>&1", script, w->dir));
	str_init(&out, 1 << 20);
	assert_int_equal(str_read_file(&out, arena_printf(&w->arena, "%s/.shell", w->dir), &err), 0);
	const char *copy = arena_dup(&w->arena, out.at);
	str_release(&out);
	return copy;
}

static inline struct store *open_store(struct world *w, const char *name)
{
	struct err err = {0};
	struct store *store = NULL;
	if (store_open(&store, arena_printf(&w->arena, "%s/%s", w->dir, name), &err))
		fail_msg("%s", err.msg);
	return store;
}

static inline struct store_commit_info head(struct world *w, struct store *store)
{
	struct err err = {0};
	struct store_id id;
	struct store_commit_info info;
	assert_int_equal(store_resolve(store, "refs/heads/main", &id, &err), 0);
	assert_int_equal(store_commit_info(store, &id, &w->arena, &info, &err), 0);
	return info;
}

#endif
