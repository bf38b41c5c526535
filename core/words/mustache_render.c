#include "core/text/escape.h"
#include "mustache_steps.h"

enum {
	LEVEL_MAX = 2048,    /* of run() inside each other: what a thread's stack surely holds */
	WORK_MAX = 20000000, /* steps in one render: a fraction of a second, and far above any page */
};

/* The arguments of the parent tags that are being rendered, innermost first. */
struct frame {
	const struct mustache_template *t;
	const struct mustache_arg *args;
	const struct frame *outer;
};

/*
 * Lines are indented by the last `indent` bytes of set->indent. `fresh` (kept only where there is
 * an indentation): the template's text is at the start of a line whose indentation is still to come.
 */
struct run {
	struct mustache *set;
	const struct mustache_template *t;
	struct str *out;
	struct err *err;
	const struct frame *frames;
	size_t indent;
	bool fresh;
	size_t depth, level, work;
};

static int run(struct run *r, struct mustache_step *from, const struct mustache_step *to,
               const struct mustache_scope *scope);

static int blame(struct run *r, const struct mustache_step *step)
{
	return err_prefix(r->err, "%s.mustache:%u", r->t->name, step->line);
}

static void put_indent(struct run *r)
{
	if (!r->fresh)
		return;
	const struct str *indent = &r->set->indent;
	str_add(r->out, indent->at + indent->len - r->indent, r->indent);
	r->fresh = false;
}

/* Empty lines stay empty. */
static void put_lines(struct run *r, const char *text, size_t n)
{
	const char *end = text + n;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *next = newline ? newline + 1 : end;
		if (*text != '\n' && *text != '\r')
			put_indent(r);
		str_add(r->out, text, (size_t)(next - text));
		r->fresh = newline;
		text = next;
	}
}

static int call(struct run *r, const struct mustache_step *step, const struct mustache_value *value,
                const struct mustache_scope *scope)
{
	const struct mustache_call *call = value->as.call;
	const struct mustache_ref *ref = step->ref;
	struct str *text = &r->set->scratch;
	if (!call || !call->write)
		return 0;
	if (call->write(call, ref->name + ref->rest, ref->len - ref->rest, scope, text, r->err))
		return blame(r, step);
	return text->over && str_check(text, "computed text", r->err) ? blame(r, step) : 0;
}

static int unknown(struct run *r, const struct mustache_step *step)
{
	err_set(r->err, ERR_CONF, "nothing here is called '%.*s'", (int)step->ref->len, step->ref->name);
	return blame(r, step);
}

/* The value of a tag's name; unknown is an error or nothing, as the set was told. */
static inline int look_up(struct run *r, const struct mustache_step *step, const struct mustache_scope *scope,
                          struct mustache_value *value)
{
	if (mustache_resolve(step->ref, scope, value))
		return 0;
	*value = (struct mustache_value){.kind = MUSTACHE_TEXT};
	return r->set->options.missing_is_err ? unknown(r, step) : 0;
}

static void put_text(struct str *out, const struct mustache_step *step, const char *text, size_t n)
{
	if (step->op == MUSTACHE_OP_RAW)
		str_add(out, text, n);
	else
		escape_html(out, text, n);
}

static int put_call(struct run *r, const struct mustache_step *step, const struct mustache_value *value,
                    const struct mustache_scope *scope)
{
	struct str *scratch = &r->set->scratch;
	size_t from = scratch->len;
	if (value->as.call && step->op == MUSTACHE_OP_PRINT && mustache_said(r->set, step->ref, value->as.call)) {
		str_add(r->out, step->ref->said, step->ref->said_len);
		return 0;
	}
	int rc = call(r, step, value, scope);
	if (!rc)
		put_text(r->out, step, scratch->at + from, scratch->len - from);
	str_truncate(scratch, from);
	return rc;
}

static int unprintable(struct run *r, const struct mustache_step *step)
{
	if (!r->set->options.missing_is_err)
		return 0;
	err_set(r->err, ERR_CONF, "'%.*s' is not text", (int)step->ref->len, step->ref->name);
	return blame(r, step);
}

static int print(struct run *r, const struct mustache_step *step, const struct mustache_scope *scope)
{
	struct mustache_value value;
	if (look_up(r, step, scope, &value))
		return -1;
	if (r->indent)
		put_indent(r);
	switch (value.kind) {
	case MUSTACHE_TEXT:
		if (value.as.text)
			put_text(r->out, step, value.as.text, strlen(value.as.text));
		return 0;
	case MUSTACHE_HTML:
		if (value.as.html.at)
			str_add(r->out, value.as.html.at, value.as.html.len);
		return 0;
	case MUSTACHE_BOOL:
		str_addz(r->out, value.as.truth ? "true" : "false");
		return 0;
	case MUSTACHE_INT:
		str_add_int(r->out, value.as.number);
		return 0;
	case MUSTACHE_CALL:
		return put_call(r, step, &value, scope);
	default:
		return unprintable(r, step);
	}
}

/* A computed value is true where it writes anything. */
static int is_spoken(struct run *r, const struct mustache_step *step, const struct mustache_value *value,
                     const struct mustache_scope *scope, bool *yes)
{
	size_t from = r->set->scratch.len;
	int rc = call(r, step, value, scope);
	*yes = r->set->scratch.len > from;
	str_truncate(&r->set->scratch, from);
	return rc;
}

static bool is_true(const struct mustache_value *value)
{
	switch (value->kind) {
	case MUSTACHE_TEXT:
		return value->as.text && *value->as.text;
	case MUSTACHE_HTML:
		return value->as.html.at && value->as.html.len;
	case MUSTACHE_BOOL:
		return value->as.truth;
	case MUSTACHE_INT:
		return value->as.number;
	case MUSTACHE_LIST:
		return value->as.list.len;
	default:
		return value->as.object;
	}
}

static int each(struct run *r, struct mustache_step *step, const struct mustache_value *value,
                const struct mustache_scope *scope)
{
	struct mustache_scope inner = {.type = value->type, .object = value->as.list.at, .outer = scope};
	for (size_t i = 0; i < value->as.list.len; i++) {
		if (run(r, step + 1, step + step->span, &inner))
			return -1;
		inner.object = (const char *)inner.object + value->type->size;
	}
	return 0;
}

/*
 * Sets *on to 1 where the scope stays the same: then the body is simply what comes next. Most
 * sections are such.
 */
static int run_section(struct run *r, struct mustache_step *step, const struct mustache_value *value,
                       const struct mustache_scope *scope, uint32_t *on)
{
	struct mustache_scope inner = {.type = &mustache_scalar, .object = value, .outer = scope};
	if (value->kind == MUSTACHE_LIST)
		return each(r, step, value, scope);
	if (value->kind == MUSTACHE_ONE) {
		inner.type = value->type;
		inner.object = value->as.object;
	} else if (!step->dot) {
		*on = 1;
		return 0;
	}
	return run(r, step + 1, step + step->span, &inner);
}

static int section(struct run *r, struct mustache_step *step, const struct mustache_scope *scope, uint32_t *on)
{
	struct mustache_value value;
	bool yes;
	if (look_up(r, step, scope, &value))
		return -1;
	if (value.kind == MUSTACHE_CALL) {
		if (is_spoken(r, step, &value, scope, &yes))
			return -1;
		value = (struct mustache_value){.kind = MUSTACHE_BOOL, .as.truth = yes};
	}
	yes = is_true(&value);
	if (yes && step->op == MUSTACHE_OP_SECTION)
		return run_section(r, step, &value, scope, on);
	if (!yes && step->op == MUSTACHE_OP_INVERTED)
		*on = 1;
	return 0;
}

/* A dynamic name is read each time; the step remembers the template that it meant last. */
static int find_dynamic(struct run *r, struct mustache_step *step, const char *name, size_t n)
{
	const struct mustache_template *last = step->target;
	if (last && last->len == n && !memcmp(last->name, name, n))
		return 0;
	return mustache_dynamic(r->set, name, n, &step->target, r->err);
}

static int read_dynamic(struct run *r, struct mustache_step *step, const struct mustache_scope *scope)
{
	struct str *scratch = &r->set->scratch;
	size_t from = scratch->len;
	struct mustache_value value;
	if (look_up(r, step, scope, &value))
		return -1;
	if (value.kind == MUSTACHE_TEXT && value.as.text)
		return find_dynamic(r, step, value.as.text, strlen(value.as.text));
	int rc = value.kind == MUSTACHE_CALL ? call(r, step, &value, scope) : 0;
	if (!rc)
		rc = find_dynamic(r, step, scratch->at + from, scratch->len - from);
	str_truncate(scratch, from);
	return rc;
}

/* The template that a partial or parent tag means, compiled; NULL where there is none. */
static int find_target(struct run *r, struct mustache_step *step, const struct mustache_scope *scope,
                       const struct mustache_template **target)
{
	if (step->ref && read_dynamic(r, step, scope))
		return -1;
	struct mustache_template *t = step->target;
	if (t && t->state == MUSTACHE_NEW && mustache_load_template(r->set, t, r->err))
		return -1;
	*target = t && t->state == MUSTACHE_READY ? t : NULL;
	if (*target || !r->set->options.missing_is_err)
		return 0;
	if (step->ref)
		err_set(r->err, ERR_CONF, "no template of the name in '%s'", step->ref->name);
	else
		err_set(r->err, ERR_CONF, "no template '%s'", t ? t->name : "");
	return blame(r, step);
}

/* Puts a tag's blanks behind what lines are indented by. */
static int indent_more(struct run *r, const struct mustache_step *step)
{
	str_add(&r->set->indent, step->text, step->len);
	r->indent += step->len;
	return str_check(&r->set->indent, "indentation", r->err) ? blame(r, step) : 0;
}

static int run_template(struct run *r, const struct mustache_template *t, const struct mustache_scope *scope)
{
	const struct mustache_template *outer = r->t;
	if (!t->steps.len)
		return 0;
	r->t = t;
	int rc = run(r, t->steps.at, t->steps.at + t->steps.len, scope);
	r->t = outer;
	return rc;
}

/* A tag on a line of its own indents what it brings in; one inside a line stops indenting. */
static int run_indented(struct run *r, const struct mustache_step *step, const struct mustache_template *t,
                        const struct mustache_scope *scope)
{
	size_t indent = r->indent, len = r->set->indent.len;
	int rc = 0;
	if (step->alone) {
		r->fresh = true;
		rc = step->len ? indent_more(r, step) : 0;
	} else if (r->indent) {
		put_indent(r);
		r->indent = 0;
	}
	if (!rc)
		rc = run_template(r, t, scope);
	if (step->alone && step->len)
		str_truncate(&r->set->indent, len);
	r->indent = indent;
	r->fresh = step->alone;
	return rc;
}

static int go_deeper(struct run *r, const struct mustache_step *step)
{
	if (++r->depth <= r->set->options.depth_max)
		return 0;
	err_set(r->err, ERR_LIMIT, "templates inside each other more than %zu deep", r->set->options.depth_max);
	return blame(r, step);
}

static int partial(struct run *r, struct mustache_step *step, const struct mustache_scope *scope)
{
	const struct mustache_template *t = NULL;
	if (find_target(r, step, scope, &t))
		return -1;
	if (!t)
		return 0;
	if (go_deeper(r, step))
		return -1;
	struct frame frame = {.t = r->t, .args = step->args, .outer = r->frames};
	if (frame.args)
		/* cppcheck-suppress autoVariables; taken out again below */
		r->frames = &frame;
	int rc = run_indented(r, step, t, scope);
	r->frames = frame.outer;
	r->depth--;
	return rc;
}

/* The outermost parent tag that passes this block wins: it knows the most. */
static const struct frame *find_override(const struct run *r, uint32_t block, const struct mustache_arg **arg)
{
	const struct frame *found = NULL;
	for (const struct frame *f = r->frames; f; f = f->outer)
		for (const struct mustache_arg *a = f->args; a; a = a->next)
			if (a->block == block) {
				found = f;
				*arg = a;
			}
	return found;
}

/*
 * The content that was passed is a piece of the template which passed it: it sees the arguments of
 * that template, not those that it passes on. Otherwise a page's {{$title}} would also fill the
 * {{$title}} of each card on the page.
 */
static int run_argument(struct run *r, const struct frame *by, const struct mustache_arg *arg,
                        const struct mustache_scope *scope)
{
	const struct mustache_template *t = r->t;
	const struct frame *frames = r->frames;
	r->t = by->t;
	r->frames = by->outer;
	int rc = run(r, by->t->steps.at + arg->from, by->t->steps.at + arg->to, scope);
	r->frames = frames;
	r->t = t;
	return rc;
}

/* Where nobody overrides it, the default is what comes next. */
static int block(struct run *r, const struct mustache_step *step, const struct mustache_scope *scope, uint32_t *on)
{
	const struct mustache_arg *arg = NULL;
	const struct frame *by = find_override(r, step->block, &arg);
	size_t indent = r->indent, len = r->set->indent.len;
	if (!by) {
		*on = 1;
		return 0;
	}
	if (go_deeper(r, step))
		return -1;
	if (step->alone || step->len)
		r->fresh = step->alone;
	int rc = step->len ? indent_more(r, step) : 0;
	if (!rc)
		rc = run_argument(r, by, arg, scope);
	if (step->len)
		str_truncate(&r->set->indent, len);
	r->indent = indent;
	if (step->alone)
		r->fresh = true;
	r->depth--;
	return rc;
}

static int limits(struct run *r)
{
	if (r->work > WORK_MAX)
		return err_set(r->err, ERR_LIMIT, "%s.mustache: too much work", r->t->name);
	if (r->level > LEVEL_MAX)
		return err_set(r->err, ERR_LIMIT, "%s.mustache: sections too deep inside each other", r->t->name);
	return str_check(r->out, r->t->name, r->err);
}

static int run_step(struct run *r, struct mustache_step *step, const struct mustache_scope *scope, uint32_t *on)
{
	switch (step->op) {
	case MUSTACHE_OP_PRINT:
	case MUSTACHE_OP_RAW:
		return print(r, step, scope);
	case MUSTACHE_OP_SECTION:
	case MUSTACHE_OP_INVERTED:
		return section(r, step, scope, on);
	case MUSTACHE_OP_BLOCK:
		return block(r, step, scope, on);
	default:
		return partial(r, step, scope);
	}
}

static int run(struct run *r, struct mustache_step *from, const struct mustache_step *to,
               const struct mustache_scope *scope)
{
	int rc = 0;
	r->work += (size_t)(to - from);
	r->level++;
	if (r->work > WORK_MAX || r->level > LEVEL_MAX || r->out->over)
		rc = limits(r);
	while (!rc && from < to) {
		uint32_t on = from->span;
		if (from->op != MUSTACHE_OP_TEXT)
			rc = run_step(r, from, scope, &on);
		else if (r->indent)
			put_lines(r, from->text, from->len);
		else
			str_add(r->out, from->text, from->len);
		from += on;
	}
	r->level--;
	return rc;
}

int mustache_render(struct mustache *set, const char *name, const struct mustache_scope *scope, struct str *out,
                    struct err *err)
{
	struct mustache_template *t = mustache_template(set, name, strlen(name));
	size_t len = out->len, scratch = set->scratch.len, indent = set->indent.len;
	if (!t->whole && mustache_compile(set, name, err))
		return -1;
	struct run r = {.set = set, .out = out, .err = err};
	int rc = run_template(&r, t, scope);
	if (!rc)
		rc = str_check(out, name, err);
	if (rc) {
		str_truncate(out, len);
		str_truncate(&set->scratch, scratch);
		str_truncate(&set->indent, indent);
	}
	return rc;
}

struct html mustache_html(const struct str *out, size_t from)
{
	return (struct html){.at = out->at + from, .len = out->len - from};
}
