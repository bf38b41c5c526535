/*
 * mustache_steps.h: what a template is once compiled; shared by the files core/mustache*.c only.
 *
 * A template is one flat array of steps. A section is a step followed by its body, which ends
 * before the step at index `end`; so are a block's default and a parent's arguments. Each tag that
 * looks a name up has a ref, which remembers where the name was found and for which types.
 */
#ifndef STOA_MUSTACHE_STEPS_H
#define STOA_MUSTACHE_STEPS_H

#include "arena.h"
#include "mustache.h"
#include "vec.h"

enum {
	MUSTACHE_HOPS = 8,               /* how many scopes outwards a ref remembers */
	MUSTACHE_NEST_MAX = 64,          /* sections, parents and blocks inside each other, per template */
	MUSTACHE_SOURCE_MAX = 256 * 1024 /* bytes of one template */
};

struct mustache_ref {
	const char *name;
	size_t len;
	size_t head; /* bytes of the first part of a dotted name */
	size_t rest; /* after a lookup that met a CALL: where its argument starts */

	/* The cache: types[0..hops], innermost first, led to fields[0..nfields). nfields 0: empty. */
	const struct mustache_type *types[MUSTACHE_HOPS];
	size_t hops;
	size_t nfields;
	const struct mustache_field **fields; /* room for every part; NULL where nothing is cached */
};

enum mustache_op {
	MUSTACHE_OP_TEXT,     /* text */
	MUSTACHE_OP_PRINT,    /* ref */
	MUSTACHE_OP_RAW,      /* ref */
	MUSTACHE_OP_SECTION,  /* ref, body */
	MUSTACHE_OP_INVERTED, /* ref, body */
	MUSTACHE_OP_PARTIAL,  /* target, or ref where the name is dynamic; text is the indentation */
	MUSTACHE_OP_PARENT,   /* the same, and args, whose steps are the body */
	MUSTACHE_OP_BLOCK,    /* block, body is the default; text is what an override is indented by */
};

/* Content that a parent tag passes for one block: steps [from, to) of the template it stands in. */
struct mustache_arg {
	uint32_t block, from, to;
	const struct mustache_arg *next;
};

struct mustache_step {
	uint8_t op;
	bool alone; /* PARTIAL, PARENT, BLOCK: the tag had its line for itself, so the line is gone */
	bool dot;   /* SECTION: the body may say {{.}}, so a scalar must be put on the stack */
	uint32_t line;
	uint32_t end;
	uint32_t block;
	const char *text;
	size_t len;
	struct mustache_ref *ref;
	struct mustache_template *target;
	const struct mustache_arg *args;
};

struct mustache_steps VEC_OF(struct mustache_step);

enum mustache_state { MUSTACHE_NEW, MUSTACHE_READY, MUSTACHE_MISSING };

struct mustache_template {
	const char *name;
	size_t len;
	enum mustache_state state;
	bool whole;     /* so is all that it mentions */
	unsigned visit; /* the last mustache_compile() that came by */
	struct mustache_steps steps;
};

struct mustache_templates VEC_OF(struct mustache_template *);
struct mustache_names VEC_OF(const char *);

struct mustache {
	struct mustache_options options;
	struct arena arena; /* templates, names, texts: all live as long as the set */
	struct mustache_templates templates;
	struct mustache_names blocks; /* a block's number is its index here */
	struct str scratch;           /* what CALLs write, as a stack */
	struct str indent;            /* what the lines of the current template are indented by */
	unsigned visits;
};

/* The template called `name`, made if it is new; not loaded. */
struct mustache_template *mustache_template(struct mustache *set, const char *name, size_t n);

/* Loads and compiles it. One that load() does not know becomes MUSTACHE_MISSING, which is no error. */
int mustache_load(struct mustache *set, struct mustache_template *t, struct err *err) WARN_UNUSED;

/*
 * The template of a name that came from data, compiled; NULL where there is none, and then the name
 * is forgotten: strangers' data must not fill the memory.
 */
int mustache_dynamic(struct mustache *set, const char *name, size_t n, struct mustache_template **t,
                     struct err *err) WARN_UNUSED;

/* Source to t->steps. ERR_CONF or ERR_LIMIT with "name.mustache:line: " in front. */
int mustache_parse(struct mustache *set, struct mustache_template *t, const struct str *src,
                   struct err *err) WARN_UNUSED;

/* Looks ref's name up, through its cache. false: nobody on the stack knows it. */
bool mustache_resolve(struct mustache_ref *ref, const struct mustache_scope *scope, struct mustache_value *value);

/* The type of a scope that holds one struct mustache_value: {{.}} is all it knows. */
extern const struct mustache_type mustache_scalar;

#endif
