#include "mail.h"

#include "core/base/vec.h"

struct line {
	const char *at;
	size_t len; /* without white space at its end */
};
struct lines VEC_OF(struct line);

static void split(const char *text, struct lines *lines)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), kept = n;
		while (kept && (text[kept - 1] == ' ' || text[kept - 1] == '\t' || text[kept - 1] == '\r'))
			kept--;
		*VEC_PUSH(lines) = (struct line){text, kept};
		text += n + (text[n] == '\n');
	}
}

static bool is_quote(const struct line *line)
{
	return line->len && line->at[0] == '>';
}

static bool begins(const struct line *line, const char *head)
{
	size_t n = strlen(head);
	return line->len >= n && memcmp(line->at, head, n) == 0;
}

static bool holds(const struct line *line, const char *part)
{
	return *part && memmem(line->at, line->len, part, strlen(part));
}

/* A line of one character, repeated, as Outlook draws it above the letter it quotes. */
static bool is_rule(const struct line *line)
{
	size_t n = 0;
	while (n < line->len && line->at[n] == '_')
		n++;
	return n >= 20 && n == line->len;
}

/* "-----Original Message-----", in whatever language: dashes, words, dashes. */
static bool is_banner(const struct line *line)
{
	return line->len > 10 && begins(line, "-----") && memcmp(line->at + line->len - 5, "-----", 5) == 0 &&
	       line->at[5] != '-';
}

/* Headers of the letter below: a field, and the very next line is one too. */
static bool is_header(const struct line *line)
{
	static const char *const fields[] = {
	    "From: ", "Sent: ", "To: ", "Subject: ", "Date: ", "Von: ", "Gesendet: ", "An: ", "Betreff: "};
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (begins(line, fields[i]))
			return true;
	return false;
}

/* From here on all is somebody else's, or the program's. */
static bool is_cut(const struct lines *lines, size_t i, const char *marker)
{
	const struct line *line = &lines->at[i];
	bool more = i + 1 < lines->len;
	/* RFC 3676: the blank belongs to it, but mailers lose it. */
	if (line->len == 2 && begins(line, "--"))
		return true;
	return holds(line, marker) || is_banner(line) ||
	       ((is_rule(line) || is_header(line)) && more && is_header(&lines->at[i + 1]));
}

static size_t without_blank(const struct lines *lines, size_t n)
{
	while (n && !lines->at[n - 1].len)
		n--;
	return n;
}

/* "On Monday, somebody wrote:" above a quote: at most three lines, the last ends with a colon. */
static size_t without_attribution(const struct lines *lines, size_t n)
{
	size_t first = n;
	if (!n || lines->at[n - 1].at[lines->at[n - 1].len - 1] != ':')
		return n;
	while (first && lines->at[first - 1].len && n - first < 3)
		first--;
	/* A paragraph that goes on above is the author's own; then only its last line goes. */
	return first && lines->at[first - 1].len ? n - 1 : first;
}

static size_t without_quote(const struct lines *lines, size_t n)
{
	size_t end = n = without_blank(lines, n);
	while (end && (is_quote(&lines->at[end - 1]) || !lines->at[end - 1].len))
		end--;
	if (end == n)
		return n;
	return without_blank(lines, without_attribution(lines, end));
}

void mail_strip_quote(const char *text, const char *marker, struct str *out)
{
	struct lines lines = {0};
	split(text, &lines);
	size_t n = 0;
	while (n < lines.len && !is_cut(&lines, n, marker))
		n++;
	n = without_quote(&lines, n);
	size_t first = 0;
	while (first < n && !lines.at[first].len)
		first++;
	for (size_t i = first; i < n; i++) {
		str_add(out, lines.at[i].at, lines.at[i].len);
		str_addc(out, '\n');
	}
	VEC_RELEASE(&lines);
}
