#include "escape.h"

#include "core/base/lane.h"
#include "text.h"

/* Among LANE bytes: where the first is that markup may escape, or LANE. */
static size_t first_special(const char *text)
{
	struct lane lane = lane_load(text);
	__auto_type special = (lane.c < ' ') | (lane.c > '~') | (lane.c == '&') | (lane.c == '<') | (lane.c == '>') |
	                      (lane.c == '"') | (lane.c == '\'');
	return lane_first(&special);
}

/*
 * Text is nearly all such runs, so most of it is looked at LANE bytes at once; the last of them may have been looked
 * at before.
 */
size_t escape_plain(const char *text, size_t n)
{
	/* clang-format off */
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '%'] = true, ['(' ... ';'] = true, ['='] = true, ['?' ... '~'] = true,
	};
	/* clang-format on */
	size_t i = 0;
	for (size_t first; n - i >= LANE; i += LANE)
		if ((first = first_special(text + i)) < LANE)
			return i + first;
	if (i)
		return n - LANE + first_special(text + n - LANE);
	while (i < n && plain[(unsigned char)text[i]])
		i++;
	return i;
}

/* What stands in place of a byte; of no length where the byte stands for itself. */
struct reference {
	unsigned char len;
	char text[7];
};

#define REFERENCE(text) {sizeof(text) - 1, text}

static const struct reference html_references[256] = {
    ['&'] = REFERENCE("&amp;"), ['<'] = REFERENCE("&lt;"), ['>'] = REFERENCE("&gt;"),
    ['"'] = REFERENCE("&quot;"), ['\''] = REFERENCE("&#39;")};

void escape_html(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = escape_plain(text, n); i < n; i += escape_plain(text + i, n - i)) {
		const struct reference *reference = &html_references[(unsigned char)text[i++]];
		if (!reference->len)
			continue;
		str_add(out, text + run, i - 1 - run);
		str_add(out, reference->text, reference->len);
		run = i;
	}
	str_add(out, text + run, n - run);
}

#define REPLACEMENT REFERENCE("\xEF\xBF\xBD")

/* Of no length too where a byte begins a longer character. */
static const struct reference xml_references[256] = {
    ['\0' ... '\x08'] = REPLACEMENT, ['\x0B' ... '\x0C'] = REPLACEMENT, ['\x0E' ... '\x1F'] = REPLACEMENT,
    ['\r'] = REFERENCE("&#13;"), ['&'] = REFERENCE("&amp;"), ['<'] = REFERENCE("&lt;"),
    ['>'] = REFERENCE("&gt;"), ['"'] = REFERENCE("&quot;"),
};

/* Length of the character past ASCII at text, and what XML needs in its place. */
static size_t wide_xml(const char *text, size_t n, const struct reference **reference)
{
	size_t len = text_char(text, n);
	bool none = len == 3 && (memcmp(text, "\xEF\xBF\xBE", 3) == 0 || memcmp(text, "\xEF\xBF\xBF", 3) == 0);
	if (!len || none)
		*reference = &xml_references[0];
	return len ? len : 1;
}

void escape_xml(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = escape_plain(text, n), len; i < n; i += escape_plain(text + i, n - i)) {
		const struct reference *reference = &xml_references[(unsigned char)text[i]];
		len = (unsigned char)text[i] < 0x80 ? 1 : wide_xml(text + i, n - i, &reference);
		i += len;
		if (!reference->len)
			continue;
		str_add(out, text + run, i - len - run);
		str_add(out, reference->text, reference->len);
		run = i;
	}
	str_add(out, text + run, n - run);
}

/* Ends at what escape_cdata() has to look at: control characters, ']' and all past ASCII. */
static size_t cdata_plain(const char *text, size_t n)
{
	size_t i = 0;
	for (; n - i >= LANE; i += LANE) {
		struct lane lane = lane_load(text + i);
		__auto_type special = ((lane.c < ' ') & (lane.c != '\n')) | (lane.c == ']');
		size_t first = lane_first(&special);
		if (first < LANE)
			return i + first;
	}
	while (i < n && (text[i] == '\n' || ((signed char)text[i] >= ' ' && text[i] != ']')))
		i++;
	return i;
}

/* What to write for the *len bytes at text; NULL where they stand for themselves. */
static const char *cdata_instead(const char *text, size_t n, size_t *len)
{
	const struct reference *reference = &xml_references[(unsigned char)*text];
	*len = 1;
	if (*text == '\r')
		return "]]>&#13;<![CDATA[";
	if (n > 2 && memcmp(text, "]]>", 3) == 0) {
		*len = 2;
		return "]]]]><![CDATA[";
	}
	if ((unsigned char)*text >= 0x80)
		*len = wide_xml(text, n, &reference);
	return reference->len ? reference->text : NULL;
}

void escape_cdata(struct str *out, const char *text, size_t n)
{
	size_t run = 0;
	for (size_t i = cdata_plain(text, n), len; i < n; i += cdata_plain(text + i, n - i)) {
		const char *instead = cdata_instead(text + i, n - i, &len);
		i += len;
		if (!instead)
			continue;
		str_add(out, text + run, i - len - run);
		str_addz(out, instead);
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

size_t escape_url_path_run(const char *text)
{
	size_t n = 0;
	while (url_keeps[(unsigned char)text[n]] & URL_PATH)
		n++;
	return n;
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
