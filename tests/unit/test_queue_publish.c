/* What goes to main at once: acts, members, votes. */
#include "git_world.h"

#include "core/base/child.h"

#include <signal.h>

static void test_publish(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id base, id;
	assert_int_equal(store_resolve(queue_content(queue), "refs/heads/main", &base, &err), 0);
	struct store_edit edit = PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n"),
	                  other = PUT("forums/help/index.md", "1\n2\n3\n4\n5\n6\nseven\n");
	struct store_edit clash = PUT("forums/help/index.md", "uno\n2\n3\n4\n5\n6\n7\n");
	struct queue_submission change = {
	    .author = "mod", .summary = "lock it", .edits = &edit, .nedits = 1, .now = WHEN, .base = &base};
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	change.edits = &other;
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	assert_string_equal(shell(w, "git -C content.git show main:forums/help/index.md"),
	                    "one\n2\n3\n4\n5\n6\nseven\n");
	change.edits = &clash;
	assert_int_equal(queue_publish(queue, &change, &id, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	change.base = NULL;
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	assert_string_equal(shell(w, "git -C content.git show main:forums/help/index.md"), "uno\n2\n3\n4\n5\n6\n7\n");
	assert_sound(w);
	queue_close(queue);
}

/* What was begun on a history that is gone does not bring it back. */
static void test_publish_on_what_is_gone(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id base, id;
	struct store_edit edit = PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n");
	struct queue_submission change = {.author = "mod", .summary = "lock it", .edits = &edit, .nedits = 1, .now = WHEN, .base = &base};
	assert_int_equal(store_resolve(queue_content(queue), "refs/heads/main", &base, &err), 0);
	shell(w, "cd content.git && git update-ref refs/heads/main $(git commit-tree -m new main^{tree})");
	const char *was = shell(w, "git -C content.git rev-parse main");
	assert_int_equal(queue_publish(queue, &change, &id, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_string_equal(shell(w, "git -C content.git rev-parse main"), was);
	change.base = NULL;
	err_clear(&err);
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	assert_sound(w);
	queue_close(queue);
}

/* Objects that no ref leads to yet are written while nobody may throw such away. */
static void test_publish_writes_under_the_lock(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id id;
	struct store_edit edit = PUT("forums/help/index.md", "one\n2\n3\n4\n5\n6\n7\n");
	struct queue_submission change = {.author = "mod", .summary = "lock it", .edits = &edit, .nedits = 1, .now = WHEN};
	const char *count = "find content.git/objects -type f | wc -l", *before = shell(w, count);
	int go[2];
	char byte = 0;
	assert_int_equal(pipe(go), 0);
	pid_t parent = getpid(), child = fork(); /* before the lock, which it would share */
	if (child == 0) {
		child_follow(parent, SIGKILL);
		struct queue *other = open_queue(w);
		_exit(read(go[0], &byte, 1) != 1 || queue_publish(other, &change, &id, &err));
	}
	assert_int_equal(store_lock(queue_content(queue), &err), 0);
	assert_int_equal(write(go[1], &byte, 1), 1);
	usleep(200000);
	assert_string_equal(shell(w, count), before);
	store_unlock(queue_content(queue));
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_string_not_equal(shell(w, count), before);
	close(go[0]);
	close(go[1]);
	assert_sound(w);
	queue_close(queue);
}

/* What git packed, or threw away, since this process last wrote: neither copied again nor believed to be there. */
static void test_others_pack_and_prune(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_id id;
	struct queue_verdict verdict = {.id = ID(1), .reviewer = "mod", .now = WHEN + 20};
	bool again;
	struct store_edit picture = PUT("forums/help/2026/11/x/leaf.png", "a leaf"), text = PUT("forums/help/index.md", "one\n");
	struct queue_submission change = {.author = "mod", .summary = "a leaf", .edits = &picture, .nedits = 1, .now = WHEN};
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	shell(w, "cd content.git && git update-ref refs/heads/main main~1 && git repack -adq && git prune --expire=now");
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	assert_sound(w);
	shell(w, "cd content.git && git gc -q --prune=now");
	struct queue_submission submission = {.id = ID(1), .author = "ann", .summary = "s", .edits = &text, .nedits = 1, .now = WHEN};
	assert_int_equal(queue_submit(queue, &submission, &again, &err), 0);
	assert_int_equal(queue_approve(queue, &verdict, &id, &err), 0);
	const char *loose = shell(w, "git -C content.git count-objects");
	if (strtol(loose, NULL, 10) > 8)
		fail_msg("copied again: %s", loose);
	assert_sound(w);
	queue_close(queue);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_publish),
	    TEST(test_publish_on_what_is_gone),
	    TEST(test_publish_writes_under_the_lock),
	    TEST(test_others_pack_and_prune),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
