#include "queue_world.h"

static const char *id_of(struct world *w, int i)
{
	return arena_printf(&w->arena, "20261122-%02d%02d%02d-abcdef", i / 3600, i / 60 % 60, i % 60);
}

static struct queue_many choose(struct world *w, const char *const *ids)
{
	struct queue_many many = {.arena = &w->arena};
	while (ids[many.n])
		many.n++;
	many.at = arena_alloc(&w->arena, many.n + 1, sizeof(*many.at));
	for (size_t i = 0; i < many.n; i++)
		many.at[i].id = ids[i];
	return many;
}
#define CHOOSE(w, ...) choose(w, (const char *const[]){__VA_ARGS__, NULL})

static const struct queue_verdict yes = {.reviewer = "mod", .now = WHEN + 20};
static const struct queue_verdict no = {.reviewer = "mod", .reason = "Spam.", .spam = true, .now = WHEN + 20};

/* Two fit, two change one line, one is decided already, one is named twice, one there never was. */
static void test_each_ends_in_one_state(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id merge;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/a.md", "a\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(3), PUT("forums/help/z.md", "unapproved\n"), PUT("forums/help/index.md", "uno\n2\n3\n4\n5\n6\n7\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(4), PUT("forums/help/index.md", "1\n2\n3\n4\n5\n6\nseven\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(5), PUT("b.md", "b\n")), 0);
	assert_int_equal(queue_approve(queue, &(struct queue_verdict){.id = ID(5), .reviewer = "eve", .now = WHEN}, &merge, &err), 0);
	struct queue_many many = CHOOSE(w, ID(1), ID(2), ID(3), ID(4), ID(5), ID(1), ID(9));
	if (queue_approve_all(queue, &yes, &many, &err))
		fail_msg("%s", err.msg);
	static const bool done[] = {true, true, false, true, false, false, false};
	for (size_t i = 0; i < ARRAY_LEN(done); i++)
		assert_int_equal(many.at[i].done, done[i]);
	assert_int_equal(many.at[2].code, ERR_RACE);
	assert_non_null(strstr(many.at[2].why, "forums/help/index.md"));
	assert_int_equal(many.at[4].code, ERR_INPUT);
	assert_int_equal(many.at[5].code, ERR_INPUT);
	assert_int_equal(many.at[6].code, ERR_NOTFOUND);
	assert_int_equal(find(w, queue, ID(1)).state, QUEUE_APPROVED);
	assert_string_equal(find(w, queue, ID(2)).reviewer, "mod");
	assert_int_equal(find(w, queue, ID(3)).state, QUEUE_WAITING);
	assert_string_equal(find(w, queue, ID(4)).paths[0], "forums/help/index.md");
	assert_string_equal(shell(w, "git -C content.git show main:forums/help/index.md"), "one\n2\n3\n4\n5\n6\nseven\n");
	assert_string_equal(shell(w, "git -C content.git log --first-parent --format='%an %P' main | awk '{ print $1, NF }'"),
	                    "mod 3\nmod 3\nmod 3\neve 3\nstoa 1\n");
	/* What clashed left nothing in the public repository. */
	assert_string_equal(shell(w, "git -C content.git cat-file --batch-all-objects --batch | grep -c unapproved || true"), "0\n");
	assert_string_equal(shell(w, "git -C content.git cat-file --batch-all-objects --batch | grep -c uno || true"), "0\n");
	assert_sound(w);
	queue_close(queue);
}

static void test_reject_many(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	enum { N = 40 };
	struct queue_many many = {.at = arena_alloc(&w->arena, N + 1, sizeof(*many.at)), .n = N, .arena = &w->arena};
	for (int i = 0; i < N; i++) {
		struct store_edit edit = PUT(arena_printf(&w->arena, "p%d.md", i), "pills\n");
		many.at[i].id = id_of(w, i);
		assert_int_equal(submit(queue, many.at[i].id, &edit, 1, &err), 0);
	}
	assert_int_equal(queue_withdraw(queue, many.at[7].id, WHEN, &err), 0);
	if (queue_reject_all(queue, &no, &many, &err))
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < N; i++) {
		struct queue_item item = find(w, queue, many.at[i].id);
		assert_int_equal(many.at[i].done, i != 7);
		assert_int_equal(item.state, i == 7 ? QUEUE_WITHDRAWN : QUEUE_REJECTED);
		assert_int_equal(item.spam, i != 7);
	}
	assert_string_equal(shell(w, "git -C queue.git for-each-ref refs/heads | wc -l"), "0\n");
	assert_sound(w);
	if (queue_undo_all(queue, &yes, &many, &err))
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(many.at[i].done, i != 7);
		assert_int_equal(find(w, queue, many.at[i].id).state, i == 7 ? QUEUE_WITHDRAWN : QUEUE_WAITING);
	}
	assert_sound(w);
	const char *before = shell(w, "git -C content.git rev-parse 'main^{tree}'");
	assert_int_equal(queue_approve_all(queue, &yes, &many, &err), 0);
	assert_int_equal(queue_undo_all(queue, &yes, &many, &err), 0);
	assert_string_equal(shell(w, "git -C content.git rev-parse 'main^{tree}'"), before);
	assert_int_equal(find(w, queue, many.at[0].id).state, QUEUE_WAITING);
	many.n = QUEUE_MANY + 1;
	assert_int_equal(queue_reject_all(queue, &no, &many, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	queue_close(queue);
}

/* Others write to main all the while, by their own processes. */
static void test_main_moves_meanwhile(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	enum { N = 60, OTHERS = 40 };
	struct queue_many many = {.at = arena_alloc(&w->arena, N + 1, sizeof(*many.at)), .n = N, .arena = &w->arena};
	for (int i = 0; i < N; i++) {
		struct store_edit edit = PUT(arena_printf(&w->arena, "forums/help/p%d.md", i), "text\n");
		many.at[i].id = id_of(w, i);
		assert_int_equal(submit(queue, many.at[i].id, &edit, 1, &err), 0);
	}
	queue_close(queue);
	pid_t child = fork();
	if (!child) {
		struct store_id commit;
		queue = open_queue(w);
		for (int i = 0; i < OTHERS; i++) {
			char path[32];
			snprintf(path, sizeof(path), "o%d.md", i);
			struct store_edit edit = PUT(path, "x\n");
			struct queue_submission change = {.author = "stoa", .summary = "x", .edits = &edit, .nedits = 1, .now = WHEN};
			if (queue_publish(queue, &change, &commit, &err))
				_exit(1);
		}
		_exit(0);
	}
	queue = open_queue(w);
	if (queue_approve_all(queue, &yes, &many, &err))
		fail_msg("%s", err.msg);
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main | wc -l; git -C content.git rev-list --count --merges main"),
	                    arena_printf(&w->arena, "%d\n%d\n", 2 + N + OTHERS, N));
	for (size_t i = 0; i < N; i++)
		assert_int_equal(find(w, queue, many.at[i].id).state, QUEUE_APPROVED);
	assert_sound(w);
	queue_close(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_each_ends_in_one_state, begin, end),
	    cmocka_unit_test_setup_teardown(test_reject_many, begin, end),
	    cmocka_unit_test_setup_teardown(test_main_moves_meanwhile, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
