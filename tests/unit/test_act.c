/* Acts on published content: what each writes, whom it refuses, and that undo gives back the exact tree. */
#include "git_world.h"

#include "core/act/act.h"
#include "core/text/crypto.h"

#define T "forums/help/2026/11/stairs"
#define R1 "20261101-110000-aaaaaa"
#define R2 "20261101-120000-bbbbbb"
#define R3 "20261101-130000-cccccc"
#define IDEA "forums/ideas/2026/11/lift"

static struct config conf;
static struct queue *queue;
static int serial;

static const struct store_edit community[] = {
    PUT("index.md", "---\ntitle: House\n---\nHome\n"),
    PUT("forums/help/index.md", "---\ntitle: Help\nkind: questions\n---\nAsk.\n"),
    PUT("forums/talk/index.md", "---\ntitle: Talk\nkind: discussion\n---\nTalk.\n"),
    PUT("forums/ideas/index.md", "---\ntitle: Ideas\nkind: ideas\n---\nTell.\n"),
    PUT("members/mo/mod.md", "---\nname: Mod\nrole: moderator\n---\n"),
    PUT("members/mo/mod2.md", "---\nname: Mod two\nrole: moderator\n---\n"),
    PUT("members/ro/root.md", "---\nname: Root\nrole: admin\n---\n"),
    PUT("members/st/stef.md", "---\nname: Stef\nrole: staff\n---\n"),
    PUT("members/an/anna.md", "---\n# her own words\nname: \"Anna\"\n---\nHello.\n"),
    PUT("members/be/bert.md", "---\nname: Bert\n---\nHello.\n"),
    PUT(T "/index.md", "---\ndate: 2026-11-01T10:00:00Z   # when\nauthor: anna\ntags:\n  - wood\n  - steps\ntitle: 'The stairs'\n---\n\nThey *creak*.  \n"),
    PUT(T "/" R1 ".md", "---\nauthor: bert\ndate: 2026-11-01T11:00:00Z\n---\nOil.\n"),
    PUT(T "/" R2 ".md", "---\nauthor: anna\ndate: 2026-11-01T12:00:00Z\nreply-to: " R1 "\n---\nSee ![](oil.png)\n"),
    PUT(T "/" R3 ".md", "---\nauthor: bert\ndate: 2026-11-01T13:00:00Z\nreply-to: " R2 "\n---\nThanks.\n"),
    PUT(T "/oil.png", "\x89PNG\0oil"),
    PUT(T "/votes/bert", "up\nreact heart\nreact like " R1 "\nreact thanks " R2 "\nreact laugh " R3 "\n"),
    PUT("forums/help/2026/10/floor/index.md", "---\ntitle: Floor\nauthor: bert\ndate: 2026-10-01T10:00:00Z\n---\nWet.\n"),
    PUT("forums/help/2026/10/floor/votes/bert", "react heart\n"),
    PUT(IDEA "/index.md", "---\ntitle: A lift\nauthor: bert\ndate: 2026-11-02T10:00:00Z\n---\nUp.\n"),
};

static void open_up(struct world *w)
{
	struct err err = {0};
	struct store_id id;
	struct queue_submission first = {.author = "stoa", .summary = "begin", .edits = community, .nedits = ARRAY_LEN(community), .now = WHEN};
	assert_int_equal(crypto_init(&err), 0);
	assert_int_equal(config_load(&conf, &w->arena, NULL, &err), 0);
	assert_int_equal(store_create(at(w, "content.git"), NULL, &err), 0);
	assert_int_equal(store_create(at(w, "queue.git"), at(w, "content.git"), &err), 0);
	queue = open_queue(w);
	if (queue_publish(queue, &first, &id, &err))
		fail_msg("%s", err.msg);
	serial = 0;
}

static void shut(void)
{
	queue_close(queue);
	config_release(&conf);
}

static const char *file(struct world *w, const char *path)
{
	return shell(w, arena_printf(&w->arena, "git -C content.git show main:%s 2>/dev/null || echo none", path));
}

/* All paths and blobs of main but the log, so that two states can be compared. */
static const char *tree(struct world *w)
{
	return shell(w, "git -C content.git ls-tree -r main | grep -v moderation/");
}

static struct act plan(struct world *w, const char *name, const char *target, const char *by)
{
	return (struct act){.name = name,
	                    .target = target,
	                    .by = by,
	                    .reason = "It creaks.",
	                    .rule = "2. Be quiet",
	                    .to = "",
	                    .id = arena_printf(&w->arena, "20261122-1000%02d-abcdef", serial++ % 60),
	                    .now = WHEN + 100 + serial};
}

static int apply(struct world *w, const struct act *act, struct act_done *done, struct err *err)
{
	struct act_desk desk = {queue, &conf, &w->arena};
	return act_apply(&desk, act, done, err);
}

static struct act_done must(struct world *w, const struct act *act)
{
	struct err err = {0};
	struct act_done done;
	if (apply(w, act, &done, &err))
		fail_msg("%s %s: %s", act->name, act->target, err.msg);
	return done;
}

static void refused(struct world *w, const struct act *act, enum err_code code)
{
	struct err err = {0};
	struct act_done done;
	const char *before = shell(w, "git -C content.git rev-parse main");
	assert_int_equal(apply(w, act, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s %s by %s: %d %s", act->name, act->target, act->by, err.code, err.msg);
	assert_string_equal(shell(w, "git -C content.git rev-parse main"), before);
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

static void test_who_may(void **state)
{
	static const struct {
		const char *name, *target, *by;
		enum err_code code;
	} rows[] = {
	    {"lock", T "/index.md", "anna", ERR_DENIED},
	    {"lock", T "/index.md", "stef", ERR_DENIED},
	    {"lock", T "/index.md", "nobody", ERR_DENIED},
	    {"lock", T "/index.md", "guest", ERR_DENIED},
	    {"lock", T "/index.md", "../mod", ERR_DENIED},
	    {"close", T "/index.md", "bert", ERR_DENIED},
	    {"close", T "/index.md", "mod", ERR_DENIED},
	    {"accept", T "/" R1 ".md", "bert", ERR_DENIED},
	    {"accept", IDEA "/index.md", "bert", ERR_INPUT},
	    {"status", IDEA "/index.md", "bert", ERR_DENIED},
	    {"status", T "/index.md", "stef", ERR_INPUT},
	    {"hide", T "/" R2 ".md", "anna", ERR_DENIED},
	    {"ban", "members/be/bert.md", "anna", ERR_DENIED},
	    {"ban", "members/mo/mod2.md", "mod", ERR_DENIED},
	    {"ban", "members/ro/root.md", "mod", ERR_DENIED},
	    {"ban", "members/mo/mod.md", "mod", ERR_DENIED},
	    {"ban", "members/ro/root.md", "root", ERR_DENIED},
	    {"ban", T "/index.md", "mod", ERR_INPUT},
	    {"lock", "members/be/bert.md", "mod", ERR_INPUT},
	    {"lock", "forums/help/2026/11/none/index.md", "mod", ERR_NOTFOUND},
	    {"lock", "../index.md", "mod", ERR_INPUT},
	    {"undo", "moderation/2026/11/20261122-100000-abcdef.md", "mod", ERR_NOTFOUND},
	    {"nonsense", T "/index.md", "mod", ERR_INPUT},
	};
	struct world *w = *state;
	open_up(w);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct act act = plan(w, rows[i].name, rows[i].target, rows[i].by);
		act.to = "done";
		refused(w, &act, rows[i].code);
	}
	struct act admin = plan(w, "ban", "members/mo/mod.md", "root"), barred = plan(w, "lock", T "/index.md", "mod");
	must(w, &admin);
	refused(w, &barred, ERR_DENIED);
	shut();
}

static void test_what_it_has_to_be_told(void **state)
{
	static const struct {
		const char *name, *target, *to, *reason;
	} rows[] = {
	    {"lock", T "/index.md", "", " \n\t "},
	    {"ban", "members/be/bert.md", "", ""},
	    {"suspend", "members/be/bert.md", "", "why"},
	    {"move", T "/index.md", "", "why"},
	    {"move", T "/index.md", "help", "why"},
	    {"move", T "/index.md", "nowhere", "why"},
	    {"move", T "/index.md", "../members", "why"},
	    {"retitle", T "/index.md", " ", "why"},
	    {"retitle", T "/index.md", "The stairs", "why"},
	    {"retag", T "/index.md", "a/b", "why"},
	    {"retag", T "/index.md", "wood steps", "why"},
	    {"split", T "/" R2 ".md", "", "why"},
	    {"merge", T "/index.md", "/" T "/", "why"},
	    {"merge", T "/index.md", "/forums/help/2026/10/none/", "why"},
	    {"merge", T "/index.md", "/members/be/bert/", "why"},
	    {"merge", T "/index.md", "x", "why"},
	};
	struct world *w = *state;
	char much[4 * ACT_TEXT_MAX];
	open_up(w);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct act act = plan(w, rows[i].name, rows[i].target, "mod");
		act.to = rows[i].to;
		act.reason = rows[i].reason;
		refused(w, &act, ERR_INPUT);
	}
	memset(much, 'x', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	struct act act = plan(w, "lock", T "/index.md", "mod");
	act.reason = much;
	refused(w, &act, ERR_INPUT);
	act.reason = "why";
	act.id = "../../x";
	refused(w, &act, ERR_INPUT);
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

static void test_authors_and_staff_leave_no_entry(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act accept = plan(w, "accept", T "/" R1 ".md", "anna"), close = plan(w, "close", T "/index.md", "anna");
	struct act open = plan(w, "reopen", T "/index.md", "anna"), status = plan(w, "status", IDEA "/index.md", "stef");
	accept.reason = close.reason = open.reason = "";
	status.to = "planned";
	assert_null(must(w, &accept).log);
	assert_non_null(strstr(file(w, T "/index.md"), "answer: " R1 "\n"));
	assert_null(must(w, &close).log);
	assert_non_null(strstr(file(w, T "/index.md"), "locked: yes\n"));
	assert_null(must(w, &open).log);
	assert_null(must(w, &status).log);
	assert_non_null(strstr(file(w, IDEA "/index.md"), "status: planned\nstatus-note: It creaks.\n"));
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main moderation"), "");
	struct act lock = plan(w, "lock", T "/index.md", "mod");
	must(w, &lock);
	refused(w, &open, ERR_INPUT);
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

/* Words of members that nobody has approved: not on the page, and not in a commit that everybody fetches. */
static void test_members_acts_say_nothing(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act accept = plan(w, "accept", T "/" R1 ".md", "anna"), close = plan(w, "close", T "/index.md", "anna");
	struct act withdraw = plan(w, "withdraw", T "/" R3 ".md", "bert");
	accept.reason = close.reason = withdraw.reason = "Cheap pills at pills.example";
	accept.rule = close.rule = withdraw.rule = "Cheap pills";
	must(w, &accept);
	must(w, &withdraw);
	must(w, &close);
	assert_non_null(strstr(file(w, T "/index.md"), "locked: yes\n"));
	assert_null(strstr(file(w, T "/index.md"), "pills"));
	assert_null(strstr(shell(w, "git -C content.git log --format=%B main"), "pills"));
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

static void test_nobody_takes_back_what_was_done_to_them(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act warn = plan(w, "warn", "members/mo/mod.md", "root"), suspend = plan(w, "suspend", "members/an/anna.md", "mod");
	suspend.until = suspend.now + 86400;
	struct act_done warned = must(w, &warn), suspended = must(w, &suspend);
	struct act own = plan(w, "undo", warned.log, "mod"), equal = plan(w, "undo", warned.log, "mod2");
	struct act above = plan(w, "undo", warned.log, "root"), colleague = plan(w, "undo", suspended.log, "mod2");
	struct act reverse = plan(w, "reverse", warned.log, "mod");
	refused(w, &own, ERR_DENIED);
	refused(w, &equal, ERR_DENIED);
	refused(w, &reverse, ERR_DENIED);
	must(w, &above);
	must(w, &colleague);
	shut();
}

static void test_who_has_left_does_nothing(void **state)
{
	struct world *w = *state;
	struct err err = {0};
	struct store_id id;
	open_up(w);
	static const struct store_edit gone[] = {PUT("members/an/anna.md", "---\nname: Anna\nleft: 2026-11-01T00:00:00Z\n---\n")};
	struct queue_submission change = {.author = "stoa", .summary = "member: anna has left", .edits = gone, .nedits = 1, .now = WHEN};
	assert_int_equal(queue_publish(queue, &change, &id, &err), 0);
	struct act close = plan(w, "close", T "/index.md", "anna");
	refused(w, &close, ERR_DENIED);
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

/* The words are gone from the tree, what names the file still finds it, and the log says nothing of it. */
static void test_what_is_withdrawn_has_no_words(void **state)
{
	struct world *w = *state;
	open_up(w);
	struct act mine = plan(w, "withdraw", T "/" R3 ".md", "bert");
	struct act_done done = must(w, &mine);
	assert_null(done.log);
	assert_string_equal(done.concerned, "");
	const char *left = file(w, T "/" R3 ".md");
	assert_non_null(strstr(left, "hidden: yes\n"));
	assert_non_null(strstr(left, "author: bert\n"));
	assert_string_equal(strstr(left, "\n---\n"), "\n---\n");
	assert_string_equal(shell(w, "git -C content.git ls-tree -r --name-only main moderation"), "");
	/* Not twice, not by others, not by moderators in the author's place, and no topic that others answered in. */
	struct act again = plan(w, "withdraw", T "/" R3 ".md", "bert"), topic = plan(w, "withdraw", T "/index.md", "anna");
	struct act other = plan(w, "withdraw", T "/" R2 ".md", "bert"), moderator = plan(w, "withdraw", T "/" R2 ".md", "mod");
	refused(w, &again, ERR_INPUT);
	refused(w, &topic, ERR_INPUT);
	refused(w, &other, ERR_DENIED);
	refused(w, &moderator, ERR_DENIED);
	shut();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_a_lock_changes_its_lines_alone),
	    TEST(test_every_act_can_be_taken_back),
	    TEST(test_each_act_has_its_way_back),
	    TEST(test_who_may),
	    TEST(test_what_it_has_to_be_told),
	    TEST(test_hostile_words),
	    TEST(test_authors_and_staff_leave_no_entry),
	    TEST(test_moving_takes_everything),
	    TEST(test_a_split_takes_what_belongs_to_it),
	    TEST(test_a_merge_keeps_every_post),
	    TEST(test_undo_says_what_stands_in_the_way),
	    TEST(test_members_acts_say_nothing), TEST(test_undo_is_not_led_astray), TEST(test_nobody_takes_back_what_was_done_to_them),
	    TEST(test_who_has_left_does_nothing),
	    TEST(test_in_a_folder), TEST(test_what_is_withdrawn_has_no_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
