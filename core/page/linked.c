#include "linked.h"

#include "core/base/lane.h"

enum { DOCUMENT_MAX = 16 * 1024 * 1024 };

void linked_init(struct linked *linked)
{
	*linked = (struct linked){.first = true};
	str_init(&linked->out, DOCUMENT_MAX);
	str_addz(&linked->out, "");
}

void linked_release(struct linked *linked)
{
	str_release(&linked->out);
}

/* Among LANE bytes: where the first is that cannot stand in a JSON string inside of HTML, or LANE. */
static size_t first_special(const char *text)
{
	struct lane lane = lane_load(text);
	__auto_type special =
	    ((lane.c >= 0) & (lane.c < ' ')) | (lane.c == '"') | (lane.c == '\\') | (lane.c == '<');
	return lane_first(&special);
}

/* How many bytes at the head of a text stand for themselves. */
static size_t plain_run(const char *text, size_t n)
{
	/* clang-format off */
	static const bool special[256] = {[0 ... ' ' - 1] = true, ['"'] = true, ['\\'] = true, ['<'] = true};
	/* clang-format on */
	size_t i = 0;
	for (size_t first; n - i >= LANE; i += LANE)
		if ((first = first_special(text + i)) < LANE)
			return i + first;
	while (i < n && !special[(unsigned char)text[i]])
		i++;
	return i;
}

static void put_text(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = plain_run(text, n); i < n; i += plain_run(text + i, n - i)) {
		unsigned char c = (unsigned char)text[i++];
		str_add(out, text + run, i - 1 - run);
		run = i;
		if (c == '"' || c == '\\') {
			str_addc(out, '\\');
			str_addc(out, (char)c);
		} else
			str_addf(out, "\\u%04x", c);
	}
	str_add(out, text + run, n - run);
}

static void begin(struct linked *linked, const char *key)
{
	if (!linked->first)
		str_addc(&linked->out, ',');
	linked->first = false;
	if (!key)
		return;
	str_addc(&linked->out, '"');
	str_addz(&linked->out, key);
	str_addz(&linked->out, "\":");
}

void linked_open(struct linked *linked, const char *key, const char *type)
{
	begin(linked, key);
	str_addz(&linked->out, "{\"@type\":\"");
	str_addz(&linked->out, type);
	str_addc(&linked->out, '"');
}

void linked_close(struct linked *linked)
{
	str_addc(&linked->out, '}');
	linked->first = false;
}

void linked_list(struct linked *linked, const char *key)
{
	begin(linked, key);
	str_addc(&linked->out, '[');
	linked->first = true;
}

void linked_end(struct linked *linked)
{
	str_addc(&linked->out, ']');
	linked->first = false;
}

void linked_text(struct linked *linked, const char *key, const char *text)
{
	if (!text || !*text)
		return;
	begin(linked, key);
	str_addc(&linked->out, '"');
	put_text(&linked->out, text, strlen(text));
	str_addc(&linked->out, '"');
}

void linked_number(struct linked *linked, const char *key, int64_t number)
{
	begin(linked, key);
	str_add_int(&linked->out, number);
}

/* The character that the markdown renderer wrote as a reference; *n: bytes of that. */
static char reference(const char *at, size_t left, size_t *n)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		*n = strlen(names[i].name);
		if (left >= *n && !memcmp(at, names[i].name, *n))
			return names[i].c;
	}
	*n = 1;
	return '&';
}

/* The first characters of a text, without tags and with white space squeezed. */
struct excerpt {
	char at[8 * LINKED_EXCERPT];
	size_t len, characters;
};

/* false once there is enough of it. */
static bool put_character(struct excerpt *out, char c)
{
	bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
	if (space && (!out->len || out->at[out->len - 1] == ' '))
		return true;
	bool begins = ((unsigned char)c & 0xC0) != 0x80;
	if ((begins && out->characters == LINKED_EXCERPT) || out->len + sizeof("…") >= sizeof(out->at))
		return false;
	out->characters += begins;
	out->at[out->len++] = space ? ' ' : c;
	return true;
}

/* Letters and marks of ASCII that stand for themselves: most of most texts. How many were taken. */
static size_t put_word(struct excerpt *out, const char *at, size_t n)
{
	/* clang-format off */
	static const bool plain[256] = {['!' ... '%'] = true, ['\'' ... ';'] = true, ['=' ... '~'] = true};
	/* clang-format on */
	size_t room = sizeof(out->at) - sizeof("…") - out->len, left = LINKED_EXCERPT - out->characters, i = 0;
	n = n < room ? n : room;
	n = n < left ? n : left;
	for (; i < n && plain[(unsigned char)at[i]]; i++)
		out->at[out->len + i] = at[i];
	out->len += i;
	out->characters += i;
	return i;
}

static void put_plain(struct excerpt *out, struct html html)
{
	bool more = true;
	for (size_t i = put_word(out, html.at, html.len), n = 1; i < html.len && more; i += n) {
		const char *at = html.at + i;
		const char *end = *at == '<' ? memchr(at, '>', html.len - i) : NULL;
		char c = *at == '&' ? reference(at, html.len - i, &n) : *at;
		if (*at != '&')
			n = end ? (size_t)(end - at) + 1 : 1;
		more = end ? true : put_character(out, c);
		if (more)
			n += put_word(out, at + n, html.len - i - n);
	}
	if (!more)
		memcpy(out->at + out->len, "…", sizeof("…"));
	else
		out->at[out->len - (out->len && out->at[out->len - 1] == ' ')] = '\0';
}

void linked_excerpt(struct linked *linked, const char *key, struct html html)
{
	struct excerpt plain = {0};
	put_plain(&plain, html);
	linked_text(linked, key, plain.at);
}

struct html linked_document(const struct linked *linked, struct arena *arena)
{
	if (linked->out.over || !linked->out.len)
		return (struct html){0};
	const char *text = arena_printf(arena, "{\"@context\":\"https://schema.org\",\"@graph\":[%s]}", linked->out.at);
	return (struct html){text, strlen(text)};
}
