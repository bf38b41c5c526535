/*
 * mustache_ref.h: a name in a tag, and where it was found last: for core/mustache*.c only. Most
 * tags meet the same types each time, and then looking a name up is a comparison and a load.
 */
#ifndef STOA_MUSTACHE_REF_H
#define STOA_MUSTACHE_REF_H

#include "mustache.h"

enum { MUSTACHE_HOPS = 8 /* how many scopes outwards a ref remembers */ };

struct mustache_ref {
	const char *name;
	size_t len;
	size_t head; /* bytes of the first part of a dotted name */
	size_t rest; /* after a lookup that met a CALL: where its argument starts */

	/*
	 * The cache: the scopes were of types[0..hops], innermost first; in the last of them the way
	 * led through the objects owners[0..nowners) to `field`. types[0] NULL: nothing is known.
	 */
	const struct mustache_type *types[MUSTACHE_HOPS];
	size_t hops, nowners;
	const struct mustache_field *field;
	const struct mustache_field **owners; /* room for all parts; NULL: do not remember */

	/* What a CALL with this self said once and for all, as HTML; NULL: nothing is known. */
	const void *said_by;
	const char *said;
	size_t said_len;
};

/* The type of a scope that holds one struct mustache_value: {{.}} is all it knows. */
extern const struct mustache_type mustache_scalar;

/* The value of a field of no object: what is false and prints as nothing. */
void mustache_absent(const struct mustache_field *field, struct mustache_value *value);

/* The value of a field of an object, or of none. Whether an object lies in its owner or is pointed to matters up to here only. */
static inline void mustache_load(const struct mustache_field *field, const void *object, struct mustache_value *value)
{
	if (!object) {
		mustache_absent(field, value);
		return;
	}
	const void *at = (const char *)object + field->offset;
	value->kind = field->kind;
	value->type = field->type;
	switch (field->kind) {
	case MUSTACHE_TEXT:
		value->as.text = *(const char *const *)at;
		break;
	case MUSTACHE_HTML:
		value->as.html = *(const struct html *)at;
		break;
	case MUSTACHE_BOOL:
		value->as.truth = *(const bool *)at;
		break;
	case MUSTACHE_INT:
		value->as.number = *(const int64_t *)at;
		break;
	case MUSTACHE_ONE:
		value->as.object = *(const void *const *)at;
		break;
	case MUSTACHE_INLINE:
		value->kind = MUSTACHE_ONE;
		value->as.object = at;
		break;
	case MUSTACHE_LIST:
		value->as.list = *(const struct mustache_list *)at;
		break;
	case MUSTACHE_CALL:
		value->as.call = at;
		break;
	}
}

/* The object that a remembered dotted name ends in, or NULL where the chain breaks off. */
const void *mustache_owner(const struct mustache_ref *ref, const void *object);

/* The long way; remembers it. false: nobody on the stack knows the name. */
bool mustache_search(struct mustache_ref *ref, const struct mustache_scope *scope, struct mustache_value *value);

/* Looks ref's name up. Inline because a page does little else. */
static inline bool mustache_resolve(struct mustache_ref *ref, const struct mustache_scope *scope,
                                    struct mustache_value *value)
{
	const struct mustache_scope *at = scope;
	for (size_t hop = 0; at && at->type == ref->types[hop]; at = at->outer, hop++)
		if (hop == ref->hops) {
			const void *object = ref->nowners ? mustache_owner(ref, at->object) : at->object;
			mustache_load(ref->field, object, value);
			return true;
		}
	return mustache_search(ref, scope, value);
}

#endif
