/* What forms and headers claim, and may not decide: each test is red when its defence is taken out. */
#include "cgi_site.h"

#include "cgi/answer/answer_page.h"
#include "cgi/visit/visit.h"
#include "core/state/state_mail.h"

static int with_mail(void **state)
{
	(void)state;
	return site_start("[mail]\nfrom = stoa@example.org\n[join]\nhold = false\nseconds = 0\n");
}

static struct state *db(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

/* Every key that a page may have and no form may set, as fields. */
#define CLAIMS "role", "admin", "author", "gardener", "pinned", "true", "locked", "true", "hidden", "true", "date", "2000-01-01T00:00:00Z", \
	"edited", "2000-01-01T00:00:00Z", "submission", "20000101-000000-aaaaaa", "banned", "true", "suspended", "2000-01-01T00:00:00Z", \
	"status", "done", "accepted", "7", "moved-to", "/x/", "version", "9", "post", "staff", "order", "1", "id", "x", "left", "true"

/* Keys of the front matter that stand there, between commas. */
static const char *keys_of(const char *file)
{
	const char *keys = "", *end = strstr(file + 3, "\n---");
	assert_memory_equal(file, "---\n", 4);
	for (const char *line = file + 4; line < end; line += strcspn(line, "\n") + 1)
		if (*line != ' ' && *line != '-')
			keys = arena_printf(&arena, "%s%s%.*s", keys, *keys ? "," : "", (int)strcspn(line, ":"), line);
	return keys;
}

static const char *const *joined(const char *const *a, const char *const *b)
{
	const char **all = arena_alloc(&arena, 120, sizeof(*all));
	size_t n = 0;
	for (; *a; a++)
		all[n++] = *a;
	for (; *b; b++)
		all[n++] = *b;
	return all;
}

/* Sent with every claim there is, and approved; the file. */
static const char *approved(const struct visitor *visitor, const char *const *fields, const char *path)
{
	struct visitor mod = member("gardener");
	const char *const *all = joined(fields, FIELDS(CLAIMS));
	struct reply r = post(visitor, "/-/preview", all);
	if (r.status != 200)
		fail_msg("%d: %s", r.status, r.body);
	r = post(visitor, "/-/submit", joined(all, FIELDS("token", hidden(r, "token"))));
	const char *id = id_of(r.location), *url = arena_printf(&arena, "/-/queue/%s", id);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", hidden(get(&mod, url), "token"))).status, 303);
	const char *file = published(path ? path : arena_printf(&arena, TOPIC "/%s.md", id));
	assert_true(*file);
	return file;
}

static void forms_set_what_they_ask_for_and_nothing_else(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert");
	const char *file = approved(&bert, FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "B"), NULL);
	assert_string_equal(keys_of(file), "author,date");
	assert_non_null(strstr(file, "author: bert\ndate: 2026-11-22T12:00:00Z\n"));
	file = approved(&bert, FIELDS("kind", "topic", "forum", "help", "title", "T", "body", "B"), "forums/help/2026/11/t/index.md");
	assert_string_equal(keys_of(file), "title,author,date,submission");
	assert_null(strstr(file, "20000101"));
	file = approved(&anna, FIELDS("kind", "edit", "path", TOPIC "/index.md", "title", "T", "body", "B"), TOPIC "/index.md");
	assert_string_equal(keys_of(file), "title,author,date,edited");
	assert_non_null(strstr(file, "author: anna\ndate: 2026-11-01T10:00:00Z\nedited: 2026-11-22T12:00:00Z\n"));
	file = approved(&bert, FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", "B"), "pages/about.md");
	assert_string_equal(keys_of(file), "title");
	file = approved(&bert, FIELDS("kind", "event", "title", "Walk", "start", "2027-01-02T10:00", "body", "B"),
	                "events/2027/walk.md");
	assert_null(strstr(keys_of(file), "role"));
	assert_null(strstr(keys_of(file), "hidden"));
	assert_null(strstr(keys_of(file), "pinned"));
	assert_null(strstr(keys_of(file), "submission"));
	assert_non_null(strstr(file, "author: bert\ndate: 2026-11-22T12:00:00Z\n"));
}

/* The letters that wait, one after the other. */
static const char *letters(void)
{
	struct state_letter letter;
	struct err none = {0};
	const char *all = "";
	while (!state_letter_claim(db(), now + 1, 600, &arena, &letter, &none)) {
		all = arena_printf(&arena, "%s%s", all, letter.message);
		assert_int_equal(state_letter_sent(db(), letter.id, &err), 0);
	}
	return all;
}

static struct reply join(const struct visitor *who)
{
	const char *token = hidden(get(who, "/-/join"), "token");
	return post(who, "/-/join", joined(FIELDS("token", token, "handle", "zelda", "name", "Zelda", "address", "zelda@example.org", "version", "1", "accept", "yes"),
	                                   FIELDS("role", "admin", "newcomer", "no", "hold", "false")));
}

static void joining_gives_no_role(void **s)
{
	(void)s;
	assert_int_equal(join(&guest).status, 303);
	const char *at = strstr(letters(), "/-/join/confirm?t=3D");
	assert_non_null(at);
	/* Quoted-printable: lines are cut by "=". */
	char token[64] = "";
	for (at += strlen("/-/join/confirm?t=3D"); strlen(token) < 52; at++) {
		if (*at == '=')
			at++;
		else
			token[strlen(token)] = *at;
	}
	struct reply r = post(&guest, arena_printf(&arena, "/-/join/confirm?t=%s", token), FIELDS(CLAIMS));
	assert_int_equal(r.status, 303);
	assert_string_equal(keys_of(published("members/ze/zelda.md")), "name,joined,accepted");
	assert_non_null(strstr(published("members/ze/zelda.md"), "accepted: 1\n"));
}

/* Links in letters are followed by who trusts the site: they begin as the settings say. */
static void a_request_cannot_say_where_the_site_is(void **s)
{
	(void)s;
	struct visitor evil = guest;
	evil.host = "evil.example";
	put_account("gardener");
	assert_int_equal(state_address_put(db(), "gardener", "gardener@example.org", &err), 0);
	struct reply r = post(&evil, "/-/sign-in", FIELDS("handle", "gardener"));
	assert_int_equal(r.status, 303);
	assert_null(strstr(r.head, "evil.example"));
	const char *letter = letters();
	assert_non_null(strstr(letter, "http://localhost:8080/-/sign-in/link"));
	assert_null(strstr(letter, "evil.example"));
	assert_int_equal(join(&evil).status, 303);
	letter = letters();
	assert_non_null(strstr(letter, "http://localhost:8080/-/join/confirm"));
	assert_null(strstr(letter, "evil.example"));
	static const char *const pages[] = {"/-/sign-in", "/-/join", "/-/reply?path=" TOPIC "/index.md", "/-/nowhere", "/-/me"};
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		r = get(&evil, pages[i]);
		assert_null(strstr(r.head, "evil.example"));
		assert_false(has(r, "evil.example"));
	}
}

/* No value that a visitor gave reaches a header with a control character; one that did would still be none. */
static void a_header_is_one_line(void **s)
{
	(void)s;
	struct wire wire = {0};
	struct req_io io = {wire_variable, wire_read, wire_write, wire_log, &wire};
	struct answer answer = {.status = 303, .location = "/x\r\nSet-Cookie: a=b", .cookie = "c=d\nX: y", .disposition = "inline\x01"};
	str_init(&answer.body, 10);
	str_init(&wire.out, 1 << 16);
	answer_write(&answer, &io, false);
	assert_null(strstr(wire.out.at, "Set-Cookie"));
	assert_null(strstr(wire.out.at, "Location"));
	assert_null(strstr(wire.out.at, "Content-Disposition"));
	assert_null(strstr(wire.out.at, "X: y"));
	str_release(&wire.out);
	str_release(&answer.body);
	static const char *const urls[] = {"/-/sign-in?next=/%0d%0aX:%20y", "/-/sign-in/sent?ticket=a%0d%0aX:%20y", "/-/farewell?how=%0aX:%20y",
	                                   "/-/upload?file=a%0d%0aX:%20y.png", "/-/me?x=%0d%0aX:%20y", "/-/join?i=%0d%0aX:%20y", "/-/follow?what=tag:%0d%0aX:%20y"};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++)
		assert_null(strstr(get(&guest, urls[i]).head, "\nX: y"));
}

/* Who reads the log trusts its lines, and a terminal does what it is told. */
static void a_log_line_is_one(void **s)
{
	(void)s;
	struct wire wire = {0};
	struct req_io io = {wire_variable, wire_read, wire_write, wire_log, &wire};
	struct visit visit = {.server = &server, .io = &io, .arena = &arena, .now = now, .id = "", .req.path = "me\nforged"};
	struct err bad = {0};
	visit.fill = (struct fill){&server.site, server.theme, &arena};
	visit.req.cookies = visit.session = "";
	str_init(&visit.answer.body, 1 << 20);
	str_reset(&logged);
	assert_int_equal(err_set(&bad, ERR_INPUT, "typed\nforged: \x1b[2J"), -1);
	answer_error(&visit, &bad);
	assert_ptr_equal(strchr(logged.at, '\n'), logged.at + logged.len - 1);
	assert_null(strchr(logged.at, '\x1b'));
	str_release(&visit.answer.body);
}

/* A token that was copied somewhere is worth nothing for ever. */
static void tokens_grow_old(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	const char *token = hidden(get(&anna, "/-/me/data"), "token");
	const char *const *reply = FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Mine");
	const char *preview = hidden(post(&guest, "/-/preview", reply), "token");
	int64_t hours = server.site.conf.post_token_hours, then = now;
	now = then + hours * 3600 + 1;
	anna = member("anna");
	assert_int_equal(post(&anna, "/-/sign-out", FIELDS("token", token)).status, 409);
	assert_int_equal(get(&anna, "/-/me").status, 200);
	struct reply r = post(&guest, "/-/submit", joined(reply, FIELDS("token", preview)));
	assert_int_equal(r.status, 409);
	assert_true(has(r, "Mine\n</textarea>"));
	/* Nor before its time. */
	now = then - 3600;
	anna = member("anna");
	assert_int_equal(post(&anna, "/-/sign-out", FIELDS("token", token)).status, 409);
	assert_int_equal(post(&guest, "/-/submit", joined(reply, FIELDS("token", preview))).status, 409);
	assert_int_equal(waiting(), 0);
}

/* A browser that was left open takes nothing along and ends nothing. */
static void ones_data_needs_the_password(void **s)
{
	(void)s;
	put_account("anna");
	struct visitor anna = member("anna");
	const char *token = hidden(get(&anna, "/-/me/data"), "token");
	struct reply r = post(&anna, "/-/me/data", FIELDS("do", "export", "password", "wrong", "token", token));
	assert_int_equal(r.status, 422);
	assert_null(strstr(r.head, "application/zip"));
	r = post(&anna, "/-/me/data", FIELDS("do", "leave", "how", "leave", "handle", "anna", "password", "", "token", token));
	assert_int_equal(r.status, 422);
	assert_null(strstr(published("members/an/anna.md"), "left"));
	assert_int_equal(get(&anna, "/-/me").status, 200);
	r = post(&anna, "/-/me/data", FIELDS("do", "export", "password", PASSWORD, "token", token));
	assert_int_equal(r.status, 200);
	assert_non_null(strstr(r.head, "application/zip"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, with_mail, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(forms_set_what_they_ask_for_and_nothing_else),
		TEST(joining_gives_no_role),
		TEST(a_request_cannot_say_where_the_site_is),
		TEST(a_header_is_one_line),
		TEST(a_log_line_is_one),
		TEST(tokens_grow_old),
		TEST(ones_data_needs_the_password),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
