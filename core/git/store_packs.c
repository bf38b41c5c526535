#include "store_packs.h"

#include "delta.h"

#include "core/base/deflate.h"
#include "core/base/vec.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* gitformat-pack(5): an index of version 2, a pack of version 2 or 3. */
enum {
	ID = 20,
	HEAD = 12,   /* "PACK", version, number of objects */
	TAIL = ID,   /* the checksum at a pack's end */
	FANOUT = 8,  /* where it stands in an index, behind magic and version */
	IDS = FANOUT + 256 * 4,
	BLOB = 3,
	OFFSET_DELTA = 6,
	ID_DELTA = 7,
	CHAIN_MAX = 256, /* git makes none over 50 unless it is told to */
	BASES = 256, /* base_of() takes eight bits */
	BASE_MAX_BYTES = 16 * 1024, /* of one that is remembered */
	STEP_MAX_BYTES = 1024 * 1024, /* of a delta, or of what another is told from */
	NAME_MAX_BYTES = 4096
};

struct mapped {
	const unsigned char *at; /* NULL: nothing */
	size_t len;
};

struct pack {
	struct mapped index, pack;
	uint32_t count;
};

/* A file that others are told from; which pack's is part of where it begins. */
struct base {
	const unsigned char *at; /* NULL: none */
	struct str text;
};

struct store_packs {
	struct packs VEC_OF(struct pack) all;
	struct inflater *inflater;
	struct str delta, next[2];
	struct base bases[BASES];
};

/* A file of a pack: it, or what it differs in from that at `base`. */
struct entry {
	const unsigned char *at;
	size_t size; /* inflated */
	uint64_t base; /* 0: it is whole */
};

static uint32_t number_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static struct mapped map_file(int folder, const char *name)
{
	struct mapped file = {NULL, 0};
	struct stat st;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return file;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && (uintmax_t)st.st_size < SIZE_MAX) {
		void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at != MAP_FAILED)
			file = (struct mapped){at, (size_t)st.st_size};
	}
	close(fd);
	return file;
}

static void unmap(struct mapped *file)
{
	if (file->at)
		munmap((void *)(uintptr_t)file->at, file->len);
	*file = (struct mapped){NULL, 0};
}

/* What it counts must fit: an id, a checksum and an offset for each object, and the counts in order. */
static bool is_index(const struct mapped *index, uint32_t *count)
{
	static const unsigned char magic[FANOUT] = {0xFF, 't', 'O', 'c', 0, 0, 0, 2};
	if (index->len < IDS + 2 * ID || memcmp(index->at, magic, sizeof(magic)) != 0)
		return false;
	uint32_t last = 0;
	for (size_t i = 0; i < 256; i++) {
		uint32_t n = number_at(index->at + FANOUT + 4 * i);
		if (n < last)
			return false;
		last = n;
	}
	*count = last;
	return (index->len - IDS - 2 * ID) / (ID + 4 + 4) >= last;
}

static bool is_pack(const struct mapped *pack)
{
	return pack->len > HEAD + TAIL && memcmp(pack->at, "PACK\0\0\0", 7) == 0 &&
	       (pack->at[7] == 2 || pack->at[7] == 3);
}

/* An index ends with the checksum of its pack, which is the pack's end, and its own. */
static bool belong(const struct pack *pack)
{
	const struct mapped *index = &pack->index, *of = &pack->pack;
	return memcmp(of->at + of->len - TAIL, index->at + index->len - 2 * ID, ID) == 0;
}

static void add_pack(struct store_packs *packs, int folder, const char *index_name)
{
	char name[NAME_MAX_BYTES];
	size_t n = strlen(index_name);
	if (n < 4 || n >= sizeof(name) - 1 || strcmp(index_name + n - 4, ".idx") != 0)
		return;
	snprintf(name, sizeof(name), "%.*s.pack", (int)n - 4, index_name);
	struct pack pack = {.index = map_file(folder, index_name), .pack = map_file(folder, name)};
	if (pack.index.at && pack.pack.at && is_index(&pack.index, &pack.count) && is_pack(&pack.pack) &&
	    belong(&pack)) {
		*VEC_PUSH(&packs->all) = pack;
		return;
	}
	unmap(&pack.index);
	unmap(&pack.pack);
}

struct store_packs *store_packs_open(const char *folder)
{
	struct store_packs *packs = base_alloc(1, sizeof(*packs));
	DIR *dir = opendir(folder);
	packs->inflater = inflater_open();
	str_init(&packs->delta, STEP_MAX_BYTES);
	str_init(&packs->next[0], STEP_MAX_BYTES);
	str_init(&packs->next[1], STEP_MAX_BYTES);
	for (size_t i = 0; i < BASES; i++)
		str_init(&packs->bases[i].text, BASE_MAX_BYTES);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		add_pack(packs, dirfd(dir), entry->d_name);
	if (dir)
		closedir(dir);
	return packs;
}

void store_packs_close(struct store_packs *packs)
{
	if (!packs)
		return;
	for (size_t i = 0; i < packs->all.len; i++) {
		unmap(&packs->all.at[i].index);
		unmap(&packs->all.at[i].pack);
	}
	VEC_RELEASE(&packs->all);
	for (size_t i = 0; i < BASES; i++)
		str_release(&packs->bases[i].text);
	str_release(&packs->next[0]);
	str_release(&packs->next[1]);
	str_release(&packs->delta);
	inflater_close(packs->inflater);
	free(packs);
}

static bool find(const struct pack *pack, const unsigned char *id, uint32_t *at)
{
	const unsigned char *fanout = pack->index.at + FANOUT, *ids = pack->index.at + IDS;
	uint32_t low = *id ? number_at(fanout + 4 * (*id - 1)) : 0, high = number_at(fanout + 4 * *id);
	/* Whoever writes over an index that is mapped changes it here, too. */
	if (high > pack->count)
		return false;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = memcmp(id, ids + (size_t)middle * ID, ID);
		if (order == 0) {
			*at = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* A pack over two gigabytes has a second table, for the offsets that the first has no room for. */
static uint64_t offset_of(const struct pack *pack, uint32_t at)
{
	const unsigned char *offsets = pack->index.at + IDS + (size_t)pack->count * (ID + 4), *large = offsets + (size_t)pack->count * 4;
	const unsigned char *end = pack->index.at + pack->index.len - 2 * ID;
	uint32_t offset = number_at(offsets + (size_t)at * 4);
	if (offset < UINT32_C(1) << 31)
		return offset;
	size_t i = offset & ~(UINT32_C(1) << 31);
	if (i >= (size_t)(end - large) / 8)
		return UINT64_MAX;
	return (uint64_t)number_at(large + 8 * i) << 32 | number_at(large + 8 * i + 4);
}

/* Kind and size, seven bits a byte but the first; *at moves behind them. */
static bool read_head(const struct pack *pack, uint64_t *at, unsigned *kind, size_t *size)
{
	size_t end = pack->pack.len - TAIL;
	if (*at < HEAD || *at >= end)
		return false;
	unsigned char byte = pack->pack.at[(*at)++];
	*kind = byte >> 4 & 7;
	*size = byte & 15;
	for (unsigned shift = 4; byte & 0x80; shift += 7) {
		if (*at >= end || shift > 8 * sizeof(*size) - 8)
			return false;
		byte = pack->pack.at[(*at)++];
		*size |= (size_t)(byte & 0x7F) << shift;
	}
	return true;
}

/* How far before the delta its base begins: seven bits a byte, the highest first, each byte but the last counting from one. */
static bool read_distance(const struct pack *pack, uint64_t *at, uint64_t *distance)
{
	size_t end = pack->pack.len - TAIL;
	unsigned char byte = 0x80;
	*distance = 0;
	for (bool first = true; byte & 0x80; first = false) {
		if (*at >= end || *distance > UINT64_MAX >> 8)
			return false;
		byte = pack->pack.at[(*at)++];
		*distance = (*distance + !first) << 7 | (byte & 0x7F);
	}
	return true;
}

static bool read_entry(const struct pack *pack, uint64_t offset, struct entry *entry)
{
	uint64_t at = offset, distance;
	uint32_t i;
	unsigned kind;
	if (!read_head(pack, &at, &kind, &entry->size))
		return false;
	entry->base = 0;
	if (kind == OFFSET_DELTA) {
		if (!read_distance(pack, &at, &distance) || !distance || distance > offset - HEAD)
			return false;
		entry->base = offset - distance;
	} else if (kind == ID_DELTA) {
		if (at + ID > pack->pack.len - TAIL || !find(pack, pack->pack.at + at, &i))
			return false;
		at += ID;
		entry->base = offset_of(pack, i);
		if (entry->base < HEAD)
			return false;
	} else if (kind != BLOB) {
		return false;
	}
	entry->at = pack->pack.at + at;
	return true;
}

static bool inflate(const struct store_packs *packs, const struct pack *pack, const struct entry *entry, struct str *out)
{
	size_t n = (size_t)(pack->pack.at + pack->pack.len - TAIL - entry->at);
	return inflate_zlib(packs->inflater, entry->at, n, entry->size, out);
}

static struct base *base_of(struct store_packs *packs, const struct entry *entry)
{
	return &packs->bases[(uintptr_t)entry->at * UINT64_C(0x9E3779B97F4A7C15) >> 56];
}

/* NULL: it is not remembered. */
static const struct str *known(struct store_packs *packs, const struct entry *entry)
{
	const struct base *base = base_of(packs, entry);
	return base->at == entry->at ? &base->text : NULL;
}

static void remember(struct store_packs *packs, const struct entry *entry, const struct str *text)
{
	struct base *base = base_of(packs, entry);
	if (text->len > BASE_MAX_BYTES)
		return;
	base->at = entry->at;
	str_reset(&base->text);
	str_add(&base->text, text->at, text->len);
}

static bool make(struct store_packs *packs, const struct pack *pack, const struct entry *entry, const struct str *base,
                 struct str *out)
{
	if (!entry->base)
		return inflate(packs, pack, entry, out);
	str_reset(&packs->delta);
	return inflate(packs, pack, entry, &packs->delta) && delta_apply(base, &packs->delta, out);
}

/* How many are to be made: the last is whole, or told from *base. 0: the chain is damaged, or too long. */
static size_t read_chain(struct store_packs *packs, const struct pack *pack, uint64_t offset,
                         struct entry chain[static CHAIN_MAX], const struct str **base)
{
	for (size_t n = 0; n < CHAIN_MAX && read_entry(pack, offset, &chain[n]); n++) {
		*base = n ? known(packs, &chain[n]) : NULL;
		if (*base || !chain[n].base)
			return *base ? n : n + 1;
		offset = chain[n].base;
	}
	return 0;
}

static bool read_from(struct store_packs *packs, const struct pack *pack, uint64_t offset, struct str *out)
{
	struct entry chain[CHAIN_MAX];
	const struct str *base = NULL;
	size_t n = read_chain(packs, pack, offset, chain, &base);
	for (size_t i = n; i-- > 1;) {
		struct str *next = &packs->next[i & 1];
		str_reset(next);
		if (!make(packs, pack, &chain[i], base, next))
			return false;
		remember(packs, &chain[i], next);
		base = next;
	}
	return n && make(packs, pack, &chain[0], base, out);
}

bool store_packs_read(struct store_packs *packs, const struct store_id *blob, struct str *out)
{
	uint32_t at;
	for (size_t i = 0; packs && i < packs->all.len; i++)
		if (find(&packs->all.at[i], blob->raw, &at))
			return read_from(packs, &packs->all.at[i], offset_of(&packs->all.at[i], at), out);
	return false;
}
