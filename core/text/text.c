#include "text.h"

#include "escape.h"

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_lower(c) || is_digit(c);
}

/* RFC 3629, section 4: how long a character is by its first byte, and what its second may be. */
static size_t char_shape(unsigned char first, unsigned char *low, unsigned char *high)
{
	*low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
	*high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
	if (first < 0x80)
		return 1;
	if (first >= 0xC2 && first <= 0xDF)
		return 2;
	if (first >= 0xE0 && first <= 0xEF)
		return 3;
	return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t text_char(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	unsigned char low, high;
	size_t len = char_shape(u[0], &low, &high);
	if (len > n || (len > 1 && (u[1] < low || u[1] > high)))
		return 0;
	for (size_t i = 2; i < len; i++) {
		if ((u[i] & 0xC0) != 0x80)
			return 0;
	}
	return len;
}

static uint32_t char_value(const char *s, size_t len)
{
	static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t value = (unsigned char)s[0] & mask[len];
	for (size_t i = 1; i < len; i++)
		value = value << 6 | ((unsigned char)s[i] & 0x3F);
	return value;
}

/* Most text is ASCII: eight bytes at a time while it is. */
static size_t skip_ascii(const char *s, size_t i, size_t n)
{
	for (uint64_t eight; n - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < n && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

size_t text_bad_utf8(const char *s, size_t n)
{
	for (size_t i = skip_ascii(s, 0, n); i < n; i = skip_ascii(s, i, n)) {
		size_t len = text_char(s + i, n - i);
		if (!len)
			return i;
		i += len;
	}
	return n;
}

static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/* They make a line read otherwise than it is stored. */
static bool is_bidi_override(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_line_break(uint32_t c)
{
	return c == '\n' || c == 0x2028 || c == 0x2029;
}

/* Unicode White_Space. */
static bool is_white(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/* Most text is ASCII without controls: eight bytes at a time while all of them are from space to tilde. */
static size_t skip_printable(const char *s, size_t i, size_t n)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	for (uint64_t eight; n - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s + i, sizeof(eight));
		/* A top bit stays behind in each byte that was over 0x7E or under 0x20. */
		if (((eight + ones) | eight | (eight - ones * ' ')) & tops)
			break;
	}
	return i;
}

/* One look at every character: body text may hold tabs and line breaks, a line may not. */
static int check(const char *s, size_t n, bool body, struct err *err)
{
	size_t line = 1, start = 0;
	for (size_t i = 0, len; (i = skip_printable(s, i, n)) < n; i += len) {
		len = 1;
		if (s[i] >= ' ' && s[i] <= '~')
			continue;
		len = text_char(s + i, n - i);
		if (!len)
			return err_set(err, ERR_INPUT, "line %zu, byte %zu: not UTF-8 text", line, i - start + 1);
		uint32_t c = char_value(s + i, len);
		if (body && c == '\n') {
			line++;
			start = i + 1;
		} else if (body && c == '\t') {
			continue;
		} else if (is_control(c) || (!body && is_line_break(c))) {
			return err_set(err, ERR_INPUT, "line %zu, byte %zu: a control character (U+%04X)", line,
			               i - start + 1, c);
		} else if (is_bidi_override(c)) {
			return err_set(err, ERR_INPUT, "line %zu, byte %zu: a character that reverses text (U+%04X)",
			               line, i - start + 1, c);
		}
	}
	return 0;
}

int text_check_body(const char *s, size_t n, struct err *err)
{
	return check(s, n, true, err);
}

int text_check_line(const char *s, size_t n, struct err *err)
{
	return check(s, n, false, err);
}

/* Length of s without the lines at its end that hold nothing but white space. */
static size_t without_blank_end(const char *s, size_t n)
{
	size_t last = n;
	while (last && strchr(" \t\r\n", s[last - 1]) && s[last - 1])
		last--;
	if (!last)
		return 0;
	while (last < n && s[last] != '\n' && s[last] != '\r')
		last++;
	return last;
}

void text_unix_lines(struct str *out, const char *s, size_t n)
{
	n = without_blank_end(s, n);
	size_t run = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\r')
			continue;
		str_add(out, s + run, i - run);
		str_addc(out, '\n');
		if (i + 1 < n && s[i + 1] == '\n')
			i++;
		run = i + 1;
	}
	str_add(out, s + run, n - run);
	if (n)
		str_addc(out, '\n');
}

void text_one_line(struct str *out, const char *s, size_t n)
{
	static const char replacement[] = "\xEF\xBF\xBD";
	bool blank = false, any = false;
	for (size_t i = 0, len; i < n; i += len ? len : 1) {
		len = text_char(s + i, n - i);
		uint32_t c = len ? char_value(s + i, len) : 0xFFFD;
		if (is_white(c)) {
			blank = any;
			continue;
		}
		if (is_control(c) || is_bidi_override(c))
			continue;
		if (blank)
			str_addc(out, ' ');
		str_add(out, len ? s + i : replacement, len ? len : sizeof(replacement) - 1);
		blank = false;
		any = true;
	}
}

/* Two digits as a number; -1 where they are not. */
static int two(const char *s)
{
	return is_digit(s[0]) && is_digit(s[1]) ? (s[0] - '0') * 10 + (s[1] - '0') : -1;
}

static bool within(int n, int min, int max)
{
	return n >= min && n <= max;
}

bool text_is_id(const char *s, size_t n)
{
	if (n != TEXT_ID_LEN || s[8] != '-' || s[15] != '-' || two(s) < 0 || two(s + 2) < 0)
		return false;
	if (!within(two(s + 4), 1, 12) || !within(two(s + 6), 1, 31))
		return false;
	if (!within(two(s + 9), 0, 23) || !within(two(s + 11), 0, 59) || !within(two(s + 13), 0, 59))
		return false;
	for (size_t i = 16; i < n; i++) {
		if (!is_lower(s[i]) && !(s[i] >= '2' && s[i] <= '7'))
			return false;
	}
	return true;
}

bool text_is_handle(const char *s, size_t n)
{
	if (n < 2 || n > TEXT_HANDLE_MAX || !is_word(s[0]) || !is_word(s[n - 1]))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_word(s[i]) && s[i] != '-' && s[i] != '_')
			return false;
	}
	return true;
}

bool text_is_slug(const char *s, size_t n)
{
	if (!n || n > TEXT_SEGMENT_MAX || !is_word(s[0]) || !is_word(s[n - 1]))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool dots = s[i] == '.' && s[i - 1] == '.';
		if (dots || (!is_word(s[i]) && s[i] != '-' && s[i] != '.'))
			return false;
	}
	return true;
}

/*
 * Nothing here can mean ".git" to HFS+ or NTFS: that takes a leading dot, '~', ':' or characters
 * past ASCII, and a segment has none of them.
 */
static int check_segment(const char *s, size_t n, struct err *err)
{
	if (!n)
		return err_set(err, ERR_INPUT, "a path has no empty part, and begins and ends with a name");
	if (n > TEXT_SEGMENT_MAX)
		return err_set(err, ERR_INPUT, "a name in a path has %d characters at most, this one has %zu",
		               TEXT_SEGMENT_MAX, n);
	if (s[0] == '.' || s[0] == '-')
		return err_set(err, ERR_INPUT, "a name in a path may not begin with '%c'", s[0]);
	if (s[n - 1] == '.')
		return err_set(err, ERR_INPUT, "a name in a path may not end with '.'");
	for (size_t i = 0; i < n; i++) {
		bool upper = s[i] >= 'A' && s[i] <= 'Z';
		if (!upper && !is_word(s[i]) && !strchr("-_.", s[i]))
			return err_set(err, ERR_INPUT,
			               "a name in a path is made of A-Z a-z 0-9 - _ . (byte %zu is 0x%02X)", i + 1,
			               (unsigned char)s[i]);
	}
	return 0;
}

int text_check_path(const char *path, struct err *err)
{
	size_t n = strlen(path);
	if (n > TEXT_PATH_MAX)
		return err_set(err, ERR_INPUT, "a path has %d characters at most, this one has %zu", TEXT_PATH_MAX, n);
	for (const char *at = path;;) {
		size_t len = strcspn(at, "/");
		if (check_segment(at, len, err))
			return -1;
		if (!at[len])
			return 0;
		at += len + 1;
	}
}

size_t text_length(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}

static int not_a_number(const char *s, struct err *err)
{
	struct str shown;
	str_init(&shown, 64);
	escape_log(&shown, s, strlen(s), 40);
	err_set(err, ERR_INPUT, "wants a number, got '%s'", shown.at);
	str_release(&shown);
	return -1;
}

int text_to_int(const char *s, int64_t min, int64_t max, int64_t *n, struct err *err)
{
	bool minus = *s == '-';
	int64_t value = 0;
	bool over = false;
	const char *at = s + minus;
	if (!*at)
		return not_a_number(s, err);
	for (; *at; at++) {
		if (!is_digit(*at))
			return not_a_number(s, err);
		int64_t digit = *at - '0';
		over = over || __builtin_mul_overflow(value, 10, &value) ||
		       __builtin_add_overflow(value, minus ? -digit : digit, &value);
	}
	if (over || value < min || value > max)
		return err_set(err, ERR_INPUT, "wants a number from %lld to %lld", (long long)min, (long long)max);
	*n = value;
	return 0;
}
