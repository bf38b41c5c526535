#include "gzip.h"

#include <libdeflate.h>

enum { LEVEL = 9 };

int gzip_put(struct str *out, const void *bytes, size_t n, struct err *err)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
	if (!compressor)
		return err_set(err, ERR_SYS, "no memory to compress");
	size_t most = libdeflate_gzip_compress_bound(compressor, n);
	char *room = str_room(out, most);
	if (room)
		str_fill(out, libdeflate_gzip_compress(compressor, bytes, n, room, most));
	libdeflate_free_compressor(compressor);
	return str_check(out, "a compressed file", err);
}
