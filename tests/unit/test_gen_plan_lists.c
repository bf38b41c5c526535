/* What a change does to lists and their chunks, and to what is counted: shelves, months, people, answers, votes. */
#include "gen_plan_world.h"

static const char *shelve(struct fixture *f, const char *name, int64_t shelf, const char *tags)
{
	begin(f);
	put(f, arena_printf(&f->arena, "resources/%s.md", name),
	    (struct catalogue_page){.title = "R", .tags = tags, .shelf = shelf});
	return finish(f);
}

/* Every list of a kind counts all kinds; a list of a tag counts nothing. */
static void resources_stand_on_shelves(void **state)
{
	struct fixture *f = *state;
	shelve(f, "a", SHELF_book, "git\n");
	const char *keys = shelve(f, "b", SHELF_tool, "css\n");
	assert_non_null(strstr(keys, "shelf:kind/book shelf:kind/course "));
	assert_non_null(strstr(keys, "shelf:kind/tool shelf:kind/video shelf:tag/css sitemap"));
	assert_null(strstr(keys, "shelf:tag/git"));
	begin(f);
	put_reply(f, "resources/b", 1, "bob", "");
	assert_string_equal(finish(f), "feed: home: insights: member:bob#1 member:bob#2 member:bob#2026000001 resource:resources/b resources: "
	                               "shelf:kind/tool shelf:tag/css tag:css#1 ");
	keys = shelve(f, "b", SHELF_video, "css\n");
	assert_non_null(strstr(keys, "shelf:kind/book"));
	int64_t tools, videos;
	assert_int_equal(catalogue_tally(f->cat, "shelf:kind/tool", &tools, &f->err), 0);
	assert_int_equal(catalogue_tally(f->cat, "shelf:kind/video", &videos, &f->err), 0);
	assert_int_equal(tools, 0);
	assert_int_equal(videos, 1);
}

/* Five topics, opened one after the other; lists hold two. */
static void fill_lists(struct fixture *f)
{
	begin(f);
	put(f, "forums/help/index.md", (struct catalogue_page){.title = "Help", .forum_kind = FORUM_QUESTIONS});
	for (int i = 1; i <= 5; i++)
		put(f, arena_printf(&f->arena, "forums/help/2026/1%d/t%d/index.md", i / 3, i),
		    (struct catalogue_page){.title = "T", .author = "ann", .date = 100 * i});
	finish(f);
}

static void a_list_hears_of_what_it_holds(void **state)
{
	struct fixture *f = *state;
	fill_lists(f);
	begin(f);
	put_reply(f, "forums/help/2026/10/t1", 1, "bob", "");
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "list:active#1 "));
	assert_non_null(strstr(keys, "list:top/help#1 list:top/help#2 ")); /* it is now the first */
	assert_non_null(strstr(keys, "top:2026/10#1 "));
	assert_null(strstr(keys, "list:new"));
	assert_null(strstr(keys, "list:unanswered"));
	assert_null(strstr(keys, "list:top#")); /* of the latest month */
	begin(f);
	put_reply(f, "forums/help/2026/11/t5", 1, "bob", "");
	keys = finish(f);
	assert_non_null(strstr(keys, "list:new#1 list:new/help#1 "));
	assert_non_null(strstr(keys, "list:unanswered#1 list:unanswered/help#1 "));
	assert_non_null(strstr(keys, "list:top#1 "));
	assert_null(strstr(keys, "list:new#2"));
	assert_null(strstr(keys, "list:waiting#2"));
}

static void the_staff_is_counted(void **state)
{
	struct fixture *f = *state;
	struct catalogue_page topic;
	fill_lists(f);
	begin(f);
	put_reply(f, "forums/help/2026/11/t5", 1, "bob", "");
	put_reply(f, "forums/help/2026/11/t5", 2, "bob", "");
	finish(f);
	begin(f);
	put(f, "members/bo/bob.md", (struct catalogue_page){.title = "Bob", .role = ROLE_STAFF});
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "list:waiting#1 list:waiting#2 list:waiting/help#1 list:waiting/help#2 "));
	assert_int_equal(catalogue_page(f->cat, "forums/help/2026/11/t5", &f->arena, &topic, &f->err), 0);
	assert_int_equal(topic.staff, 2);
	begin(f);
	drop(f, "forums/help/2026/11/t5/20261101-000001-aaaaaa.md");
	assert_null(strstr(finish(f), "list:waiting"));
	begin(f);
	put(f, "members/bo/bob.md", (struct catalogue_page){.title = "Bob"});
	assert_non_null(strstr(finish(f), "list:waiting#1 list:waiting#2 "));
	assert_int_equal(catalogue_page(f->cat, "forums/help/2026/11/t5", &f->arena, &topic, &f->err), 0);
	assert_int_equal(topic.staff, 0);
}

static void a_topic_in_the_middle_of_a_month(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put(f, "forums/help/2026/11/m/index.md", (struct catalogue_page){.title = "M", .author = "zoe", .date = 603});
	const char *keys = finish(f);
	assert_null(strstr(keys, "month:help/2026/11#1 "));
	assert_non_null(strstr(keys, "month:help/2026/11#2 "));
	assert_non_null(strstr(keys, "month:help/2026/11#3 "));
	assert_non_null(strstr(keys, "member:zoe#1 "));
}

static void listed(struct fixture *f, const char *handle, bool yes)
{
	char path[64];
	snprintf(path, sizeof(path), "members/%.2s/%s.md", handle, handle);
	put(f, path, (struct catalogue_page){.title = handle, .listed = yes});
}

/* Three to a chunk: four members are too many for one page of the directory. */
static void the_directory_in_chunks(void **state)
{
	struct fixture *f = *state;
	begin(f);
	listed(f, "rosa", true);
	listed(f, "rob", true);
	listed(f, "ada", true);
	finish(f);
	begin(f);
	listed(f, "roy", true);
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "handles:ad "));
	assert_non_null(strstr(keys, "handles:ro "));
	begin(f);
	listed(f, "roz", true);
	listed(f, "ron", false);
	keys = finish(f);
	assert_non_null(strstr(keys, "handles:ro#1 handles:ro#2 "));
	assert_null(strstr(keys, "handles:ad"));
	begin(f);
	put(f, "members/ro/roz.md", (struct catalogue_page){.title = "roz", .listed = true, .excerpt = "x"});
	keys = finish(f);
	assert_non_null(strstr(keys, "handles:ro#2 "));
	assert_null(strstr(keys, "handles:ro#1 "));
}

/* Five on the profile, three to a chunk of a year. */
static void a_year_of_replies(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	for (int i = 1; i <= 4; i++)
		put_reply(f, "forums/help/2026/11/t1", i, "cat", "");
	assert_null(strstr(finish(f), "member:cat "));
	begin(f);
	put_reply(f, "forums/help/2026/11/t1", 5, "cat", "");
	assert_null(strstr(finish(f), "member:cat "));
	begin(f);
	put_reply(f, "forums/help/2026/11/t1", 6, "cat", "");
	assert_non_null(strstr(finish(f), "member:cat "));
	begin(f);
	put_reply(f, "forums/help/2026/11/t1", 8, "cat", "");
	assert_non_null(strstr(finish(f), "member:cat#1 member:cat#2 member:cat#2026000001 member:cat#2026000002 member:cat#2026000003 "));
	begin(f);
	put_reply(f, "forums/help/2026/11/t1", 9, "cat", "");
	const char *keys = finish(f);
	assert_non_null(strstr(keys, "member:cat#2026000003 "));
	assert_null(strstr(keys, "member:cat#2026000002 "));
	begin(f);
	put_reply(f, "forums/help/2026/11/t1", 5, "dee", "");
	assert_non_null(strstr(finish(f), "member:cat#2026000002 member:cat#2026000003 member:dee#1 "));
}

/* An answer counts for who gave it, unless that is who asked. */
static void an_answer_is_credited(void **state)
{
	struct fixture *f = *state;
	int64_t n;
	struct catalogue_page question = {
	    .title = "A", .author = "ann", .tags = "wood\n", .date = 500, .answer = "20261101-000001-aaaaaa"};
	fill(f);
	begin(f);
	put(f, A "/index.md", question);
	assert_non_null(strstr(finish(f), "member:bob#1 "));
	assert_int_equal(catalogue_tally(f->cat, "answers:bob", &n, &f->err), 0);
	assert_int_equal(n, 1);
	begin(f);
	put_reply(f, A, 1, "ann", "");
	assert_non_null(strstr(finish(f), "member:bob#1 "));
	assert_int_equal(catalogue_tally(f->cat, "answers:bob", &n, &f->err), 0);
	assert_int_equal(n, 0);
	assert_int_equal(catalogue_tally(f->cat, "answers:ann", &n, &f->err), 0);
	assert_int_equal(n, 0);
}

static void put_votes(struct fixture *f, const char *stem, const char *handle, const char *text)
{
	struct page_place place = place_of(f, arena_printf(&f->arena, "%s/votes/%s", stem, handle));
	struct row row = {.kind = PAGE_VOTES, .parent = place.parent, .handle = handle, .votes = text};
	assert_int_equal(plan_row(&f->plan, &place, text ? &row : NULL, &f->err), 0);
}

/* "post what n, …" of a page. */
static const char *marks_of(struct fixture *f, const char *stem)
{
	struct catalogue_page page;
	struct catalogue_marks marks;
	const char *text = "";
	assert_int_equal(catalogue_page(f->cat, stem, &f->arena, &page, &f->err), 0);
	struct catalogue_marked all = {page.id, "", "~"};
	assert_int_equal(catalogue_marks(f->cat, &all, &f->arena, &marks, &f->err), 0);
	for (size_t i = 0; i < marks.len; i++)
		text = arena_printf(&f->arena, "%s%s:%s:%lld ", text, marks.at[i].post, marks.at[i].what,
		                    (long long)marks.at[i].n);
	return text;
}

static void votes_are_counted_line_by_line(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	put_votes(f, A, "bob", "up\nreact heart\n");
	put_votes(f, A, "cat", "up\npoll 1 2\n");
	finish(f);
	assert_string_equal(marks_of(f, A), ":poll 1 2:1 :react heart:1 :up:2 ");
	begin(f);
	put_votes(f, A, "cat", "poll 2\n");
	assert_string_equal(finish(f), "forum:help forums: home: list:active#1 list:top#1 list:top/help#1 member:ann#1 month:help/2026/11#1 "
	                                "tag:wood#1 top:2026/11#1 topic:" A "#1 ");
	assert_string_equal(marks_of(f, A), ":poll 2:1 :react heart:1 :up:1 ");
	begin(f);
	put_votes(f, A, "bob", NULL);
	put_votes(f, A, "cat", NULL);
	finish(f);
	assert_string_equal(marks_of(f, A), "");
}

static void a_reaction_touches_its_post_only(void **state)
{
	struct fixture *f = *state;
	fill(f);
	begin(f);
	for (int i = 2; i <= 15; i++)
		put_reply(f, A, i, "bob", "");
	finish(f);
	begin(f);
	put_votes(f, A, "bob", "react heart 20261101-000015-aaaaaa\n");
	assert_string_equal(finish(f), "topic:" A "#1 topic:" A "#4 ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(resources_stand_on_shelves),
	    TEST(a_list_hears_of_what_it_holds),
	    TEST(the_staff_is_counted),
	    TEST(a_topic_in_the_middle_of_a_month),
	    TEST(the_directory_in_chunks),
	    TEST(a_year_of_replies),
	    TEST(an_answer_is_credited),
	    TEST(votes_are_counted_line_by_line),
	    TEST(a_reaction_touches_its_post_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
