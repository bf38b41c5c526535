#include "reading.h"

enum {
	WORDS_A_MINUTE = 184,
	HAN_A_MINUTE = 255,
	KANA_A_MINUTE = 357,
	THAI_A_MINUTE = 800,
	SECOND = 1000000,
	MINUTE = 60 * SECOND
};

static const struct speed {
	char lang[4];
	int64_t words;
} speeds[] = {{"ar", 138}, {"de", 179}, {"en", 228}, {"es", 218}, {"fi", 161}, {"fr", 195}, {"he", 187}, {"it", 188},
              {"nl", 202}, {"pl", 166}, {"pt", 181}, {"ru", 184}, {"sl", 180}, {"sv", 199}, {"tr", 166}};

static bool is_lang(const char *lang, const char *wanted)
{
	size_t n = strlen(wanted);
	return strncmp(lang, wanted, n) == 0 && (!lang[n] || lang[n] == '-');
}

static int64_t words_a_minute(const char *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(speeds); i++)
		if (is_lang(lang, speeds[i].lang))
			return speeds[i].words;
	return WORDS_A_MINUTE;
}

/* Scripts without blanks between words, by code point, and how many characters of them are read in a minute. */
static const struct script {
	uint32_t from, to;
	int64_t speed;
} scripts[] = {
    {0x0E00, 0x0EFF, THAI_A_MINUTE}, /* Thai and Lao, four or five characters a word */
    {0x1000, 0x109F, THAI_A_MINUTE}, /* Burmese */
    {0x1780, 0x17FF, THAI_A_MINUTE}, /* Khmer */
    {0x3005, 0x3007, HAN_A_MINUTE},  {0x3040, 0x30FF, KANA_A_MINUTE}, {0x3400, 0x4DBF, HAN_A_MINUTE},
    {0x4E00, 0x9FFF, HAN_A_MINUTE},  {0xF900, 0xFAFF, HAN_A_MINUTE},  {0x20000, 0x323AF, HAN_A_MINUTE},
};

/* Japanese is read faster than Chinese, its Han characters too. */
static int64_t characters_a_minute(uint32_t c, bool japanese)
{
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
		if (c >= scripts[i].from && c <= scripts[i].to)
			return japanese && scripts[i].speed == HAN_A_MINUTE ? KANA_A_MINUTE : scripts[i].speed;
	return 0;
}

/* The character at the head of checked UTF-8, and its length in *n. */
static uint32_t character(const unsigned char *s, size_t left, size_t *n)
{
	size_t len = *s < 0x80 ? 1 : *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : 4;
	*n = len < left ? len : left;
	if (*n < len || len == 1)
		return *s;
	uint32_t c = *s & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (s[i] & 0x3F);
	return c;
}

int64_t reading_seconds(const char *text, size_t n, const char *lang)
{
	/* In millionths of a second, so that nothing is lost in rounding. */
	int64_t word = MINUTE / words_a_minute(lang), spent = 0;
	bool japanese = is_lang(lang, "ja"), inside = false;
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = character((const unsigned char *)text + i, n - i, &len);
		int64_t speed = c < 0x80 ? 0 : characters_a_minute(c, japanese);
		bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
		if (speed)
			spent += MINUTE / speed;
		else if (!blank && !inside)
			spent += word;
		inside = !blank && !speed;
	}
	return (spent + SECOND - 1) / SECOND;
}
