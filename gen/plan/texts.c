#include "texts.h"

#include "core/base/map.h"
#include "core/base/vec.h"

/* A page with more text than this is read from git again: workers stay small, and after a large page so again. */
enum { TEXTS_MAX = 4 * 1024 * 1024, KEPT = 128 * 1024 };

/* Before each text. */
struct head {
	struct store_id blob;
	uint32_t len;
};

/* Of every page of the community: no more than a hash is kept. A page that is mixed up has other blobs. */
struct noted {
	uint64_t stem;
	struct texts_run run;
};

struct texts {
	struct scratch *scratch;
	/* Of a worker of the scan: one page's texts. */
	struct str added;
	uint32_t nadded;
	/* Of the builder, by hash of the stem. */
	struct runs VEC_OF(struct noted) runs;
	size_t count;
	/* Of a worker of the rendering: one page's texts, and where the one ends that was asked for last. */
	char *page;
	size_t len, cap, at;
};

struct texts *texts_open(struct scratch *scratch)
{
	struct texts *texts = base_alloc(1, sizeof(*texts));
	texts->scratch = scratch;
	str_init(&texts->added, TEXTS_MAX);
	return texts;
}

void texts_close(struct texts *texts)
{
	if (!texts)
		return;
	free(texts->page);
	str_release(&texts->added);
	VEC_RELEASE(&texts->runs);
	free(texts);
}

void texts_add(struct texts *texts, const struct store_id *blob, const struct str *text)
{
	struct head head = {.blob = *blob, .len = (uint32_t)text->len};
	str_add(&texts->added, &head, sizeof(head));
	str_add(&texts->added, text->at, text->len);
	texts->nadded++;
}

struct texts_run texts_put(struct texts *texts)
{
	struct texts_run run = {.len = (uint32_t)texts->added.len, .count = texts->nadded};
	if (texts->added.over || !run.len || !scratch_put(texts->scratch, texts->added.at, run.len, &run.at))
		run = (struct texts_run){0};
	str_reset(&texts->added);
	texts->nadded = 0;
	return run;
}

void texts_note(struct texts *texts, const char *stem, struct texts_run run)
{
	*VEC_PUSH(&texts->runs) = (struct noted){map_hash(stem, strlen(stem)), run};
	texts->count += run.count;
}

static int by_stem(const void *a, const void *b)
{
	const struct noted *x = a, *y = b;
	return (x->stem > y->stem) - (x->stem < y->stem);
}

size_t texts_settle(struct texts *texts)
{
	if (texts->runs.len)
		qsort(texts->runs.at, texts->runs.len, sizeof(*texts->runs.at), by_stem);
	return texts->count;
}

void texts_turn(struct texts *texts, const char *stem)
{
	if (!texts)
		return;
	struct noted wanted = {.stem = map_hash(stem, strlen(stem))};
	const struct noted *known = NULL;
	texts->len = texts->at = 0;
	if (texts->runs.len)
		known = bsearch(&wanted, texts->runs.at, texts->runs.len, sizeof(wanted), by_stem);
	if (!known)
		return;
	const struct texts_run *run = &known->run;
	if (run->len > texts->cap || texts->cap > KEPT) {
		texts->cap = run->len > KEPT ? run->len : KEPT;
		texts->page = base_realloc(texts->page, texts->cap, 1);
	}
	if (scratch_get(texts->scratch, run->at, texts->page, run->len))
		texts->len = run->len;
}

/* The text behind *at, if it is whole; *at moves behind it. */
static const char *next(const struct texts *texts, size_t *at, struct head *head)
{
	if (texts->len - *at < sizeof(*head))
		return NULL;
	memcpy(head, texts->page + *at, sizeof(*head));
	*at += sizeof(*head);
	if (texts->len - *at < head->len)
		return NULL;
	*at += head->len;
	return texts->page + *at - head->len;
}

/* Texts are asked for in the order of the scan, some of them twice: forward from the last one, then once around. */
bool texts_find(struct texts *texts, const struct store_id *blob, struct str *out)
{
	struct head head;
	if (!texts)
		return false;
	size_t at = texts->at, stop = texts->len;
	for (int round = 0; round < 2; round++, stop = texts->at, at = 0)
		for (const char *text; at < stop && (text = next(texts, &at, &head));)
			if (store_same(&head.blob, blob)) {
				str_add(out, text, head.len);
				texts->at = at;
				return true;
			}
	return false;
}
