#include "tests/unit/cgi_site.h"

#include "cgi/visit/letter.h"
#include "cgi/session/once.h"
#include "core/mail/mail.h"
#include "core/state/state_mail.h"

/* A visit as serve.c would make it, for what handlers call. */
static struct visit visit;
static struct wire wire;
static struct req_io io;

static int start_mail(void **s)
{
	(void)s;
	site_start("[mail]\nfrom = stoa@example.org\n[site]\ntitle = Hedge & Garden\nurl = https://hedge.example/\n");
	io = (struct req_io){wire_variable, wire_read, wire_write, wire_log, &wire};
	visit = (struct visit){.server = &server, .io = &io, .arena = &arena, .now = now, .id = "", .fill = {&server.site, server.theme, &arena}};
	return 0;
}

static struct state *state_of_site(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

static struct state_letter next_letter(void)
{
	struct state_letter letter;
	if (state_letter_claim(state_of_site(), now, 60, &arena, &letter, &err))
		fail_msg("%s", err.msg);
	return letter;
}

static struct mail_received read_letter(const struct state_letter *letter)
{
	struct mail_received mail;
	assert_int_equal(mail_read(letter->message, strlen(letter->message), 10, &arena, &mail, &err), 0);
	return mail;
}

static void a_letter_says_what_it_is_given(void **s)
{
	(void)s;
	struct letter letter = {.name = "anna", .address = "anna@example.org", .heading = "Sign in to <Hedge>",
	                        .sentences = (const char *const[]){"First & last.", "Second.", NULL},
	                        .button = "Sign in", .url = "/-/sign-in/link?t=abc", .code = "ABCD-EFGH", .code_help = "Or type:",
	                        .why = "Somebody asked for it."};
	assert_true(letter_is_open(&visit));
	if (letter_put(&visit, &letter, &err))
		fail_msg("%s", err.msg);
	assert_true(server.letters);
	struct state_letter waiting = next_letter();
	assert_string_equal(waiting.address, "anna@example.org");
	struct mail_received mail = read_letter(&waiting);
	assert_string_equal(mail.subject, "Sign in to <Hedge>");
	assert_non_null(strstr(mail.text, "First & last."));
	assert_non_null(strstr(mail.text, "Sign in:\nhttps://hedge.example/-/sign-in/link?t=abc\n"));
	assert_non_null(strstr(mail.text, "    ABCD-EFGH\n"));
	assert_non_null(strstr(waiting.message, "Auto-Submitted"));
}

static void nothing_gets_into_a_header(void **s)
{
	(void)s;
	struct letter letter = {.name = "", .address = "anna@example.org", .heading = "x\r\nBcc: eve@example.net\n\nHello\xE2\x80\xA8",
	                        .sentences = (const char *const[]){NULL}, .why = "w"};
	assert_int_equal(letter_put(&visit, &letter, &err), 0);
	struct mail_received mail = { 0 };
	struct state_letter waiting = next_letter();
	mail = read_letter(&waiting);
	assert_string_equal(mail.subject, "x Bcc: eve@example.net Hello");
	assert_null(strstr(waiting.message, "\nBcc:"));
	static const char *const bad[] = {"anna@example.org\nBcc: x@y.z", "anna", "-t@x.org", "a b@x.org", "", "a@b@c.org", "a@x.org,b@x.org"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		letter.address = bad[i];
		assert_int_equal(letter_put(&visit, &letter, &err), -1);
		assert_int_equal(err.code, ERR_INPUT);
		err_clear(&err);
	}
	assert_int_equal(state_letter_claim(state_of_site(), now, 60, &arena, &waiting, &err), -1);
}

static void a_letter_to_nobody_is_a_row_too(void **s)
{
	(void)s;
	struct letter letter = {.name = "", .heading = "x", .sentences = (const char *const[]){NULL}, .why = "w"};
	assert_int_equal(letter_put(&visit, &letter, &err), 0);
	assert_string_equal(next_letter().address, "");
	assert_true(server.letters);
}

static void no_letters_without_a_sender(void **s)
{
	(void)s;
	server.site.conf.mail_from = "";
	struct letter letter = {.name = "", .heading = "x", .sentences = (const char *const[]){NULL}, .why = "w"};
	assert_false(letter_is_open(&visit));
	assert_int_equal(letter_put(&visit, &letter, &err), -1);
	assert_int_equal(err.code, ERR_CONF);
}

static struct once_made make(const char *purpose, const char *who, bool many)
{
	struct once_made made;
	struct once once = {.purpose = purpose, .who = who, .payload = "p", .seconds = 600, .many = many};
	if (once_make(&visit, &once, &made, &err))
		fail_msg("%s", err.msg);
	return made;
}

static int take(const char *purpose, const char *token, struct state_token *found)
{
	err_clear(&err);
	return once_take(&visit, purpose, token, found, &err);
}

static int take_code(const char *purpose, const char *ticket, const char *code)
{
	struct state_token found;
	err_clear(&err);
	return once_take_code(&visit, purpose, ticket, code, &found, &err);
}

static void a_token_works_once_for_one_purpose(void **s)
{
	(void)s;
	struct state_token found;
	struct once_made made = make("sign-in", "anna", false);
	assert_int_equal(take("join", made.token, &found), -1);
	assert_int_equal(take("sign-in", "", &found), -1);
	assert_int_equal(take("sign-in", made.ticket, &found), -1);
	assert_int_equal(once_find(&visit, "sign-in", made.token, &found, &err), 0);
	assert_int_equal(take("sign-in", made.token, &found), 0);
	assert_string_equal(found.who, "anna");
	assert_string_equal(found.payload, "p");
	assert_int_equal(take("sign-in", made.token, &found), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	made = make("sign-in", "anna", false);
	visit.now += 600;
	assert_int_equal(take("sign-in", made.token, &found), -1);
}

static void asking_again_ends_the_older_ones(void **s)
{
	(void)s;
	struct state_token found;
	struct once_made first = make("sign-in", "anna", false), other = make("sign-in", "bert", false), purpose = make("join", "anna", false),
			 second = make("sign-in", "anna", false);
	assert_int_equal(take("sign-in", first.token, &found), -1);
	assert_int_equal(take("sign-in", second.token, &found), 0);
	assert_int_equal(take("sign-in", other.token, &found), 0);
	assert_int_equal(take("join", purpose.token, &found), 0);
	first = make("invite", "anna", true);
	second = make("invite", "anna", true);
	assert_int_equal(take("invite", first.token, &found), 0);
	assert_int_equal(take("invite", second.token, &found), 0);
}

static void a_code_works_with_its_ticket(void **s)
{
	(void)s;
	struct state_token found;
	struct once_made made = make("sign-in", "anna", false), other = make("sign-in", "bert", false);
	assert_int_equal(strlen(made.code), 9);
	assert_int_equal(take_code("sign-in", other.ticket, made.code), -1);
	assert_int_equal(take_code("join", made.ticket, made.code), -1);
	assert_int_equal(take_code("sign-in", made.token, made.code), -1);
	char *typed = arena_printf(&arena, " %s ", made.code);
	for (char *c = typed; *c; c++)
		*c = (char)(*c == '-' ? ' ' : *c == 'O' ? '0' : *c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
	if (take_code("sign-in", made.ticket, typed))
		fail_msg("'%s' for '%s': %s", typed, made.code, err.msg);
	assert_int_equal(take("sign-in", made.token, &found), -1);
	assert_int_equal(take_code("sign-in", made.ticket, made.code), -1);
}

static void a_code_cannot_be_tried_out(void **s)
{
	(void)s;
	struct once_made made = make("sign-in", "anna", false);
	for (int i = 0; i < 5; i++)
		assert_int_equal(take_code("sign-in", made.ticket, "AAAA-AAAA"), -1);
	assert_int_equal(take_code("sign-in", made.ticket, made.code), -1);
	struct state_token found;
	assert_int_equal(take("sign-in", made.token, &found), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_letter_says_what_it_is_given, start_mail, teardown),
		cmocka_unit_test_setup_teardown(nothing_gets_into_a_header, start_mail, teardown),
		cmocka_unit_test_setup_teardown(a_letter_to_nobody_is_a_row_too, start_mail, teardown),
		cmocka_unit_test_setup_teardown(no_letters_without_a_sender, start_mail, teardown),
		cmocka_unit_test_setup_teardown(a_token_works_once_for_one_purpose, start_mail, teardown),
		cmocka_unit_test_setup_teardown(asking_again_ends_the_older_ones, start_mail, teardown),
		cmocka_unit_test_setup_teardown(a_code_works_with_its_ticket, start_mail, teardown),
		cmocka_unit_test_setup_teardown(a_code_cannot_be_tried_out, start_mail, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
