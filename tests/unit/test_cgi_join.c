/* Joining by the form and its letter, and who may: everybody, those with an invitation, or nobody. */
#include "cgi_join_world.h"

#include "core/state/state_join.h"

static int open_site(void **state)
{
	(void)state;
	return site_start(JOIN);
}

static int asking_site(void **state)
{
	(void)state;
	return site_start(JOIN "question = What do you grow?\nquestion = Who sent you?\n");
}

static int invited_site(void **state)
{
	(void)state;
	return site_start(JOIN "open = invitation\n");
}

static int closed_site(void **state)
{
	(void)state;
	return site_start(JOIN "open = closed\n");
}

static int sharing_site(void **state)
{
	(void)state;
	return site_start(JOIN "[invite]\nwho = members\nper-day = 2\n");
}

static int question_site(void **state)
{
	(void)state;
	return site_start("[mail]\nfrom = stoa@example.org\n[join]\nseconds = 0\n[spam]\nquestion = What is 2 and 2? | four | 4\n");
}

static int slow_site(void **state)
{
	(void)state;
	return site_start("[mail]\nfrom = stoa@example.org\n[join]\nseconds = 3\n");
}

static void somebody_joins(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/join");
	assert_int_equal(form.status, 200);
	assert_true(has(form, "version 1"));
	assert_true(has(form, "/rules/"));
	struct reply sent = join(" Ada ", "ada@example.org", "");
	assert_int_equal(sent.status, 303);
	assert_string_equal(sent.location, "/-/join?sent=yes");
	assert_true(has(get(&guest, sent.location), "mailbox"));
	const char *link = link_in(letter_to("ada@example.org"));
	assert_non_null(link);
	/* Nothing is there before the button. */
	struct reply asked = get(&guest, link);
	assert_int_equal(asked.status, 200);
	assert_true(has(asked, "@ada"));
	assert_string_equal(published("members/ad/ada.md"), "");
	struct reply joined = confirm(link, "");
	assert_int_equal(joined.status, 303);
	assert_string_equal(joined.location, "/-/welcome");
	const char *profile = published("members/ad/ada.md");
	assert_string_equal(profile, "---\nname: Ada L\njoined: 2026-11-22T12:00:00Z\naccepted: 1\n---\n");
	struct visitor ada = with_cookie(joined);
	struct reply welcome = get(&ada, "/-/welcome");
	assert_int_equal(welcome.status, 200);
	assert_true(has(welcome, "Welcome, Ada L"));
	assert_int_equal(get(&ada, "/-/me").status, 200);
	assert_int_equal(get(&ada, "/-/queue").status, 403);
	/* Once is enough. */
	assert_int_equal(confirm(link, "").status, 404);
	assert_int_equal(get(&guest, link).status, 404);
	assert_string_equal(get(&ada, "/-/join").location, "/-/me");
}

static void a_role_cannot_be_typed(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/join");
	post(&guest, "/-/join",
	     FIELDS("token", hidden(form, "token"), "handle", "ada", "name", "A\nrole: admin", "address", "ada@example.org",
	            "role", "admin", "version", "1", "accept", "yes"));
	confirm(link_in(letter_to("ada@example.org")), "");
	assert_null(strstr(published("members/ad/ada.md"), "\nrole:"));
}

static void what_is_wrong_is_said_at_the_field(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/join");
	struct reply bad = post(&guest, "/-/join",
	                        FIELDS("token", hidden(form, "token"), "handle", "Ann Marie!", "name", "Moderator", "address", "nowhere",
	                               "version", "1"));
	assert_int_equal(bad.status, 422);
	assert_true(has(bad, "value=\"Ann Marie!\""));
	assert_true(has(bad, "How about ann-marie?"));
	assert_true(has(bad, "value=\"nowhere\""));
	assert_true(has(bad, "no mail address"));
	assert_true(has(bad, "tick the box"));
	assert_true(has(bad, "name of the site"));
	static const char *const taken[] = {"anna", "ANNA", "gardener", "admin", "st0a", "guest", "gardemer", "\xD0\xB0nna"};
	for (size_t i = 0; i < ARRAY_LEN(taken); i++) {
		struct reply reply = join(taken[i], "new@example.org", "");
		bool look_alike = strcmp(taken[i], "gardemer");
		if (look_alike != (reply.status == 422))
			fail_msg("%s: %d", taken[i], reply.status);
	}
	assert_int_equal(join("bert0", "new@example.org", "").status, 303);
	struct reply old = post(&guest, "/-/join",
	                        FIELDS("token", hidden(form, "token"), "handle", "ada", "address", "ada@example.org", "accept", "yes",
	                               "version", "0"));
	assert_int_equal(old.status, 422);
	assert_true(has(old, "rules have changed"));
}

static void robots_are_told_apart(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/join");
	const char *token = hidden(form, "token");
	struct reply quick = post(&guest, "/-/join", FIELDS("token", token, "handle", "ada", "address", "ada@example.org",
	                                                     "version", "1", "accept", "yes"));
	assert_int_equal(quick.status, 422);
	assert_true(has(quick, "faster than a person"));
	assert_true(has(quick, "value=\"ada@example.org\""));
	now += 4;
	struct reply trapped = post(&guest, "/-/join", FIELDS("token", token, "website", "x", "handle", "ada", "address",
	                                                       "ada@example.org", "version", "1", "accept", "yes"));
	assert_int_equal(trapped.status, 422);
	struct reply forged = post(&guest, "/-/join", FIELDS("token", "20261122-120000.aaaa", "handle", "ada", "address",
	                                                      "ada@example.org", "version", "1", "accept", "yes"));
	assert_int_equal(forged.status, 422);
	assert_string_equal(letter_to("ada@example.org"), "");
	struct reply fine = post(&guest, "/-/join", FIELDS("token", token, "handle", "ada", "address", "ada@example.org", "version",
	                                                   "1", "accept", "yes"));
	assert_int_equal(fine.status, 303);
	struct visitor elsewhere = {.address = "192.0.2.1", .origin = "https://evil.example"};
	assert_int_equal(post(&elsewhere, "/-/join", FIELDS("token", token, "handle", "eve")).status, 403);
}

static void a_known_address_gets_the_same_answer(void **state)
{
	(void)state;
	put_account("anna");
	assert_int_equal(state_address_put(db(), "anna", "anna@example.org", &err), 0);
	struct reply fresh = join("ada", "ada@example.org", ""), known = join("eva", "Anna@example.org", "");
	assert_int_equal(fresh.status, known.status);
	assert_string_equal(fresh.location, known.location);
	assert_string_equal(fresh.body, known.body);
	const char *letter = letter_to("Anna@example.org");
	assert_non_null(strstr(letter, "an account there already"));
	assert_null(link_in(letter));
}

static void one_network_joins_so_often(void **state)
{
	(void)state;
	int64_t most = server.site.conf.join_per_hour;
	for (int64_t i = 0; i < most; i++)
		assert_int_equal(join(arena_printf(&arena, "ada-%lld", (long long)i), arena_printf(&arena, "ada%lld@example.org", (long long)i), "").status, 303);
	struct reply r = join("zed", "zed@example.org", "");
	assert_int_equal(r.status, 429);
	assert_string_equal(header_of(r.head, "Retry-After"), "3600");
	assert_string_equal(letter_to("zed@example.org"), "");
	now += 3600;
	assert_int_equal(join("zed", "zed@example.org", "").status, 303);
}

/* Who was invited is known to somebody. */
static void a_question_for_guests_is_asked_here_too(void **state)
{
	(void)state;
	struct reply form = get(&guest, "/-/join");
	assert_true(has(form, "What is 2 and 2?"));
	const char *const *fields = FIELDS("token", hidden(form, "token"), "handle", "ada", "name", "Ada", "address", "ada@example.org", "version", "1", "accept", "yes");
	struct reply r = post(&guest, "/-/join", fields);
	assert_int_equal(r.status, 422);
	assert_true(has(r, "name=\"answer\""));
	assert_true(has(r, "value=\"ada@example.org\""));
	now += 5;
	r = post(&guest, "/-/join", FIELDS("token", hidden(form, "token"), "handle", "ada", "name", "Ada", "address", "ada@example.org", "version", "1", "accept", "yes", "answer", "five"));
	assert_int_equal(r.status, 422);
	r = post(&guest, "/-/join", FIELDS("token", hidden(form, "token"), "handle", "ada", "name", "Ada", "address", "ada@example.org", "version", "1", "accept", "yes", "answer", " Four "));
	assert_int_equal(r.status, 303);
	assert_null(strstr(letter_to("ada@example.org"), "2 and 2"));
	form = get(&guest, arena_printf(&arena, "/-/join?i=%s", make_invitation(1, 1)));
	assert_false(has(form, "What is 2 and 2?"));
}

static void a_mailbox_is_not_flooded(void **state)
{
	(void)state;
	int letters = 0;
	for (int i = 0; i < 6; i++) {
		struct reply reply = join("ada", i % 2 ? "ada@example.org" : "ADA@example.org", "");
		assert_int_equal(reply.status, 303);
		letters += *letter_to(i % 2 ? "ada@example.org" : "ADA@example.org") != '\0';
	}
	assert_int_equal(letters, 3);
}

static void of_two_one_gets_the_handle(void **state)
{
	(void)state;
	join("ada", "one@example.org", "");
	const char *one = link_in(letter_to("one@example.org"));
	join("ada", "two@example.org", "");
	const char *two = link_in(letter_to("two@example.org"));
	assert_int_equal(confirm(one, "").status, 303);
	struct reply late = confirm(two, "");
	assert_int_equal(late.status, 409);
	assert_true(has(late, "Somebody else has taken"));
	assert_true(has(late, "name=\"handle\""));
	assert_int_equal(confirm(two, "adda-0ne").status, 303);
	assert_true(*published("members/ad/adda-0ne.md") != '\0');
}

static void one_address_one_member(void **state)
{
	(void)state;
	join("ada", "one@example.org", "");
	const char *one = link_in(letter_to("one@example.org"));
	join("eva", "one@example.org", "");
	const char *two = link_in(letter_to("one@example.org"));
	assert_int_equal(confirm(one, "").status, 303);
	assert_int_equal(confirm(two, "").status, 403);
	assert_string_equal(published("members/ev/eva.md"), "");
}

static void links_expire(void **state)
{
	(void)state;
	join("ada", "one@example.org", "");
	const char *link = link_in(letter_to("one@example.org"));
	now += 49 * 3600;
	assert_int_equal(get(&guest, link).status, 404);
	assert_int_equal(confirm(link, "").status, 404);
	assert_int_equal(get(&guest, "/-/join/confirm").status, 404);
	assert_int_equal(get(&guest, "/-/join/confirm?t=guess").status, 404);
}

static void answers_are_for_moderators(void **state)
{
	(void)state;
	struct state_newcomer newcomer;
	struct reply form = get(&guest, "/-/join");
	assert_true(has(form, "What do you grow?"));
	struct reply bad = post(&guest, "/-/join", FIELDS("token", hidden(form, "token"), "handle", "ada", "address",
	                                                   "ada@example.org", "version", "1", "accept", "yes", "answer1", "Leeks"));
	assert_int_equal(bad.status, 422);
	assert_true(has(bad, "Please answer this"));
	join("ada", "ada@example.org", "");
	assert_int_equal(confirm(link_in(letter_to("ada@example.org")), "").status, 303);
	assert_int_equal(state_newcomer_find(db(), "ada", &arena, &newcomer, &err), 0);
	assert_string_equal(newcomer.answers, "What do you grow?\nLeeks\nWho sent you?\nNobody\n");
	assert_null(strstr(published("members/ad/ada.md"), "Leeks"));
}

/* ---- invitations ---- */

static void only_the_invited_join(void **state)
{
	(void)state;
	struct reply uninvited = get(&guest, "/-/join");
	assert_int_equal(uninvited.status, 200);
	assert_true(has(uninvited, "works by invitation"));
	assert_int_equal(join("ada", "ada@example.org", "").status, 403);
	const char *good = make_invitation(1, 1);
	char *altered = arena_dup(&arena, good);
	altered[12] = altered[12] == 'a' ? 'b' : 'a';
	assert_int_equal(join("ada", "ada@example.org", altered).status, 403);
	struct reply form = get(&guest, arena_printf(&arena, "/-/join?i=%s", good));
	assert_true(has(form, "Gardener invited you"));
	assert_int_equal(join("ada", "ada@example.org", good).status, 303);
	const char *ada = link_in(letter_to("ada@example.org"));
	assert_int_equal(join("eva", "eva@example.org", good).status, 303);
	const char *eva = link_in(letter_to("eva@example.org"));
	assert_int_equal(confirm(ada, "").status, 303);
	struct reply used_up = confirm(eva, "");
	assert_int_equal(used_up.status, 403);
	assert_string_equal(published("members/ev/eva.md"), "");
	assert_int_equal(join("ida", "ida@example.org", good).status, 403);
	const char *late = make_invitation(1, 1);
	now += 2 * 86400;
	assert_int_equal(join("ida", "ida@example.org", late).status, 403);
}

static void nobody_joins_where_it_is_closed(void **state)
{
	(void)state;
	assert_true(has(get(&guest, "/-/join"), "takes no new members"));
	assert_int_equal(join("ada", "ada@example.org", "").status, 403);
	assert_int_equal(join("ada", "ada@example.org", make_invitation(1, 1)).status, 403);
	assert_false(has(get(&guest, "/-/sign-in"), "/-/join"));
}

static void moderators_make_and_revoke(void **state)
{
	(void)state;
	struct visitor mod = member("gardener"), anna = member("anna");
	struct state_invites invites;
	assert_int_equal(get(&anna, "/-/invite").status, 403);
	assert_non_null(strstr(get(&guest, "/-/invite").location, "/-/sign-in"));
	struct reply page = get(&mod, "/-/invite");
	assert_int_equal(page.status, 200);
	const char *token = hidden(page, "token");
	assert_int_equal(post(&mod, "/-/invite", FIELDS("action", "link", "uses", "2", "days", "3", "note", "fair")).status, 403);
	assert_int_equal(post(&mod, "/-/invite", FIELDS("action", "link", "uses", "0", "days", "x", "token", token)).status, 422);
	struct reply made = post(&mod, "/-/invite", FIELDS("action", "link", "uses", "2", "days", "3", "note", "fair", "token", token));
	assert_int_equal(made.status, 303);
	struct reply shown = get(&mod, made.location);
	assert_true(has(shown, "The link is ready"));
	assert_true(has(shown, "fair"));
	assert_int_equal(state_invite_list(db(), NULL, 9, &arena, &invites, &err), 0);
	assert_int_equal(invites.len, 1);
	const char *link = invite_sign(server.secret, invites.at[0].id, &arena);
	assert_true(has(shown, link));
	assert_int_equal(join("ada", "ada@example.org", link).status, 303);
	assert_int_equal(confirm(link_in(letter_to("ada@example.org")), "").status, 303);
	assert_true(has(get(&mod, "/-/invite"), "Ada L"));
	assert_int_equal(post(&mod, "/-/invite", FIELDS("action", "revoke", "id", invites.at[0].id, "token", token)).status, 303);
	assert_int_equal(join("eva", "eva@example.org", link).status, 403);
	assert_false(has(get(&mod, "/-/invite"), link));
}

static void members_invite_by_mail(void **state)
{
	(void)state;
	struct visitor anna = member("anna"), bert = member("bert");
	const char *token = hidden(get(&anna, "/-/invite"), "token");
	struct reply bad = post(&anna, "/-/invite", FIELDS("action", "mail", "uses", "1", "days", "3", "addresses",
	                                                    "one@example.org\nno-address", "token", token));
	assert_int_equal(bad.status, 422);
	assert_true(has(bad, "no-address"));
	assert_string_equal(letter_to("one@example.org"), "");
	struct reply sent = post(&anna, "/-/invite", FIELDS("action", "mail", "uses", "1", "days", "3", "note", "Come & see", "addresses",
	                                                     "one@example.org\r\nONE@example.org", "token", token));
	assert_int_equal(sent.status, 303);
	assert_string_equal(sent.location, "/-/invite?done=mailed&sent=1&skipped=1");
	assert_true(has(get(&anna, sent.location), "1 invitation is on the way. 1 address was left out"));
	const char *letter = letter_to("one@example.org");
	assert_non_null(strstr(letter, "Anna invites you"));
	assert_non_null(strstr(letter, "/-/join?i=3D"));
	/* Two a day. What is too many stays in the form. */
	struct reply full = post(&anna, "/-/invite", FIELDS("action", "mail", "uses", "1", "days", "3", "addresses",
	                                                     "two@example.org three@example.org, four@example.org", "token", token));
	assert_int_equal(full.status, 429);
	assert_true(has(full, "three@example.org\nfour@example.org"));
	assert_false(has(full, "two@example.org"));
	/* Who asks does not matter to who is asked; but who was not written to may be. */
	token = hidden(get(&bert, "/-/invite"), "token");
	sent = post(&bert, "/-/invite", FIELDS("action", "mail", "uses", "1", "days", "3", "addresses",
	                                       "one@example.org three@example.org", "token", token));
	assert_string_equal(sent.location, "/-/invite?done=mailed&sent=1&skipped=1");
	/* One's own alone. */
	assert_false(has(get(&bert, "/-/invite"), "Come &amp; see"));
	assert_true(has(get(&anna, "/-/invite"), "Come &amp; see"));
}

static void a_link_is_made_for_its_maker(void **state)
{
	(void)state;
	struct visitor anna = member("anna");
	struct state_invites invites;
	make_invitation(5, 5);
	assert_int_equal(state_invite_list(db(), NULL, 9, &arena, &invites, &err), 0);
	const char *id = invites.at[0].id;
	assert_false(has(get(&anna, arena_printf(&arena, "/-/invite?made=%s", id)), invite_sign(server.secret, id, &arena)));
	const char *token = hidden(get(&anna, "/-/invite"), "token");
	assert_int_equal(post(&anna, "/-/invite", FIELDS("action", "revoke", "id", id, "token", token)).status, 404);
}

#define TEST(f, site) cmocka_unit_test_setup_teardown(f, site, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(somebody_joins, open_site),
		TEST(a_role_cannot_be_typed, open_site),
		TEST(what_is_wrong_is_said_at_the_field, open_site),
		TEST(robots_are_told_apart, slow_site),
		TEST(a_known_address_gets_the_same_answer, open_site),
		TEST(one_network_joins_so_often, open_site),
		TEST(a_question_for_guests_is_asked_here_too, question_site),
		TEST(a_mailbox_is_not_flooded, open_site),
		TEST(of_two_one_gets_the_handle, open_site),
		TEST(one_address_one_member, open_site),
		TEST(links_expire, open_site),
		TEST(answers_are_for_moderators, asking_site),
		TEST(only_the_invited_join, invited_site),
		TEST(nobody_joins_where_it_is_closed, closed_site),
		TEST(moderators_make_and_revoke, open_site),
		TEST(members_invite_by_mail, sharing_site),
		TEST(a_link_is_made_for_its_maker, sharing_site),
	};
	return cmocka_run_group_tests_name("cgi_join", tests, NULL, NULL);
}
