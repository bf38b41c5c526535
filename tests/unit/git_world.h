/* git_world.h: for the tests of store and queue. A folder of its own per test, and git to judge by. */
#ifndef STOA_TESTS_GIT_WORLD_H
#define STOA_TESTS_GIT_WORLD_H

#include "core/queue/queue.h"
#include "core/base/vec.h"

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
	snprintf(w->dir, sizeof(w->dir), "%s/stoa-store-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
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

#define PUT(p, text) ((struct store_edit){(p), (text), sizeof(text) - 1})
#define REMOVE(p) ((struct store_edit){(p), NULL, 0})

#define ID(n) "20261122-10000" #n "-abcdef"
enum { WHEN = 1795000000 };

static inline const char *at(struct world *w, const char *name)
{
	return arena_printf(&w->arena, "%s/%s", w->dir, name);
}

static inline struct queue *open_queue(struct world *w)
{
	struct err err = {0};
	struct queue *queue = NULL;
	struct queue_options options = {at(w, "content.git"), at(w, "queue.git"), "refs/heads/main", "example.org"};
	if (queue_open(&queue, &options, &err))
		fail_msg("%s", err.msg);
	return queue;
}

/* content.git with a forum in it, and queue.git. */
static inline struct queue *make_queue(struct world *w)
{
	struct err err = {0};
	struct store_id id;
	static const struct store_edit edits[] = {PUT("index.md", "Home\n"),
	                                          PUT("forums/help/index.md", "1\n2\n3\n4\n5\n6\n7\n")};
	struct queue_submission first = {
	    .author = "stoa", .summary = "begin", .edits = edits, .nedits = 2, .now = WHEN};
	assert_int_equal(store_create(at(w, "content.git"), NULL, &err), 0);
	assert_int_equal(store_create(at(w, "queue.git"), at(w, "content.git"), &err), 0);
	struct queue *queue = open_queue(w);
	if (queue_publish(queue, &first, &id, &err))
		fail_msg("%s", err.msg);
	return queue;
}

static inline int submit(struct queue *queue, const char *id, const struct store_edit *edits, size_t n, struct err *err)
{
	bool again;
	struct queue_submission s = {
	    .id = id, .author = "ada", .summary = "reply: Hello", .edits = edits, .nedits = n, .now = WHEN + 10};
	return queue_submit(queue, &s, &again, err);
}

#define SUBMIT(queue, id, ...)                                                                                         \
	submit(queue, id, (const struct store_edit[]){__VA_ARGS__},                                                    \
	       ARRAY_LEN(((const struct store_edit[]){__VA_ARGS__})), &(struct err){0})

/* Nothing is missing, and nothing was left half done. */
static inline void assert_sound(struct world *w)
{
	assert_string_equal(shell(w, "git -C content.git fsck --strict --no-dangling; git -C queue.git fsck --strict "
	                             "--no-dangling 2>/dev/null; "
	                             "find content.git queue.git -name 'tmp_*' -o -name '*.lock'"),
	                    "");
}

#endif
