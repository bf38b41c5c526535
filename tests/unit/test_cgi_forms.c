/* What forms ask besides a title and a text: events, resources, polls; and what no form may set. */
#include "core/state/state_votes.h"
#include "cgi_site.h"

#define IDEA "forums/help/2026/11/meet"

#define EVENT "kind", "event", "title", "Spring walk", "body", "Come."

static void an_event_is_a_form_of_its_own(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener");
	struct reply form = get(&gardener, "/-/new?kind=event");
	assert_true(has(form, "type=\"datetime-local\" name=\"start\""));
	assert_false(has(form, "name=\"poll\""));
	assert_false(has(form, "name=\"cancelled\""));
	struct reply sent = SEND(&gardener, EVENT, "start", "2027-04-20T18:00", "end", "2027-04-20T19:30", "zone", "Europe/Berlin",
	                         "repeat", "weekday", "location", "The mill", "tags", "Walks");
	assert_int_equal(sent.status, 303);
	assert_string_equal(sent.location, "/events/2027/spring-walk/");
	const char *file = published("events/2027/spring-walk.md");
	assert_non_null(strstr(file, "author: gardener\n"));
	assert_non_null(strstr(file, "tags: [walks]\n"));
	assert_non_null(strstr(file, "start: 2027-04-20T16:00:00Z\nend: 2027-04-20T17:30:00Z\nzone: Europe/Berlin\nrepeat: FREQ=MONTHLY;BYDAY=3TU\n"));
	/* A second of that name stands beside it. */
	sent = SEND(&gardener, EVENT, "start", "2027-05-20T18:00");
	assert_string_equal(sent.location, "/events/2027/spring-walk-2/");
}

static void what_was_not_touched_stays(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener");
	static const struct store_edit edit[] = {EDIT("events/2027/odd.md",
		"---\ntitle: Odd\nstart: 2027-04-20T16:00:07Z\nzone: Europe/Berlin\nrepeat: FREQ=WEEKLY;BYDAY=TU;COUNT=3\nexcept: [2027-04-27]\n---\nOdd.\n")};
	put_content(edit, 1);
	struct reply form = get(&gardener, "/-/edit?path=events/2027/odd.md");
	assert_true(has(form, "value=\"2027-04-20T18:00\""));
	assert_true(has(form, "<option value=\"FREQ=WEEKLY;BYDAY=TU;COUNT=3\" selected>"));
	assert_int_equal(SEND(&gardener, "kind", "edit", "path", "events/2027/odd.md", "title", "Odd", "body", "Odd.",
	                      "start", "2027-04-20T18:00", "zone", "Europe/Berlin", "repeat", "FREQ=WEEKLY;BYDAY=TU;COUNT=3",
	                      "location", "Here").status, 303);
	const char *file = published("events/2027/odd.md");
	assert_non_null(strstr(file, "start: 2027-04-20T16:00:07Z\n"));
	assert_non_null(strstr(file, "location: Here\n"));
	assert_non_null(strstr(file, "2027-04-27"));
	/* Another zone is another moment, at the same clock. */
	assert_int_equal(SEND(&gardener, "kind", "edit", "path", "events/2027/odd.md", "title", "Odd", "body", "Odd.",
	                      "start", "2027-04-20T18:00", "zone", "Europe/London").status, 303);
	assert_non_null(strstr(published("events/2027/odd.md"), "start: 2027-04-20T17:00:00Z\n"));
}

static void each_mistake_is_told_at_its_field(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const struct {
		const char *name, *value, *at;
	} wrong[] = {
		{"start", "", "_start-error"}, {"start", "soon", "_start-error"}, {"start", "2027-13-01T10:00", "_start-error"},
		{"zone", "Europe/Berln", "_zone-error"}, {"zone", "../../etc/passwd", "_zone-error"}, {"repeat", "FREQ=SECONDLY", "_repeat-error"},
		{"join", "javascript:alert(1)", "_join-error"}, {"end", "2020-01-01T10:00", "_end-error"},
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		bool start = !strcmp(wrong[i].name, "start");
		struct reply reply = post(&anna, "/-/preview", FIELDS(EVENT, wrong[i].name, wrong[i].value, start ? "end" : "start",
		                                                     start ? "" : "2027-04-20T18:00"));
		if (reply.status != 422 || !has(reply, arena_printf(&arena, "id=\"%s\"", wrong[i].at)) || !has(reply, "Spring walk"))
			fail_msg("%s=%s: %d", wrong[i].name, wrong[i].value, reply.status);
	}
	assert_int_equal(waiting(), 0);
}

static void a_resource_is_a_link_or_a_file(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply none = post(&anna, "/-/preview", FIELDS("kind", "resource", "title", "Pro Git", "body", "Read it."));
	assert_int_equal(none.status, 422);
	assert_true(has(none, "id=\"_link-error\""));
	struct reply sent = SEND(&anna, "kind", "resource", "title", "Pro Git", "body", "Read it.", "link", "https://git-scm.com/book",
	                         "shelf", "book", "licence", "CC BY");
	assert_int_equal(sent.status, 303);
	assert_int_equal(waiting(), 1);
	struct reply receipt = get(&anna, sent.location);
	assert_true(has(receipt, "https://git-scm.com/book"));
	struct visitor gardener = member("gardener");
	const char *page = arena_printf(&arena, "/-/queue/%s", id_of(sent.location));
	struct reply shown = get(&gardener, page);
	assert_true(has(shown, "CC BY"));
	assert_int_equal(post(&gardener, page, FIELDS("token", hidden(shown, "token"), "action", "approve")).status, 303);
	assert_non_null(strstr(published("resources/pro-git.md"), "type: book\nlink: https://git-scm.com/book\nlicence: CC BY\n"));
}

#define POLL "kind", "topic", "forum", "help", "title", "Meet", "body", "When?", "poll", "Monday\r\n\r\n Tuesday \r\n", "poll-many", "many"

static void a_poll_is_previewed_as_it_will_stand(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener");
	assert_true(has(post(&gardener, "/-/preview", FIELDS(POLL)), "<figure class=\"poll\">"));
	struct reply one = post(&gardener, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "Meet", "body", "When?", "poll", "Monday"));
	assert_int_equal(one.status, 422);
	assert_true(has(one, "<details class=\"asks\" open>"));
	assert_int_equal(SEND(&gardener, POLL, "poll-closes", "2027-01-01").status, 303);
	assert_non_null(strstr(published("forums/help/2026/11/meet/index.md"),
	                       "poll: [Monday, Tuesday]\npoll-many: yes\npoll-closes: 2027-01-01T23:59:59Z\n"));
}

static void put_poll_page(void)
{
	static const struct store_edit edits[] = {EDIT(IDEA "/index.md",
		"---\ntitle: Meet\nauthor: anna\ndate: 2026-11-01T10:00:00Z\npoll: [Monday, Tuesday]\n---\nWhen?\n")};
	put_content(edits, ARRAY_LEN(edits));
}

#define CHANGED "kind", "edit", "path", IDEA "/index.md", "title", "Meet", "body", "When?", "poll", "Monday\nFriday"

static void a_poll_stays_once_somebody_has_voted(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), gardener = member("gardener");
	static const struct store_edit heart[] = {EDIT(IDEA "/votes/gardener", "react heart\n")};
	static const struct store_edit ballot[] = {EDIT(IDEA "/votes/gardener", "react heart\npoll 2\n")};
	put_poll_page();
	put_content(heart, 1);
	assert_int_equal(post(&anna, "/-/preview", FIELDS(CHANGED)).status, 200);
	put_content(ballot, 1);
	struct reply late = post(&anna, "/-/preview", FIELDS(CHANGED));
	assert_int_equal(late.status, 422);
	assert_false(has(late, "name=\"poll\""));
	assert_int_equal(post(&anna, "/-/preview", FIELDS("kind", "edit", "path", IDEA "/index.md", "title", "Meet", "body", "When then?")).status, 200);
	assert_int_equal(post(&gardener, "/-/preview", FIELDS(CHANGED)).status, 200);
}

static void a_vote_that_is_not_in_git_yet_counts(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct state *db;
	put_poll_page();
	assert_int_equal(server_state(&server, &db, &err), 0);
	assert_int_equal(state_vote_put(db, &(struct state_vote){IDEA, "gardener", "poll 1\n"}, now, &err), 0);
	assert_int_equal(post(&anna, "/-/preview", FIELDS(CHANGED)).status, 422);
}

static void a_forum_proposes_how_to_begin(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const struct store_edit edit[] = {EDIT("forums/help/template.txt", "**What I tried**: <b>\r\n")};
	assert_false(has(get(&anna, "/-/new?forum=help"), "What I tried"));
	put_content(edit, 1);
	assert_true(has(get(&anna, "/-/new?forum=help"), "<textarea id=\"_body\""));
	assert_true(has(get(&anna, "/-/new?forum=help"), "**What I tried**: &lt;b&gt;\n</textarea>"));
}

/* Every key that is no field of a form, sent all the same, with every kind of form. */
static void nothing_else_can_be_set(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener");
#define ASSIGNED "role", "admin", "pinned", "yes", "locked", "yes", "hidden", "yes", "author", "anna", "date", "2001-01-01", "edited", "2001-01-01", \
		 "moved-from", "/forums/help/", "submission", "20010101-000000-aaaaaa", "status", "done", "answer", "20261101-110000-aaaaaa", \
		 "moderated", "20010101-000000-aaaaaa", "image", "x.png", "checksum", "sha256:0", "topic", "forums/help", "cancelled", "yes", \
		 "recording", "https://example.org/", "order", "1", "lang", "de"
	static const char *const never[] = {"role", "pinned", "locked", "hidden", "moved-from", "status", "answer", "moderated",
	                                    "image", "checksum", "topic", "cancelled", "recording", "order", "lang", "edited"};
	assert_int_equal(SEND(&gardener, "kind", "topic", "forum", "help", "title", "T", "body", "B", "start", "2027-04-20T18:00", ASSIGNED).status, 303);
	assert_int_equal(SEND(&gardener, EVENT, "start", "2027-04-20T18:00", "poll", "a\nb", "link", "https://example.org/", ASSIGNED).status, 303);
	assert_int_equal(SEND(&gardener, "kind", "resource", "title", "R", "body", "B", "link", "https://example.org/r", "poll", "a\nb", ASSIGNED).status, 303);
	const char *const files[] = {published("forums/help/2026/11/t/index.md"), published("events/2027/spring-walk.md"), published("resources/r.md")};
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		assert_non_null(strstr(files[i], "author: gardener\ndate: 2026-"));
		assert_null(strstr(files[i], "20010101"));
		for (size_t k = 0; k < ARRAY_LEN(never); k++)
			if (strstr(files[i], arena_printf(&arena, "\n%s:", never[k])))
				fail_msg("%s in %s", never[k], files[i]);
	}
	assert_null(strstr(files[0], "start:"));
	assert_null(strstr(files[1], "poll:"));
	assert_null(strstr(files[1], "link:"));
	assert_null(strstr(files[2], "poll:"));
}

static void the_token_is_bound_to_every_field(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply preview = post(&anna, "/-/preview", FIELDS(EVENT, "start", "2027-04-20T18:00", "location", "Here"));
	const char *token = hidden(preview, "token");
	assert_int_equal(post(&anna, "/-/submit", FIELDS(EVENT, "start", "2027-04-20T18:00", "location", "There", "token", token)).status, 403);
	assert_int_equal(post(&anna, "/-/submit", FIELDS(EVENT, "start", "2027-04-20T18:00", "location", "Here", "token", token)).status, 303);
}

static void an_edit_shows_what_it_changes(void **s)
{
	(void)s;
	struct visitor bert = member("bert");
	struct reply preview = post(&bert, "/-/preview", FIELDS("kind", "edit", "path", "pages/about.md", "title", "About", "body", "About you."));
	assert_true(has(preview, "<pre class=\"diff\""));
	assert_true(has(preview, "you."));
	assert_false(has(post(&bert, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "T", "body", "B")), "<pre class=\"diff\""));
}

static void a_suggestion_says_why(void **s)
{
	(void)s;
	struct visitor bert = member("bert"), gardener = member("gardener");
	assert_true(has(get(&bert, "/-/edit?path=pages/about.md"), "name=\"note\""));
	assert_false(has(get(&gardener, "/-/edit?path=" TOPIC "/20261101-110000-aaaaaa.md"), "name=\"note\""));
	struct reply sent = SEND(&bert, "kind", "edit", "path", "pages/about.md", "title", "About", "body", "About you.",
	                         "note", "It is about you.\nSubmission: forged\nRule: forged");
	assert_int_equal(sent.status, 303);
	struct reply shown = get(&gardener, arena_printf(&arena, "/-/queue/%s", id_of(sent.location)));
	assert_true(has(shown, "<q>It is about you. Submission: forged Rule: forged</q>"));
}

static void one_s_own_post_is_taken_back(void **s)
{
	(void)s;
	struct visitor gardener = member("gardener"), anna = member("anna"), bert = member("bert");
	static const char reply[] = TOPIC "/20261101-110000-aaaaaa.md";
	assert_true(has(get(&gardener, "/-/edit?path=" TOPIC "/20261101-110000-aaaaaa.md"), "/-/act?path="));
	struct reply page = get(&gardener, "/-/act?path=" TOPIC "/index.md&post=20261101-110000-aaaaaa");
	assert_true(has(page, "value=\"withdraw\""));
	assert_false(has(get(&anna, "/-/act?path=" TOPIC "/index.md&post=20261101-110000-aaaaaa"), "value=\"withdraw\""));
	/* Others have answered in her topic. */
	struct reply own = get(&anna, "/-/act?path=" TOPIC "/index.md");
	assert_int_equal(post(&anna, "/-/act", FIELDS("token", hidden(own, "token"), "path", TOPIC "/index.md", "act", "withdraw")).status, 409);
	assert_non_null(strstr(published(TOPIC "/index.md"), "How do I"));
	/* Nobody takes back what another wrote. */
	struct reply foreign = get(&bert, "/-/act?path=" TOPIC "/index.md");
	assert_true(post(&bert, "/-/act", FIELDS("token", hidden(foreign, "token"), "path", reply, "act", "withdraw")).status >= 400);
	assert_int_equal(post(&gardener, "/-/act", FIELDS("token", hidden(page, "token"), "path", reply, "act", "withdraw")).status, 303);
	assert_null(strstr(published(reply), "With **one** step."));
	assert_non_null(strstr(published(reply), "hidden: yes\n"));
}

static int members_only(void **state)
{
	(void)state;
	return site_start("[guest]\npost = false\n");
}

static void a_session_that_ended_costs_no_text(void **s)
{
	(void)s;
	struct reply form = post(&guest, "/-/preview", FIELDS("kind", "topic", "forum", "help", "title", "Long", "body", "My long text", "poll", "a\nb"));
	assert_int_equal(form.status, 403);
	assert_true(has(form, "My long text\n</textarea>") || has(form, "My long text</textarea>"));
	assert_true(has(form, "value=\"Long\""));
	assert_true(has(form, "/-/sign-in?next="));
	struct reply start = get(&guest, "/-/new?forum=help");
	assert_int_equal(start.status, 303);
	assert_string_equal(start.location, "/-/sign-in?next=%2F-%2Fnew%3Fforum%3Dhelp");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_event_is_a_form_of_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_not_touched_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(each_mistake_is_told_at_its_field, setup, teardown),
		cmocka_unit_test_setup_teardown(a_resource_is_a_link_or_a_file, setup, teardown),
		cmocka_unit_test_setup_teardown(a_poll_is_previewed_as_it_will_stand, setup, teardown),
		cmocka_unit_test_setup_teardown(a_poll_stays_once_somebody_has_voted, setup, teardown),
		cmocka_unit_test_setup_teardown(a_vote_that_is_not_in_git_yet_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(a_forum_proposes_how_to_begin, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_else_can_be_set, setup, teardown),
		cmocka_unit_test_setup_teardown(the_token_is_bound_to_every_field, setup, teardown),
		cmocka_unit_test_setup_teardown(an_edit_shows_what_it_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(a_suggestion_says_why, setup, teardown),
		cmocka_unit_test_setup_teardown(one_s_own_post_is_taken_back, setup, teardown),
		cmocka_unit_test_setup_teardown(a_session_that_ended_costs_no_text, members_only, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
