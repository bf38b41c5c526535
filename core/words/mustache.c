#include "core/text/escape.h"
#include "mustache_steps.h"

enum { DYNAMIC_NAME_MAX = 255, DEPTH_DEFAULT = 64, INDENT_MAX = 4096, SCRATCH_MAX = 1024 * 1024 };

int mustache_open(struct mustache **set, const struct mustache_options *options, struct err *err)
{
	if (!options->load)
		return err_set(err, ERR_CONF, "templates: no way to load them");
	struct mustache *s = base_alloc(1, sizeof(*s));
	s->options = *options;
	if (!s->options.depth_max)
		s->options.depth_max = DEPTH_DEFAULT;
	arena_init(&s->arena);
	str_init(&s->scratch, SCRATCH_MAX);
	str_init(&s->indent, INDENT_MAX);
	*set = s;
	return 0;
}

void mustache_close(struct mustache *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->templates.len; i++)
		VEC_RELEASE(&set->templates.at[i]->steps);
	VEC_RELEASE(&set->templates);
	VEC_RELEASE(&set->blocks);
	str_release(&set->scratch);
	str_release(&set->indent);
	arena_release(&set->arena);
	free(set);
}

static struct mustache_template *known(struct mustache *set, const char *name, size_t n)
{
	for (size_t i = 0; i < set->templates.len; i++) {
		struct mustache_template *t = set->templates.at[i];
		if (t->len == n && !memcmp(t->name, name, n))
			return t;
	}
	return NULL;
}

struct mustache_template *mustache_template(struct mustache *set, const char *name, size_t n)
{
	struct mustache_template *t = known(set, name, n);
	if (t)
		return t;
	t = arena_alloc(&set->arena, 1, sizeof(*t));
	t->name = arena_dupn(&set->arena, name, n);
	t->len = n;
	*VEC_PUSH(&set->templates) = t;
	return t;
}

static int load_source(struct mustache *set, const char *name, struct str *src, struct err *err)
{
	if (set->options.load(set->options.self, name, src, err) || str_check(src, "template", err))
		return err_prefix(err, "%s.mustache", name);
	return 0;
}

static int compile_source(struct mustache *set, struct mustache_template *t, const struct str *src, struct err *err)
{
	if (mustache_parse(set, t, src, err))
		return -1;
	t->state = MUSTACHE_READY;
	return 0;
}

int mustache_load_template(struct mustache *set, struct mustache_template *t, struct err *err)
{
	struct str src;
	str_init(&src, MUSTACHE_SOURCE_MAX);
	int rc = load_source(set, t->name, &src, err);
	if (!rc) {
		rc = compile_source(set, t, &src, err);
	} else if (err->code == ERR_NOTFOUND) {
		t->state = MUSTACHE_MISSING;
		err_clear(err);
		rc = 0;
	}
	str_release(&src);
	return rc;
}

static bool is_plain(const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)name[i] <= ' ' || name[i] == 0x7F)
			return false;
	return n && n <= DYNAMIC_NAME_MAX;
}

int mustache_dynamic(struct mustache *set, const char *name, size_t n, struct mustache_template **t, struct err *err)
{
	*t = known(set, name, n);
	if (*t || !is_plain(name, n))
		return 0;
	char z[DYNAMIC_NAME_MAX + 1] = "";
	memcpy(z, name, n);
	struct str src;
	str_init(&src, MUSTACHE_SOURCE_MAX);
	int rc = load_source(set, z, &src, err);
	if (!rc) {
		*t = mustache_template(set, z, n);
		rc = compile_source(set, *t, &src, err);
	} else if (err->code == ERR_NOTFOUND) {
		err_clear(err);
		rc = 0;
	}
	str_release(&src);
	return rc;
}

/* Compiles what one partial or parent tag mentions; new work goes on the list. */
static int visit(struct mustache *set, const struct mustache_template *from, const struct mustache_step *step,
                 struct mustache_templates *list, struct err *err)
{
	struct mustache_template *t = step->ref ? NULL : step->target;
	if (!t)
		return 0;
	if (t->visit != set->visits && t->state != MUSTACHE_READY && mustache_load_template(set, t, err))
		return -1;
	if (t->visit != set->visits && t->state == MUSTACHE_READY)
		*VEC_PUSH(list) = t;
	t->visit = set->visits;
	if (t->state == MUSTACHE_READY || !set->options.missing_is_err)
		return 0;
	return err_set(err, ERR_CONF, "%s.mustache:%u: no template '%s'", from->name, step->line, t->name);
}

static int visit_all(struct mustache *set, struct mustache_templates *list, struct err *err)
{
	while (list->len) {
		const struct mustache_template *t = list->at[--list->len];
		for (size_t i = 0; i < t->steps.len; i++)
			if (visit(set, t, &t->steps.at[i], list, err))
				return -1;
	}
	return 0;
}

int mustache_compile(struct mustache *set, const char *name, struct err *err)
{
	struct mustache_template *t = mustache_template(set, name, strlen(name));
	if (t->whole)
		return 0;
	if (t->state != MUSTACHE_READY && mustache_load_template(set, t, err))
		return -1;
	if (t->state != MUSTACHE_READY)
		return err_set(err, ERR_NOTFOUND, "%s.mustache: no such template", name);
	struct mustache_templates list = {0};
	t->visit = ++set->visits;
	*VEC_PUSH(&list) = t;
	t->whole = !visit_all(set, &list, err);
	VEC_RELEASE(&list);
	return t->whole ? 0 : -1;
}

bool mustache_said(struct mustache *set, struct mustache_ref *ref, const struct mustache_call *call)
{
	if (ref->said_by)
		return ref->said_by == call->self;
	const char *text = call->constant && call->self
	                       ? call->constant(call, ref->name + ref->rest, ref->len - ref->rest)
	                       : NULL;
	if (!text)
		return false;
	struct str html;
	str_init(&html, MUSTACHE_SOURCE_MAX);
	escape_html(&html, text, strlen(text));
	ref->said_by = html.over ? NULL : call->self;
	ref->said = arena_dupn(&set->arena, html.at, html.len);
	ref->said_len = html.len;
	str_release(&html);
	return ref->said_by;
}
