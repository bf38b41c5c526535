#include "page_parts.h"

enum { KEY_MAX = 32, ITEMS_MAX = 32 };

/* A piece of one line, which the reader moves through. */
struct span {
	const char *at, *end;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/*
 * A character that stands for itself inside any scalar. Beyond ASCII, those whose first byte is one
 * of the five refused here hold YAML's other line breaks and what it cannot print.
 */
static bool is_inner(char c)
{
	unsigned char u = (unsigned char)c;
	if (u < 0x80)
		return u >= ' ' && u <= '~';
	return u != 0xC2 && u != 0xE2 && (u < 0xED || u > 0xEF);
}

/* Ends at a line's end, a comment or ": ": the first is all that is taken here. */
static bool is_plain(struct span text)
{
	if (text.at == text.end || !is_alnum(*text.at) || text.end[-1] == ' ')
		return false;
	for (const char *s = text.at; s < text.end; s++) {
		bool colon = *s == ':' && (s + 1 == text.end || s[1] == ' ');
		if (!is_inner(*s) || *s == '#' || colon)
			return false;
	}
	return true;
}

static bool is_quoted(struct span text)
{
	if (text.end - text.at < 2 || *text.at != '"' || text.end[-1] != '"')
		return false;
	for (const char *s = text.at + 1; s < text.end - 1; s++)
		if (!is_inner(*s) || *s == '"' || *s == '\\')
			return false;
	return true;
}

static struct page_value scalar(struct page_reader *r, struct span text, bool plain)
{
	size_t n = (size_t)(text.end - text.at);
	return (struct page_value){.text = arena_dupn(r->arena, text.at, n), .len = n, .plain = plain};
}

/* "[one, two]", of words that a list could not take for anything else. */
static bool take_list(struct page_reader *r, struct span text, struct page_value *value)
{
	struct page_value items[ITEMS_MAX];
	size_t n = 0;
	if (text.end - text.at < 3 || *text.at != '[' || text.end[-1] != ']')
		return false;
	text.at++;
	text.end--;
	for (;; text.at += 2) {
		struct span word = {text.at, text.at};
		while (word.end < text.end &&
		       (is_alnum(*word.end) || (word.end > word.at && strchr("-._+", *word.end))))
			word.end++;
		if (word.at == word.end || n == ITEMS_MAX)
			return false;
		items[n++] = scalar(r, word, true);
		text.at = word.end;
		if (text.at == text.end)
			break;
		if (text.end - text.at < 2 || memcmp(text.at, ", ", 2) != 0)
			return false;
	}
	*value = (struct page_value){.list = true, .text = "", .nitems = n};
	value->items = arena_alloc(r->arena, n, sizeof(*items));
	memcpy(value->items, items, n * sizeof(*items));
	return true;
}

static bool take_value(struct page_reader *r, struct span text, struct page_value *value)
{
	if (is_plain(text))
		*value = scalar(r, text, true);
	else if (is_quoted(text))
		*value = scalar(r, (struct span){text.at + 1, text.end - 1}, false);
	else
		return take_list(r, text, value);
	return true;
}

static bool take_line(struct page_reader *r, struct span line, struct page_value pair[2])
{
	struct span key = {line.at, line.at};
	while (key.end < line.end && (is_letter(*key.end) || *key.end == '_'))
		key.end++;
	if (key.end == key.at || key.end - key.at > KEY_MAX || line.end - key.end < 3 || memcmp(key.end, ": ", 2) != 0)
		return false;
	pair[0] = scalar(r, key, true);
	return take_value(r, (struct span){key.end + 2, line.end}, &pair[1]);
}

bool page_lines_read(struct page_reader *r, const char *text, size_t n, int64_t first_line)
{
	struct page_value pairs[PAGE_FIELDS_MAX][2];
	const char *end = text + n;
	size_t len = 0;
	for (const char *newline; text < end; text = newline + 1) {
		newline = memchr(text, '\n', (size_t)(end - text));
		if (!newline || len == ARRAY_LEN(pairs) || !take_line(r, (struct span){text, newline}, pairs[len]))
			return false;
		len++;
	}
	for (size_t i = 0; i < len; i++)
		page_fields_set(r, &pairs[i][0], &pairs[i][1], first_line + (int64_t)i);
	return len;
}
