#include "git_world.h"

/* Two commits of a real repository, with what git allows and content does not use. */
static const char two_commits[] =
    "git init -q -b main r; cd r; mkdir -p a/b a-b z\n"
    "echo one >a/b/1.md; echo two >a-b/2.md; echo x >z/x; ln -s x z/link; echo top >index.md\n"
    "git add .; git commit -qm 'first: of all' -m 'body'\n"
    "echo more >>a/b/1.md; echo new >a/new.md; git rm -q a-b/2.md; chmod +x z/x\n"
    "git add .; git commit -qm second; git tag -a -m t v1\n";

static void test_ids(void **state)
{
	(void)state;
	struct err err = {0};
	struct store_id id, other;
	char hex[STORE_HEX];
	const char *text = "0123456789abcdef0123456789abcdef01234567";
	assert_int_equal(store_from_hex(text, &id, &err), 0);
	store_hex(&id, hex);
	assert_string_equal(hex, text);
	assert_int_equal(store_from_hex("0123456789abcdef0123456789abcdef01234568", &other, &err), 0);
	assert_false(store_same(&id, &other));
	assert_int_equal(store_from_hex("0123456789abcdef0123456789abcdef0123456", &id, &err), -1);
	assert_int_equal(store_from_hex("0123456789abcdef0123456789abcdef0123456g", &id, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
}

static void test_reads_what_git_wrote(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info info = head(w, store);
	struct store_id blob, tagged;
	assert_int_equal(info.nparents, 1);
	assert_string_equal(info.message, "second\n");
	assert_string_equal(info.author, "t");
	assert_string_equal(info.author_email, "t@t");
	assert_int_equal(store_resolve(store, "refs/tags/v1", &tagged, &err), 0);
	assert_true(store_same(&tagged, &info.id));
	assert_int_equal(store_find(store, &info.tree, "a/b/1.md", &blob, &err), 0);
	struct str text;
	str_init(&text, 100);
	assert_int_equal(store_read(store, &blob, &text, &err), 0);
	assert_string_equal(text.at, "one\nmore\n");
	str_release(&text);
	str_init(&text, 8);
	assert_int_equal(store_read(store, &blob, &text, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	str_release(&text);
	store_close(store);
}

static void test_not_found(void **state)
{
	struct world *w = *state;
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info info = head(w, store);
	static const char *const missing[] = {"nothing", "a", "a/b", "a/b/1.md/x", "a/b/2.md", "z/link", "", "a//b"};
	for (size_t i = 0; i < ARRAY_LEN(missing); i++) {
		struct err err = {0};
		struct store_id id;
		assert_int_equal(store_find(store, &info.tree, missing[i], &id, &err), -1);
		assert_int_equal(err.code, ERR_NOTFOUND);
	}
	struct err err = {0};
	struct store_id id;
	assert_int_equal(store_resolve(store, "refs/heads/none", &id, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	memset(&id, 7, sizeof(id));
	assert_int_equal(store_commit_info(store, &id, &w->arena, &info, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	store_close(store);
}

static void test_list(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info info = head(w, store);
	const char *const *names;
	size_t n;
	assert_int_equal(store_list(store, &info.tree, "", &w->arena, &names, &n, &err), 0);
	assert_int_equal(n, 3);
	assert_string_equal(names[0], "a/");
	assert_string_equal(names[1], "index.md");
	assert_string_equal(names[2], "z/");
	assert_null(names[3]);
	assert_int_equal(store_list(store, &info.tree, "z", &w->arena, &names, &n, &err), 0);
	assert_int_equal(n, 1); /* not the symbolic link */
	assert_int_equal(store_list(store, &info.tree, "index.md", &w->arena, &names, &n, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	store_close(store);
}

static int note(void *self, const struct store_change *change, struct err *err)
{
	(void)err;
	str_addf(self, "%c %s%s\n",
	         !change->old_blob   ? '+'
	         : !change->new_blob ? '-'
	                             : '~',
	         change->path, change->executable ? "*" : "");
	return 0;
}

static bool enters_a(void *self, const char *folder)
{
	(void)self;
	return strcmp(folder, "a/") == 0;
}

/* Folders that nobody asks for are not read: one that is missing is not missed. */
static void test_compare(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info now = head(w, store), old;
	assert_int_equal(store_commit_info(store, &now.parents[0], &w->arena, &old, &err), 0);
	struct str text;
	str_init(&text, 1000);
	struct store_compare compare = {&old.tree, &now.tree, "", enters_a, note, &text};
	assert_int_equal(store_compare(store, &compare, &err), 0);
	assert_string_equal(text.at, "+ a/new.md\n");
	str_reset(&text);
	compare.old_tree = NULL;
	assert_int_equal(store_compare(store, &compare, &err), 0);
	assert_string_equal(text.at, "+ a/new.md\n+ index.md\n");
	str_release(&text);
	store_close(store);
}

static void test_diff(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info now = head(w, store), old;
	assert_int_equal(store_commit_info(store, &now.parents[0], &w->arena, &old, &err), 0);
	struct str text;
	str_init(&text, 1000);
	assert_int_equal(store_diff(store, &old.tree, &now.tree, "", note, &text, &err), 0);
	assert_string_equal(text.at, "- a-b/2.md\n~ a/b/1.md\n+ a/new.md\n~ z/x*\n");
	str_reset(&text);
	assert_int_equal(store_diff(store, NULL, &now.tree, "", note, &text, &err), 0);
	assert_string_equal(text.at, "+ a/b/1.md\n+ a/new.md\n+ index.md\n+ z/x*\n");
	str_reset(&text);
	assert_int_equal(store_diff(store, &old.tree, &now.tree, "a", note, &text, &err), 0);
	assert_string_equal(text.at, "~ b/1.md\n+ new.md\n");
	str_reset(&text);
	assert_int_equal(store_diff(store, &old.tree, &now.tree, "a-b", note, &text, &err), 0);
	assert_string_equal(text.at, "- 2.md\n");
	str_reset(&text);
	assert_int_equal(store_diff(store, &now.tree, &now.tree, "", note, &text, &err), 0);
	assert_string_equal(text.at, "");
	str_release(&text);
	store_close(store);
}

static void test_diff_file_becomes_folder(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, "git init -q -b main r; cd r; echo 1 >x; echo 2 >x-y; git add .; git commit -qm 1\n"
	       "git rm -q x; mkdir x; echo 1 >x/in; git add .; git commit -qm 2\n");
	struct store *store = open_store(w, "r");
	struct store_commit_info now = head(w, store), old;
	assert_int_equal(store_commit_info(store, &now.parents[0], &w->arena, &old, &err), 0);
	struct str text;
	str_init(&text, 1000);
	assert_int_equal(store_diff(store, &old.tree, &now.tree, "", note, &text, &err), 0);
	assert_string_equal(text.at, "- x\n+ x/in\n");
	str_release(&text);
	store_close(store);
}

static int stop_at_once(void *self, const struct store_change *change, struct err *err)
{
	++*(int *)self;
	return err_set(err, ERR_LIMIT, "%s", change->path);
}

static void test_callback_error_stops(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	int calls = 0;
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info now = head(w, store);
	assert_int_equal(store_diff(store, NULL, &now.tree, "", stop_at_once, &calls, &err), -1);
	assert_int_equal(calls, 1);
	assert_string_equal(err.msg, "a/b/1.md");
	store_close(store);
}

static int list_ref(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)to, (void)err;
	str_addf(self, "%s\n", ref);
	return 0;
}

static void test_refs(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	run(w, "cd r; git branch b/2; git branch a; git pack-refs --all; git branch b/1\n");
	struct store *store = open_store(w, "r");
	struct str text;
	str_init(&text, 1000);
	assert_int_equal(store_refs(store, "refs/heads/", list_ref, &text, &err), 0);
	assert_string_equal(text.at, "refs/heads/a\nrefs/heads/b/1\nrefs/heads/b/2\nrefs/heads/main\n");
	str_reset(&text);
	assert_int_equal(store_refs(store, "refs/none/", list_ref, &text, &err), 0);
	assert_string_equal(text.at, "");
	str_release(&text);
	store_close(store);
}

static void refuse_open(struct world *w, const char *name, const char *part)
{
	struct err err = {0};
	struct store *store = NULL;
	assert_int_equal(store_open(&store, arena_printf(&w->arena, "%s/%s", w->dir, name), &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_non_null(strstr(err.msg, part));
}

static void test_open_says_what_is_wrong(void **state)
{
	struct world *w = *state;
	run(w, "mkdir empty; git init -q --bare broken; rm broken/HEAD\n");
	refuse_open(w, "none", "missing");
	refuse_open(w, "empty", "not a git repository");
	refuse_open(w, "broken", "not a git repository");
	if (geteuid() == 0) {
		run(w, "git init -q --bare foreign; chown -R nobody foreign\n");
		refuse_open(w, "foreign", "belongs to another user");
	}
}

static void test_missing_objects(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	run(w, two_commits);
	struct store *store = open_store(w, "r");
	struct store_commit_info now = head(w, store);
	struct store_id blob, old = {{1}};
	assert_int_equal(store_find(store, &now.tree, "a/b/1.md", &blob, &err), 0);
	store_close(store);
	run(w, "cd r; o=$(git rev-parse HEAD:a/b/1.md HEAD:a/b); for i in $o; do rm -f .git/objects/${i%"
	       "${i#??}}/${i#??}; done\n");
	store = open_store(w, "r");
	struct str text;
	str_init(&text, 1000);
	assert_int_equal(store_read(store, &blob, &text, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_int_equal(store_diff(store, NULL, &now.tree, "", note, &text, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_non_null(strstr(err.msg, "is missing"));
	assert_int_equal(store_diff(store, &old, &now.tree, "", note, &text, &err), -1);
	str_release(&text);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test_setup_teardown(test_reads_what_git_wrote, begin, end),
	    cmocka_unit_test_setup_teardown(test_not_found, begin, end),
	    cmocka_unit_test_setup_teardown(test_list, begin, end),
	    cmocka_unit_test_setup_teardown(test_diff, begin, end),
	    cmocka_unit_test_setup_teardown(test_compare, begin, end),
	    cmocka_unit_test_setup_teardown(test_diff_file_becomes_folder, begin, end),
	    cmocka_unit_test_setup_teardown(test_callback_error_stops, begin, end),
	    cmocka_unit_test_setup_teardown(test_refs, begin, end),
	    cmocka_unit_test_setup_teardown(test_open_says_what_is_wrong, begin, end),
	    cmocka_unit_test_setup_teardown(test_missing_objects, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
