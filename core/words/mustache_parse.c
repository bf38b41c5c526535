#include "mustache_lex.h"
#include "mustache_steps.h"

/* A tag whose closing tag is still to come. */
struct open {
	uint8_t op;
	bool argument; /* a block that stands directly in a parent */
	uint32_t step; /* its own step; an argument has none */
	uint32_t line;
	const char *name;
	size_t len;
	struct mustache_arg *arg; /* a block: itself as an argument; a parent: its latest */
	const char *indent;       /* a parent or block: the blank text in front of it */
	size_t indent_len;
	const char *body; /* a block that has its line for itself: its first line */
	size_t dedent;    /* an argument: what to go back to */
	bool first;       /* a parent: nothing but blanks was in front of it on its line */
	uint32_t lead;    /* a parent: the step that prints those blanks, or its own */
};

struct opens VEC_OF(struct open);

struct parser {
	struct mustache *set;
	struct mustache_template *t;
	struct mustache_lex lex;
	struct opens opens;
	struct str text;  /* of all TEXT steps, one after the other */
	uint32_t barrier; /* steps before this one may be jumped over: never add text to them */
};

static struct open *innermost(const struct parser *p)
{
	return p->opens.len ? &p->opens.at[p->opens.len - 1] : NULL;
}

/* Directly inside a parent tag, text means nothing and only blocks count. */
static bool in_parent(const struct parser *p)
{
	return p->opens.len && innermost(p)->op == MUSTACHE_OP_PARENT;
}

static struct mustache_step *add_step(struct parser *p, enum mustache_op op)
{
	struct mustache_step *step = VEC_PUSH(&p->t->steps);
	step->op = (uint8_t)op;
	step->line = p->lex.tag_line;
	step->span = 1;
	return step;
}

static uint32_t count(const struct parser *p)
{
	return (uint32_t)p->t->steps.len;
}

/* While parsing, `block` of a TEXT step is where its text starts in p->text. */
static void add_text(struct parser *p, const char *text, size_t n)
{
	if (!n || in_parent(p))
		return;
	struct mustache_steps *steps = &p->t->steps;
	struct mustache_step *last = steps->len > p->barrier ? &steps->at[steps->len - 1] : NULL;
	if (!last || last->op != MUSTACHE_OP_TEXT) {
		last = add_step(p, MUSTACHE_OP_TEXT);
		last->block = (uint32_t)p->text.len;
	}
	last->len += n;
	str_add(&p->text, text, n);
}

/* Goes past a tag. One that has its line for itself takes blanks and newline with it. */
static void take(struct parser *p, const struct mustache_tag *tag, bool alone)
{
	if (!alone)
		add_text(p, tag->blanks, tag->blanks_len);
	mustache_lex_move(&p->lex, alone ? tag->next : tag->after);
	if (!alone)
		p->lex.blank = false;
}

static struct mustache_ref *make_ref(struct parser *p, const struct mustache_tag *tag)
{
	struct mustache_ref *ref = arena_alloc(&p->set->arena, 1, sizeof(*ref));
	ref->name = arena_dupn(&p->set->arena, tag->name, tag->len);
	ref->len = tag->len;
	bool dot = tag->len == 1 && tag->name[0] == '.';
	const char *end = dot ? NULL : memchr(tag->name, '.', tag->len);
	ref->head = end ? (size_t)(end - tag->name) : tag->len;
	size_t parts = 1;
	for (size_t i = 0; i < tag->len; i++)
		parts += tag->name[i] == '.';
	ref->owners = arena_alloc(&p->set->arena, parts, sizeof(*ref->owners));
	return ref;
}

/* What may read {{.}}: all sections around it must put their scalars on the stack. */
static void need_dot(struct parser *p)
{
	for (size_t i = 0; i < p->opens.len; i++)
		if (!p->opens.at[i].argument)
			p->t->steps.at[p->opens.at[i].step].dot = true;
}

static int take_name(struct parser *p, const struct mustache_tag *tag, enum mustache_op op)
{
	bool raw = tag->sigil == '{' || tag->sigil == '&';
	if (mustache_lex_name(&p->lex, tag, true))
		return -1;
	if (raw && !p->set->options.allow_raw)
		return mustache_lex_fail(&p->lex, "%.*s: there is no unescaped output", (int)(tag->after - tag->start),
		                         tag->start);
	take(p, tag, op >= MUSTACHE_OP_SECTION && mustache_lex_alone(&p->lex, tag));
	if (tag->len == 1 && tag->name[0] == '.')
		need_dot(p);
	add_step(p, op)->ref = make_ref(p, tag);
	return 0;
}

static int push(struct parser *p, const struct mustache_tag *tag, struct open open)
{
	if (p->opens.len == MUSTACHE_NEST_MAX)
		return mustache_lex_fail(&p->lex, "more than %d tags inside each other", MUSTACHE_NEST_MAX);
	open.line = p->lex.tag_line;
	open.name = tag->name;
	open.len = tag->len;
	*VEC_PUSH(&p->opens) = open;
	p->barrier = count(p);
	return 0;
}

static int open_section(struct parser *p, const struct mustache_tag *tag, enum mustache_op op)
{
	if (take_name(p, tag, op))
		return -1;
	return push(p, tag, (struct open){.op = (uint8_t)op, .step = count(p) - 1});
}

static void set_indent(struct parser *p, struct mustache_step *step, const char *blanks, size_t n)
{
	step->text = arena_dupn(&p->set->arena, blanks, n);
	step->len = n;
}

/* A partial or parent names a template, or *what holds the name of one. */
static int make_target(struct parser *p, const struct mustache_tag *tag, struct mustache_step *step)
{
	bool dynamic = tag->len && tag->name[0] == '*';
	struct mustache_tag name = *tag;
	if (dynamic) {
		name.name++;
		name.len--;
		mustache_lex_trim(&name);
	}
	if (mustache_lex_name(&p->lex, &name, dynamic))
		return -1;
	if (dynamic)
		step->ref = make_ref(p, &name);
	else
		step->target = mustache_template(p->set, name.name, name.len);
	return 0;
}

static int take_partial(struct parser *p, const struct mustache_tag *tag)
{
	struct mustache_step made = {0};
	if (make_target(p, tag, &made))
		return -1;
	bool alone = mustache_lex_alone(&p->lex, tag);
	need_dot(p);
	take(p, tag, alone);
	struct mustache_step *step = add_step(p, MUSTACHE_OP_PARTIAL);
	step->ref = made.ref;
	step->target = made.target;
	step->alone = alone;
	if (alone)
		set_indent(p, step, tag->blanks, tag->blanks_len);
	return 0;
}

/*
 * Whether a parent has its lines for itself is known at its closing tag only, so the blanks in
 * front get a step of their own that can be emptied then.
 */
static int open_parent(struct parser *p, const struct mustache_tag *tag)
{
	struct mustache_step made = {0};
	if (make_target(p, tag, &made))
		return -1;
	struct open open = {
	    .op = MUSTACHE_OP_PARENT, .first = p->lex.blank, .indent = tag->blanks, .indent_len = tag->blanks_len};
	need_dot(p);
	if (open.first)
		p->barrier = count(p);
	open.lead = count(p);
	take(p, tag, false);
	open.step = count(p);
	struct mustache_step *step = add_step(p, MUSTACHE_OP_PARENT);
	step->ref = made.ref;
	step->target = made.target;
	return push(p, tag, open);
}

static uint32_t block_number(struct mustache *set, const char *name, size_t n)
{
	for (size_t i = 0; i < set->blocks.len; i++)
		if (!strncmp(set->blocks.at[i], name, n) && !set->blocks.at[i][n])
			return (uint32_t)i;
	*VEC_PUSH(&set->blocks) = arena_dupn(&set->arena, name, n);
	return (uint32_t)set->blocks.len - 1;
}

/* A block inside a parent tag: content for the parent's block of that name. */
static int open_argument(struct parser *p, const struct mustache_tag *tag)
{
	struct open *parent = innermost(p);
	uint32_t block = block_number(p->set, tag->name, tag->len);
	for (const struct mustache_arg *a = p->t->steps.at[parent->step].args; a; a = a->next)
		if (a->block == block)
			return mustache_lex_fail(&p->lex, "{{$%.*s}} is given twice", (int)tag->len, tag->name);
	struct mustache_arg *arg = arena_alloc(&p->set->arena, 1, sizeof(*arg));
	*arg = (struct mustache_arg){.block = block, .from = count(p), .next = p->t->steps.at[parent->step].args};
	p->t->steps.at[parent->step].args = arg;
	struct open open = {.op = MUSTACHE_OP_BLOCK, .argument = true, .arg = arg, .dedent = p->lex.dedent};
	if (push(p, tag, open))
		return -1;
	if (tag->next) {
		const char *line = mustache_lex_first_line(&p->lex, tag->next);
		p->lex.dedent = mustache_lex_blanks(line, p->lex.end);
	}
	mustache_lex_move(&p->lex, tag->next ? tag->next : tag->after);
	p->lex.blank = tag->next;
	return 0;
}

static int open_block(struct parser *p, const struct mustache_tag *tag)
{
	if (mustache_lex_name(&p->lex, tag, false))
		return -1;
	if (in_parent(p))
		return open_argument(p, tag);
	bool first = p->lex.blank, alone = mustache_lex_alone(&p->lex, tag);
	struct open open = {.op = MUSTACHE_OP_BLOCK, .indent = tag->blanks, .indent_len = first ? tag->blanks_len : 0};
	if (alone)
		open.body = mustache_lex_first_line(&p->lex, tag->next);
	need_dot(p);
	take(p, tag, alone);
	open.step = count(p);
	struct mustache_step *step = add_step(p, MUSTACHE_OP_BLOCK);
	step->block = block_number(p->set, tag->name, tag->len);
	step->alone = alone;
	return push(p, tag, open);
}

/* What overrides a block is indented as its default is, or as its tag if there is no default. */
static void close_block(struct parser *p, const struct mustache_tag *tag, const struct open *open)
{
	take(p, tag, mustache_lex_alone(&p->lex, tag));
	struct mustache_step *step = &p->t->steps.at[open->step];
	step->span = count(p) - open->step;
	if (!open->body || step->span == 1) {
		set_indent(p, step, open->indent, open->indent_len);
		return;
	}
	size_t n = mustache_lex_blanks(open->body, p->lex.end), dropped = n < p->lex.dedent ? n : p->lex.dedent;
	set_indent(p, step, open->body + dropped, n - dropped);
}

/* Blanks in front of the closing tag are not part of the content if they start its line. */
static void close_argument(struct parser *p, const struct mustache_tag *tag, const struct open *open)
{
	p->lex.dedent = open->dedent;
	open->arg->to = count(p);
	mustache_lex_move(&p->lex, tag->after);
	p->lex.blank = false;
}

static void close_parent(struct parser *p, const struct mustache_tag *tag, const struct open *open)
{
	bool alone = open->first && tag->next;
	struct mustache_step *step = &p->t->steps.at[open->step];
	step->span = count(p) - open->step;
	step->alone = alone;
	if (alone) {
		set_indent(p, step, open->indent, open->indent_len);
		if (open->lead != open->step)
			p->t->steps.at[open->lead].len = 0;
	}
	mustache_lex_move(&p->lex, alone ? tag->next : tag->after);
	if (!alone)
		p->lex.blank = false;
}

static void close_section(struct parser *p, const struct mustache_tag *tag, const struct open *open)
{
	take(p, tag, mustache_lex_alone(&p->lex, tag));
	p->t->steps.at[open->step].span = count(p) - open->step;
}

static char sigil_of(uint8_t op)
{
	return op == MUSTACHE_OP_SECTION    ? '#'
	       : op == MUSTACHE_OP_INVERTED ? '^'
	       : op == MUSTACHE_OP_PARENT   ? '<'
	                                    : '$';
}

static int close_tag(struct parser *p, const struct mustache_tag *tag)
{
	const struct open *open = innermost(p);
	if (!open)
		return mustache_lex_fail(&p->lex, "{{/%.*s}} closes nothing", (int)tag->len, tag->name);
	if (tag->len != open->len || memcmp(tag->name, open->name, open->len))
		return mustache_lex_fail(&p->lex, "{{/%.*s}} where {{%c%.*s}} of line %u is still open", (int)tag->len,
		                         tag->name, sigil_of(open->op), (int)open->len, open->name, open->line);
	if (open->op == MUSTACHE_OP_PARENT)
		close_parent(p, tag, open);
	else if (open->argument)
		close_argument(p, tag, open);
	else if (open->op == MUSTACHE_OP_BLOCK)
		close_block(p, tag, open);
	else
		close_section(p, tag, open);
	p->opens.len--;
	p->barrier = count(p);
	return 0;
}

static int take_tag(struct parser *p, const struct mustache_tag *tag)
{
	if (in_parent(p) && (!tag->sigil || !strchr("!=$/", tag->sigil)))
		return mustache_lex_fail(&p->lex, "%.*s: a parent tag holds blocks only",
		                         (int)(tag->after - tag->start), tag->start);
	switch (tag->sigil) {
	case '#':
		return open_section(p, tag, MUSTACHE_OP_SECTION);
	case '^':
		return open_section(p, tag, MUSTACHE_OP_INVERTED);
	case '/':
		return close_tag(p, tag);
	case '!':
		take(p, tag, mustache_lex_alone(&p->lex, tag));
		return 0;
	case '=':
		take(p, tag, mustache_lex_alone(&p->lex, tag));
		return mustache_lex_delimiters(&p->lex, tag);
	case '>':
		return take_partial(p, tag);
	case '<':
		return open_parent(p, tag);
	case '$':
		return open_block(p, tag);
	default:
		return take_name(p, tag, tag->sigil ? MUSTACHE_OP_RAW : MUSTACHE_OP_PRINT);
	}
}

/* The text up to the next tag on this line, then that tag; or the rest of the line. */
static int take_piece(struct parser *p)
{
	struct mustache_lex *lex = &p->lex;
	const char *at = memmem(lex->at, (size_t)(lex->line_end - lex->at), lex->left, lex->left_len);
	if (!at) {
		add_text(p, lex->at, (size_t)(lex->line_end - lex->at));
		mustache_lex_move(lex, lex->line_end);
		return 0;
	}
	size_t n = (size_t)(at - lex->at);
	struct mustache_tag tag = {.blanks = lex->at};
	if (lex->blank && mustache_lex_blanks(lex->at, at) == n) {
		tag.blanks_len = n;
	} else {
		add_text(p, lex->at, n);
		lex->blank = false;
	}
	lex->at = at;
	return mustache_lex_tag(lex, &tag) ? -1 : take_tag(p, &tag);
}

/* The texts lie in one run of memory, in the order in which they are printed. */
static void place_texts(struct parser *p)
{
	const char *text = arena_dupn(&p->set->arena, p->text.at, p->text.len);
	for (size_t i = 0; i < p->t->steps.len; i++) {
		struct mustache_step *step = &p->t->steps.at[i];
		if (step->op == MUSTACHE_OP_TEXT)
			step->text = text + step->block;
	}
}

static int parse(struct parser *p)
{
	while (p->lex.at < p->lex.end)
		if (take_piece(p))
			return -1;
	const struct open *open = innermost(p);
	if (open) {
		p->lex.tag_line = open->line;
		return mustache_lex_fail(&p->lex, "{{%c%.*s}} is not closed", sigil_of(open->op), (int)open->len,
		                         open->name);
	}
	place_texts(p);
	return 0;
}

int mustache_parse(struct mustache *set, struct mustache_template *t, const struct str *src, struct err *err)
{
	struct parser p = {.set = set, .t = t};
	mustache_lex_init(&p.lex, t->name, src, err);
	str_init(&p.text, MUSTACHE_SOURCE_MAX);
	int rc = parse(&p);
	if (rc)
		VEC_RELEASE(&t->steps);
	VEC_RELEASE(&p.opens);
	str_release(&p.text);
	return rc;
}
