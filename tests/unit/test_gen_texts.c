#include "gen/plan/texts.h"
#include "gen/render/bodies.h"

#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch *scratch;
static struct arena arena;

static int set_up(void **unused)
{
	(void)unused;
	scratch = scratch_open("/tmp");
	arena_init(&arena);
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	arena_release(&arena);
	scratch_close(scratch);
	return 0;
}

static struct store_id id_of(unsigned n)
{
	struct store_id id = {{0}};
	memcpy(id.raw, &n, sizeof(n));
	return id;
}

static void add(struct texts *texts, unsigned n, const char *text)
{
	struct store_id id = id_of(n);
	struct str s;
	str_init(&s, 1 << 24);
	str_addz(&s, text);
	texts_add(texts, &id, &s);
	str_release(&s);
}

/* The text of a blob, or "-". */
static const char *found(struct texts *texts, unsigned n)
{
	static char text[64];
	struct store_id id = id_of(n);
	struct str s;
	str_init(&s, sizeof(text) - 1);
	bool known = texts_find(texts, &id, &s);
	snprintf(text, sizeof(text), "%s", known ? s.at : "-");
	str_release(&s);
	return text;
}

/* HTML of a path, or "-". */
static const char *html(const struct bodies *bodies, const char *path)
{
	struct html found;
	return bodies_find(bodies, path, &arena, &found) ? arena_dupn(&arena, found.at, found.len) : "-";
}

/* A long body takes the ones before it along. */
static void write_out(struct bodies *bodies)
{
	static char html[16 * 1024];
	bodies_add(bodies, "long.md", (struct html){html, sizeof(html)});
}

static void texts_come_back_by_page(void **unused)
{
	(void)unused;
	struct texts *texts = texts_open(scratch);
	add(texts, 1, "one");
	add(texts, 2, "");
	add(texts, 3, "three");
	texts_note(texts, "a", texts_put(texts));
	add(texts, 4, "four");
	texts_note(texts, "b", texts_put(texts));
	assert_int_equal(texts_put(texts).len, 0);
	assert_int_equal(texts_settle(texts), 4);
	texts_turn(texts, "b");
	assert_string_equal(found(texts, 4), "four");
	assert_string_equal(found(texts, 4), "four");
	assert_string_equal(found(texts, 1), "-");
	texts_turn(texts, "a");
	assert_string_equal(found(texts, 3), "three");
	assert_string_equal(found(texts, 2), "");
	assert_string_equal(found(texts, 1), "one");
	assert_string_equal(found(texts, 4), "-");
	texts_turn(texts, "c");
	assert_string_equal(found(texts, 1), "-");
	texts_close(texts);
}

static void another_process_may_write_them(void **unused)
{
	(void)unused;
	struct texts *texts = texts_open(scratch);
	struct texts_run run = {0};
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	add(texts, 1, "ours");
	texts_note(texts, "a", texts_put(texts));
	pid_t pid = fork();
	if (!pid) {
		add(texts, 2, "theirs");
		run = texts_put(texts);
		_exit(write(ends[1], &run, sizeof(run)) != sizeof(run));
	}
	assert_int_equal(read(ends[0], &run, sizeof(run)), sizeof(run));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	texts_note(texts, "b", run);
	assert_int_equal(texts_settle(texts), 2);
	texts_turn(texts, "b");
	assert_string_equal(found(texts, 2), "theirs");
	texts_turn(texts, "a");
	assert_string_equal(found(texts, 1), "ours");
	close(ends[0]);
	close(ends[1]);
	texts_close(texts);
}

static void what_cannot_be_kept_is_not_there(void **unused)
{
	(void)unused;
	struct scratch *none = scratch_open("/nonexistent");
	struct texts *texts = texts_open(none);
	struct bodies *bodies = bodies_open(none, 1);
	add(texts, 1, "one");
	assert_int_equal(texts_put(texts).len, 0);
	texts_turn(texts, "a");
	assert_string_equal(found(texts, 1), "-");
	bodies_add(bodies, "a.md", (struct html){"A", 1});
	write_out(bodies);
	assert_string_equal(html(bodies, "a.md"), "-");
	bodies_close(bodies);
	texts_close(texts);
	scratch_close(none);
}

static void nothing_at_all_may_be_kept(void **unused)
{
	(void)unused;
	texts_turn(NULL, "a");
	assert_string_equal(found(NULL, 1), "-");
	texts_close(NULL);
	bodies_add(NULL, "a.md", (struct html){"A", 1});
	assert_string_equal(html(NULL, "a.md"), "-");
	bodies_close(NULL);
	scratch_close(NULL);
}

static void a_page_that_is_too_large_is_left_to_git(void **unused)
{
	(void)unused;
	struct texts *texts = texts_open(scratch);
	struct str large;
	struct store_id id = id_of(1);
	str_init(&large, 1 << 23);
	for (size_t i = 0; i < 5 * 1024 * 1024 / 16; i++)
		str_addz(&large, "sixteen letters.");
	texts_add(texts, &id, &large);
	assert_int_equal(texts_put(texts).len, 0);
	add(texts, 2, "small");
	assert_true(texts_put(texts).len > 0);
	str_release(&large);
	texts_close(texts);
}

static void bodies_are_there_once_written(void **unused)
{
	(void)unused;
	struct bodies *bodies = bodies_open(scratch, 2);
	bodies_add(bodies, "a.md", (struct html){"<p>A</p>", 8});
	bodies_add(bodies, "b.md", (struct html){"", 0});
	assert_string_equal(html(bodies, "a.md"), "-");
	write_out(bodies);
	assert_string_equal(html(bodies, "a.md"), "<p>A</p>");
	assert_string_equal(html(bodies, "b.md"), "");
	assert_string_equal(html(bodies, "c.md"), "-");
	bodies_add(bodies, "a.md", (struct html){"again", 5});
	write_out(bodies);
	assert_string_equal(html(bodies, "a.md"), "again");
	bodies_close(bodies);
}

static void a_body_that_is_too_long_takes_no_other_along(void **unused)
{
	(void)unused;
	struct bodies *bodies = bodies_open(scratch, 2);
	size_t n = 5 * 1024 * 1024;
	char *text = test_calloc(n, 1);
	bodies_add(bodies, "too-long.md", (struct html){text, n});
	bodies_add(bodies, "b.md", (struct html){"B", 1});
	write_out(bodies);
	assert_string_equal(html(bodies, "too-long.md"), "-");
	assert_string_equal(html(bodies, "b.md"), "B");
	test_free(text);
	bodies_close(bodies);
}

static void keep_many(struct bodies *bodies, const char *folder, int n)
{
	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&arena, "%s/%d.md", folder, i);
		bodies_add(bodies, path, (struct html){path, strlen(path)});
		if (i % 7 == 0)
			write_out(bodies);
	}
	write_out(bodies);
}

/* Of more than there is room for some are lost, and none is wrong. */
static int count_many(const struct bodies *bodies, const char *folder, int n)
{
	int there = 0;
	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&arena, "%s/%d.md", folder, i), *text = html(bodies, path);
		if (strcmp(text, "-") == 0)
			continue;
		assert_string_equal(text, path);
		there++;
	}
	return there;
}

static void processes_keep_bodies_together(void **unused)
{
	(void)unused;
	struct bodies *bodies = bodies_open(scratch, 2000);
	pid_t pid = fork();
	keep_many(bodies, pid ? "ours" : "theirs", 1000);
	if (!pid)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(count_many(bodies, "ours", 1000), 1000);
	assert_int_equal(count_many(bodies, "theirs", 1000), 1000);
	bodies_close(bodies);
	bodies = bodies_open(scratch, 10);
	keep_many(bodies, "many", 500);
	int there = count_many(bodies, "many", 500);
	assert_true(there > 10 && there < 500);
	bodies_close(bodies);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_come_back_by_page),
	    cmocka_unit_test(another_process_may_write_them),
	    cmocka_unit_test(what_cannot_be_kept_is_not_there),
	    cmocka_unit_test(nothing_at_all_may_be_kept),
	    cmocka_unit_test(a_page_that_is_too_large_is_left_to_git),
	    cmocka_unit_test(bodies_are_there_once_written),
	    cmocka_unit_test(a_body_that_is_too_long_takes_no_other_along),
	    cmocka_unit_test(processes_keep_bodies_together),
	};
	return cmocka_run_group_tests_name("texts", tests, set_up, tear_down);
}
