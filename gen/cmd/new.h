/*
 * new.h: where a new piece of content belongs in a clone, and what its name is. It refuses to
 * write anything.
 */
#ifndef STOA_NEW_H
#define STOA_NEW_H

#include "core/base/arena.h"

/* What somebody asked for: "topic" in "help" called "How do I …?". */
struct new_wish {
	const char *const *operands; /* behind the kind of thing; NULL-terminated */
	const char *author, *name, *tags, *link, *start, *end, *zone, *repeat;
	int64_t date;
	const char *root; /* the clone's folder */
	struct arena *arena;
};

struct new_thing {
	const char *name;     /* first, for near_name() */
	const char *operands; /* for the usage */
	int noperands;
	bool has_author; /* somebody must stand for it */
	bool has_title;  /* it is the last operand */
	/* The path of its file, which does not exist yet. ERR_INPUT, ERR_NOTFOUND. */
	int (*place)(const struct new_wish *wish, const char **path, struct err *err);
};

const struct new_thing *new_things(size_t *n);

/* Id of the reply that a new reply answers, where the operand names one; else "". */
const char *new_reply_to(const struct new_wish *wish);

#endif
