#include "diff.h"

#include "core/vec.h"

struct line {
	const char *at;
	size_t len;
};

struct text {
	struct line *lines;
	size_t n;
};

struct diff_view VEC_OF(struct view_diff_line);

static struct text split(const char *s, struct arena *arena)
{
	size_t n = 0;
	for (const char *at = s; *at; at += *at == '\n') {
		at += strcspn(at, "\n");
		n++;
	}
	struct text text = {arena_alloc(arena, n, sizeof(struct line)), n};
	for (size_t i = 0; i < n; i++) {
		text.lines[i] = (struct line){s, strcspn(s, "\n")};
		s += text.lines[i].len + 1;
	}
	return text;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

static void add(struct diff_view *view, const struct line *line, int change, struct arena *arena)
{
	*VEC_PUSH(view) = (struct view_diff_line){arena_dupn(arena, line->at, line->len), change > 0, change < 0};
}

/* best[i * (m + 1) + j]: length of the longest common subsequence of a from i on and b from j on. */
static uint32_t *common_lengths(const struct text *a, const struct text *b)
{
	size_t width = b->n + 1;
	uint32_t *best = base_alloc((a->n + 1) * width, sizeof(*best));
	for (size_t i = a->n; i--;) {
		for (size_t j = b->n; j--;) {
			uint32_t down = best[(i + 1) * width + j], right = best[i * width + j + 1];
			best[i * width + j] = same(&a->lines[i], &b->lines[j]) ? best[(i + 1) * width + j + 1] + 1
					      : down > right                    ? down
										: right;
		}
	}
	return best;
}

/* What lies between the common start and the common end. best NULL: too much to compare. */
static void walk(const struct text *a, const struct text *b, const uint32_t *best, struct diff_view *view, struct arena *arena)
{
	size_t i = 0, j = 0, width = b->n + 1;
	while (i < a->n || j < b->n) {
		bool both = i < a->n && j < b->n;
		if (best && both && same(&a->lines[i], &b->lines[j])) {
			add(view, &a->lines[i++], 0, arena);
			j++;
		} else if (i < a->n && (!best || j == b->n || best[(i + 1) * width + j] >= best[i * width + j + 1])) {
			add(view, &a->lines[i++], -1, arena);
		} else {
			add(view, &b->lines[j++], 1, arena);
		}
	}
}

struct mustache_list diff_lines(const char *old_text, const char *new_text, struct arena *arena)
{
	struct text a = split(old_text, arena), b = split(new_text, arena);
	struct diff_view view = {0};
	size_t start = 0, end = 0;
	while (start < a.n && start < b.n && same(&a.lines[start], &b.lines[start]))
		add(&view, &a.lines[start++], 0, arena);
	while (end < a.n - start && end < b.n - start && same(&a.lines[a.n - 1 - end], &b.lines[b.n - 1 - end]))
		end++;
	struct text old_middle = {a.lines + start, a.n - start - end}, new_middle = {b.lines + start, b.n - start - end};
	bool small = (old_middle.n + 1) * (new_middle.n + 1) <= DIFF_CELLS_MAX;
	uint32_t *best = small ? common_lengths(&old_middle, &new_middle) : NULL;
	walk(&old_middle, &new_middle, best, &view, arena);
	free(best);
	for (size_t i = a.n - end; i < a.n; i++)
		add(&view, &a.lines[i], 0, arena);
	struct view_diff_line *copy = arena_alloc(arena, view.len, sizeof(*copy));
	if (view.len)
		memcpy(copy, view.at, view.len * sizeof(*copy));
	struct mustache_list list = {copy, view.len};
	VEC_RELEASE(&view);
	return list;
}
