#include "core/words/words.h"

#include <glob.h>
#include <setjmp.h>

#include <cmocka.h>

#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

struct thing {
	const char *who, *status, *none;
	int64_t n, m;
	bool yes;
	struct mustache_list list;
};

static const struct mustache_type item_type = {.name = "item", .size = 1};
static const struct mustache_field thing_fields[] = {
    {"who", MUSTACHE_TEXT, offsetof(struct thing, who), NULL, NULL},
    {"status", MUSTACHE_TEXT, offsetof(struct thing, status), NULL, NULL},
    {"none", MUSTACHE_TEXT, offsetof(struct thing, none), NULL, NULL},
    {"n", MUSTACHE_INT, offsetof(struct thing, n), NULL, NULL},
    {"m", MUSTACHE_INT, offsetof(struct thing, m), NULL, NULL},
    {"yes", MUSTACHE_BOOL, offsetof(struct thing, yes), NULL, NULL},
    {"list", MUSTACHE_LIST, offsetof(struct thing, list), &item_type, NULL},
};
static const struct mustache_type thing_type = {"thing", thing_fields, ARRAY_LEN(thing_fields), sizeof(struct thing),
                                                NULL};

static struct words *words;
static struct err err;
static char got[4096];

static int setup(void **state)
{
	(void)state;
	err_clear(&err);
	return words_open(&words, "en", &err);
}

static int teardown(void **state)
{
	(void)state;
	words_close(words);
	return 0;
}

static int add(const char *text)
{
	return words_add(words, "en.conf", text, strlen(text), &err) || words_check(words, &err) ? -1 : 0;
}

/* The word `key` about `thing`, or the error. */
static const char *say(const char *key, const struct thing *thing)
{
	const struct mustache_scope scope = {.type = &thing_type, .object = thing};
	struct str out;
	str_init(&out, sizeof(got) - 1);
	int rc = words_format(words, key, strlen(key), &scope, &out, &err);
	memcpy(got, rc ? err.msg : out.at, strlen(rc ? err.msg : out.at) + 1);
	str_release(&out);
	return got;
}

#define SAYS(key, text, ...) assert_string_equal(say(key, &(struct thing){__VA_ARGS__}), text)

static void plain_words(void **state)
{
	(void)state;
	assert_int_equal(add("# words\n\na.b = It''s \xC3\xA9 '{braces}' o'clock\n  c=  two  words  \nempty =\n"), 0);
	SAYS("a.b", "It's \xC3\xA9 {braces} o'clock", .n = 1);
	SAYS("c", "two  words", .n = 1);
	SAYS("empty", "", .n = 1);
}

static void texts_and_numbers(void **state)
{
	(void)state;
	assert_int_equal(add("a = {who} has {n}, { who }!\n"
	                     "b = {n, number} and {n}\n"
	                     "c = {yes}{none}.\n"),
	                 0);
	SAYS("a", "Ada {0} has 1,234, Ada {0}!", .who = "Ada {0}", .n = 1234);
	SAYS("b", "1,234,567 and 1,234,567", .n = 1234567);
	SAYS("c", "yes.", .yes = true);
}

static void plurals(void **state)
{
	(void)state;
	assert_int_equal(
	    add("a = {n, plural, =0{No posts} one{# post} other{# posts}}\n"
	        "b = {who}: {n, plural, one{one of {m}} other{{n} of {m}}}\n"
	        "c = {list, plural, one{# item} other{# items}}\n"
	        "d = {n, selectordinal, one{#st} two{#nd} few{#rd} other{#th}} of {m, plural, one{#} other{# all}}\n"),
	    0);
	for (int again = 0; again < 2; again++) {
		SAYS("a", "No posts", .n = 0);
		SAYS("a", "1 post", .n = 1);
		SAYS("a", "2 posts", .n = 2);
		SAYS("a", "12,345 posts", .n = 12345);
		SAYS("a", "-1 post", .n = -1);
		SAYS("b", "x: one of 7", .who = "x", .n = 1, .m = 7);
		SAYS("b", "y: 2 of 8", .who = "y", .n = 2, .m = 8);
		SAYS("c", "3 items", .list = {NULL, 3});
		SAYS("d", "2nd of 5 all", .n = 2, .m = 5);
	}
}

static void what_depends_on_nothing_is_constant(void **state)
{
	(void)state;
	assert_int_equal(add("a = It''s <b>\nb = {who}\nc = {n, plural, other{x}}\nd = {status, select, other{x}}\n"), 0);
	struct mustache_call call = words_call(words);
	assert_string_equal(call.constant(&call, "a", 1), "It's <b>");
	assert_null(call.constant(&call, "b", 1));
	assert_null(call.constant(&call, "c", 1));
	assert_null(call.constant(&call, "d", 1));
	assert_null(call.constant(&call, "e", 1));
}

static void choices(void **state)
{
	(void)state;
	assert_int_equal(add("a = {status, select, done{Done by {who}} planned{Planned} other{Open}}\n"), 0);
	SAYS("a", "Done by \xEE\x80\x80\xEE\x80\xBF", .status = "done", .who = "\xEE\x80\x80\xEE\x80\xBF");
	SAYS("a", "Planned", .status = "planned");
	SAYS("a", "Open", .status = NULL);
	SAYS("a", "Open", .status = "d'one{}");
}

static void later_files_replace(void **state)
{
	(void)state;
	assert_int_equal(add("a = one\nb = two\n"), 0);
	assert_int_equal(add("a = three\n"), 0);
	SAYS("a", "three", .n = 0);
	SAYS("b", "two", .n = 0);
}

static void what_is_missing_is_named(void **state)
{
	(void)state;
	assert_int_equal(add("topic.replies = {gone}\nb = {who, plural, other{}}\n"), 0);
	SAYS("topic.replis", "words.topic.replis: no such word (did you mean topic.replies?)", .n = 0);
	SAYS("topic.replies", "words.topic.replies: its argument {gone} is unknown here", .n = 0);
	SAYS("b", "words.b: its argument {who} is not a number here", .who = "x");
}

#define REFUSES(text, message)                                                                                         \
	do {                                                                                                           \
		assert_int_equal(add(text), -1);                                                                       \
		assert_string_equal(err.msg, message);                                                                 \
		assert_int_equal(err.code, ERR_CONF);                                                                  \
	} while (0)

static void bad_files_are_refused(void **state)
{
	(void)state;
	REFUSES("a = b\nno sign\n", "en.conf:2: wants 'key = pattern'; a key is made of a-z 0-9 _ . -");
	REFUSES("A = b\n", "en.conf:1: wants 'key = pattern'; a key is made of a-z 0-9 _ . -");
	REFUSES("z = b\nz = c\n", "en.conf:2: z: stands there twice");
	REFUSES("a = {x\n", "en.conf:1: a: {x is not closed");
	REFUSES("a = x}\n", "en.conf:1: a: a } closes nothing");
	REFUSES("a = {}\n", "en.conf:1: a: the name of an argument is wanted after {");
	REFUSES("a = {x, date}\n", "en.conf:1: a: {x, date}: the types are number, plural, selectordinal and select");
	REFUSES("a = {x, plural, one{y}}\n", "en.conf:1: a: not a message pattern (U_DEFAULT_KEYWORD_MISSING)");
	REFUSES("a = {x, plural, one{y} other{{z}}\n", "en.conf:1: a: {x is not closed");
	REFUSES("a = \xEE\x80\x80\n", "en.conf:1: a: private-use characters (U+E000) are not for patterns");
	REFUSES("a = \xFF\n", "en.conf:1: a: line 1, byte 1: not UTF-8 text");
	REFUSES("a = {a}{b}{c}{d}{e}\n", "en.conf:1: a: a pattern has 2 numbers and 4 other arguments at most");
	REFUSES("a = {a,select,other{{b,select,other{{c,select,other{{d,select,other{{a,select,other{{b,select,other{"
	        "{c,select,other{{d,select,other{x}}}}}}}}}}}}}}}}\n",
	        "en.conf:1: a: braces stand more than 8 deep");
	assert_int_equal(words_add(words, "en.conf", "a = b\0c\n", 8, &err), -1);
	assert_string_equal(err.msg, "en.conf:1: a NUL byte");
}

static const char *date(int64_t at, enum words_style style)
{
	struct arena arena;
	const char *text;
	arena_init(&arena);
	assert_int_equal(words_date(words, at, style, &arena, &text, &err), 0);
	snprintf(got, sizeof(got), "%s", text);
	arena_release(&arena);
	return got;
}

static void reopen(const char *tag)
{
	words_close(words);
	assert_int_equal(words_open(&words, tag, &err), 0);
}

static void dates_are_in_the_language(void **state)
{
	(void)state;
	const int64_t at = 1795366800;
	assert_string_equal(date(at, WORDS_DAY), "22 November 2026");
	assert_string_equal(date(at, WORDS_MOMENT), "22 Nov 2026, 17:00 UTC");
	assert_string_equal(date(at, WORDS_MONTH), "November 2026");
	reopen("en-US");
	assert_string_equal(date(at, WORDS_DAY), "November 22, 2026");
	reopen("de");
	assert_string_equal(date(at, WORDS_DAY), "22. November 2026");
	assert_string_equal(date(at, WORDS_MONTH), "November 2026");
	reopen("ja");
	assert_string_equal(date(at, WORDS_DAY), "2026\xE5\xB9\xB4"
	                                         "11\xE6\x9C\x88"
	                                         "22\xE6\x97\xA5");
}

/* What ICU says of a moment when it is asked for all of it at once. */
static void date_by_icu(const char *locale, const UChar *skeleton, int64_t at, char *out, int32_t max)
{
	UChar pattern[128], text[128];
	UErrorCode status = U_ZERO_ERROR;
	UDateTimePatternGenerator *generator = udatpg_open(locale, &status);
	int32_t n = udatpg_getBestPattern(generator, skeleton, -1, pattern, ARRAY_LEN(pattern), &status);
	UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, u"UTC", -1, pattern, n, &status);
	udat_format(format, (UDate)at * 1000, text, ARRAY_LEN(text), NULL, &status);
	u_strToUTF8(out, max, NULL, text, -1, &status);
	assert_true(U_SUCCESS(status));
	udat_close(format);
	udatpg_close(generator);
}

/* Every language that ICU has, by the day and by the minute, told for the first time and again. */
static void parts_of_dates_are_what_icu_says_of_the_whole(void **state)
{
	static const UChar *const skeletons[] = {u"yMMMMd", u"yMMMdHmz", u"yMMMM"};
	(void)state;
	for (int32_t i = 0; i < uloc_countAvailable(); i++) {
		char tag[100], whole[400];
		UErrorCode status = U_ZERO_ERROR;
		uloc_toLanguageTag(uloc_getAvailable(i), tag, sizeof(tag), true, &status);
		reopen(tag);
		int64_t at = -86400 * 400 + 12345 * i;
		for (int k = 0; k < 6; k++, at += 86400 * 5003 + 43100) {
			enum words_style style = (enum words_style)(k % 3);
			const char *locale = strcmp(tag, "en") ? uloc_getAvailable(i) : "en_001";
			date_by_icu(locale, skeletons[style], at, whole, sizeof(whole));
			assert_string_equal(date(at, style), whole);
			assert_string_equal(date(at, style), whole);
		}
	}
}

/* Each month, each day of the week, each hour and minute, and where the calendar changed. */
static void dates_of_our_own_are_what_icu_says(void **state)
{
	static const UChar *const skeletons[] = {u"yMMMMd", u"yMMMdHmz", u"yMMMM", u"yMMMEdHm", u"Hm", u"d", u"LLL"};
	static const char *const tags[] = {"en", "de", "ar"}, *const locales[] = {"en_001", "de", "ar"};
	static const int64_t edges[] = {-12219292800, -12219292801, -12212553600, -12212553601, 253402300799, 253402300800, -62167219200, 0, -1};
	char whole[400];
	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(tags); t++) {
		reopen(tags[t]);
		for (int i = 0; i < 1600; i++) {
			enum words_style style = (enum words_style)(i % (int)ARRAY_LEN(skeletons));
			int64_t at = (size_t)i / ARRAY_LEN(skeletons) < ARRAY_LEN(edges) ? edges[(size_t)i / ARRAY_LEN(skeletons)] : 1577836800 + INT64_C(90061) * i;
			date_by_icu(locales[t], skeletons[style], at, whole, sizeof(whole));
			assert_string_equal(date(at, style), whole);
		}
	}
}

static void locale_of_the_machine_does_not_matter(void **state)
{
	(void)state;
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("TZ", "Asia/Tokyo", 1);
	reopen("tlh");
	assert_string_equal(date(1795366800, WORDS_DAY), "22 November 2026");
	reopen("pl");
	assert_int_equal(add("a = {n, plural, one{# plik} few{# pliki} many{# plik\xC3\xB3w} other{# pliku}}\n"), 0);
	SAYS("a", "3 pliki", .n = 3);
	SAYS("a", "5 plik\xC3\xB3w", .n = 5);
}

static void direction_and_tags(void **state)
{
	(void)state;
	struct words *none;
	assert_false(words_right_to_left(words));
	reopen("ar");
	assert_true(words_right_to_left(words));
	assert_int_equal(words_open(&none, "", &err), -1);
	assert_null(none);
	assert_int_equal(words_open(&none, "not a tag", &err), -1);
	assert_int_equal(err.code, ERR_CONF);
}

static const char *slug(const char *title)
{
	struct str out;
	str_init(&out, sizeof(got) - 1);
	str_addz(&out, "x/");
	assert_int_equal(words_slug(title, &out, &err), 0);
	memcpy(got, out.at + 2, out.len - 1);
	str_release(&out);
	return got;
}

static void slugs(void **state)
{
	(void)state;
	assert_string_equal(slug("Gr\xC3\xBC\xC3\x9F"
	                         "e, World!"),
	                    "grusse-world");
	assert_string_equal(slug("  How do I -- install it? "), "how-do-i-install-it");
	assert_string_equal(slug("Don't"), "dont");
	assert_string_equal(slug("\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xE4\xBD\xA0\xE5\xA5\xBD"),
	                    "privet-ni-hao");
	assert_string_equal(slug(""), "topic");
	assert_string_equal(slug("\xF0\x9F\x8E\x89\xF0\x9F\x8E\x89"), "topic");
	assert_string_equal(slug("../../etc"), "etc");
	assert_string_equal(slug("\xFF\xFE"), "topic");
	assert_string_equal(slug("2026"), "2026");
	assert_string_equal(slug("Index"), "topic-index");
	assert_string_equal(slug("one two three four five six seven eight nine ten eleven twelve thirteen"),
	                    "one-two-three-four-five-six-seven-eight-nine-ten-eleven");
	char longest[9000];
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(strlen(slug(longest)), 60);
}

/* The words of every theme in the tree are patterns that ICU takes. */
static void words_of_the_themes(void **state)
{
	(void)state;
	glob_t found;
	struct str text;
	str_init(&text, 1 << 20);
	assert_int_equal(glob("themes/*/lang/*.conf", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		str_reset(&text);
		if (str_read_file(&text, found.gl_pathv[i], &err) ||
		    words_add(words, found.gl_pathv[i], text.at, text.len, &err) || words_check(words, &err))
			fail_msg("%s", err.msg);
	}
	globfree(&found);
	str_release(&text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(plain_words),
	    TEST(texts_and_numbers),
	    TEST(plurals),
	    TEST(choices),
	    TEST(later_files_replace),
	    TEST(what_is_missing_is_named),
	    TEST(bad_files_are_refused),
	    TEST(what_depends_on_nothing_is_constant),
	    TEST(dates_are_in_the_language),
	    TEST(parts_of_dates_are_what_icu_says_of_the_whole),
	    TEST(dates_of_our_own_are_what_icu_says),
	    TEST(direction_and_tags),
	    TEST(locale_of_the_machine_does_not_matter),
	    TEST(slugs),
	    TEST(words_of_the_themes),
	};
	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
