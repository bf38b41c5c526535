/* Any lines as rules, as an operator's test and as held words: what is read says itself and is read again the same. */
#include "core/queue/held.h"
#include "core/site/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must_be_same(const struct policy_rule *a, const struct policy_rule *b)
{
	if (strcmp(a->text, b->text) != 0 || a->kinds != b->kinds || a->nforums != b->nforums || a->nsteps != b->nsteps)
		abort();
	for (size_t i = 0; i < a->nsteps; i++) {
		if (a->steps[i].op != b->steps[i].op || a->steps[i].value != b->steps[i].value ||
		    a->steps[i].sign != b->steps[i].sign || a->steps[i].number != b->steps[i].number)
			abort();
	}
}

static void judge_by(const struct policy_rule *rule, const struct policy_case *at)
{
	struct str out;
	str_init(&out, 1 << 20);
	if (policy_matches(rule, at) && rule->verdict == POLICY_PUBLISH && at->values[POLICY_GUEST])
		abort();
	policy_say_rule(rule, &out);
	policy_say_seen(rule, at, &out);
	if (!out.len || out.over)
		abort();
	str_release(&out);
}

static void line(const char *text, struct arena *arena, struct policy_expected *expected)
{
	struct policy_rule rule, again;
	struct err err = {0};
	if (policy_expect(text, arena, expected, &err) && err.code != ERR_INPUT)
		abort();
	if (policy_parse(text, arena, &rule, &err)) {
		if (err.code != ERR_INPUT || !*err.msg)
			abort();
		return;
	}
	if (policy_parse(rule.text, arena, &again, &err))
		abort();
	must_be_same(&rule, &again);
	judge_by(&rule, &expected->at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena;
	struct err err = {0};
	struct policy_expected expected = {.at.forum = ""};
	struct held held;
	arena_init(&arena);
	char *text = arena_dupn(&arena, (const char *)data, n);
	const char *list[] = {text};
	if (held_load(&held, &(struct option_texts){list, 1, 1}, NULL, &arena, &err))
		abort();
	if (held.phrases.len && held_count(&held, text, strlen(text)) < 1 && !strchr(text, ','))
		abort();
	held_release(&held);
	for (char *at = text; at < text + n; at += strlen(at) + 1) {
		at[strcspn(at, "\n")] = '\0';
		line(at, &arena, &expected);
	}
	arena_release(&arena);
	return 0;
}
