/*
 * map.h: a hash table from text to one pointer or number. It refuses to forget: entries stay until
 * the whole map goes, with the arena that holds its keys.
 */
#ifndef STOA_MAP_H
#define STOA_MAP_H

#include "arena.h"

struct map_entry {
	const char *key; /* NUL-terminated, in the map's arena */
	size_t len;
	uint64_t hash;
	union {
		int64_t number;
		const void *at;
	} value;
};

/* Another key's slot is passed without a look at its entry, which lies far away in a large map. */
struct map_slot {
	uint32_t entry; /* its index, plus one; 0 is free */
	uint32_t hash;  /* the upper half */
};

struct map {
	struct arena *arena;
	struct map_entry *entries; /* in the order of first use */
	size_t len, cap;
	struct map_slot *slots;
	size_t nslots; /* a power of two */
};

/* arena: where keys are copied to; it must outlive the map. */
void map_init(struct map *map, struct arena *arena);
void map_release(struct map *map);

/* What entries are found by: never the same on purpose, so what matters is compared too. */
uint64_t map_hash(const char *key, size_t n) WARN_UNUSED;

/* The entry of a key, or NULL. Invalid after the next map_put(). */
struct map_entry *map_find(const struct map *map, const char *key, size_t n) WARN_UNUSED;

/* The same, made with value 0 where it is missing. */
struct map_entry *map_put(struct map *map, const char *key, size_t n) WARN_UNUSED;

#endif
