#include "page_parts.h"

/* A file on its way: which keys are to be other than they are, and what their lines will be. */
struct rewrite {
	const struct page_row *rows;
	size_t n;
	const char *lines[PAGE_FIELDS_MAX]; /* NULL: stays; "": goes */
	struct arena arena;
};

static const char *line_of(const struct page_row *row, const struct page *page, struct arena *arena)
{
	struct str line;
	str_init(&line, SIZE_MAX / 2);
	page_field_write(row, page, &line);
	const char *copy = arena_dupn(arena, line.at, line.len);
	str_release(&line);
	return copy;
}

static void compare(struct rewrite *w, const struct page *was, const struct page *is)
{
	for (size_t i = 0; i < w->n; i++) {
		const char *line = line_of(&w->rows[i], is, &w->arena);
		w->lines[i] = strcmp(line_of(&w->rows[i], was, &w->arena), line) ? line : NULL;
	}
}

/* The row whose key a line begins with, if that is to be another one. */
static int row_of(const struct rewrite *w, const char *line, size_t n, unsigned kind)
{
	const char *colon = memchr(line, ':', n);
	for (size_t i = 0; colon && i < w->n; i++) {
		size_t len = strlen(w->rows[i].key);
		if (w->lines[i] && w->rows[i].kinds & kind && len == (size_t)(colon - line) &&
		    !memcmp(line, w->rows[i].key, len))
			return (int)i;
	}
	return -1;
}

/* Does a line go on with the value that began above it? */
static bool goes_on(const char *line, const char *end)
{
	return line < end && (*line == ' ' || *line == '\t' || (*line == '-' && line + 1 < end && line[1] == ' '));
}

static const char *next_line(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (size_t)(end - line));
	return newline ? newline + 1 : end;
}

static void copy_lines(struct rewrite *w, const char *line, const char *end, unsigned kind, struct str *out)
{
	while (line < end) {
		const char *next = next_line(line, end);
		int row = row_of(w, line, (size_t)(next - line), kind);
		if (row < 0) {
			str_add(out, line, (size_t)(next - line));
		} else {
			str_addz(out, w->lines[row]);
			w->lines[row] = NULL;
			while (goes_on(next, end))
				next = next_line(next, end);
		}
		line = next;
	}
	for (size_t i = 0; i < w->n; i++)
		str_addz(out, w->lines[i] ? w->lines[i] : "");
}

/* Where the fence below the front matter begins; NULL where there is none. */
static const char *closing_fence(const char *text, const struct page *page)
{
	const char *end = page->body;
	if (end == text)
		return NULL;
	if (end - text > 1 && end[-1] == '\n' && end[-2] == '\n')
		end--;
	if (end[-1] == '\n')
		end--;
	const char *newline = memrchr(text, '\n', (size_t)(end - text));
	return newline ? newline + 1 : NULL;
}

/* Is the front matter that was made the one that was wanted? */
static bool is_wanted(const struct page *page, const struct page *before, const struct str *out,
                      const struct page_limits *limits)
{
	struct page again;
	struct err err = {0};
	struct str texts[2];
	struct arena arena;
	arena_init(&arena);
	str_init(&texts[0], SIZE_MAX / 2);
	str_init(&texts[1], SIZE_MAX / 2);
	bool same = page_parse(&page->place, out->at, out->len, limits, &arena, &again, &err) == 0 &&
	            again.body_len == before->body_len && !memcmp(again.body, before->body, again.body_len);
	if (same) {
		page_fields_write(page, &texts[0]);
		page_fields_write(&again, &texts[1]);
		same = !strcmp(texts[0].at, texts[1].at);
	}
	str_release(&texts[0]);
	str_release(&texts[1]);
	arena_release(&arena);
	return same;
}

static void write_all(struct rewrite *w, const struct page *page, const struct page *before, const char *text,
                      struct str *out)
{
	const char *fence = closing_fence(text, before), *end = before->body + before->body_len;
	if (!fence)
		return;
	const char *first = next_line(text, fence);
	str_add(out, text, (size_t)(first - text));
	copy_lines(w, first, fence, 1u << page->place.kind, out);
	str_add(out, fence, (size_t)(end - fence));
}

int page_rewrite(const struct page *page, const char *text, size_t n, const struct page_limits *limits,
                 struct str *out, struct err *err)
{
	struct page before;
	struct rewrite w = {0};
	w.rows = page_rows(&w.n);
	arena_init(&w.arena);
	int rc = page_parse(&page->place, text, n, limits, &w.arena, &before, err);
	if (!rc) {
		compare(&w, &before, page);
		write_all(&w, page, &before, text, out);
		if (!is_wanted(page, &before, out, limits)) {
			str_reset(out);
			page_write(page, before.body, before.body_len, out);
		}
	}
	arena_release(&w.arena);
	return rc;
}
