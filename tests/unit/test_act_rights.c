/* Who may act, what an act has to be told, and what the acts of authors and staff leave behind. */
#include "act_world.h"

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
	    TEST(test_who_may),
	    TEST(test_what_it_has_to_be_told),
	    TEST(test_authors_and_staff_leave_no_entry),
	    TEST(test_members_acts_say_nothing),
	    TEST(test_nobody_takes_back_what_was_done_to_them),
	    TEST(test_who_has_left_does_nothing),
	    TEST(test_what_is_withdrawn_has_no_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
