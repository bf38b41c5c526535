/* Reports: who may, what is kept and where, and what moderators see of them. */
#include "cgi_site.h"

#include "core/state/state_person.h"
#include "core/state/state_report.h"

#define REPLY TOPIC "/20261101-110000-aaaaaa.md"
#define ASK "/-/report?path=" TOPIC "/index.md&post=20261101-110000-aaaaaa"

static struct reply report(const struct visitor *who, const char *why, const char *text)
{
	struct reply form = get(who, ASK);
	return post(who, "/-/report", FIELDS("token", hidden(form, "token"), "path", REPLY, "why", why, "text", text));
}

static int64_t open_reports(void)
{
	struct state *state;
	int64_t n;
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_report_open_count(state, &n, &err), 0);
	return n;
}

static void test_a_report_reaches_moderators_alone(void **state)
{
	(void)state;
	struct visitor anna = member("anna"), bert = member("bert"), gardener = member("gardener");
	struct reply r = report(&anna, "rude", "He said <b>it</b>.\nTwice.");
	assert_int_equal(r.status, 303);
	assert_true(has(get(&anna, r.location), "Thank you"));
	assert_int_equal(report(&guest, "spam", "").status, 303);
	assert_int_equal(open_reports(), 2);
	r = report(&anna, "rude", "Rude\xff");
	assert_int_equal(r.status, 422);
	assert_true(has(r, "not text (UTF-8)") && has(r, "Rude?</textarea>"));
	/* The same once more replaces it. */
	assert_int_equal(report(&anna, "rude", "He said <b>it</b> thrice.").status, 303);
	assert_int_equal(open_reports(), 2);
	assert_int_equal(get(&bert, "/-/reports").status, 403);
	assert_int_equal(get(&guest, "/-/reports").status, 303);
	r = get(&gardener, "/-/reports");
	assert_int_equal(r.status, 200);
	assert_true(has(r, "He said &lt;b&gt;it&lt;/b&gt; thrice.") && has(r, "2 reports") && has(r, "@anna"));
	assert_false(has(get(&bert, ASK), "thrice"));
	assert_int_equal(waiting(), 0);
	assert_string_equal(published("moderation"), "");
}

static void test_who_reported_sees_that_it_was_looked_at(void **state)
{
	(void)state;
	struct visitor anna = member("anna"), gardener = member("gardener");
	report(&anna, "spam", "");
	assert_true(has(get(&anna, ASK), "Nobody has looked at it yet."));
	struct reply list = get(&gardener, "/-/reports");
	struct reply r = post(&gardener, "/-/reports", FIELDS("token", hidden(list, "token"), "path", REPLY, "note", "It is a joke."));
	assert_int_equal(r.status, 303);
	assert_true(has(get(&gardener, r.location), "Nothing is reported"));
	assert_int_equal(open_reports(), 0);
	r = get(&anna, ASK);
	assert_true(has(r, "A moderator has looked at it.") && has(r, "It is a joke."));
	/* A second moderator who comes late is told by an empty list, not by an error. */
	assert_int_equal(post(&gardener, "/-/reports", FIELDS("token", hidden(list, "token"), "path", REPLY)).status, 303);
}

static void test_what_is_wrong_is_said(void **state)
{
	(void)state;
	struct visitor anna = member("anna");
	assert_int_equal(report(&anna, "", "x").status, 422);
	assert_int_equal(report(&anna, "sudo", "x").status, 422);
	assert_int_equal(report(&anna, "other", " \n").status, 422);
	struct reply r = report(&anna, "", "My <i>words</i>.");
	assert_true(has(r, "My &lt;i&gt;words&lt;/i&gt;."));
	assert_int_equal(post(&anna, "/-/report", FIELDS("path", REPLY, "why", "spam")).status, 403);
	assert_int_equal(get(&anna, "/-/report?path=moderation/x.md").status, 404);
	assert_int_equal(get(&anna, "/-/report?path=forums/help/2026/11/none/index.md").status, 404);
	assert_int_equal(open_reports(), 0);
}

static void test_a_flood_of_reports_has_an_end(void **state)
{
	(void)state;
	struct visitor anna = member("anna");
	for (int i = 0; i < 10; i++)
		assert_int_equal(report(&anna, "spam", "").status, 303);
	assert_int_equal(report(&anna, "spam", "").status, 429);
}

static int setup_members_only(void **state)
{
	(void)state;
	return site_start("[guest]\nreport = false\n");
}

static void test_guests_by_setting(void **state)
{
	(void)state;
	struct visitor anna = member("anna");
	assert_int_equal(get(&guest, ASK).status, 403);
	const char *token = hidden(get(&guest, "/-/reply?path=" TOPIC "/index.md"), "token");
	assert_int_equal(post(&guest, "/-/report", FIELDS("token", token, "path", REPLY, "why", "spam")).status, 403);
	assert_int_equal(report(&anna, "spam", "").status, 303);
	assert_int_equal(open_reports(), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
/* What moderators know of a member, and note: theirs alone, but for the member's export, which does not say whose it is. */
static void test_moderators_keep_a_record(void **s)
{
	struct visitor anna = member("anna"), bert = member("bert"), gardener = member("gardener");
	struct state *state;
	struct state_person person;
	struct str out;
	(void)s;
	assert_int_equal(get(&anna, "/-/record?of=anna").status, 403);
	assert_int_equal(get(&guest, "/-/record?of=anna").status, 303);
	assert_int_equal(get(&gardener, "/-/record?of=nobody").status, 404);
	assert_int_equal(get(&gardener, "/-/record?of=guest").status, 404);
	struct reply form = get(&bert, ASK);
	assert_int_equal(post(&bert, "/-/report", FIELDS("token", hidden(form, "token"), "path", TOPIC "/index.md", "why", "rude")).status, 303);
	struct reply page = get(&gardener, "/-/record?of=anna");
	assert_int_equal(page.status, 200);
	assert_true(has(page, "Reported by others") && has(page, "Nobody has looked at it yet."));
	assert_int_equal(post(&bert, "/-/record", FIELDS("token", hidden(get(&bert, "/-/me"), "token"), "of", "anna", "text", "x")).status, 403);
	assert_int_equal(post(&gardener, "/-/record", FIELDS("token", hidden(page, "token"), "of", "anna", "text", " \n")).status, 422);
	struct reply r = post(&gardener, "/-/record", FIELDS("token", hidden(page, "token"), "of", "anna", "text", "Wrote <b>twice</b>."));
	assert_int_equal(r.status, 303);
	/* Sent twice, it is there once. */
	post(&gardener, "/-/record", FIELDS("token", hidden(page, "token"), "of", "anna", "text", "Wrote <b>twice</b>."));
	page = get(&gardener, r.location);
	assert_true(has(page, "Wrote &lt;b&gt;twice&lt;/b&gt;.") && has(page, "@gardener"));
	assert_int_equal(server_state(&server, &state, &err), 0);
	assert_int_equal(state_person_find(state, "anna", server.secret, &arena, &person, &err), 0);
	size_t n;
	const struct state_person_table *rows = state_person_tables(&n);
	while (n && strcmp(rows->name, "remark") != 0)
		rows++, n--;
	str_init(&out, 1 << 16);
	assert_int_equal(state_person_json(state, &person, rows, &out, &err), 0);
	assert_non_null(strstr(out.at, "twice"));
	assert_null(strstr(out.at, "gardener"));
	str_release(&out);
	assert_string_equal(hidden(page, "of"), "anna");
	assert_int_equal(post(&gardener, "/-/record", FIELDS("token", hidden(page, "token"), "of", "anna", "drop", "1")).status, 303);
	assert_false(has(get(&gardener, r.location), "twice"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_report_reaches_moderators_alone),
		TEST(test_moderators_keep_a_record),
		TEST(test_who_reported_sees_that_it_was_looked_at),
		TEST(test_what_is_wrong_is_said),
		TEST(test_a_flood_of_reports_has_an_end),
		cmocka_unit_test_setup_teardown(test_guests_by_setting, setup_members_only, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
