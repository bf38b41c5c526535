/* Signing in by a letter and by a password, and the session of it: each test is red when its defence is taken out. */
#include "cgi_account_world.h"

static const char *ticket_of(struct reply r)
{
	assert_int_equal(r.status, 303);
	const char *at = strstr(r.location, "ticket=");
	assert_non_null(at);
	return at + 7;
}

static void a_link_signs_in_once(void **s)
{
	(void)s;
	put_address("anna");
	ask_letter("Anna@Example.org");
	struct mailed letter = mailed();
	assert_string_equal(letter.address, "anna@example.org");
	struct reply r = get(&guest, letter.link);
	assert_int_equal(r.status, 200);
	assert_null(r.cookie);
	assert_true(has(r, "As anna, in this browser."));
	r = use(letter.link);
	assert_string_equal(r.location, "/-/me");
	struct visitor anna = with_cookie(r);
	assert_true(has(get(&anna, "/-/me"), "You are signed in as anna."));
	r = use(letter.link);
	assert_int_equal(r.status, 403);
	assert_null(r.cookie);
	assert_int_equal(get(&guest, letter.link).status, 403);
}

static void a_link_that_is_altered_old_or_replaced_is_dead(void **s)
{
	(void)s;
	put_address("anna");
	ask_letter("anna");
	struct mailed first = mailed();
	char *altered = arena_dup(&arena, first.link);
	altered[strlen(altered) - 1] ^= 1;
	assert_int_equal(use(altered).status, 403);
	assert_int_equal(use("/-/sign-in/link?t=").status, 403);
	assert_int_equal(use("/-/sign-in/link").status, 403);
	ask_letter("anna@example.org");
	struct mailed second = mailed();
	assert_int_equal(use(first.link).status, 403);
	now += 30 * 60;
	assert_int_equal(get(&guest, second.link).status, 403);
	assert_int_equal(use(second.link).status, 403);
	now -= 1;
	assert_int_equal(get(&guest, second.link).status, 200);
	assert_int_equal(use(second.link).status, 303);
}

static void a_link_for_somebody_who_left_opens_nothing(void **s)
{
	(void)s;
	put_address("anna");
	ask_letter("anna");
	struct mailed letter = mailed();
	static const struct store_edit gone[] = {{"members/an/anna.md", NULL, 0}};
	put_content(gone, 1);
	struct reply r = use(letter.link);
	assert_int_equal(r.status, 403);
	assert_null(r.cookie);
}

static void a_link_from_another_site_needs_its_button(void **s)
{
	(void)s;
	put_address("anna");
	ask_letter("anna");
	struct mailed letter = mailed();
	struct visitor evil = {.address = "192.0.2.1", .origin = "https://evil.example"};
	assert_int_equal(post(&evil, letter.link, FIELDS("x", "y")).status, 403);
	assert_int_equal(use(letter.link).status, 303);
}

static void a_code_signs_in_where_it_was_asked_for(void **s)
{
	(void)s;
	put_address("anna");
	const char *ticket = ticket_of(ask_letter("anna"));
	struct mailed letter = mailed();
	assert_true(has(get(&guest, arena_printf(&arena, "/-/sign-in/sent?ticket=%s", ticket)), ticket));
	struct reply r = post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", "AAAA-AAAA"));
	assert_int_equal(r.status, 422);
	assert_null(r.cookie);
	assert_int_equal(post(&guest, "/-/sign-in/code", FIELDS("ticket", "x", "code", letter.code)).status, 422);
	with_cookie(post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", letter.code)));
	assert_int_equal(post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", letter.code)).status, 422);
	assert_int_equal(use(letter.link).status, 403);
}

static void codes_cannot_be_tried_out(void **s)
{
	(void)s;
	put_address("anna");
	const char *ticket = ticket_of(ask_letter("anna"));
	struct mailed letter = mailed();
	for (int i = 0; i < 5; i++)
		assert_int_equal(post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", "AAAA-AAAA")).status, 422);
	assert_int_equal(post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", letter.code)).status, 422);
	assert_int_equal(use(letter.link).status, 303);
}

/* What asking for a link leaves behind: rows of letters, tokens and rates. */
static struct reply ask_and_count(const char *who, int64_t rows[static 3])
{
	static const char *const tables[] = {"letter", "token", "rate"};
	for (size_t i = 0; i < 3; i++)
		rows[i] = count(tables[i]);
	struct reply r = ask_letter(who);
	for (size_t i = 0; i < 3; i++)
		rows[i] = count(tables[i]) - rows[i];
	assert_true(server.letters);
	server.letters = false;
	return r;
}

static const char *without_ticket(const char *text, const char *ticket)
{
	struct str out;
	str_init(&out, 1 << 20);
	for (const char *at = text, *found; *at; at = found + strlen(ticket)) {
		found = strstr(at, ticket);
		str_add(&out, at, found ? (size_t)(found - at) : strlen(at));
		if (!found)
			break;
	}
	const char *copy = arena_dupn(&arena, out.at, out.len);
	str_release(&out);
	return copy;
}

static void nobody_learns_who_has_an_account(void **s)
{
	(void)s;
	put_address("anna");
	put_account("bert"); /* without address */
	int64_t known[3], other[3];
	struct reply a = ask_and_count("anna@example.org", known);
	const char *ticket = ticket_of(a);
	struct reply page = get(&guest, arena_printf(&arena, "/-/sign-in/sent?ticket=%s", ticket));
	struct reply wrong = post(&guest, "/-/sign-in/code", FIELDS("ticket", ticket, "code", "AAAA-AAAA"));
	static const char *const others[] = {"eve@example.org", "nobody", "bert", "../x", "a b", "anna@example.org\r\nBcc: eve@example.net"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct reply b = ask_and_count(others[i], other);
		const char *decoy = ticket_of(b);
		assert_memory_equal(known, other, sizeof(known));
		assert_string_equal(without_ticket(a.head, ticket), without_ticket(b.head, decoy));
		struct reply theirs = get(&guest, arena_printf(&arena, "/-/sign-in/sent?ticket=%s", decoy));
		assert_string_equal(without_ticket(page.body, ticket), without_ticket(theirs.body, decoy));
		int64_t rates = count("rate");
		theirs = post(&guest, "/-/sign-in/code", FIELDS("ticket", decoy, "code", "AAAA-AAAA"));
		assert_int_equal(count("rate"), rates + 2);
		assert_int_equal(theirs.status, wrong.status);
		assert_string_equal(without_ticket(wrong.body, ticket), without_ticket(theirs.body, decoy));
	}
	assert_string_equal(mailed().address, "anna@example.org");
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_string_equal(mailed().address, "");
}

static void a_member_is_not_buried_in_letters(void **s)
{
	(void)s;
	put_address("anna");
	struct mailed last = {0};
	for (int i = 0; i < 5; i++) {
		ask_letter("anna");
		last = mailed();
		assert_string_equal(last.address, "anna@example.org");
	}
	struct reply r = ask_letter("anna");
	assert_int_equal(r.status, 303);
	assert_string_equal(mailed().address, "");
	assert_int_equal(use(last.link).status, 303);
}

static void one_network_asks_for_so_many_letters(void **s)
{
	(void)s;
	for (int i = 0; i < 20; i++)
		assert_int_equal(ask_letter(arena_printf(&arena, "somebody-%d", i)).status, 303);
	struct reply r = ask_letter("anna");
	assert_int_equal(r.status, 429);
	assert_non_null(strstr(r.head, "Retry-After: "));
}

static void a_stranger_cannot_lock_a_member_out(void **s)
{
	(void)s;
	put_address("anna");
	for (int i = 0; i < 10; i++)
		assert_int_equal(try_password("198.51.100.7", "anna", "wrong").status, 403);
	assert_int_equal(try_password("198.51.100.7", "anna", PASSWORD).status, 429);
	assert_int_equal(try_password("198.51.100.7", "ANNA", PASSWORD).status, 429);
	assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 303);
	now += 901;
	assert_int_equal(try_password("198.51.100.7", "anna", PASSWORD).status, 303);
}

/* Who tries one password on everybody is one network. */
static void one_network_tries_so_many_accounts(void **s)
{
	(void)s;
	put_account("anna");
	for (int i = 0; i < 50; i++)
		assert_int_equal(try_password("198.51.100.7", arena_printf(&arena, "somebody-%d", i), "wrong").status, 403);
	assert_int_equal(try_password("198.51.100.7", "anna", PASSWORD).status, 429);
	assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 303);
}

static void many_machines_close_the_password_but_not_the_mailbox(void **s)
{
	(void)s;
	put_address("anna");
	for (int i = 0; i < 50; i++)
		assert_int_equal(try_password(arena_printf(&arena, "198.51.100.%d", i), "anna", "wrong").status, 403);
	struct reply r = try_password("192.0.2.9", "anna", PASSWORD);
	assert_int_equal(r.status, 403);
	assert_true(has(r, "perhaps by somebody else"));
	ask_letter("anna");
	assert_int_equal(use(mailed().link).status, 303);
}

/* The cookie that a browser keeps after signing in. */
static struct visitor known(struct reply r, const char *address)
{
	const char *at = strstr(r.head, "Set-Cookie: stoa-known=");
	assert_int_equal(r.status, 303);
	assert_non_null(at);
	at += strlen("Set-Cookie: ");
	assert_non_null(strstr(arena_dupn(&arena, at, strcspn(at, "\r")), "; HttpOnly; SameSite=Lax"));
	return (struct visitor){.address = address, .origin = "http://localhost:8080", .cookie = arena_dupn(&arena, at, strcspn(at, ";"))};
}

static struct reply sign_in_from(const struct visitor *visitor, const char *who, const char *password)
{
	return post(visitor, "/-/sign-in", FIELDS("handle", who, "password", password));
}

static void strangers_do_not_hold_back_a_known_browser(void **s)
{
	(void)s;
	put_address("anna");
	put_account("bert");
	struct visitor annas = known(try_password("192.0.2.9", "anna", PASSWORD), "198.51.100.7");
	for (int i = 0; i < 11; i++)
		try_password("198.51.100.7", "anna", "wrong");
	for (int i = 0; i < 50; i++)
		try_password(arena_printf(&arena, "203.0.113.%d", i), "anna", "wrong");
	assert_int_equal(try_password("198.51.100.7", "anna", PASSWORD).status, 429);
	assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 403);
	struct reply r = sign_in_from(&annas, "anna", PASSWORD);
	assert_int_equal(r.status, 303);
	assert_null(strstr(r.head, "stoa-known"));
	/* It is known for anna, and for a few wrong ones at a time. */
	for (int i = 0; i < 50; i++)
		try_password(arena_printf(&arena, "203.0.113.%d", i), "bert", "wrong");
	for (int i = 0; i < 10; i++)
		try_password("198.51.100.7", "bert", "wrong");
	assert_int_equal(sign_in_from(&annas, "bert", PASSWORD).status, 429);
	for (int i = 0; i < 10; i++)
		assert_int_equal(sign_in_from(&annas, "anna", "wrong").status, 403);
	assert_int_equal(sign_in_from(&annas, "anna", PASSWORD).status, 429);
}

static void a_known_browser_cannot_be_made_up(void **s)
{
	(void)s;
	put_address("anna");
	struct visitor annas = known(try_password("192.0.2.9", "anna", PASSWORD), "198.51.100.7");
	for (int i = 0; i < 10; i++)
		try_password("198.51.100.7", "anna", "wrong");
	char *altered = arena_dup(&arena, annas.cookie);
	altered[12] = altered[12] == 'a' ? 'b' : 'a';
	const char *const cookies[] = {altered, "stoa-known=", "stoa-known=.", "stoa-known=aaaaaaaaaaaaaaaa.", "stoa-known=aaaaaaaaaaaaaaaa.aaaa"};
	for (size_t i = 0; i < ARRAY_LEN(cookies); i++) {
		struct visitor evil = annas;
		evil.cookie = cookies[i];
		assert_int_equal(sign_in_from(&evil, "anna", PASSWORD).status, 429);
	}
	assert_int_equal(sign_in_from(&annas, "anna", PASSWORD).status, 303);
	assert_int_equal(get(&annas, "/-/me").status, 303);
}

/* A school has one address: who signs in rightly takes nothing away from the others. */
static void success_is_not_counted(void **s)
{
	(void)s;
	put_account("anna");
	for (int i = 0; i < 60; i++)
		assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 303);
}

static void without_mail_no_link_is_offered(void **s)
{
	(void)s;
	put_account("anna");
	server.site.conf.mail_from = "";
	struct reply r = get(&guest, "/-/sign-in");
	assert_false(has(r, "Mail me a link"));
	assert_true(has(r, "name=\"password\" type=\"password\" required"));
	assert_int_equal(ask_letter("anna").status, 403);
	assert_int_equal(count("letter"), 0);
	assert_int_equal(try_password("192.0.2.9", "anna", PASSWORD).status, 303);
}

static void a_link_leads_back_but_not_away(void **s)
{
	(void)s;
	put_address("anna");
	post(&guest, "/-/sign-in", FIELDS("handle", "anna", "next", "/-/me/sessions"));
	assert_string_equal(use(mailed().link).location, "/-/me/sessions");
	static const char *const bad[] = {"https://evil.example/", "//evil.example/", "/\\evil.example/", "/\r\nSet-Cookie: x=y"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		post(&guest, "/-/sign-in", FIELDS("handle", "anna", "next", bad[i]));
		assert_string_equal(use(mailed().link).location, "/-/me");
	}
}

static void a_session_is_new_at_each_sign_in(void **s)
{
	(void)s;
	put_address("anna");
	struct visitor old = member("bert");
	ask_letter("anna");
	struct reply r = post(&old, mailed().link, FIELDS("x", "y"));
	struct visitor fresh = with_cookie(r);
	assert_null(strstr(old.cookie, fresh.cookie));
	assert_non_null(strstr(r.cookie, "HttpOnly"));
	assert_int_equal(get(&old, "/-/me").status, 303);
	assert_int_equal(get(&fresh, "/-/me").status, 200);
}

/* What another site of the same domain sets, under whatever name, is not taken for it (RFC 6265bis, 4.1.3.2). */
static void over_https_a_cookie_is_of_this_host_alone(void **s)
{
	(void)s;
	const char *origin = server.site.origin;
	struct visitor anna = {.address = "192.0.2.1", .origin = "https://localhost:8080"};
	put_address("anna");
	ask_letter("anna");
	server.site.origin = "https://localhost:8080";
	struct reply r = post(&anna, mailed().link, FIELDS("x", "y"));
	server.site.origin = origin;
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.head, "Set-Cookie: __Host-stoa="));
	assert_non_null(strstr(r.cookie, "; Path=/; "));
	assert_non_null(strstr(r.cookie, "; Secure"));
	assert_null(strstr(r.head, "Domain="));
}

static void the_web_servers_word_counts_only_where_it_is_trusted(void **s)
{
	(void)s;
	struct visitor anna = {.address = "192.0.2.1", .origin = "http://localhost:8080", .remote_user = "anna"};
	assert_int_equal(get(&anna, "/-/me").status, 303);
	server.site.conf.sign_in_remote_user = true;
	struct reply r = get(&anna, "/-/me");
	assert_true(has(r, "You are signed in as anna."));
	const char *token = hidden(r, "token");
	struct visitor bert = anna;
	bert.remote_user = "bert";
	assert_int_equal(post(&bert, "/-/sign-out", FIELDS("token", token)).status, 403);
	assert_int_equal(post(&anna, "/-/sign-out", FIELDS("token", token)).status, 303);
	static const char *const nobodies[] = {"", "nobody", "Anna", "anna\n", "../an/anna", "guest"};
	for (size_t i = 0; i < ARRAY_LEN(nobodies); i++) {
		anna.remote_user = nobodies[i];
		assert_int_equal(get(&anna, "/-/me").status, 303);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_mail, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_link_signs_in_once),
		TEST(a_link_that_is_altered_old_or_replaced_is_dead),
		TEST(a_link_for_somebody_who_left_opens_nothing),
		TEST(a_link_from_another_site_needs_its_button),
		TEST(a_code_signs_in_where_it_was_asked_for),
		TEST(codes_cannot_be_tried_out),
		TEST(nobody_learns_who_has_an_account),
		TEST(a_member_is_not_buried_in_letters),
		TEST(one_network_asks_for_so_many_letters),
		TEST(a_stranger_cannot_lock_a_member_out),
		TEST(many_machines_close_the_password_but_not_the_mailbox),
		TEST(one_network_tries_so_many_accounts),
		TEST(strangers_do_not_hold_back_a_known_browser),
		TEST(a_known_browser_cannot_be_made_up),
		TEST(success_is_not_counted),
		TEST(without_mail_no_link_is_offered),
		TEST(a_link_leads_back_but_not_away),
		TEST(a_session_is_new_at_each_sign_in),
		TEST(over_https_a_cookie_is_of_this_host_alone),
		TEST(the_web_servers_word_counts_only_where_it_is_trusted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
