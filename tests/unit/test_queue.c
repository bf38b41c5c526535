#include "git_world.h"

#include <stdatomic.h>
#include <sys/mman.h>

static struct queue_item find(struct world *w, struct queue *queue, const char *id)
{
	struct err err = {0};
	struct queue_item item;
	if (queue_find(queue, id, &w->arena, &item, &err))
		fail_msg("%s", err.msg);
	return item;
}

static size_t waiting(struct world *w, struct queue *queue, struct queue_item **items)
{
	struct err err = {0};
	size_t n;
	if (queue_waiting(queue, &w->arena, items, &n, &err))
		fail_msg("%s", err.msg);
	return n;
}

static int approve(struct queue *queue, const char *id, struct err *err)
{
	struct store_id merge;
	struct queue_verdict verdict = {.id = id, .reviewer = "mod", .now = WHEN + 20};
	return queue_approve(queue, &verdict, &merge, err);
}

static int reject(struct queue *queue, const char *id, struct err *err)
{
	struct queue_verdict verdict = {.id = id,
	                                .reviewer = "mod",
	                                .reason = "Off topic.\n\nTry the other forum.\n",
	                                .rule = "2. Stay on topic",
	                                .now = WHEN + 20};
	return queue_reject(queue, &verdict, err);
}

static void sweep(struct queue *queue, int64_t now, size_t want_moved, size_t want_dropped)
{
	struct err err = {0};
	size_t moved, dropped;
	if (queue_sweep(queue, now, 30, &moved, &dropped, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(moved, want_moved);
	assert_int_equal(dropped, want_dropped);
}

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
	    TEST(test_submit_waits_unseen),
	    TEST(test_submit_refuses),
	    TEST(test_submit_is_exactly_once),
	    TEST(test_approve),
	    TEST(test_reject_and_withdraw),
	    TEST(test_edits_merge_by_line),
	    TEST(test_edit_and_approve),
	    TEST(test_edit_hides_no_history),
	    TEST(test_plain_git),
	    TEST(test_a_branch_cannot_pose_as_a_verdict),
	    TEST(test_many_at_once),
	    TEST(test_rewritten_history),
	    TEST(test_history_rewritten_meanwhile),
	    TEST(test_damaged_repository),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
