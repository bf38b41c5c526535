#include "core/queue/held.h"
#include "core/site/policy.h"

#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

static struct arena arena;
static struct err err;

static int setup(void **s)
{
	(void)s;
	arena_init(&arena);
	err_clear(&err);
	return 0;
}

static int teardown(void **s)
{
	(void)s;
	arena_release(&arena);
	return 0;
}

static struct policy_rule rule(const char *text)
{
	struct policy_rule made;
	if (policy_parse(text, &arena, &made, &err))
		fail_msg("%s: %s", text, err.msg);
	return made;
}

static struct policy_case at(const char *text)
{
	struct policy_expected made;
	const char *line = arena_printf(&arena, "hold: %s", text);
	if (policy_expect(line, &arena, &made, &err))
		fail_msg("%s: %s", text, err.msg);
	return made.at;
}

static bool matches(const char *text, const char *situation)
{
	struct policy_rule made = rule(text);
	struct policy_case seen = at(situation);
	return policy_matches(&made, &seen);
}

static const char *refused(const char *text)
{
	struct policy_rule made;
	err_clear(&err);
	assert_int_equal(policy_parse(text, &arena, &made, &err), -1);
	assert_int_equal(err.code, ERR_INPUT);
	return err.msg;
}

static void a_rule_is_read(void **s)
{
	(void)s;
	struct policy_rule made = rule("hold topics, replies in help, jobs if posts < 3 or links > 2 : Your first posts wait.");
	assert_int_equal(made.verdict, POLICY_HOLD);
	assert_int_equal(made.kinds, 1u << POLICY_TOPIC | 1u << POLICY_REPLY);
	assert_int_equal(made.nforums, 2);
	assert_string_equal(made.forums[1], "jobs");
	assert_int_equal(made.nsteps, 3);
	assert_string_equal(made.text, "hold topics, replies in help, jobs if posts < 3 or links > 2");
	assert_string_equal(made.sentence, "Your first posts wait.");
	assert_string_equal(rule("hold").text, "hold");
	assert_string_equal(rule("hold:x").sentence, "x");
	assert_string_equal(rule("refuse if words: Not: here ").sentence, "Not: here");
}

static void every_sign(void **s)
{
	(void)s;
	static const struct {
		const char *sign;
		bool less, same, more;
	} rows[] = {
		{"<", true, false, false}, {"<=", true, true, false}, {"=", false, true, false},
		{"!=", true, false, true}, {">=", false, true, true}, {">", false, false, true},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = arena_printf(&arena, "hold if links %s 2", rows[i].sign);
		assert_int_equal(matches(text, "member reply with 1 link"), rows[i].less);
		assert_int_equal(matches(text, "member reply with 2 links"), rows[i].same);
		assert_int_equal(matches(text, "member reply with 3 links"), rows[i].more);
		text = arena_printf(&arena, "hold if role %s staff", rows[i].sign);
		assert_int_equal(matches(text, "member reply"), rows[i].less);
		assert_int_equal(matches(text, "guest reply"), rows[i].less);
		assert_int_equal(matches(text, "staff reply"), rows[i].same);
		assert_int_equal(matches(text, "admin reply"), rows[i].more);
	}
}

static void every_name(void **s)
{
	(void)s;
	for (int i = 0; i < POLICY_VALUES; i++) {
		struct policy_case seen = at("member reply");
		const char *name = policy_names[i].name;
		if (i == POLICY_ROLE)
			continue;
		struct policy_rule alone = rule(arena_printf(&arena, "hold if %s", name));
		assert_false(policy_matches(&alone, &seen));
		seen.values[i] = 1;
		assert_true(policy_matches(&alone, &seen));
	}
}

static void and_binds_before_or(void **s)
{
	(void)s;
	static const char text[] = "hold if guest or links and images";
	assert_true(matches(text, "guest reply"));
	assert_false(matches(text, "member reply with 1 link"));
	assert_true(matches(text, "member reply with 1 link, 1 image"));
	static const char other[] = "hold if (guest or links) and images";
	assert_false(matches(other, "guest reply"));
	assert_true(matches(other, "guest reply with 2 images"));
	assert_true(matches("hold if not guest", "member reply"));
	assert_true(matches("hold if not (guest or links)", "member reply"));
	assert_false(matches("hold if not (guest or links)", "member reply with 1 link"));
	assert_true(matches("hold if not guest and links", "member reply with 1 link"));
	assert_true(matches("hold if not (not guest)", "guest reply"));
}

static void kinds_and_forums(void **s)
{
	(void)s;
	assert_true(matches("hold topics", "member topic in help"));
	assert_false(matches("hold topics", "member reply in help"));
	assert_true(matches("hold topic, edit in jobs", "member edit in jobs"));
	assert_false(matches("hold topic, edit in jobs", "member edit in help"));
	assert_false(matches("hold in jobs", "member suggestion"));
	assert_true(matches("hold", "member page"));
	/* What says what the community is wants to be named before anybody may change it. */
	assert_true(matches("publish", "member edit in help"));
	assert_false(matches("publish", "member suggestion"));
	assert_false(matches("publish", "admin page"));
	assert_true(matches("publish suggestions", "member suggestion"));
}

static void a_guest_is_never_published(void **s)
{
	(void)s;
	assert_false(matches("publish", "guest reply"));
	assert_false(matches("publish if guest", "guest topic in help"));
	assert_false(matches("publish topics if role = guest", "guest topic in help"));
	assert_true(matches("refuse if guest", "guest reply"));
}

static void mistakes_name_what_was_wanted(void **s)
{
	(void)s;
	static const struct {
		const char *text, *says;
	} rows[] = {
		{"", "wants hold, refuse or publish, got nothing more"},
		{"hodl", "wants hold, refuse or publish, got 'hodl'"},
		{"Hold", "wants hold, refuse or publish, got 'Hold'"},
		{"hold poems", "wants topics, replies, edits, suggestions, pages, 'in', 'if', ':' or the end, got 'poems'"},
		{"hold topics,", "behind ',', got nothing more"},
		{"hold in", "wants the folder of a forum, got nothing more"},
		{"hold in Help", "wants the folder of a forum, got 'Help'"},
		{"hold in help topics", "wants ',', 'if', ':' or the end, got 'topics'"},
		{"hold if", "wants something to ask for, like guest, posts or links, got nothing more"},
		{"hold if linsk > 2", "got 'linsk' (did you mean links?)"},
		{"hold if links 2", "wants <, <=, =, !=, >= or > behind 'links', got '2'"},
		{"hold if links > many", "wants a whole number, got 'many'"},
		{"hold if links > -1", "wants a whole number, got '-1'"},
		{"hold if links > 2.5", "wants a whole number, got '2.5'"},
		{"hold if links > 99999999999", "wants a whole number, got '99999999999'"},
		{"hold if links => 2", "behind 'links', got '=>'"},
		{"hold if guest > 2", "wants 'and', 'or' or the end behind 'guest', got '>'"},
		{"hold if role", "behind 'role', got nothing more"},
		{"hold if role >= boss", "wants guest, member, staff, moderator or admin, got 'boss'"},
		{"hold if (guest", "wants 'and', 'or' or ')', got nothing more"},
		{"hold if guest)", "wants 'and', 'or', ':' or the end, got ')'"},
		{"hold if not not guest", "'not' twice says nothing"},
		{"hold if guest and", "got nothing more"},
		{"hold :", "wants a sentence for the author behind ':', got nothing more"},
		{"hold \xE2\x80\xAE", "override"},
		{"hold \xFF", "UTF-8"},
		{"hold if ((((((((( guest", "more than 8 parentheses"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *said = refused(rows[i].text);
		if (!strstr(said, rows[i].says) && i + 3 < ARRAY_LEN(rows))
			fail_msg("%s: %s", rows[i].text, said);
	}
}

static void long_lines_end(void **s)
{
	(void)s;
	struct str text;
	str_init(&text, 1 << 20);
	str_addz(&text, "hold if guest");
	for (int i = 0; i < 40; i++)
		str_addz(&text, " or guest");
	assert_non_null(strstr(refused(text.at), "make two rules"));
	str_reset(&text);
	str_addz(&text, "hold in a");
	for (int i = 0; i < 60; i++)
		str_addz(&text, ", a");
	assert_non_null(strstr(refused(text.at), "more than 40 forums"));
	str_reset(&text);
	str_addz(&text, "hold if ");
	for (int i = 0; i < 10000; i++)
		str_addz(&text, "abcdefghij");
	refused(text.at);
	str_reset(&text);
	str_addz(&text, "hold:");
	for (int i = 0; i < 301; i++)
		str_addz(&text, "x");
	assert_non_null(strstr(refused(text.at), "300 characters"));
	str_release(&text);
	/* As deep and as long as may be. */
	assert_true(matches("hold if ((((((((guest))))))))", "guest reply"));
}

static const char *words(const char *text)
{
	struct policy_rule made = rule(text);
	struct str out;
	str_init(&out, 4096);
	policy_say_rule(&made, &out);
	const char *said = arena_dup(&arena, out.at);
	str_release(&out);
	return said;
}

static void rules_in_words(void **s)
{
	(void)s;
	assert_string_equal(words("hold"), "Hold everything.");
	assert_string_equal(words("publish"), "Publish topics, replies and edits.");
	assert_string_equal(words("hold topics in help, jobs if posts < 3 and (guest or not links)"),
	                    "Hold topics in help, jobs if fewer than 3 approved posts of the author and (the author has no "
	                    "account or not more than 0 links to other sites).");
	assert_string_equal(words("refuse if role < staff"), "Refuse everything if the author's role is below staff.");
	assert_string_equal(words("hold if not (guest and words)"),
	                    "Hold everything if not (the author has no account and more than 0 words of policy.words in title and text).");
}

static const char *seen(const char *text, const char *situation)
{
	struct policy_rule made = rule(text);
	struct policy_case where = at(situation);
	struct str out;
	str_init(&out, 4096);
	policy_say_seen(&made, &where, &out);
	const char *said = arena_dup(&arena, out.at);
	str_release(&out);
	return said;
}

static void what_was_seen(void **s)
{
	(void)s;
	assert_string_equal(seen("hold topics in jobs", "member reply in help"), "a reply, in help");
	assert_string_equal(seen("hold if links > 2 or guest or links > 9", "member reply with 3 links"), "guest no, links 3");
	assert_string_equal(seen("hold if role < staff", "moderator reply"), "role moderator");
	assert_string_equal(seen("publish", "guest reply"), "guest yes");
	assert_string_equal(seen("hold in jobs", "member page"), "in no forum");
}

static void cases_read_what_they_say(void **s)
{
	(void)s;
	static const char text[] = "guest reply in help with 3 links, 412 letters";
	struct policy_case where = at(text);
	struct str out;
	str_init(&out, 4096);
	policy_say_case(&where, &out);
	assert_string_equal(out.at, text);
	str_release(&out);
	struct policy_expected made;
	static const char *const bad[] = {"", "hold", "hold: ", "hold: reply", "hold: guest", "hold: guest poem", "hold: guest reply in",
					  "hold: guest reply with", "hold: guest reply with links", "hold: guest reply with 3",
					  "hold: guest reply with 3 links,", "hold: guest reply with 1 guest", "hold: guest reply but"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(policy_expect(bad[i], &arena, &made, &err), -1);
}

static const char *judged(const struct config *conf, const char *situation)
{
	struct policy policy;
	struct policy_case where = at(situation);
	policy_load(&policy, conf, &arena);
	const struct policy_rule *by = policy_judge(&policy, &where);
	return arena_printf(&arena, "%s %s %s", policy_verdict_name(by->verdict), policy_origin_name(by->origin), by->key);
}

/* What a site did before there were rules. */
static void without_rules_the_setting_decides(void **s)
{
	(void)s;
	struct config conf = {.moderation_hold = "everyone", .moderation_newcomer_posts = 3};
	assert_string_equal(judged(&conf, "member reply in help with 99 posts"), "hold moderation.hold everyone");
	assert_string_equal(judged(&conf, "guest reply in help"), "hold always guest");
	assert_string_equal(judged(&conf, "staff topic in help"), "publish always ");
	assert_string_equal(judged(&conf, "staff suggestion"), "publish always ");
	assert_string_equal(judged(&conf, "staff page"), "hold always suggestion");
	assert_string_equal(judged(&conf, "moderator page"), "publish always ");
	conf.moderation_hold = "newcomers";
	assert_string_equal(judged(&conf, "member reply in help with 2 posts"), "hold moderation.hold newcomer");
	assert_string_equal(judged(&conf, "member reply in help with 3 posts"), "publish moderation.hold ");
	assert_string_equal(judged(&conf, "member suggestion with 99 posts"), "hold always suggestion");
	conf.moderation_hold = "guests";
	assert_string_equal(judged(&conf, "member reply in help"), "publish moderation.hold ");
	assert_string_equal(judged(&conf, "guest topic in help"), "hold always guest");
	assert_string_equal(judged(&conf, "member page with 99 posts"), "hold always suggestion");
	conf.moderation_hold = "nobody";
	assert_string_equal(judged(&conf, "member edit in help"), "publish moderation.hold ");
	assert_string_equal(judged(&conf, "guest edit in help"), "hold always guest");
}

static void the_first_that_matches_decides(void **s)
{
	(void)s;
	const char *rules[] = {"hold in jobs", "refuse if words : Not here.", "publish if posts >= 10", "hold if links > 2"};
	struct config conf = {.moderation_hold = "guests", .policy_rule = {rules, 4, 4}};
	assert_string_equal(judged(&conf, "admin topic in jobs with 3 words"), "hold policy.rule ");
	assert_string_equal(judged(&conf, "member topic in help with 3 words, 20 posts"), "refuse policy.rule ");
	assert_string_equal(judged(&conf, "member topic in help with 9 links, 20 posts"), "publish policy.rule ");
	assert_string_equal(judged(&conf, "member topic in help with 9 links, 2 posts"), "hold policy.rule ");
	assert_string_equal(judged(&conf, "member topic in help with 2 links, 2 posts"), "publish moderation.hold ");
	assert_string_equal(judged(&conf, "member page with 20 posts"), "hold always suggestion");
	struct policy policy;
	policy_load(&policy, &conf, &arena);
	assert_string_equal(policy_find(&policy, "refuse if words")->sentence, "Not here.");
	assert_string_equal(policy_find(&policy, "hold if guest")->key, "guest");
	assert_null(policy_find(&policy, "hold if words"));
}

/* ---- held words ---- */

static int64_t count(const char *list, const char *text)
{
	struct held held;
	const char *lists[] = {list};
	struct option_texts given = {lists, 1, 1};
	assert_int_equal(held_load(&held, &given, NULL, &arena, &err), 0);
	int64_t n = held_count(&held, text, strlen(text));
	held_release(&held);
	return n;
}

static void held_words_are_whole_and_without_case(void **s)
{
	(void)s;
	assert_int_equal(count("casino", "A CASINO, the Casino: casino!"), 3);
	assert_int_equal(count("casino", "casinos occasion"), 0);
	assert_int_equal(count("casino", "casino casino"), 2);
	assert_int_equal(count("cheap pills", "Cheap\n**pills** and cheap, pills"), 2);
	assert_int_equal(count("straße", "STRASSE"), 1);
	/* Full width, with a soft hyphen and a joiner that nobody sees. */
	assert_int_equal(count("casino", "\xEF\xBD\x83\xEF\xBD\x81\xEF\xBD\x93\xEF\xBD\x89\xEF\xBD\x8E\xEF\xBD\x8F ca\xC2\xADsi\xE2\x80\x8Dno"), 2);
	assert_int_equal(count("免费", "现在免费送"), 1);
	assert_int_equal(count("casino", "\xFF" "casino\xC3"), 1);
	assert_int_equal(count("a, b ,, c", "a b c d"), 3);
	assert_int_equal(count(", ;", "a b c d"), 0);
	assert_int_equal(count("café", "cafe\xCC\x81"), 1);
}

static void a_file_of_words(void **s)
{
	(void)s;
	char name[] = "/tmp/stoa-words-XXXXXX";
	struct held held;
	struct option_texts none = {0};
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	static const char text[] = "# what nobody sells here\ncasino  # any\r\n\ncheap pills";
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	assert_int_equal(held_load(&held, &none, name, &arena, &err), 0);
	assert_int_equal(held.phrases.len, 2);
	assert_string_equal(held.phrases.at[0], " casino ");
	held_release(&held);
	assert_int_equal(write(fd, "\n...\n", 5), 5);
	assert_int_equal(held_load(&held, &none, name, &arena, &err), -1);
	assert_int_equal(err.code, ERR_CONF);
	assert_non_null(strstr(err.msg, ":5: wants a word"));
	close(fd);
	unlink(name);
	assert_int_equal(held_load(&held, &none, name, &arena, &err), -1);
	assert_int_equal(err.code, ERR_CONF);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_rule_is_read),
		TEST(every_sign),
		TEST(every_name),
		TEST(and_binds_before_or),
		TEST(kinds_and_forums),
		TEST(a_guest_is_never_published),
		TEST(mistakes_name_what_was_wanted),
		TEST(long_lines_end),
		TEST(rules_in_words),
		TEST(what_was_seen),
		TEST(cases_read_what_they_say),
		TEST(without_rules_the_setting_decides),
		TEST(the_first_that_matches_decides),
		TEST(held_words_are_whole_and_without_case),
		TEST(a_file_of_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
