#include "git_world.h"

static struct store *create(struct world *w, const char *name)
{
	struct err err = {0};
	assert_int_equal(store_create(arena_printf(&w->arena, "%s/%s", w->dir, name), NULL, &err), 0);
	return open_store(w, name);
}

static int commit_on(struct store *store, const struct store_id *parent, const struct store_edit *edits, size_t n,
                     struct store_id *id, struct err *err)
{
	struct store_commit commit = {.parents = parent,
	                              .nparents = parent ? 1 : 0,
	                              .edits = edits,
	                              .nedits = n,
	                              .name = "ada",
	                              .email = "ada@users.example.org",
	                              .time = WHEN,
	                              .message = "change"};
	return store_commit(store, &commit, id, err);
}

static struct store_id commit(struct store *store, const struct store_id *parent, const struct store_edit *edits,
                              size_t n)
{
	struct err err = {0};
	struct store_id id;
	if (commit_on(store, parent, edits, n, &id, &err))
		fail_msg("%s", err.msg);
	return id;
}

#define COMMIT(store, parent, ...)                                                                                     \
	commit(store, parent, (const struct store_edit[]){__VA_ARGS__},                                                \
	       ARRAY_LEN(((const struct store_edit[]){__VA_ARGS__})))

static void refuse(struct store *store, const struct store_id *parent, const struct store_edit *edits, size_t n,
                   const char *part)
{
	struct err err = {0};
	struct store_id id;
	assert_int_equal(commit_on(store, parent, edits, n, &id, &err), -1);
	if (!strstr(err.msg, part))
		fail_msg("wanted '%s' in: %s", part, err.msg);
}

#define REFUSE(store, parent, part, ...)                                                                               \
	refuse(store, parent, (const struct store_edit[]){__VA_ARGS__},                                                \
	       ARRAY_LEN(((const struct store_edit[]){__VA_ARGS__})), part)

static const char *list(struct world *w, const char *repo, const struct store_id *commit)
{
	char hex[STORE_HEX];
	store_hex(commit, hex);
	return shell(w, arena_printf(&w->arena, "git -C %s ls-tree -r --name-only %s", repo, hex));
}

static void test_commit_puts_and_removes(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id a =
	    COMMIT(store, NULL, PUT("x.md", "1"), PUT("d/e/f.md", "2"), PUT("d-e", "3"), PUT("d/a.md", "4"));
	assert_string_equal(list(w, "r.git", &a), "d-e\nd/a.md\nd/e/f.md\nx.md\n");
	struct store_id b = COMMIT(store, &a, REMOVE("d/e/f.md"), PUT("d/z.md", "5"), PUT("x.md", "6"));
	assert_string_equal(list(w, "r.git", &b), "d-e\nd/a.md\nd/z.md\nx.md\n");
	/* A folder goes with its last file; a file may take its place in the same commit. */
	struct store_id c = COMMIT(store, &b, REMOVE("d/a.md"), REMOVE("d/z.md"), PUT("d", "7"));
	assert_string_equal(list(w, "r.git", &c), "d\nd-e\nx.md\n");
	struct store_id d = COMMIT(store, &c, REMOVE("d"), REMOVE("d-e"), REMOVE("x.md"));
	assert_string_equal(list(w, "r.git", &d), "");
	assert_int_equal(store_ref_create(store, "refs/heads/main", &d, &err), 0);
	assert_string_equal(shell(w, "git -C r.git fsck --no-dangling --strict --full; git -C r.git rev-list --count main; "
	                             "ls r.git/objects | grep tmp_ || true"),
	                    "4\n");
	assert_string_equal(shell(w, "git -C r.git log -1 --format='%an|%ae|%cn|%at|%ct|%B' main"),
	                    "ada|ada@users.example.org|ada|1795000000|1795000000|change\n\n");
	store_close(store);
}

static void test_commit_refuses_paths(void **state)
{
	struct world *w = *state;
	struct store *store = create(w, "r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x.md", "1"), PUT("d/e.md", "2"));
	char deep[400], longer[500];
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	for (size_t i = 0; i < 70; i++)
		memcpy(deep + 2 * i, "a/", 3);
	memcpy(deep + 140, "b", 2);
	static const char *const bad[] = {
	    "",        "/x",     "../x",    "d/../x",   "d//x",  "d/",      ".git/config",
	    ".GIT/x",  "a/.git", "git~1/x", "x\ny",     "-rf",   "d/./x",   "a\\b",
	    ".hidden", "x:y",    "x\x01",   "x\xff.md", "x y/z", "x.md/y/", "\xe2\x80\x8b.git/x"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct store_edit edit = PUT(bad[i], "z");
		refuse(store, &a, &edit, 1, "");
	}
	REFUSE(store, &a, "", PUT(longer, "1"));
	REFUSE(store, &a, "folders deep", PUT(deep, "1"));
	REFUSE(store, &a, "twice", PUT("n.md", "1"), PUT("n.md", "1"));
	REFUSE(store, &a, "both a file and a folder", PUT("d", "1"));
	REFUSE(store, &a, "both a file and a folder", PUT("x.md/y", "1"));
	REFUSE(store, &a, "both a file and a folder", PUT("n", "1"), PUT("n/m", "1"));
	REFUSE(store, &a, "only in case", PUT("X.md", "1"));
	REFUSE(store, &a, "D: differs only in case from d", PUT("D/e2.md", "1"));
	REFUSE(store, &a, "only in case", PUT("d/n.md", "1"), PUT("d/N.md", "1"));
	REFUSE(store, &a, "no such file to remove", REMOVE("none.md"));
	REFUSE(store, &a, "no such file to remove", REMOVE("none/none.md"));
	assert_string_equal(shell(w, "ls r.git/objects | grep tmp_ || true"), "");
	store_close(store);
}

/* The payload that libgit2's git_signature_now lets through. */
static void test_commit_refuses_forged_headers(void **state)
{
	struct world *w = *state;
	struct store *store = create(w, "r.git");
	static const char *const names[] = {"ada\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
	                                    "ada <root@example.org>",
	                                    "ada\r",
	                                    "ada\t",
	                                    "",
	                                    " ada",
	                                    "ada\x7f",
	                                    "\xff",
	                                    "a\xe2\x80\xa8"
	                                    "b"};
	for (size_t i = 0; i < 2 * ARRAY_LEN(names); i++) {
		struct err err = {0};
		struct store_id id;
		const char *bad = names[i / 2];
		struct store_commit forged = {
		    .name = i % 2 ? bad : "ada", .email = i % 2 ? "a@b" : bad, .time = WHEN, .message = "m"};
		assert_int_equal(store_commit(store, &forged, &id, &err), -1);
		assert_int_equal(err.code, ERR_INPUT);
	}
	struct err err = {0};
	struct store_id id;
	struct store_commit forged = {.name = "a", .email = "b", .time = WHEN, .message = "nul\x01"};
	assert_int_equal(store_commit(store, &forged, &id, &err), -1);
	store_close(store);
}

static void test_refs_compare_and_swap(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x", "1")), b = COMMIT(store, &a, PUT("x", "2")), now;
	assert_int_equal(store_ref_create(store, "refs/heads/main", &a, &err), 0);
	assert_int_equal(store_ref_create(store, "refs/heads/main", &b, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_int_equal(store_ref_move(store, "refs/heads/main", &b, &a, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_int_equal(store_ref_move(store, "refs/heads/main", &a, &b, &err), 0);
	assert_int_equal(store_resolve(store, "refs/heads/main", &now, &err), 0);
	assert_true(store_same(&now, &b));
	assert_int_equal(store_ref_move(store, "refs/heads/none", &a, &b, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_int_equal(store_ref_remove(store, "refs/heads/main", &a, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_int_equal(store_ref_remove(store, "refs/heads/main", &b, &err), 0);
	assert_int_equal(store_resolve(store, "refs/heads/main", &now, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(store_ref_create(store, "refs/heads/.bad", &b, &err), -1);
	store_close(store);
}

/* Every process makes its own commits; each move loses or wins whole. */
static void count_up(struct world *w, int who)
{
	struct err err = {0};
	struct store *store = open_store(w, "r.git");
	for (int done = 0; done < 10;) {
		struct store_id old, new;
		char path[32];
		snprintf(path, sizeof(path), "f-%d-%d", who, done);
		struct store_edit edit = PUT(path, "x");
		if (store_resolve(store, "refs/heads/main", &old, &err) || commit_on(store, &old, &edit, 1, &new, &err))
			_exit(1);
		if (store_ref_move(store, "refs/heads/main", &old, &new, &err) == 0)
			done++;
		else if (err.code != ERR_RACE)
			_exit(2);
	}
	store_close(store);
	_exit(0);
}

static void test_many_processes_lose_nothing(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x", "1"));
	assert_int_equal(store_ref_create(store, "refs/heads/main", &a, &err), 0);
	store_close(store);
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			count_up(w, i);
	for (int i = 0, status; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_string_equal(shell(w, "git -C r.git fsck --no-dangling --strict; git -C r.git ls-tree --name-only main | wc -l"),
	                    "41\n");
}

static void test_stale_lock_is_broken(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x", "1"));
	run(w, "touch r.git/refs/heads/main.lock\n");
	assert_int_equal(store_ref_create(store, "refs/heads/main", &a, &err), 0);
	store_close(store);
}

/* Nobody may wait for ever for what stands in the way. */
static void test_lock_that_cannot_be_broken_is_an_error(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x", "1"));
	run(w, "mkdir -p r.git/refs/heads/main.lock/x\n");
	alarm(300);
	assert_int_equal(store_ref_create(store, "refs/heads/main", &a, &err), -1);
	alarm(0);
	assert_int_equal(err.code, ERR_RACE);
	store_close(store);
}

static int merge(struct world *w, struct store *store, struct store_merge *merge, struct err *err)
{
	merge->name = "mod";
	merge->email = "mod@users.example.org";
	merge->message = "Merge";
	merge->time = WHEN;
	return store_merge(store, merge, &w->arena, err);
}

static void test_merge_takes_both_sides(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id base =
	    COMMIT(store, NULL, PUT("a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"), PUT("b", "b"), PUT("c", "c"));
	struct store_id ours =
	    COMMIT(store, &base, PUT("a", "one\n2\n3\n4\n5\n6\n7\n8\n9\n"), PUT("o", "o"), REMOVE("c"));
	struct store_id theirs = COMMIT(store, &base, PUT("a", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n"), PUT("t/t", "t"),
	                                REMOVE("c"), PUT("o", "o"));
	struct store_merge m = {.ours = &ours, .theirs = &theirs, .ref = "refs/heads/main"};
	assert_int_equal(store_ref_create(store, "refs/heads/main", &ours, &err), 0);
	if (merge(w, store, &m, &err))
		fail_msg("%s", err.msg);
	assert_string_equal(
	    shell(w, "git -C r.git fsck --no-dangling --strict; git -C r.git show main:a; git -C r.git ls-tree -r --name-only main; "
	             "git -C r.git log --format=%s -1 main"),
	    "one\n2\n3\n4\n5\n6\n7\n8\nnine\na\nb\no\nt/t\nMerge\n");
	bool yes = false;
	assert_int_equal(store_contains(store, &m.id, &theirs, &yes, &err), 0);
	assert_true(yes);
	assert_int_equal(store_contains(store, &theirs, &m.id, &yes, &err), 0);
	assert_false(yes);
	/* Four commits, and the base is behind a side of the merge. */
	assert_int_equal(store_contains_near(store, &m.id, &base, 4, &yes, &err), 0);
	assert_true(yes);
	assert_int_equal(store_contains_near(store, &m.id, &base, 2, &yes, &err), 0);
	assert_false(yes);
	assert_int_equal(store_contains_near(store, &theirs, &m.id, 100, &yes, &err), 0);
	assert_false(yes);
	store_close(store);
}

static void clash(struct world *w, struct store *store, struct store_merge *m, const char *path)
{
	struct err err = {0};
	assert_int_equal(merge(w, store, m, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_string_equal(m->clashes[0], path);
	assert_null(m->clashes[1]);
	assert_non_null(strstr(err.msg, path));
}

static void test_merge_names_clashes(void **state)
{
	struct world *w = *state;
	struct store *store = create(w, "r.git");
	struct store_id base = COMMIT(store, NULL, PUT("a", "1\n"), PUT("b", "\0binary\n"));
	struct store_id line = COMMIT(store, &base, PUT("a", "one\n")), other = COMMIT(store, &base, PUT("a", "uno\n"));
	struct store_id gone = COMMIT(store, &base, REMOVE("a")), added = COMMIT(store, &base, PUT("n", "1"));
	struct store_id added2 = COMMIT(store, &base, PUT("n", "2")), folder = COMMIT(store, &base, PUT("n/m", "1"));
	struct store_id bin = COMMIT(store, &base, PUT("b", "\0other\nx")),
	                bin2 = COMMIT(store, &base, PUT("b", "\0third\n"));
	clash(w, store, &(struct store_merge){.ours = &line, .theirs = &other}, "a");
	clash(w, store, &(struct store_merge){.ours = &line, .theirs = &gone}, "a");
	clash(w, store, &(struct store_merge){.ours = &gone, .theirs = &line}, "a");
	clash(w, store, &(struct store_merge){.ours = &added, .theirs = &added2}, "n");
	clash(w, store, &(struct store_merge){.ours = &folder, .theirs = &added}, "n");
	clash(w, store, &(struct store_merge){.ours = &bin, .theirs = &bin2}, "b");
	struct err err = {0};
	struct store_merge into_file = {.ours = &added, .theirs = &folder, .ref = "refs/heads/main"};
	assert_int_equal(store_ref_create(store, "refs/heads/main", &added, &err), 0);
	assert_int_equal(merge(w, store, &into_file, &err), -1);
	assert_non_null(strstr(err.msg, "both a file and a folder"));
	struct store_merge late = {.ours = &base, .theirs = &line, .ref = "refs/heads/main"};
	assert_int_equal(merge(w, store, &late, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_null(late.clashes[0]);
	store_close(store);
}

/* Nothing of a submission is in the public repository unless it is merged. */
static void test_merge_from_a_borrower(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *content = create(w, "content.git");
	assert_int_equal(store_create(arena_printf(&w->arena, "%s/queue.git", w->dir),
	                              arena_printf(&w->arena, "%s/content.git", w->dir), &err),
	                 0);
	assert_string_equal(shell(w, "cat queue.git/objects/info/alternates; stat -c %a queue.git"),
	                    "../../content.git/objects\n700\n");
	struct store *queue = open_store(w, "queue.git");
	struct store_id base = COMMIT(content, NULL, PUT("f/a", "a\n")),
	                main2 = COMMIT(content, &base, PUT("f/a", "A\n"));
	assert_int_equal(store_ref_create(content, "refs/heads/main", &main2, &err), 0);
	struct store_id bad = COMMIT(queue, &base, PUT("f/a", "secret\n")),
	                good = COMMIT(queue, &base, PUT("f/b", "good\n"));
	clash(w, content,
	      &(struct store_merge){.source = queue, .ours = &main2, .theirs = &bad, .ref = "refs/heads/main"}, "f/a");
	struct store_merge stale = {.source = queue, .ours = &base, .theirs = &good, .ref = "refs/heads/main"};
	assert_int_equal(merge(w, content, &stale, &err), -1);
	const char *count = "find content.git/objects -type f | wc -l; ls content.git/objects | grep tmp_ || true";
	assert_string_equal(shell(w, count), "8\n");
	struct store_merge m = {.source = queue, .ours = &main2, .theirs = &good, .ref = "refs/heads/main"};
	if (merge(w, content, &m, &err))
		fail_msg("%s", err.msg);
	assert_string_equal(shell(w, "git clone -q content.git c 2>&1; cat c/f/*; git -C content.git fsck --strict"),
	                    "A\ngood\n");
	store_close(queue);
	store_close(content);
}

static int count_commit(void *self, const struct store_commit_info *info, struct err *err)
{
	(void)info, (void)err;
	return ++*(int *)self == 3;
}

static void test_walk(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id ids[6] = {COMMIT(store, NULL, PUT("x", "0"))};
	for (size_t i = 1; i < ARRAY_LEN(ids); i++)
		ids[i] = COMMIT(store, &ids[i - 1], PUT("x", "more"), PUT(arena_printf(&w->arena, "f%zu", i), "x"));
	int n = 0;
	assert_int_equal(store_walk(store, &ids[5], &ids[3], count_commit, &n, &err), 0);
	assert_int_equal(n, 2);
	n = 0;
	assert_int_equal(store_walk(store, &ids[5], NULL, count_commit, &n, &err), 0);
	assert_int_equal(n, 3);
	store_close(store);
}

static void test_prune(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *content = create(w, "content.git");
	struct store_id base = COMMIT(content, NULL, PUT("f/a", "a\n"));
	assert_int_equal(store_ref_create(content, "refs/heads/main", &base, &err), 0);
	assert_int_equal(store_create(arena_printf(&w->arena, "%s/queue.git", w->dir),
	                              arena_printf(&w->arena, "%s/content.git", w->dir), &err),
	                 0);
	struct store *queue = open_store(w, "queue.git");
	struct store_id kept = COMMIT(queue, &base, PUT("f/b", "both\n"), PUT("f/k", "kept\n"));
	struct store_id gone = COMMIT(queue, &base, PUT("f/c", "both\n"), PUT("f/g", "forget me\n"));
	size_t dropped;
	(void)gone;
	assert_int_equal(store_ref_create(queue, "refs/heads/kept", &kept, &err), 0);
	run(w, "mkdir -p queue.git/objects/tmp_stoa-abc/de; echo x >queue.git/objects/tmp_stoa-abc/de/f\n");
	assert_int_equal(store_prune(queue, 1000, &dropped, &err), 0);
	assert_int_equal(dropped, 0);
	assert_int_equal(store_prune(queue, INT64_MAX, &dropped, &err), 0);
	assert_int_equal(dropped, 5); /* a blob, two trees, a commit, a folder of a killed process */
	assert_string_equal(
	    shell(w, "git -C queue.git fsck --strict --full --no-dangling 2>/dev/null; git -C queue.git show kept:f/b; "
	             "ls queue.git/objects | grep tmp_ || true"),
	    "both\n");
	store_close(queue);
	store_close(content);
}

/* What one process remembers to have read, another has dropped since. */
static void test_what_is_gone_is_written_again(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store *store = create(w, "r.git");
	struct store_id base = COMMIT(store, NULL, PUT("f/a", "a\n"));
	struct store_commit_info info;
	const char *const *names;
	size_t n, dropped;
	assert_int_equal(store_ref_create(store, "refs/heads/main", &base, &err), 0);
	struct store_id once = COMMIT(store, &base, PUT("f/b", "b\n"));
	assert_int_equal(store_commit_info(store, &once, &w->arena, &info, &err), 0);
	assert_int_equal(store_list(store, &info.tree, "f", &w->arena, &names, &n, &err), 0);
	struct store *other = open_store(w, "r.git");
	assert_int_equal(store_prune(other, INT64_MAX, &dropped, &err), 0);
	assert_int_equal(dropped, 4);
	store_close(other);
	struct store_id again = COMMIT(store, &base, PUT("f/b", "b\n"));
	assert_int_equal(store_ref_create(store, "refs/heads/again", &again, &err), 0);
	assert_string_equal(shell(w, "git -C r.git fsck --strict --full --no-dangling"), "");
	store_close(store);
}

static void test_full_disk(void **state)
{
	struct world *w = *state;
	if (geteuid() != 0 || system("mount -t tmpfs none /mnt -o size=4k 2>/dev/null && umount /mnt"))
		skip();
	run(w, "mkdir d; mount -t tmpfs -o size=600k none d\n");
	struct err err = {0};
	struct store *store = create(w, "d/r.git");
	struct store_id a = COMMIT(store, NULL, PUT("x", "1"));
	assert_int_equal(store_ref_create(store, "refs/heads/main", &a, &err), 0);
	run(w, "dd if=/dev/zero of=d/fill bs=1k 2>/dev/null || true\n");
	struct store_id b;
	struct store_edit edit = PUT("y/z", "some text that has to go somewhere\n");
	assert_int_equal(commit_on(store, &a, &edit, 1, &b, &err), -1);
	assert_int_equal(err.code, ERR_SYS);
	assert_non_null(strstr(err.msg, "No space left"));
	assert_int_equal(store_ref_create(store, "refs/heads/other", &a, &err), -1);
	run(w, "rm d/fill\n");
	assert_int_equal(commit_on(store, &a, &edit, 1, &b, &err), 0);
	assert_int_equal(store_ref_move(store, "refs/heads/main", &a, &b, &err), 0);
	assert_string_equal(shell(w, "git -C d/r.git fsck --no-dangling --strict; ls d/r.git/objects | grep tmp_ || true"), "");
	store_close(store);
	run(w, "umount d\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_commit_puts_and_removes),
	    TEST(test_commit_refuses_paths),
	    TEST(test_commit_refuses_forged_headers),
	    TEST(test_refs_compare_and_swap),
	    TEST(test_many_processes_lose_nothing),
	    TEST(test_stale_lock_is_broken),
	    TEST(test_lock_that_cannot_be_broken_is_an_error),
	    TEST(test_merge_takes_both_sides),
	    TEST(test_merge_names_clashes),
	    TEST(test_merge_from_a_borrower),
	    TEST(test_walk),
	    TEST(test_prune),
	    TEST(test_what_is_gone_is_written_again),
	    TEST(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
