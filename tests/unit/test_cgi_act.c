/* Moderating what is published, by the page for it; and what it does to who was suspended or banned. */
#include "cgi_site.h"

#include "core/act.h"

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_who_is_suspended_reads_but_does_not_write),
		TEST(test_who_is_banned_is_signed_out),
		TEST(test_a_banned_moderator_has_no_queue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
