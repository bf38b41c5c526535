#include "store_git.h"

#include "core/base/deflate.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A file of a gigabyte, as much as settings allow, and what stands before it. */
enum { OBJECT_MAX = (1 << 30) + 64 };

/* Quick rather than small: an object takes a block of the disk however small it becomes, and git packs all one day. */
struct store_deflater {
	struct deflater *deflater;
	struct str object, packed;
};

struct store_deflater *store_deflater_open(void)
{
	struct store_deflater *deflater = base_alloc(1, sizeof(*deflater));
	deflater->deflater = deflater_open();
	str_init(&deflater->object, OBJECT_MAX);
	str_init(&deflater->packed, (size_t)2 * OBJECT_MAX);
	return deflater;
}

void store_deflater_close(struct store_deflater *deflater)
{
	if (!deflater)
		return;
	deflater_close(deflater->deflater);
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
	if (!object->over)
		deflate_zlib(deflater->deflater, object->at, object->len, packed);
	if (object->over || packed->over) {
		errno = EFBIG;
		return -1;
	}
	return write_all(fd, packed->at, packed->len);
}
