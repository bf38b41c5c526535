#include "texts.h"

#include "core/map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

/* A page with more text than this is read from git again: workers stay small. */
enum { TEXTS_MAX = 4 * 1024 * 1024, CHUNK = 32 * 1024 };

struct texts {
	int fd;               /* -1: nothing is kept */
	_Atomic int64_t *end; /* of what was written, by all processes */
	struct arena arena;
	struct map runs; /* of the builder: struct texts_run, by stem */
	struct str page; /* of a worker: those of one page, each behind its head */
	size_t at;       /* in page: behind the one that was asked for last */
};

struct head {
	struct store_id blob;
	uint32_t len;
};

struct texts *texts_open(const char *folder)
{
	struct texts *texts = base_alloc(1, sizeof(*texts));
	texts->fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
	texts->end = mmap(NULL, sizeof(*texts->end), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (texts->end == MAP_FAILED)
		base_abort("out of memory");
	arena_init(&texts->arena);
	map_init(&texts->runs, &texts->arena);
	str_init(&texts->page, TEXTS_MAX);
	return texts;
}

void texts_close(struct texts *texts)
{
	if (!texts)
		return;
	if (texts->fd >= 0)
		close(texts->fd);
	munmap(texts->end, sizeof(*texts->end));
	str_release(&texts->page);
	map_release(&texts->runs);
	arena_release(&texts->arena);
	free(texts);
}

void texts_add(struct texts *texts, const struct store_id *blob, const struct str *text)
{
	struct head head = {.blob = *blob, .len = (uint32_t)text->len};
	str_add(&texts->page, &head, sizeof(head));
	str_add(&texts->page, text->at, text->len);
}

static bool write_all(int fd, const char *bytes, struct texts_run run)
{
	while (run.len > 0) {
		ssize_t n = pwrite(fd, bytes, (size_t)run.len, run.at);
		if (n < 0 && errno != EINTR)
			return false;
		bytes += n > 0 ? n : 0;
		run.at += n > 0 ? n : 0;
		run.len -= n > 0 ? n : 0;
	}
	return true;
}

/* A full disk loses nothing: the page has no run then. */
struct texts_run texts_put(struct texts *texts)
{
	struct texts_run run = {.len = (int64_t)texts->page.len};
	if (texts->fd < 0 || texts->page.over)
		run.len = 0;
	if (run.len)
		run.at = atomic_fetch_add(texts->end, run.len);
	if (!write_all(texts->fd, texts->page.at, run))
		run.len = 0;
	str_reset(&texts->page);
	return run;
}

void texts_note(struct texts *texts, const char *stem, struct texts_run run)
{
	struct texts_run *kept = arena_alloc(&texts->arena, 1, sizeof(*kept));
	*kept = run;
	map_put(&texts->runs, stem, strlen(stem))->value.at = kept;
}

void texts_turn(struct texts *texts, const char *stem)
{
	if (!texts)
		return;
	const struct map_entry *known = map_find(&texts->runs, stem, strlen(stem));
	struct texts_run run = known ? *(const struct texts_run *)known->value.at : (struct texts_run){0, 0};
	str_reset(&texts->page);
	texts->at = 0;
	while (run.len > 0) {
		char chunk[CHUNK];
		size_t want = run.len < CHUNK ? (size_t)run.len : CHUNK;
		ssize_t n = pread(texts->fd, chunk, want, run.at);
		if (n <= 0)
			break;
		str_add(&texts->page, chunk, (size_t)n);
		run.at += n;
		run.len -= n;
	}
}

/* The text behind *at, if it is whole; *at moves behind it. */
static const char *next(const struct texts *texts, size_t *at, struct head *head)
{
	const struct str *page = &texts->page;
	if (page->len - *at < sizeof(*head))
		return NULL;
	memcpy(head, page->at + *at, sizeof(*head));
	*at += sizeof(*head);
	if (page->len - *at < head->len)
		return NULL;
	*at += head->len;
	return page->at + *at - head->len;
}

/* Texts are asked for in the order of the scan, some of them twice: forward from the last one, then once around. */
bool texts_find(struct texts *texts, const struct store_id *blob, struct str *out)
{
	struct head head;
	if (!texts)
		return false;
	size_t at = texts->at, stop = texts->page.len;
	for (int round = 0; round < 2; round++, stop = texts->at, at = 0)
		for (const char *text; at < stop && (text = next(texts, &at, &head));)
			if (store_same(&head.blob, blob)) {
				str_add(out, text, head.len);
				texts->at = at;
				return true;
			}
	return false;
}
