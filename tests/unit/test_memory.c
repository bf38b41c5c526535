/* base, arena and vec. */
#include "core/base/arena.h"
#include "core/base/vec.h"

#include <setjmp.h>
#include <signal.h>
#include <stdalign.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_zero(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (at[i])
			return false;
	}
	return true;
}

static void base_memory_is_zeroed(void **state)
{
	(void)state;
	char *at = base_alloc(100, 3);
	assert_true(is_zero(at, 300));
	at = base_realloc(at, 1000, 1);
	memset(at, 'x', 1000);
	free(at);
	free(base_alloc(0, 0));
	char *copy = base_strdup("text");
	assert_string_equal(copy, "text");
	free(copy);
}

static void ask_for_too_much(void)
{
	close(STDERR_FILENO);
	free(base_alloc(SIZE_MAX / 2, 3));
}

static void an_arena_asked_for_too_much(void)
{
	struct arena arena;
	arena_init(&arena);
	close(STDERR_FILENO);
	void *at = arena_alloc(&arena, SIZE_MAX / 2, 3);
	(void)at;
}

static void aborts(void (*run)(void))
{
	pid_t pid = fork();
	if (pid == 0) {
		run();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

static void too_much_ends_the_process(void **state)
{
	(void)state;
	aborts(ask_for_too_much);
	aborts(an_arena_asked_for_too_much);
}

static void an_arena_hands_out_separate_zeroed_memory(void **state)
{
	(void)state;
	struct arena arena;
	char *parts[500];
	size_t sizes[500];
	arena_init(&arena);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
			sizes[i] = i % 50 == 49 ? 70000 + i : i * 7 % 900;
			parts[i] = arena_alloc(&arena, sizes[i], 1);
			assert_int_equal((uintptr_t)parts[i] % alignof(max_align_t), 0);
			assert_true(is_zero(parts[i], sizes[i]));
			memset(parts[i], (int)(i % 255) + 1, sizes[i]);
		}
		for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal((unsigned char)parts[i][j], i % 255 + 1);
		}
		assert_true(arena.used > 700000);
		arena_reset(&arena);
		assert_int_equal(arena.used, 0);
	}
	arena_release(&arena);
	arena_release(&arena);
}

static void an_arena_copies_text(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena);
	assert_string_equal(arena_dup(&arena, "abc"), "abc");
	assert_string_equal(arena_dupn(&arena, "abc", 2), "ab");
	assert_string_equal(arena_dupn(&arena, NULL, 0), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "x", 7), "x-7");
	assert_int_equal(strlen(arena_printf(&arena, "%070000d", 1)), 70000);
	assert_string_equal(arena_printf(&arena, "%s", ""), "");
	arena_release(&arena);
}

static void a_vec_grows(void **state)
{
	(void)state;
	struct point {
		int x, y;
	};
	struct points VEC_OF(struct point);
	struct points v = {0};
	for (int i = 0; i < 1000; i++) {
		struct point *p = VEC_PUSH(&v);
		assert_int_equal(p->x, 0);
		*p = (struct point){i, -i};
	}
	assert_int_equal(v.len, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v.at[i].y, -i);
	v.len = 5;
	assert_int_equal(VEC_PUSH(&v)->x, 0);
	VEC_RELEASE(&v);
	assert_null(v.at);
	assert_int_equal(v.cap, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(base_memory_is_zeroed),
	    cmocka_unit_test(too_much_ends_the_process),
	    cmocka_unit_test(an_arena_hands_out_separate_zeroed_memory),
	    cmocka_unit_test(an_arena_copies_text),
	    cmocka_unit_test(a_vec_grows),
	};
	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
