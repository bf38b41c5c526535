#include "words_split.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

enum { SCRIPTS_MAX = 8, WORD_BYTES = 3 * WORDS_WORD_MAX };

/* UTF-16 that is freed by its owner. */
struct wide {
	UChar *at;
	int32_t len;
};

static int failed(UErrorCode status, struct err *err)
{
	return err_set(err, ERR_SYS, "words of a text: %s", u_errorName(status));
}

/* Never more units than bytes. What is not UTF-8 becomes U+FFFD. */
static int widen(const char *text, size_t n, struct wide *wide, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	if (n > WORDS_TEXT_MAX)
		return err_set(err, ERR_LIMIT, "words of a text: over %d bytes", WORDS_TEXT_MAX);
	wide->at = base_alloc(n + 1, sizeof(*wide->at));
	u_strFromUTF8WithSub(wide->at, (int32_t)n + 1, &wide->len, text, (int32_t)n, 0xFFFD, NULL, &status);
	return U_FAILURE(status) ? failed(status, err) : 0;
}

/* Compatible forms become one, capitals small, what nobody sees goes (UAX 31, toNFKC_Casefold). */
static int fold(const struct wide *from, struct wide *to, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *folder = unorm2_getNFKCCasefoldInstance(&status);
	/* One unit becomes 18 at most. */
	int32_t room = 18 * from->len + 1;
	if (U_SUCCESS(status)) {
		to->at = base_alloc((size_t)room, sizeof(*to->at));
		to->len = unorm2_normalize(folder, from->at, from->len, to->at, room, &status);
	}
	return U_FAILURE(status) ? failed(status, err) : 0;
}

static size_t narrow(const UChar *at, int32_t n, char utf8[static WORD_BYTES + 1])
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = 0;
	u_strToUTF8WithSub(utf8, WORD_BYTES + 1, &len, at, n < WORDS_WORD_MAX ? n : WORDS_WORD_MAX, 0xFFFD, NULL, &status);
	return U_FAILURE(status) ? 0 : (size_t)len;
}

static int each_word(const struct wide *text, words_found_fn *found, void *self, struct err *err)
{
	UErrorCode status = U_ZERO_ERROR;
	UBreakIterator *breaks = ubrk_open(UBRK_WORD, "en", text->at, text->len, &status);
	int rc = U_FAILURE(status) ? failed(status, err) : 0;
	int32_t from = 0;
	for (int32_t to; !rc && (to = ubrk_next(breaks)) != UBRK_DONE; from = to) {
		char word[WORD_BYTES + 1];
		if (ubrk_getRuleStatus(breaks) < UBRK_WORD_NONE_LIMIT)
			continue;
		size_t n = narrow(text->at + from, to - from, word);
		if (n)
			found(self, word, n);
	}
	if (breaks)
		ubrk_close(breaks);
	return rc;
}

int words_split(const char *text, size_t n, words_found_fn *found, void *self, struct err *err)
{
	struct wide wide = {0}, folded = {0};
	int rc = widen(text, n, &wide, err);
	if (!rc)
		rc = fold(&wide, &folded, err);
	if (!rc)
		rc = each_word(&folded, found, self, err);
	free(wide.at);
	free(folded.at);
	return rc;
}

static UScriptCode script_of(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &status);
	return script == USCRIPT_COMMON || script == USCRIPT_INHERITED ? USCRIPT_INVALID_CODE : script;
}

/* Of these three many letters look alike; a word of two of them is meant to deceive. */
static bool is_alike(UScriptCode script)
{
	return script == USCRIPT_LATIN || script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK;
}

/* The scripts that a language is written in. */
struct scripts {
	UScriptCode at[SCRIPTS_MAX];
	int32_t len;
};

static struct scripts scripts_of(const char *language)
{
	UErrorCode status = U_ZERO_ERROR;
	struct scripts scripts = {0};
	scripts.len = uscript_getCode(language, scripts.at, SCRIPTS_MAX, &status);
	if (U_FAILURE(status) || scripts.len > SCRIPTS_MAX)
		scripts.len = 0;
	return scripts;
}

static bool is_foreign(const struct scripts *scripts, UScriptCode script)
{
	bool own = !scripts->len || script == USCRIPT_LATIN;
	for (int32_t i = 0; i < scripts->len && !own; i++)
		own = scripts->at[i] == script;
	return !own;
}

/* What the last letters were, from one that is none to the next. */
struct run {
	UScriptCode script;
	bool mixed;
};

static void count_letter(UChar32 c, const struct scripts *scripts, struct run *run, struct words_shape *shape)
{
	UScriptCode script = script_of(c);
	shape->letters++;
	shape->cased += u_isupper(c) || u_islower(c);
	shape->capitals += u_isupper(c) != 0;
	if (script == USCRIPT_INVALID_CODE)
		return;
	shape->foreign += is_foreign(scripts, script);
	if (run->script && run->script != script && is_alike(script) && is_alike(run->script) && !run->mixed) {
		run->mixed = true;
		shape->mixed++;
	}
	run->script = script;
}

/* Of a pair of surrogates the character that it stands for. */
static UChar32 next_char(const struct wide *wide, int32_t *i)
{
	UChar unit = wide->at[(*i)++];
	if (U16_IS_LEAD(unit) && *i < wide->len && U16_IS_TRAIL(wide->at[*i]))
		return U16_GET_SUPPLEMENTARY(unit, wide->at[(*i)++]);
	return unit;
}

int words_survey(const char *text, size_t n, const char *language, struct words_shape *shape, struct err *err)
{
	struct wide wide = {0};
	struct run run = {0};
	struct scripts scripts = scripts_of(language);
	*shape = (struct words_shape){0};
	int rc = widen(text, n, &wide, err);
	for (int32_t i = 0; !rc && i < wide.len;) {
		UChar32 c = next_char(&wide, &i);
		if (u_isalpha(c))
			count_letter(c, &scripts, &run, shape);
		else if (u_charType(c) != U_NON_SPACING_MARK)
			run = (struct run){0};
	}
	free(wide.at);
	return rc;
}
