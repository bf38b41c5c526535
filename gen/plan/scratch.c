#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

struct scratch {
	int fd;               /* -1: it holds nothing */
	_Atomic int64_t *end; /* of what was written, by all processes */
};

void *scratch_share(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		base_abort("out of memory");
	return at;
}

void scratch_unshare(void *at, size_t size)
{
	if (at)
		munmap(at, size);
}

struct scratch *scratch_open(const char *folder)
{
	struct scratch *scratch = base_alloc(1, sizeof(*scratch));
	scratch->fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	scratch->end = scratch_share(sizeof(*scratch->end));
	return scratch;
}

void scratch_close(struct scratch *scratch)
{
	if (!scratch)
		return;
	if (scratch->fd >= 0)
		close(scratch->fd);
	scratch_unshare(scratch->end, sizeof(*scratch->end));
	free(scratch);
}

/* A place is taken first, so that nobody else writes there. */
bool scratch_put(struct scratch *scratch, const void *bytes, size_t n, int64_t *at)
{
	if (scratch->fd < 0)
		return false;
	*at = atomic_fetch_add(scratch->end, (int64_t)n);
	for (size_t done = 0; done < n;) {
		ssize_t put = pwrite(scratch->fd, (const char *)bytes + done, n - done, *at + (int64_t)done);
		if (put < 0 && errno != EINTR)
			return false;
		done += put > 0 ? (size_t)put : 0;
	}
	return true;
}

bool scratch_get(const struct scratch *scratch, int64_t at, void *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t got = pread(scratch->fd, (char *)bytes + done, n - done, at + (int64_t)done);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		done += got > 0 ? (size_t)got : 0;
	}
	return true;
}
