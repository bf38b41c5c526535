/* Moderating what is published, by the page for it; and what it does to who was suspended or banned. */
#include "cgi_site.h"

#include "core/act/act.h"

static struct act_done act(const char *name, const char *target, const char *by, const char *to)
{
	struct queue *queue;
	struct act_done done;
	char id[CRYPTO_ID_TEXT];
	crypto_id(now, id);
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	struct act_desk desk = {queue, &server.site.conf, &arena};
	struct act a = {.name = name, .target = act_target(target, &arena), .by = by, .reason = "Because of <this>.", .to = to,
			.until = now + 3 * 86400, .id = id, .now = now};
	if (act_apply(&desk, &a, &done, &err))
		fail_msg("%s", err.msg);
	return done;
}

static void test_who_is_suspended_reads_but_does_not_write(void **state)
{
	(void)state;
	struct visitor anna = member("anna");
	act("suspend", "anna", "gardener", "");
	struct reply r = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "My long text."));
	assert_int_equal(r.status, 403);
	assert_true(has(r, "2026"));
	assert_true(has(r, "Because of &lt;this&gt;."));
	assert_true(has(r, "My long text."));
	assert_int_equal(get(&anna, "/-/me").status, 200);
	assert_int_equal(get(&anna, "/-/reply?path=" TOPIC "/index.md").status, 200);
	now += 4 * 86400;
	anna = member("anna");
	assert_int_equal(post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Back.")).status, 200);
}

static void test_who_is_banned_is_signed_out(void **state)
{
	(void)state;
	put_account("anna");
	struct visitor anna = member("anna");
	assert_int_equal(get(&anna, "/-/me").status, 200);
	act("ban", "anna", "gardener", "");
	assert_int_equal(get(&anna, "/-/me").status, 303);
	struct reply r = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Text."));
	assert_int_equal(r.status, 403);
	assert_true(has(r, "Because of"));
	r = post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", PASSWORD));
	assert_int_equal(r.status, 403);
	assert_null(r.cookie);
	assert_true(has(r, "closed this account"));
	/* Who does not know the password does not learn of it. */
	r = post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", "wrong-horse"));
	assert_int_equal(r.status, 403);
	assert_false(has(r, "closed this account"));
	act("unban", "anna", "gardener", "");
	assert_int_equal(post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", PASSWORD)).status, 303);
}

static void test_a_banned_moderator_has_no_queue(void **state)
{
	(void)state;
	static const struct store_edit edits[] = {EDIT("members/ga/gardener.md", "---\nname: Gardener\nrole: moderator\nbanned: yes\n---\n")};
	struct visitor gardener = member("gardener");
	assert_int_equal(get(&gardener, "/-/queue").status, 200);
	put_content(edits, 1);
	assert_int_equal(get(&gardener, "/-/queue").status, 303);
}

/* The act page's form for one act, filled in. */
static struct reply attempt(const struct visitor *who, const char *path, const char *name, const char *to, const char *reason)
{
	struct reply form = get(who, arena_printf(&arena, "/-/act?path=%s", path));
	return post(who, "/-/act", FIELDS("token", hidden(form, "token"), "path", path, "act", name, "to", to, "reason", reason));
}

#define REPLY TOPIC "/20261101-110000-aaaaaa.md"

static void test_the_page_offers_what_may_be_done(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener"), anna = member("anna"), bert = member("bert");
	struct reply r = get(&gardener, "/-/act?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "value=\"lock\"") && has(r, "value=\"move\"") && has(r, "2. No advertising"));
	assert_false(has(r, "value=\"close\"") || has(r, "value=\"unlock\"") || has(r, "value=\"ban\""));
	assert_true(has(get(&gardener, "/-/act?path=members/be/bert.md"), "value=\"ban\""));
	assert_true(has(get(&gardener, "/-/act?path=/forums/help/2026/11/first-steps/&post=20261101-110000-aaaaaa"), "value=\"split\""));
	r = get(&anna, "/-/act?path=" TOPIC "/index.md");
	assert_true(has(r, "value=\"close\"") && has(r, "This answered my question"));
	assert_false(has(r, "value=\"lock\""));
	r = get(&bert, "/-/act?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "nothing here that you may change"));
	assert_false(has(r, "name=\"act\""));
	r = get(&guest, "/-/act?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/-/sign-in?next=/-/act%3Fpath%3Dforums%252Fhelp%252F2026%252F11%252Ffirst-steps%252Findex.md");
	assert_int_equal(get(&gardener, "/-/act?path=forums/help/index.md").status, 404);
	assert_int_equal(get(&gardener, "/-/act?path=../../etc/passwd").status, 404);
	assert_int_equal(get(&gardener, "/-/act").status, 404);
}

/* On a phone, what can be done stands below a line, not below pages of text. */
static void test_a_long_post_is_folded(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener");
	char text[4096];
	static const char head[] = "---\ntitle: Long\nauthor: anna\ndate: 2026-11-02T10:00:00Z\n---\n";
	int n = snprintf(text, sizeof(text), "%s", head);
	for (int i = 0; i < 100; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "Word number %d. ", i);
	const struct store_edit edit = {"forums/help/2026/11/long/index.md", text, (size_t)n};
	put_content(&edit, 1);
	struct reply r = get(&gardener, "/-/act?path=forums/help/2026/11/long/index.md");
	assert_true(has(r, "<details class=\"long-post\">") && has(r, "Show the whole post") && has(r, "Word number 99."));
	r = get(&gardener, "/-/act?path=" TOPIC "/index.md");
	assert_false(has(r, "long-post"));
}

/* Who is banned does nothing that a suspension could end. */
static void test_nobody_is_suspended_or_banned_twice(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener");
	struct reply r = get(&gardener, "/-/act?path=members/be/bert.md");
	assert_true(has(r, "value=\"suspend\"") && has(r, "value=\"ban\""));
	act("ban", "bert", "gardener", "");
	r = get(&gardener, "/-/act?path=members/be/bert.md");
	assert_false(has(r, "value=\"suspend\"") || has(r, "value=\"ban\""));
	assert_true(has(r, "value=\"unban\""));
}

static void test_who_may_act(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener"), anna = member("anna"), bert = member("bert");
	assert_int_equal(attempt(&bert, TOPIC "/index.md", "lock", "", "why").status, 403);
	assert_int_equal(attempt(&bert, TOPIC "/index.md", "close", "", "").status, 403);
	assert_int_equal(attempt(&bert, REPLY, "accept", "", "").status, 403);
	assert_int_equal(attempt(&anna, TOPIC "/index.md", "lock", "", "why").status, 403);
	assert_int_equal(attempt(&anna, "members/be/bert.md", "ban", "", "why").status, 403);
	assert_null(strstr(published(TOPIC "/index.md"), "locked"));
	struct reply r = attempt(&anna, REPLY, "accept", "", "");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/forums/help/2026/11/first-steps/#20261101-110000-aaaaaa");
	assert_non_null(strstr(published(TOPIC "/index.md"), "answer: 20261101-110000-aaaaaa\n"));
	r = attempt(&gardener, TOPIC "/index.md", "lock", "", "Too long.\nReally.");
	assert_string_equal(r.location, "/forums/help/2026/11/first-steps/");
	assert_non_null(strstr(published(TOPIC "/index.md"), "locked-note: Too long. Really.\n"));
	/* Somebody else was first. */
	r = attempt(&gardener, TOPIC "/index.md", "lock", "", "Again.");
	assert_int_equal(r.status, 409);
	assert_true(has(r, "would change nothing"));
	/* A reply that nobody sees any more leads back to its topic. */
	r = attempt(&gardener, REPLY, "hide", "", "Rude");
	assert_string_equal(r.location, "/-/act?path=forums%2Fhelp%2F2026%2F11%2Ffirst-steps%2F20261101-110000-aaaaaa.md&done=hide");
	r = get(&gardener, r.location);
	assert_true(has(r, "It is hidden now.") && has(r, "<p class=\"over\"><a href=\"/forums/help/2026/11/first-steps/\">"));
	r = attempt(&gardener, TOPIC "/index.md", "move", "news", "");
	assert_string_equal(r.location, "/forums/news/2026/11/first-steps/");
	r = attempt(&gardener, "forums/news/2026/11/first-steps/index.md", "hide", "", "why");
	assert_string_equal(r.location, "/-/act?path=forums%2Fnews%2F2026%2F11%2Ffirst-steps%2Findex.md&done=hide");
	assert_true(has(get(&gardener, r.location), "It is hidden now."));
}

static void test_what_is_missing_is_said_at_the_act(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener");
	struct reply r = attempt(&gardener, TOPIC "/index.md", "lock", "", " \n");
	assert_int_equal(r.status, 422);
	assert_true(has(r, "Please give a reason"));
	r = attempt(&gardener, TOPIC "/index.md", "retitle", "", "My <b>reason</b>.");
	assert_int_equal(r.status, 422);
	assert_true(has(r, "My &lt;b&gt;reason&lt;/b&gt;."));
	assert_int_equal(attempt(&gardener, "members/be/bert.md", "suspend", "999999", "why").status, 422);
	assert_int_equal(attempt(&gardener, TOPIC "/index.md", "merge", "/forums/help/none/", "why").status, 409);
	assert_int_equal(attempt(&gardener, TOPIC "/index.md", "nonsense", "", "why").status, 400);
	r = attempt(&gardener, TOPIC "/index.md", "lock", "", "so\xff\xfe");
	assert_int_equal(r.status, 422);
	assert_true(has(r, "not text (UTF-8)") && has(r, "so?\?</textarea>"));
	assert_null(strstr(published(TOPIC "/index.md"), "locked"));
}

static void test_no_other_site_can_act(void **state)
{
	(void)state;
	struct visitor gardener = member("gardener"), bert = member("bert"), cross = gardener;
	cross.origin = "https://evil.example";
	const char *token = hidden(get(&gardener, "/-/act?path=" TOPIC "/index.md"), "token");
	const char *other = hidden(get(&bert, "/-/reply?path=" TOPIC "/index.md"), "token");
	const char *const tokens[] = {"", "x", other};
	for (size_t i = 0; i < ARRAY_LEN(tokens); i++)
		assert_int_equal(post(&gardener, "/-/act", FIELDS("token", tokens[i], "path", TOPIC "/index.md", "act", "pin")).status, 403);
	assert_int_equal(post(&cross, "/-/act", FIELDS("token", token, "path", TOPIC "/index.md", "act", "pin")).status, 403);
	assert_int_equal(get(&gardener, "/-/act?path=" TOPIC "/index.md&act=pin&token=x").status, 200);
	assert_null(strstr(published(TOPIC "/index.md"), "pinned"));
	assert_int_equal(post(&gardener, "/-/act", FIELDS("token", token, "path", TOPIC "/index.md", "act", "pin")).status, 303);
	assert_non_null(strstr(published(TOPIC "/index.md"), "pinned: yes"));
}

static void test_whom_it_concerns_sees_it_until_they_say_so(void **state)
{
	(void)state;
	struct visitor anna = member("anna"), bert = member("bert"), gardener = member("gardener");
	assert_int_equal(attempt(&gardener, TOPIC "/index.md", "pin", "", "").status, 303);
	assert_false(has(get(&anna, "/-/me"), "I have seen it"));
	now += 1;
	assert_int_equal(attempt(&gardener, "members/an/anna.md", "warn", "", "Be <kinder>.").status, 303);
	struct reply r = get(&anna, "/-/me");
	assert_true(has(r, "Warned") && has(r, "Be &lt;kinder&gt;.") && has(r, "/-/appeal?of=") && has(r, "I have seen it"));
	assert_false(has(get(&bert, "/-/me"), "kinder"));
	/* Somebody else's seeing it does not make it seen. */
	const char *of = hidden(r, "of");
	assert_int_equal(post(&bert, "/-/me/notices", FIELDS("token", hidden(get(&bert, "/-/me"), "token"), "of", of)).status, 303);
	assert_true(has(get(&anna, "/-/me"), "kinder"));
	assert_int_equal(post(&anna, "/-/me/notices", FIELDS("token", hidden(r, "token"), "of", of)).status, 303);
	assert_false(has(get(&anna, "/-/me"), "kinder"));
	/* A ban ends all sessions for good: the end of the ban does not bring them back. */
	assert_int_equal(attempt(&gardener, "members/an/anna.md", "ban", "", "Spam.").status, 303);
	act("unban", "anna", "gardener", "");
	assert_int_equal(get(&anna, "/-/me").status, 303);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_who_is_suspended_reads_but_does_not_write),
		TEST(test_who_is_banned_is_signed_out),
		TEST(test_a_banned_moderator_has_no_queue),
		TEST(test_the_page_offers_what_may_be_done),
		TEST(test_a_long_post_is_folded),
		TEST(test_nobody_is_suspended_or_banned_twice),
		TEST(test_who_may_act),
		TEST(test_what_is_missing_is_said_at_the_act),
		TEST(test_no_other_site_can_act),
		TEST(test_whom_it_concerns_sees_it_until_they_say_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
