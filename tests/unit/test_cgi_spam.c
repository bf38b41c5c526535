#include "cgi_site.h"

#include "cgi/post/suspect.h"
#include "core/judge/spam_learn.h"
#include "core/state/state_facts.h"

#include <fcntl.h>

#define SPAM "Cheap casino bonus pills, buy now at https://win.example and https://bet.example today"
#define GOOD "How often should tomatoes be watered in a dry summer? Mine hang their leaves by noon."

static struct state *db(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

static struct visitor from(int host)
{
	return (struct visitor){.address = arena_printf(&arena, "198.51.100.%d", host), .origin = "http://localhost:8080"};
}

static struct reply preview_of(const struct visitor *visitor, const char *body)
{
	return post(visitor, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body));
}

/* Sends a preview on, with an answer and work. */
static struct reply send_on(const struct visitor *visitor, struct reply preview, const char *body, const char *answer, const char *work)
{
	return post(visitor, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body, "token", hidden(preview, "token"),
	                                         "opened", hidden(preview, "opened"), "answer", answer, "work", work));
}

static struct state_facts facts_of(const char *id)
{
	struct state_facts facts;
	assert_int_equal(state_facts_find(db(), id, &arena, &facts, &err), 0);
	return facts;
}

static const char *send_by(const struct visitor *visitor, const char *body)
{
	struct reply preview = preview_of(visitor, body);
	now += 30;
	struct reply reply = send_on(visitor, preview, body, "", "");
	assert_int_equal(reply.status, 303);
	return id_of(reply.location);
}

static void reject_as_spam(const char *id, bool spam)
{
	struct queue *queue;
	struct queue_verdict verdict = {.id = id, .reviewer = "gardener", .reason = "no", .rule = "", .spam = spam, .now = now};
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_reject(queue, &verdict, &err))
		fail_msg("%s", err.msg);
}

static void approve(const char *id)
{
	struct queue *queue;
	struct store_id merge;
	struct queue_verdict verdict = {.id = id, .reviewer = "gardener", .reason = "", .rule = "", .now = now};
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_approve(queue, &verdict, &merge, &err))
		fail_msg("%s", err.msg);
}

static void take_back(const char *id)
{
	struct queue *queue;
	struct queue_verdict verdict = {.id = id, .reviewer = "gardener", .reason = "", .rule = "", .now = now};
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_undo(queue, &verdict, &err))
		fail_msg("%s", err.msg);
}

static size_t learn(void)
{
	struct spam_learn what = {.site = &server.site, .now = now};
	struct spam_learned learned;
	assert_int_equal(server_queue(&server, &what.queue, &err), 0);
	what.state = db();
	if (spam_learn(&what, &learned, &err))
		fail_msg("%s", err.msg);
	return learned.lessons;
}

static void expect_totals(int64_t spam, int64_t ham)
{
	struct state_spam_totals totals;
	assert_int_equal(state_spam_totals(db(), &totals, &err), 0);
	assert_int_equal(totals.spam, spam);
	assert_int_equal(totals.ham, ham);
}

static void a_score_comes_with_its_reasons(void **state)
{
	(void)state;
	const char *spam = send_by(&guest, SPAM), *good = send_by(&guest, GOOD);
	struct state_facts facts = facts_of(spam);
	assert_true(facts.score > facts_of(good).score);
	assert_non_null(strstr(facts.reasons, "links 1 +60 win.example, bet.example\n"));
	assert_null(strstr(facts_of(good).reasons, "links"));
	assert_null(strstr(facts_of(good).reasons, "hasty"));
}

static void haste_is_seen(void **state)
{
	(void)state;
	struct reply preview = preview_of(&guest, GOOD);
	struct reply reply = send_on(&guest, preview, GOOD, "", "");
	assert_non_null(strstr(facts_of(id_of(reply.location)).reasons, "hasty 1 "));
}

/* Who opened the form a while ago may be quick at the preview. */
static void the_form_s_own_time_counts(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/reply?path=" TOPIC "/index.md");
	const char *token = hidden(form, "token");
	assert_true(*token);
	now += 60;
	struct reply preview = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", GOOD, "token", token));
	assert_string_equal(hidden(preview, "opened"), token);
	struct reply reply = send_on(&guest, preview, GOOD, "", "");
	assert_null(strstr(facts_of(id_of(reply.location)).reasons, "hasty"));
	/* A time that nobody signed is none. */
	preview = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", SPAM, "opened", "20200101-000000.x"));
	assert_string_equal(hidden(preview, "opened"), "");
}

static void the_trap_is_remembered(void **state)
{
	(void)state;
	struct reply caught = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", GOOD, "website", "x"));
	assert_int_equal(caught.status, 422);
	assert_non_null(strstr(facts_of(send_by(&guest, GOOD)).reasons, "trapped 1 "));
	struct visitor other = from(9);
	assert_null(strstr(facts_of(send_by(&other, GOOD)).reasons, "trapped"));
}

static void a_lesson_is_learned_once(void **state)
{
	(void)state;
	const char *spam = send_by(&guest, SPAM), *good = send_by(&guest, GOOD), *rude = send_by(&guest, "you are all wrong about this matter");
	assert_int_equal(learn(), 0);
	reject_as_spam(spam, true);
	reject_as_spam(rude, false);
	approve(good);
	/* A process that dies here has learned nothing; the next one does. */
	expect_totals(0, 0);
	assert_int_equal(learn(), 3);
	expect_totals(1, 1);
	assert_int_equal(learn(), 0);
	expect_totals(1, 1);
	take_back(spam);
	take_back(good);
	learn();
	expect_totals(0, 0);
	reject_as_spam(good, true);
	reject_as_spam(spam, false);
	learn();
	expect_totals(1, 0);
}

static void one_s_own_approval_teaches_nothing(void **state)
{
	(void)state;
	struct visitor moderator = member("gardener");
	assert_int_equal(send_reply(&moderator, GOOD).status, 303);
	assert_int_equal(learn(), 1);
	expect_totals(0, 0);
}

/* Half of a lesson must not stay: here the database is full in the middle of it. */
static void a_lesson_is_whole_or_none(void **state)
{
	(void)state;
	struct spam_text text;
	struct spam_source source = {"", "", SPAM, sizeof(SPAM) - 1, "en"};
	struct state_spam_text row = {"x", "s", "n", "p", 1, 0, now};
	struct state_spam_lesson lesson = {"x", "m", SPAM_SPAM, now};
	assert_int_equal(spam_text_read(&source, &arena, &text, &err), 0);
	assert_int_equal(state_spam_put(db(), &row, &text, &err), 0);
	struct state_spam_lesson unknown = {"y", "m", SPAM_SPAM, now};
	assert_int_equal(state_spam_teach(db(), &unknown, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	err_clear(&err);
	expect_totals(0, 0);
	assert_int_equal(state_spam_teach(db(), &lesson, &err), 0);
	assert_int_equal(state_spam_teach(db(), &lesson, &err), 0);
	expect_totals(1, 0);
	lesson.lesson = SPAM_HAM;
	assert_int_equal(state_spam_teach(db(), &lesson, &err), 0);
	expect_totals(0, 1);
	/* Many together: one that fails is taken back alone, and all of them with the whole. */
	lesson.lesson = SPAM_SPAM;
	assert_int_equal(state_begin(db(), &err), 0);
	assert_int_equal(state_spam_teach(db(), &unknown, &err), -1);
	err_clear(&err);
	assert_int_equal(state_spam_teach(db(), &lesson, &err), 0);
	assert_int_equal(state_end(db(), 0, &err), 0);
	expect_totals(1, 0);
	lesson.lesson = SPAM_HAM;
	assert_int_equal(state_begin(db(), &err), 0);
	assert_int_equal(state_spam_teach(db(), &lesson, &err), 0);
	assert_int_equal(state_end(db(), -1, &err), -1);
	expect_totals(1, 0);
}

/* As a push to refs/for/main brings it: the forms do not take so much, and put the text first. */
static void a_large_file_beside_the_text_is_no_reason_to_learn_nothing(void **state)
{
	static char pdf[5 << 20];
	static const char text[] = "---\nauthor: guest\ndate: 2026-11-22T12:00:00Z\n---\nCasino jackpot for everybody.\n";
	const struct store_edit edits[] = {{TOPIC "/1-large.pdf", pdf, sizeof(pdf)}, {TOPIC "/20261122-120000-bbbbbb.md", text, strlen(text)}};
	struct queue_submission submission = {
		.id = "20261122-120000-cccccc", .author = "guest", .summary = "change: one", .edits = edits, .nedits = 2, .now = now};
	struct queue *queue;
	bool again;
	(void)state;
	memset(pdf, 'x', sizeof(pdf));
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	if (queue_submit(queue, &submission, &again, &err))
		fail_msg("%s", err.msg);
	reject_as_spam(submission.id, true);
	assert_int_equal(learn(), 1);
	expect_totals(1, 0);
	struct spam_counts counts;
	assert_int_equal(state_spam_recount(db(), submission.id, &arena, &counts, &err), 0);
	assert_true(counts.len > 2);
	submission.id = "20261122-120000-dddddd";
	submission.nedits = 1;
	assert_int_equal(queue_submit(queue, &submission, &again, &err), 0);
	reject_as_spam(submission.id, true);
	assert_int_equal(learn(), 1);
}

static void what_waits_sinks_with_what_is_like_it(void **state)
{
	(void)state;
	server.site.conf.spam_lessons = 3;
	const char *early = send_by(&guest, "casino casino-bonus pills jackpot roulette free spins");
	int64_t before = facts_of(early).score;
	for (int i = 0; i < 5; i++) {
		struct visitor bad = from(20 + i), good = from(40 + i);
		reject_as_spam(send_by(&bad, arena_printf(&arena, "casino bonus pills jackpot roulette free spins %d", i)), true);
		approve(send_by(&good, arena_printf(&arena, "tomatoes want water and sun in summer %d", i)));
	}
	learn();
	struct state_facts facts = facts_of(early);
	assert_true(facts.score > before + 300);
	assert_non_null(strstr(facts.reasons, "filter "));
	struct visitor next = from(60);
	assert_true(facts_of(send_by(&next, "free spins and a jackpot at roulette")).score > 300);
	assert_true(facts_of(send_by(&next, "water and sun for tomatoes")).score < 100);
}

static void sending_twice_is_told(void **state)
{
	(void)state;
	const char *id = send_by(&guest, GOOD);
	struct reply again = preview_of(&guest, "  " GOOD);
	assert_true(has(again, "You have sent exactly this already"));
	assert_true(has(again, id));
	struct visitor other = from(7);
	assert_false(has(preview_of(&other, GOOD), "exactly this already"));
	assert_false(has(preview_of(&guest, SPAM), "exactly this already"));
}

static int setup_question(void **state)
{
	(void)state;
	return site_start("[spam]\nquestion = Which flower has thorns? | Rose | die Rose\nwork = 8\n");
}

static void guests_answer_a_question(void **state)
{
	(void)state;
	struct reply preview = preview_of(&guest, GOOD);
	assert_true(has(preview, "Which flower has thorns?"));
	assert_false(has(preview, "die Rose"));
	now += 30;
	struct reply none = send_on(&guest, preview, GOOD, "", ""), wrong = send_on(&guest, preview, GOOD, "tulip", "");
	assert_int_equal(none.status, 422);
	assert_int_equal(wrong.status, 422);
	assert_true(has(none, "aria-invalid") && has(none, "hang their leaves"));
	assert_int_equal(waiting(), 0);
	struct reply right = send_on(&guest, wrong, GOOD, "  ROSE! ", "");
	assert_int_equal(right.status, 303);
	assert_null(strstr(facts_of(id_of(right.location)).reasons, "unproved"));
	struct visitor anna = member("anna");
	assert_false(has(preview_of(&anna, GOOD), "thorns"));
	send_by(&anna, GOOD);
}

/* A wrong answer is no post: in slow mode nobody waits for it. */
static void a_wrong_answer_slows_nobody_down(void **state)
{
	static const struct store_edit slow[] = {EDIT("forums/help/index.md", "---\ntitle: Help\nkind: questions\nslow: 600\n---\nAsk.\n")};
	(void)state;
	put_content(slow, 1);
	struct reply preview = preview_of(&guest, GOOD);
	now += 30;
	struct reply wrong = send_on(&guest, preview, GOOD, "tulip", "");
	assert_int_equal(wrong.status, 422);
	assert_int_equal(send_on(&guest, wrong, GOOD, "rose", "").status, 303);
	preview = preview_of(&guest, GOOD);
	now += 30;
	assert_int_equal(send_on(&guest, preview, GOOD, "rose", "").status, 429);
}

static void guesses_are_counted(void **state)
{
	(void)state;
	struct reply preview = preview_of(&guest, GOOD), wrong = {0};
	for (int i = 0; i < 31; i++)
		wrong = send_on(&guest, preview, GOOD, "tulip", "");
	assert_int_equal(wrong.status, 429);
}

static int setup_work(void **state)
{
	(void)state;
	return site_start("[spam]\nwork = 8\n");
}

/* The first number that proves eight bits of work for the token, or does not. */
static const char *nonce_for(const char *token, bool proves)
{
	for (int i = 0;; i++) {
		char hash[CRYPTO_SHA256_TEXT];
		const char *text = arena_printf(&arena, "%s:%d", token, i);
		crypto_sha256(text, strlen(text), hash);
		if (!strncmp(hash, "00", 2) == proves)
			return text + strlen(token) + 1;
	}
}

static void work_is_checked(void **state)
{
	(void)state;
	struct reply preview = preview_of(&guest, GOOD);
	const char *token = hidden(preview, "token");
	assert_true(has(preview, arena_printf(&arena, "data-work=\"8 %s\"", token)));
	now += 30;
	struct reply done = send_on(&guest, preview, GOOD, "", nonce_for(token, true));
	assert_int_equal(done.status, 303);
	assert_null(strstr(facts_of(id_of(done.location)).reasons, "unproved"));
	struct visitor other = from(5);
	struct reply second = preview_of(&other, SPAM);
	struct reply lazy = send_on(&other, second, SPAM, "", nonce_for(hidden(second, "token"), false));
	assert_int_equal(lazy.status, 303);
	assert_non_null(strstr(facts_of(id_of(lazy.location)).reasons, "unproved 1 "));
	struct visitor anna = member("anna");
	assert_false(has(preview_of(&anna, GOOD), "data-work"));
}

static int setup_flood(void **state)
{
	(void)state;
	return site_start("[guest]\nflood = 3\nflood-minutes = 10\n");
}

static void a_flood_of_guests_is_stopped(void **state)
{
	(void)state;
	struct reply early = preview_of(&guest, GOOD);
	for (int i = 0; i < 3; i++) {
		struct visitor one = from(i);
		send_by(&one, GOOD);
	}
	struct visitor fourth = from(4);
	struct reply stopped = preview_of(&fourth, GOOD);
	assert_int_equal(stopped.status, 429);
	assert_non_null(header_of(stopped.head, "Retry-After"));
	assert_true(has(stopped, "hang their leaves"));
	assert_int_equal(send_on(&guest, early, GOOD, "", "").status, 429);
	assert_int_equal(waiting(), 3);
	struct visitor anna = member("anna");
	send_by(&anna, GOOD);
	now += 601;
	send_by(&fourth, GOOD);
}

static void reasons_are_said_in_words(void **state)
{
	(void)state;
	struct visit visit = {.server = &server, .arena = &arena, .now = now};
	visit.fill = (struct fill){&server.site, server.theme, &arena};
	assert_string_equal(suspect_say(&visit, "links 4 +180 a.example"), "More links than one: 4 (a.example) (+180)");
	assert_string_equal(suspect_say(&visit, "some note"), "some note");
	for (size_t i = 0; spam_rule(i); i++) {
		const char *line = arena_printf(&arena, "%s 1 +10 x", spam_rule(i)->name);
		assert_int_not_equal(strncmp(suspect_say(&visit, line), spam_rule(i)->name, strlen(spam_rule(i)->name)), 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_score_comes_with_its_reasons),
		TEST(haste_is_seen),
		TEST(the_form_s_own_time_counts),
		TEST(the_trap_is_remembered),
		TEST(a_lesson_is_learned_once),
		TEST(one_s_own_approval_teaches_nothing),
		TEST(a_lesson_is_whole_or_none),
		TEST(a_large_file_beside_the_text_is_no_reason_to_learn_nothing),
		TEST(what_waits_sinks_with_what_is_like_it),
		TEST(sending_twice_is_told),
		cmocka_unit_test_setup_teardown(guests_answer_a_question, setup_question, teardown),
		cmocka_unit_test_setup_teardown(a_wrong_answer_slows_nobody_down, setup_question, teardown),
		cmocka_unit_test_setup_teardown(guesses_are_counted, setup_question, teardown),
		cmocka_unit_test_setup_teardown(work_is_checked, setup_work, teardown),
		cmocka_unit_test_setup_teardown(a_flood_of_guests_is_stopped, setup_flood, teardown),
		TEST(reasons_are_said_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
