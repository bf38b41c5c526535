/*
 * starter.h: the content of a new community, and content from a folder. It refuses to write: both
 * give a list of files for a first commit.
 */
#ifndef STOA_STARTER_H
#define STOA_STARTER_H

#include "core/base/arena.h"
#include "core/base/vec.h"
#include "core/git/store.h"

struct starter_files VEC_OF(struct store_edit);

/* A front page, rules, three forums and a welcome topic, all in the arena. */
void starter_write(const char *title, int64_t now, struct arena *arena, struct starter_files *files);

/*
 * Every file below a folder, in the arena. Names that begin with a dot, and symbolic links, are left
 * out; a name that content cannot have is ERR_INPUT. *left_out counts links.
 */
int starter_read(const char *folder, struct arena *arena, struct starter_files *files, size_t *left_out,
                 struct err *err) WARN_UNUSED;

#endif
