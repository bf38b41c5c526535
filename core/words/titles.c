#include "titles.h"

#include "core/base/map.h"
#include "core/base/str.h"
#include "words.h"

/* ALIKE: hundredths that two titles have in common, by the weight of their words. */
enum { WORDS_MAX = 40, BEGINNING = 6, FOLD_BYTES = 64 * 1024, TITLE_BYTES = 3000, ALIKE = 45 };

/* Indices into the map of all words; each once. */
struct title {
	size_t words[WORDS_MAX], n;
};

static size_t letters_of(const char *word, size_t bytes)
{
	size_t n = 0;
	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)word[i] & 0xC0) != 0x80;
	return n;
}

/* Bytes of its first letters. */
static size_t beginning_of(const char *word, size_t bytes)
{
	size_t at = 0;
	for (size_t letters = 0; at < bytes; at++)
		if (((unsigned char)word[at] & 0xC0) != 0x80 && letters++ == BEGINNING)
			break;
	return at;
}

static void add_word(struct map *all, const char *word, size_t n, bool count, struct title *title)
{
	struct map_entry *entry = map_put(all, word, beginning_of(word, n));
	size_t index = (size_t)(entry - all->entries);
	for (size_t i = 0; i < title->n; i++)
		if (title->words[i] == index)
			return;
	if (title->n == WORDS_MAX)
		return;
	title->words[title->n++] = index;
	entry->value.number += count;
}

static void read_title(struct map *all, const char *text, bool count, struct title *title)
{
	struct str apart;
	title->n = 0;
	str_init(&apart, FOLD_BYTES);
	words_apart(text, strnlen(text, TITLE_BYTES), &apart);
	for (const char *at = apart.at; *at == ' ' && at[1];) {
		size_t n = strcspn(++at, " ");
		add_word(all, at, n, count, title);
		at += n;
	}
	str_release(&apart);
}

/* Of n titles, half as many with the word are one step more. */
static uint64_t weight_of(const struct map *all, size_t word, size_t n)
{
	const struct map_entry *entry = &all->entries[word];
	uint64_t with = entry->value.number > 1 ? (uint64_t)entry->value.number : 1, steps = 1;
	while (with << steps <= n + 1)
		steps++;
	return steps * letters_of(entry->key, entry->len);
}

static uint64_t weight(const struct map *all, const struct title *title, size_t n)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < title->n; i++)
		sum += weight_of(all, title->words[i], n);
	return sum;
}

static uint64_t weight_of_both(const struct map *all, const struct title *a, const struct title *b, size_t n)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			sum += a->words[i] == b->words[k] ? weight_of(all, a->words[i], n) : 0;
	return sum;
}

/* The best so far, in order. */
struct best {
	struct titles_found *found;
	uint64_t shares[TITLES_FOUND];
};

static void keep(struct best *best, size_t at, uint64_t share)
{
	struct titles_found *found = best->found;
	size_t i = found->n;
	while (i && best->shares[i - 1] < share)
		i--;
	if (i == TITLES_FOUND)
		return;
	size_t moved = (found->n < TITLES_FOUND ? found->n : TITLES_FOUND - 1) - i;
	memmove(&found->at[i + 1], &found->at[i], moved * sizeof(*found->at));
	memmove(&best->shares[i + 1], &best->shares[i], moved * sizeof(*best->shares));
	found->at[i] = at;
	best->shares[i] = share;
	found->n += found->n < TITLES_FOUND;
}

void titles_alike(const char *title, const char *const *others, size_t n, struct arena *arena, struct titles_found *found)
{
	struct map all;
	struct title own, *titles = arena_alloc(arena, n + 1, sizeof(*titles));
	struct best best = {.found = found};
	found->n = 0;
	map_init(&all, arena);
	for (size_t i = 0; i < n; i++)
		read_title(&all, others[i], true, &titles[i]);
	read_title(&all, title, false, &own);
	uint64_t whole = weight(&all, &own, n);
	for (size_t i = 0; i < n; i++) {
		uint64_t both = weight_of_both(&all, &own, &titles[i], n), sum = whole + weight(&all, &titles[i], n);
		uint64_t share = sum ? 200 * both / sum : 0;
		if (share >= ALIKE)
			keep(&best, i, share);
	}
	map_release(&all);
}
