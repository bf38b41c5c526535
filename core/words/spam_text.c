#include "spam_text.h"

#include "core/base/map.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "core/text/words_split.h"
#include "words.h"

enum { TITLE_MAX = 2000, NAME_BYTES = 400, HOST_MAX = 100, DIGITS = 12, SHOWN_MAX = 200, FOLDED_TIMES = 20 };

int64_t spam_word_number(const char *text, size_t n)
{
	char digest[CRYPTO_MAC_TEXT];
	int64_t number = 0;
	crypto_digest(text, n, digest);
	for (int i = 0; i < DIGITS; i++) {
		char c = digest[i];
		number = number * 32 + (c >= 'a' ? c - 'a' : c - '2' + 26);
	}
	return number + 1;
}

/* A text on its way to its words. */
struct reader {
	struct arena *arena;
	struct map seen;
	struct spam_text *text;
	const char *prefix;
	const char **hosts;
};

static void add(struct reader *reader, const char *word, size_t n)
{
	struct spam_text *text = reader->text;
	const char *whole = arena_printf(reader->arena, "%s%.*s", reader->prefix, (int)n, word);
	size_t len = strlen(whole);
	if (text->nwords == SPAM_WORDS_MAX || map_find(&reader->seen, whole, len))
		return;
	map_put(&reader->seen, whole, len)->value.number = 1;
	text->words[text->nwords++] = (struct spam_word){whole, spam_word_number(whole, len)};
}

static void found(void *self, const char *word, size_t n)
{
	struct reader *reader = self;
	bool single = n == 1 || (n < 3 && (unsigned char)word[0] >= 0xC2 && (unsigned char)word[0] < 0xE0);
	reader->text->counted += !*reader->prefix;
	if (!single)
		add(reader, word, n);
}

static int read_words(struct reader *reader, const char *prefix, const char *at, size_t n, struct err *err)
{
	reader->prefix = prefix;
	return words_split(at, n, found, reader, err);
}

static bool is_host_byte(unsigned char c)
{
	return c > 0x7F || c == '-' || c == '.' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Its bytes are a stranger's and go to terminals. */
static char *printable(struct arena *arena, const char *s, size_t n)
{
	struct str line;
	str_init(&line, 4 * HOST_MAX);
	text_one_line(&line, s, n);
	char *copy = arena_dupn(arena, line.at, line.len);
	str_release(&line);
	return copy;
}

/* The host that begins at s, after any "user@", in small letters without "www."; "" where none does. */
static const char *host_at(struct arena *arena, const char *s, size_t n)
{
	size_t from = 0, len = 0;
	for (size_t i = 0; i < n && i < HOST_MAX && (is_host_byte((unsigned char)s[i]) || s[i] == '@'); i++)
		if (s[i] == '@')
			from = i + 1;
	if (n - from > 4 && !strncasecmp(s + from, "www.", 4))
		from += 4;
	while (from + len < n && len < HOST_MAX && is_host_byte((unsigned char)s[from + len]))
		len++;
	while (len && s[from + len - 1] == '.')
		len--;
	char *host = printable(arena, s + from, len);
	for (char *c = host; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
	return strchr(host, '.') ? host : "";
}

/* The host itself, and what it ends in: whole families of throw-away domains share that. */
static void add_host(struct reader *reader, const char *host)
{
	struct spam_text *text = reader->text;
	const char *end = strrchr(host, '.');
	text->links++;
	for (size_t i = 0; i < text->nhosts; i++)
		if (!strcmp(text->hosts[i], host))
			return;
	if (text->nhosts == SPAM_LINKS_MAX)
		return;
	reader->hosts[text->nhosts++] = host;
	reader->prefix = "host:";
	add(reader, host, strlen(host));
	reader->prefix = "end:";
	add(reader, end + 1, strlen(end + 1));
}

/* Of "[shown](leads" the text; at: where the address begins. NULL: the link has no text of its own. */
static const char *shown_of(const char *body, const char *at, size_t *n)
{
	const char *end = at, *from;
	if (end - body < 3 || end[-1] != '(' || end[-2] != ']')
		return NULL;
	end -= 2;
	for (from = end; from > body && end - from < SHOWN_MAX && from[-1] != '['; from--)
		continue;
	*n = (size_t)(end - from);
	bool picture = from - body > 1 && from[-2] == '!';
	return from > body && from[-1] == '[' && !picture ? from : NULL;
}

/* Shows "paypal.com" and leads elsewhere, or shows a dot: no writer who means well does. */
static bool is_disguised(struct arena *arena, const char *shown, size_t n, const char *host)
{
	const char *scheme = memmem(shown, n, "://", 3);
	size_t from = scheme ? (size_t)(scheme + 3 - shown) : 0;
	const char *named = memchr(shown, ' ', n) ? "" : host_at(arena, shown + from, n - from);
	size_t letters = 0;
	for (size_t i = 0; i < n; i++)
		letters += is_host_byte((unsigned char)shown[i]) && !strchr(".-", shown[i]);
	size_t longer = strlen(host), shorter = strlen(named);
	bool within = !shorter || (shorter <= longer && !strcmp(host + longer - shorter, named));
	/* "example.com", and neither "script.js" nor "3.11": what may be a name of something else is believed. */
	bool looks = scheme || (shorter && !strcmp(strrchr(named, '.'), strrchr(host, '.')));
	return !letters || (looks && !within);
}

static int read_link(struct reader *reader, const char *body, const char *at, const char *address, const char *end,
                     struct err *err)
{
	size_t n;
	const char *host = host_at(reader->arena, address, (size_t)(end - address)), *shown = shown_of(body, at, &n);
	if (!*host)
		return 0;
	add_host(reader, host);
	if (!shown)
		return 0;
	reader->text->disguised += is_disguised(reader->arena, shown, n, host);
	return read_words(reader, "link:", shown, n, err);
}

/* "https://host", "www.host"; a link that shows its own address counts once. */
static int read_links(struct reader *reader, const char *body, size_t n, struct err *err)
{
	const char *end = body + n;
	int rc = 0;
	for (const char *at = body; !rc && at < end; at++) {
		size_t left = (size_t)(end - at);
		const char *address = NULL;
		if (left > 8 && !strncasecmp(at, "https://", 8))
			address = at + 8;
		else if (left > 7 && !strncasecmp(at, "http://", 7))
			address = at + 7;
		else if (left > 4 && !strncasecmp(at, "www.", 4) && (at == body || !is_host_byte((unsigned char)at[-1])))
			address = at + 4;
		if (!address)
			continue;
		const char *closed = address;
		while (closed < end && !strchr(" \t\n)]>\"", *closed))
			closed++;
		bool shown = closed + 1 < end && closed[0] == ']' && closed[1] == '(';
		if (!shown)
			rc = read_link(reader, body, at, address, closed, err);
		at = closed - 1;
	}
	return rc;
}

static int read_shape(const struct spam_source *source, size_t n, struct spam_text *text, struct err *err)
{
	struct words_shape shape;
	if (words_survey(source->body, n, source->language, &shape, err))
		return -1;
	text->letters = shape.letters;
	text->cased = shape.cased;
	text->capitals = shape.capitals;
	text->foreign = shape.foreign;
	text->mixed = shape.mixed;
	return 0;
}

static const char *fold(const struct spam_source *source, size_t n, struct arena *arena)
{
	struct str folded;
	const char *whole = arena_printf(arena, "%.*s\n%.*s", TITLE_MAX, source->title, (int)n, source->body);
	str_init(&folded, FOLDED_TIMES * (TITLE_MAX + SPAM_BODY_MAX));
	words_apart(whole, strlen(whole), &folded);
	const char *copy = arena_dupn(arena, folded.at, folded.len);
	str_release(&folded);
	return copy;
}

int spam_text_read(const struct spam_source *source, struct arena *arena, struct spam_text *text, struct err *err)
{
	size_t n = source->body_len < SPAM_BODY_MAX ? source->body_len : SPAM_BODY_MAX;
	struct reader reader = {.arena = arena, .text = text};
	*text = (struct spam_text){.words = arena_alloc(arena, SPAM_WORDS_MAX, sizeof(*text->words))};
	text->hosts = reader.hosts = arena_alloc(arena, SPAM_LINKS_MAX, sizeof(*reader.hosts));
	map_init(&reader.seen, arena);
	int rc = read_words(&reader, "", source->title, strnlen(source->title, TITLE_MAX), err);
	if (!rc)
		rc = read_links(&reader, source->body, n, err);
	if (!rc)
		rc = read_words(&reader, "by:", source->name, strnlen(source->name, NAME_BYTES), err);
	if (!rc)
		rc = read_words(&reader, "", source->body, n, err);
	if (!rc)
		rc = read_shape(source, n, text, err);
	text->folded = fold(source, n, arena);
	text->digest = spam_word_number(text->folded, strlen(text->folded));
	map_release(&reader.seen);
	return rc;
}
