#include "mustache_ref.h"

static bool scalar_get(const void *object, const char *name, size_t n, struct mustache_value *value)
{
	if (n != 1 || name[0] != '.')
		return false;
	*value = *(const struct mustache_value *)object;
	return true;
}

const struct mustache_type mustache_scalar = {.name = "value", .get = scalar_get};

void mustache_absent(const struct mustache_field *field, struct mustache_value *value)
{
	bool text = field->kind == MUSTACHE_BOOL || field->kind == MUSTACHE_INT;
	enum mustache_kind kind = field->kind == MUSTACHE_INLINE ? MUSTACHE_ONE : field->kind;
	*value = (struct mustache_value){.kind = text ? MUSTACHE_TEXT : kind, .type = field->type};
}

const void *mustache_owner(const struct mustache_ref *ref, const void *object)
{
	for (size_t i = 0; object && i < ref->nowners; i++) {
		object = (const char *)object + ref->owners[i]->offset;
		if (ref->owners[i]->kind == MUSTACHE_ONE)
			object = *(const void *const *)object;
	}
	return object;
}

static const struct mustache_field *field_of(const struct mustache_type *type, const char *name, size_t n)
{
	for (size_t i = 0; i < type->nfields; i++) {
		const char *known = type->fields[i].name;
		if (known[0] == name[0] && !strncmp(known, name, n) && !known[n])
			return &type->fields[i];
	}
	return NULL;
}

/* One part of a name in one object. A NULL object still knows which names it would have. */
static bool look(const struct mustache_type *type, const void *object, const char *name, size_t n,
                 struct mustache_value *value)
{
	const struct mustache_field *field = field_of(type, name, n);
	if (!field)
		return type->get && object && type->get(object, name, n, value);
	mustache_load(field, object, value);
	return true;
}

/* The scope that knows the first part. A get() may answer differently next time: no cache then. */
static const struct mustache_scope *holder(struct mustache_ref *ref, const struct mustache_scope *scope,
                                           struct mustache_value *value, bool *cachable)
{
	bool dot = ref->len == 1 && ref->name[0] == '.';
	*cachable = ref->owners;
	for (ref->hops = 0; scope; scope = scope->outer, ref->hops++) {
		if (scope->type->get && scope->type != &mustache_scalar)
			*cachable = false;
		if (ref->hops < MUSTACHE_HOPS)
			ref->types[ref->hops] = scope->type;
		if (look(scope->type, scope->object, ref->name, ref->head, value))
			break;
		if (dot) {
			*cachable = false;
			return NULL;
		}
	}
	*cachable = *cachable && scope && ref->hops < MUSTACHE_HOPS && scope->type != &mustache_scalar;
	return scope;
}

/* The end of the part of the name that starts at `from`. */
static size_t part_end(const struct mustache_ref *ref, size_t from)
{
	const char *dot = memchr(ref->name + from, '.', ref->len - from);
	return dot ? (size_t)(dot - ref->name) : ref->len;
}

bool mustache_search(struct mustache_ref *ref, const struct mustache_scope *scope, struct mustache_value *value)
{
	bool cachable;
	scope = holder(ref, scope, value, &cachable);
	ref->nowners = 0;
	ref->field = cachable ? field_of(scope->type, ref->name, ref->head) : NULL;
	size_t at = ref->head;
	while (scope && at < ref->len && value->kind != MUSTACHE_CALL) {
		const struct mustache_type *type = value->kind == MUSTACHE_ONE ? value->type : NULL;
		size_t end = part_end(ref, ++at);
		if (!type || !look(type, value->as.object, ref->name + at, end - at, value))
			scope = NULL;
		cachable = cachable && scope && !type->get;
		if (cachable) {
			ref->owners[ref->nowners++] = ref->field;
			ref->field = field_of(type, ref->name + at, end - at);
		}
		at = end;
	}
	ref->rest = at < ref->len ? at + 1 : at;
	if (!cachable)
		ref->types[0] = NULL;
	return scope;
}

bool mustache_find(const struct mustache_scope *scope, const char *name, size_t n, struct mustache_value *value)
{
	const char *dot = n > 1 ? memchr(name, '.', n) : NULL;
	struct mustache_ref ref = {.name = name, .len = n, .head = dot ? (size_t)(dot - name) : n};
	return mustache_search(&ref, scope, value);
}
