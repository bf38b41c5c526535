#include "markdown_parts.h"

#include "core/text/escape.h"

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct markdown_entry **slot_of(struct markdown_set *set, const char *key, size_t n)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)key[i]) * 16777619u;
	return &set->slots[(hash ^ hash >> 15) % set->nslots];
}

void markdown_set_init(struct markdown_set *set, struct arena *arena, size_t n)
{
	size_t nslots = n / 32 + 16;
	nslots = nslots < 4096 ? nslots : 4096;
	*set = (struct markdown_set){.arena = arena, .nslots = nslots};
	set->slots = arena_alloc(arena, nslots, sizeof(struct markdown_entry *));
}

struct markdown_entry *markdown_set_find(struct markdown_set *set, const char *key, size_t n)
{
	for (struct markdown_entry *e = *slot_of(set, key, n); e; e = e->next)
		if (e->len == n && !memcmp(e->key, key, n))
			return e;
	return NULL;
}

struct markdown_entry *markdown_set_add(struct markdown_set *set, const char *key, size_t n)
{
	struct markdown_entry *e = markdown_set_find(set, key, n), **slot = slot_of(set, key, n);
	if (e)
		return e;
	e = arena_alloc(set->arena, 1, sizeof(*e));
	*e = (struct markdown_entry){.next = *slot, .key = arena_dupn(set->arena, key, n), .len = n};
	return *slot = e;
}

/* The code point at s, and its length in bytes. Broken UTF-8 reads as one byte of U+FFFD. */
static uint32_t decode(const char *s, size_t n, size_t *len)
{
	unsigned char c = (unsigned char)s[0];
	size_t want = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
	*len = 1;
	if (want == 1)
		return c;
	if (!want || want > n || c > 0xF4)
		return 0xFFFD;
	uint32_t point = c & (0xFFu >> (want + 1));
	for (size_t i = 1; i < want; i++) {
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return 0xFFFD;
		point = point << 6 | ((unsigned char)s[i] & 0x3F);
	}
	*len = want;
	return point;
}

static bool is_unfit(uint32_t c)
{
	if (c < 0x20)
		return c != '\t' && c != '\n';
	if (c < 0x7F)
		return false;
	return c <= 0x9F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFD || (c & 0xFFFE) == 0xFFFE;
}

static const char *reference_for(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void put(struct str *out, const char *s, size_t n, bool html)
{
	size_t run = 0;
	for (size_t i = escape_plain(s, n), len; i < n; i += escape_plain(s + i, n - i)) {
		uint32_t c = decode(s + i, n - i, &len);
		const char *reference = is_unfit(c) ? "\xEF\xBF\xBD" : html ? reference_for(s[i]) : NULL;
		i += len;
		if (!reference)
			continue;
		str_add(out, s + run, i - len - run);
		str_addz(out, reference);
		run = i;
	}
	str_add(out, s + run, n - run);
}

void markdown_put_text(struct str *out, const char *s, size_t n)
{
	put(out, s, n, true);
}

void markdown_put_plain(struct str *out, const char *s, size_t n)
{
	put(out, s, n, false);
}

/* Letters and digits of any script, as far as can be told from the blocks of Unicode. */
static bool is_wordlike(uint32_t c)
{
	if (c < 0x80)
		return is_alnum((char)c) || c == '_';
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x303F) &&
	       !(c >= 0xE000 && c <= 0xF8FF) && !(c >= 0xFE00 && c <= 0xFE6F) && !(c >= 0xFF00 && c <= 0xFF0F) &&
	       c != 0xFEFF && c < 0xFFF0;
}

static void put_slug(struct str *out, const char *text)
{
	size_t n = strlen(text), len;
	bool gap = false;
	for (size_t i = 0; i < n; i += len) {
		uint32_t c = decode(text + i, n - i, &len);
		if (!is_wordlike(c)) {
			gap = out->len > 0;
			continue;
		}
		if (out->len + gap + len > MARKDOWN_SLUG_MAX)
			break;
		if (gap)
			str_addc(out, '-');
		gap = false;
		if (len == 1)
			str_addc(out, to_lower(text[i]));
		else
			str_add(out, text + i, len);
	}
	/* "fn-1" and "fnref-1" are ids of footnotes. */
	if (!out->len || !strncmp(out->at, "fn-", 3) || !strncmp(out->at, "fnref-", 6)) {
		str_reset(out);
		str_addz(out, "section");
	}
}

const char *markdown_id(struct markdown_set *ids, const char *prefix, const char *text)
{
	struct str slug;
	str_init(&slug, 4 * MARKDOWN_SLUG_MAX);
	put_slug(&slug, text);
	const char *id = arena_printf(ids->arena, "%s%s", prefix, slug.at);
	struct markdown_entry *first = markdown_set_find(ids, id, strlen(id));
	while (first && markdown_set_find(ids, id, strlen(id)))
		id = arena_printf(ids->arena, "%s%s-%d", prefix, slug.at, (int)++first->count);
	str_release(&slug);
	return markdown_set_add(ids, id, strlen(id))->key;
}

const char *markdown_excerpt(struct arena *arena, const char *text, size_t n)
{
	char *plain = arena_alloc(arena, n + sizeof("…"), 1);
	size_t at = 0, characters = 0, word_end = 0, hard_end = 0, len;
	for (size_t i = 0; i < n; i += len) {
		decode(text + i, n - i, &len);
		bool space = len == 1 && is_space(text[i]);
		if (space && (!at || plain[at - 1] == ' '))
			continue;
		if (characters == MARKDOWN_PLAIN_MAX - 1)
			hard_end = at;
		if (space && characters < MARKDOWN_PLAIN_MAX)
			word_end = at;
		if (characters++ == MARKDOWN_PLAIN_MAX) {
			/* Not every script has blanks to cut at. */
			memcpy(plain + (word_end > hard_end / 2 ? word_end : hard_end), "…", sizeof("…"));
			return plain;
		}
		memcpy(plain + at, space ? " " : text + i, len);
		at += len;
	}
	if (at && plain[at - 1] == ' ')
		plain[at - 1] = '\0';
	return plain;
}

size_t markdown_handle(const char *s, size_t n)
{
	size_t len = 0;
	while (len < n && len <= 64 && (is_alnum(s[len]) || s[len] == '-' || s[len] == '_'))
		len++;
	if (len < n && s[len] == '@')
		return 0;
	while (len && !is_alnum(s[len - 1]))
		len--;
	return len >= 2 && len <= 32 && is_alnum(s[0]) ? len : 0;
}

void markdown_set_mentions(struct markdown_set *set, const char *md, size_t n,
                           void (*found)(void *self, const char *handle, size_t n), void *self)
{
	const char *end = md + n;
	for (const char *at = md; at < end && (at = memchr(at, '@', (size_t)(end - at))); at++) {
		char handle[32];
		size_t len = markdown_handle(at + 1, (size_t)(end - at - 1));
		for (size_t k = 0; k < len; k++)
			handle[k] = to_lower(at[1 + k]);
		if (!len || markdown_set_find(set, handle, len))
			continue;
		(void)!markdown_set_add(set, handle, len);
		if (found)
			found(self, handle, len);
	}
}

void markdown_mentions(const char *md, size_t n, struct arena *arena,
                       void (*found)(void *self, const char *handle, size_t n), void *self)
{
	struct markdown_set set;
	if (!n || !memchr(md, '@', n))
		return;
	markdown_set_init(&set, arena, n);
	markdown_set_mentions(&set, md, n, found, self);
}
