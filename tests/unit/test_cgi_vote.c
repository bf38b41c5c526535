/* Reactions, votes and ballots: who may, what is refused, and that each reaches main once. */
#include "cgi_site.h"

#include "cgi/vote/vote.h"
#include "core/state/state_votes.h"

#define REPLY_ID "20261101-110000-aaaaaa"
#define IDEA "forums/ideas/2026/11/shade"
#define MINE(place) place "/votes/anna"

static void put_ideas(void)
{
	static const struct store_edit edits[] = {
		EDIT("forums/ideas/index.md", "---\ntitle: Ideas\nkind: ideas\n---\nSay.\n"),
		EDIT(IDEA "/index.md", "---\ntitle: Shade\nauthor: bert\ndate: 2026-11-01T10:00:00Z\npoll: [Trees, Sails, Roofs]\n"
		     "poll-closes: 2026-11-30T00:00:00Z\n---\nMore of it.\n"),
		EDIT("forums/ideas/2026/11/many/index.md", "---\ntitle: Many\nauthor: bert\ndate: 2026-11-01T10:00:00Z\npoll: [One, Two, Three]\n"
		     "poll-many: true\n---\nSome.\n"),
		EDIT("forums/ideas/2026/11/over/index.md", "---\ntitle: Over\nauthor: bert\ndate: 2026-11-01T10:00:00Z\npoll: [Yes, No]\n"
		     "poll-closes: 2026-11-02T00:00:00Z\n---\nPast.\n"),
		EDIT(TOPIC "/20261101-120000-bbbbbb.md", "---\nauthor: bert\ndate: 2026-11-01T12:00:00Z\nhidden: true\n---\nRude.\n"),
		EDIT("forums/help/2026/11/gone/index.md", "---\ntitle: Gone\nauthor: anna\ndate: 2026-11-01T10:00:00Z\nhidden: true\n---\nRude.\n"),
		EDIT("forums/jobs/index.md", "---\ntitle: Jobs\nkind: jobs\n---\nWork.\n"),
		EDIT("forums/jobs/2026/11/mason/index.md",
		     "---\ntitle: Mason\nauthor: anna\ndate: 2026-11-01T10:00:00Z\nexpires: 2026-11-10T00:00:00Z\n---\nStone.\n"),
		EDIT("resources/book.md", "---\ntitle: Book\nlink: https://example.org/\ndate: 2026-11-01T10:00:00Z\n---\nRead.\n"),
	};
	put_content(edits, ARRAY_LEN(edits));
}

static int setup_ideas(void **s)
{
	int rc = setup(s);
	put_ideas();
	return rc;
}

static int64_t commits(void)
{
	struct store *store = queue_content(server.queue);
	struct store_id at;
	struct store_commit_info info;
	int64_t n = 0;
	assert_int_equal(store_resolve(store, "refs/heads/main", &at, &err), 0);
	for (;; n++) {
		assert_int_equal(store_commit_info(store, &at, &arena, &info, &err), 0);
		if (!info.nparents)
			return n + 1;
		at = info.parents[0];
	}
}

static struct reply cast(const struct visitor *who, const char *path, const char *how, const char *line)
{
	return post(who, "/-/vote", FIELDS("path", path, how, line));
}

/* After so many seconds, by the process that has nothing else to do. */
static int later(int64_t seconds)
{
	now += seconds;
	struct err none = {0};
	int ms = vote_rest(&server, now, &none);
	if (none.code)
		fail_msg("%s", none.msg);
	return ms;
}

static void a_vote_is_published_and_leads_back(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	int64_t before = commits();
	struct reply r = cast(&anna, TOPIC "/index.md", "say", "react heart " REPLY_ID);
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/" TOPIC "/#" REPLY_ID);
	assert_string_equal(published(MINE(TOPIC)), "react heart " REPLY_ID "\n");
	assert_int_equal(commits(), before + 1);
}

static void it_is_changed_and_taken_back(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	assert_int_equal(cast(&anna, TOPIC "/index.md", "on", "react heart").status, 303);
	later(20);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "on", "react heart").status, 303);
	assert_string_equal(published(MINE(TOPIC)), "react heart\n");
	later(20);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "on", "up").status, 303);
	assert_string_equal(published(MINE(TOPIC)), "react heart\nup\n");
	later(20);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "say", "react heart").status, 303);
	assert_string_equal(published(MINE(TOPIC)), "up\n");
	later(20);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "off", "up").status, 303);
	assert_string_equal(published(MINE(TOPIC)), "");
	/* What changes nothing commits nothing. */
	int64_t before = commits();
	later(20);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "off", "up").status, 303);
	assert_int_equal(commits(), before);
}

static void ballots_follow_the_poll(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = post(&anna, "/-/vote", FIELDS("path", IDEA "/index.md", "say", "poll", "choice", "2"));
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, "/" IDEA "/");
	assert_string_equal(published(MINE(IDEA)), "poll 2\n");
	later(20);
	post(&anna, "/-/vote", FIELDS("path", IDEA "/index.md", "say", "poll", "choice", "3"));
	assert_string_equal(published(MINE(IDEA)), "poll 3\n");
	static const char *const bad[][3] = {{"1", "2", NULL}, {"4", NULL}, {NULL}};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *fields[] = {"path", IDEA "/index.md", "say", "poll", bad[i][0] ? "choice" : NULL, bad[i][0],
					bad[i][0] && bad[i][1] ? "choice" : NULL, bad[i][1], NULL};
		assert_int_equal(post(&anna, "/-/vote", fields).status, 422);
	}
	static const char *const worse[] = {"0", "x", "2\nup", "99999999999999999999", "-1", ""};
	for (size_t i = 0; i < ARRAY_LEN(worse); i++)
		assert_int_equal(post(&anna, "/-/vote", FIELDS("path", IDEA "/index.md", "say", "poll", "choice", worse[i])).status, 400);
	later(20);
	assert_string_equal(published(MINE(IDEA)), "poll 3\n");
	assert_int_equal(cast(&anna, IDEA "/index.md", "off", "poll").status, 303);
	assert_string_equal(published(MINE(IDEA)), "");
	later(20);
	post(&anna, "/-/vote", FIELDS("path", "forums/ideas/2026/11/many/index.md", "say", "poll", "choice", "1", "choice", "3"));
	assert_string_equal(published(MINE("forums/ideas/2026/11/many")), "poll 1 3\n");
}

static void what_would_not_count_is_refused(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	int64_t before = commits();
	static const struct {
		const char *path, *line, *says;
	} bad[] = {
		{"forums/help/2026/11/shut/index.md", "react heart", "closed"},
		{"forums/help/2026/11/shut/index.md", "up", "closed"},
		{"forums/jobs/2026/11/mason/index.md", "up", "closed"},
		{"resources/book.md", "up", "Only topics"},
		{"resources/book.md", "poll 1", "no poll"},
		{TOPIC "/index.md", "poll 1", "no poll"},
		{"forums/ideas/2026/11/over/index.md", "poll 1", "ended"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct reply r = cast(&anna, bad[i].path, "on", bad[i].line);
		if (r.status != 422 || !has(r, bad[i].says))
			fail_msg("%s on %s: %d", bad[i].line, bad[i].path, r.status);
	}
	/* Nor may a ballot that has been counted be taken back. */
	assert_int_equal(cast(&anna, "forums/ideas/2026/11/over/index.md", "off", "poll").status, 422);
	later(20);
	assert_int_equal(commits(), before);
}

static void what_is_not_there_is_not_found(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	static const char *const paths[] = {
		"forums/help/2026/11/gone/index.md", "forums/help/2026/11/none/index.md", "forums/help/index.md", "members/an/anna.md",
		"../../etc/passwd", "/etc/passwd", ".git/config", TOPIC, TOPIC "/votes/bert", TOPIC "/" REPLY_ID ".md", "", "index.md\nx",
		"rules.md", "queue.git/config",
	};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		int status = cast(&anna, paths[i], "on", "react heart").status;
		if (status != 404)
			fail_msg("'%s': %d", paths[i], status);
	}
	static const char *const lines[] = {
		"", "down", "react", "react hate", "react heart ../x", "react heart " REPLY_ID "\nup", "up up", "react heart x",
	};
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		assert_int_equal(cast(&anna, TOPIC "/index.md", "on", lines[i]).status, 400);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "on", "react heart 20261101-120000-bbbbbb").status, 404);
	assert_int_equal(cast(&anna, TOPIC "/index.md", "on", "react heart 20261101-120000-zzzzzz").status, 404);
	assert_int_equal(get(&anna, "/-/react?path=forums/help/2026/11/gone/index.md").status, 404);
	assert_int_equal(get(&anna, "/-/react?path=" TOPIC "/index.md&post=../x").status, 404);
	later(20);
	assert_string_equal(published(MINE(TOPIC)), "");
}

static void guests_are_led_in_and_back(void **s)
{
	(void)s;
	int64_t before = commits();
	struct reply r = cast(&guest, TOPIC "/index.md", "say", "react heart " REPLY_ID);
	assert_int_equal(r.status, 403);
	assert_true(has(r, "Sign in to react"));
	assert_true(has(r, "/-/sign-in?next="));
	assert_true(has(r, REPLY_ID));
	assert_int_equal(get(&guest, "/-/react?path=" TOPIC "/index.md").status, 200);
	later(20);
	assert_int_equal(commits(), before);
}

static void other_sites_cannot_vote(void **s)
{
	(void)s;
	struct visitor bad[] = {member("anna"), member("anna"), member("anna")};
	bad[0].origin = "https://evil.example";
	bad[1].origin = NULL;
	bad[2].fetch_site = "cross-site";
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(cast(&bad[i], TOPIC "/index.md", "on", "up").status, 403);
	assert_int_equal(get(&bad[0], "/-/vote?path=" TOPIC "/index.md&on=up").status, 405);
	later(20);
	assert_string_equal(published(MINE(TOPIC)), "");
}

/* A second one soon after waits, is shown to its member, and goes without another request. */
static void the_next_one_waits_but_not_for_ever(void **s)
{
	(void)s;
	struct visitor anna = member("anna"), bert = member("bert");
	cast(&anna, TOPIC "/index.md", "on", "up");
	int64_t before = commits();
	struct reply r = cast(&bert, TOPIC "/index.md", "on", "react like");
	assert_int_equal(r.status, 303);
	assert_string_equal(r.location, arena_printf(&arena, "/-/react?path=%s", "forums%2Fhelp%2F2026%2F11%2Ffirst-steps%2Findex.md"));
	assert_string_equal(published(TOPIC "/votes/bert"), "");
	r = get(&bert, r.location);
	assert_true(has(r, "Your choice is saved"));
	assert_true(has(r, "name=\"off\" value=\"react like\" aria-pressed=\"true\""));
	r = cast(&bert, TOPIC "/index.md", "say", "react like");
	r = cast(&bert, TOPIC "/index.md", "say", "react heart");
	int ms = later(1);
	assert_in_range(ms, 1, 10000);
	assert_int_equal(commits(), before);
	assert_int_equal(later(ms / 1000), -1);
	assert_int_equal(commits(), before + 1);
	assert_string_equal(published(TOPIC "/votes/bert"), "react heart\n");
	r = get(&bert, "/-/react?path=" TOPIC "/index.md");
	assert_false(has(r, "Your choice is saved"));
}

/* A process that ends between the commit and the table leaves rows of what is on main already. */
static void a_row_that_is_on_main_makes_no_second_commit(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	cast(&anna, TOPIC "/index.md", "on", "up");
	int64_t before = commits();
	const struct state_vote again = {TOPIC, "anna", "up\n"}, gone = {"forums/help/2026/11/none", "anna", "up\n"};
	assert_int_equal(state_vote_put(server.state, &again, now, &err), 0);
	assert_int_equal(state_vote_put(server.state, &gone, now, &err), 0);
	server.votes_at = now;
	later(20);
	assert_int_equal(commits(), before);
	struct state_votes left;
	assert_int_equal(state_votes(server.state, 10, &arena, &left, &err), 0);
	assert_int_equal(left.len, 0);
}

static void a_member_cannot_flood(void **s)
{
	(void)s;
	struct visitor anna = member("anna");
	struct reply r = {0};
	for (int i = 0; i <= server.site.conf.vote_per_hour && r.status != 429; i++)
		r = cast(&anna, TOPIC "/index.md", "say", "up");
	assert_int_equal(r.status, 429);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup_ideas, teardown)
	const struct CMUnitTest tests[] = {
		CASE(a_vote_is_published_and_leads_back), CASE(it_is_changed_and_taken_back), CASE(ballots_follow_the_poll),
		CASE(what_would_not_count_is_refused), CASE(what_is_not_there_is_not_found), CASE(guests_are_led_in_and_back),
		CASE(other_sites_cannot_vote), CASE(the_next_one_waits_but_not_for_ever),
		CASE(a_row_that_is_on_main_makes_no_second_commit), CASE(a_member_cannot_flood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
