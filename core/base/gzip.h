/*
 * gzip.h: bytes as a gzip file (RFC 1952), by libdeflate. The same bytes give the same file: it holds no
 * name, no time and no system. It refuses to read one.
 */
#ifndef STOA_GZIP_H
#define STOA_GZIP_H

#include "str.h"

/* Appends the file. ERR_SYS without memory, ERR_LIMIT where out is full. */
int gzip_put(struct str *out, const void *bytes, size_t n, struct err *err) WARN_UNUSED;

#endif
