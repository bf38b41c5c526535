/* What members keep to themselves, a password, sessions, what they sent: each test is red when its defence is taken out. */
#include "cgi_account_world.h"

static const char *token_at(const struct visitor *visitor, const char *url)
{
	struct reply r = get(visitor, url);
	assert_int_equal(r.status, 200);
	return hidden(r, "token");
}

static struct reply set_password(const struct visitor *visitor, const char *old, const char *password)
{
	return post(visitor, "/-/me/password", FIELDS("token", token_at(visitor, "/-/me/password"), "old", old, "new", password));
}

static void a_password_needs_the_old_one(void **s)
{
	(void)s;
	put_account("anna");
	struct visitor anna = member("anna");
	assert_int_equal(set_password(&anna, "", "some new words").status, 422);
	assert_int_equal(set_password(&anna, "wrong", "some new words").status, 422);
	struct visitor elsewhere = with_cookie(try_password("192.0.2.9", "anna", PASSWORD));
	struct reply r = set_password(&anna, PASSWORD, "some new words");
	struct visitor again = with_cookie(r);
	assert_int_equal(get(&again, "/-/me").status, 200);
	assert_int_equal(get(&anna, "/-/me").status, 303);
	assert_int_equal(get(&elsewhere, "/-/me").status, 303);
	assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 403);
	assert_int_equal(try_password("192.0.2.9", "anna", "some new words").status, 303);
}

static void a_new_password_is_told_by_letter(void **s)
{
	(void)s;
	struct state_letter letter;
	put_address("anna");
	assert_int_equal(state_mail_put(db(), "anna", STATE_MAIL_NEVER, &err), 0);
	struct visitor anna = member("anna");
	const char *token = hidden(get(&anna, "/-/me/password"), "token");
	assert_int_equal(post(&anna, "/-/me/password", FIELDS("old", "wrong", "new", "a newer one of mine", "token", token)).status, 422);
	assert_int_equal(count("letter"), 0);
	assert_int_equal(post(&anna, "/-/me/password", FIELDS("old", PASSWORD, "new", "a newer one of mine", "token", token)).status, 303);
	assert_int_equal(state_letter_claim(db(), now, 60, &arena, &letter, &err), 0);
	assert_string_equal(letter.address, "anna@example.org");
	assert_non_null(strstr(letter.message, "was changed"));
	assert_null(strstr(letter.message, "a newer one"));
}

static void old_passwords_cannot_be_tried_out(void **s)
{
	(void)s;
	put_account("anna");
	struct visitor anna = member("anna");
	for (int i = 0; i < 10; i++)
		assert_int_equal(set_password(&anna, "wrong", "some new words").status, 422);
	struct reply r = set_password(&anna, PASSWORD, "some new words");
	assert_int_equal(r.status, 429);
	assert_true(has(r, " minutes and try again"));
}

static void who_came_by_mail_needs_no_old_password_for_a_while(void **s)
{
	(void)s;
	put_address("anna");
	ask_letter("anna");
	struct visitor anna = with_cookie(use(mailed().link));
	assert_false(has(get(&anna, "/-/me/password"), "name=\"old\""));
	now += 1801;
	assert_true(has(get(&anna, "/-/me/password"), "name=\"old\""));
	assert_int_equal(set_password(&anna, "", "some new words").status, 422);
	now -= 1801;
	assert_int_equal(set_password(&anna, "", "some new words").status, 303);
}

static void bad_passwords_are_refused(void **s)
{
	(void)s;
	put_account("gardener");
	struct visitor mod = member("gardener");
	static const char *const bad[] = {"", "short", "GARDENER", "Hedge & Garden", "password123", "Qwertyuiop", "zzzzzzzzzzzz", "12345\xFF" "67890"};
	server.site.conf.password_min = 8;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct reply r = set_password(&mod, PASSWORD, bad[i]);
		assert_int_equal(r.status, 422);
		assert_null(r.cookie);
		if (*bad[i])
			assert_false(has(r, bad[i]) && i != 2 && i != 3);
	}
}

static void sessions_are_the_members_own(void **s)
{
	(void)s;
	put_account("anna");
	struct visitor anna = member("anna"), bert = member("bert");
	anna.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 <b>";
	struct reply r = get(&anna, "/-/me/sessions");
	assert_true(has(r, "Firefox, Linux"));
	assert_false(has(r, "<b>"));
	const char *id = strstr(r.body, "name=\"end\" value=\"");
	assert_non_null(id);
	id = arena_dupn(&arena, id + 18, 52);
	struct reply no = post(&bert, "/-/me/sessions", FIELDS("token", token_at(&bert, "/-/me/sessions"), "end", id));
	assert_int_equal(no.status, 303);
	assert_int_equal(get(&anna, "/-/me").status, 200);
	assert_int_equal(post(&anna, "/-/me/sessions", FIELDS("end", id)).status, 403);
	r = post(&anna, "/-/me/sessions", FIELDS("token", token_at(&anna, "/-/me/sessions"), "end", id));
	assert_string_equal(r.location, "/");
	assert_int_equal(get(&anna, "/-/me").status, 303);
}

static void signing_out_everywhere(void **s)
{
	(void)s;
	put_account("anna");
	struct visitor here = member("anna"), there = with_cookie(try_password("192.0.2.9", "anna", PASSWORD)), bert = member("bert");
	post(&here, "/-/me/sessions", FIELDS("token", token_at(&here, "/-/me/sessions"), "end", "all"));
	assert_int_equal(get(&here, "/-/me").status, 303);
	assert_int_equal(get(&there, "/-/me").status, 303);
	assert_int_equal(get(&bert, "/-/me").status, 200);
}

static void me_shows_what_i_sent_and_nobody_elses(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert");
	assert_true(has(get(&anna, "/-/me"), "Nothing yet."));
	assert_int_equal(send_reply(&anna, "A reply of mine.").status, 303);
	struct reply r = get(&anna, "/-/me");
	assert_true(has(r, "Reply in “\u2068First steps\u2069”"));
	assert_true(has(r, "waiting for review"));
	assert_true(has(r, "/-/submission/"));
	assert_true(has(get(&bert, "/-/me"), "Nothing yet."));
	assert_int_equal(get(&guest, "/-/me").status, 303);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_mail, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_new_password_is_told_by_letter),
		TEST(a_password_needs_the_old_one),
		TEST(old_passwords_cannot_be_tried_out),
		TEST(who_came_by_mail_needs_no_old_password_for_a_while),
		TEST(bad_passwords_are_refused),
		TEST(sessions_are_the_members_own),
		TEST(signing_out_everywhere),
		TEST(me_shows_what_i_sent_and_nobody_elses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
