/*
 * First line: a path. The rest: the file. What is accepted is written again, and must read back as
 * the same page and write the same bytes.
 */
#include "core/page/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct page_limits limits = {.file_max = 1 << 16, .front_matter_max = 1 << 13, .title_max = 200};

static void say(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void check_error(const struct page_place *place, const struct err *err)
{
	size_t n = strlen(place->path);
	say(err->code == ERR_INPUT || err->code == ERR_LIMIT, "an error is the author's");
	say(n >= ERR_MESSAGE_MAX - 1 || (!strncmp(err->msg, place->path, n) && err->msg[n] == ':'), "an error names the file");
}

static void same_pages(const struct page *a, const struct page *b)
{
	say(a->body_len == b->body_len && !memcmp(a->body, b->body, a->body_len), "the body is the same");
	say(!strcmp(a->title, b->title) && !strcmp(a->author, b->author) && !strcmp(a->description, b->description),
	    "texts are the same");
	say(a->date == b->date && a->post == b->post && a->pinned == b->pinned, "values are the same");
	say(a->tags.len == b->tags.len && a->links.len == b->links.len, "lists are the same");
}

static void round_trip(const struct page *page, struct arena *arena)
{
	struct str once, twice;
	struct page again;
	struct err err = {0};
	const struct page_limits wide = {1 << 20, 1 << 18, limits.title_max};
	str_init(&once, 1 << 20);
	str_init(&twice, 1 << 20);
	page_write(page, page->body, page->body_len, &once);
	if (page_parse(&page->place, once.at, once.len, &wide, arena, &again, &err)) {
		fprintf(stderr, "%s\n%s", err.msg, once.at);
		abort();
	}
	same_pages(page, &again);
	page_write(&again, again.body, again.body_len, &twice);
	say(once.len == twice.len && !memcmp(once.at, twice.at, once.len), "written twice, the bytes are the same");
	str_release(&once);
	str_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *newline = n ? memchr(data, '\n', n) : NULL;
	struct arena arena;
	struct page_place place;
	struct page page;
	struct err err = {0};
	if (!newline)
		return 0;
	arena_init(&arena);
	const char *path = arena_dupn(&arena, (const char *)data, (size_t)(newline - data));
	size_t len = n - (size_t)(newline + 1 - data);
	/* An exact copy, so that reading past its end is seen. */
	char *text = base_alloc(len ? len : 1, 1);
	memcpy(text, newline + 1, len);
	if (page_locate(path, &arena, &place, &err))
		check_error(&place, &err);
	else if (place.kind != PAGE_NONE && page_parse(&place, text, len, &limits, &arena, &page, &err))
		check_error(&place, &err);
	else if (place.kind != PAGE_NONE && place.kind != PAGE_ATTACHMENT && place.kind != PAGE_VOTES)
		round_trip(&page, &arena);
	free(text);
	arena_release(&arena);
	return 0;
}
