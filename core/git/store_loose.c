#include "store_git.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <unistd.h>

/* Small objects take a block of the disk however small they become, and git packs all one day. */
/* Of a gigabyte, as settings allow for a file at most, and what stands before it. */
enum { LEVEL = 1, HEAD = 64, OBJECT_MAX = (1 << 30) + HEAD };

struct store_deflater {
	struct libdeflate_compressor *compressor;
	struct str object, packed;
};

struct store_deflater *store_deflater_open(void)
{
	struct store_deflater *deflater = base_alloc(1, sizeof(*deflater));
	deflater->compressor = libdeflate_alloc_compressor(LEVEL);
	if (!deflater->compressor)
		base_abort("out of memory");
	str_init(&deflater->object, OBJECT_MAX);
	str_init(&deflater->packed, (size_t)2 * OBJECT_MAX);
	return deflater;
}

void store_deflater_close(struct store_deflater *deflater)
{
	if (!deflater)
		return;
	libdeflate_free_compressor(deflater->compressor);
	str_release(&deflater->object);
	str_release(&deflater->packed);
	free(deflater);
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t put = write(fd, bytes, n);
		if (put < 0 && errno != EINTR)
			return -1;
		bytes += put > 0 ? put : 0;
		n -= put > 0 ? (size_t)put : 0;
	}
	return 0;
}

int store_loose_write(struct store_deflater *deflater, int fd, git_object_t type, const void *bytes, size_t n)
{
	struct str *object = &deflater->object, *packed = &deflater->packed;
	str_reset(object);
	str_reset(packed);
	str_addf(object, "%s %zu", git_object_type2string(type), n);
	str_addc(object, '\0');
	str_add(object, bytes, n);
	size_t most = libdeflate_zlib_compress_bound(deflater->compressor, object->len);
	char *room = object->over ? NULL : str_room(packed, most);
	if (!room) {
		errno = EFBIG;
		return -1;
	}
	str_fill(packed, libdeflate_zlib_compress(deflater->compressor, object->at, object->len, room, most));
	return write_all(fd, packed->at, packed->len);
}
