#include "policy_parts.h"

enum { STACK = 64 };

static const char *const origins[] = {"policy.rule", "always", "moderation.hold"};

const char *policy_origin_name(enum policy_origin origin)
{
	return origins[origin];
}

static bool compare(int64_t value, enum policy_sign sign, int64_t number)
{
	switch (sign) {
	case POLICY_LESS:
		return value < number;
	case POLICY_AT_MOST:
		return value <= number;
	case POLICY_IS:
		return value == number;
	case POLICY_IS_NOT:
		return value != number;
	case POLICY_AT_LEAST:
		return value >= number;
	default:
		return value > number;
	}
}

/* A condition holds fewer steps than the stack has room. */
static bool holds(const struct policy_rule *rule, const struct policy_case *at)
{
	bool stack[STACK] = {true};
	size_t top = 0;
	for (size_t i = 0; i < rule->nsteps; i++) {
		const struct policy_step *step = &rule->steps[i];
		if (step->op == POLICY_TEST) {
			stack[top++] = compare(at->values[step->value], step->sign, step->number);
		} else if (step->op == POLICY_NOT) {
			stack[top - 1] = !stack[top - 1];
		} else {
			top--;
			stack[top - 1] = step->op == POLICY_AND ? stack[top - 1] && stack[top] : stack[top - 1] || stack[top];
		}
	}
	return stack[0];
}

static bool is_in(const struct policy_rule *rule, const char *forum)
{
	bool in = !rule->nforums;
	for (size_t i = 0; !in && i < rule->nforums; i++)
		in = !strcmp(rule->forums[i], forum);
	return in;
}

bool policy_matches(const struct policy_rule *rule, const struct policy_case *at)
{
	if (rule->verdict == POLICY_PUBLISH && at->values[POLICY_GUEST])
		return false;
	return (rule->kinds & 1u << at->kind) && is_in(rule, at->forum) && holds(rule, at);
}

const struct policy_rule *policy_judge(const struct policy *policy, const struct policy_case *at)
{
	for (size_t i = 0; i < policy->len; i++) {
		if (policy_matches(&policy->rules[i], at))
			return &policy->rules[i];
	}
	base_abort("a policy without a last rule");
}

bool policy_asks(const struct policy *policy, enum policy_value value)
{
	bool asks = false;
	for (size_t i = 0; i < policy->len; i++)
		for (size_t j = 0; j < policy->rules[i].nsteps; j++) {
			const struct policy_step *step = &policy->rules[i].steps[j];
			asks = asks || (step->op == POLICY_TEST && step->value == value);
		}
	return asks;
}

const struct policy_rule *policy_find(const struct policy *policy, const char *text)
{
	for (size_t i = 0; i < policy->len; i++) {
		if (!strcmp(policy->rules[i].text, text))
			return &policy->rules[i];
	}
	return NULL;
}

/* What is so everywhere; then one of the settings. A row is one thing to read. */
/* clang-format off */
static const struct standing {
	const char *hold; /* moderation.hold, or NULL: always */
	const char *text, *key;
} standing[] = {
	{NULL, "publish topics, replies, edits, suggestions, pages if role >= moderator", ""},
	{NULL, "publish topics, replies, edits, suggestions if role >= staff", ""},
	{NULL, "hold suggestions, pages", "suggestion"},
	{NULL, "hold if guest", "guest"},
	{"everyone", "hold", "everyone"},
	{"newcomers", "hold if posts < %lld", "newcomer"},
	{"newcomers", "publish", ""},
	{"guests", "publish", ""},
	{"nobody", "publish", ""},
};
/* clang-format on */

static void add(struct policy_rule *rule, const char *text, struct arena *arena)
{
	struct err err = {0};
	if (policy_parse(text, arena, rule, &err))
		base_abort("a rule that was checked cannot be read");
}

static void add_standing(const struct standing *row, const struct config *conf, struct arena *arena,
                         struct policy_rule *rule)
{
	const char *number = strstr(row->text, "%lld");
	const char *text = number ? arena_printf(arena, "%.*s%lld", (int)(number - row->text), row->text,
	                                         (long long)conf->moderation_newcomer_posts)
	                          : row->text;
	add(rule, text, arena);
	rule->key = row->key;
	rule->origin = row->hold ? POLICY_FROM_HOLD : POLICY_ALWAYS;
}

void policy_load(struct policy *policy, const struct config *conf, struct arena *arena)
{
	const struct option_texts *own = &conf->policy_rule;
	struct policy_rule *rules = arena_alloc(arena, own->len + ARRAY_LEN(standing), sizeof(*rules));
	size_t n = 0;
	for (; n < own->len; n++)
		add(&rules[n], own->at[n], arena);
	for (size_t i = 0; i < ARRAY_LEN(standing); i++) {
		if (!standing[i].hold || !strcmp(standing[i].hold, conf->moderation_hold))
			add_standing(&standing[i], conf, arena, &rules[n++]);
	}
	*policy = (struct policy){rules, n};
}
