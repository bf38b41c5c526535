/* Fills any view of view.h through its table, with samples.h, with everything, or with nothing. */

#include "core/base/arena.h"
#include "core/theme/view.h"
#include "tests/theme/samples.h"

enum fill_mode { FILL_SAMPLE, FILL_FULL, FILL_EMPTY };

struct filler {
	struct arena *arena;
	enum fill_mode mode;
	struct mustache_call words;
	size_t posts; /* ids of posts are unique on a page */
};

/* Where a value goes: the object of type `owner` that stands in a field called `within`. */
struct spot {
	const struct mustache_type *owner;
	const char *within;
	size_t turn;
};

static const char *sample_named(const char *name, size_t turn)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		if (strcmp(samples[i].name, name) != 0)
			continue;
		size_t n = 0;
		while (n < ARRAY_LEN(samples[i].values) && samples[i].values[n])
			n++;
		return samples[i].values[turn % n];
	}
	return NULL;
}

static const char *sample_find(const struct spot *spot, const char *field)
{
	char name[128];
	snprintf(name, sizeof(name), "%s.%s", spot->within, field);
	const char *value = sample_named(name, spot->turn);
	if (value)
		return value;
	snprintf(name, sizeof(name), "%s.%s", spot->owner->name, field);
	value = sample_named(name, spot->turn);
	return value ? value : sample_named(field, spot->turn);
}

static void fill_object(struct filler *filler, const struct spot *spot, void *object);

static void *fill_new(struct filler *filler, const struct mustache_type *type, const char *within, size_t turn)
{
	void *object = arena_alloc(filler->arena, 1, type->size);
	struct spot spot = {.owner = type, .within = within, .turn = turn};
	fill_object(filler, &spot, object);
	return object;
}

static const char *fill_text(struct filler *filler, const struct spot *spot, const struct mustache_field *field,
                             const char *sample)
{
	if ((spot->owner == &view_post_type || spot->owner == &view_log_row_type) && strcmp(field->name, "id") == 0)
		return arena_printf(filler->arena, "20261122-1704%02zu-aaaaaa", filler->posts++);
	if (sample && strcmp(sample, "-") == 0)
		return filler->mode == FILL_FULL ? field->name : NULL;
	return sample ? sample : field->name;
}

static struct mustache_list fill_list(struct filler *filler, const struct mustache_field *field, const char *sample)
{
	size_t n = sample ? (size_t)strtoul(sample, NULL, 10) : 3;
	if (n == 0 && filler->mode == FILL_FULL)
		n = 2;
	char *at = arena_alloc(filler->arena, n ? n : 1, field->type->size);
	for (size_t i = 0; i < n; i++) {
		struct spot spot = {.owner = field->type, .within = field->name, .turn = i};
		fill_object(filler, &spot, at + i * field->type->size);
	}
	return (struct mustache_list){.at = at, .len = n};
}

static void fill_field(struct filler *filler, const struct spot *spot, const struct mustache_field *field, void *at)
{
	const char *sample = sample_find(spot, field->name);
	bool full = filler->mode == FILL_FULL;
	bool none = sample && strcmp(sample, "-") == 0 && !full;
	size_t turn = sample && strspn(sample, "0123456789") == strlen(sample) ? (size_t)strtoul(sample, NULL, 10) : spot->turn;
	struct spot inner = {.owner = field->type, .within = field->name, .turn = turn};
	switch (field->kind) {
	case MUSTACHE_TEXT:
		*(const char **)at = fill_text(filler, spot, field, sample);
		break;
	case MUSTACHE_HTML:
		*(struct html *)at = none ? (struct html){0} : (struct html){sample, sample ? strlen(sample) : 0};
		break;
	case MUSTACHE_BOOL:
		*(bool *)at = full || (sample && *sample == '1');
		break;
	case MUSTACHE_INT:
		*(int64_t *)at = sample ? strtoll(sample, NULL, 10) : 0;
		if (full && *(int64_t *)at == 0)
			*(int64_t *)at = 2;
		break;
	case MUSTACHE_ONE:
		*(const void **)at = none ? NULL : fill_new(filler, field->type, field->name, turn);
		break;
	case MUSTACHE_INLINE:
		if (!none)
			fill_object(filler, &inner, at);
		break;
	case MUSTACHE_LIST:
		*(struct mustache_list *)at = fill_list(filler, field, sample);
		break;
	case MUSTACHE_CALL:
		*(struct mustache_call *)at = filler->words;
		break;
	}
}

static void fill_object(struct filler *filler, const struct spot *spot, void *object)
{
	for (size_t i = 0; i < spot->owner->nfields; i++) {
		const struct mustache_field *field = &spot->owner->fields[i];
		bool itself = field->type == spot->owner && field->kind == MUSTACHE_INLINE;
		if (itself || strncmp(field->name, "has_", 4) == 0)
			continue;
		if (filler->mode != FILL_EMPTY || field->kind == MUSTACHE_CALL)
			fill_field(filler, spot, field, (char *)object + field->offset);
	}
}
