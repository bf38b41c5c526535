#include "core/catalogue/catalogue.h"

#include <setjmp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char path[64];
	struct catalogue *cat;
	struct arena arena;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = base_alloc(1, sizeof(*f));
	arena_init(&f->arena);
	snprintf(f->path, sizeof(f->path), "/tmp/stoa-catalogue-%ld.db", (long)getpid());
	*state = f;
	if (catalogue_open(&f->cat, f->path, CATALOGUE_FRESH, &f->err) || catalogue_index(f->cat, &f->err))
		return -1;
	return 0;
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

static struct catalogue_page topic(const char *stem, int64_t date)
{
	return (struct catalogue_page){.stem = stem,
	                               .title = "T",
	                               .forum = "help",
	                               .kind = PAGE_TOPIC,
	                               .live = PAGE_TOPIC,
	                               .ym = 202611,
	                               .date = date,
	                               .active = date};
}

static void rows_come_back(void **state)
{
	struct fixture *f = *state;
	struct catalogue_page page = topic("forums/help/2026/11/a", 5), back;
	page.tags = "one\ntwo\n";
	memset(page.blob.raw, 0xAB, sizeof(page.blob.raw));
	assert_int_equal(catalogue_page_put(f->cat, &page, &f->err), 0);
	assert_true(page.id > 0);
	assert_int_equal(catalogue_page(f->cat, page.stem, &f->arena, &back, &f->err), 0);
	assert_int_equal(back.id, page.id);
	assert_string_equal(back.tags, page.tags);
	assert_string_equal(back.author, "");
	assert_memory_equal(back.blob.raw, page.blob.raw, sizeof(page.blob.raw));
	page.title = "Other";
	assert_int_equal(catalogue_page_put(f->cat, &page, &f->err), 0);
	assert_int_equal(catalogue_page_at(f->cat, page.id, &f->arena, &back, &f->err), 0);
	assert_string_equal(back.title, "Other");
	assert_int_equal(catalogue_page(f->cat, "nowhere", &f->arena, &back, &f->err), -1);
	assert_int_equal(f->err.code, ERR_NOTFOUND);
}

static void lists_are_in_order(void **state)
{
	struct fixture *f = *state;
	const char *stems[] = {"c", "a", "b", "hidden"};
	int64_t dates[] = {30, 10, 10, 40}, before;
	struct catalogue_pages pages;
	struct catalogue_page b;
	for (size_t i = 0; i < 4; i++) {
		struct catalogue_page page = topic(stems[i], dates[i]);
		page.live = i < 3 ? PAGE_TOPIC : PAGE_NONE;
		assert_int_equal(catalogue_page_put(f->cat, &page, &f->err), 0);
	}
	struct catalogue_query query = {.list = LIST_MONTH, .text = "help", .a = 202611};
	assert_int_equal(catalogue_pages(f->cat, &query, &f->arena, &pages, &f->err), 0);
	assert_int_equal(pages.len, 3);
	assert_string_equal(pages.at[0].stem, "a");
	assert_string_equal(pages.at[1].stem, "b");
	assert_string_equal(pages.at[2].stem, "c");
	query = (struct catalogue_query){.list = LIST_ACTIVE, .limit = 2};
	assert_int_equal(catalogue_pages(f->cat, &query, &f->arena, &pages, &f->err), 0);
	assert_int_equal(pages.len, 2);
	assert_string_equal(pages.at[0].stem, "c");
	assert_string_equal(pages.at[1].stem, "b");
	b = topic("b", 10);
	assert_int_equal(catalogue_rank(f->cat, &b, &before, &f->err), 0);
	assert_int_equal(before, 1);
}

/* Every list is asked once, so that none is broken SQL. */
static void every_list_answers(void **state)
{
	struct fixture *f = *state;
	struct catalogue_pages pages;
	for (int list = 0; list < CATALOGUE_LISTS; list++) {
		struct catalogue_query query = {.list = (enum catalogue_list)list, .text = "x", .a = 1, .b = 2};
		assert_int_equal(catalogue_pages(f->cat, &query, &f->arena, &pages, &f->err), 0);
		assert_int_equal(pages.len, 0);
	}
}

static void posts_from_either_end(void **state)
{
	struct fixture *f = *state;
	struct catalogue_posts posts;
	int64_t later;
	char name[16];
	for (int i = 0; i < 10; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		struct catalogue_post post = {.page = 7, .name = name, .live = i != 4, .hidden = i == 4, .date = i};
		assert_int_equal(catalogue_post_put(f->cat, &post, &f->err), 0);
	}
	assert_int_equal(
	    catalogue_posts(f->cat, &(struct catalogue_span){7, NULL, POSTS_FORWARD, 3, 2, NULL, false}, &f->arena, &posts, &f->err),
	    0);
	assert_int_equal(posts.len, 2);
	assert_string_equal(posts.at[0].name, "p3");
	assert_string_equal(posts.at[1].name, "p5");
	assert_int_equal(catalogue_posts(f->cat, &(struct catalogue_span){7, NULL, POSTS_BACKWARD, 0, 1, NULL, false}, &f->arena,
	                                 &posts, &f->err),
	                 0);
	assert_string_equal(posts.at[0].name, "p9");
	assert_int_equal(
	    catalogue_posts(f->cat, &(struct catalogue_span){7, NULL, POSTS_ALL, 0, 0, NULL, false}, &f->arena, &posts, &f->err), 0);
	assert_int_equal(posts.len, 10);
	assert_int_equal(catalogue_posts_from(f->cat, 7, "p4", &later, &f->err), 0);
	assert_int_equal(later, 5);
	assert_int_equal(catalogue_post_drop(f->cat, 7, "p9", &f->err), 0);
	assert_int_equal(catalogue_posts(f->cat, &(struct catalogue_span){7, NULL, POSTS_BACKWARD, 0, 1, NULL, false}, &f->arena,
	                                 &posts, &f->err),
	                 0);
	assert_string_equal(posts.at[0].name, "p8");
}

static void put_post(struct fixture *f, int64_t page, const char *name)
{
	struct catalogue_post post = {.page = page, .name = name, .live = 1, .author = "ada", .date = page};
	assert_int_equal(catalogue_post_put(f->cat, &post, &f->err), 0);
}

/* Pages of the posts by ada, "21…". */
static const char *pages_by(struct fixture *f, enum catalogue_order order, int64_t offset, int64_t limit)
{
	struct catalogue_span span = {.author = "ada", .order = order, .from = "2", .offset = offset, .limit = limit};
	struct catalogue_posts posts;
	char *text = arena_alloc(&f->arena, 64, 1);
	assert_int_equal(catalogue_posts(f->cat, &span, &f->arena, &posts, &f->err), 0);
	for (size_t i = 0; i < posts.len; i++)
		text[i] = (char)('0' + posts.at[i].page);
	span.bare = true;
	struct catalogue_posts bare;
	assert_int_equal(catalogue_posts(f->cat, &span, &f->arena, &bare, &f->err), 0);
	assert_int_equal(bare.len, posts.len);
	for (size_t i = 0; i < bare.len; i++) {
		assert_int_equal(bare.at[i].page, posts.at[i].page);
		assert_string_equal(bare.at[i].name, posts.at[i].name);
		assert_int_equal(bare.at[i].date, posts.at[i].date);
	}
	return text;
}

static void namesakes_stand_by_stem(void **state)
{
	struct fixture *f = *state;
	static const char *const stems[] = {"forums/help/2026/11/c", "forums/help/2026/11/b", "forums/help/2026/11/a"};
	for (size_t i = 0; i < ARRAY_LEN(stems); i++) {
		struct catalogue_page page = topic(stems[i], 5);
		assert_int_equal(catalogue_page_put(f->cat, &page, &f->err), 0);
		assert_int_equal(page.id, i + 1);
		put_post(f, page.id, "2026-same");
	}
	assert_string_equal(pages_by(f, POSTS_BY, 0, 0), "123");
	assert_string_equal(pages_by(f, POSTS_BY_FROM, 0, 0), "321");
	put_post(f, 2, "2026-earlier");
	put_post(f, 3, "2026-zlater");
	assert_string_equal(pages_by(f, POSTS_BY, 0, 0), "31232");
	assert_string_equal(pages_by(f, POSTS_BY_FROM, 0, 0), "23213");
	for (int64_t i = 0; i < 5; i++) {
		assert_int_equal(*pages_by(f, POSTS_BY, i, 1), "31232"[i]);
		assert_int_equal(*pages_by(f, POSTS_BY_FROM, i, 1), "23213"[i]);
		assert_int_equal(strncmp(pages_by(f, POSTS_BY, i, 2), &"31232"[i], 2), 0);
	}
	assert_string_equal(pages_by(f, POSTS_BY, 7, 2), "");
}

static void sums_at_zero_go(void **state)
{
	struct fixture *f = *state;
	struct catalogue_tallies tallies;
	assert_int_equal(catalogue_tally_add(f->cat, "month:a/2026/11", 2, &f->err), 0);
	assert_int_equal(catalogue_tally_add(f->cat, "month:a/2026/10", 1, &f->err), 0);
	assert_int_equal(catalogue_tally_add(f->cat, "month:ab/2026/10", 1, &f->err), 0);
	assert_int_equal(catalogue_tally_add(f->cat, "month:a/2026/10", -1, &f->err), 0);
	assert_int_equal(catalogue_tallies(f->cat, "month:a/", &f->arena, &tallies, &f->err), 0);
	assert_int_equal(tallies.len, 1);
	assert_string_equal(tallies.at[0].key, "2026/11");
	assert_int_equal(tallies.at[0].n, 2);
}

static void what_is_not_committed_is_dropped(void **state)
{
	struct fixture *f = *state;
	const char *value;
	catalogue_close(f->cat);
	assert_int_equal(catalogue_open(&f->cat, f->path, CATALOGUE_WRITE, &f->err), 0);
	assert_int_equal(catalogue_set(f->cat, "commit", "one", &f->err), 0);
	assert_int_equal(catalogue_begin(f->cat, &f->err), 0);
	assert_int_equal(catalogue_set(f->cat, "commit", "two", &f->err), 0);
	catalogue_close(f->cat);
	assert_int_equal(catalogue_open(&f->cat, f->path, CATALOGUE_WRITE, &f->err), 0);
	assert_int_equal(catalogue_get(f->cat, "commit", &f->arena, &value, &f->err), 0);
	assert_string_equal(value, "one");
}

static void a_damaged_file_is_an_error(void **state)
{
	struct fixture *f = *state;
	struct catalogue *other = NULL;
	catalogue_close(f->cat);
	f->cat = NULL;
	FILE *file = fopen(f->path, "w");
	assert_non_null(file);
	fputs("this is no database, and it is long enough to be looked at as one", file);
	fclose(file);
	assert_int_equal(catalogue_open(&other, f->path, CATALOGUE_WRITE, &f->err), -1);
	unlink(f->path);
	err_clear(&f->err);
	assert_int_equal(catalogue_open(&other, f->path, CATALOGUE_WRITE, &f->err), -1);
	assert_int_equal(f->err.code, ERR_NOTFOUND);
}

static void packed_rows_are_the_same(void **state)
{
	struct str bytes;
	struct catalogue_page page = topic("stem", 9), back;
	(void)state;
	str_init(&bytes, 10000);
	catalogue_page_pack(&page, &bytes);
	assert_int_equal(catalogue_page_unpack(bytes.at, bytes.len, &back), bytes.len);
	assert_string_equal(back.stem, "stem");
	assert_int_equal(back.date, 9);
	for (size_t n = 0; n < bytes.len; n++)
		assert_int_equal(catalogue_page_unpack(bytes.at, n, &back), 0);
	str_release(&bytes);
}

/* One process after the other, as builds are: each opens, writes some pages, folds and closes. */
static void journal_stays_short(void **state)
{
	enum { BUILDS = 60, ROWS = 40, JOURNAL_MAX = 3 << 20 };
	struct fixture *f = *state;
	char journal[80];
	struct stat st;
	snprintf(journal, sizeof(journal), "%s-wal", f->path);
	catalogue_close(f->cat);
	f->cat = NULL;
	for (int i = 0; i < BUILDS; i++) {
		assert_int_equal(catalogue_open(&f->cat, f->path, CATALOGUE_WRITE, &f->err), 0);
		assert_int_equal(catalogue_begin(f->cat, &f->err), 0);
		for (int j = 0; j < ROWS; j++) {
			const char *stem = arena_printf(&f->arena, "forums/help/2026/11/%d-%d", (i * 7919 + j * 104729) % 100000, i);
			struct catalogue_page page = topic(stem, i * j);
			assert_int_equal(catalogue_page_put(f->cat, &page, &f->err), 0);
		}
		assert_int_equal(catalogue_commit(f->cat, &f->err), 0);
		assert_int_equal(catalogue_fold(f->cat, &f->err), 0);
		catalogue_close(f->cat);
		f->cat = NULL;
		assert_true(stat(journal, &st) || st.st_size < JOURNAL_MAX);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(rows_come_back),
	    TEST(lists_are_in_order),
	    TEST(every_list_answers),
	    TEST(posts_from_either_end),
	    TEST(namesakes_stand_by_stem),
	    TEST(sums_at_zero_go),
	    TEST(what_is_not_committed_is_dropped),
	    TEST(a_damaged_file_is_an_error),
	    cmocka_unit_test(packed_rows_are_the_same),
	    TEST(journal_stays_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
