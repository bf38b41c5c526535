/*
 * deflate.h: bytes made small and large again, by libdeflate: as a gzip file (RFC 1952), and as git keeps them, in
 * zlib's wrapping (RFC 1950). The same bytes give the same result, which holds no name, no time and no system. It refuses
 * streams: what it takes and what it makes lie in memory as a whole.
 */
#ifndef STOA_DEFLATE_H
#define STOA_DEFLATE_H

#include "str.h"

/* Each ends the process without memory. They may be used again and again; close takes NULL. */
struct deflater;
struct deflater *deflater_open(void) WARN_UNUSED;
void deflater_close(struct deflater *deflater);
struct inflater;
struct inflater *inflater_open(void) WARN_UNUSED;
void inflater_close(struct inflater *inflater);

/* Appends a gzip file, as small as takes no long. ERR_SYS without memory, ERR_LIMIT where out is full. */
int deflate_gzip(struct str *out, const void *bytes, size_t n, struct err *err) WARN_UNUSED;

/* Appends quickly what inflates to the bytes. A full out remembers it (str_check). */
void deflate_zlib(struct deflater *deflater, const void *bytes, size_t n, struct str *out);

/* Appends the `size` bytes that the first of `n` bytes inflate to. false: they do not, or out is full; it is as it was. */
bool inflate_zlib(struct inflater *inflater, const void *bytes, size_t n, size_t size, struct str *out) WARN_UNUSED;

#endif
