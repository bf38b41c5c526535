#include "git_world.h"

static enum queue_state state_of(struct world *w, struct queue *queue, const char *id)
{
	struct err err = {0};
	struct queue_item item;
	if (queue_find(queue, id, &w->arena, &item, &err))
		fail_msg("%s", err.msg);
	return item.state;
}

static void approve(struct queue *queue, const char *id)
{
	struct err err = {0};
	struct store_id merge;
	if (queue_approve(queue, &(struct queue_verdict){.id = id, .reviewer = "mod", .now = WHEN + 20}, &merge, &err))
		fail_msg("%s", err.msg);
}

static int undo(struct queue *queue, const char *id, struct err *err)
{
	*err = (struct err){0};
	return queue_undo(queue, &(struct queue_verdict){.id = id, .reviewer = "eve", .now = WHEN + 30}, err);
}

static void undo_well(struct queue *queue, const char *id)
{
	struct err err;
	if (undo(queue, id, &err))
		fail_msg("%s", err.msg);
}

static const char *main_tree(struct world *w)
{
	return shell(w, "git -C content.git rev-parse 'main^{tree}'");
}

/* The whole content is again what it was: one hash says so. */
static void test_approval_is_taken_back_exactly(void **state)
{
	struct world *w = *state;
	struct queue *queue = make_queue(w);
	const char *before = main_tree(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/new.md", "new\n"),
	                        PUT("forums/help/index.md", "changed\n"), REMOVE("index.md")), 0);
	approve(queue, ID(1));
	assert_string_not_equal(main_tree(w), before);
	undo_well(queue, ID(1));
	assert_string_equal(main_tree(w), before);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	assert_string_equal(shell(w, "git -C content.git log -1 --format='%an%n%B' main"),
	                    "eve\nTake back reply: Hello\n\nUndoes: " ID(1) "\nReviewed-by: eve <eve@users.example.org>\n\n");
	assert_string_equal(shell(w, "git -C queue.git for-each-ref --format='%(refname)'"), "refs/heads/" ID(1) "\n");
	assert_sound(w);
	queue_close(queue);
}

/* Its first commit is in main's history: it must be able to come again all the same, by every door. */
static void test_it_can_be_approved_again(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue_item *items;
	struct queue *queue = make_queue(w);
	size_t n, moved, dropped;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "hello\n")), 0);
	approve(queue, ID(1));
	const char *with = main_tree(w);
	undo_well(queue, ID(1));
	assert_int_equal(queue_waiting(queue, &w->arena, &items, &n, &err), 0);
	assert_int_equal(n, 1);
	assert_string_equal(items[0].author, "ada");
	assert_string_equal(items[0].paths[0], "a.md");
	assert_int_equal(items[0].npaths, 1);
	assert_int_equal(items[0].submitted, WHEN + 10);
	/* Without the hint of the last sweep, all of history is walked: it waits still. */
	run(w, "rm -f queue.git/stoa-swept");
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	assert_int_equal(queue_sweep(queue, WHEN, 30, &moved, &dropped, &err), 0);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	approve(queue, ID(1));
	assert_string_equal(main_tree(w), with);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_APPROVED);
	undo_well(queue, ID(1));
	run(w, "git clone -q content.git c; cd c; git fetch -q ../queue.git " ID(1) "; git merge -q --no-edit FETCH_HEAD; git push -q origin HEAD:main");
	assert_string_equal(main_tree(w), with);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_APPROVED);
	undo_well(queue, ID(1));
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	assert_sound(w);
	queue_close(queue);
}

/* What others did since stays; what they built upon it stands in the way, by name. */
static void test_what_stands_in_the_way(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/2026/11/t/index.md", "topic\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(3), PUT("other.md", "other\n")), 0);
	approve(queue, ID(1));
	approve(queue, ID(2));
	approve(queue, ID(3));
	assert_int_equal(SUBMIT(queue, ID(4), PUT("forums/help/2026/11/t/20261122-100009-abcdef.md", "answer\n"),
	                        PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\nseven\n")), 0);
	approve(queue, ID(4));
	const char *now = main_tree(w);
	assert_int_equal(undo(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_non_null(strstr(err.msg, "forums/help/2026/11/t/20261122-100009-abcdef.md"));
	assert_int_equal(undo(queue, ID(2), &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_non_null(strstr(err.msg, "forums/help/index.md"));
	assert_string_equal(main_tree(w), now);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_APPROVED);
	undo_well(queue, ID(3));
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main"),
	                    "forums/help/2026/11/t/20261122-100009-abcdef.md\nforums/help/2026/11/t/index.md\nforums/help/index.md\nindex.md\n");
	undo_well(queue, ID(4));
	undo_well(queue, ID(2));
	undo_well(queue, ID(1));
	assert_string_equal(shell(w, "git -C content.git rev-parse 'main^{tree}' | grep -c $(git -C content.git rev-parse "
	                             "$(git -C content.git rev-list --max-parents=0 main)'^{tree}')"), "1\n");
	assert_sound(w);
	queue_close(queue);
}

static void test_rejection_is_taken_back(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue_item item;
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "pills\n")), 0);
	const char *commit = shell(w, "git -C queue.git rev-parse refs/heads/" ID(1));
	struct queue_verdict spam = {.id = ID(1), .reviewer = "mod", .reason = "Spam.", .spam = true, .now = WHEN + 20};
	assert_int_equal(queue_reject(queue, &spam, &err), 0);
	assert_int_equal(queue_find(queue, ID(1), &w->arena, &item, &err), 0);
	assert_true(item.spam);
	assert_string_equal(item.reason, "Spam.");
	undo_well(queue, ID(1));
	assert_string_equal(shell(w, "git -C queue.git rev-parse refs/heads/" ID(1)), commit);
	assert_int_equal(queue_find(queue, ID(1), &w->arena, &item, &err), 0);
	assert_int_equal(item.state, QUEUE_WAITING);
	assert_false(item.spam);
	assert_int_equal(undo(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(queue_withdraw(queue, ID(1), WHEN, &err), 0);
	assert_int_equal(undo(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(undo(queue, ID(9), &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	queue_close(queue);
}

/* Killed after main had moved, and killed between the two refs. */
static void test_it_can_be_cut_short(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	size_t moved, dropped;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "hello\n")), 0);
	approve(queue, ID(1));
	const char *merge = shell(w, "git -C content.git rev-parse main");
	undo_well(queue, ID(1));
	run(w, arena_printf(&w->arena, "git -C queue.git update-ref -d refs/heads/%s; git -C queue.git update-ref refs/approved/%s %s",
	                    ID(1), ID(1), merge));
	const char *commits = shell(w, "git -C content.git rev-list --count main");
	undo_well(queue, ID(1));
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	assert_string_equal(shell(w, "git -C content.git rev-list --count main"), commits);
	run(w, arena_printf(&w->arena, "git -C queue.git update-ref refs/approved/%s %s", ID(1), merge));
	assert_int_equal(queue_sweep(queue, WHEN, 30, &moved, &dropped, &err), 0);
	assert_int_equal(state_of(w, queue, ID(1)), QUEUE_WAITING);
	approve(queue, ID(1));
	assert_string_equal(shell(w, "git -C content.git show main:a.md"), "hello\n");
	queue_close(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_approval_is_taken_back_exactly, begin, end),
	    cmocka_unit_test_setup_teardown(test_it_can_be_approved_again, begin, end),
	    cmocka_unit_test_setup_teardown(test_what_stands_in_the_way, begin, end),
	    cmocka_unit_test_setup_teardown(test_rejection_is_taken_back, begin, end),
	    cmocka_unit_test_setup_teardown(test_it_can_be_cut_short, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
