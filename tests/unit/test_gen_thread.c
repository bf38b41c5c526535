/* Replies below what they answer: the order of a page of a threaded topic. */
#include "gen/render/render.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* "a:0 b:1 c:2 …": the posts after nesting, with their depth; * behind one that keeps its link. */
static void assert_nested(const char *const (*posts)[2], size_t n, const char *wanted)
{
	struct render render = {0};
	arena_init(&render.arena);
	struct view_post *at = arena_alloc(&render.arena, n, sizeof(*at));
	const char *got = "";
	for (size_t i = 0; i < n; i++) {
		struct view_link *parent = arena_alloc(&render.arena, 1, sizeof(*parent));
		at[i].id = posts[i][0];
		parent->url = arena_printf(&render.arena, "/x/#%s", posts[i][1] ? posts[i][1] : "");
		at[i].parent = posts[i][1] ? parent : NULL;
	}
	render_nest(&render, at, n);
	for (size_t i = 0; i < n; i++)
		got = arena_printf(&render.arena, "%s%s:%d%s ", got, at[i].id, (int)at[i].depth, at[i].parent ? "*" : "");
	assert_string_equal(got, wanted);
	arena_release(&render.arena);
}
#define NESTED(wanted, ...)                                                                                            \
	do {                                                                                                           \
		static const char *const posts[][2] = {__VA_ARGS__};                                                   \
		assert_nested(posts, ARRAY_LEN(posts), wanted);                                                        \
	} while (0)

static void replies_stand_below_what_they_answer(void **state)
{
	(void)state;
	NESTED("a:0 b:0 c:0 ", {"a", NULL}, {"b", NULL}, {"c", NULL});
	NESTED("a:0 d:1 b:0 c:1 e:2 f:1 ", {"a", NULL}, {"b", NULL}, {"c", "b"}, {"d", "a"}, {"e", "c"}, {"f", "b"});
	NESTED("a:0 b:0* c:1 ", {"a", NULL}, {"b", "0"}, {"c", "b"});
	NESTED("b:0* a:0 ", {"b", "c"}, {"a", NULL});
}

static void depth_ends_somewhere(void **state)
{
	(void)state;
	NESTED("a:0 b:1 c:2 d:3 e:4 f:5 g:5* h:5* i:1 ", {"a", NULL}, {"b", "a"}, {"c", "b"}, {"d", "c"}, {"e", "d"},
	       {"f", "e"}, {"g", "f"}, {"h", "g"}, {"i", "a"});
	struct render render = {0};
	arena_init(&render.arena);
	render_nest(&render, NULL, 0);
	arena_release(&render.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replies_stand_below_what_they_answer),
	    cmocka_unit_test(depth_ends_somewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
