/* The write path from request to commit, without a web server. */
#include "cgi_site.h"

static void a_reply_goes_all_the_way(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	struct reply r = get(&guest, "/-/reply?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "With <strong>one</strong> step."));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "I *did*.\r\n<script>", "name", "Vera"));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "I <em>did</em>."));
	assert_true(has(r, "&lt;script&gt;"));
	assert_false(has(r, "<script>\n"));
	assert_int_equal(waiting(), 0);
	const char *token = hidden(r, "token");
	const char *const *fields = FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "I *did*.\n<script>", "name", "Vera",
	                                   "token", token);
	r = post(&guest, "/-/submit", fields);
	assert_int_equal(r.status, 303);
	const char *receipt = r.location, *id = id_of(receipt);
	assert_int_equal(waiting(), 1);
	r = post(&guest, "/-/submit", fields);
	assert_string_equal(r.location, receipt);
	assert_int_equal(waiting(), 1);
	r = get(&guest, receipt);
	assert_int_equal(r.status, 200);
	assert_true(has(r, "Waiting for review"));
	assert_string_equal(published(arena_printf(&arena, TOPIC "/%s.md", id)), "");
	r = get(&mod, "/-/queue");
	assert_int_equal(r.status, 200);
	assert_true(has(r, id));
	r = get(&mod, arena_printf(&arena, "/-/queue/%s", id));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "I <em>did</em>."));
	assert_true(has(r, "How do I <em>begin</em>?"));
	assert_true(has(r, "2. No advertising"));
	r = post(&mod, arena_printf(&arena, "/-/queue/%s", id), FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, arena_printf(&arena, "/-/queue?done=%s", id));
	r = get(&mod, r.location);
	assert_true(has(r, arena_printf(&arena, "/" TOPIC "/#%s", id)));
	assert_true(has(r, arena_printf(&arena, "/-/undo/%s", id)));
	const char *file = published(arena_printf(&arena, TOPIC "/%s.md", id));
	assert_non_null(strstr(file, "author: guest\n"));
	assert_non_null(strstr(file, "name: Vera\n"));
	assert_non_null(strstr(file, "I *did*.\n<script>\n"));
	assert_int_equal(waiting(), 0);
	r = get(&guest, receipt);
	assert_true(has(r, arena_printf(&arena, "/" TOPIC "/#%s", id)));
}

#define REPLY "20261101-110000-aaaaaa"

static void a_reply_may_answer_a_reply(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	struct reply r = get(&guest, "/-/reply?path=" TOPIC "/index.md&reply-to=" REPLY);
	assert_int_equal(r.status, 200);
	assert_true(has(r, "With <strong>one</strong> step."));
	assert_false(has(r, "How do I <em>begin</em>?"));
	assert_string_equal(hidden(r, "reply-to"), REPLY);
	assert_true(has(r, "reply-to=" REPLY "&amp;quote=yes"));
	r = get(&guest, "/-/reply?path=" TOPIC "/index.md&reply-to=" REPLY "&quote=yes");
	assert_true(has(r, "&gt; With **one** step.\n&gt;\n&gt; — ["));
	assert_true(has(r, "](" REPLY ".md)"));
	r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "reply-to", REPLY, "body", "Thanks.", "name", ""));
	assert_int_equal(r.status, 200);
	const char *token = hidden(r, "token");
	r = post(&guest, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Thanks.", "name", "", "token", token));
	assert_int_equal(r.status, 403); /* the token is for an answer to that one */
	r = post(&guest, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "reply-to", REPLY, "body", "Thanks.", "name", "",
	                                     "token", token));
	assert_int_equal(r.status, 303);
	const char *id = id_of(r.location);
	r = get(&mod, arena_printf(&arena, "/-/queue/%s", id));
	r = post(&mod, arena_printf(&arena, "/-/queue/%s", id), FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(published(arena_printf(&arena, TOPIC "/%s.md", id)), "reply-to: " REPLY "\n"));
}

static void a_reply_to_what_is_not_there_is_one_to_the_topic(void **s)
{
	static const char *const ids[] = {"20200101-000000-aaaaaa", "../index", "x", "%0a"};
	(void)s;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct reply r = get(&guest, arena_printf(&arena, "/-/reply?path=" TOPIC "/index.md&reply-to=%s&quote=yes", ids[i]));
		assert_int_equal(r.status, 200);
		assert_true(has(r, "How do I <em>begin</em>?"));
		assert_false(has(r, "name=\"reply-to\""));
		assert_false(has(r, "&gt; — ["));
	}
}

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

static void a_rejected_one_tells_its_author_why(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	struct reply r = send_reply(&guest, "Buy stones");
	const char *receipt = r.location, *url = arena_printf(&arena, "/-/queue/%s", id_of(receipt));
	r = get(&mod, url);
	const char *token = hidden(r, "token");
	r = post(&mod, url, FIELDS("action", "reject", "reason", "  ", "token", token));
	assert_int_equal(r.status, 422);
	r = post(&mod, url, FIELDS("action", "reject", "reason", "It is advertising", "rule", "2. No advertising", "token", token));
	assert_int_equal(r.status, 303);
	r = get(&mod, r.location);
	assert_true(has(r, "Rejected: Reply in "));
	r = get(&guest, receipt);
	assert_true(has(r, "It is advertising"));
	assert_true(has(r, "2. No advertising"));
	/* It can be mended: the text is in a form again. */
	assert_true(has(r, "Buy stones\n</textarea>"));
	r = post(&mod, url, FIELDS("action", "approve", "token", token));
	assert_int_equal(r.status, 409);
}

static void a_topic_gets_a_path_of_its_own(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	const char *const *fields = FIELDS("kind", "topic", "forum", "help", "title", "  F\xC3\xBCrst  Steps! ", "tags", "Install, CSS", "body", "Text");
	struct reply r = post(&mod, "/-/preview", fields);
	assert_int_equal(r.status, 200);
	r = post(&mod, "/-/submit", FIELDS("kind", "topic", "forum", "help", "title", "F\xC3\xBCrst Steps!", "tags", "Install, CSS",
	                                   "body", "Text", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/forums/help/2026/11/furst-steps/");
	const char *file = published("forums/help/2026/11/furst-steps/index.md");
	assert_non_null(strstr(file, "author: gardener\n"));
	assert_non_null(strstr(file, "install"));
	r = post(&mod, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "First steps", "body", "Again"));
	r = post(&mod, "/-/submit", FIELDS("kind", "topic", "forum", "help", "title", "First steps", "body", "Again", "token", hidden(r, "token")));
	assert_string_equal(r.location, "/forums/help/2026/11/first-steps-2/");
}

/* Five posts a part: the opening one and four replies, then five replies. */
static void an_approved_reply_is_found_on_its_part(void **s)
{
	(void)s;
	teardown(NULL);
	site_start("[topic]\nposts = 5\n");
	struct visitor mod = member("gardener");
	static const char *const parts[] = {"/#", "/#", "/#", "/2/#", "/2/#", "/2/#", "/2/#", "/2/#", "/3/#"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++, now++) {
		struct reply r = send_reply(&mod, arena_printf(&arena, "Reply %zu", i));
		assert_int_equal(r.status, 303);
		assert_memory_equal(r.location, "/" TOPIC, strlen("/" TOPIC));
		assert_memory_equal(r.location + strlen("/" TOPIC), parts[i], strlen(parts[i]));
	}
}

static void two_waiting_topics_of_one_title_do_not_clash(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	for (int i = 0; i < 2; i++) {
		struct reply r = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "Same", "body", "Text"));
		r = post(&guest, "/-/submit", FIELDS("kind", "topic", "forum", "help", "title", "Same", "body", "Text", "token", hidden(r, "token")));
		const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
		if (!i)
			continue;
		r = get(&mod, url);
		r = post(&mod, url, FIELDS("action", "approve", "token", hidden(r, "token")));
		r = get(&mod, r.location);
		assert_true(has(r, "/forums/help/2026/11/same-2/"));
	}
}

static void an_edit_changes_body_and_title_only(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), mod = member("gardener");
	struct reply r = get(&anna, "/-/edit?path=" TOPIC "/index.md");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "How do I *begin*?"));
	const char *base = hidden(r, "base");
	assert_int_equal(strlen(base), 40);
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "First steps", "tags", "", "body", "How do I *begin*?"));
	assert_int_equal(r.status, 422);
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "First stride", "body", "Changed", "role", "admin", "pinned", "true"));
	assert_int_equal(r.status, 200);
	r = post(&anna, "/-/submit", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "First stride", "body", "Changed", "token", hidden(r, "token"), "pinned", "true"));
	assert_int_equal(r.status, 303);
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	r = get(&mod, url);
	assert_true(has(r, "<ins>+ Changed</ins>"));
	assert_true(has(r, "<del>- How do I *begin*?</del>"));
	r = post(&mod, url, FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	const char *file = published(TOPIC "/index.md");
	assert_non_null(strstr(file, "title: First stride\n"));
	assert_non_null(strstr(file, "author: anna\n"));
	assert_non_null(strstr(file, "date: 2026-11-01T10:00:00Z\n"));
	assert_non_null(strstr(file, "edited: 2026-11-22T12:00:00Z\n"));
	assert_non_null(strstr(file, "\nChanged\n"));
	assert_null(strstr(file, "pinned"));
}

static void an_edit_that_clashes_is_shown_not_lost(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), anna = member("anna");
	struct reply r = get(&anna, "/-/edit?path=" TOPIC "/index.md");
	const char *base = hidden(r, "base");
	r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "First steps", "body", "Hers"));
	r = post(&anna, "/-/submit", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "First steps", "body", "Hers", "token", hidden(r, "token")));
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	const struct store_edit other = EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\n---\nOther\n");
	put_content(&other, 1);
	r = get(&mod, url);
	r = post(&mod, url, FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 409);
	assert_true(has(r, TOPIC "/index.md"));
	assert_int_equal(waiting(), 1);
	assert_non_null(strstr(published(TOPIC "/index.md"), "Other"));
}

/* All that its author changed survives the solving of a clash, not the text alone. */
static void a_solved_clash_keeps_title_and_tags(void **s)
{
	(void)s;
	struct visitor mod = member("gardener"), anna = member("anna");
	const char *base = hidden(get(&anna, "/-/edit?path=" TOPIC "/index.md"), "base");
	struct reply r = post(&anna, "/-/preview", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "Strides", "tags", "css, git", "body", "Hers"));
	r = post(&anna, "/-/submit", FIELDS("kind", "edit", "path", TOPIC "/index.md", "base", base, "title", "Strides", "tags", "css, git", "body", "Hers", "token", hidden(r, "token")));
	const char *url = arena_printf(&arena, "/-/queue/%s", id_of(r.location));
	static const struct store_edit other[] = {EDIT(TOPIC "/index.md", "---\ntitle: First steps\nauthor: anna\ndate: 2026-11-01T10:00:00Z\nlocked: yes\n---\nOther\n")};
	put_content(other, 1);
	r = get(&mod, url);
	r = post(&mod, url, FIELDS("action", "approve", "token", hidden(r, "token")));
	assert_int_equal(r.status, 409);
	r = post(&mod, url, FIELDS("action", "edit", "body", "Both", "base", hidden(r, "base"), "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	const char *file = published(TOPIC "/index.md");
	assert_non_null(strstr(file, "title: Strides\n"));
	assert_non_null(strstr(file, "locked: yes\n"));
	assert_non_null(strstr(file, "\nBoth\n"));
	assert_non_null(strstr(file, "tags: [css, git]\n"));
}

static void a_moderator_edits_before_approving(void **s)
{
	(void)s;
	struct visitor mod = member("gardener");
	struct reply r = send_reply(&guest, "My phone is 555");
	const char *id = id_of(r.location), *url = arena_printf(&arena, "/-/queue/%s", id);
	r = get(&mod, url);
	r = post(&mod, url, FIELDS("action", "edit", "body", "My phone is private", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	const char *file = published(arena_printf(&arena, TOPIC "/%s.md", id));
	assert_non_null(strstr(file, "private"));
	assert_non_null(strstr(file, "author: guest\n"));
}

static void an_author_withdraws(void **s)
{
	(void)s;
	struct reply r = send_reply(&guest, "Oops");
	const char *receipt = r.location, *url = arena_printf(&arena, "/-/submission/%s", id_of(receipt));
	r = get(&guest, receipt);
	r = post(&guest, url, FIELDS("k", strstr(receipt, "k=") + 2, "action", "withdraw", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_int_equal(waiting(), 0);
	r = get(&guest, receipt);
	assert_true(has(r, "You took it back"));
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

static void again_gives_the_form_back(void **s)
{
	(void)s;
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "More", "again", "1"));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "More\n</textarea>"));
	assert_string_equal(hidden(r, "again"), "");
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

static void members_publish_where_only_guests_are_held(void **s)
{
	(void)s;
	teardown(NULL);
	site_start("[moderation]\nhold = guests\n");
	struct visitor bert = member("bert");
	struct reply r = send_reply(&bert, "Mine at once");
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.location, TOPIC "/#2026"));
	assert_int_equal(waiting(), 0);
	r = send_reply(&guest, "Held");
	assert_non_null(strstr(r.location, "/-/submission/"));
	/* A change of a page that is nobody's own is a suggestion, whoever makes it. */
	r = post(&bert, "/-/preview", FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", "Bert's"));
	r = post(&bert, "/-/submit", FIELDS("kind", "edit", "path", "pages/about.md", "base", hidden(r, "base"), "title", "About", "body", "Bert's", "token", hidden(r, "token")));
	assert_int_equal(r.status, 303);
	assert_non_null(strstr(r.location, "/-/submission/"));
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
		TEST(a_reply_goes_all_the_way),
		TEST(a_reply_may_answer_a_reply),
		TEST(a_reply_to_what_is_not_there_is_one_to_the_topic),
		TEST(what_fails_says_what_can_be_done),
		TEST(a_rejected_one_tells_its_author_why),
		TEST(a_topic_gets_a_path_of_its_own),
		TEST(an_approved_reply_is_found_on_its_part),
		TEST(two_waiting_topics_of_one_title_do_not_clash),
		TEST(an_edit_changes_body_and_title_only),
		TEST(an_edit_that_clashes_is_shown_not_lost),
		TEST(a_solved_clash_keeps_title_and_tags),
		TEST(a_moderator_edits_before_approving),
		TEST(an_author_withdraws),
		TEST(errors_keep_the_text),
		TEST(again_gives_the_form_back),
		TEST(signing_in_and_out),
		TEST(signing_in_is_throttled),
		TEST(posting_is_throttled),
		TEST(members_publish_where_only_guests_are_held),
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
