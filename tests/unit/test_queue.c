/* From a submission to its verdict: what each leaves in both repositories, and what is never public. */
#include "queue_world.h"

/* No file of the public repository holds the text, packed or not; every object is read. */
static bool is_public(struct world *w, const char *text)
{
	const char *script = arena_printf(
	    &w->arena, "git -C content.git cat-file --batch-all-objects --batch | grep -c '%s' || true", text);
	return strcmp(shell(w, script), "0\n") != 0;
}

static void test_submit_waits_unseen(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct queue_item *items;
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/help/2026/11/hello/index.md", "secret text\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/b.md", "other\n"), PUT("index.md", "House\n")), 0);
	assert_int_equal(waiting(w, queue, &items), 2);
	assert_string_equal(items[0].id, ID(1));
	assert_string_equal(items[1].id, ID(2));
	assert_string_equal(items[1].author, "ada");
	assert_string_equal(items[1].summary, "reply: Hello");
	assert_int_equal(items[1].submitted, WHEN + 10);
	assert_int_equal(items[1].state, QUEUE_WAITING);
	assert_int_equal(items[0].npaths, 2);
	assert_string_equal(items[0].paths[0], "forums/help/b.md");
	assert_string_equal(items[0].paths[1], "index.md");
	assert_string_equal(find(w, queue, ID(2)).paths[0], "forums/help/2026/11/hello/index.md");
	assert_false(is_public(w, "secret"));
	assert_string_equal(shell(w, "git -C queue.git log -1 --format='%an <%ae>%n%B' " ID(2)),
	                    "ada <ada@users.example.org>\nreply: Hello\n\nSubmission: " ID(2) "\n\n");
	struct queue_item none;
	assert_int_equal(queue_find(queue, ID(9), &w->arena, &none, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(queue_find(queue, "../heads/main", &w->arena, &none, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_sound(w);
	queue_close(queue);
}

static void test_submit_refuses(void **state)
{
	struct world *w = *state;
	struct queue *queue = make_queue(w);
	struct store_edit same = PUT("index.md", "Home\n"), good = PUT("a.md", "a\n"), evil = PUT("../a.md", "a\n");
	const struct queue_submission bad[] = {
	    {.id = "main", .author = "ada", .summary = "s", .edits = &good, .nedits = 1},
	    {.id = ID(1), .author = "ada", .summary = "s", .edits = &same, .nedits = 1},
	    {.id = ID(1), .author = "ada", .summary = "s", .edits = &evil, .nedits = 1},
	    {.id = ID(1), .author = "ada", .summary = "s", .edits = &good, .nedits = 0},
	    {.id = ID(1), .author = "ada\nparent x", .summary = "s", .edits = &good, .nedits = 1},
	    {.id = ID(1), .author = "ada", .summary = "", .edits = &good, .nedits = 1},
	    {.id = ID(1), .author = "ada", .summary = "a\n\nSubmission: " ID(2), .edits = &good, .nedits = 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = {0};
		bool again;
		assert_int_equal(queue_submit(queue, &bad[i], &again, &err), -1);
		assert_int_equal(err.code, ERR_INPUT);
	}
	assert_string_equal(shell(w, "git -C queue.git for-each-ref"), "");
	queue_close(queue);
}

static void assert_again(struct queue *queue, const char *id)
{
	struct err err = {0};
	bool again = false;
	struct store_edit edit = PUT("again.md", "x");
	struct queue_submission s = {
	    .id = id, .author = "ada", .summary = "again", .edits = &edit, .nedits = 1, .now = WHEN};
	assert_int_equal(queue_submit(queue, &s, &again, &err), 0);
	assert_true(again);
}

static void test_submit_is_exactly_once(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "a\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("b.md", "b\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(3), PUT("c.md", "c\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(4), PUT("d.md", "d\n")), 0);
	assert_int_equal(approve(queue, ID(2), &err), 0);
	assert_int_equal(reject(queue, ID(3), &err), 0);
	assert_int_equal(queue_withdraw(queue, ID(4), WHEN + 20, &err), 0);
	assert_again(queue, ID(1));
	assert_again(queue, ID(2));
	assert_again(queue, ID(3));
	assert_again(queue, ID(4));
	assert_string_equal(
	    shell(w, "git -C queue.git for-each-ref --format='%(refname)'"),
	    "refs/approved/" ID(2) "\nrefs/heads/" ID(1) "\nrefs/rejected/" ID(3) "\nrefs/withdrawn/" ID(4) "\n");
	queue_close(queue);
}

static void test_approve(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/a.md", "hello\n")), 0);
	if (approve(queue, ID(1), &err))
		fail_msg("%s", err.msg);
	struct queue_item item = find(w, queue, ID(1));
	assert_int_equal(item.state, QUEUE_APPROVED);
	assert_string_equal(item.reviewer, "mod");
	assert_string_equal(item.author, "ada");
	assert_string_equal(item.summary, "reply: Hello");
	assert_int_equal(item.decided, WHEN + 20);
	assert_string_equal(item.paths[0], "forums/help/a.md");
	assert_string_equal(shell(w, "git -C content.git log -1 --format='%an <%ae> %at%n%B' main; git -C content.git "
	                             "show main:forums/help/a.md; "
	                             "git -C content.git rev-list --count --first-parent main"),
	                    "mod <mod@users.example.org> 1795000020\nMerge reply: Hello\n\nSubmission: " ID(
	                        1) "\nReviewed-by: mod <mod@users.example.org>\n\nhello\n2\n");
	assert_int_equal(approve(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(reject(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(queue_withdraw(queue, ID(1), WHEN, &err), -1);
	assert_int_equal(approve(queue, ID(2), &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_sound(w);
	queue_close(queue);
}

static void test_reject_and_withdraw(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct queue_item *items;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "rude words\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("b.md", "second thoughts\n")), 0);
	assert_int_equal(reject(queue, ID(1), &err), 0);
	assert_int_equal(queue_withdraw(queue, ID(2), WHEN + 30, &err), 0);
	struct queue_item item = find(w, queue, ID(1));
	assert_int_equal(item.state, QUEUE_REJECTED);
	assert_string_equal(item.reason, "Off topic.\n\nTry the other forum.");
	assert_string_equal(item.rule, "2. Stay on topic");
	assert_string_equal(item.reviewer, "mod");
	assert_string_equal(item.author, "ada");
	assert_string_equal(item.paths[0], "a.md");
	item = find(w, queue, ID(2));
	assert_int_equal(item.state, QUEUE_WITHDRAWN);
	assert_string_equal(item.reviewer, "");
	assert_string_equal(item.reason, "");
	assert_int_equal(item.decided, WHEN + 30);
	assert_int_equal(waiting(w, queue, &items), 0);
	assert_int_equal(approve(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_false(is_public(w, "rude"));
	assert_false(is_public(w, "second thoughts"));
	assert_sound(w);
	/* Kept for thirty days, then gone for good. */
	sweep(queue, WHEN + 86400, 0, 0);
	assert_int_equal(find(w, queue, ID(1)).state, QUEUE_REJECTED);
	run(w, "find queue.git/objects -type f -exec touch -d @1000 {} +\n");
	sweep(queue, WHEN + 40 * 86400, 0, 2);
	assert_int_equal(queue_find(queue, ID(1), &w->arena, &item, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_string_equal(shell(w, "find queue.git/objects -type f | grep -v alternates || true"), "");
	queue_close(queue);
}

static void test_edits_merge_by_line(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n")), 0);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("forums/help/index.md", "1\n2\n3\n4\n5\n6\nseven\n")), 0);
	assert_int_equal(
	    SUBMIT(queue, ID(3), PUT("forums/help/index.md", "uno\n2\n3\n4\n5\n6\n7\n"), PUT("n.md", "unapproved\n")),
	    0);
	assert_int_equal(approve(queue, ID(1), &err), 0);
	assert_int_equal(approve(queue, ID(2), &err), 0);
	assert_int_equal(approve(queue, ID(3), &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_non_null(strstr(err.msg, "forums/help/index.md"));
	assert_int_equal(find(w, queue, ID(3)).state, QUEUE_WAITING);
	assert_false(is_public(w, "unapproved"));
	assert_string_equal(shell(w, "git -C content.git show main:forums/help/index.md"),
	                    "one\n2\n3\n4\n5\n6\nseven\n");
	assert_sound(w);
	queue_close(queue);
}

static void test_edit_and_approve(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id merge;
	struct store_edit mild = PUT("forums/help/a.md", "you darling\n");
	assert_int_equal(
	    SUBMIT(queue, ID(1), PUT("forums/help/a.md", "you wretch\n"), PUT("forums/help/b.md", "fine\n")), 0);
	const char *original = shell(w, "git -C queue.git rev-parse " ID(1));
	struct queue_verdict verdict = {.id = ID(1),
	                                .reviewer = "mod",
	                                .reason = "Mended the tone.",
	                                .edits = &mild,
	                                .nedits = 1,
	                                .now = WHEN + 20};
	if (queue_approve(queue, &verdict, &merge, &err))
		fail_msg("%s", err.msg);
	assert_false(is_public(w, "wretch"));
	assert_string_equal(shell(w, "git -C content.git show main:forums/help/a.md main:forums/help/b.md; git -C "
	                             "content.git log -1 --format=%an main^2"),
	                    "you darling\nfine\nada\n");
	struct queue_item item = find(w, queue, ID(1));
	assert_int_equal(item.state, QUEUE_APPROVED);
	assert_string_equal(item.reason, "Mended the tone.");
	assert_int_equal(item.npaths, 2);
	/* As if the process had died once main had moved. */
	run(w, arena_printf(
	           &w->arena,
	           "git -C queue.git update-ref -d refs/approved/%s; git -C queue.git update-ref refs/heads/%s %s",
	           ID(1), ID(1), original));
	assert_int_equal(find(w, queue, ID(1)).state, QUEUE_APPROVED);
	sweep(queue, WHEN, 1, 0);
	assert_int_equal(find(w, queue, ID(1)).state, QUEUE_APPROVED);
	queue_close(queue);
}

/* Edited on the web, a branch of several commits would bring those below the last one along as they are. */
static void test_edit_hides_no_history(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id merge;
	struct store_edit mild = PUT("h.md", "you darling\n");
	struct queue_verdict verdict = {.id = ID(1), .reviewer = "mod", .edits = &mild, .nedits = 1, .now = WHEN + 20};
	run(w, "git clone -q content.git c; cd c; for i in wretch fool; do echo you $i >h.md; git add .; git commit -qm "
	       "$i; done; git push -q ../queue.git HEAD:refs/heads/" ID(1));
	assert_int_equal(queue_approve(queue, &verdict, &merge, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_false(is_public(w, "wretch"));
	run(w, "cd c; git reset -q --soft HEAD~2; git commit -qm one; git push -qf ../queue.git HEAD:refs/heads/" ID(1));
	if (queue_approve(queue, &verdict, &merge, &err))
		fail_msg("%s", err.msg);
	assert_false(is_public(w, "fool"));
	queue_close(queue);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_submit_waits_unseen),
	    TEST(test_submit_refuses),
	    TEST(test_submit_is_exactly_once),
	    TEST(test_approve),
	    TEST(test_reject_and_withdraw),
	    TEST(test_edits_merge_by_line),
	    TEST(test_edit_and_approve),
	    TEST(test_edit_hides_no_history),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
