#include "gen/texts.h"

#include <setjmp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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

static void texts_come_back_by_page(void **unused)
{
	(void)unused;
	struct texts *texts = texts_open("/tmp");
	add(texts, 1, "one");
	add(texts, 2, "");
	add(texts, 3, "three");
	texts_note(texts, "a", texts_put(texts));
	add(texts, 4, "four");
	texts_note(texts, "b", texts_put(texts));
	assert_int_equal(texts_put(texts).len, 0);
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
	struct texts *texts = texts_open("/tmp");
	struct texts_run run = {0, 0};
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
	struct texts *texts = texts_open("/nonexistent");
	add(texts, 1, "one");
	assert_int_equal(texts_put(texts).len, 0);
	texts_turn(texts, "a");
	assert_string_equal(found(texts, 1), "-");
	texts_close(texts);
	texts_turn(NULL, "a");
	assert_string_equal(found(NULL, 1), "-");
	texts_close(NULL);
}

static void a_page_that_is_too_large_is_left_to_git(void **unused)
{
	(void)unused;
	struct texts *texts = texts_open("/tmp");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_come_back_by_page),
	    cmocka_unit_test(another_process_may_write_them),
	    cmocka_unit_test(what_cannot_be_kept_is_not_there),
	    cmocka_unit_test(a_page_that_is_too_large_is_left_to_git),
	};
	return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
