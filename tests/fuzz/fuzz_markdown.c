/* Any bytes: the check and the renderer come back, and the HTML is of listed tags and nothing else. */
#include "core/markdown/markdown.h"

#include <strings.h>

#include "tests/unit/html_strict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *member_url(void *self, const char *handle, size_t n)
{
	(void)self;
	return n && *handle == 'a' ? "/members/a/" : NULL;
}

static void count(void *self, const char *handle, size_t n)
{
	*(size_t *)self += n > 32 || !*handle;
}

/* The first byte chooses among the contexts that differ in what is written. */
static struct markdown_context context_for(uint8_t choice)
{
	return (struct markdown_context){
		.limits = {.body_max = 16384, .table_columns = 32, .html_factor = 16},
		.base = choice & 1 ? "/project/" : "/",
		.page = choice & 2 ? "tutorials/a/01-b.md" : "forums/a/2026/11/b/index.md",
		.prefix = choice & 4 ? "p-" : "",
		.trusted = choice & 8,
		.member_url = choice & 16 ? NULL : member_url,
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct html_strict strict;
	struct arena arena;
	struct err err = {0};
	struct markdown_result result;
	if (!n)
		return 0;
	struct markdown_context ctx = context_for(data[0]);
	const char *md = (const char *)data + 1;
	size_t bad = 0;
	arena_init(&arena);
	markdown_init();
	markdown_mentions(md, n - 1, &arena, count, &bad);
	if (bad)
		abort();
	if (!markdown_render(md, n - 1, &ctx, &arena, &result, &err)) {
		const char *error = html_strict(&strict, result.html.at, result.html.len);
		if (error || result.html.len > 16 * n + 65536) {
			fprintf(stderr, "%s\n%s\n", error ? error : "too long", result.html.at);
			abort();
		}
	} else if (err.code != ERR_INPUT && err.code != ERR_LIMIT) {
		abort();
	}
	struct html plain = markdown_plain(md, n - 1, &arena);
	if (html_strict(&strict, plain.at, plain.len))
		abort();
	arena_release(&arena);
	return 0;
}
