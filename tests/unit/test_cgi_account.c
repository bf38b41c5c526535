/* Signing in and what a member keeps to themselves: each test is red when its defence is taken out. */
#include "tests/unit/cgi_site.h"

#include "core/mail/mail.h"
#include "core/state/state_mail.h"

static int start_mail(void **s)
{
	(void)s;
	return site_start("[mail]\nfrom = stoa@example.org\n[site]\ntitle = Hedge & Garden\nurl = http://hedge.example/\n");
}

static struct state *db(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

static void put_address(const char *handle)
{
	put_account(handle);
	assert_int_equal(state_address_put(db(), handle, arena_printf(&arena, "%s@example.org", handle), &err), 0);
}

/* The one letter that waits: whom it goes to ("" for nobody), its link's path and query, and its code. */
struct mailed {
	const char *address, *message, *link, *code;
};

static struct mailed mailed(void)
{
	struct state_letter letter;
	struct mail_received mail;
	if (state_letter_claim(db(), now, 60, &arena, &letter, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(state_letter_sent(db(), letter.id, &err), 0);
	assert_int_equal(mail_read(letter.message, strlen(letter.message), 10, &arena, &mail, &err), 0);
	const char *url = strstr(mail.text, "http"), *code = strstr(mail.text, "\n    ");
	assert_non_null(url);
	assert_non_null(code);
	assert_int_equal(strncmp(url, "http://hedge.example/-/sign-in/link?t=", 38), 0);
	return (struct mailed){letter.address, letter.message, arena_dupn(&arena, url + 20, strcspn(url + 20, "\n")),
	                       arena_dupn(&arena, code + 5, 9)};
}

static struct reply ask_letter(const char *who)
{
	return post(&guest, "/-/sign-in", FIELDS("handle", who));
}

static const char *ticket_of(struct reply r)
{
	assert_int_equal(r.status, 303);
	const char *at = strstr(r.location, "ticket=");
	assert_non_null(at);
	return at + 7;
}

static struct reply use(const char *link)
{
	return post(&guest, link, FIELDS("x", "y"));
}

static struct visitor with_cookie(struct reply r)
{
	struct visitor visitor = guest;
	assert_int_equal(r.status, 303);
	assert_non_null(r.cookie);
	visitor.cookie = arena_dupn(&arena, r.cookie, strcspn(r.cookie, ";"));
	return visitor;
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

static int64_t count(const char *table)
{
	char command[256], line[64] = "";
	snprintf(command, sizeof(command), "sqlite3 %s/state/state.db 'SELECT count(*) FROM %s'", dir, table);
	FILE *out = popen(command, "r");
	assert_non_null(out);
	assert_non_null(fgets(line, sizeof(line), out));
	pclose(out);
	return strtol(line, NULL, 10);
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

static struct reply try_password(const char *address, const char *who, const char *password)
{
	struct visitor visitor = {.address = address, .origin = "http://localhost:8080"};
	return post(&visitor, "/-/sign-in", FIELDS("handle", who, "password", password));
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
		TEST(many_machines_close_the_password_but_not_the_mailbox), TEST(one_network_tries_so_many_accounts),
		TEST(strangers_do_not_hold_back_a_known_browser),
		TEST(a_known_browser_cannot_be_made_up),
		TEST(a_new_password_is_told_by_letter),
		TEST(success_is_not_counted),
		TEST(without_mail_no_link_is_offered),
		TEST(a_link_leads_back_but_not_away),
		TEST(a_session_is_new_at_each_sign_in), TEST(over_https_a_cookie_is_of_this_host_alone),
		TEST(a_password_needs_the_old_one),
		TEST(old_passwords_cannot_be_tried_out),
		TEST(who_came_by_mail_needs_no_old_password_for_a_while),
		TEST(bad_passwords_are_refused),
		TEST(sessions_are_the_members_own),
		TEST(signing_out_everywhere),
		TEST(me_shows_what_i_sent_and_nobody_elses),
		TEST(the_web_servers_word_counts_only_where_it_is_trusted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
