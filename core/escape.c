#include "escape.h"

#include "text.h"

enum { LANE = 16 };

/* Text is nearly all such runs, so most of it is looked at LANE bytes at once. */
size_t escape_plain(const char *text, size_t n)
{
	/* clang-format off */
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '%'] = true, ['(' ... ';'] = true, ['='] = true, ['?' ... '~'] = true,
	};
	/* clang-format on */
	size_t i = 0;
	for (; n - i >= LANE; i += LANE) {
		signed char c __attribute__((vector_size(LANE)));
		uint64_t halves[2];
		memcpy(&c, text + i, sizeof(c));
		__auto_type special =
		    (c < ' ') | (c > '~') | (c == '&') | (c == '<') | (c == '>') | (c == '"') | (c == '\'');
		memcpy(halves, &special, sizeof(halves));
		if (halves[0] | halves[1])
			break;
	}
	while (i < n && plain[(unsigned char)text[i]])
		i++;
	return i;
}

/* What HTML needs in place of a byte; NULL where the byte stands for itself. */
static const char *const html_references[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};

void escape_html(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = escape_plain(text, n); i < n; i += escape_plain(text + i, n - i)) {
		const char *reference = html_references[(unsigned char)text[i++]];
		if (!reference)
			continue;
		str_add(out, text + run, i - 1 - run);
		str_addz(out, reference);
		run = i;
	}
	str_add(out, text + run, n - run);
}

#define REPLACEMENT "\xEF\xBF\xBD"

/* What XML needs in place of a byte; NULL where the byte stands for itself, or begins a longer character. */
static const char *const xml_references[256] = {
    ['\0' ... '\x08'] = REPLACEMENT, ['\x0B' ... '\x0C'] = REPLACEMENT, ['\x0E' ... '\x1F'] = REPLACEMENT,
    ['\r'] = "&#13;",  ['&'] = "&amp;",  ['<'] = "&lt;",  ['>'] = "&gt;",  ['"'] = "&quot;",
};

/* Length of the character past ASCII at text, and what XML needs in its place. */
static size_t wide_xml(const char *text, size_t n, const char **reference)
{
	size_t len = text_char(text, n);
	bool none = len == 3 && (memcmp(text, "\xEF\xBF\xBE", 3) == 0 || memcmp(text, "\xEF\xBF\xBF", 3) == 0);
	*reference = !len || none ? REPLACEMENT : NULL;
	return len ? len : 1;
}

void escape_xml(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = escape_plain(text, n), len; i < n; i += escape_plain(text + i, n - i)) {
		const char *reference = xml_references[(unsigned char)text[i]];
		len = (unsigned char)text[i] < 0x80 ? 1 : wide_xml(text + i, n - i, &reference);
		i += len;
		if (!reference)
			continue;
		str_add(out, text + run, i - len - run);
		str_addz(out, reference);
		run = i;
	}
	str_add(out, text + run, n - run);
}

enum { URL_ARG = 1, URL_PATH = 2 };

#define BOTH (URL_ARG | URL_PATH)

/* clang-format off */
/* RFC 3986: unreserved in both; sub-delims, ':', '@' and '/' in a path alone. */
static const unsigned char url_keeps[256] = {
	['A' ... 'Z'] = BOTH, ['a' ... 'z'] = BOTH, ['0' ... '9'] = BOTH,
	['-'] = BOTH, ['.'] = BOTH, ['_'] = BOTH, ['~'] = BOTH,
	['!'] = URL_PATH, ['$'] = URL_PATH, ['&'] = URL_PATH, ['\''] = URL_PATH, ['('] = URL_PATH,
	[')'] = URL_PATH, ['*'] = URL_PATH, ['+'] = URL_PATH, [','] = URL_PATH, [';'] = URL_PATH,
	['='] = URL_PATH, [':'] = URL_PATH, ['@'] = URL_PATH, ['/'] = URL_PATH,
};
/* clang-format on */

static void add_hex(struct str *out, const char *lead, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char hex[] = {digits[c >> 4], digits[c & 15]};
	str_addz(out, lead);
	str_add(out, hex, sizeof(hex));
}

static void escape_url(struct str *out, const char *text, size_t n, unsigned char keeps)
{
	size_t run = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		if (url_keeps[c] & keeps)
			continue;
		str_add(out, text + run, i - run);
		add_hex(out, "%", c);
		run = i + 1;
	}
	if (run < n)
		str_add(out, text + run, n - run);
}

void escape_url_path(struct str *out, const char *text, size_t n)
{
	escape_url(out, text, n, URL_PATH);
}

bool escape_url_path_keeps(const char *text, size_t n)
{
	size_t i = 0;
	while (i < n && url_keeps[(unsigned char)text[i]] & URL_PATH)
		i++;
	return i == n;
}

void escape_url_arg(struct str *out, const char *text, size_t n)
{
	escape_url(out, text, n, URL_ARG);
}

void escape_log(struct str *out, const char *text, size_t n, size_t max)
{
	size_t left = max;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		bool plain = c >= 0x20 && c <= 0x7E && c != '\\';
		size_t need = plain ? 1 : 4;
		if (need > left)
			return;
		left -= need;
		if (plain)
			str_addc(out, text[i]);
		else
			add_hex(out, "\\x", c);
	}
}

void escape_shell(struct str *out, const char *text)
{
	str_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_addz(out, "'\\''");
		else
			str_addc(out, *text);
	}
	str_addc(out, '\'');
}

void escape_config(struct str *out, const char *text)
{
	static const char *const escaped[128] = {
	    ['\n'] = "\\n", ['\t'] = "\\t", ['\b'] = "\\b", ['"'] = "\\\"", ['\\'] = "\\\\"};
	str_addc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c < ARRAY_LEN(escaped) && escaped[c])
			str_addz(out, escaped[c]);
		else
			str_addc(out, *text);
	}
	str_addc(out, '"');
}

/* Line breaks of Unicode: some programs cut a file there too. */
static size_t wide_break(const char *text)
{
	static const char *const breaks[] = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		if (strncmp(text, breaks[i], strlen(breaks[i])) == 0)
			return strlen(breaks[i]);
	}
	return 0;
}

void escape_ics(struct str *out, const char *text)
{
	for (size_t wide; *text; text += wide ? wide : 1) {
		unsigned char c = (unsigned char)*text;
		wide = wide_break(text);
		if (wide || c == '\n')
			str_addz(out, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			str_addf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			str_addz(out, c == '\r' ? "" : " ");
		else
			str_addc(out, *text);
	}
}

/* Characters past ASCII that YAML would not take literally, or would fold as line breaks. */
static const struct {
	const char *bytes, *escaped;
} yaml_special[] = {
    {"\xC2\x85", "\\N"},         {"\xE2\x80\xA8", "\\L"},     {"\xE2\x80\xA9", "\\P"},
    {"\xEF\xBB\xBF", "\\uFEFF"}, {"\xEF\xBF\xBE", "\\uFFFE"}, {"\xEF\xBF\xBF", "\\uFFFF"},
};

/* Writes what stands at text past ASCII and returns its length in bytes. */
static size_t add_yaml_wide(struct str *out, const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(yaml_special); i++) {
		size_t len = strlen(yaml_special[i].bytes);
		if (strncmp(text, yaml_special[i].bytes, len) == 0) {
			str_addz(out, yaml_special[i].escaped);
			return len;
		}
	}
	unsigned char next = (unsigned char)text[1];
	if ((unsigned char)text[0] == 0xC2 && next >= 0x80 && next < 0xA0) {
		add_hex(out, "\\x", next);
		return 2;
	}
	str_addc(out, *text);
	return 1;
}

void escape_yaml(struct str *out, const char *text)
{
	str_addc(out, '"');
	while (*text) {
		unsigned char c = (unsigned char)*text;
		if (c >= 0x80) {
			text += add_yaml_wide(out, text);
			continue;
		}
		if (c == '\n')
			str_addz(out, "\\n");
		else if (c == '\t')
			str_addz(out, "\\t");
		else if (c < 0x20 || c == 0x7F)
			add_hex(out, "\\x", c);
		else if (c == '"' || c == '\\')
			str_addf(out, "\\%c", c);
		else
			str_addc(out, *text);
		text++;
	}
	str_addc(out, '"');
}
