/* Appeals: who may, once; who decides; what is public of it and what is not. */
#include "cgi_site.h"

#include "core/act/act.h"
#include "core/state/state_appeal.h"
#include "core/state/state_parts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

static int setup_two(void **state)
{
	static const struct store_edit edits[] = {
		EDIT("members/ow/owl.md", "---\nname: Owl\nrole: moderator\n---\nI watch.\n"),
	};
	(void)state;
	site_start(NULL);
	put_content(edits, ARRAY_LEN(edits));
	return 0;
}

static int setup_rare(void **state)
{
	(void)state;
	return site_start("[appeal]\nper-day = 1\n");
}

/* The entry in the log of an act by gardener. */
static const char *act(const char *name, const char *target)
{
	struct queue *queue;
	struct act_done done;
	char id[CRYPTO_ID_TEXT];
	crypto_id(now, id);
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	struct act_desk desk = {queue, &server.site.conf, &arena};
	struct act a = {.name = name, .target = act_target(target, &arena), .by = "gardener", .reason = "Because of <this>.",
			.until = now + 3 * 86400, .id = id, .now = now};
	if (act_apply(&desk, &a, &done, &err))
		fail_msg("%s", err.msg);
	return arena_dup(&arena, id);
}

static struct reply appeal(const struct visitor *who, const char *of, const char *text)
{
	struct reply form = get(who, "/-/me");
	return post(who, "/-/appeal", FIELDS("token", hidden(form, "token"), "of", of, "text", text));
}

static struct reply decide(const struct visitor *who, const char *of, const char *verdict, const char *answer)
{
	struct reply form = get(who, "/-/me");
	return post(who, "/-/appeals", FIELDS("token", hidden(form, "token"), "of", of, "verdict", verdict, "answer", answer));
}

static int64_t open_appeals(void)
{
	struct state *state;
	int64_t n;
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_appeal_open_count(state, &n, &err), 0);
	return n;
}

/* All of main's files of the log, one after the other. */
static int add_file(void *self, const struct store_change *change, struct err *e)
{
	struct str *all = self;
	return change->new_blob ? store_read(queue_content(server.queue), change->new_blob, all, e) : 0;
}

static const char *logs(void)
{
	struct store *store = queue_content(server.queue);
	struct store_id main;
	struct store_commit_info info;
	struct str all;
	str_init(&all, 1 << 20);
	assert_int_equal(store_resolve(store, "refs/heads/main", &main, &err), 0);
	assert_int_equal(store_commit_info(store, &main, &arena, &info, &err), 0);
	assert_int_equal(store_diff(store, NULL, &info.tree, "moderation/", add_file, &all, &err), 0);
	const char *copy = arena_dup(&arena, all.at);
	str_release(&all);
	return copy;
}

static void test_an_act_is_answered_once_and_taken_back_by_somebody_else(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert"), gardener = member("gardener"), owl = member("owl");
	const char *before = published(TOPIC "/index.md"), *id = act("lock", TOPIC "/index.md");
	/* Not by others, and they do not learn whether there is such a verdict. */
	assert_int_equal(appeal(&bert, id, "Mine!").status, 403);
	assert_string_equal(get(&bert, arena_printf(&arena, "/-/appeal?of=%s", id)).body,
			    get(&bert, "/-/appeal?of=20261122-120000-zzzzzz").body);
	struct reply r = appeal(&anna, id, " \n");
	assert_int_equal(r.status, 422);
	r = appeal(&anna, id, "It was <b>calm</b>, a secret word.");
	assert_int_equal(r.status, 303);
	assert_true(has(get(&anna, r.location), "A moderator will look at it."));
	assert_int_equal(appeal(&anna, id, "Once more").status, 409);
	assert_int_equal(open_appeals(), 1);
	r = get(&gardener, "/-/appeals");
	assert_true(has(r, "calm&lt;/b&gt;, a secret word.") && has(r, "another moderator decides"));
	assert_int_equal(get(&bert, "/-/appeals").status, 403);
	/* Not by who gave the first verdict. */
	assert_int_equal(decide(&gardener, id, "uphold", "No.").status, 403);
	assert_int_equal(decide(&owl, id, "reverse", "").status, 422);
	r = decide(&owl, id, "reverse", "It was calm indeed.");
	assert_int_equal(r.status, 303);
	assert_true(has(get(&owl, r.location), "No appeal waits."));
	assert_string_equal(published(TOPIC "/index.md"), before);
	r = get(&anna, arena_printf(&arena, "/-/appeal?of=%s", id));
	assert_true(has(r, "The verdict was taken back.") && has(r, "It was calm indeed."));
	const char *log = logs();
	assert_non_null(strstr(log, "act: reverse"));
	assert_non_null(strstr(log, "undone: "));
	assert_null(strstr(log, "secret word"));
	assert_int_equal(decide(&owl, id, "reverse", "Again.").status, 409);
}

static void test_what_cannot_be_undone_is_set_right_by_hand(void **s)
{
	static const struct store_edit other[] = {
		EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\n---\nChanged.\n"),
	};
	(void)s;
	struct visitor anna = member("anna"), owl = member("owl");
	const char *id = act("lock", TOPIC "/index.md");
	assert_int_equal(appeal(&anna, id, "Why?").status, 303);
	put_content(other, 1);
	struct reply r = decide(&owl, id, "reverse", "Right.");
	assert_int_equal(r.status, 409);
	assert_true(has(r, "has changed since") && has(r, "by-hand") && has(r, "Right.</textarea>"));
	assert_int_equal(open_appeals(), 1);
	r = post(&owl, "/-/appeals",
		 FIELDS("token", hidden(r, "token"), "of", id, "verdict", "reverse", "answer", "Right.", "by-hand", "yes"));
	assert_int_equal(r.status, 303);
	assert_int_equal(open_appeals(), 0);
	assert_non_null(strstr(logs(), "act: reverse"));
}

static void test_a_guest_answers_a_rejection_by_the_receipt(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener"), owl = member("owl");
	const char *receipt = send_reply(&guest, "Buy rare stones").location, *key = strstr(receipt, "k=") + 2;
	const char *id = id_of(receipt), *url = arena_printf(&arena, "/-/queue/%s", id);
	assert_false(has(get(&guest, receipt), "/-/appeal"));
	struct reply r = get(&gardener, url);
	r = post(&gardener, url, FIELDS("action", "reject", "reason", "Advertising", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(get(&guest, arena_printf(&arena, "/-/appeal?of=%s", id)).status, 403);
	assert_true(has(get(&guest, receipt), "/-/appeal?of="));
	r = get(&guest, arena_printf(&arena, "/-/appeal?of=%s&k=%s", id, key));
	r = post(&guest, "/-/appeal", FIELDS("token", hidden(r, "token"), "of", id, "k", key, "text", "It was a joke."));
	assert_int_equal(r.status, 303);
	assert_int_equal(waiting(), 0);
	assert_int_equal(decide(&owl, id, "reverse", "I laughed.").status, 303);
	assert_int_equal(waiting(), 1);
	assert_true(has(get(&guest, r.location), "I laughed."));
	assert_true(has(get(&guest, receipt), "what came of it"));
	const char *log = logs();
	assert_non_null(strstr(log, arena_printf(&arena, "target: %s", id)));
	assert_null(strstr(log, "joke"));
	assert_null(strstr(log, "stones"));
}

/* Moderators see any receipt, and are neither handed its author's key nor offered what is its author's to do. */
static void test_a_receipt_s_key_is_its_author_s(void **s)
{
	static const char *const theirs[] = {"name=\"k\"", "name=\"key\"", "k=", "data-sent", "Keep the address", "Take it back", "/-/appeal", "/-/preview"};
	(void)s;
	struct visitor anna = member("anna"), gardener = member("gardener");
	const char *receipt = send_reply(&anna, "Buy rare stones").location, *key = strstr(receipt, "k=") + 2;
	const char *id = id_of(receipt), *plain = arena_printf(&arena, "/-/submission/%s", id);
	for (bool rejected = false;; rejected = true) {
		struct reply r = get(&gardener, plain);
		assert_int_equal(r.status, 200);
		assert_true(has(r, "Buy rare stones"));
		assert_false(has(r, key));
		for (size_t i = 0; i < ARRAY_LEN(theirs); i++)
			if (strstr(strstr(r.body, "<main"), theirs[i]))
				fail_msg("a moderator is offered %s", theirs[i]);
		assert_int_equal(post(&gardener, plain, FIELDS("action", "withdraw", "k", hidden(r, "k"), "token", hidden(get(&gardener, "/-/me"), "token"))).status, 403);
		/* Its author has all of it, signed in or by the address. */
		assert_true(has(get(&anna, plain), key) && has(get(&guest, receipt), key));
		if (rejected)
			break;
		r = get(&gardener, arena_printf(&arena, "/-/queue/%s", id));
		r = post(&gardener, arena_printf(&arena, "/-/queue/%s", id), FIELDS("action", "reject", "reason", "No", "token", hidden(r, "token")));
		assert_int_equal(r.status, 303);
	}
}

/* The rejection has no entry: that of the second verdict says which rule both rest on, and nothing of what was sent. */
static void test_an_upheld_rejection_names_its_rule(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), gardener = member("gardener"), owl = member("owl");
	const char *id = id_of(send_reply(&anna, "Buy rare stones").location), *url = arena_printf(&arena, "/-/queue/%s", id);
	struct reply r = get(&gardener, url);
	r = post(&gardener, url, FIELDS("action", "reject", "reason", "Advertising", "rule", "No adverts", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(appeal(&anna, id, "It was a joke.").status, 303);
	assert_int_equal(decide(&owl, id, "uphold", "Nobody laughed.").status, 303);
	assert_non_null(strstr(logs(), "act: uphold"));
	assert_non_null(strstr(logs(), "rule: No adverts"));
	assert_null(strstr(logs(), "stones"));
}

static void test_an_upheld_verdict_stays(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), owl = member("owl");
	const char *id = act("suspend", "anna"), *profile = published("members/an/anna.md");
	assert_int_equal(appeal(&anna, id, "I was tired.").status, 303);
	assert_int_equal(decide(&owl, id, "uphold", "Sleep well.").status, 303);
	assert_string_equal(published("members/an/anna.md"), profile);
	struct reply r = get(&anna, arena_printf(&arena, "/-/appeal?of=%s", id));
	assert_true(has(r, "The verdict stays.") && has(r, "Sleep well."));
	assert_non_null(strstr(logs(), "act: uphold"));
	assert_null(strstr(logs(), "tired"));
}

/* Who was banned has no session: signing in, refused, shows them the way. */
/* Killed between the repository and state.db, or raced by another moderator: what main has is what counts, once. */
static void test_a_verdict_that_main_has_counts(void **s)
{
	struct state *state;
	(void)s;
	struct visitor anna = member("anna"), owl = member("owl");
	const char *id = act("lock", TOPIC "/index.md");
	assert_int_equal(appeal(&anna, id, "Why?").status, 303);
	assert_int_equal(decide(&owl, id, "uphold", "It was loud.").status, 303);
	const char *log = logs();
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_do(state, &err, "UPDATE appeal SET verdict = '', by_ = '', answer = '', decided = 0", ""), 0);
	assert_int_equal(open_appeals(), 1);
	assert_int_equal(decide(&owl, id, "reverse", "Oh well.").status, 303);
	assert_int_equal(open_appeals(), 0);
	assert_string_equal(logs(), log);
	assert_true(has(get(&anna, arena_printf(&arena, "/-/appeal?of=%s", id)), "It was loud."));
}

/* What main refuses leaves the appeal as open as it was. */
static void test_what_fails_decides_nothing(void **s)
{
	static const struct store_edit other[] = {
		EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\n---\nChanged.\n"),
	};
	struct state *state;
	struct state_appeal found;
	(void)s;
	struct visitor anna = member("anna"), owl = member("owl");
	const char *id = act("lock", TOPIC "/index.md"), *log;
	assert_int_equal(appeal(&anna, id, "Why?").status, 303);
	put_content(other, 1);
	log = logs();
	assert_int_equal(decide(&owl, id, "reverse", "Right.").status, 409);
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_appeal_find(state, id, &arena, &found, &err), 0);
	assert_string_equal(found.by, "");
	assert_string_equal(found.verdict, "");
	assert_string_equal(logs(), log);
}

static void test_who_was_banned_can_still_answer(void **s)
{
	(void)s;
	put_account("anna");
	const char *id = act("ban", "anna");
	struct reply r = post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", PASSWORD));
	assert_int_equal(r.status, 403);
	const char *at = strstr(r.body, "/-/appeal?of=");
	assert_non_null(at);
	assert_non_null(strstr(at, id));
	const char *key = strstr(at, "k=") + 2;
	key = arena_dupn(&arena, key, strcspn(key, "\""));
	r = get(&guest, arena_printf(&arena, "/-/appeal?of=%s&k=%s", id, key));
	assert_int_equal(r.status, 200);
	r = post(&guest, "/-/appeal", FIELDS("token", hidden(r, "token"), "of", id, "k", key, "text", "Please."));
	assert_int_equal(r.status, 303);
	assert_int_equal(open_appeals(), 1);
	r = post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", "wrong-horse"));
	assert_null(strstr(r.body, "/-/appeal?of="));
}

/* Somebody else holds what main is locked by, for long: nobody but who decides waits for that. */
static void test_state_is_free_while_main_is_waited_for(void **s)
{
	struct state *state;
	int64_t wait;
	(void)s;
	struct visitor anna = member("anna"), owl = member("owl");
	const char *id = act("lock", TOPIC "/index.md");
	assert_int_equal(appeal(&anna, id, "Why?").status, 303);
	server_fault(&server);
	int main_lock = open(arena_printf(&arena, "%s/content.git", dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(main_lock, LOCK_EX), 0);
	pid_t pid = fork();
	if (!pid) {
		close(main_lock);
		_exit(decide(&owl, id, "uphold", "It was loud.").status == 303 ? 0 : 1);
	}
	usleep(500000);
	assert_int_equal(state_open(&state, server.site.state_db, &err), 0);
	int rc = state_rate(state, "test", "anna", 1, 60, now, &wait, &err);
	state_close(state);
	flock(main_lock, LOCK_UN);
	close(main_lock);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(rc, 0);
	assert_int_equal(open_appeals(), 0);
}

static void test_appeals_have_an_end(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	const char *first = act("lock", TOPIC "/index.md"), *second = act("pin", TOPIC "/index.md");
	assert_int_equal(appeal(&anna, first, "One.").status, 303);
	assert_int_equal(appeal(&anna, second, "Two.").status, 429);
	/* What was taken back is the end of it; taking back concerns nobody. */
	const char *undo = act("undo", second);
	assert_int_equal(appeal(&anna, second, "Three.").status, 409);
	assert_int_equal(appeal(&anna, undo, "Four.").status, 403);
}

int main(void)
{
#define TEST(name, setup_it) cmocka_unit_test_setup_teardown(test_##name, setup_it, teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_act_is_answered_once_and_taken_back_by_somebody_else, setup_two),
		TEST(what_cannot_be_undone_is_set_right_by_hand, setup_two),
		TEST(a_guest_answers_a_rejection_by_the_receipt, setup_two),
		TEST(a_receipt_s_key_is_its_author_s, setup),
		TEST(an_upheld_rejection_names_its_rule, setup_two),
		TEST(an_upheld_verdict_stays, setup_two),
		TEST(a_verdict_that_main_has_counts, setup_two),
		TEST(what_fails_decides_nothing, setup_two),
		TEST(state_is_free_while_main_is_waited_for, setup_two),
		TEST(who_was_banned_can_still_answer, setup_two),
		TEST(appeals_have_an_end, setup_rare),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
