/*
 * mustache.h: the Mustache language (spec 1.4: interpolation, sections, inverted, comments,
 * delimiters, partials, inheritance, dynamic names), compiled once and rendered straight from C
 * structs that descriptor tables describe. It refuses to print text unescaped: only a field whose
 * C type is struct html passes as it is.
 */
#ifndef STOA_MUSTACHE_H
#define STOA_MUSTACHE_H

#include "core/base/str.h"
#include "core/text/html.h"

enum mustache_kind {
	MUSTACHE_TEXT,   /* const char *; NULL and "" are false */
	MUSTACHE_HTML,   /* struct html; at NULL or len 0 is false */
	MUSTACHE_BOOL,   /* bool */
	MUSTACHE_INT,    /* int64_t; 0 is false */
	MUSTACHE_ONE,    /* const struct T *; NULL is false; type describes T */
	MUSTACHE_INLINE, /* struct T by value, always true; type describes T. Looked up, it is a ONE */
	MUSTACHE_LIST,   /* struct mustache_list of T by value; empty is false */
	MUSTACHE_CALL,   /* struct mustache_call by value: the rest of a dotted name is its argument */
};

struct mustache_list {
	const void *at;
	size_t len;
};

/*
 * What a template may ask of an object: one row per name. help is what stoa-theme(7) says. The row
 * named "." is what {{.}} prints inside a list of such objects.
 */
struct mustache_field {
	const char *name;
	enum mustache_kind kind;
	size_t offset;
	const struct mustache_type *type; /* of ONE, INLINE and LIST */
	const char *help;
};

struct mustache_value;

/* Types are constant and outlive every set: tags remember where a type's names were found. */
struct mustache_type {
	const char *name;
	const struct mustache_field *fields;
	size_t nfields;
	size_t size; /* of the struct: the stride of a list */
	/*
	 * For data that has no table (the suite's JSON): looks a name (one part, or ".") up by hand;
	 * false where the object has none of it. NULL otherwise. Never remembered, so it is slower.
	 */
	bool (*get)(const void *object, const char *name, size_t n, struct mustache_value *value);
};

/* One looked-up value; which member holds follows kind. */
struct mustache_value {
	enum mustache_kind kind;
	const struct mustache_type *type;
	union {
		const char *text;
		struct html html;
		bool truth;
		int64_t number;
		const void *object;
		struct mustache_list list;
		const struct mustache_call *call;
	} as;
};

/* One object on the stack of contexts, innermost first. */
struct mustache_scope {
	const struct mustache_type *type;
	const void *object;
	const struct mustache_scope *outer;
};

/*
 * A value computed at the tag: {{words.topic.replies}} calls `words` with "topic.replies". It adds
 * plain text to `text`, which is then escaped as any other; as a section it is true where it adds
 * anything. Reads its arguments with mustache_find(); the plain value of a section around the tag
 * ({{#title}}) need not be on its scope. Its errors get template and line in front. Without a write
 * it is empty.
 *
 * constant, if there is one, answers for a name whose text does not depend on the scope (NULL where
 * it does): a set asks once for each tag and keeps the text, escaped, for calls of the same self.
 */
struct mustache_call {
	int (*write)(const struct mustache_call *call, const char *name, size_t n, const struct mustache_scope *scope,
	             struct str *text, struct err *err);
	const void *self;
	const char *(*constant)(const struct mustache_call *call, const char *name, size_t n);
};

/*
 * A dotted name from the innermost scope outwards, as the spec resolves one: the first scope that
 * knows the first part decides. false: nobody knows it. A CALL ends the name.
 */
bool mustache_find(const struct mustache_scope *scope, const char *name, size_t n, struct mustache_value *value);

/*
 * A set of templates that name each other. A set is for one thread.
 *
 * Where the spec says SHOULD or nothing: a partial that does not exist is "" (an error with
 * missing_is_err). Only {{$block}}s may stand directly in a {{<parent}}, and text, which is ignored.
 * A block's content sees the arguments of the template that it is written in; the outermost parent
 * that passes a block wins. Empty lines are not indented. Data that are templates (the optional
 * module "lambdas" of the spec) are not supported.
 */
struct mustache;
struct mustache_options {
	/*
	 * Source of template `name` into src; ERR_NOTFOUND where there is none. Dynamic names are
	 * data: load() must judge them (they have no control characters and at most 255 bytes).
	 */
	int (*load)(void *self, const char *name, struct str *src, struct err *err);
	void *self;
	bool allow_raw;      /* {{{x}}} and {{&x}}: for the public suite only; themes get an error */
	bool missing_is_err; /* a name that no table on the stack knows: an error (themes), or "" (spec) */
	size_t depth_max;    /* of partials, parents and blocks inside each other; 0 means 64 */
};

int mustache_open(struct mustache **set, const struct mustache_options *options, struct err *err) WARN_UNUSED;
void mustache_close(struct mustache *set);

/*
 * Compiles `name` and all it mentions, once. ERR_CONF "topic.mustache:12: {{#posts}} is not closed";
 * ERR_NOTFOUND where load() has no such template; ERR_LIMIT over 256 KiB; what load() says.
 */
int mustache_compile(struct mustache *set, const char *name, struct err *err) WARN_UNUSED;

/*
 * Renders a template onto out (compiling it first if need be). scope is borrowed. Takes no memory
 * but out's once the set is warm. On an error out is as it was, and the message starts with template
 * and line: ERR_CONF for an unknown name or a value that cannot be printed; ERR_LIMIT past
 * depth_max, out's cap, or 20 million steps; what a CALL says.
 */
int mustache_render(struct mustache *set, const char *name, const struct mustache_scope *scope, struct str *out,
                    struct err *err) WARN_UNUSED;

/* What mustache_render() put into out from `from` on, as safe HTML for another template. */
struct html mustache_html(const struct str *out, size_t from);

#endif
