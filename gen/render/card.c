#include "card.h"

#include "core/text/escape.h"

enum { LINES_MAX = 5, ROOM = 1040, MIDDLE = 335, SMALLEST = 48 };

/* Where a line of the title begins and ends. */
struct line {
	const char *at;
	size_t len;
};

static size_t bytes_of(const char *at)
{
	size_t n = 1;
	while (((unsigned char)at[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* About how wide a character is, in hundredths of the size: fonts differ, so there is room to spare. */
static int width_of(const char *at)
{
	unsigned char c = (unsigned char)*at;
	if (c >= 0xE2)
		return 100; /* from U+2000 on, most of it as wide as high */
	if (c && strchr(" ilj.,:;'|!()[]", c))
		return 32;
	if (c && strchr("mwMW@%", c))
		return 92;
	return c >= 'A' && c <= 'Z' ? 70 : 57;
}

/* The longest run of words that fits, at least one character. */
static struct line take_line(const char *at, int size)
{
	struct line line = {at, 0};
	size_t words = 0;
	int width = 0;
	for (size_t n = 0, step; at[n]; n += step) {
		step = bytes_of(at + n);
		width += width_of(at + n) * size / 100;
		if (width > ROOM && n) {
			line.len = words ? words : n;
			return line;
		}
		if (at[n] == ' ')
			words = n;
	}
	line.len = strlen(at);
	return line;
}

/* Lines of the title in that size; *whole: all of it is in them. */
static size_t break_title(const char *title, int size, struct line *lines, bool *whole)
{
	size_t n = 0;
	while (*title == ' ')
		title++;
	for (; *title && n < LINES_MAX; n++) {
		lines[n] = take_line(title, size);
		title += lines[n].len;
		while (*title == ' ')
			title++;
	}
	*whole = !*title;
	return n;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 0;
}

/* Whether white is hard to read on it: perceived lightness by the weights of ITU-R BT.601. */
static bool is_light(const char *colour)
{
	size_t wide = strlen(colour) > 4 ? 2 : 1;
	int weights[] = {299, 587, 114}, sum = 0;
	for (size_t i = 0; i < 3; i++) {
		const char *at = colour + 1 + i * wide;
		sum += weights[i] * (hex_digit(at[0]) * 16 + hex_digit(at[wide - 1]));
	}
	return sum > 140 * 1000;
}

static void put_line(struct str *out, const struct line *line, int y, bool cut)
{
	str_addf(out, "<text x=\"%d\" y=\"%d\">", CARD_WIDTH / 2, y);
	escape_xml(out, line->at, line->len);
	str_addz(out, cut ? "…</text>\n" : "</text>\n");
}

static void put_title(struct str *out, const char *title)
{
	static const int sizes[] = {92, 76, 62, SMALLEST};
	struct line lines[LINES_MAX];
	size_t n = 0;
	bool whole = false;
	int size = SMALLEST;
	for (size_t i = 0; i < ARRAY_LEN(sizes) && !whole; i++) {
		size = sizes[i];
		n = break_title(title, size, lines, &whole);
		whole = whole && n <= i + 2;
	}
	if (size == SMALLEST)
		n = break_title(title, size, lines, &whole);
	int step = size * 5 / 4, y = MIDDLE - (int)n * step / 2 + size * 9 / 10;
	str_addf(out, "<g font-family=\"'Noto Serif','DejaVu Serif',serif\" font-weight=\"600\" font-size=\"%d\">\n", size);
	for (size_t i = 0; i < n; i++)
		put_line(out, &lines[i], y + (int)i * step, i + 1 == n && !whole);
	str_addz(out, "</g>\n");
}

void card_draw(const struct card *card, struct str *out)
{
	const char *ink = is_light(card->colour) ? "#1b1c1e" : "#ffffff";
	str_addf(out,
	         "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n"
	         "<rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
	         "<path transform=\"translate(552 44) scale(3)\" d=\"M5 12.5 16 6l11 6.5M8.5 16v8M16 16v8M23.5 16v8M5 26.5h22\" "
	         "fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\" "
	         "opacity=\"0.8\"/>\n"
	         "<g fill=\"%s\" text-anchor=\"middle\">\n",
	         CARD_WIDTH, CARD_HEIGHT, CARD_WIDTH, CARD_HEIGHT, card->colour, ink, ink);
	put_title(out, card->title);
	str_addz(out, "<g font-family=\"'Noto Sans','DejaVu Sans',sans-serif\" font-size=\"34\" opacity=\"0.85\">\n");
	struct line community = take_line(card->community, 34);
	if (*card->community)
		put_line(out, &community, 568, community.len < strlen(card->community));
	str_addz(out, "</g>\n</g>\n</svg>\n");
}
