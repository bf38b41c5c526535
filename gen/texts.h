/*
 * texts.h: the texts of topics, which the scan of a full build has read, for the rendering of the
 * same build: git inflates each once. They lie in a file without a name in the cache folder, gone
 * with the build however it ends. It refuses to be needed: what is not here is in git.
 */
#ifndef STOA_TEXTS_H
#define STOA_TEXTS_H

#include "core/store.h"

struct texts;

/* Where the texts of one page lie. */
struct texts_run {
	int64_t at, len;
};

/* Before workers are forked: they share it. Where the folder's file system cannot do it, nothing is kept. */
struct texts *texts_open(const char *folder);
void texts_close(struct texts *texts); /* NULL may be closed */

/* In a worker of the scan: one more text of the page at work, and its end. A run of length 0 was not kept. */
void texts_add(struct texts *texts, const struct store_id *blob, const struct str *text);
struct texts_run texts_put(struct texts *texts);

/* In the builder, between scan and rendering. */
void texts_note(struct texts *texts, const char *stem, struct texts_run run);

/*
 * In a worker of the rendering: the page whose texts are asked for now; and one of them, appended.
 * false: ask git. texts may be NULL.
 */
void texts_turn(struct texts *texts, const char *stem);
bool texts_find(struct texts *texts, const struct store_id *blob, struct str *out) WARN_UNUSED;

#endif
