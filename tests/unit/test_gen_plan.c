#include "gen/plan/plan.h"

#include <setjmp.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char path[64];
	struct catalogue *cat;
	struct config conf;
	struct arena arena;
	struct plan plan;
	struct err err;
	unsigned char serial; /* makes every blob another one */
};

static int set_up(void **state)
{
	struct fixture *f = base_alloc(1, sizeof(*f));
	arena_init(&f->arena);
	f->conf.topic_posts = 5;
	f->conf.forum_chunk = 3;
	f->conf.list_items = 2;
	snprintf(f->path, sizeof(f->path), "/tmp/stoa-plan-%ld.db", (long)getpid());
	*state = f;
	return catalogue_open(&f->cat, f->path, CATALOGUE_FRESH, &f->err) || catalogue_index(f->cat, &f->err) ? -1 : 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	catalogue_close(f->cat);
	catalogue_remove(f->path);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static void begin(struct fixture *f)
{
	assert_int_equal(catalogue_begin(f->cat, &f->err), 0);
	plan_init(&f->plan, f->cat, &f->conf, false);
}

/* Keys of the plan as one text: "forum:help forums: topic:…#1 " */
static const char *finish(struct fixture *f)
{
	struct catalogue_outputs pending;
	struct str text;
	assert_int_equal(plan_finish(&f->plan, &f->err), 0);
	plan_release(&f->plan);
	assert_int_equal(catalogue_pending(f->cat, &f->arena, &pending, &f->err), 0);
	str_init(&text, 100000);
	for (size_t i = 0; i < pending.len; i++) {
		str_addf(&text, "%s", pending.at[i].key);
		if (pending.at[i].part)
			str_addf(&text, "#%lld", (long long)pending.at[i].part);
		str_addc(&text, ' ');
	}
	assert_int_equal(catalogue_pending_clear(f->cat, &f->err), 0);
	assert_int_equal(catalogue_commit(f->cat, &f->err), 0);
	const char *keys = arena_dupn(&f->arena, text.at, text.len);
	str_release(&text);
	return keys;
}

static struct page_place place_of(struct fixture *f, const char *path)
{
	struct page_place place;
	assert_int_equal(page_locate(path, &f->arena, &place, &f->err), 0);
	return place;
}

static void put(struct fixture *f, const char *path, struct catalogue_page page)
{
	struct page_place place = place_of(f, path);
	struct row row = {.kind = place.kind, .parent = "", .page = page};
	row.page.stem = place.stem;
	row.page.path = place.path;
	row.page.url = place.url;
	row.page.kind = row.page.live = place.kind;
	row.page.forum = place.kind == PAGE_FORUM ? place.name : place.forum;
	row.page.series = place.series;
	row.page.ym = place.year * 100 + place.month;
	row.page.active = page.date;
	row.page.blob.raw[0] = ++f->serial;
	const char **texts[] = {&row.page.title,       &row.page.excerpt,   &row.page.author, &row.page.guest,
	                        &row.page.tags,        &row.page.mentions,  &row.page.link,   &row.page.licence,
	                        &row.page.location,    &row.page.zone,      &row.page.avatar, &row.page.answer,
	                        &row.page.last_author, &row.page.last_guest, &row.page.answerer};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = *texts[i] ? *texts[i] : "";
	assert_int_equal(plan_row(&f->plan, &place, &row, &f->err), 0);
}

static void put_reply(struct fixture *f, const char *stem, int n, const char *author, const char *mentions)
{
	struct page_place place = place_of(f, arena_printf(&f->arena, "%s/20261101-0000%02d-aaaaaa.md", stem, n));
	struct row row = {.kind = PAGE_REPLY, .parent = place.parent};
	row.post = (struct catalogue_post){
	    .name = place.name, .author = author, .guest = "", .mentions = mentions, .date = 1000 + n};
	row.post.blob.raw[0] = ++f->serial;
	assert_int_equal(plan_row(&f->plan, &place, &row, &f->err), 0);
}

static void put_votes(struct fixture *f, const char *stem, const char *handle, const char *text)
{
	struct page_place place = place_of(f, arena_printf(&f->arena, "%s/votes/%s", stem, handle));
	struct row row = {.kind = PAGE_VOTES, .parent = place.parent, .handle = handle, .votes = text};
	assert_int_equal(plan_row(&f->plan, &place, text ? &row : NULL, &f->err), 0);
}

static void drop(struct fixture *f, const char *path)
{
	struct page_place place = place_of(f, path);
	assert_int_equal(plan_row(&f->plan, &place, NULL, &f->err), 0);
}

#define A "forums/help/2026/11/a"

static void fill(struct fixture *f)
{
	char path[64];
	begin(f);
	put(f, "forums/help/index.md", (struct catalogue_page){.title = "Help"});
	put(f, A "/index.md", (struct catalogue_page){.title = "A", .author = "ann", .tags = "wood\n", .date = 500});
	for (int i = 0; i < 7; i++) {
		snprintf(path, sizeof(path), "forums/help/2026/11/t%d/index.md", i);
		put(f, path, (struct catalogue_page){.title = "T", .author = "ann", .date = 600 + i});
	}
	put_reply(f, A, 1, "bob", "");
	finish(f);
}

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
	    TEST(one_reply),
	    TEST(resources_stand_on_shelves),
	    TEST(a_list_hears_of_what_it_holds),
	    TEST(the_staff_is_counted),
	    TEST(a_reply_that_opens_a_page),
	    TEST(an_edit_touches_its_page_only),
	    TEST(a_removed_reply_shifts_the_rest),
	    TEST(a_topic_in_the_middle_of_a_month),
	    TEST(a_title_reaches_those_who_wrote),
	    TEST(the_directory_in_chunks),
	    TEST(a_year_of_replies),
	    TEST(an_answer_is_credited),
	    TEST(a_member_who_appears),
	    TEST(a_page_goes_with_its_replies),
	    TEST(a_forum_that_is_renamed_is_everywhere),
	    TEST(votes_are_counted_line_by_line),
	    TEST(a_reaction_touches_its_post_only),
	    TEST(time_passes_over_events),
	    TEST(an_entry_of_the_log_follows_a_reply_to_where_its_topic_went),
	    TEST(an_event_at_another_time_reaches_feeds_of_who_wrote_below_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
