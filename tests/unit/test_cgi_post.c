/* The write path from request to commit, without a web server: replies, topics and edits, as far as their verdict. */
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

static void again_gives_the_form_back(void **s)
{
	(void)s;
	struct reply r = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "More", "again", "1"));
	assert_int_equal(r.status, 200);
	assert_true(has(r, "More\n</textarea>"));
	assert_string_equal(hidden(r, "again"), "");
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_reply_goes_all_the_way),
		TEST(a_reply_may_answer_a_reply),
		TEST(a_reply_to_what_is_not_there_is_one_to_the_topic),
		TEST(a_rejected_one_tells_its_author_why),
		TEST(a_topic_gets_a_path_of_its_own),
		TEST(an_approved_reply_is_found_on_its_part),
		TEST(two_waiting_topics_of_one_title_do_not_clash),
		TEST(an_edit_changes_body_and_title_only),
		TEST(an_edit_that_clashes_is_shown_not_lost),
		TEST(a_solved_clash_keeps_title_and_tags),
		TEST(a_moderator_edits_before_approving),
		TEST(an_author_withdraws),
		TEST(again_gives_the_form_back),
		TEST(members_publish_where_only_guests_are_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
