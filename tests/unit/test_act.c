/* Acts on published content: what each writes, and that undo gives back the exact tree. */
#include "act_world.h"

/* All paths and blobs of main but the log, so that two states can be compared. */
static const char *tree(struct world *w)
{
	return shell(w, "git -C content.git ls-tree -r main | grep -v moderation/");
}

/* Undoes what was done, and says whether the tree is what it was. */
static void undone(struct world *w, const struct act_done *done, const char *before)
{
	struct act undo = plan(w, "undo", done->log, "mod2");
	must(w, &undo);
	assert_string_equal(tree(w), before);
	assert_non_null(strstr(file(w, done->log), arena_printf(&w->arena, "undone: %s\n", undo.id)));
	refused(w, &undo, ERR_INPUT);
}

static void test_a_lock_changes_its_lines_alone(void **state)
{
	struct world *w = *state;
	open_up(w);
	const char *before = tree(w);
	struct act act = plan(w, "lock", T "/index.md", "mod");
	struct act_done done = must(w, &act);
	assert_string_equal(file(w, T "/index.md"),
	                    "---\ndate: 2026-11-01T10:00:00Z   # when\nauthor: anna\ntags:\n  - wood\n  - steps\n"
	                    "title: 'The stairs'\nlocked: yes\nlocked-note: It creaks.\nmoderated: 20261122-100000-abcdef\n---\n\nThey *creak*.  \n");
	assert_string_equal(done.log, "moderation/2026/11/20261122-100000-abcdef.md");
	assert_string_equal(file(w, done.log),
	                    "---\nact: lock\ntarget: " T "/index.md\nreason: It creaks.\nrule: \"2. Be quiet\"\n"
	                    "reviewer: mod\ndate: 2026-11-18T11:08:21Z\n---\n");
	assert_string_equal(shell(w, "git -C content.git log -1 --format='%an <%ae>%n%B' main"),
	                    "mod <mod@users.example.org>\nlock: The stairs\n\nIt creaks.\n\nRule: 2. Be quiet\nAct: "
	                    "20261122-100000-abcdef\n\n");
	assert_string_equal(shell(w, "git -C content.git diff --name-only main~1 main"),
	                    T "/index.md\nmoderation/2026/11/20261122-100000-abcdef.md\n");
	refused(w, &act, ERR_INPUT);
	undone(w, &done, before);
	shut();
}

/* Each act, who may do it, and what it leaves in the target's file. */
static void test_every_act_can_be_taken_back(void **state)
{
	static const struct {
		const char *name, *target, *to, *path, *has;
	} rows[] = {
	    {"lock", T "/index.md", "", T "/index.md", "locked: yes\n"},
	    {"pin", T "/index.md", "", T "/index.md", "pinned: yes\n"},
	    {"hide", T "/" R1 ".md", "", T "/" R1 ".md", "hidden: yes\n"},
	    {"hide", T "/index.md", "", T "/index.md", "hidden: yes\n"},
	    {"retitle", T "/index.md", "Old: stairs", T "/index.md", "title: \"Old: stairs\"\n"},
	    {"retag", T "/index.md", "Oil, noise oil", T "/index.md", "tags: [oil, noise]\n"},
	    {"accept", T "/" R1 ".md", "", T "/index.md", "answer: " R1 "\n"},
	    {"move", T "/index.md", "talk", "forums/talk/2026/11/stairs/index.md", "moved-from: [\"/" T "/\"]\n"},
	    {"split", T "/" R2 ".md", "Where to oil", "forums/help/2026/11/where-to-oil/index.md", "title: Where to oil\n"},
	    {"merge", T "/index.md", "/forums/help/2026/10/floor/", "forums/help/2026/10/floor/index.md", "moved-from: [\"/" T "/\"]\n"},
	    {"suspend", "members/be/bert.md", "", "members/be/bert.md", "suspended-until: 2026-"},
	    {"ban", "members/be/bert.md", "", "members/be/bert.md", "banned: yes\n"},
	    {"warn", "members/be/bert.md", "", "members/be/bert.md", "Hello.\n"},
	};
	struct world *w = *state;
	open_up(w);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *before = tree(w);
		struct act act = plan(w, rows[i].name, rows[i].target, "mod");
		act.to = rows[i].to;
		act.until = act.now + 86400;
		struct act_done done = must(w, &act);
		if (!strstr(file(w, rows[i].path), rows[i].has))
			fail_msg("%s: %s", rows[i].name, file(w, rows[i].path));
		undone(w, &done, before);
	}
	assert_string_equal(shell(w, "git -C content.git fsck --strict --no-dangling"), "");
	assert_string_equal(shell(w, "git -C content.git rev-list --merges --count main"), "0\n");
	shut();
}

static void test_each_act_has_its_way_back(void **state)
{
	static const char *const pairs[][3] = {
	    {"lock", "unlock", T "/index.md"},     {"pin", "unpin", T "/index.md"},
	    {"hide", "show", T "/" R1 ".md"},      {"accept", "unaccept", T "/" R1 ".md"},
	    {"ban", "unban", "members/an/anna.md"}, {"suspend", "unsuspend", "members/an/anna.md"},
	};
	struct world *w = *state;
	open_up(w);
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const char *before = tree(w);
		struct act there = plan(w, pairs[i][0], pairs[i][2], "mod"), back = plan(w, pairs[i][1], pairs[i][2], "mod");
		there.until = WHEN + 86400;
		refused(w, &back, ERR_INPUT);
		must(w, &there);
		refused(w, &there, ERR_INPUT);
		must(w, &back);
		assert_string_equal(tree(w), before);
	}
	shut();
}

/* Words that want to be more than words. */
static void test_hostile_words(void **state)
{
	static const char *const words[] = {
	    "a\nparent 0000\n\nAct: 20261122-100000-zzzzzz", "a\"\nlocked: no\n---\n", "--- # {} [x] | > & * ! % @ `",
	    "\x1b[2J\x07\x7f", "\xff\xfe\xc0\x80", "‮live evil‬", "'\"\\: # yes", "- a", "<script>alert(1)</script>", "%s%n{{x}}",
	};
	struct world *w = *state;
	open_up(w);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *before = tree(w);
		struct act act = plan(w, "lock", T "/index.md", "mod");
		act.reason = act.rule = words[i];
		struct act_done done = must(w, &act);
		assert_string_equal(shell(w, arena_printf(&w->arena, "git -C content.git log -1 --format=%%B main | grep -c '^Act: %s$'", act.id)), "1\n");
		assert_string_equal(shell(w, "git -C content.git log -1 --format=%B main | tail -2 | grep -c '^Act: '"), "1\n");
		assert_string_equal(shell(w, arena_printf(&w->arena, "git -C content.git show main:%s | perl -ne '$n += /[\\x00-\\x09\\x0b-\\x1f\\x7f]/; END { print $n + 0, \"\\n\" }'", done.log)), "0\n");
		undone(w, &done, before);
	}
	struct act retitle = plan(w, "retitle", T "/index.md", "mod");
	retitle.to = "x\nrole: admin";
	must(w, &retitle);
	assert_non_null(strstr(file(w, T "/index.md"), "title: \"x role: admin\"\n"));
	shut();
}

static void test_moving_takes_everything(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act there = plan(w, "move", T "/index.md", "mod"), back = plan(w, "move", "forums/talk/2026/11/stairs/index.md", "mod");
	there.to = "talk";
	back.to = "help";
	assert_string_equal(must(w, &there).path, "forums/talk/2026/11/stairs/index.md");
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main | grep stairs"),
	                    "forums/talk/2026/11/stairs/" R1 ".md\nforums/talk/2026/11/stairs/" R2 ".md\n"
	                    "forums/talk/2026/11/stairs/" R3 ".md\nforums/talk/2026/11/stairs/index.md\n"
	                    "forums/talk/2026/11/stairs/oil.png\nforums/talk/2026/11/stairs/votes/bert\n");
	must(w, &back);
	assert_non_null(strstr(file(w, T "/index.md"), "moved-from: [\"/forums/talk/2026/11/stairs/\"]\n"));
	shut();
}

static void test_a_split_takes_what_belongs_to_it(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act accept = plan(w, "accept", T "/" R3 ".md", "anna"), split = plan(w, "split", T "/" R2 ".md", "mod");
	split.to = "Where?";
	must(w, &accept);
	must(w, &split);
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main forums/help/2026/11"),
	                    T "/" R1 ".md\n" T "/index.md\n" T "/oil.png\n" T "/votes/bert\n"
	                    "forums/help/2026/11/where/" R3 ".md\nforums/help/2026/11/where/index.md\n"
	                    "forums/help/2026/11/where/oil.png\nforums/help/2026/11/where/votes/bert\n");
	assert_null(strstr(file(w, T "/index.md"), "answer"));
	assert_string_equal(file(w, T "/votes/bert"), "up\nreact heart\nreact like " R1 "\n");
	assert_string_equal(file(w, "forums/help/2026/11/where/votes/bert"), "react thanks\nreact laugh " R3 "\n");
	assert_null(strstr(file(w, "forums/help/2026/11/where/" R3 ".md"), "reply-to"));
	assert_string_equal(file(w, "forums/help/2026/11/where/index.md"),
	                    "---\ntitle: Where?\nauthor: anna\ndate: 2026-11-01T12:00:00Z\ntags: [wood, steps]\n---\nSee ![](oil.png)\n");
	shut();
}

static void test_a_merge_keeps_every_post(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act merge = plan(w, "merge", T "/index.md", "mod");
	merge.to = "https://example.org/forums/help/2026/10/floor/?x#y";
	must(w, &merge);
	const char *names = shell(w, "git -C content.git ls-tree -r --name-only main forums/help/2026 | sed 's|.*/||'");
	char opening[23] = "";
	memcpy(opening, strstr(names, "20261101-100000-"), 22);
	assert_string_equal(names, arena_printf(&w->arena, "%s.md\n" R1 ".md\n" R2 ".md\n" R3 ".md\nindex.md\noil.png\nbert\n", opening));
	assert_string_equal(file(w, "forums/help/2026/10/floor/votes/bert"),
	                    arena_printf(&w->arena, "react heart\nup\nreact heart %s\nreact like " R1 "\nreact thanks " R2 "\nreact laugh " R3 "\n", opening));
	assert_string_equal(file(w, arena_printf(&w->arena, "forums/help/2026/10/floor/%s.md", opening)),
	                    "---\nauthor: anna\ndate: 2026-11-01T10:00:00Z\n---\nThey *creak*.  \n");
	shut();
}

static void test_undo_says_what_stands_in_the_way(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct act_done done;
	open_up(w);
	struct act move = plan(w, "move", T "/index.md", "mod");
	move.to = "talk";
	done = must(w, &move);
	struct store_edit reply = PUT("forums/talk/2026/11/stairs/20261105-100000-dddddd.md", "---\nauthor: bert\ndate: 2026-11-05\n---\nNew.\n");
	struct queue_submission add = {.author = "bert", .summary = "reply", .edits = &reply, .nedits = 1, .now = WHEN + 500};
	struct store_id id;
	assert_int_equal(queue_publish(queue, &add, &id, &err), 0);
	struct act undo = plan(w, "undo", done.log, "mod");
	assert_int_equal(apply(w, &undo, &done, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.msg, "undo: forums/talk/2026/11/stairs/20261105-100000-dddddd.md came since");
	struct act lock = plan(w, "lock", "forums/talk/2026/11/stairs/index.md", "mod");
	must(w, &lock);
	refused(w, &undo, ERR_INPUT);
	shut();
}

/* A line of a member's own text must not pass for the trailer of a moderator's act. */
static void test_undo_is_not_led_astray(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store_id id;
	open_up(w);
	struct act hide = plan(w, "hide", T "/index.md", "mod");
	struct act_done done = must(w, &hide);
	static const struct store_edit edit[] = {PUT("index.md", "---\ntitle: House\n---\nBetter\n")};
	struct queue_submission change = {.author = "anna", .summary = "edit: House", .edits = edit, .nedits = 1, .now = hide.now + 1,
	                                  .notes = arena_printf(&w->arena, "Act: %s\n", hide.id)};
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	struct act undo = plan(w, "undo", done.log, "mod2");
	must(w, &undo);
	assert_null(strstr(file(w, T "/index.md"), "hidden"));
	assert_non_null(strstr(file(w, "index.md"), "Better"));
	shut();
}

/* The content may be a folder of a repository. */
static void test_in_a_folder(void **state)
{
	struct world *w = *state;
	open_up(w);
	run(w, "git clone -q content.git clone && cd clone && mkdir site && git mv forums members index.md site/ && "
	       "git -c user.name=x -c user.email=x commit -qm folder && git push -q origin HEAD:main");
	conf.content_path = "site";
	const char *before = tree(w);
	struct act act = plan(w, "move", T "/index.md", "mod");
	act.to = "talk";
	struct act_done done = must(w, &act);
	assert_non_null(strstr(file(w, "site/forums/talk/2026/11/stairs/index.md"), "moved-from: [\"/" T "/\"]"));
	assert_non_null(strstr(file(w, arena_printf(&w->arena, "site/%s", done.log)), "act: move"));
	struct act undo = plan(w, "undo", done.log, "mod");
	must(w, &undo);
	assert_string_equal(tree(w), before);
	shut();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_lock_changes_its_lines_alone),
	    TEST(test_every_act_can_be_taken_back),
	    TEST(test_each_act_has_its_way_back),
	    TEST(test_hostile_words),
	    TEST(test_moving_takes_everything),
	    TEST(test_a_split_takes_what_belongs_to_it),
	    TEST(test_a_merge_keeps_every_post),
	    TEST(test_undo_says_what_stands_in_the_way),
	    TEST(test_undo_is_not_led_astray),
	    TEST(test_in_a_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
