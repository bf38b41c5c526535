#include "map.h"

enum { SLOTS_MIN = 64 };

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 32;
}

/* Eight bytes at a time, and how many there are: short keys, and nobody gains by a collision in a private table. */
uint64_t map_hash(const char *key, size_t n)
{
	uint64_t h = n, word;
	size_t left = n;
	for (; left >= sizeof(word); key += sizeof(word), left -= sizeof(word)) {
		memcpy(&word, key, sizeof(word));
		h = mix(h, word);
	}
	word = 0;
	memcpy(&word, key, left);
	h = mix(h, word);
	return mix(h, 0);
}

void map_init(struct map *map, struct arena *arena)
{
	*map = (struct map){.arena = arena};
}

void map_release(struct map *map)
{
	free(map->entries);
	free(map->slots);
	*map = (struct map){.arena = map->arena};
}

/* The slot that holds the key, or the free one where it belongs. */
static struct map_slot *find_slot(const struct map *map, const char *key, size_t n, uint64_t hash)
{
	for (size_t i = hash & (map->nslots - 1);; i = (i + 1) & (map->nslots - 1)) {
		struct map_slot *slot = &map->slots[i];
		if (!slot->entry)
			return slot;
		if (slot->hash != hash >> 32)
			continue;
		const struct map_entry *e = &map->entries[slot->entry - 1];
		if (e->hash == hash && e->len == n && memcmp(e->key, key, n) == 0)
			return slot;
	}
}

struct map_entry *map_find(const struct map *map, const char *key, size_t n)
{
	if (!map->nslots)
		return NULL;
	uint32_t entry = find_slot(map, key, n, map_hash(key, n))->entry;
	return entry ? &map->entries[entry - 1] : NULL;
}

static void grow(struct map *map)
{
	map->nslots = map->nslots ? map->nslots * 2 : SLOTS_MIN;
	map->cap = map->nslots / 2;
	free(map->slots);
	map->slots = base_alloc(map->nslots, sizeof(*map->slots));
	map->entries = base_realloc(map->entries, map->cap, sizeof(*map->entries));
	for (size_t i = 0; i < map->len; i++) {
		const struct map_entry *e = &map->entries[i];
		*find_slot(map, e->key, e->len, e->hash) = (struct map_slot){(uint32_t)(i + 1), (uint32_t)(e->hash >> 32)};
	}
}

struct map_entry *map_put(struct map *map, const char *key, size_t n)
{
	if (map->len == map->cap)
		grow(map);
	uint64_t hash = map_hash(key, n);
	struct map_slot *slot = find_slot(map, key, n, hash);
	if (!slot->entry) {
		map->entries[map->len] = (struct map_entry){arena_dupn(map->arena, key, n), n, hash, {0}};
		*slot = (struct map_slot){(uint32_t)++map->len, (uint32_t)(hash >> 32)};
	}
	return &map->entries[slot->entry - 1];
}
