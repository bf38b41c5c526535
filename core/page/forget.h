/*
 * forget.h: what becomes of one file of the content when a member is taken out of it: a pure function of
 * path and bytes, for main as it is and for every version in history. It reads front matter line by line, so that a
 * version that no parser takes loses the name too. It refuses to touch what others wrote: calling somebody by
 * name, and quoting them, stays theirs.
 *
 *     members/ad/ada.md, members/ad/ada/…   go
 *     author: ada                           becomes another handle, and the post has no history of edits any more
 *     …/votes/ada                           become that handle's; or go
 *     the log                               names that handle, and its profile's path
 *     a topic or reply, if texts go too     keeps its place in the thread, and says that it is gone
 *
 * Done twice it changes nothing.
 */
#ifndef STOA_FORGET_H
#define STOA_FORGET_H

#include "core/base/arena.h"

struct forget {
	const char *handle;
	const char *gone;         /* the handle in its place: forget_handle() */
	bool texts;               /* what they wrote goes too */
	const char *title, *body; /* of a post whose text is gone */
};

/* "gone-k3x9ab", of random letters; and whether a handle is one. */
const char *forget_handle(struct arena *arena);
bool forget_is_handle(const char *handle);

/* Where the file at a content path stands afterwards; NULL: nowhere. In the arena, or path itself. */
const char *forget_path(const struct forget *forget, const char *path, struct arena *arena);

/* Is the post or page at that path by them? */
bool forget_is_theirs(const struct forget *forget, const char *path, const char *text, size_t n);

/* Appends the file as it is afterwards; false: as it was, and nothing was appended. */
bool forget_file(const struct forget *forget, const char *path, const char *text, size_t n, struct str *out);

#endif
