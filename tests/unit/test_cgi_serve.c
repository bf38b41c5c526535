/* What every request meets: a sign-in, limits that keep the text of who is stopped, methods, and each answer's headers. */
#include "cgi_site.h"

/* Whoever is stopped hears what became of their text, and where it goes on. */
static void what_fails_says_what_can_be_done(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const char leave[] = "copy it before you leave this page", sign_in[] = "<a class=\"button plain\" href=\"/-/sign-in\"";
	struct reply r = post(&anna, "/-/preview", FIELDS("kind", "reply", "path", "forums/help/2026/11/gone/index.md", "body", "Careful words."));
	assert_int_equal(r.status, 404);
	assert_true(has(r, "Careful words.") && has(r, leave));
	assert_false(has(get(&anna, "/-/nothing"), leave));
	r = get(&guest, "/-/submission/20261122-170000-aaaaaa");
	assert_int_equal(r.status, 403);
	assert_true(has(r, sign_in));
	r = get(&anna, "/-/submission/20261122-170000-aaaaaa");
	assert_int_equal(r.status, 403);
	assert_false(has(r, sign_in));
}

static void errors_keep_the_text(void **s)
{
	(void)s;
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "", "body", "Kept & safe"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "Please give it a title."));
	assert_true(has(r, "Kept &amp; safe"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "x", "website", "http://spam"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "people do not see"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "bad \xFF byte"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "bad ? byte"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", "forums/help/2026/11/gone/index.md", "body", "To nobody"));
	assert_int_equal(r.status, 404);
	assert_true(has(r, "To nobody"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", "forums/help/2026/11/shut/index.md", "body", "Too late"));
	assert_int_equal(r.status, 403);
	assert_true(has(r, "locked"));
	assert_true(has(r, "Too late"));
	r = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "news", "title", "T", "body", "News!"));
	assert_int_equal(r.status, 403);
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "http://a http://b http://c http://d www.e www.f"));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "5 links"));
}

static void signing_in_and_out(void **s)
{
	(void)s;
	put_account("gardener");
	struct reply r = get(&guest, "/-/queue");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/-/sign-in?next=/-/queue");
	r = get(&guest, r.location);
	assert_string_equal(hidden(r, "next"), "/-/queue");
	r = post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", "wrong", "next", "/-/queue"));
	assert_int_equal(r.status, 403);
	assert_null(r.cookie);
	r = post(&guest, "/-/sign-in", FIELDS("handle", "nobody", "password", "wrong"));
	assert_int_equal(r.status, 403);
	r = post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", PASSWORD, "next", "/-/queue"));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/-/queue");
	assert_non_null(strstr(r.cookie, "HttpOnly; SameSite=Lax"));
	struct visitor mod = guest;
	mod.cookie = arena_dupn(&arena, r.cookie, strcspn(r.cookie, ";"));
	r = get(&mod, "/-/queue");
	assert_int_equal(r.status, 200);
	r = get(&mod, "/-/me");
	assert_true(has(r, "a moderator"));
	r = post(&mod, "/-/sign-out", FIELDS("token", hidden(get(&mod, "/-/sign-in"), "token")));
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.cookie, "Max-Age=0"));
	assert_int_equal(get(&mod, "/-/queue").status, 303);
}

static void signing_in_is_throttled(void **s)
{
	(void)s;
	struct reply r = {0};
	put_account("gardener");
	for (int i = 0; i < 10; i++)
		assert_int_equal(post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", "x")).status, 403);
	r = post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", PASSWORD));
	assert_int_equal(r.status, 429);
	assert_non_null(header_of(r.head, "Retry-After"));
	now += 901;
	assert_int_equal(post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", PASSWORD)).status, 303);
}

static void posting_is_throttled(void **s)
{
	(void)s;
	struct reply r = {0};
	teardown(NULL);
	site_start("[post]\nper-hour = 3\n");
	for (int i = 0; i < 3; i++)
		assert_int_equal(send_reply(&guest, "again").status, 303);
	r = send_reply(&guest, "once more");
	assert_int_equal(r.status, 429);
	assert_true(has(r, "once more"));
	assert_non_null(header_of(r.head, "Retry-After"));
	assert_int_equal(waiting(), 3);
}

/* What the builder would show as plain text must not get through the form. */
static void long_texts_are_for_announcements(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	char *body = arena_alloc(&arena, 20001, 1);
	memset(body, 'a', 20000);
	struct reply r = post(&mod, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", body));
	assert_int_equal(r.status, 422);
	r = post(&mod, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "Long", "body", body));
	assert_int_equal(r.status, 422);
	r = post(&mod, "/-/preview", FIELDS("kind", "topic", "forum", "news", "title", "Long", "body", body));
	assert_int_equal(r.status, 200);
	assert_false(has(r, "plain text"));
	r = post(&mod, "/-/preview", FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", body));
	assert_int_equal(r.status, 200);
	r = post(&guest, "/-/preview", FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", body));
	assert_int_equal(r.status, 422);
}

static void guests_may_be_kept_out(void **s)
{
	(void)s;
	teardown(NULL);
	site_start("[guest]\npost = false\n");
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Let me in"));
	assert_int_equal(r.status, 403);
	assert_true(has(r, "Let me in"));
}

static void a_preview_expires(void **s)
{
	(void)s;
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Late"));
	const char *token = hidden(r, "token");
	now += 24 * 3600 + 1;
	r = post(&guest, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Late", "token", token));
	assert_int_equal(r.status, 409);
	assert_true(has(r, "Late\n</textarea>"));
	assert_int_equal(waiting(), 0);
}

static void head_is_get_without_body(void **s)
{
	(void)s;
	struct reply r = ask("HEAD", &guest, "/-/sign-in");
	assert_int_equal(r.status, 200);
	assert_string_equal(r.body, "");
}

static void methods_and_paths(void **s)
{
	(void)s;
	struct reply r = ask("GET", &guest, "/-/submit");
	assert_int_equal(r.status, 405);
	assert_string_equal(header_of(r.head, "Allow"), "POST");
	r = ask("DELETE", &guest, "/-/sign-in");
	assert_int_equal(r.status, 405);
	assert_string_equal(header_of(r.head, "Allow"), "GET, HEAD, POST");
	assert_int_equal(get(&guest, "/-/").status, 404);
	assert_int_equal(get(&guest, "/-/nothing").status, 404);
	assert_int_equal(get(&guest, "/elsewhere").status, 404);
	assert_int_equal(get(&guest, "/-/queue/../../etc").status, 404);
	assert_int_equal(get(&guest, "/-/new?forum=help").status, 200);
	assert_int_equal(get(&guest, "/-/new?forum=none").status, 404);
	assert_int_equal(get(&guest, "/-/new").status, 404);
}

static void every_answer_is_confined(void **s)
{
	(void)s;
	static const char *const urls[] = {"/-/sign-in", "/-/nothing", "/-/health", "/-/queue"};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct reply r = get(&guest, urls[i]);
		assert_non_null(strstr(header_of(r.head, "Content-Security-Policy"), "default-src 'none'"));
		assert_string_equal(header_of(r.head, "X-Content-Type-Options"), "nosniff");
		assert_string_equal(header_of(r.head, "Cache-Control"), "no-store");
		assert_string_equal(header_of(r.head, "Referrer-Policy"), "same-origin");
	}
}

static void health_tells(void **s)
{
	(void)s;
	struct reply r = get(&guest, "/-/health");
	assert_int_equal(r.status, 200);
	assert_string_equal(r.body, "content: ok\nqueue: ok\nstate: ok\nlive: ok\n");
	server_fault(&server);
	assert_int_equal(rename(arena_printf(&arena, "%s/content.git", dir), arena_printf(&arena, "%s/away.git", dir)), 0);
	r = get(&guest, "/-/health");
	assert_int_equal(r.status, 503);
	assert_true(has(r, "content: bad"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Not lost"));
	assert_int_equal(r.status, 503);
	assert_true(has(r, "Not lost"));
	assert_non_null(header_of(r.head, "Retry-After"));
	assert_int_equal(rename(arena_printf(&arena, "%s/away.git", dir), arena_printf(&arena, "%s/content.git", dir)), 0);
	assert_int_equal(get(&guest, "/-/health").status, 200);
	assert_int_equal(send_reply(&guest, "Not lost").status, 303);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_fails_says_what_can_be_done),
		TEST(errors_keep_the_text),
		TEST(signing_in_and_out),
		TEST(signing_in_is_throttled),
		TEST(posting_is_throttled),
		TEST(long_texts_are_for_announcements),
		TEST(guests_may_be_kept_out),
		TEST(a_preview_expires),
		TEST(head_is_get_without_body),
		TEST(methods_and_paths),
		TEST(every_answer_is_confined),
		TEST(health_tells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
