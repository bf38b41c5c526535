#include "render.h"

#include "core/text/text.h"

/* A question costs the rows that it counts, and about as many more. */
enum { ASKING = 32, NAMES_BYTES = 8 * 1024 * 1024 };

/*
 * The shown replies of a long topic, in order, once counting has cost as much as reading them: who asks for the
 * newest alone, as a build of one reply does, never pays for the length of the topic.
 */
struct numbering {
	int64_t counted;
	char (*names)[TEXT_ID_LEN + 1];
	size_t len;
};

static struct numbering *numbering_of(struct render *render, int64_t topic)
{
	struct map_entry *known = map_put(&render->numberings, (const char *)&topic, sizeof(topic));
	if (!known->value.at)
		known->value.at = arena_alloc(&render->known, 1, sizeof(struct numbering));
	return (struct numbering *)known->value.at;
}

static int read_names(struct render *render, const struct render_brief *topic, struct numbering *to, struct err *err)
{
	struct catalogue_texts names;
	if (catalogue_post_names(render->cat, topic->id, &render->arena, &names, err))
		return -1;
	to->names = arena_alloc(&render->known, names.len + 1, sizeof(*to->names));
	for (size_t i = 0; i < names.len; i++)
		memcpy(to->names[to->len++], names.at[i], strnlen(names.at[i], TEXT_ID_LEN));
	render->numbered += names.len * sizeof(*to->names);
	return 0;
}

/* How many have this name or a later one. */
static int64_t later_than(const struct numbering *numbering, const char *name)
{
	size_t low = 0, high = numbering->len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(numbering->names[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (int64_t)(numbering->len - low);
}

/* Post 1 is the opening one. */
int render_number(struct render *render, const struct render_brief *topic, const char *name, int64_t *number,
                  struct err *err)
{
	struct numbering *numbering = numbering_of(render, topic->id);
	int64_t later;
	if (!numbering->names && numbering->counted > topic->replies && render->numbered < NAMES_BYTES &&
	    read_names(render, topic, numbering, err))
		return -1;
	if (numbering->names)
		later = later_than(numbering, name);
	else {
		if (catalogue_posts_from(render->cat, topic->id, name, &later, err))
			return -1;
		numbering->counted += later + ASKING;
	}
	*number = topic->replies - later + 2;
	return 0;
}
