#include "deflate.h"

#include <libdeflate.h>

/* Of twelve; from ten on it takes many times as long for a hundredth less. */
enum { SMALL = 9, QUICK = 1 };

struct deflater {
	struct libdeflate_compressor *way;
};

struct inflater {
	struct libdeflate_decompressor *way;
};

struct deflater *deflater_open(void)
{
	struct deflater *deflater = base_alloc(1, sizeof(*deflater));
	deflater->way = libdeflate_alloc_compressor(QUICK);
	if (!deflater->way)
		base_abort("out of memory");
	return deflater;
}

void deflater_close(struct deflater *deflater)
{
	if (deflater)
		libdeflate_free_compressor(deflater->way);
	free(deflater);
}

struct inflater *inflater_open(void)
{
	struct inflater *inflater = base_alloc(1, sizeof(*inflater));
	inflater->way = libdeflate_alloc_decompressor();
	if (!inflater->way)
		base_abort("out of memory");
	return inflater;
}

void inflater_close(struct inflater *inflater)
{
	if (inflater)
		libdeflate_free_decompressor(inflater->way);
	free(inflater);
}

int deflate_gzip(struct str *out, const void *bytes, size_t n, struct err *err)
{
	struct libdeflate_compressor *way = libdeflate_alloc_compressor(SMALL);
	if (!way)
		return err_set(err, ERR_SYS, "no memory to compress");
	size_t most = libdeflate_gzip_compress_bound(way, n);
	char *room = str_room(out, most);
	if (room)
		str_fill(out, libdeflate_gzip_compress(way, bytes, n, room, most));
	libdeflate_free_compressor(way);
	return str_check(out, "a compressed file", err);
}

void deflate_zlib(struct deflater *deflater, const void *bytes, size_t n, struct str *out)
{
	size_t most = libdeflate_zlib_compress_bound(deflater->way, n);
	char *room = str_room(out, most);
	if (room)
		str_fill(out, libdeflate_zlib_compress(deflater->way, bytes, n, room, most));
}

bool inflate_zlib(struct inflater *inflater, const void *bytes, size_t n, size_t size, struct str *out)
{
	char *room = size <= out->max - out->len ? str_room(out, size) : NULL;
	bool good = room && libdeflate_zlib_decompress(inflater->way, bytes, n, room, size, NULL) == LIBDEFLATE_SUCCESS;
	/* What came before the damage stands there already. */
	if (room)
		str_fill(out, good ? size : 0);
	return good;
}
