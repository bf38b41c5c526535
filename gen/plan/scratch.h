/*
 * scratch.h: a file without a name, which one build's processes write to and read from: it is gone
 * with the build however that ends. It refuses to be needed: callers do without what it cannot hold.
 */
#ifndef STOA_SCRATCH_H
#define STOA_SCRATCH_H

#include "core/base/str.h"

struct scratch;

/* Before workers are forked. Where the folder's file system has no such files, or is full, it holds nothing. */
struct scratch *scratch_open(const char *folder);
void scratch_close(struct scratch *scratch); /* NULL may be closed */

/* Memory that this process and those that it forks share, zeroed. */
void *scratch_share(size_t size);
void scratch_unshare(void *at, size_t size); /* NULL may be given back */

/* Appends; *at is where. Any process may. false: it is not there. */
bool scratch_put(struct scratch *scratch, const void *bytes, size_t n, int64_t *at) WARN_UNUSED;
bool scratch_get(const struct scratch *scratch, int64_t at, void *bytes, size_t n) WARN_UNUSED;

#endif
