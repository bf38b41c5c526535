#include "policy_parts.h"

enum { STACK = 64 };

/* A part of a condition in words, and what it was made by. */
struct part {
	const char *text;
	enum policy_op op;
};

static const char *sign_words(enum policy_sign sign, bool role)
{
	static const char *const numbers[POLICY_SIGNS] = {"fewer than", "at most", "exactly", "any number but", "at least", "more than"};
	static const char *const roles[POLICY_SIGNS] = {"below", "at most", "exactly", "not", "at least", "above"};
	return role ? roles[sign] : numbers[sign];
}

static const char *say_test(const struct policy_step *step, struct arena *arena)
{
	const struct policy_name *name = &policy_names[step->value];
	if (name->flag)
		return name->help;
	if (step->value == POLICY_ROLE)
		return arena_printf(arena, "%s is %s %s", name->help, sign_words(step->sign, true),
		                    policy_role_name(step->number));
	return arena_printf(arena, "%s %lld %s", sign_words(step->sign, false), (long long)step->number, name->help);
}

/* OR binds less than AND, and AND less than NOT. */
static const char *inside(const struct part *part, enum policy_op outer, struct arena *arena)
{
	bool loose = outer == POLICY_AND ? part->op == POLICY_OR : outer == POLICY_NOT && part->op != POLICY_TEST;
	return loose ? arena_printf(arena, "(%s)", part->text) : part->text;
}

static const char *say_condition(const struct policy_rule *rule, struct arena *arena)
{
	struct part stack[STACK] = {{"", POLICY_TEST}};
	size_t top = 0;
	for (size_t i = 0; i < rule->nsteps; i++) {
		const struct policy_step *step = &rule->steps[i];
		struct part made = {.op = step->op};
		if (step->op == POLICY_TEST) {
			made.text = say_test(step, arena);
		} else if (step->op == POLICY_NOT) {
			made.text = arena_printf(arena, "not %s", inside(&stack[--top], POLICY_NOT, arena));
		} else {
			const char *right = inside(&stack[--top], step->op, arena), *left = inside(&stack[--top], step->op, arena);
			made.text = arena_printf(arena, "%s %s %s", left, step->op == POLICY_AND ? "and" : "or", right);
		}
		stack[top++] = made;
	}
	return stack[0].text;
}

/* "topics, replies and edits" */
static void add_kinds(unsigned kinds, struct str *out)
{
	unsigned left = kinds;
	if (kinds == (1u << POLICY_KINDS) - 1) {
		str_addz(out, "everything");
		return;
	}
	for (int i = 0; i < POLICY_KINDS; i++) {
		if (!(kinds & 1u << i))
			continue;
		left &= ~(1u << i);
		str_addz(out, policy_kind_name((enum policy_kind)i));
		str_addz(out, !left ? "" : left & (left - 1) ? ", " : " and ");
	}
}

void policy_say_rule(const struct policy_rule *rule, struct str *out)
{
	static const char *const verbs[] = {"Publish ", "Hold ", "Refuse "};
	struct arena arena;
	str_addz(out, verbs[rule->verdict]);
	add_kinds(rule->kinds, out);
	for (size_t i = 0; i < rule->nforums; i++)
		str_addf(out, "%s%s", i ? ", " : " in ", rule->forums[i]);
	if (rule->nsteps) {
		arena_init(&arena);
		str_addf(out, " if %s", say_condition(rule, &arena));
		arena_release(&arena);
	}
	str_addc(out, '.');
}

static void add_value(const struct policy_case *at, enum policy_value value, struct str *out)
{
	if (policy_names[value].flag)
		str_addf(out, "%s %s", policy_names[value].name, at->values[value] ? "yes" : "no");
	else if (value == POLICY_ROLE)
		str_addf(out, "role %s", policy_role_name(at->values[value]));
	else
		str_addf(out, "%s %lld", policy_names[value].name, (long long)at->values[value]);
}

void policy_say_seen(const struct policy_rule *rule, const struct policy_case *at, struct str *out)
{
	unsigned asked = 0;
	size_t begun = out->len;
	if (!(rule->kinds & 1u << at->kind))
		str_addf(out, "a %s", policy_kind_one(at->kind));
	if (rule->nforums)
		str_addf(out, "%s%s%s", out->len > begun ? ", " : "", *at->forum ? "in " : "in no forum", at->forum);
	if (rule->verdict == POLICY_PUBLISH && at->values[POLICY_GUEST])
		asked = 1u << POLICY_GUEST;
	for (size_t i = 0; i < rule->nsteps; i++)
		asked |= rule->steps[i].op == POLICY_TEST ? 1u << rule->steps[i].value : 0;
	for (int i = 0; i < POLICY_VALUES; i++) {
		if (!(asked & 1u << i))
			continue;
		str_addz(out, out->len > begun ? ", " : "");
		add_value(at, (enum policy_value)i, out);
	}
}

void policy_say_case(const struct policy_case *at, struct str *out)
{
	const char *before = " with ";
	str_addf(out, "%s %s", policy_role_name(at->values[POLICY_ROLE]), policy_kind_one(at->kind));
	if (*at->forum)
		str_addf(out, " in %s", at->forum);
	for (int i = 0; i < POLICY_VALUES; i++) {
		if (i == POLICY_GUEST || i == POLICY_ROLE || !at->values[i])
			continue;
		str_addf(out, "%s%lld %s", before, (long long)at->values[i], policy_names[i].name);
		before = ", ";
	}
}

/* ---- the inverse, for tests ---- */

static int expect_who(struct policy_line *line, struct policy_case *at, struct err *err)
{
	int role = policy_role_of(line->token), kind;
	if (role < -1)
		return policy_line_refuse(line, "guest, member, staff, moderator or admin", err);
	policy_line_next(line);
	kind = policy_kind_of(line->token);
	if (kind < 0)
		return policy_line_refuse(line, "topic, reply, edit, suggestion or page", err);
	policy_line_next(line);
	at->values[POLICY_GUEST] = role < 0;
	at->values[POLICY_ROLE] = role;
	at->kind = (enum policy_kind)kind;
	return 0;
}

static int expect_values(struct policy_line *line, struct policy_case *at, struct err *err)
{
	do {
		enum policy_value value;
		int64_t number;
		if (policy_take_number(line, &number, err) || policy_take_name(line, &value, err))
			return -1;
		if (value == POLICY_GUEST || value == POLICY_ROLE)
			return err_set(err, ERR_INPUT, "wants %s in front of the kind, as in 'guest reply'", policy_names[value].name);
		at->values[value] = number;
	} while (policy_line_take(line, ","));
	return 0;
}

int policy_expect(const char *text, struct arena *arena, struct policy_expected *expected, struct err *err)
{
	struct policy_line line;
	*expected = (struct policy_expected){.at.forum = ""};
	if (policy_line_begin(&line, text, err) || policy_take_verdict(&line, &expected->verdict, err))
		return -1;
	if (!policy_line_take(&line, ":"))
		return policy_line_refuse(&line, "':' behind the verdict", err);
	if (expect_who(&line, &expected->at, err))
		return -1;
	if (policy_line_take(&line, "in") && policy_take_forum(&line, arena, &expected->at.forum, err))
		return -1;
	if (policy_line_take(&line, "with") && expect_values(&line, &expected->at, err))
		return -1;
	return *line.token ? policy_line_refuse(&line, "'in', 'with', ',' or the end", err) : 0;
}
