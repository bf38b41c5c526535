#include "escape.h"
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
 * Lines are indented by set->indent from `indent_from` on. `fresh` (kept only where there is an
 * indentation): the template's text is at the start of a line whose indentation is still to come.
 */
struct run {
	struct mustache *set;
	struct str *out;
	struct err *err;
	const struct frame *frames;
	size_t indent_from;
	bool fresh;
	size_t depth, level, work;
};

/* Where a step stands, for messages. */
struct place {
	const struct mustache_template *t;
	struct mustache_step *step;
};

static int run(struct run *r, const struct mustache_template *t, uint32_t from, uint32_t to,
               const struct mustache_scope *scope);

static int blame(struct run *r, struct place at)
{
	return err_prefix(r->err, "%s.mustache:%u", at.t->name, at.step->line);
}

static bool indented(const struct run *r)
{
	return r->set->indent.len > r->indent_from;
}

static void put_indent(struct run *r)
{
	if (!r->fresh)
		return;
	str_add(r->out, r->set->indent.at + r->indent_from, r->set->indent.len - r->indent_from);
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

static int call(struct run *r, struct place at, const struct mustache_value *value, const struct mustache_scope *scope)
{
	const struct mustache_ref *ref = at.step->ref;
	struct str *text = &r->set->scratch;
	if (!value->as.call || !value->as.call->write)
		return 0;
	int rc =
	    value->as.call->write(value->as.call, ref->name + ref->rest, ref->len - ref->rest, scope, text, r->err);
	if (rc || str_check(text, "computed text", r->err))
		return blame(r, at);
	return 0;
}

/* The value of a tag's name; unknown is an error or nothing, as the set was told. */
static int look_up(struct run *r, struct place at, const struct mustache_scope *scope, struct mustache_value *value)
{
	struct mustache_ref *ref = at.step->ref;
	if (mustache_resolve(ref, scope, value))
		return 0;
	*value = (struct mustache_value){.kind = MUSTACHE_TEXT};
	if (!r->set->options.missing_is_err)
		return 0;
	err_set(r->err, ERR_CONF, "nothing here is called '%.*s'", (int)ref->len, ref->name);
	return blame(r, at);
}

static void put_text(struct str *out, const char *text, size_t n, bool raw)
{
	if (raw)
		str_add(out, text, n);
	else
		escape_html(out, text, n);
}

static int put_call(struct run *r, struct place at, const struct mustache_value *value,
                    const struct mustache_scope *scope)
{
	struct str *scratch = &r->set->scratch;
	size_t from = scratch->len;
	int rc = call(r, at, value, scope);
	if (!rc)
		put_text(r->out, scratch->at + from, scratch->len - from, at.step->op == MUSTACHE_OP_RAW);
	str_truncate(scratch, from);
	return rc;
}

static int print(struct run *r, struct place at, const struct mustache_scope *scope)
{
	struct mustache_value value;
	if (look_up(r, at, scope, &value))
		return -1;
	if (indented(r))
		put_indent(r);
	switch (value.kind) {
	case MUSTACHE_TEXT:
		if (value.as.text)
			put_text(r->out, value.as.text, strlen(value.as.text), at.step->op == MUSTACHE_OP_RAW);
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
		return put_call(r, at, &value, scope);
	default:
		break;
	}
	if (!r->set->options.missing_is_err)
		return 0;
	err_set(r->err, ERR_CONF, "'%.*s' is not text", (int)at.step->ref->len, at.step->ref->name);
	return blame(r, at);
}

/* A computed value is true where it writes anything. */
static int is_true(struct run *r, struct place at, const struct mustache_value *value,
                   const struct mustache_scope *scope, bool *yes)
{
	size_t from = r->set->scratch.len;
	int rc = 0;
	switch (value->kind) {
	case MUSTACHE_TEXT:
		*yes = value->as.text && *value->as.text;
		break;
	case MUSTACHE_HTML:
		*yes = value->as.html.at && value->as.html.len;
		break;
	case MUSTACHE_BOOL:
		*yes = value->as.truth;
		break;
	case MUSTACHE_INT:
		*yes = value->as.number;
		break;
	case MUSTACHE_ONE:
	case MUSTACHE_INLINE:
		*yes = value->as.object;
		break;
	case MUSTACHE_LIST:
		*yes = value->as.list.len;
		break;
	case MUSTACHE_CALL:
		rc = call(r, at, value, scope);
		*yes = r->set->scratch.len > from;
		str_truncate(&r->set->scratch, from);
		break;
	}
	return rc;
}

static int each(struct run *r, struct place at, const struct mustache_value *value, const struct mustache_scope *scope)
{
	uint32_t from = (uint32_t)(at.step - at.t->steps.at) + 1, to = at.step->end;
	struct mustache_scope inner = {.type = value->type, .object = value->as.list.at, .outer = scope};
	for (size_t i = 0; i < value->as.list.len; i++) {
		if (run(r, at.t, from, to, &inner))
			return -1;
		inner.object = (const char *)inner.object + value->type->size;
	}
	return 0;
}

static int section(struct run *r, struct place at, const struct mustache_scope *scope)
{
	struct mustache_value value;
	bool yes = false;
	if (look_up(r, at, scope, &value) || is_true(r, at, &value, scope, &yes))
		return -1;
	uint32_t from = (uint32_t)(at.step - at.t->steps.at) + 1, to = at.step->end;
	if (at.step->op == MUSTACHE_OP_INVERTED)
		return yes ? 0 : run(r, at.t, from, to, scope);
	if (!yes)
		return 0;
	struct mustache_scope inner = {.type = &mustache_scalar, .object = &value, .outer = scope};
	switch (value.kind) {
	case MUSTACHE_LIST:
		return each(r, at, &value, scope);
	case MUSTACHE_ONE:
		inner.type = value.type;
		inner.object = value.as.object;
		return run(r, at.t, from, to, &inner);
	case MUSTACHE_CALL:
		value = (struct mustache_value){.kind = MUSTACHE_BOOL, .as.truth = true};
		break;
	default:
		break;
	}
	return run(r, at.t, from, to, at.step->dot ? &inner : scope);
}

/* A dynamic name is read each time; the step remembers the template that it meant last. */
static int find_dynamic(struct run *r, struct place at, const char *name, size_t n)
{
	const struct mustache_template *last = at.step->target;
	if (last && last->len == n && !memcmp(last->name, name, n))
		return 0;
	return mustache_dynamic(r->set, name, n, &at.step->target, r->err);
}

static int read_dynamic(struct run *r, struct place at, const struct mustache_scope *scope)
{
	struct str *scratch = &r->set->scratch;
	size_t from = scratch->len;
	struct mustache_value value;
	if (look_up(r, at, scope, &value))
		return -1;
	if (value.kind == MUSTACHE_TEXT)
		return find_dynamic(r, at, value.as.text ? value.as.text : "",
		                    value.as.text ? strlen(value.as.text) : 0);
	int rc = value.kind == MUSTACHE_CALL ? call(r, at, &value, scope) : 0;
	if (!rc)
		rc = find_dynamic(r, at, scratch->at + from, scratch->len - from);
	str_truncate(scratch, from);
	return rc;
}

/* The template that a partial or parent tag means, compiled; NULL where there is none. */
static int find_target(struct run *r, struct place at, const struct mustache_scope *scope,
                       struct mustache_template **target)
{
	if (at.step->ref && read_dynamic(r, at, scope))
		return -1;
	struct mustache_template *t = at.step->target;
	if (t && t->state == MUSTACHE_NEW && mustache_load(r->set, t, r->err))
		return -1;
	*target = t && t->state == MUSTACHE_READY ? t : NULL;
	if (*target || !r->set->options.missing_is_err)
		return 0;
	if (at.step->ref)
		err_set(r->err, ERR_CONF, "no template of the name in '%s'", at.step->ref->name);
	else
		err_set(r->err, ERR_CONF, "no template '%s'", t ? t->name : "");
	return blame(r, at);
}

/* A tag on a line of its own indents what it brings in; one inside a line stops indenting. */
static int run_indented(struct run *r, struct place at, const struct mustache_template *t,
                        const struct mustache_scope *scope)
{
	size_t from = r->indent_from, len = r->set->indent.len;
	if (at.step->alone) {
		str_add(&r->set->indent, at.step->text, at.step->len);
		r->fresh = true;
	} else {
		if (indented(r))
			put_indent(r);
		r->indent_from = len;
	}
	int rc = str_check(&r->set->indent, "indentation", r->err) ? blame(r, at)
	                                                           : run(r, t, 0, (uint32_t)t->steps.len, scope);
	str_truncate(&r->set->indent, len);
	r->indent_from = from;
	r->fresh = at.step->alone;
	return rc;
}

static int go_deeper(struct run *r, struct place at)
{
	if (++r->depth <= r->set->options.depth_max)
		return 0;
	err_set(r->err, ERR_LIMIT, "templates inside each other more than %zu deep", r->set->options.depth_max);
	return blame(r, at);
}

static int partial(struct run *r, struct place at, const struct mustache_scope *scope)
{
	struct mustache_template *t = NULL;
	if (find_target(r, at, scope, &t))
		return -1;
	if (!t)
		return 0;
	if (go_deeper(r, at))
		return -1;
	struct frame frame = {.t = at.t, .args = at.step->args, .outer = r->frames};
	if (frame.args)
		/* cppcheck-suppress autoVariables; taken out again below */
		r->frames = &frame;
	int rc = run_indented(r, at, t, scope);
	if (frame.args)
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
static int override(struct run *r, struct place at, const struct frame *by, const struct mustache_arg *arg,
                    const struct mustache_scope *scope)
{
	if (go_deeper(r, at))
		return -1;
	const struct frame *frames = r->frames;
	size_t len = r->set->indent.len;
	r->frames = by->outer;
	str_add(&r->set->indent, at.step->text, at.step->len);
	if (at.step->alone || at.step->len)
		r->fresh = at.step->alone;
	int rc =
	    str_check(&r->set->indent, "indentation", r->err) ? blame(r, at) : run(r, by->t, arg->from, arg->to, scope);
	str_truncate(&r->set->indent, len);
	r->frames = frames;
	if (at.step->alone)
		r->fresh = true;
	r->depth--;
	return rc;
}

static int block(struct run *r, struct place at, const struct mustache_scope *scope)
{
	const struct mustache_arg *arg = NULL;
	const struct frame *by = find_override(r, at.step->block, &arg);
	if (by)
		return override(r, at, by, arg, scope);
	return run(r, at.t, (uint32_t)(at.step - at.t->steps.at) + 1, at.step->end, scope);
}

static int step(struct run *r, struct place at, const struct mustache_scope *scope)
{
	switch (at.step->op) {
	case MUSTACHE_OP_TEXT:
		if (indented(r))
			put_lines(r, at.step->text, at.step->len);
		else
			str_add(r->out, at.step->text, at.step->len);
		return 0;
	case MUSTACHE_OP_PRINT:
	case MUSTACHE_OP_RAW:
		return print(r, at, scope);
	case MUSTACHE_OP_SECTION:
	case MUSTACHE_OP_INVERTED:
		return section(r, at, scope);
	case MUSTACHE_OP_BLOCK:
		return block(r, at, scope);
	default:
		return partial(r, at, scope);
	}
}

static int run(struct run *r, const struct mustache_template *t, uint32_t from, uint32_t to,
               const struct mustache_scope *scope)
{
	r->work += to - from;
	if (r->work > WORK_MAX || r->level == LEVEL_MAX)
		return err_set(r->err, ERR_LIMIT, "%s.mustache: %s", t->name,
		               r->level == LEVEL_MAX ? "sections too deep inside each other" : "too much work");
	if (r->out->over)
		return str_check(r->out, t->name, r->err);
	r->level++;
	int rc = 0;
	while (!rc && from < to) {
		struct place at = {t, &t->steps.at[from]};
		rc = step(r, at, scope);
		from = at.step->end ? at.step->end : from + 1;
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
	struct run r = {.set = set, .out = out, .err = err, .indent_from = indent};
	int rc = run(&r, t, 0, (uint32_t)t->steps.len, scope);
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
