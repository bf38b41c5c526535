#include "words_dates.h"
#include "words_parts.h"

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/umsg.h>
#include <unicode/unorm2.h>
#include <unicode/unum.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { STYLES = 7, PIECES_MAX = 4, KEPT_DATES = 8192, DAY = 86400, MINUTE = 60, SLUG_MAX = 60, TITLE_MAX = 2000, NAME_UNITS = 512, APART_MAX = 4 << 20, FOLD_TIMES = 18 };

struct kept_date {
	int64_t number;
	char *text;
	size_t len;
};

/* The part of a date's pattern that tells the day, or the time of day, and what it told of each. */
struct date_piece {
	UDateFormat *format;
	bool is_time;
	struct kept_date *kept; /* by number of the day, or of the minute in its day */
};

struct date_style {
	struct date_piece pieces[PIECES_MAX];
	size_t len;
};

struct words_icu {
	char locale[ULOC_FULLNAME_CAPACITY], dates[ULOC_FULLNAME_CAPACITY];
	const struct words_dates *own; /* or NULL */
	UNumberFormat *numbers;
	UDateTimePatternGenerator *generator; /* opened when it is wanted first; so is each style */
	struct date_style styles[STYLES];
};

static int failed(UErrorCode status, const char *what, struct err *err)
{
	return err_set(err, ERR_CONF, "%s: %s", what, u_errorName(status));
}

/* ICU's text as UTF-8, appended. */
static void add_utf8(struct str *out, const UChar *text, int32_t n)
{
	char utf8[3 * WORDS_FORMATTED_MAX];
	int32_t len = 0;
	UErrorCode status = U_ZERO_ERROR;
	u_strToUTF8WithSub(utf8, sizeof(utf8), &len, text, n, 0xFFFD, NULL, &status);
	if (U_SUCCESS(status))
		str_add(out, utf8, (size_t)len);
	else
		out->over = true;
}

/* Length of the run at the head of a pattern that tells only the day, or only the time. In UTC a zone is a constant. */
static int32_t run_length(const UChar *pattern, int32_t n, bool *is_time)
{
	bool quoted = false, begun = false;
	for (int32_t i = 0; i < n; i++) {
		UChar c = pattern[i];
		quoted = quoted != (c == '\'');
		if (quoted || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) || u_strchr(u"zZvVOxX", c))
			continue;
		bool time = u_strchr(u"abBhHkKmsSA", c) != NULL;
		if (begun && time != *is_time)
			return i;
		*is_time = time;
		begun = true;
	}
	return n;
}

/*
 * A site tells the same days and the same minutes over and over, and hardly a moment twice: so each
 * is formatted for itself, once.
 */
static void open_style(const struct words_icu *icu, struct date_style *style, const UChar *pattern, int32_t n,
                       UErrorCode *status)
{
	for (int32_t len; n > 0 && U_SUCCESS(*status); pattern += len, n -= len) {
		if (style->len == PIECES_MAX) {
			*status = U_PATTERN_SYNTAX_ERROR;
			return;
		}
		struct date_piece *piece = &style->pieces[style->len++];
		len = run_length(pattern, n, &piece->is_time);
		piece->format = udat_open(UDAT_PATTERN, UDAT_PATTERN, icu->dates, u"UTC", -1, pattern, len, status);
		piece->kept = base_alloc(KEPT_DATES, sizeof(*piece->kept));
	}
}

static void close_style(struct date_style *style)
{
	for (size_t i = 0; i < style->len; i++) {
		struct date_piece *piece = &style->pieces[i];
		for (size_t k = 0; k < KEPT_DATES && piece->kept; k++)
			free(piece->kept[k].text);
		free(piece->kept);
		if (piece->format)
			udat_close(piece->format);
	}
}

static int open_dates(struct words_icu *icu, enum words_style style, struct err *err)
{
	static const UChar *const skeletons[STYLES] = {
	    [WORDS_DAY] = u"yMMMMd",
	    [WORDS_MOMENT] = u"yMMMdHmz",
	    [WORDS_MONTH] = u"yMMMM",
	    [WORDS_WHEN] = u"yMMMEdHm",
	    [WORDS_TIME] = u"Hm",
	    [WORDS_DAY_NUMBER] = u"d",
	    [WORDS_MONTH_SHORT] = u"LLL",
	};
	UErrorCode status = U_ZERO_ERROR;
	UChar pattern[128];
	int32_t n = 0;
	if (!icu->generator)
		icu->generator = udatpg_open(icu->dates, &status);
	if (U_SUCCESS(status))
		n = udatpg_getBestPattern(icu->generator, skeletons[style], -1, pattern, ARRAY_LEN(pattern), &status);
	if (U_SUCCESS(status))
		open_style(icu, &icu->styles[style], pattern, n, &status);
	return U_FAILURE(status) ? failed(status, "dates", err) : 0;
}

/*
 * ICU falls back to the process's locale for a language that it does not know. Pages must not
 * depend on where they are built.
 */
static int set_locale(struct words_icu *icu, const char *tag, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t read = 0;
	uloc_setDefault("en_001", &status);
	uloc_forLanguageTag(tag, icu->locale, sizeof(icu->locale), &read, &status);
	if (U_FAILURE(status) || !*tag || (size_t)read != strlen(tag))
		return err_set(err, ERR_CONF, "'%s' is not a language tag (like en, de or pt-BR)", tag);
	/* English that no country is named for is the international one: day before month. */
	memcpy(icu->dates, icu->locale, sizeof(icu->dates));
	if (!strcmp(icu->locale, "en"))
		memcpy(icu->dates, "en_001", sizeof("en_001"));
	return 0;
}

static int open_icu(struct words_icu *icu, const char *tag, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	if (set_locale(icu, tag, err))
		return -1;
	icu->numbers = unum_open(UNUM_DECIMAL, NULL, 0, icu->locale, NULL, &status);
	if (U_FAILURE(status))
		return failed(status, "numbers", err);
	icu->own = words_dates_of(icu->dates);
	if (icu->own)
		return 0;
	/* Nearly every page tells these: workers that are forked later have them at hand. */
	return open_dates(icu, WORDS_DAY, err) || open_dates(icu, WORDS_MOMENT, err) ? -1 : 0;
}

int words_open(struct words **opened, const char *tag, struct err *err)
{
	struct words *words = base_alloc(1, sizeof(*words));
	words->icu = base_alloc(1, sizeof(*words->icu));
	arena_init(&words->arena);
	*opened = NULL;
	if (open_icu(words->icu, tag, err)) {
		words_close(words);
		return -1;
	}
	*opened = words;
	return 0;
}

void words_close(struct words *words)
{
	if (!words)
		return;
	for (size_t i = 0; i < words->entries.len; i++)
		words_entry_unmake(words->entries.at[i]);
	VEC_RELEASE(&words->entries);
	if (words->icu->numbers)
		unum_close(words->icu->numbers);
	for (size_t i = 0; i < STYLES; i++)
		close_style(&words->icu->styles[i]);
	if (words->icu->generator)
		udatpg_close(words->icu->generator);
	arena_release(&words->arena);
	free(words->icu);
	free(words);
}

int words_icu_compile(const struct words *words, const char *pattern, void **format, struct err *err)
{
	UChar wide[WORDS_PATTERN_MAX];
	int32_t n = 0;
	UErrorCode status = U_ZERO_ERROR;
	UParseError where = {0};
	u_strFromUTF8(wide, ARRAY_LEN(wide), &n, pattern, -1, &status);
	*format = umsg_open(wide, n, words->icu->locale, &where, &status);
	if (U_FAILURE(status))
		return err_set(err, ERR_CONF, "not a message pattern (%s)", u_errorName(status));
	return 0;
}

void words_icu_free(void *format)
{
	if (format)
		umsg_close(format);
}

/*
 * umsg_format() takes as many arguments as the pattern has, each in the type that it wants:
 * doubles come first (words_pattern_number() sees to that), and more than it reads do no harm.
 */
int words_icu_format(const struct words_entry *entry, const struct words_values *values, struct str *out,
                     struct err *err)
{
	UChar texts[WORDS_TEXTS_MAX][WORDS_PATTERN_MAX + 1], text[WORDS_FORMATTED_MAX];
	const UChar *a = texts[0], *b = texts[1], *c = texts[2], *e = texts[3];
	const double *d = values->numbers;
	const struct words_made *made = entry->made;
	int32_t n;
	UErrorCode status = U_ZERO_ERROR;
	for (size_t i = 0; i < WORDS_TEXTS_MAX; i++)
		u_strFromUTF8WithSub(texts[i], WORDS_PATTERN_MAX + 1, NULL, values->texts[i], -1, 0xFFFD, NULL,
		                     &status);
	if (made->args.nnumbers == 0)
		n = umsg_format(made->format, text, WORDS_FORMATTED_MAX, &status, a, b, c, e);
	else if (made->args.nnumbers == 1)
		n = umsg_format(made->format, text, WORDS_FORMATTED_MAX, &status, d[0], a, b, c, e);
	else
		n = umsg_format(made->format, text, WORDS_FORMATTED_MAX, &status, d[0], d[1], a, b, c, e);
	if (U_FAILURE(status))
		return failed(status, entry->key, err);
	add_utf8(out, text, n);
	return str_check(out, entry->key, err);
}

void words_icu_number(const struct words *words, int64_t number, struct str *out)
{
	UChar text[64];
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = unum_formatInt64(words->icu->numbers, number, text, ARRAY_LEN(text), NULL, &status);
	add_utf8(out, text, n);
}

bool words_right_to_left(const struct words *words)
{
	return uloc_isRightToLeft(words->icu->locale);
}

static int format_piece(const struct date_piece *piece, int64_t at, struct kept_date *kept, struct err *err)
{
	UChar text[128];
	UErrorCode status = U_ZERO_ERROR;
	struct str utf8;
	int32_t n = udat_format(piece->format, (UDate)at * 1000, text, ARRAY_LEN(text), NULL, &status);
	if (U_FAILURE(status))
		return failed(status, "a date", err);
	str_init(&utf8, 3 * ARRAY_LEN(text));
	add_utf8(&utf8, text, n);
	free(kept->text);
	kept->text = base_strdup(utf8.at);
	kept->len = utf8.len;
	str_release(&utf8);
	return 0;
}

int words_date(const struct words *words, int64_t at, enum words_style style, struct arena *arena, const char **text,
               struct err *err)
{
	const struct date_style *pieces = &words->icu->styles[style];
	const struct kept_date *told[PIECES_MAX];
	size_t n = 0;
	*text = words->icu->own ? words_dates_tell(words->icu->own, at, style, arena) : NULL;
	if (*text)
		return 0;
	if (!pieces->len && open_dates(words->icu, style, err))
		return -1;
	int64_t second = (at % DAY + DAY) % DAY, day = (at - second) / DAY;
	for (size_t i = 0; i < pieces->len; i++) {
		const struct date_piece *piece = &pieces->pieces[i];
		int64_t number = piece->is_time ? second / MINUTE : day;
		struct kept_date *kept = &piece->kept[(uint64_t)number % KEPT_DATES];
		if ((!kept->text || kept->number != number) && format_piece(piece, at, kept, err))
			return -1;
		kept->number = number;
		told[i] = kept;
		n += kept->len;
	}
	char *end = arena_alloc(arena, n + 1, 1);
	*text = end;
	for (size_t i = 0; i < pieces->len; i++)
		end = mempcpy(end, told[i]->text, told[i]->len);
	return 0;
}

/* Text through one of ICU's transforms, in place. */
static void transform(const UChar *id, UChar *text, int32_t max, int32_t *n, UErrorCode *status)
{
	int32_t limit = *n;
	UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, status);
	if (U_SUCCESS(*status))
		utrans_transUChars(t, text, n, max, 0, &limit, status);
	if (t)
		utrans_close(t);
}

static bool has_letters_past_ascii(const UChar *text, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		if (text[i] > 0x7F && (U16_IS_SURROGATE(text[i]) || u_isalpha(text[i])))
			return true;
	}
	return false;
}

/* A title may be of any script: its Latin reading, as ASCII. Loading Any-Latin takes long, so only where it is needed.
 */
static int romanize(const char *title, struct str *out, struct err *err)
{
	UChar text[TITLE_MAX];
	int32_t n = 0;
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8WithSub(text, TITLE_MAX, &n, title, (int32_t)strnlen(title, TITLE_MAX / 4), '-', NULL, &status);
	transform(u"Latin-ASCII", text, TITLE_MAX, &n, &status);
	if (U_SUCCESS(status) && has_letters_past_ascii(text, n))
		transform(u"Any-Latin; Latin-ASCII", text, TITLE_MAX, &n, &status);
	if (U_FAILURE(status))
		return failed(status, "a title", err);
	add_utf8(out, text, n);
	return 0;
}

/* Small letters and digits as they are, apostrophes dropped, one dash for a run of anything else. */
static void add_slug(const char *latin, struct str *out)
{
	size_t start = out->len;
	bool dash = false;
	for (; *latin; latin++) {
		char c = *latin >= 'A' && *latin <= 'Z' ? (char)(*latin - 'A' + 'a') : *latin;
		bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!word) {
			dash = dash || c != '\'';
			continue;
		}
		if (dash && out->len > start)
			str_addc(out, '-');
		str_addc(out, c);
		dash = false;
	}
}

/* At most SLUG_MAX bytes, and no half word at the end where there is a whole one before it. */
static void cut_slug(struct str *out, size_t start)
{
	if (out->len - start <= SLUG_MAX)
		return;
	size_t end = start + SLUG_MAX;
	while (end > start && out->at[end] != '-')
		end--;
	str_truncate(out, end > start ? end : start + SLUG_MAX);
}

int words_slug(const char *title, struct str *out, struct err *err)
{
	static const char *const taken[] = {"", "index", "feed", "votes"};
	struct str latin;
	size_t start = out->len;
	str_init(&latin, 4 * TITLE_MAX);
	int rc = romanize(title, &latin, err);
	add_slug(latin.at, out);
	cut_slug(out, start);
	bool special = false;
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		special = special || !strcmp(out->at + start, taken[i]);
	if (special) {
		char *rest = base_strdup(out->at + start);
		str_truncate(out, start);
		str_addf(out, "topic%s%s", *rest ? "-" : "", rest);
		free(rest);
	}
	str_release(&latin);
	return rc;
}

int words_fold(const char *text, struct str *out, struct err *err)
{
	UChar from[NAME_UNITS], to[NAME_UNITS];
	int32_t n = 0;
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8(from, NAME_UNITS, &n, text, -1, &status);
	const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
	n = unorm2_normalize(fold, from, n, to, NAME_UNITS, &status);
	if (U_FAILURE(status))
		return err_set(err, ERR_INPUT, "a name: %s", u_errorName(status));
	add_utf8(out, to, n);
	return 0;
}

int words_skeleton(const char *text, struct str *out, struct err *err)
{
	char once[3 * NAME_UNITS];
	struct str folded;
	UErrorCode status = U_ZERO_ERROR;
	str_init(&folded, sizeof(once));
	int rc = words_fold(text, &folded, err);
	USpoofChecker *checker = uspoof_open(&status);
	uspoof_getSkeletonUTF8(checker, 0, folded.at, -1, once, sizeof(once), &status);
	if (checker)
		uspoof_close(checker);
	str_release(&folded);
	if (!rc && U_FAILURE(status))
		rc = err_set(err, ERR_INPUT, "a name: %s", u_errorName(status));
	return rc ? -1 : words_fold(once, out, err);
}

/* Thai and its like, Han and Kana: words are not set apart, so each letter counts as one. */
static bool is_unspaced(UChar32 c)
{
	int32_t breaks = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
	return breaks == U_LB_IDEOGRAPHIC || breaks == U_LB_COMPLEX_CONTEXT || breaks == U_LB_CONDITIONAL_JAPANESE_STARTER;
}

static bool is_mark(UChar32 c)
{
	return u_charType(c) == U_NON_SPACING_MARK || u_charType(c) == U_ENCLOSING_MARK || u_charType(c) == U_COMBINING_SPACING_MARK;
}

/* ICU's own macro for it mixes signs. The text is well-formed. */
static UChar32 next_character(const UChar *text, int32_t n, int32_t *i)
{
	UChar32 c = text[(*i)++];
	if (c >= 0xD800 && c < 0xDC00 && *i < n)
		c = 0x10000 + ((c - 0xD800) << 10) + (text[(*i)++] - 0xDC00);
	return c;
}

static void add_words(const UChar *text, int32_t n, struct str *out)
{
	bool inside = false;
	size_t begun = out->len;
	for (int32_t i = 0; i < n;) {
		int32_t from = i;
		UChar32 c = next_character(text, n, &i);
		bool is_word = u_isalnum(c) || (is_mark(c) && inside);
		if (is_word && (!inside || (is_unspaced(c) && !is_mark(c))))
			str_addc(out, ' ');
		if (is_word)
			add_utf8(out, text + from, i - from);
		inside = is_word;
	}
	if (out->len > begun)
		str_addc(out, ' ');
}

void words_apart(const char *text, size_t n, struct str *out)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
	int32_t len = 0, room = (int32_t)(n < APART_MAX ? n : APART_MAX), folded_room = FOLD_TIMES * room + 1;
	UChar *plain = base_alloc((size_t)room + 1, sizeof(*plain)), *folded = base_alloc((size_t)folded_room, sizeof(*folded));
	u_strFromUTF8WithSub(plain, room + 1, &len, text, room, ' ', NULL, &status);
	if (U_SUCCESS(status))
		len = unorm2_normalize(fold, plain, len, folded, folded_room, &status);
	if (U_SUCCESS(status))
		add_words(folded, len, out);
	free(plain);
	free(folded);
}
