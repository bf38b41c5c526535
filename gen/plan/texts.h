/*
 * texts.h: the texts of topics, which the scan of a full build has read, for the rendering of the
 * same build: git inflates each once. It refuses to be needed: what is not here is in git.
 */
#ifndef STOA_TEXTS_H
#define STOA_TEXTS_H

#include "core/git/store.h"
#include "scratch.h"

struct texts;

/* Where the texts of one page lie, and how many they are. */
struct texts_run {
	int64_t at;
	uint32_t len, count;
};

/* Before workers are forked. The scratch is borrowed. */
struct texts *texts_open(struct scratch *scratch);
void texts_close(struct texts *texts); /* NULL may be closed */

/* In a worker of the scan: one more text of the page at work, and its end. A run of length 0 was not kept. */
void texts_add(struct texts *texts, const struct store_id *blob, const struct str *text);
struct texts_run texts_put(struct texts *texts);

/* In the builder, between scan and rendering; and no more come: how many texts were noted. */
void texts_note(struct texts *texts, const char *stem, struct texts_run run);
size_t texts_settle(struct texts *texts);

/*
 * In a worker of the rendering: the page whose texts are asked for now; and one of them, appended.
 * false: ask git. texts may be NULL.
 */
void texts_turn(struct texts *texts, const char *stem);
bool texts_find(struct texts *texts, const struct store_id *blob, struct str *out) WARN_UNUSED;

#endif
