/* What a member follows, how often letters come, and the one answer for scripts. */
#include "cgi_site.h"

#include "core/state/state_mail.h"

#define STEM_TOPIC "topic:" TOPIC
#define FOLLOW "/-/follow?what=" STEM_TOPIC

static bool follows(const char *handle, const char *what)
{
	struct state *state;
	bool on;
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_follows(state, handle, what, &on, &err), 0);
	return on;
}

static void following_begins_and_ends(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const char *const whats[] = {STEM_TOPIC, "forum:help", "tag:stone"};
	for (size_t i = 0; i < ARRAY_LEN(whats); i++) {
		struct reply r = get(&anna, arena_printf(&arena, "/-/follow?what=%s", whats[i]));
		assert_int_equal(r.status, 200);
		assert_true(has(r, "name=\"on\" value=\"yes\""));
		r = post(&anna, "/-/follow", FIELDS("what", whats[i], "on", "yes", "token", hidden(r, "token")));
		assert_int_equal(r.status, 303);
		assert_true(follows("anna", whats[i]));
		r = get(&anna, r.location);
		assert_true(has(r, "name=\"on\" value=\"no\""));
		r = post(&anna, "/-/follow", FIELDS("what", whats[i], "on", "no", "token", hidden(r, "token")));
		assert_false(follows("anna", whats[i]));
	}
}

static void only_what_is_there_can_be_followed(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	const char *token = hidden(get(&anna, FOLLOW), "token");
	static const char *const bad[] = {
		"", "topic:", "topic:forums/help", "topic:../x", "topic:members/an/anna", "topic:" TOPIC "/index.md", "forum:", "forum:none",
		"forum:../help", "tag:", "tag:Two words", "tag:../x", "all", "page:x", "topic:" TOPIC "\nx",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int status = post(&anna, "/-/follow", FIELDS("what", bad[i], "token", token)).status;
		if (status != 404)
			fail_msg("'%s': %d", bad[i], status);
	}
	struct state_handles keys;
	assert_int_equal(state_followed(server.state, "anna", &arena, &keys, &err), 0);
	assert_int_equal(keys.len, 0);
}

static void nobody_follows_for_another(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), evil = anna, bert = member("bert");
	const char *token = hidden(get(&anna, FOLLOW), "token"), *berts = hidden(get(&bert, FOLLOW), "token");
	evil.origin = "https://evil.example";
	assert_int_equal(post(&evil, "/-/follow", FIELDS("what", STEM_TOPIC, "token", token)).status, 403);
	assert_int_equal(post(&anna, "/-/follow", FIELDS("what", STEM_TOPIC)).status, 403);
	assert_int_equal(post(&anna, "/-/follow", FIELDS("what", STEM_TOPIC, "token", berts)).status, 403);
	assert_int_equal(post(&guest, "/-/follow", FIELDS("what", STEM_TOPIC, "token", token)).status, 403);
	assert_int_equal(post(&anna, "/-/me/letters", FIELDS("often", "never")).status, 403);
	assert_int_equal(get(&guest, "/-/me/letters").status, 303);
	assert_false(follows("anna", STEM_TOPIC));
	struct reply r = get(&guest, FOLLOW);
	assert_int_equal(r.status, 200);
	assert_true(has(r, "/-/sign-in?next="));
}

static void letters_are_chosen_and_many_dropped_at_once(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct state_reach reach;
	static const char *const whats[] = {STEM_TOPIC, "forum:help", "tag:stone", "topic:forums/help/2026/11/none"};
	put_account("anna");
	anna = member("anna");
	assert_int_equal(state_address_put(server.state, "anna", "anna@example.org", &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(whats); i++)
		assert_int_equal(state_follow_put(server.state, "anna", whats[i], true, now, &err), 0);
	struct reply r = get(&anna, "/-/me/letters");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "anna@example.org"));
	assert_true(has(r, "value=\"now\" checked"));
	assert_true(has(r, "First steps"));
	assert_true(has(r, "forums/help/2026/11/none"));
	r = post(&anna, "/-/me/letters",
	         FIELDS("often", "weekly", "drop", whats[1], "drop", whats[3], "drop", "never:followed", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(state_reach(server.state, "anna", &arena, &reach, &err), 0);
	assert_int_equal(reach.mail, STATE_MAIL_WEEKLY);
	assert_true(follows("anna", whats[0]) && follows("anna", whats[2]));
	assert_false(follows("anna", whats[1]) || follows("anna", whats[3]));
	r = get(&anna, r.location);
	assert_true(has(r, "value=\"weekly\" checked"));
	assert_int_equal(post(&anna, "/-/me/letters", FIELDS("often", "hourly", "token", hidden(r, "token"))).status, 400);
}

static struct reply unsubscribe(const char *key)
{
	static const struct visitor mailer = {.address = "192.0.2.77"}; /* no page, no cookie (RFC 8058) */
	const char *url = arena_printf(&arena, "/-/unsubscribe?h=anna&w=" STEM_TOPIC "&k=%s", key);
	return post(&mailer, url, FIELDS("List-Unsubscribe", "One-Click"));
}

static void a_letter_s_link_ends_what_it_was_made_for(void **s)
{
	(void)s;
	char right[CRYPTO_MAC_TEXT], other[CRYPTO_MAC_TEXT];
	member("anna");
	crypto_mac(server.secret, "unsubscribe", (const char *const[]){"anna", STEM_TOPIC, NULL}, right);
	crypto_mac(server.secret, "unsubscribe", (const char *const[]){"bert", STEM_TOPIC, NULL}, other);
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_follow_put(state, "anna", STEM_TOPIC, true, now, &err), 0);
	const char *const wrong[] = {"", "x", other};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(unsubscribe(wrong[i]).status, 403);
	assert_true(follows("anna", STEM_TOPIC));
	assert_int_equal(unsubscribe(right).status, 200);
	assert_false(follows("anna", STEM_TOPIC));
}

/* One of two Set-Cookie lines. */
static const char *mark_of(struct reply r)
{
	const char *at = strstr(r.head, "Set-Cookie: stoa-in=");
	return at ? arena_dupn(&arena, at + 20, strcspn(at + 20, ";")) : NULL;
}

static void a_script_is_told_who_and_what(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	post(&anna, "/-/vote", FIELDS("path", TOPIC "/index.md", "on", "react heart"));
	post(&anna, "/-/vote", FIELDS("path", TOPIC "/index.md", "on", "up"));
	assert_int_equal(state_follow_put(server.state, "anna", STEM_TOPIC, true, now, &err), 0);
	struct reply r = get(&anna, "/-/me.json?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 200);
	assert_string_equal(r.body, "{\"handle\": \"anna\", \"name\": \"Anna\", \"waiting\": 0, \"said\": [\"react heart\", \"up\"],"
	                            " \"follows\": true}\n");
	assert_string_equal(header_of(r.head, "Cache-Control"), "private, max-age=20");
	assert_string_equal(header_of(r.head, "Vary"), "Cookie");
	r = get(&mod, "/-/me.json?path=" TOPIC "/index.md");
	assert_string_equal(r.body, "{\"handle\": \"gardener\", \"name\": \"Gardener\", \"waiting\": 0, \"queue\": 0, \"said\": [],"
	                            " \"follows\": false}\n");
	r = get(&anna, "/-/me.json?path=../../etc/passwd");
	assert_string_equal(r.body, "{\"handle\": \"anna\", \"name\": \"Anna\", \"waiting\": 0}\n");
	assert_string_equal(get(&guest, "/-/me.json?path=" TOPIC "/index.md").body, "{}\n");
}

static void what_waits_is_counted(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	send_reply(&anna, "Of mine");
	send_reply(&guest, "Of a guest");
	assert_true(has(get(&anna, "/-/me.json"), "\"waiting\": 1}"));
	assert_true(has(get(&mod, "/-/me.json"), "\"waiting\": 0, \"queue\": 2}"));
}

static void the_mark_comes_and_goes_with_the_session(void **s)
{
	(void)s;
	put_account("anna");
	struct reply r = get(&guest, "/-/sign-in");
	r = post(&guest, "/-/sign-in", FIELDS("handle", "anna", "password", PASSWORD, "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	const char *first = mark_of(r);
	assert_non_null(first);
	assert_memory_equal(first, "anna..", 6);
	const char *line = strstr(r.head, "stoa-in=");
	const char *secret = strstr(line, "HttpOnly");
	assert_true(secret == NULL || secret > strchr(line, '\n'));
	struct visitor anna = member("anna");
	r = post(&anna, "/-/vote", FIELDS("path", TOPIC "/index.md", "on", "up"));
	assert_string_not_equal(mark_of(r), first);
	struct visitor left = guest;
	left.cookie = "stoa-in=anna..abcdef";
	assert_string_equal(mark_of(get(&left, "/-/me.json")), "");
	assert_null(mark_of(get(&guest, "/-/me.json")));
	/* It decides nothing. */
	left.cookie = "stoa-in=gardener.m.abcdef";
	assert_int_equal(get(&left, "/-/queue").status, 303);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(following_begins_and_ends), CASE(only_what_is_there_can_be_followed), CASE(nobody_follows_for_another),
		CASE(letters_are_chosen_and_many_dropped_at_once), CASE(a_script_is_told_who_and_what), CASE(what_waits_is_counted),
		CASE(the_mark_comes_and_goes_with_the_session), CASE(a_letter_s_link_ends_what_it_was_made_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
