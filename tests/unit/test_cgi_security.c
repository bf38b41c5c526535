/* What a stranger may try against the write path. */
#include "cgi_site.h"

#define REPLY(body_text) "kind", "reply", "path", TOPIC "/index.md", "body", body_text

static const char *token_for(const struct visitor *visitor, const char *body)
{
	struct reply r = post(visitor, "/-/preview", FIELDS(REPLY(body)));
	assert_int_equal(r.status, 200);
	return hidden(r, "token");
}

static void another_site_cannot_send_a_form(void **s)
{
	(void)s;
	static const struct visitor bad[] = {
		{.address = "192.0.2.1"},
		{.address = "192.0.2.1", .origin = "https://evil.example"},
		{.address = "192.0.2.1", .origin = "null"},
		{.address = "192.0.2.1", .origin = "http://localhost:8080.evil.example"},
		{.address = "192.0.2.1", .origin = "http://localhost:80801"},
		{.address = "192.0.2.1", .origin = "localhost:8080"},
		{.address = "192.0.2.1", .referer = "https://evil.example/http://localhost:8080/"},
		{.address = "192.0.2.1", .referer = "http://localhost:8080@evil.example/"},
		{.address = "192.0.2.1", .fetch_site = "cross-site"},
		{.address = "192.0.2.1", .fetch_site = "same-site", .origin = "http://localhost:8080"},
		{.address = "192.0.2.1", .fetch_site = "same-origin", .origin = "https://evil.example"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct reply r = post(&bad[i], "/-/preview", FIELDS(REPLY("Forged")));
		if (r.status != 403)
			fail_msg("case %zu: %d", i, r.status);
	}
	static const struct visitor good[] = {
		{.address = "192.0.2.1", .referer = "http://localhost:8080/forums/"},
		{.address = "192.0.2.1", .fetch_site = "same-origin"},
		{.address = "192.0.2.1", .fetch_site = "same-origin", .origin = "null"},
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(post(&good[i], "/-/preview", FIELDS(REPLY("Mine"))).status, 200);
}

static void plain_http_cannot_speak_for_https(void **s)
{
	(void)s;
	const char *origin = server.site.origin;
	static const struct visitor plain = {.address = "192.0.2.1", .origin = "http://localhost:8080"};
	static const struct visitor safe = {.address = "192.0.2.1", .origin = "https://localhost:8080"};
	server.site.origin = "https://localhost:8080";
	int refused = post(&plain, "/-/preview", FIELDS(REPLY("Forged"))).status;
	int taken = post(&safe, "/-/preview", FIELDS(REPLY("Mine"))).status;
	server.site.origin = origin;
	assert_int_equal(refused, 403);
	assert_int_equal(taken, 200);
}

static void a_verdict_cannot_be_forged(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), evil = mod;
	struct reply r = send_reply(&guest, "Approve me");
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	const char *guests_token = hidden(get(&guest, "/-/sign-in"), "token");
	evil.origin = "https://evil.example";
	const char *token = hidden(get(&mod, url), "token");
	assert_int_equal(post(&evil, url, FIELDS("action", "approve", "token", token)).status, 403);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve")).status, 403);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", "")).status, 403);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", guests_token)).status, 403);
	assert_int_equal(waiting(), 1);
}

static void only_moderators_decide(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	struct reply r = send_reply(&bert, "Approve me");
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	const char *token = hidden(get(&bert, "/-/sign-in"), "token");
	assert_int_equal(get(&bert, "/-/queue").status, 403);
	assert_int_equal(get(&bert, url).status, 403);
	assert_int_equal(post(&bert, url, FIELDS("action", "approve", "token", token)).status, 403);
	assert_int_equal(get(&guest, url).status, 303);
	assert_int_equal(post(&guest, url, FIELDS("action", "approve", "token", token)).status, 403);
	assert_int_equal(waiting(), 1);
}

/* A role is what stands on main now, not what stood there at sign-in. */
static void a_lost_role_is_lost_at_once(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	assert_int_equal(get(&mod, "/-/queue").status, 200);
	const struct store_edit demoted = EDIT("members/ga/gardener.md", "---\nname: Gardener\n---\nI weed.\n");
	put_content(&demoted, 1);
	assert_int_equal(get(&mod, "/-/queue").status, 403);
	const struct store_edit gone = {"members/ga/gardener.md", NULL, 0};
	put_content(&gone, 1);
	assert_int_equal(get(&mod, "/-/queue").status, 303);
}

static void only_what_was_previewed_is_committed(void **s)
{
	(void)s;
	struct visitor other = {.address = "198.51.100.7", .origin = "http://localhost:8080"}, bert = member("bert");
	const char *token = token_for(&guest, "Harmless");
	struct reply r = post(&guest, "/-/submit", FIELDS(REPLY("Harmful"), "token", token));
	assert_int_equal(r.status, 403);
	assert_true(has(r, "Harmful\n</textarea>"));
	assert_int_equal(post(&guest, "/-/submit", FIELDS(REPLY("Harmless"), "name", "Mallory", "token", token)).status, 403);
	assert_int_equal(post(&other, "/-/submit", FIELDS(REPLY("Harmless"), "token", token)).status, 403);
	assert_int_equal(post(&bert, "/-/submit", FIELDS(REPLY("Harmless"), "token", token)).status, 403);
	assert_int_equal(post(&guest, "/-/submit", FIELDS(REPLY("Harmless"))).status, 403);
	assert_int_equal(post(&guest, "/-/submit", FIELDS(REPLY("Harmless"), "token", "20261122-120000-aaaaaa.x")).status, 403);
	char *altered = arena_dup(&arena, token);
	altered[21] = altered[21] == 'a' ? 'b' : 'a';
	assert_int_equal(post(&guest, "/-/submit", FIELDS(REPLY("Harmless"), "token", altered)).status, 403);
	assert_int_equal(waiting(), 0);
	assert_int_equal(post(&guest, "/-/submit", FIELDS(REPLY("Harmless"), "token", token)).status, 303);
	assert_int_equal(waiting(), 1);
}

/* Fields and parts of fields must not be able to trade bytes. */
static void a_token_binds_each_field(void **s)
{
	(void)s;
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "ab", "tags", "c", "body", "d"));
	const char *token = hidden(r, "token");
	r = post(&guest, "/-/submit", FIELDS("kind", "topic", "forum", "help", "title", "a", "tags", "bc", "body", "d", "token", token));
	assert_int_equal(r.status, 403);
	assert_int_equal(waiting(), 0);
}

static void a_receipt_is_its_authors(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert"), mod = member("gardener");
	struct reply r = send_reply(&anna, "Private for now");
	const char *id = id_of(r.location), *bare = arena_printf(&arena, "/-/submission/%s", id);
	assert_int_equal(get(&guest, r.location).status, 200);
	assert_int_equal(get(&anna, bare).status, 200);
	assert_int_equal(get(&mod, bare).status, 200);
	static const char *const keys[] = {"", "?k=", "?k=x", "?k=%00"};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		r = get(&bert, arena_printf(&arena, "%s%s", bare, keys[i]));
		assert_true(r.status == 403 || r.status == 400);
		assert_false(has(r, "Private for now"));
	}
	/* Whether there is such an id is nobody's business either. */
	assert_int_equal(get(&guest, "/-/submission/20261122-120000-zzzzzz").status, 403);
	const char *token = hidden(get(&bert, "/-/sign-in"), "token");
	assert_int_equal(post(&bert, bare, FIELDS("k", "x", "action", "withdraw", "token", token)).status, 403);
	token = hidden(get(&mod, "/-/sign-in"), "token");
	assert_int_equal(post(&mod, bare, FIELDS("action", "withdraw", "token", token)).status, 403);
	assert_int_equal(waiting(), 1);
}

static void paths_stay_inside(void **s)
{
	(void)s;
	static const char *const bad[] = {
		"../../etc/passwd", "/etc/passwd", "forums/../index.md", "forums/help/../../../x.md", ".git/config", "forums/help/.git/x.md",
		"forums//help/index.md", "forums/help/index.md/", "forums\\help\\index.md", "FORUMS/help/index.md", "forums/help",
		"forums/help/index.md", "members/ga/gardener.md", "moderation/2026/11/20261122-120000-aaaaaa.md", "", "%2e%2e/x.md",
		TOPIC, TOPIC "/votes/anna", TOPIC "/picture.png", "index.md\nx", "queue.git/config",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct reply r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", bad[i], "body", "Escape"));
		if (r.status != 404 && r.status != 400)
			fail_msg("reply to '%s': %d", bad[i], r.status);
		assert_int_not_equal(get(&guest, arena_printf(&arena, "/-/edit?path=members/%s", bad[i])).status, 200);
	}
	char *longest = arena_alloc(&arena, 5001, 1);
	memset(longest, 'a', 5000);
	assert_int_equal(post(&guest, "/-/preview", FIELDS("kind", "reply", "path", longest, "body", "x")).status, 404);
	/* A profile is changed by its member alone. */
	struct visitor anna = member("anna");
	struct reply r = get(&guest, "/-/edit?path=members/ga/gardener.md");
	assert_int_equal(r.status, 303);
	assert_int_equal(strncmp(r.location, "/-/sign-in", 10), 0);
	assert_int_equal(get(&anna, "/-/edit?path=members/ga/gardener.md").status, 403);
	assert_int_equal(post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "../help", "title", "T", "body", "x")).status, 404);
	assert_int_equal(post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "", "title", "T", "body", "x")).status, 404);
	assert_int_equal(post(&guest, "/-/preview", FIELDS("kind", "everything", "body", "x")).status, 400);
}

/* A newline in a name forges header lines of a commit. */
static void names_cannot_forge_headers(void **s)
{
	(void)s;
	static const char name[] = "Eve\ncommitter root <r@x> 0\r\nrole: admin\xC2\x85\xE2\x80\xAE";
	struct reply r = post(&guest, "/-/preview", FIELDS(REPLY("Hello"), "name", name));
	r = post(&guest, "/-/submit", FIELDS(REPLY("Hello"), "name", name, "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	struct visitor mod = member("gardener");
	const char *id = id_of(r.location), *url = arena_printf(&arena, "/-/queue/%s", id);
	r = get(&mod, url);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", hidden(r, "token"))).status, 303);
	const char *file = published(arena_printf(&arena, TOPIC "/%s.md", id));
	assert_null(strstr(file, "\nrole:"));
	assert_null(strstr(file, "\ncommitter"));
}

static void titles_cannot_forge_front_matter(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	static const char *const titles[] = {"x\npinned: true", "---\n", "\"", "a: b # c", "- [", "!!python/x", "*alias", "'", "\\"};
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		struct reply r = post(&mod, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", titles[i], "body", "---\npinned: true\n---\n"));
		assert_int_equal(r.status, 200);
		r = post(&mod, "/-/submit", FIELDS("kind", "topic", "forum", "help", "title", titles[i], "body", "---\npinned: true\n---\n", "token", hidden(r, "token")));
		assert_int_equal(r.status, 303);
		assert_string_equal(get(&guest, arena_printf(&arena, "/-/reply?path=%sindex.md", r.location + 1)).status == 200 ? "readable" : r.location, "readable");
		const char *file = published(arena_printf(&arena, "%sindex.md", r.location + 1));
		const char *end = strstr(file, "\n---\n"), *pinned = strstr(file, "\npinned: true");
		assert_non_null(end);
		assert_true(!pinned || pinned > end);
	}
}

static void fields_that_nobody_may_send_are_nothing(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	const char *const *fields = FIELDS(REPLY("Promote me"), "role", "admin", "author", "gardener", "date", "2000-01-01", "hidden", "false",
	                                   "pinned", "true", "id", "20000101-000000-aaaaaa", "submission", "x", "reviewer", "gardener");
	struct reply r = post(&bert, "/-/preview", fields);
	assert_int_equal(r.status, 200);
	r = post(&bert, "/-/submit", FIELDS(REPLY("Promote me"), "role", "admin", "author", "gardener", "token", hidden(r, "token")));
	const char *id = id_of(r.location);
	assert_memory_equal(id, "20261122-120000-", 16);
	struct visitor mod = member("gardener");
	const char *url = arena_printf(&arena, "/-/queue/%s", id);
	assert_int_equal(post(&mod, url, FIELDS("action", "approve", "token", hidden(get(&mod, url), "token"))).status, 303);
	assert_string_equal(published(arena_printf(&arena, TOPIC "/%s.md", id)),
	                    "---\nauthor: bert\ndate: 2026-11-22T12:00:00Z\n---\nPromote me\n");
}

static void others_posts_are_not_yours_to_edit(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	assert_int_equal(get(&bert, "/-/edit?path=" TOPIC "/index.md").status, 403);
	assert_non_null(strstr(get(&guest, "/-/edit?path=" TOPIC "/index.md").location, "sign-in?next="));
	struct reply r = post(&bert, "/-/preview", FIELDS("kind", "edit", "path", TOPIC "/index.md", "title", "Mine", "body", "Mine"));
	assert_int_equal(r.status, 403);
	r = post(&bert, "/-/submit", FIELDS("kind", "edit", "path", TOPIC "/index.md", "title", "Mine", "body", "Mine", "token", "x"));
	assert_int_equal(r.status, 403);
	assert_int_equal(waiting(), 0);
	assert_int_equal(get(&bert, "/-/edit?path=pages/about.md").status, 200);
}

/* The commit that an edit starts from is the visitor's choice; what they may is said by main as it is now. */
static void an_old_base_gives_no_old_rights(void **s)
{
	(void)s;
	static const struct store_edit locked[] = {EDIT(
		TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\nlocked: true\n---\nHow do I *begin*?\n")};
	static const struct store_edit berts[] = {
		EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: bert\ndate: 2026-11-01T10:00:00Z\n---\nHow do I *begin*?\n")};
	struct visitor anna = member("anna");
	const char *base = hidden(get(&anna, "/-/edit?path=" TOPIC "/index.md"), "base");
	const char *const *fields = FIELDS("kind", "edit", "path", TOPIC "/index.md", "title", "T", "body", "B", "base", base);
	assert_int_equal(post(&anna, "/-/preview", fields).status, 200);
	put_content(locked, 1);
	assert_int_equal(post(&anna, "/-/preview", fields).status, 403);
	put_content(berts, 1);
	assert_int_equal(post(&anna, "/-/preview", fields).status, 403);
}

static void redirects_stay_on_the_site(void **s)
{
	(void)s;
	put_account("gardener");
	static const char *const bad[] = {"https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "evil.example",
					  "javascript:alert(1)", "/\r\nSet-Cookie: x=y", "/\tx", "/ x", " /x", ""};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct reply r = post(&guest, "/-/sign-in", FIELDS("handle", "gardener", "password", PASSWORD, "next", bad[i]));
		assert_int_equal(r.status, 303);
		assert_string_equal(r.location, "/-/queue");
		assert_string_equal(hidden(get(&guest, arena_printf(&arena, "/-/sign-in?next=%s", bad[i][0] == '/' ? "//x" : "x")), "next"), "");
		now += 901;
	}
}

static void sessions_are_not_fixed_or_guessed(void **s)
{
	(void)s;
	put_account("gardener");
	struct visitor mallory = guest;
	mallory.cookie = "stoa=chosen-by-mallory";
	struct reply r = post(&mallory, "/-/sign-in", FIELDS("handle", "gardener", "password", PASSWORD));
	assert_int_equal(r.status, 303);
	assert_null(strstr(r.cookie, "chosen"));
	assert_int_equal(get(&mallory, "/-/queue").status, 303);
	static const char *const cookies[] = {"stoa=", "stoa", "=", ";;;", "stoa=%00", "xstoa=1; stoa2=2"};
	for (size_t i = 0; i < ARRAY_LEN(cookies); i++) {
		mallory.cookie = cookies[i];
		assert_int_equal(get(&mallory, "/-/queue").status, 303);
	}
	struct visitor mod = member("gardener");
	now += 86400;
	assert_int_equal(get(&mod, "/-/queue").status, 303);
}

static void a_body_of_ten_megabytes(void **s)
{
	(void)s;
	size_t n = 10 << 20;
	char *body = malloc(n + 1);
	memset(body, 'a', n);
	body[n] = '\0';
	memcpy(body, "kind=reply&body=", 16);
	struct reply r = post_raw(&guest, "/-/preview", "application/x-www-form-urlencoded", body, n);
	assert_int_equal(r.status, 413);
	/* What was read of the text is there to be copied. */
	assert_true(has(r, body + n - 100000));
	/* Over the cap of a post, under that of a form: it comes back. */
	body[100000] = '\0';
	r = post(&guest, "/-/preview", FIELDS(REPLY(body)));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "16,384 bytes at most"));
	assert_true(has(r, body + 50000));
	free(body);
}

static void ten_thousand_fields(void **s)
{
	(void)s;
	struct str body;
	str_init(&body, 1 << 20);
	for (int i = 0; i < 10000; i++)
		str_addf(&body, "f%d=v&", i);
	struct reply r = post_raw(&guest, "/-/preview", "application/x-www-form-urlencoded", body.at, body.len);
	assert_int_equal(r.status, 413);
	str_release(&body);
}

static void malformed_bodies(void **s)
{
	(void)s;
	static const char multipart[] = "multipart/form-data; boundary=B";
	static const char cut[] = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nreply\r\n--B\r\nContent-Disposition: form-da";
	assert_int_equal(post_raw(&guest, "/-/preview", multipart, cut, sizeof(cut) - 1).status, 400);
	assert_int_equal(post_raw(&guest, "/-/preview", "application/json", "{}", 2).status, 400);
	assert_int_equal(post_raw(&guest, "/-/preview", NULL, "x=y", 3).status, 400);
	assert_int_equal(post_raw(&guest, "/-/preview", NULL, "", 0).status, 400);
	assert_int_equal(post_raw(&guest, "/-/preview", "application/x-www-form-urlencoded", "kind=reply&body=%00", 19).status, 400);
	static const char whole[] = "--B\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nreply\r\n--B\r\nContent-Disposition: form-data; "
				    "name=\"path\"\r\n\r\n" TOPIC "/index.md\r\n--B\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nHi *you*\r\n--B--\r\n";
	struct reply r = post_raw(&guest, "/-/preview", multipart, whole, sizeof(whole) - 1);
	assert_int_equal(r.status, 200);
	assert_true(has(r, "Hi <em>you</em>"));
}

static void text_of_strangers_is_text(void **s)
{
	(void)s;
	static const char evil[] = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) \"'><script>alert(2)</script> {{{body}}} {{#post}}";
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", evil, "tags", evil, "body", evil, "name", "<b>x</b>"));
	assert_false(has(r, "<script>alert"));
	assert_false(has(r, "<img src=x"));
	assert_false(has(r, "href=\"javascript"));
	assert_false(has(r, "<b>x</b>"));
	r = post(&guest, "/-/sign-in", FIELDS("handle", "\"><script>alert(1)</script>", "password", "x", "next", "/\"><script>"));
	assert_false(has(r, "<script>alert"));
	assert_false(has(r, "/\"><script>"));
}

/* What would take seconds to render is refused, or shown as it is. */
static void a_costly_post_is_refused(void **s)
{
	(void)s;
	struct str body;
	str_init(&body, 1 << 16);
	for (int i = 0; i < 400; i++)
		str_addz(&body, "|a");
	str_addz(&body, "\n");
	for (int i = 0; i < 400; i++)
		str_addz(&body, "|-");
	str_addz(&body, "\n|x|\n|y|\n");
	struct reply r = post(&guest, "/-/preview", FIELDS(REPLY(body.at)));
	assert_int_equal(r.status, 422);
	assert_true(has(r, "32 columns"));
	str_release(&body);
}

static void logs_hold_one_line_each(void **s)
{
	(void)s;
	str_reset(&logged);
	struct visitor evil = {.address = "192.0.2.1", .origin = "https://evil.example/\\x1b[2J"};
	post(&evil, "/-/preview", FIELDS(REPLY("x")));
	assert_int_equal(logged.at[logged.len - 1], '\n');
	assert_ptr_equal(strchr(logged.at, '\n'), logged.at + logged.len - 1);
	assert_null(strchr(logged.at, '\x1b'));
	assert_null(strstr(logged.at, "192.0.2.1"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(another_site_cannot_send_a_form),
		TEST(plain_http_cannot_speak_for_https),
		TEST(a_verdict_cannot_be_forged),
		TEST(only_moderators_decide),
		TEST(a_lost_role_is_lost_at_once),
		TEST(only_what_was_previewed_is_committed),
		TEST(a_token_binds_each_field),
		TEST(a_receipt_is_its_authors),
		TEST(paths_stay_inside),
		TEST(names_cannot_forge_headers),
		TEST(titles_cannot_forge_front_matter),
		TEST(fields_that_nobody_may_send_are_nothing),
		TEST(others_posts_are_not_yours_to_edit),
		TEST(an_old_base_gives_no_old_rights),
		TEST(redirects_stay_on_the_site),
		TEST(sessions_are_not_fixed_or_guessed),
		TEST(a_body_of_ten_megabytes),
		TEST(ten_thousand_fields),
		TEST(malformed_bodies),
		TEST(text_of_strangers_is_text),
		TEST(a_costly_post_is_refused),
		TEST(logs_hold_one_line_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
