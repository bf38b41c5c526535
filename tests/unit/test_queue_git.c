/* What git does beside the queue: merges by hand, pushes while many submit, history rewritten, a repository damaged. */
#include "queue_world.h"

#include <stdatomic.h>
#include <sys/mman.h>

/* What a moderator does in a clone: four ways to bring one submission to main. */
static void plain_git(struct world *w, const char *id, const char *merge)
{
	run(w, arena_printf(&w->arena,
	                    "rm -rf c; git clone -q content.git c; cd c; git fetch -q ../queue.git %s\n%s\ngit push -q "
	                    "origin HEAD:main",
	                    id, merge));
}

static void test_plain_git(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct queue_item *items, item;
	static const char *const ids[] = {ID(1), ID(2), ID(3), ID(4)};
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct store_edit edit = PUT(arena_printf(&w->arena, "f%zu.md", i), "x\n");
		assert_int_equal(submit(queue, ids[i], &edit, 1, &err), 0);
	}
	plain_git(w, ID(1), "git merge -q --ff-only FETCH_HEAD");
	assert_int_equal(find(w, queue, ID(1)).state, QUEUE_APPROVED);
	plain_git(w, ID(2), "git merge -q --no-ff -m 'take it' FETCH_HEAD");
	plain_git(w, ID(3), "git cherry-pick FETCH_HEAD >/dev/null");
	assert_int_equal(waiting(w, queue, &items), 1);
	assert_string_equal(items[0].id, ID(4));
	item = find(w, queue, ID(2));
	assert_int_equal(item.state, QUEUE_APPROVED);
	assert_string_equal(item.reviewer, "t");
	assert_string_equal(item.author, "ada");
	assert_int_equal(approve(queue, ID(2), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(reject(queue, ID(3), &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	sweep(queue, WHEN + 100, 1, 0);
	sweep(queue, WHEN + 100, 0, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(find(w, queue, ids[i]).state, QUEUE_APPROVED);
	assert_string_equal(shell(w, "git -C queue.git for-each-ref --format='%(refname)' refs/heads"),
	                    "refs/heads/" ID(4) "\n");
	/* A branch that somebody made by hand, of several commits, is approved like any other. */
	run(w, "rm -rf c; git clone -q content.git c; cd c; for i in 1 2; do echo $i >h$i.md; git add .; git commit "
	       "-qm $i; done; "
	       "git push -q ../queue.git HEAD:refs/heads/" ID(5));
	assert_int_equal(waiting(w, queue, &items), 2);
	if (approve(queue, ID(5), &err))
		fail_msg("%s", err.msg);
	assert_string_equal(shell(w, "git -C content.git ls-tree --name-only main | grep ^h"), "h1.md\nh2.md\n");
	assert_sound(w);
	queue_close(queue);
}

/* A contributor cannot take somebody's submission off the queue by what a commit of theirs says. */
static void test_a_branch_cannot_pose_as_a_verdict(void **state)
{
	struct world *w = *state;
	struct queue *queue = make_queue(w);
	struct queue_item *items;
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "a\n")), 0);
	run(w, "git clone -q content.git c; cd c; git checkout -qb pr; echo x >x.md; git add .; git commit -qm "
	       "\"$(printf 'x\\n\\nSubmission: " ID(
	           1) "\\n')\"; git checkout -q main; git merge -q --no-ff -m merge pr; git push -q");
	assert_int_equal(waiting(w, queue, &items), 1);
	queue_close(queue);
}

static _Atomic int *submitting; /* members, shared with the processes */

static NORETURN void leave(int status)
{
	atomic_fetch_sub(submitting, 1);
	_exit(status);
}

/* Members who submit twice each, moderators who race for the same ids, and git pushing and packing in between. */
static void busy_member(struct world *w, int who)
{
	struct queue *queue = open_queue(w);
	for (int i = 0; i < 10; i++) {
		struct err err = {0};
		char id[32], path[64];
		snprintf(id, sizeof(id), "20261122-1000%02d-aaaaa%c", i, 'a' + who);
		snprintf(path, sizeof(path), "forums/help/%s.md", id);
		struct store_edit edit = PUT(path, "x\n");
		if (submit(queue, id, &edit, 1, &err) || submit(queue, id, &edit, 1, &err))
			leave(1);
	}
	queue_close(queue);
	leave(0);
}

/* Until nobody submits any more and nothing waits. */
static void busy_moderator(struct world *w)
{
	struct queue *queue = open_queue(w);
	for (;;) {
		struct err err = {0};
		struct queue_item *items;
		size_t n;
		bool last = !atomic_load(submitting);
		if (queue_waiting(queue, &w->arena, &items, &n, &err))
			_exit(3);
		if (last && !n)
			break;
		for (size_t i = 0; i < n; i++)
			if (approve(queue, items[i].id, &err) && err.code != ERR_INPUT)
				_exit(4);
		if (!n)
			usleep(5000);
	}
	queue_close(queue);
	_exit(0);
}

static void test_many_at_once(void **state)
{
	struct world *w = *state;
	queue_close(make_queue(w));
	submitting = mmap(NULL, sizeof(*submitting), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(submitting, MAP_FAILED);
	atomic_store(submitting, 4);
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			busy_member(w, i);
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			busy_moderator(w);
	run(w, "git clone -q --no-local content.git c; cd c; for i in 1 2 3 4 5; do echo $i >p$i; git add .; git commit -qm $i; "
	       "until git pull -q --no-rebase --no-edit && git push -q; do sleep 0.01; done; "
	       "git -C ../content.git gc -q; done 2>/dev/null");
	for (int i = 0, status; i < 6; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	struct queue *queue = open_queue(w);
	sweep(queue, WHEN, 0, 0);
	assert_string_equal(shell(w, "git -C content.git ls-tree --name-only main forums/help/ | grep -c 2026; git -C "
	                             "queue.git for-each-ref refs/heads | wc -l; "
	                             "git -C queue.git for-each-ref refs/approved | wc -l; "
	                             "git -C content.git log main --format=%B --min-parents=2 | grep ^Submission: | "
	                             "sort | uniq -c | awk '$1 != 1' | wc -l; "
	                             "git -C content.git log main --format=%B --min-parents=2 | grep -c ^Submission:"),
	                    "40\n0\n40\n0\n40\n");
	assert_sound(w);
	queue_close(queue);
}

/* Who rewrites history, to forget somebody, must not be left with a queue that cannot be swept. */
static void test_rewritten_history(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "a\n")), 0);
	assert_int_equal(approve(queue, ID(1), &err), 0);
	queue_close(queue);
	run(w, "cd content.git; c=$(git commit-tree -m anew 'main^{tree}'); git update-ref refs/heads/main $c; "
	       "git gc -q --prune=now");
	queue = open_queue(w);
	sweep(queue, WHEN + 100, 0, 1);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("b.md", "b\n")), 0);
	assert_int_equal(approve(queue, ID(2), &err), 0);
	assert_int_equal(find(w, queue, ID(2)).state, QUEUE_APPROVED);
	assert_sound(w);
	queue_close(queue);
}

/* Somebody begins on main, history is written anew, and then the queue's lock is free. */
static void test_history_rewritten_meanwhile(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	struct store_edit edit = PUT("a.md", "a\n");
	struct queue_submission change = {.id = ID(1), .author = "ada", .summary = "s", .edits = &edit, .nedits = 1, .now = WHEN};
	struct store_id base;
	bool again;
	assert_int_equal(store_resolve(queue_content(queue), "refs/heads/main", &base, &err), 0);
	run(w, "cd content.git; c=$(git commit-tree -m anew 'main^{tree}'); git update-ref refs/heads/main $c");
	change.base = &base;
	assert_int_equal(queue_submit(queue, &change, &again, &err), -1);
	assert_int_equal(err.code, ERR_RACE);
	assert_string_equal(shell(w, "git -C queue.git for-each-ref"), "");
	change.base = NULL;
	err_clear(&err);
	assert_int_equal(queue_submit(queue, &change, &again, &err), 0);
	assert_sound(w);
	queue_close(queue);
}

static void refuse_open(struct world *w, const char *part)
{
	struct err err = {0};
	struct queue *queue = NULL;
	struct queue_options options = {at(w, "content.git"), at(w, "queue.git"), "refs/heads/main", "example.org"};
	assert_int_equal(queue_open(&queue, &options, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	if (!strstr(err.msg, part) || !strstr(err.msg, "queue.git"))
		fail_msg("%s", err.msg);
}

static void test_damaged_repository(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct queue *queue = make_queue(w);
	assert_int_equal(SUBMIT(queue, ID(1), PUT("a.md", "a\n")), 0);
	queue_close(queue);
	run(w, "c=$(git -C queue.git rev-parse refs/heads/" ID(
	           1) "); chmod -R u+w queue.git; : >queue.git/objects/$(echo $c | cut -c1-2)/$(echo $c | "
	              "cut -c3-)");
	queue = open_queue(w);
	struct queue_item *items, item;
	size_t n;
	assert_int_equal(queue_find(queue, ID(1), &w->arena, &item, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_int_equal(queue_waiting(queue, &w->arena, &items, &n, &err), -1);
	assert_int_equal(approve(queue, ID(1), &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_int_equal(SUBMIT(queue, ID(2), PUT("b.md", "b\n")), 0);
	assert_int_equal(approve(queue, ID(2), &err), 0);
	queue_close(queue);
	if (geteuid() == 0) {
		run(w, "chown nobody queue.git");
		refuse_open(w, "belongs to another user");
		run(w, "chown root queue.git");
	}
	run(w, "rm queue.git/HEAD");
	refuse_open(w, "not a git repository");
	run(w, "rm -r queue.git");
	refuse_open(w, "missing");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_plain_git),
	    TEST(test_a_branch_cannot_pose_as_a_verdict),
	    TEST(test_many_at_once),
	    TEST(test_rewritten_history),
	    TEST(test_history_rewritten_meanwhile),
	    TEST(test_damaged_repository),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
