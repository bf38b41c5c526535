/*
 * A strict look at a page: every element closed in order, every attribute quoted and given once,
 * ids unique, references to ids kept, no inline script or style, one h1, no heading level skipped.
 */

#include "core/base/base.h"

struct markup {
	const char *page; /* for messages */
	const char *at;
	char open[64][16];
	size_t depth;
	char ids[512][64], refs[512][64];
	size_t nids, nrefs;
	int h1, level;
	size_t faults;
};

static void fault(struct markup *m, const char *what, const char *at)
{
	m->faults++;
	fprintf(stderr, "%s: %s: %.60s\n", m->page, what, at);
}

static bool is_void(const char *tag)
{
	static const char *const names[] = {"meta", "link", "img", "input", "br", "hr"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(tag, names[i]) == 0)
			return true;
	return false;
}

static void take_ids(struct markup *m, const char *name, const char *value, size_t n)
{
	static const char *const referring[] = {"for", "aria-labelledby", "aria-describedby"};
	if (strcmp(name, "id") == 0) {
		for (size_t i = 0; i < m->nids; i++)
			if (strlen(m->ids[i]) == n && memcmp(m->ids[i], value, n) == 0)
				fault(m, "id given twice", value);
		snprintf(m->ids[m->nids++], sizeof(m->ids[0]), "%.*s", (int)n, value);
	}
	for (size_t i = 0; i < ARRAY_LEN(referring); i++)
		for (size_t at = 0, len; strcmp(name, referring[i]) == 0 && at < n; at += len + 1) {
			for (len = 0; at + len < n && value[at + len] != ' '; len++)
				;
			snprintf(m->refs[m->nrefs++], sizeof(m->refs[0]), "%.*s", (int)len, value + at);
		}
}

static void take_attribute(struct markup *m, const char *name, const char *value, size_t n)
{
	if (strcmp(name, "style") == 0 || strncmp(name, "on", 2) == 0)
		fault(m, "inline style or script", name);
	if (memchr(value, '<', n))
		fault(m, "< in an attribute", value);
	take_ids(m, name, value, n);
}

/* name="value" pairs up to '>'; m->at is left behind it. */
static void take_attributes(struct markup *m, const char *tag)
{
	char names[32][32];
	size_t nnames = 0;
	bool src = false;
	while (*m->at && *m->at != '>') {
		m->at += strspn(m->at, " \n");
		size_t n = strcspn(m->at, "= >\n");
		if (n == 0 || n >= sizeof(names[0]) || nnames == ARRAY_LEN(names)) {
			fault(m, "bad attribute", m->at);
			break;
		}
		snprintf(names[nnames], sizeof(names[0]), "%.*s", (int)n, m->at);
		for (size_t i = 0; i < nnames; i++)
			if (strcmp(names[i], names[nnames]) == 0)
				fault(m, "attribute given twice", m->at);
		src |= strcmp(names[nnames], "src") == 0;
		m->at += n;
		const char *value = "";
		size_t len = 0;
		if (*m->at == '=') {
			if (m->at[1] != '"')
				fault(m, "attribute without quotes", m->at);
			value = m->at + 2;
			len = strcspn(value, "\"");
			m->at = value + len + (value[len] == '"');
		}
		take_attribute(m, names[nnames++], value, len);
	}
	m->at += *m->at == '>';
	if ((strcmp(tag, "script") == 0 && !src) || strcmp(tag, "style") == 0)
		fault(m, "inline script or style", tag);
}

static void take_heading(struct markup *m, const char *tag, const char *at)
{
	if (tag[0] != 'h' || tag[1] < '1' || tag[1] > '6' || tag[2])
		return;
	int level = tag[1] - '0';
	m->h1 += level == 1;
	if (level > m->level + 1)
		fault(m, "heading level skipped", at);
	m->level = level;
}

static void take_tag(struct markup *m)
{
	char tag[16];
	const char *start = m->at++;
	bool closing = *m->at == '/';
	m->at += closing;
	size_t n = strspn(m->at, "abcdefghijklmnopqrstuvwxyz0123456789");
	snprintf(tag, sizeof(tag), "%.*s", (int)n, m->at);
	m->at += n;
	if (n == 0) {
		fault(m, "stray <", start);
	} else if (closing) {
		if (m->depth == 0 || strcmp(m->open[m->depth - 1], tag) != 0)
			fault(m, "closes what is not open", start);
		else
			m->depth--;
		m->at += strcspn(m->at, ">") + 1;
	} else {
		take_heading(m, tag, start);
		take_attributes(m, tag);
		bool self = m->at[-1] == '>' && m->at[-2] == '/';
		if (!is_void(tag) && !self && m->depth < ARRAY_LEN(m->open))
			snprintf(m->open[m->depth++], sizeof(m->open[0]), "%s", tag);
	}
}

/* How many faults; each is printed. */
static size_t markup_faults(const char *page, const char *html)
{
	struct markup *m = base_alloc(1, sizeof(*m));
	m->page = page;
	m->at = html;
	if (strncmp(html, "<!doctype html>\n", 16) == 0)
		m->at += 16;
	else
		fault(m, "no doctype", html);
	while (*(m->at += strcspn(m->at, "<")))
		take_tag(m);
	if (m->depth)
		fault(m, "left open", m->open[m->depth - 1]);
	if (m->h1 != 1)
		fault(m, "wants one h1", "");
	for (size_t i = 0; i < m->nrefs; i++) {
		bool found = false;
		for (size_t j = 0; j < m->nids; j++)
			found |= strcmp(m->refs[i], m->ids[j]) == 0;
		if (!found)
			fault(m, "refers to an id that is not there", m->refs[i]);
	}
	size_t faults = m->faults;
	free(m);
	return faults;
}
