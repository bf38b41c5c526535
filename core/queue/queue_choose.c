#include "queue_index.h"

#include "core/base/map.h"

#include <strings.h>

static const char *const by_names[] = {"likeness", "sender", "network", "topic"};

static const char *const kinds[] = {"topic", "reply", "edit", "event", "resource", "change"};

const char *queue_kind_name(size_t i)
{
	return i < ARRAY_LEN(kinds) ? kinds[i] : NULL;
}

const char *queue_by_name(enum queue_by by)
{
	return by_names[by];
}

bool queue_by_parse(const char *name, enum queue_by *by)
{
	for (size_t i = 0; i < ARRAY_LEN(by_names); i++)
		if (strcmp(by_names[i], name) == 0) {
			*by = (enum queue_by)i;
			return true;
		}
	return false;
}

const char *queue_sender(const struct queue_entry *entry, struct arena *arena)
{
	if (strcmp(entry->author, "guest") != 0)
		return entry->author;
	return arena_printf(arena, "guest:%s", *entry->network ? entry->network : entry->guest);
}

/* ---- choosing ---- */

static bool holds(const struct queue_entry *entry, const char *text)
{
	return strcasestr(entry->title, text) || strcasestr(entry->summary, text) || strcasestr(entry->excerpt, text) ||
	       strcasestr(entry->host, text) || strcasestr(entry->author, text) || strcasestr(entry->guest, text);
}

static bool fits(const char *wanted, const char *has)
{
	return !*wanted || strcmp(wanted, has) == 0;
}

static bool is_chosen(const struct queue_entry *entry, const struct queue_filter *filter, struct arena *arena)
{
	return (!filter->flood || entry->flood) && fits(filter->kind, entry->kind) && fits(filter->forum, entry->forum) && fits(filter->stem, entry->stem) &&
	       fits(filter->network, entry->network) && entry->score >= filter->score_min &&
	       (filter->score_max < 0 || entry->score <= filter->score_max) &&
	       (!filter->before || entry->submitted < filter->before) &&
	       (!*filter->sender || strcmp(filter->sender, queue_sender(entry, arena)) == 0) &&
	       (!*filter->text || holds(entry, filter->text));
}

void queue_index_choose(const struct queue_index *index, const struct queue_filter *filter, struct arena *arena,
                        struct queue_list *list)
{
	const struct queue_entry *like = *filter->like ? queue_index_find(index, filter->like) : NULL;
	list->at = arena_alloc(arena, index->len + 1, sizeof(const struct queue_entry *));
	list->len = 0;
	for (size_t i = 0; i < index->len; i++) {
		const struct queue_entry *entry = &index->at[i];
		bool alike = !*filter->like || (like && entry->like == like->like);
		if (alike && is_chosen(entry, filter, arena))
			list->at[list->len++] = entry;
	}
}

/* ---- grouping ---- */

static const char *key_of(const struct queue_entry *entry, enum queue_by by, const char *first, struct arena *arena)
{
	switch (by) {
	case QUEUE_BY_SENDER: return queue_sender(entry, arena);
	case QUEUE_BY_NETWORK: return entry->network;
	case QUEUE_BY_TOPIC: return entry->stem;
	default: return first;
	}
}

/* What two entries of one group have in common: of likeness, which one they are like. */
static const char *map_key(const struct queue_entry *entry, enum queue_by by, struct arena *arena)
{
	return by == QUEUE_BY_LIKE ? arena_printf(arena, "%zu", entry->like) : key_of(entry, by, "", arena);
}

static int compare_scores(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void judge(struct queue_group *group, enum queue_by by, struct arena *arena)
{
	size_t n = group->list.len;
	int64_t *scores = arena_alloc(arena, n, sizeof(*scores));
	for (size_t i = 0; i < n; i++) {
		scores[i] = group->list.at[i]->score;
		group->members += strcmp(group->list.at[i]->author, "guest") != 0;
	}
	qsort(scores, n, sizeof(*scores), compare_scores);
	group->score = scores[n / 2];
	group->risky = group->score >= QUEUE_RISKY || (by == QUEUE_BY_LIKE && n >= QUEUE_FLOOD && !group->members);
}

static int compare_groups(const void *a, const void *b)
{
	const struct queue_group *x = a, *y = b;
	if (x->risky != y->risky)
		return x->risky ? 1 : -1;
	return strcmp(x->list.at[0]->id, y->list.at[0]->id);
}

/* Two rounds: how many each has, then where they are. */
void queue_index_group(const struct queue_list *list, enum queue_by by, struct arena *arena, struct queue_groups *groups)
{
	struct map map;
	map_init(&map, arena);
	groups->at = arena_alloc(arena, list->len + 1, sizeof(*groups->at));
	groups->len = 0;
	size_t *of = arena_alloc(arena, list->len + 1, sizeof(*of));
	for (size_t i = 0; i < list->len; i++) {
		const char *key = map_key(list->at[i], by, arena);
		struct map_entry *entry = *key ? map_put(&map, key, strlen(key)) : NULL;
		if (!entry || !entry->value.number)
			groups->at[groups->len++].key = *key ? key_of(list->at[i], by, list->at[i]->id, arena) : "";
		if (entry && !entry->value.number)
			entry->value.number = (int64_t)groups->len;
		of[i] = entry ? (size_t)entry->value.number - 1 : groups->len - 1;
		groups->at[of[i]].list.len++;
	}
	map_release(&map);
	for (size_t i = 0; i < groups->len; i++) {
		groups->at[i].list.at = arena_alloc(arena, groups->at[i].list.len, sizeof(const struct queue_entry *));
		groups->at[i].list.len = 0;
	}
	for (size_t i = 0; i < list->len; i++) {
		struct queue_list *own = &groups->at[of[i]].list;
		own->at[own->len++] = list->at[i];
	}
	for (size_t i = 0; i < groups->len; i++)
		judge(&groups->at[i], by, arena);
	if (groups->len)
		qsort(groups->at, groups->len, sizeof(*groups->at), compare_groups);
}
