/* Any bytes as site.conf: complete settings, or a mistake of the operator's that is named. */
#include "core/site/config.h"

#include <git2.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void describe_all(const struct config *conf, struct arena *arena)
{
	for (size_t i = 0; i < config_count(); i++) {
		struct config_origin origin = config_describe(conf, i, arena);
		if (!origin.value || !origin.origin)
			abort();
	}
	size_t url = strlen(conf->site_url);
	if (url < 9 || conf->site_url[url - 1] != '/' || conf->feed_items < 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena;
	struct config conf;
	struct err err = {0};
	char path[64];
	static int started;
	/* Kept running: starting libgit2 for each input takes most of the time. */
	started = started ? started : git_libgit2_init();
	int fd = memfd_create("site.conf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	arena_init(&arena);
	if (config_load(&conf, &arena, path, &err)) {
		if (err.code != ERR_CONF || !*err.msg)
			abort();
	} else {
		describe_all(&conf, &arena);
		config_release(&conf);
	}
	arena_release(&arena);
	close(fd);
	return 0;
}
