/*
 * bundle.h: files as one ZIP, written on while it is made: memory does not grow with what is in it but
 * for a line each. It refuses to read one.
 */
#ifndef STOA_BUNDLE_H
#define STOA_BUNDLE_H

#include "core/base/err.h"

struct bundle;

/* Where the bytes go. false: the other side has gone. */
struct bundle_sink {
	bool (*write)(void *self, const void *bytes, size_t n);
	void *self;
};

int bundle_open(struct bundle **bundle, const struct bundle_sink *sink, struct err *err) WARN_UNUSED;
/* A file at a relative path; at: when it was last changed, seconds since 1970. */
int bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t n, int64_t at, struct err *err) WARN_UNUSED;
/* Writes the list of files, without which no reader takes it for whole. */
int bundle_finish(struct bundle *bundle, struct err *err) WARN_UNUSED;
void bundle_close(struct bundle *bundle);

#endif
