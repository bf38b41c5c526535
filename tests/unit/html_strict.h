/*
 * html_strict.h: reads HTML as a browser never would: what is not a listed tag with listed
 * attributes, quoted, nested and closed as it should be, is an error. For tests of what strangers'
 * text becomes.
 */
#ifndef STOA_TEST_HTML_STRICT_H
#define STOA_TEST_HTML_STRICT_H

#include "core/base/base.h"

enum { HTML_STRICT_DEPTH = 2000 };

struct html_strict_tag {
	const char *name;
	const char *attributes; /* " a b " */
	char kind;              /* b: block, i: inline, v: void inline, V: void block */
};

static const struct html_strict_tag html_strict_tags[] = {
    {"p", " ", 'b'},
    {"blockquote", " ", 'b'},
    {"ul", " ", 'b'},
    {"ol", " start ", 'b'},
    {"li", " class id ", 'b'},
    {"h1", " id ", 'b'},
    {"h2", " id ", 'b'},
    {"h3", " id ", 'b'},
    {"h4", " id ", 'b'},
    {"h5", " id ", 'b'},
    {"h6", " id ", 'b'},
    {"pre", " class tabindex ", 'b'},
    {"hr", " ", 'V'},
    {"div", " class role tabindex aria-label ", 'b'},
    {"table", " ", 'b'},
    {"thead", " ", 'b'},
    {"tbody", " ", 'b'},
    {"tr", " ", 'b'},
    {"th", " class ", 'b'},
    {"td", " class ", 'b'},
    {"section", " class ", 'b'},
    {"code", " class ", 'i'},
    {"em", " ", 'i'},
    {"strong", " ", 'i'},
    {"del", " ", 'i'},
    {"sup", " class ", 'i'},
    {"a", " class href title rel aria-label id ", 'i'},
    {"img", " src alt title loading ", 'v'},
    {"br", " ", 'v'},
    {"input", " type checked disabled ", 'v'},
};

struct html_strict {
	const char *at, *end;
	const struct html_strict_tag *open[HTML_STRICT_DEPTH];
	size_t depth;
	char error[160];
};

static const char *html_strict_fail(struct html_strict *h, const char *what)
{
	size_t left = (size_t)(h->end - h->at);
	snprintf(h->error, sizeof(h->error), "%s at \"%.*s\"", what, (int)(left < 60 ? left : 60), h->at);
	return h->error;
}

static bool html_strict_starts(const struct html_strict *h, const char *s)
{
	size_t n = strlen(s);
	return (size_t)(h->end - h->at) >= n && !memcmp(h->at, s, n);
}

/* One character of text or of a value; references are those five that the writer makes. */
static bool html_strict_character(struct html_strict *h)
{
	static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
	unsigned char c = (unsigned char)*h->at;
	for (size_t i = 0; c == '&' && i < ARRAY_LEN(references); i++)
		if (html_strict_starts(h, references[i])) {
			h->at += strlen(references[i]);
			return true;
		}
	if (c == '&' || c == '<' || c == '>' || c == '"' || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
		return false;
	h->at++;
	return true;
}

static bool html_strict_is_url(const char *url, size_t n, bool image)
{
	static const char *const heads[] = {"/", "#", "?", "http:", "https:"};
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)url[i] <= ' ' || (unsigned char)url[i] >= 0x7F || url[i] == '\\')
			return false;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (n >= strlen(heads[i]) && !strncasecmp(url, heads[i], strlen(heads[i])))
			return true;
	return n == 0 || (!image && n >= 7 && !strncasecmp(url, "mailto:", 7));
}

static const char *html_strict_attribute(struct html_strict *h, const struct html_strict_tag *tag)
{
	char name[20] = " ";
	size_t n = 1;
	h->at++;
	while (h->at < h->end && ((*h->at >= 'a' && *h->at <= 'z') || *h->at == '-') && n < sizeof(name) - 2)
		name[n++] = *h->at++;
	name[n] = ' ';
	if (n == 1 || !strstr(tag->attributes, name))
		return html_strict_fail(h, "attribute");
	if (!strcmp(name, " checked ") || !strcmp(name, " disabled "))
		return NULL;
	if (!html_strict_starts(h, "=\""))
		return html_strict_fail(h, "value");
	const char *value = h->at += 2;
	while (h->at < h->end && *h->at != '"')
		if (!html_strict_character(h))
			return html_strict_fail(h, "character in value");
	bool image = !strcmp(name, " src ");
	if ((image || !strcmp(name, " href ")) && !html_strict_is_url(value, (size_t)(h->at - value), image))
		return html_strict_fail(h, "URL before");
	h->at++;
	return NULL;
}

static bool html_strict_is_open(const struct html_strict *h, const char *name)
{
	for (size_t i = 0; i < h->depth; i++)
		if (!strcmp(h->open[i]->name, name))
			return true;
	return false;
}

static const char *html_strict_push(struct html_strict *h, const struct html_strict_tag *tag)
{
	const struct html_strict_tag *parent = h->depth ? h->open[h->depth - 1] : NULL;
	bool block = tag->kind == 'b' || tag->kind == 'V';
	if (block && parent && (parent->kind == 'i' || *parent->name == 'p' || *parent->name == 'h'))
		return html_strict_fail(h, "a block in a line");
	if (!strcmp(tag->name, "a") && html_strict_is_open(h, "a"))
		return html_strict_fail(h, "a link in a link");
	if (tag->kind == 'v' || tag->kind == 'V')
		return NULL;
	if (h->depth == HTML_STRICT_DEPTH)
		return html_strict_fail(h, "too deep");
	h->open[h->depth++] = tag;
	return NULL;
}

static const char *html_strict_tag(struct html_strict *h)
{
	bool closes = html_strict_starts(h, "</");
	const char *name = h->at + (closes ? 2 : 1), *end = name;
	const struct html_strict_tag *tag = NULL;
	while (end < h->end && ((*end >= 'a' && *end <= 'z') || (*end >= '0' && *end <= '9')))
		end++;
	for (size_t i = 0; i < ARRAY_LEN(html_strict_tags); i++)
		if (strlen(html_strict_tags[i].name) == (size_t)(end - name) &&
		    !memcmp(html_strict_tags[i].name, name, (size_t)(end - name)))
			tag = &html_strict_tags[i];
	if (!tag)
		return html_strict_fail(h, "tag");
	if (closes && (!h->depth || h->open[--h->depth] != tag))
		return html_strict_fail(h, "end of what is not open");
	h->at = end;
	while (!closes && h->at < h->end && *h->at == ' ')
		if (html_strict_attribute(h, tag))
			return h->error;
	if (h->at == h->end || *h->at != '>')
		return html_strict_fail(h, "no end of a tag");
	h->at++;
	return closes ? NULL : html_strict_push(h, tag);
}

/* NULL where all is well, else what is wrong, in the caller's struct. */
static const char *html_strict(struct html_strict *h, const char *html, size_t n)
{
	*h = (struct html_strict){.at = html, .end = html + n};
	while (h->at < h->end) {
		if (*h->at == '<') {
			if (html_strict_tag(h))
				return h->error;
		} else if (!html_strict_character(h)) {
			return html_strict_fail(h, "character");
		}
	}
	return h->depth ? html_strict_fail(h, "something is open at the end") : NULL;
}

#endif
