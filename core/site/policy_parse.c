#include "policy_parts.h"

#include "core/text/text.h"

enum { STEPS_MAX = 60, FORUMS_MAX = 40, DEPTH_MAX = 8, SENTENCE_MAX = 300 };

#define EVERYTHING ((1u << POLICY_KINDS) - 1)
#define POSTS (1u << POLICY_TOPIC | 1u << POLICY_REPLY | 1u << POLICY_EDIT)

/* A rule on its way. */
struct parser {
	struct policy_line line;
	struct arena *arena;
	struct policy_step steps[STEPS_MAX];
	size_t nsteps, depth;
	struct err *err;
};

static int add(struct parser *p, struct policy_step step)
{
	if (p->nsteps == STEPS_MAX)
		return err_set(p->err, ERR_INPUT, "a condition of more than %d parts: make two rules of it", STEPS_MAX);
	p->steps[p->nsteps++] = step;
	return 0;
}

static int parse_either(struct parser *p);

static int parse_sign(struct parser *p, enum policy_value value, enum policy_sign *sign)
{
	char wants[POLICY_TOKEN_MAX];
	for (int i = 0; i < POLICY_SIGNS; i++) {
		if (policy_line_take(&p->line, policy_sign_name((enum policy_sign)i))) {
			*sign = (enum policy_sign)i;
			return 0;
		}
	}
	snprintf(wants, sizeof(wants), "<, <=, =, !=, >= or > behind '%s'", policy_names[value].name);
	return policy_line_refuse(&p->line, wants, p->err);
}

static int parse_role(struct parser *p, struct policy_step *step)
{
	if (parse_sign(p, POLICY_ROLE, &step->sign))
		return -1;
	step->number = policy_role_of(p->line.token);
	if (step->number < -1)
		return policy_line_refuse(&p->line, "guest, member, staff, moderator or admin", p->err);
	policy_line_next(&p->line);
	return 0;
}

/* What may follow a name that stands alone; anything else is a sign, or a mistake in place of one. */
static bool is_end_of_test(const struct policy_line *line)
{
	static const char *const ends[] = {"", ":", ")", "and", "or"};
	bool end = false;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		end = end || policy_line_is(line, ends[i]);
	return end;
}

static int parse_comparison(struct parser *p)
{
	struct policy_step step = {.op = POLICY_TEST, .sign = POLICY_MORE};
	if (policy_take_name(&p->line, &step.value, p->err))
		return -1;
	if (step.value == POLICY_ROLE) {
		if (parse_role(p, &step))
			return -1;
	} else if (!is_end_of_test(&p->line)) {
		if (policy_names[step.value].flag) {
			char wants[POLICY_TOKEN_MAX];
			snprintf(wants, sizeof(wants), "'and', 'or' or the end behind '%s'", policy_names[step.value].name);
			return policy_line_refuse(&p->line, wants, p->err);
		}
		if (parse_sign(p, step.value, &step.sign) || policy_take_number(&p->line, &step.number, p->err))
			return -1;
	}
	return add(p, step);
}

static int parse_test(struct parser *p)
{
	if (policy_line_take(&p->line, "not")) {
		if (policy_line_is(&p->line, "not"))
			return err_set(p->err, ERR_INPUT, "'not' twice says nothing");
		return parse_test(p) ? -1 : add(p, (struct policy_step){.op = POLICY_NOT});
	}
	if (!policy_line_take(&p->line, "("))
		return parse_comparison(p);
	if (++p->depth > DEPTH_MAX)
		return err_set(p->err, ERR_INPUT, "more than %d parentheses inside of each other", DEPTH_MAX);
	if (parse_either(p))
		return -1;
	p->depth--;
	return policy_line_take(&p->line, ")") ? 0 : policy_line_refuse(&p->line, "'and', 'or' or ')'", p->err);
}

static int parse_every(struct parser *p)
{
	if (parse_test(p))
		return -1;
	while (policy_line_take(&p->line, "and")) {
		if (parse_test(p) || add(p, (struct policy_step){.op = POLICY_AND}))
			return -1;
	}
	return 0;
}

static int parse_either(struct parser *p)
{
	if (parse_every(p))
		return -1;
	while (policy_line_take(&p->line, "or")) {
		if (parse_every(p) || add(p, (struct policy_step){.op = POLICY_OR}))
			return -1;
	}
	return 0;
}

static int parse_kinds(struct parser *p, struct policy_rule *rule)
{
	rule->kinds = rule->verdict == POLICY_PUBLISH ? POSTS : EVERYTHING;
	int kind = policy_kind_of(p->line.token);
	for (bool first = true; kind >= 0; first = false) {
		rule->kinds = (first ? 0 : rule->kinds) | 1u << kind;
		policy_line_next(&p->line);
		if (!policy_line_take(&p->line, ","))
			return 0;
		kind = policy_kind_of(p->line.token);
		if (kind < 0)
			return policy_line_refuse(&p->line, "topics, replies, edits, suggestions or pages behind ','", p->err);
	}
	return 0;
}

static int parse_forums(struct parser *p, struct policy_rule *rule)
{
	const char *forums[FORUMS_MAX];
	do {
		if (rule->nforums == FORUMS_MAX)
			return err_set(p->err, ERR_INPUT, "more than %d forums: make two rules of it", FORUMS_MAX);
		if (policy_take_forum(&p->line, p->arena, &forums[rule->nforums++], p->err))
			return -1;
	} while (policy_line_take(&p->line, ","));
	const char **kept = arena_alloc(p->arena, rule->nforums, sizeof(*kept));
	memcpy(kept, forums, rule->nforums * sizeof(*kept));
	rule->forums = kept;
	return 0;
}

static int parse_condition(struct parser *p, struct policy_rule *rule)
{
	if (parse_either(p))
		return -1;
	struct policy_step *steps = arena_alloc(p->arena, p->nsteps, sizeof(*steps));
	memcpy(steps, p->steps, p->nsteps * sizeof(*steps));
	rule->steps = steps;
	rule->nsteps = p->nsteps;
	return 0;
}

/* Behind the colon everything is the author's. */
static int take_sentence(struct parser *p, struct policy_rule *rule)
{
	const char *text = p->line.at + strspn(p->line.at, " ");
	size_t n = strlen(text);
	while (n && text[n - 1] == ' ')
		n--;
	if (!n)
		return err_set(p->err, ERR_INPUT, "wants a sentence for the author behind ':', got nothing more");
	if (text_length(text, n) > SENTENCE_MAX)
		return err_set(p->err, ERR_INPUT, "wants a sentence of %d characters at most behind ':'", SENTENCE_MAX);
	rule->sentence = arena_dupn(p->arena, text, n);
	return 0;
}

/* What stands between the verdict and a word that fits nowhere. */
static const char *wanted_now(const struct policy_rule *rule)
{
	return rule->nsteps     ? "'and', 'or', ':' or the end"
	       : rule->nforums ? "',', 'if', ':' or the end"
	                        : "topics, replies, edits, suggestions, pages, 'in', 'if', ':' or the end";
}

static const char *head_of(struct parser *p, const char *text, bool has_sentence)
{
	size_t start = strspn(text, " "), end = has_sentence ? (size_t)(p->line.at - text) - 1 : strlen(text);
	while (end > start && text[end - 1] == ' ')
		end--;
	return arena_dupn(p->arena, text + start, end - start);
}

static int parse_rule(struct parser *p, const char *text, struct policy_rule *rule)
{
	if (policy_line_begin(&p->line, text, p->err) || policy_take_verdict(&p->line, &rule->verdict, p->err) ||
	    parse_kinds(p, rule))
		return -1;
	if (policy_line_take(&p->line, "in") && parse_forums(p, rule))
		return -1;
	if (policy_line_take(&p->line, "if") && parse_condition(p, rule))
		return -1;
	bool has_sentence = policy_line_is(&p->line, ":");
	if (!has_sentence && *p->line.token)
		return policy_line_refuse(&p->line, wanted_now(rule), p->err);
	rule->text = head_of(p, text, has_sentence);
	return has_sentence ? take_sentence(p, rule) : 0;
}

int policy_parse(const char *text, struct arena *arena, struct policy_rule *rule, struct err *err)
{
	struct parser p = {.arena = arena, .err = err};
	*rule = (struct policy_rule){.text = "", .sentence = "", .key = ""};
	return parse_rule(&p, text, rule);
}

int policy_check(const char *text, struct err *err)
{
	struct policy_rule rule;
	struct arena arena;
	arena_init(&arena);
	int rc = policy_parse(text, &arena, &rule, err);
	arena_release(&arena);
	return rc;
}
