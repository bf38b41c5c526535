/*
 * badge_file.h: the rules for badges of a commit: badges.conf in the root of its content, or the
 * program's own. It refuses to fail for what an author wrote: then the program's own stand, and it
 * says what is wrong.
 */
#ifndef STOA_BADGE_FILE_H
#define STOA_BADGE_FILE_H

#include "core/catalogue/badges.h"
#include "core/git/store.h"

#define BADGE_FILE "badges.conf"

struct badge_file {
	struct badges badges;
	const char *id;    /* of the blob, in hex; "" where there is none; NULL where nothing was read yet */
	const char *wrong; /* or NULL */
};

/* A commit's tree, and the folder of the content in it ("" is all). */
struct badge_place {
	struct store *store;
	const struct store_id *tree;
	const char *folder;
};

/* What is there already stays where the commit has the same; else it is read into the arena, and *changed says so. */
int badge_file_read(const struct badge_place *place, struct arena *arena, struct badge_file *file, bool *changed,
                    struct err *err) WARN_UNUSED;

#endif
