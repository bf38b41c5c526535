#include "store_git.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 16 * 1024 };

/* Small objects take a block of the disk however small they become, and git packs all one day. */
struct store_deflater {
	z_stream stream;
	unsigned char out[CHUNK];
};

struct store_deflater *store_deflater_open(void)
{
	struct store_deflater *deflater = base_alloc(1, sizeof(*deflater));
	if (deflateInit(&deflater->stream, Z_BEST_SPEED) != Z_OK)
		base_abort("zlib cannot start");
	return deflater;
}

void store_deflater_close(struct store_deflater *deflater)
{
	if (deflater)
		deflateEnd(&deflater->stream);
	free(deflater);
}

static int write_all(int fd, const unsigned char *bytes, size_t n)
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

static int feed(struct store_deflater *deflater, int fd, const void *bytes, size_t n, int flush)
{
	z_stream *stream = &deflater->stream;
	stream->next_in = (z_const Bytef *)bytes;
	stream->avail_in = (uInt)n;
	do {
		stream->next_out = deflater->out;
		stream->avail_out = CHUNK;
		deflate(stream, flush);
		if (write_all(fd, deflater->out, CHUNK - stream->avail_out))
			return -1;
	} while (!stream->avail_out);
	return 0;
}

int store_loose_write(struct store_deflater *deflater, int fd, git_object_t type, const void *bytes, size_t n)
{
	char head[64];
	int len = snprintf(head, sizeof(head), "%s %zu", git_object_type2string(type), n);
	deflateReset(&deflater->stream);
	if (n > UINT32_MAX) {
		errno = EFBIG;
		return -1;
	}
	return feed(deflater, fd, head, (size_t)len + 1, Z_NO_FLUSH) || feed(deflater, fd, bytes, n, Z_FINISH) ? -1 : 0;
}
