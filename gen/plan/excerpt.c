#include "excerpt.h"

struct reader {
	struct str *out;
	size_t start; /* of our text in out */
	bool fenced, full;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Past a link's target, "](…)", where the text at i is "]("; parentheses inside are balanced. */
static size_t skip_target(const char *s, size_t i, size_t n)
{
	size_t depth = 0;
	for (i++; i < n; i++) {
		if (s[i] == '(')
			depth++;
		else if (s[i] == ')' && --depth == 0)
			return i + 1;
	}
	return n;
}

static bool is_markup(char c)
{
	return c == '*' || c == '_' || c == '`' || c == '~' || c == '[' || c == ']';
}

/* An underscore or tilde inside a word is part of it. */
static bool is_inner(const char *s, size_t i, size_t n)
{
	bool word = s[i] == '_' || s[i] == '~';
	return word && i && i + 1 < n && !is_blank(s[i - 1]) && !is_blank(s[i + 1]) && s[i - 1] != s[i] &&
	       s[i + 1] != s[i];
}

static void add_text(struct reader *r, const char *s, size_t n)
{
	for (size_t i = 0; i < n && !r->full;) {
		if (s[i] == ']' && i + 1 < n && s[i + 1] == '(') {
			i = skip_target(s, i, n);
			continue;
		}
		bool bang = s[i] == '!' && i + 1 < n && s[i + 1] == '[';
		if (s[i] == '\\' && i + 1 < n)
			str_addc(r->out, s[++i]);
		else if (!bang && (!is_markup(s[i]) || is_inner(s, i, n)))
			str_addc(r->out, is_blank(s[i]) ? ' ' : s[i]);
		r->full = r->out->len - r->start > EXCERPT_MAX;
		i++;
	}
}

/* The first mark of a list item goes; 0 where the line is none. */
static size_t item_mark(const char *s, size_t n)
{
	size_t digits = 0;
	if (n > 1 && (*s == '-' || *s == '*' || *s == '+') && s[1] == ' ')
		return 2;
	while (digits < n && digits < 9 && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	return digits && digits + 1 < n && (s[digits] == '.' || s[digits] == ')') && s[digits + 1] == ' ' ? digits + 2
	                                                                                                  : 0;
}

static void add_line(struct reader *r, const char *s, size_t n)
{
	while (n && is_blank(*s))
		s++, n--;
	while (n && is_blank(s[n - 1]))
		n--;
	if (n >= 3 && (strncmp(s, "```", 3) == 0 || strncmp(s, "~~~", 3) == 0)) {
		r->fenced = !r->fenced;
		return;
	}
	if (r->fenced || !n || *s == '#' || *s == '>' || *s == '|' || strspn(s, "-=*_ ") >= n)
		return;
	size_t mark = item_mark(s, n);
	if (r->out->len > r->start)
		str_addc(r->out, ' ');
	add_text(r, s + mark, n - mark);
}

/* Back to the end of a word, and never into the middle of a character. */
static void cut(struct reader *r)
{
	size_t end = r->start + EXCERPT_MAX;
	while (end > r->start + EXCERPT_MAX / 2 && r->out->at[end] != ' ')
		end--;
	while (end > r->start && ((unsigned char)r->out->at[end] & 0xC0) == 0x80)
		end--;
	str_truncate(r->out, end);
	str_addz(r->out, "…");
}

void excerpt_add(struct str *out, const char *md, size_t n)
{
	struct reader r = {.out = out, .start = out->len};
	for (size_t i = 0; i < n && !r.full;) {
		const char *end = memchr(md + i, '\n', n - i);
		size_t len = end ? (size_t)(end - md) - i : n - i;
		add_line(&r, md + i, len);
		i += len + 1;
	}
	if (r.full)
		cut(&r);
}
