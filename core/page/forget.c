#include "forget.h"

#include "core/text/crypto.h"
#include "page.h"

enum { LETTERS = 6 };

static const char prefix[] = "gone-";

const char *forget_handle(struct arena *arena)
{
	char token[CRYPTO_TOKEN_TEXT];
	crypto_token(token);
	return arena_printf(arena, "%s%.*s", prefix, LETTERS, token);
}

bool forget_is_handle(const char *handle)
{
	size_t n = strlen(prefix);
	return !strncmp(handle, prefix, n) && strlen(handle) == n + LETTERS &&
	       strspn(handle + n, "abcdefghijklmnopqrstuvwxyz234567") == LETTERS;
}

static bool ends_with(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);
	return n >= m && !strcmp(path + n - m, end);
}

const char *forget_path(const struct forget *forget, const char *path, struct arena *arena)
{
	const char *handle = forget->handle;
	const char *profile = arena_printf(arena, "members/%.2s/%s", handle, handle), *votes = arena_printf(arena, "/votes/%s", handle);
	size_t n = strlen(profile);
	if (!strncmp(path, profile, n) && (path[n] == '/' || !strcmp(path + n, ".md")))
		return NULL;
	if (!ends_with(path, votes))
		return path;
	return forget->texts ? NULL : arena_printf(arena, "%.*s%s", (int)(strlen(path) - strlen(handle)), path, forget->gone);
}

/* ---- front matter ---- */

struct line {
	const char *at;
	size_t len;   /* with its end */
	const char *key; /* NULL: it goes on with the key above */
	size_t nkey;
	const char *value;
	size_t nvalue; /* without quotes and blanks around it */
};

static const char fence[] = "---\n";

static void split(struct line *line)
{
	const char *end = line->at + line->len, *colon = memchr(line->at, ':', line->len);
	line->key = NULL;
	if (!colon || !strchr("abcdefghijklmnopqrstuvwxyz", *line->at))
		return;
	line->key = line->at;
	line->nkey = (size_t)(colon - line->at);
	const char *at = colon + 1;
	while (at < end && strchr(" \t\"'", *at))
		at++;
	for (const char *c = at; c + 1 < end; c++)
		end = c[0] == ' ' && c[1] == '#' ? c : end;
	while (end > at && strchr(" \t\r\n\"'", end[-1]))
		end--;
	line->value = at;
	line->nvalue = (size_t)(end - at);
}

/* The next line of the front matter; false at its end, where line->at is behind the fence. */
static bool next(const char *text, size_t n, struct line *line)
{
	const char *end = text + n;
	if (!line->at) {
		if (n < strlen(fence) || memcmp(text, fence, strlen(fence)))
			return false;
		line->at = text + strlen(fence);
	} else {
		line->at += line->len;
	}
	if (line->at >= end)
		return false;
	const char *stop = memchr(line->at, '\n', (size_t)(end - line->at));
	line->len = stop ? (size_t)(stop - line->at) + 1 : (size_t)(end - line->at);
	if (line->len >= 3 && !memcmp(line->at, "---", 3) && strspn(line->at + 3, "\r\n") + 3 >= line->len) {
		line->at += line->len;
		return false;
	}
	split(line);
	return true;
}

static bool is(const char *word, const char *at, size_t n)
{
	return strlen(word) == n && !memcmp(word, at, n);
}

static bool says(const struct line *line, const char *key, const char *value)
{
	return line->key && is(key, line->key, line->nkey) && is(value, line->value, line->nvalue);
}

static enum page_kind kind_of(const char *path)
{
	struct page_place place = {.kind = PAGE_NONE};
	struct arena arena;
	struct err ignored = {0};
	arena_init(&arena);
	if (page_locate(path, &arena, &place, &ignored))
		place.kind = PAGE_NONE;
	arena_release(&arena);
	return place.kind;
}

static bool names_author(const struct forget *forget, const char *text, size_t n)
{
	struct line line = {0};
	while (next(text, n, &line)) {
		if (says(&line, "author", forget->handle))
			return true;
	}
	return false;
}

bool forget_is_theirs(const struct forget *forget, const char *path, const char *text, size_t n)
{
	return ends_with(path, ".md") && names_author(forget, text, n) && kind_of(path) != PAGE_VERDICT;
}

/* ---- what becomes of it ---- */

static void put_line(const struct forget *forget, const struct line *line, struct str *out)
{
	const char *handle = forget->handle;
	char profile[128];
	snprintf(profile, sizeof(profile), "members/%.2s/%s.md", handle, handle);
	if (says(line, "author", handle) || says(line, "reviewer", handle))
		str_addf(out, "%.*s: %s\n", (int)line->nkey, line->key, forget->gone);
	else if (says(line, "target", profile))
		str_addf(out, "target: members/%.2s/%s.md\n", forget->gone, forget->gone);
	else
		str_add(out, line->at, line->len);
}

/* The name only. A date of edit would lead readers to versions that bear the name. */
static void put_nameless(const struct forget *forget, const char *text, size_t n, bool theirs, struct str *out)
{
	struct line line = {0};
	const char *end = text + n;
	str_addz(out, fence);
	while (next(text, n, &line)) {
		if (!theirs || !line.key || !is("edited", line.key, line.nkey))
			put_line(forget, &line, out);
	}
	const char *from = line.at < end ? line.at : end;
	str_addz(out, fence);
	str_add(out, from, (size_t)(end - from));
}

/* What keeps the thread together: whose it was, when, and what hangs on it. */
static bool holds_thread(const char *key, size_t n)
{
	static const char *const kept[] = {"author", "date", "reply-to", "submission", "moved-from", "answer",
	                                   "pinned", "locked", "locked-note", "moderated", "hidden", "expires", "status", "status-note"};
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		if (is(kept[i], key, n))
			return true;
	}
	return false;
}

static void put_quoted(const char *text, struct str *out)
{
	for (const char *c = text; *c; c++) {
		if (*c == '"' || *c == '\\')
			str_addc(out, '\\');
		str_addc(out, *c);
	}
}

static void put_tombstone(const struct forget *forget, const char *text, size_t n, bool topic, struct str *out)
{
	struct line line = {0};
	bool keep = false;
	str_addz(out, fence);
	if (topic) {
		str_addz(out, "title: \"");
		put_quoted(forget->title, out);
		str_addz(out, "\"\n");
	}
	while (next(text, n, &line)) {
		keep = line.key ? holds_thread(line.key, line.nkey) : keep;
		if (keep)
			put_line(forget, &line, out);
	}
	str_addf(out, "%s%s\n", fence, forget->body);
}

bool forget_file(const struct forget *forget, const char *path, const char *text, size_t n, struct str *out)
{
	if (!ends_with(path, ".md") || !memmem(text, n, forget->handle, strlen(forget->handle)))
		return false;
	enum page_kind kind = kind_of(path);
	bool theirs = kind != PAGE_VERDICT && names_author(forget, text, n);
	size_t before = out->len;
	if (!theirs && kind != PAGE_VERDICT)
		return false;
	if (theirs && forget->texts && (kind == PAGE_TOPIC || kind == PAGE_REPLY))
		put_tombstone(forget, text, n, kind == PAGE_TOPIC, out);
	else
		put_nameless(forget, text, n, theirs, out);
	if (out->len - before != n || memcmp(out->at + before, text, n))
		return true;
	str_truncate(out, before);
	return false;
}
