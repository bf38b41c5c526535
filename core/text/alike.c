#include "alike.h"

#include "core/base/map.h"

enum { SHINGLE = 7, TEXT_MAX = 4096, ROWS = 4, BANDS = ALIKE_VALUES / ROWS };

/* splitmix64 (Steele, Lea, Flood, 2014): a bijection that leaves no pattern. */
static uint64_t mix(uint64_t x)
{
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Runs of digits are one zero, runs of anything but letters one blank. */
static size_t normalise(const char *text, size_t n, char out[static TEXT_MAX])
{
	size_t len = 0;
	bool quoted = n && text[0] == '>';
	for (size_t i = 0; i < n && len < TEXT_MAX; i++) {
		unsigned char c = (unsigned char)text[i];
		if (i && text[i - 1] == '\n')
			quoted = c == '>';
		if (quoted)
			continue;
		char as = is_digit(c) ? '0' : !is_letter(c) ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
		bool again = len && out[len - 1] == as && (as == ' ' || as == '0');
		if (!again && (len || as != ' '))
			out[len++] = as;
	}
	return len && out[len - 1] == ' ' ? len - 1 : len;
}

/* The i-th of a family of hashes: multiply-shift (Dietzfelbinger, 1997). */
static void take(struct alike *sketch, uint64_t x)
{
	for (size_t i = 0; i < ALIKE_VALUES; i++) {
		uint32_t value = (uint32_t)(mix(x + i) >> 32);
		if (value < sketch->at[i])
			sketch->at[i] = value;
	}
}

void alike_sketch(const char *text, size_t n, struct alike *sketch)
{
	char clean[TEXT_MAX];
	size_t len = normalise(text, n, clean);
	uint64_t shingle = 0;
	memset(sketch->at, 0xFF, sizeof(sketch->at));
	for (size_t i = 0; i < len; i++) {
		shingle = (shingle << 8 | (unsigned char)clean[i]) & (((uint64_t)1 << 8 * SHINGLE) - 1);
		if (i + 1 >= SHINGLE || i + 1 == len)
			take(sketch, mix(shingle));
	}
}

unsigned alike_compare(const struct alike *a, const struct alike *b)
{
	unsigned same = 0;
	for (size_t i = 0; i < ALIKE_VALUES; i++)
		same += a->at[i] == b->at[i];
	return same;
}

void alike_print(const struct alike *sketch, char out[static ALIKE_TEXT])
{
	for (size_t i = 0; i < ALIKE_VALUES; i++)
		snprintf(out + 8 * i, 9, "%08lx", (unsigned long)sketch->at[i]);
}

bool alike_parse(const char *text, struct alike *sketch)
{
	if (strlen(text) != ALIKE_TEXT - 1 || strspn(text, "0123456789abcdef") != ALIKE_TEXT - 1)
		return false;
	for (size_t i = 0; i < ALIKE_VALUES; i++) {
		char part[9] = {0};
		memcpy(part, text + 8 * i, 8);
		sketch->at[i] = (uint32_t)strtoul(part, NULL, 16);
	}
	return true;
}

static size_t root(size_t *group, size_t i)
{
	while (group[i] != i)
		i = group[i] = group[group[i]];
	return i;
}

static void join(size_t *group, size_t a, size_t b)
{
	size_t x = root(group, a), y = root(group, b);
	group[x > y ? x : y] = x > y ? y : x;
}

/* Texts that share a band are compared, each with the first that had it. */
void alike_group(const struct alike *const *sketches, size_t n, struct arena *arena, size_t *group)
{
	struct map map;
	map_init(&map, arena);
	for (size_t i = 0; i < n; i++) {
		group[i] = i;
		for (size_t band = 0; band < BANDS; band++) {
			uint32_t key[ROWS + 1] = {(uint32_t)band};
			memcpy(key + 1, sketches[i]->at + band * ROWS, ROWS * sizeof(*key));
			size_t before = map.len;
			struct map_entry *entry = map_put(&map, (const char *)key, sizeof(key));
			size_t first = (size_t)entry->value.number;
			if (map.len > before)
				entry->value.number = (int64_t)i;
			else if (alike_compare(sketches[first], sketches[i]) >= ALIKE_MIN)
				join(group, first, i);
		}
	}
	map_release(&map);
	for (size_t i = 0; i < n; i++)
		group[i] = root(group, i);
}
