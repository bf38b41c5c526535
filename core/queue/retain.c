#include "retain.h"

#include "core/base/vec.h"
#include "core/state/state_facts.h"

enum { IN_FLIGHT = 3600 };

struct ids VEC_OF(const char *);

struct known {
	struct ids ids;
	struct arena arena;
};

static int note(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	struct known *known = self;
	(void)to, (void)err;
	*VEC_PUSH(&known->ids) = arena_dup(&known->arena, strrchr(ref, '/') + 1);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int forget(const struct retain *retain, struct known *known, size_t *forgotten, struct err *err)
{
	if (store_refs(queue_store(retain->queue), "refs/", note, known, err))
		return -1;
	if (known->ids.len)
		qsort(known->ids.at, known->ids.len, sizeof(*known->ids.at), by_text);
	struct state_kept kept = {known->ids.at, known->ids.len, retain->now - IN_FLIGHT};
	return state_facts_keep(retain->state, &kept, &known->arena, forgotten, err);
}

int retain_sweep(const struct retain *retain, struct retain_report *report, struct err *err)
{
	struct known known = {0};
	*report = (struct retain_report){0};
	if (queue_sweep(retain->queue, retain->now, retain->days, &report->moved, &report->dropped, err))
		return -1;
	if (!retain->state)
		return 0;
	arena_init(&known.arena);
	int rc = forget(retain, &known, &report->forgotten, err);
	VEC_RELEASE(&known.ids);
	arena_release(&known.arena);
	return rc;
}
