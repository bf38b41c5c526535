#include "bodies.h"

#include "core/base/map.h"
#include "core/base/vec.h"

#include <stdatomic.h>

/* Bodies are written some at a time; LEN_BITS holds the longest. */
enum { FLUSH = 16 * 1024, BODY_MAX = 4 * 1024 * 1024, LEN_BITS = 24, PROBES = 64, SLOTS_MIN = 64 };

/* A key is taken first; until its place is there too it says nothing. */
struct slot {
	_Atomic uint64_t key;
	_Atomic uint64_t place; /* in the scratch, and in the last bits how long */
};

struct added {
	uint64_t key;
	size_t at, len;
};

struct bodies {
	struct scratch *scratch;
	struct slot *slots; /* shared; a power of two */
	size_t nslots;
	/* Of a worker, and not yet written: paths with their NUL, each before its HTML. */
	struct str text;
	struct all_added VEC_OF(struct added) added;
};

struct bodies *bodies_open(struct scratch *scratch, size_t count)
{
	struct bodies *bodies = base_alloc(1, sizeof(*bodies));
	bodies->scratch = scratch;
	for (bodies->nslots = SLOTS_MIN; bodies->nslots < 2 * count;)
		bodies->nslots *= 2;
	bodies->slots = scratch_share(bodies->nslots * sizeof(*bodies->slots));
	str_init(&bodies->text, FLUSH + BODY_MAX);
	return bodies;
}

void bodies_close(struct bodies *bodies)
{
	if (!bodies)
		return;
	VEC_RELEASE(&bodies->added);
	str_release(&bodies->text);
	scratch_unshare(bodies->slots, bodies->nslots * sizeof(*bodies->slots));
	free(bodies);
}

/* Never 0. What is found by it is compared. */
static uint64_t key_of(const char *path)
{
	return map_hash(path, strlen(path)) | 1;
}

static struct slot *slot_at(const struct bodies *bodies, uint64_t key, size_t i)
{
	return &bodies->slots[((key >> 1) + i) & (bodies->nslots - 1)];
}

static void publish(struct bodies *bodies, const struct added *added, int64_t at)
{
	for (size_t i = 0; i < PROBES; i++) {
		struct slot *slot = slot_at(bodies, added->key, i);
		uint64_t free = 0;
		if (!atomic_compare_exchange_strong(&slot->key, &free, added->key) && free != added->key)
			continue;
		atomic_store(&slot->place, (uint64_t)(at + (int64_t)added->at) << LEN_BITS | added->len);
		return;
	}
}

static void flush(struct bodies *bodies)
{
	int64_t at;
	if (!bodies->text.over && scratch_put(bodies->scratch, bodies->text.at, bodies->text.len, &at))
		for (size_t i = 0; i < bodies->added.len; i++)
			publish(bodies, &bodies->added.at[i], at);
	bodies->added.len = 0;
	str_reset(&bodies->text);
}

void bodies_add(struct bodies *bodies, const char *path, struct html html)
{
	if (!bodies)
		return;
	struct added *added = VEC_PUSH(&bodies->added);
	*added = (struct added){.key = key_of(path), .at = bodies->text.len};
	str_add(&bodies->text, path, strlen(path) + 1);
	str_add(&bodies->text, html.at, html.len);
	added->len = bodies->text.len - added->at;
	if (bodies->text.len >= FLUSH || bodies->text.over)
		flush(bodies);
}

static uint64_t place_of(const struct bodies *bodies, uint64_t key)
{
	for (size_t i = 0; i < PROBES; i++) {
		const struct slot *slot = slot_at(bodies, key, i);
		uint64_t there = atomic_load(&slot->key);
		if (!there)
			return 0;
		if (there == key)
			return atomic_load(&slot->place);
	}
	return 0;
}

bool bodies_find(const struct bodies *bodies, const char *path, struct arena *arena, struct html *html)
{
	uint64_t place = bodies ? place_of(bodies, key_of(path)) : 0;
	size_t len = place & ((1u << LEN_BITS) - 1), n = strlen(path) + 1;
	if (len < n)
		return false;
	char *text = arena_alloc(arena, len + 1, 1);
	if (!scratch_get(bodies->scratch, (int64_t)(place >> LEN_BITS), text, len) || memcmp(text, path, n) != 0)
		return false;
	*html = (struct html){text + n, len - n};
	return true;
}
