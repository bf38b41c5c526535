#include "diff.h"

#include "core/base/vec.h"

/* Word pairs of two lines are compared up to this many; a longer line is marked as a whole. */
enum { WORD_CELLS_MAX = 1 << 16 };

/* A line or a word: what is compared, and with the blanks behind it what is shown. */
struct token {
	const char *at;
	size_t len, shown;
};

struct tokens {
	struct token *at;
	size_t n;
};

struct diff_view VEC_OF(struct view_diff_line);
struct diff_parts VEC_OF(struct view_diff_part);

static struct tokens split_lines(const char *s, struct arena *arena)
{
	size_t n = 0;
	for (const char *at = s; *at; at += *at == '\n') {
		at += strcspn(at, "\n");
		n++;
	}
	struct tokens lines = {arena_alloc(arena, n, sizeof(struct token)), n};
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(s, "\n");
		lines.at[i] = (struct token){s, len, len};
		s += len + 1;
	}
	return lines;
}

static struct tokens split_words(const char *s, struct arena *arena)
{
	struct tokens words = {arena_alloc(arena, strlen(s), sizeof(struct token)), 0};
	while (*s) {
		size_t len = strcspn(s, " \t"), blanks = strspn(s + len, " \t");
		words.at[words.n++] = (struct token){s, len, len + blanks};
		s += len + blanks;
	}
	return words;
}

static bool same(const struct token *a, const struct token *b)
{
	return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

/* best[i * (m + 1) + j]: length of the longest common subsequence of a from i on and b from j on. */
static uint32_t *common_lengths(const struct tokens *a, const struct tokens *b)
{
	size_t width = b->n + 1;
	uint32_t *best = base_alloc((a->n + 1) * width, sizeof(*best));
	for (size_t i = a->n; i--;) {
		for (size_t j = b->n; j--;) {
			uint32_t down = best[(i + 1) * width + j], right = best[i * width + j + 1];
			best[i * width + j] = same(&a->at[i], &b->at[j]) ? best[(i + 1) * width + j + 1] + 1
			                      : down > right             ? down
			                                                 : right;
		}
	}
	return best;
}

static void add_line(struct diff_view *view, const struct token *line, int change, struct arena *arena)
{
	*VEC_PUSH(view) = (struct view_diff_line){
	    .text = arena_dupn(arena, line->at, line->len), .added = change > 0, .removed = change < 0};
}

/* What lies between the common start and the common end. best NULL: too much to compare. */
static void walk(const struct tokens *a, const struct tokens *b, const uint32_t *best, struct diff_view *view,
                 struct arena *arena)
{
	size_t i = 0, j = 0, width = b->n + 1;
	while (i < a->n || j < b->n) {
		bool both = i < a->n && j < b->n;
		if (best && both && same(&a->at[i], &b->at[j])) {
			add_line(view, &a->at[i++], 0, arena);
			j++;
		} else if (i < a->n && (!best || j == b->n || best[(i + 1) * width + j] >= best[i * width + j + 1])) {
			add_line(view, &a->at[i++], -1, arena);
		} else {
			add_line(view, &b->at[j++], 1, arena);
		}
	}
}

/* ---- words ---- */

/* Neighbours of one kind are one part. */
static void add_word(struct diff_parts *parts, const struct token *word, bool changed, struct arena *arena)
{
	struct view_diff_part *last = parts->len ? &parts->at[parts->len - 1] : NULL;
	if (last && last->changed == changed)
		last->text = arena_printf(arena, "%s%.*s", last->text, (int)word->shown, word->at);
	else
		*VEC_PUSH(parts) = (struct view_diff_part){arena_dupn(arena, word->at, word->shown), changed};
}

static struct mustache_list keep_parts(struct diff_parts *parts, struct arena *arena)
{
	struct view_diff_part *copy = arena_alloc(arena, parts->len, sizeof(*copy));
	if (parts->len)
		memcpy(copy, parts->at, parts->len * sizeof(*copy));
	struct mustache_list list = {copy, parts->len};
	VEC_RELEASE(parts);
	return list;
}

static void mark_words(struct view_diff_line *old_line, struct view_diff_line *new_line, struct arena *arena)
{
	struct tokens a = split_words(old_line->text, arena), b = split_words(new_line->text, arena);
	struct diff_parts removed = {0}, added = {0};
	size_t i = 0, j = 0, width = b.n + 1, least = a.n < b.n ? a.n : b.n;
	if ((a.n + 1) * width > WORD_CELLS_MAX)
		return;
	uint32_t *best = common_lengths(&a, &b);
	while (best[0] * 2 >= least && (i < a.n || j < b.n)) {
		if (i < a.n && j < b.n && same(&a.at[i], &b.at[j])) {
			add_word(&removed, &a.at[i++], false, arena);
			add_word(&added, &b.at[j++], false, arena);
		} else if (i < a.n && (j == b.n || best[(i + 1) * width + j] >= best[i * width + j + 1]))
			add_word(&removed, &a.at[i++], true, arena);
		else
			add_word(&added, &b.at[j++], true, arena);
	}
	if (removed.len && added.len) {
		old_line->parts = keep_parts(&removed, arena);
		new_line->parts = keep_parts(&added, arena);
	}
	VEC_RELEASE(&removed);
	VEC_RELEASE(&added);
	free(best);
}

/* The first removed line of a run became the first added one behind it, and so on. */
static void mark_lines(struct diff_view *view, struct arena *arena)
{
	for (size_t i = 0; i < view->len;) {
		size_t removed = i, added, end;
		while (removed < view->len && !view->at[removed].removed)
			removed++;
		for (added = removed; added < view->len && view->at[added].removed;)
			added++;
		for (end = added; end < view->len && view->at[end].added;)
			end++;
		for (size_t j = 0; removed + j < added && added + j < end; j++)
			mark_words(&view->at[removed + j], &view->at[added + j], arena);
		i = end;
	}
	for (size_t i = 0; i < view->len; i++) {
		struct view_diff_line *line = &view->at[i];
		struct view_diff_part *whole = arena_alloc(arena, 1, sizeof(*whole));
		whole->text = line->text;
		if (!line->parts.len)
			line->parts = (struct mustache_list){whole, *line->text != '\0'};
	}
}

static struct mustache_list keep_lines(struct diff_view *view, struct arena *arena)
{
	struct view_diff_line *copy = arena_alloc(arena, view->len, sizeof(*copy));
	if (view->len)
		memcpy(copy, view->at, view->len * sizeof(*copy));
	struct mustache_list list = {copy, view->len};
	VEC_RELEASE(view);
	return list;
}

struct mustache_list diff_lines(const char *old_text, const char *new_text, struct arena *arena)
{
	struct tokens a = split_lines(old_text, arena), b = split_lines(new_text, arena);
	struct diff_view view = {0};
	size_t start = 0, end = 0;
	while (start < a.n && start < b.n && same(&a.at[start], &b.at[start]))
		add_line(&view, &a.at[start++], 0, arena);
	while (end < a.n - start && end < b.n - start && same(&a.at[a.n - 1 - end], &b.at[b.n - 1 - end]))
		end++;
	struct tokens old_middle = {a.at + start, a.n - start - end}, new_middle = {b.at + start, b.n - start - end};
	bool small = (old_middle.n + 1) * (new_middle.n + 1) <= DIFF_CELLS_MAX;
	uint32_t *best = small ? common_lengths(&old_middle, &new_middle) : NULL;
	walk(&old_middle, &new_middle, best, &view, arena);
	free(best);
	for (size_t i = a.n - end; i < a.n; i++)
		add_line(&view, &a.at[i], 0, arena);
	mark_lines(&view, arena);
	return keep_lines(&view, arena);
}

static bool is_change(const struct view_diff_line *line)
{
	return line->added || line->removed;
}

struct mustache_list diff_around(const struct mustache_list *lines, size_t context, struct arena *arena)
{
	const struct view_diff_line *at = lines->at;
	struct diff_view view = {0};
	for (size_t i = 0, end; i < lines->len; i = end) {
		for (end = i; end < lines->len && !is_change(&at[end]);)
			end++;
		size_t before = i ? context : 0, behind = end < lines->len ? context : 0;
		size_t skipped = end - i > before + behind + 1 ? end - i - before - behind : 0;
		for (size_t j = i; j < end; j++) {
			if (skipped && j == i + before) {
				*VEC_PUSH(&view) = (struct view_diff_line){.text = "", .skipped = (int64_t)skipped};
				j += skipped;
			}
			if (j < end)
				*VEC_PUSH(&view) = at[j];
		}
		for (; end < lines->len && is_change(&at[end]); end++)
			*VEC_PUSH(&view) = at[end];
	}
	return keep_lines(&view, arena);
}
