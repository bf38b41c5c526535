/* Who has joined where a moderator looks at profiles first: what a newcomer may until then, and what comes of it. */
#include "cgi_join_world.h"

#include "core/state/state_join.h"

static int asking_held_site(void **state)
{
	(void)state;
	return site_start(JOIN "question = What do you grow?\nquestion = Who sent you?\nhold = true\n");
}

static int holding_site(void **state)
{
	(void)state;
	return site_start(JOIN "hold = true\n[invite]\ntrusted = true\n[guest]\npost = false\n");
}

static const char *newcomer_joins(struct visitor *ada)
{
	struct state_newcomer newcomer;
	join("ada", "ada@example.org", "");
	struct reply joined = confirm(link_in(letter_to("ada@example.org")), "");
	assert_int_equal(joined.status, 303);
	*ada = with_cookie(joined);
	assert_int_equal(state_newcomer_find(db(), "ada", &arena, &newcomer, &err), 0);
	return newcomer.submission;
}

static void a_newcomer_waits_without_rights(void **state)
{
	(void)state;
	struct visitor ada;
	const char *id = newcomer_joins(&ada);
	assert_string_equal(published("members/ad/ada.md"), "");
	assert_int_equal(waiting(), 1);
	struct reply welcome = get(&ada, "/-/welcome");
	assert_int_equal(welcome.status, 200);
	assert_true(has(welcome, "looks at your profile first"));
	assert_true(has(welcome, arena_printf(&arena, "/-/submission/%s?k=", id)));
	static const char *const members_only[] = {"/-/me", "/-/invite", "/-/queue"};
	for (size_t i = 0; i < ARRAY_LEN(members_only); i++) {
		struct reply reply = get(&ada, members_only[i]);
		assert_int_equal(reply.status, 303);
		assert_string_equal(reply.location, "/-/welcome");
	}
	struct reply vote = post(&ada, "/-/vote", FIELDS("path", TOPIC "/index.md", "on", "up"));
	assert_int_equal(vote.status, 403);
	assert_true(has(vote, "as soon as a moderator has looked at your profile"));
	assert_false(has(vote, "/-/sign-in?"));
	/* Guests may not write here; a newcomer may, by name, and it waits. */
	assert_int_equal(post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Hi")).status, 403);
	struct reply receipt = send_reply(&ada, "Hello from ada");
	assert_int_equal(receipt.status, 303);
	assert_non_null(strstr(receipt.location, "/-/submission/"));
	assert_int_equal(waiting(), 2);
	struct visitor mod = member("gardener");
	struct reply seen = get(&mod, arena_printf(&arena, "/-/queue/%s", id_of(receipt.location)));
	assert_true(has(seen, "@ada") || has(seen, ">ada<"));
	/* Others' posts are not theirs to change. */
	assert_int_equal(get(&ada, "/-/edit?path=" TOPIC "/index.md").status, 403);
}

static void a_newcomer_becomes_a_member(void **state)
{
	(void)state;
	struct visitor ada, mod = member("gardener");
	const char *url = arena_printf(&arena, "/-/queue/%s", newcomer_joins(&ada));
	struct reply page = get(&mod, url);
	assert_int_equal(page.status, 200);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", hidden(page, "token"))).status, 303);
	assert_true(*published("members/ad/ada.md") != '\0');
	assert_int_equal(get(&ada, "/-/me").status, 200);
	assert_false(has(get(&ada, "/-/welcome"), "looks at your profile first"));
}

static void who_is_turned_down_is_nobody(void **state)
{
	(void)state;
	struct visitor ada, mod = member("gardener");
	const char *id = newcomer_joins(&ada), *url = arena_printf(&arena, "/-/queue/%s", id);
	struct reply page = get(&mod, url);
	assert_int_equal(
	    post(&mod, url, FIELDS("action", "reject", "reason", "No", "token", hidden(page, "token"))).status, 303);
	assert_int_equal(post(&ada, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Hi")).status, 403);
	struct reply welcome = get(&ada, "/-/welcome");
	assert_int_equal(welcome.status, 303);
	assert_non_null(strstr(welcome.location, id));
}

/* The link of a letter that signs in, used; the answer. */
static struct reply sign_in_as(const char *address)
{
	assert_int_equal(post(&guest, "/-/sign-in", FIELDS("handle", address)).status, 303);
	const char *letter = letter_to(address), *at = strstr(letter, "/-/sign-in/link?t=3D");
	char *token = arena_alloc(&arena, 64, 1), *to = token;
	assert_non_null(at);
	for (at += strlen("/-/sign-in/link?t=3D"); *at && to < token + 52; at++) {
		if (*at == '=' && at[1] == '\n')
			at++;
		else
			*to++ = *at;
	}
	return post(&guest, arena_printf(&arena, "/-/sign-in/link?t=%s", token), FIELDS("x", ""));
}

static void a_newcomer_signs_in_again(void **state)
{
	(void)state;
	struct visitor ada;
	const char *id = newcomer_joins(&ada);
	struct reply in = sign_in_as("ada@example.org");
	assert_int_equal(in.status, 303);
	assert_string_equal(in.location, "/-/welcome");
	struct visitor again = with_cookie(in);
	assert_true(has(get(&again, "/-/welcome"), "looks at your profile first"));
	assert_string_equal(get(&again, "/-/me").location, "/-/welcome");
	/* Turned down, it still leads to the reason. */
	struct queue *queue;
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	struct queue_verdict verdict = {.id = id, .reviewer = "gardener", .reason = "No", .rule = "", .now = now};
	assert_int_equal(queue_reject(queue, &verdict, &err), 0);
	again = with_cookie(sign_in_as("ada@example.org"));
	assert_non_null(strstr(get(&again, "/-/welcome").location, id));
}

static void who_was_turned_down_is_forgotten(void **state)
{
	(void)state;
	struct visitor ada;
	struct queue *queue;
	const char *id = newcomer_joins(&ada), *owner;
	assert_int_equal(server_queue(&server, &queue, &err), 0);
	struct queue_verdict verdict = {.id = id, .reviewer = "gardener", .reason = "No", .rule = "", .now = now};
	assert_int_equal(queue_reject(queue, &verdict, &err), 0);
	/* The name is theirs while they can read why. */
	assert_int_equal(join("ada", "other@example.org", "").status, 422);
	size_t moved, dropped;
	now += 31 * 86400;
	assert_int_equal(queue_sweep(queue, now, 30, &moved, &dropped, &err), 0);
	assert_int_equal(dropped, 1);
	join("eva", "ada@example.org", "");
	assert_int_equal(state_address_owner(db(), "ada@example.org", &arena, &owner, &err), -1);
	assert_non_null(link_in(letter_to("ada@example.org")));
	assert_int_equal(join("ada", "other@example.org", "").status, 303);
}

static void moderators_see_answers_and_inviter(void **state)
{
	(void)state;
	struct visitor mod = member("gardener");
	assert_int_equal(join("ada", "ada@example.org", make_invitation(1, 1)).status, 303);
	assert_int_equal(confirm(link_in(letter_to("ada@example.org")), "").status, 303);
	struct state_newcomer newcomer;
	assert_int_equal(state_newcomer_find(db(), "ada", &arena, &newcomer, &err), 0);
	struct reply page = get(&mod, arena_printf(&arena, "/-/queue/%s", newcomer.submission));
	assert_true(has(page, "What do you grow?"));
	assert_true(has(page, "Leeks"));
	assert_true(has(page, "Invited by"));
}

static void who_is_invited_need_not_wait(void **state)
{
	(void)state;
	const char *invitation = make_invitation(1, 1);
	assert_int_equal(join("ada", "ada@example.org", invitation).status, 303);
	assert_int_equal(confirm(link_in(letter_to("ada@example.org")), "").status, 303);
	assert_true(*published("members/ad/ada.md") != '\0');
}

#define TEST(f, site) cmocka_unit_test_setup_teardown(f, site, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_newcomer_waits_without_rights, holding_site),
		TEST(a_newcomer_becomes_a_member, holding_site),
		TEST(who_is_turned_down_is_nobody, holding_site),
		TEST(a_newcomer_signs_in_again, holding_site),
		TEST(who_was_turned_down_is_forgotten, holding_site),
		TEST(moderators_see_answers_and_inviter, asking_held_site),
		TEST(who_is_invited_need_not_wait, holding_site),
	};
	return cmocka_run_group_tests_name("cgi_newcomer", tests, NULL, NULL);
}
