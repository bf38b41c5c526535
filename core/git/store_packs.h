/*
 * store_packs.h: files as git keeps them in packs (gitformat-pack(5)), for who reads all of a community's: libgit2
 * finds each twice, and inflates with zlib, which takes twice as long as libdeflate. It refuses what is no blob, or told
 * from one of another pack, other versions, anything odd. Those are libgit2's, and so is every message.
 */
#ifndef STOA_STORE_PACKS_H
#define STOA_STORE_PACKS_H

#include "store.h"

struct store_packs;

/* Of the packs that are there now; a folder that cannot be read has none. Maps them: they are only mapped, not held. */
struct store_packs *store_packs_open(const char *folder) WARN_UNUSED;
void store_packs_close(struct store_packs *packs);

/* Appends a blob. false: it is not here, damaged, or over out's max; out is as it was. */
bool store_packs_read(struct store_packs *packs, const struct store_id *blob, struct str *out) WARN_UNUSED;

#endif
