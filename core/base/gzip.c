#include "gzip.h"

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, MEMORY = 8, ANY_SYSTEM = 255, STEP = 16384 };

static int compress_all(z_stream *z, struct str *out)
{
	unsigned char some[STEP];
	int rc;
	do {
		z->next_out = some;
		z->avail_out = STEP;
		rc = deflate(z, Z_FINISH);
		str_add(out, some, STEP - z->avail_out);
	} while (rc == Z_OK);
	return rc == Z_STREAM_END ? 0 : -1;
}

int gzip_put(struct str *out, const void *bytes, size_t n, struct err *err)
{
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)bytes, .avail_in = (unsigned)n};
	gz_header head = {.os = ANY_SYSTEM};
	if (n > UINT32_MAX)
		return err_set(err, ERR_LIMIT, "too large for one piece of gzip");
	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return err_set(err, ERR_SYS, "zlib cannot start");
	int rc = deflateSetHeader(&z, &head) == Z_OK ? compress_all(&z, out) : -1;
	deflateEnd(&z);
	return rc ? err_set(err, ERR_SYS, "zlib has no memory") : str_check(out, "a compressed file", err);
}
