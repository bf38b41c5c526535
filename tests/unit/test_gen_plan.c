/* Which pages a change reaches: its own, and those that show or name what changed. */
#include "gen_plan_world.h"

static void one_reply(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put_reply(f, A, 2, "cat", "");
	assert_string_equal(finish(f),
	                    "feed: feed:help forum:help forums: home: insights: insights:help list:active#1 list:top#1 list:top/help#1 member:cat#1 member:cat#2 member:cat#2026000001 "
	                    "month:help/2026/11#1 tag:wood#1 top:2026/11#1 topic:" A "#1 ");
}

static void a_reply_that_opens_a_page(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	for (int i = 2; i <= 15; i++)
		put_reply(f, A, i, "bob", "");
	finish(f);
	begin(f);
	put_reply(f, A, 16, "bob", "");
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "topic:" A "#4 "));
	assert_null(strstr(keys, "topic:" A "#3 "));
	begin(f);
	for (int i = 17; i <= 20; i++)
		put_reply(f, A, i, "bob", "");
	keys = finish(f);
	/* Page 5 is new: pages 3 and 4 link to it, page 2 does not. */
	assert_non_null(strstr(keys, "topic:" A "#5 "));
	assert_non_null(strstr(keys, "topic:" A "#3 "));
}

static void an_edit_touches_its_page_only(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	for (int i = 2; i <= 30; i++)
		put_reply(f, A, i, "bob", "");
	finish(f);
	begin(f);
	put_reply(f, A, 12, "bob", "");
	assert_string_equal(finish(f), "feed: feed:help member:bob#2 topic:" A "#1 topic:" A "#3 ");
}

static void a_removed_reply_shifts_the_rest(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	for (int i = 2; i <= 30; i++)
		put_reply(f, A, i, "bob", "");
	finish(f);
	begin(f);
	drop(f, A "/20261101-000012-aaaaaa.md");
	const char *keys = finish(f);
	assert_null(strstr(keys, "topic:" A "#2 "));
	for (int part = 3; part <= 7; part++)
		assert_non_null(strstr(keys, arena_printf(&f->arena, "topic:" A "#%d ", part)));
}

static void a_title_reaches_those_who_wrote(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put(f, A "/index.md",
	    (struct catalogue_page){.title = "Other", .author = "ann", .tags = "wood\n", .date = 500});
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "member:bob#1 member:bob#2 member:bob#2026000001 "));
	assert_non_null(strstr(keys, "topic:" A " "));
}

static void a_member_who_appears(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put_reply(f, A, 3, "cat", "dee\n");
	finish(f);
	begin(f);
	put(f, "members/de/dee.md", (struct catalogue_page){.title = "Dee"});
	assert_non_null(strstr(finish(f), "topic:" A "#1 "));
	begin(f);
	put(f, "members/bo/bob.md", (struct catalogue_page){.title = "Bob"});
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "topic:" A "#1 "));
	assert_null(strstr(keys, "topic:forums/help/2026/11/t1"));
	begin(f);
	put(f, "members/bo/bob.md", (struct catalogue_page){.title = "Bob", .excerpt = "other words"});
	assert_string_equal(finish(f), "member:bob members: ");
}

static void a_page_goes_with_its_replies(void **state)
{
	struct fixture *f = *state;
	int64_t n;
	fill(f);
	begin(f);
	drop(f, A "/index.md");
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "member:bob#1 member:bob#2 member:bob#2026000001 "));
	assert_non_null(strstr(keys, "topic:" A " "));
	assert_int_equal(catalogue_tally(f->cat, "replies", &n, &f->err), 0);
	assert_int_equal(n, 0);
	begin(f);
	put(f, A "/index.md", (struct catalogue_page){.title = "A", .author = "ann", .date = 500});
	finish(f);
	assert_int_equal(catalogue_tally(f->cat, "replies", &n, &f->err), 0);
	assert_int_equal(n, 1);
	begin(f);
	drop(f, A "/index.md");
	drop(f, A "/20261101-000001-aaaaaa.md");
	finish(f);
	struct catalogue_page page;
	assert_int_equal(catalogue_page(f->cat, A, &f->arena, &page, &f->err), -1);
	assert_int_equal(f->err.code, ERR_NOTFOUND);
}

static void a_forum_that_is_renamed_is_everywhere(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put(f, "forums/help/index.md", (struct catalogue_page){.title = "Help", .excerpt = "other words"});
	assert_null(strstr(finish(f), "*"));
	begin(f);
	put(f, "forums/help/index.md", (struct catalogue_page){.title = "Aid"});
	assert_non_null(strstr(finish(f), "*"));
}

static void time_passes_over_events(void **state)
{
	struct fixture *f = *state;
	begin(f);
	put(f, "events/2026/x.md", (struct catalogue_page){.title = "X", .start = 100, .finish = 200});
	finish(f);
	begin(f);
	assert_int_equal(plan_time(&f->plan, 50, 150, &f->err), 0);
	assert_string_equal(finish(f), "");
	begin(f);
	assert_int_equal(plan_time(&f->plan, 150, 250, &f->err), 0);
	assert_string_equal(finish(f), "event:events/2026/x events: home: ");
	begin(f);
	assert_int_equal(plan_time(&f->plan, 250, 150, &f->err), 0);
	assert_string_equal(finish(f), "event:events/2026/x events: home: ");
}

static void an_entry_of_the_log_follows_a_reply_to_where_its_topic_went(void **state)
{
	struct fixture *f = *state;
	const char *about = "forums/help/2026/11/old/20261101-000001-aaaaaa\nforums/help/2026/11/old\n";
	begin(f);
	put(f, A "/index.md", (struct catalogue_page){.title = "A", .author = "ann", .moved = "/forums/help/2026/11/old/\n"});
	put_reply(f, A, 1, "bob", "");
	put(f, "moderation/2026/11/20261102-000000-aaaaaa.md", (struct catalogue_page){.mentions = about});
	finish(f);
	begin(f);
	drop(f, A "/20261101-000001-aaaaaa.md");
	assert_non_null(strstr(finish(f), "verdict:moderation/2026/11/20261102-000000-aaaaaa"));
}

static void an_event_at_another_time_reaches_feeds_of_who_wrote_below_it(void **state)
{
	struct fixture *f = *state;
	begin(f);
	put(f, "events/2026/x.md", (struct catalogue_page){.title = "X", .start = 100, .finish = 200});
	put_reply(f, "events/2026/x", 1, "bob", "");
	finish(f);
	begin(f);
	f->serial -= 2; /* its next time: the same file */
	put(f, "events/2026/x.md", (struct catalogue_page){.title = "X", .start = 300, .finish = 400});
	assert_non_null(strstr(finish(f), "member:bob#2"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_reply),
	    TEST(a_reply_that_opens_a_page),
	    TEST(an_edit_touches_its_page_only),
	    TEST(a_removed_reply_shifts_the_rest),
	    TEST(a_title_reaches_those_who_wrote),
	    TEST(a_member_who_appears),
	    TEST(a_page_goes_with_its_replies),
	    TEST(a_forum_that_is_renamed_is_everywhere),
	    TEST(time_passes_over_events),
	    TEST(an_entry_of_the_log_follows_a_reply_to_where_its_topic_went),
	    TEST(an_event_at_another_time_reaches_feeds_of_who_wrote_below_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
