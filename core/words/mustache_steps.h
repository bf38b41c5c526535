/*
 * mustache_steps.h: what a template is once compiled; shared by the files core/mustache*.c only.
 *
 * A template is one flat array of steps. A section is a step followed by its body; so are a block's
 * default and a parent's arguments. `span` counts a step and its body, so it leads to what follows.
 */
#ifndef STOA_MUSTACHE_STEPS_H
#define STOA_MUSTACHE_STEPS_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "mustache_ref.h"

enum {
	MUSTACHE_NEST_MAX = 64,          /* sections, parents and blocks inside each other, per template */
	MUSTACHE_SOURCE_MAX = 256 * 1024 /* bytes of one template */
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
	uint32_t span;
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
int mustache_load_template(struct mustache *set, struct mustache_template *t, struct err *err) WARN_UNUSED;

/*
 * The template of a name that came from data, compiled; NULL where there is none, and then the name
 * is forgotten: strangers' data must not fill the memory.
 */
int mustache_dynamic(struct mustache *set, const char *name, size_t n, struct mustache_template **t,
                     struct err *err) WARN_UNUSED;

/*
 * Does the ref hold what this call says once and for all? Asks it the first time. The first self that
 * has a constant for the tag is remembered; a page has but one.
 */
bool mustache_said(struct mustache *set, struct mustache_ref *ref, const struct mustache_call *call);

/* Source to t->steps. ERR_CONF or ERR_LIMIT with "name.mustache:line: " in front. */
int mustache_parse(struct mustache *set, struct mustache_template *t, const struct str *src,
                   struct err *err) WARN_UNUSED;

#endif
