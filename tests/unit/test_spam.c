#include "core/judge/spam.h"
#include "core/text/crypto.h"

#include <setjmp.h>
#include <cmocka.h>

static struct arena arena;
static struct err err;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return crypto_init(&err);
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct spam_text read_named(const char *title, const char *name, const char *body)
{
	struct spam_text text;
	struct spam_source source = {title, name, body, strlen(body), "en"};
	if (spam_text_read(&source, &arena, &text, &err))
		fail_msg("%s", err.msg);
	return text;
}

static struct spam_text read_body(const char *body)
{
	return read_named("", "", body);
}

static bool holds(const struct spam_text *text, const char *word)
{
	for (size_t i = 0; i < text->nwords; i++)
		if (!strcmp(text->words[i].text, word))
			return true;
	return false;
}

static void words_are_folded(void **state)
{
	(void)state;
	struct spam_text text = read_named("Großer Titel", "Bob",
	                                   "VIAGRA \xEF\xBC\xB6\xEF\xBD\x89\xEF\xBD\x81\xEF\xBD\x87\xEF\xBD\x92\xEF\xBD\x81 via\xC2\xADgra it's 42 a");
	assert_true(holds(&text, "viagra"));
	assert_true(holds(&text, "grosser"));
	assert_true(holds(&text, "it's"));
	assert_true(holds(&text, "42"));
	assert_true(holds(&text, "by:bob"));
	assert_false(holds(&text, "bob"));
	assert_false(holds(&text, "a"));
	assert_int_equal(text.nwords, 6);
	assert_int_equal(text.counted, 8);
}

static void words_without_blanks_are_told_apart(void **state)
{
	(void)state;
	struct spam_text text = read_body("澳门娱乐城注册送彩金");
	assert_true(text.nwords >= 3);
	assert_true(holds(&text, "澳门"));
}

static void links_are_read(void **state)
{
	(void)state;
	struct spam_text text = read_body("See [cheap pills](https://Pills.Example.TOP/buy?x=1), www.other.example and "
	                                  "[https://a.example/x](https://a.example/x) <http://b.example>. "
	                                  "https://user@c.example:8080/ a@b.example");
	assert_int_equal(text.links, 5);
	assert_int_equal(text.disguised, 0);
	assert_true(holds(&text, "host:pills.example.top"));
	assert_true(holds(&text, "end:top"));
	assert_true(holds(&text, "host:other.example"));
	assert_true(holds(&text, "host:c.example"));
	assert_true(holds(&text, "link:cheap"));
	assert_int_equal(text.nhosts, 5);
}

static void disguises_are_seen(void **state)
{
	(void)state;
	assert_int_equal(read_body("[https://bank.example](https://evil.example/)").disguised, 1);
	assert_int_equal(read_body("[bank.example](https://evil.example/)").disguised, 1);
	assert_int_equal(read_body("[.](https://evil.example/)").disguised, 1);
	assert_int_equal(read_body("[ ](https://evil.example/)").disguised, 1);
	assert_int_equal(read_body("[www.good.example](https://good.example/a)").disguised, 0);
	assert_int_equal(read_body("[good.example](https://docs.good.example/a)").disguised, 0);
	assert_int_equal(read_body("[script.js](https://good.example/script.js)").disguised, 0);
	assert_int_equal(read_body("[1](https://good.example/)").disguised, 0);
	assert_int_equal(read_body("![](https://good.example/a.png)").disguised, 0);
}

static void any_bytes_are_taken(void **state)
{
	(void)state;
	struct str junk;
	str_init(&junk, 1 << 20);
	for (int i = 1; i < 256; i++)
		str_addf(&junk, "%c%c[](https://%c", i, 255 - i ? 255 - i : 1, i);
	for (int i = 0; i < 40000; i++)
		str_addf(&junk, "w%d \xF0\x9F", i);
	struct spam_text text = read_body(junk.at);
	assert_int_equal(text.nwords, SPAM_WORDS_MAX);
	for (size_t i = 0; i < text.nwords; i++)
		assert_true(text.words[i].number > 0);
	str_reset(&junk);
	for (int i = 0; i < 20000; i++)
		str_addz(&junk, "www.a.b");
	assert_true(read_body(junk.at).nhosts <= SPAM_LINKS_MAX);
	str_release(&junk);
	assert_int_equal(read_body("").nwords, 0);
	assert_int_equal(read_body("\xFF\xFE\x80").nwords, 0);
}

static void the_same_text_is_known_again(void **state)
{
	(void)state;
	assert_int_equal(read_body("Buy  CHEAP pills!\n\nNow.").digest, read_body("buy cheap *pills* now").digest);
	assert_int_not_equal(read_body("buy cheap pills").digest, read_body("buy cheap pills now").digest);
}

/* Points that one rule gives, 0 where it does not. */
static int64_t points(const struct spam_case *spam_case, const char *rule)
{
	struct spam_opinion opinion;
	spam_judge(spam_case, &arena, &opinion);
	for (size_t i = 0; i < opinion.nreasons; i++)
		if (!strcmp(opinion.reasons[i].rule, rule))
			return opinion.reasons[i].points;
	return 0;
}

static struct spam_case quiet(const struct spam_text *text)
{
	return (struct spam_case){.text = text, .age = 60, .hasty = 3, .approved = 1};
}

/* Each rule by a text of its own, and none by a plain one. */
static const struct {
	const char *rule, *body;
} shown[] = {
	{"links", "Here https://a.example and there https://b.example for everybody who wants to read more of that"},
	{"bare", "look https://a.example"},
	{"disguised", "[https://bank.example](https://evil.example)"},
	{"held", "the best online-casino of all"},
	{"capitals", "BUY NOW BEFORE IT IS GONE FOREVER"},
	{"mixed", "c\xD0\xB0sino"},
	{"foreign", "Купить дешево онлайн без отказа"},
};

static void each_rule_has_its_text(void **state)
{
	(void)state;
	struct held held = {0};
	*VEC_PUSH(&held.phrases) = " online casino ";
	struct spam_text plain = read_body("How do I water my tomatoes? I read https://docs.example/tomatoes and am none the wiser.");
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		struct spam_text text = read_body(shown[i].body);
		struct spam_case is = quiet(&text), is_not = quiet(&plain);
		is.held = is_not.held = &held;
		if (points(&is, shown[i].rule) <= 0 || points(&is_not, shown[i].rule))
			fail_msg("%s", shown[i].rule);
	}
	VEC_RELEASE(&held.phrases);
}

static void each_fact_has_its_rule(void **state)
{
	(void)state;
	struct spam_text text = read_body("one two three four five six seven eight nine");
	struct spam_case c = quiet(&text);
	struct spam_opinion opinion;
	spam_judge(&c, &arena, &opinion);
	assert_int_equal(opinion.score, 0);
	assert_int_equal(opinion.nreasons, 0);
	c.age = 2;
	assert_int_equal(points(&c, "hasty"), 200);
	c.age = -1;
	assert_int_equal(points(&c, "hasty"), 0);
	c.age = 86000;
	assert_int_equal(points(&c, "stale"), 50);
	c = quiet(&text);
	c.approved = 0;
	assert_int_equal(points(&c, "newcomer"), 50);
	c.approved = 3;
	assert_int_equal(points(&c, "known"), -200);
	c.guest = true;
	assert_int_equal(points(&c, "known"), 0);
	c.unproved = c.trapped = true;
	assert_int_equal(points(&c, "unproved"), 100);
	assert_int_equal(points(&c, "trapped"), 250);
	c.seen = (struct state_spam_seen){.as_spam = 2, .by_others = 2, .network_spam = 9};
	assert_int_equal(points(&c, "again"), 600);
	assert_int_equal(points(&c, "copies"), 300);
	assert_int_equal(points(&c, "network"), 450);
	struct spam_text thanks = read_body("Thank you!");
	c.text = &thanks;
	assert_int_equal(points(&c, "copies"), 0);
	assert_int_equal(points(&c, "again"), 0);
}

static void a_score_has_bounds(void **state)
{
	(void)state;
	struct spam_belief sure = {true, 1000}, good = {true, 0}, silent = {false, 1000};
	assert_int_equal(spam_score(900, sure), SPAM_MAX);
	assert_int_equal(spam_score(100, good), 0);
	assert_int_equal(spam_score(0, sure), 500);
	assert_int_equal(spam_score(70, silent), 70);
}

static void reasons_are_written_and_read(void **state)
{
	(void)state;
	struct spam_opinion opinion = {.nreasons = 3, .reasons = {{"filter", 978, 478, "casino, bonus\nx"}, {"links", 4, 180, "a.example"}, {"known", 1, -200, ""}}};
	const char *text = spam_reasons_write(&opinion, &arena);
	size_t n;
	assert_string_equal(text, "filter 978 +478 casino, bonus x\nlinks 4 +180 a.example\nknown 1 -200\n");
	const struct spam_reason *back = spam_reasons_read(text, &arena, &n);
	assert_int_equal(n, 3);
	assert_string_equal(back[0].detail, "casino, bonus x");
	assert_int_equal(back[2].points, -200);
	assert_string_equal(back[2].rule, "known");
	assert_string_equal(spam_reasons_renew(text, (struct spam_belief){true, 3}, &arena),
	                    "filter 3 -497\nlinks 4 +180 a.example\nknown 1 -200\n");
	assert_string_equal(spam_reasons_renew(text, (struct spam_belief){false, 3}, &arena), "links 4 +180 a.example\nknown 1 -200\n");
	assert_non_null(spam_reasons_read("no\n\nlinks x y\n 1 1\n", &arena, &n));
	assert_true(n <= 1);
}

static struct spam_counts counts_of(struct spam_count *at, size_t n)
{
	return (struct spam_counts){at, n, 50, 50};
}

static void the_filter_weighs_words(void **state)
{
	(void)state;
	struct spam_count spam[] = {{"casino", 1, 40, 0}, {"bonus", 2, 30, 1}, {"the", 3, 50, 50}, {"new", 4, 0, 0}};
	struct spam_count ham[] = {{"tomato", 1, 0, 40}, {"water", 2, 1, 30}, {"the", 3, 50, 50}};
	struct spam_count both[] = {{"casino", 1, 40, 0}, {"tomato", 2, 0, 40}};
	struct spam_counts a = counts_of(spam, 4), b = counts_of(ham, 3), c = counts_of(both, 2), few = counts_of(spam, 4);
	assert_true(spam_filter(&a, 20).permille > 950);
	assert_string_equal(a.at[0].word, "casino");
	assert_true(spam_filter(&b, 20).permille < 50);
	assert_in_range(spam_filter(&c, 20).permille, 450, 550);
	few.ham = 19;
	assert_false(spam_filter(&few, 20).known);
	assert_int_equal(spam_filter(&few, 20).permille, SPAM_EVEN);
	struct spam_counts none = {0};
	assert_false(spam_filter(&none, 0).known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded),
		cmocka_unit_test(words_without_blanks_are_told_apart),
		cmocka_unit_test(links_are_read),
		cmocka_unit_test(disguises_are_seen),
		cmocka_unit_test(any_bytes_are_taken),
		cmocka_unit_test(the_same_text_is_known_again),
		cmocka_unit_test(each_rule_has_its_text),
		cmocka_unit_test(each_fact_has_its_rule),
		cmocka_unit_test(a_score_has_bounds),
		cmocka_unit_test(reasons_are_written_and_read),
		cmocka_unit_test(the_filter_weighs_words),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
