#include "render.h"

enum { DEPTH_MAX = 5 };

const char *render_reply_page(struct render *render, const struct catalogue_page *topic, const char *id)
{
	struct render_brief brief = render_brief(topic);
	struct err err = {0};
	int64_t number, at;
	if (plan_pages(&render->site->conf, topic->replies) == 1 || render_number(render, &brief, id, &number, &err))
		return "";
	at = plan_page_of(&render->site->conf, number);
	return at == 1 ? "" : arena_printf(&render->arena, "%lld/", (long long)at);
}

int render_parent(struct render *render, const struct catalogue_page *page, const struct catalogue_post *row,
                  const struct view_link **parent, struct err *err)
{
	struct catalogue_post above = {.page = page->id, .name = row->reply_to};
	const struct view_person *person;
	*parent = NULL;
	if (!*row->reply_to || strcmp(row->reply_to, row->name) >= 0)
		return 0;
	if (catalogue_post(render->cat, &render->arena, &above, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	if (!above.live)
		return 0;
	if (render_person(render, above.author, above.guest, &person, err))
		return -1;
	struct view_link *link = arena_alloc(&render->arena, 1, sizeof(*link));
	const char *at = page->kind == PAGE_TOPIC ? render_reply_page(render, page, above.name) : "";
	link->url = arena_printf(&render->arena, "%s#%s",
	                         render_url(render, arena_join(&render->arena, page->url, at)), above.name);
	link->title = person ? person->name : above.author;
	*parent = link;
	return 0;
}

/* Posts as a tree: for each, the first that answers it and the next that answers the same one. */
struct nest {
	struct view_post *posts;
	size_t n, *first, *last, *next, *above; /* places, n where there is none */
};

static size_t find(const struct nest *nest, const struct view_link *parent, size_t before)
{
	const char *id = parent ? strrchr(parent->url, '#') : NULL;
	for (size_t i = 0; id && i < before; i++)
		if (strcmp(nest->posts[i].id, id + 1) == 0)
			return i;
	return nest->n;
}

/* In the order of time, so that those above are there already. */
static void hang(struct nest *nest, size_t i)
{
	struct view_post *post = &nest->posts[i];
	size_t above = find(nest, post->parent, i);
	nest->first[i] = nest->last[i] = nest->next[i] = nest->n;
	nest->above[i] = above;
	if (above == nest->n)
		return;
	if (nest->first[above] == nest->n)
		nest->first[above] = i;
	else
		nest->next[nest->last[above]] = i;
	nest->last[above] = i;
	/* Deeper than the indent goes, the link says what it answers. */
	if (nest->posts[above].depth < DEPTH_MAX) {
		post->depth = nest->posts[above].depth + 1;
		post->parent = NULL;
	} else
		post->depth = DEPTH_MAX;
}

static size_t step(const struct nest *nest, size_t i)
{
	if (nest->first[i] < nest->n)
		return nest->first[i];
	while (i < nest->n && nest->next[i] == nest->n)
		i = nest->above[i];
	return i < nest->n ? nest->next[i] : nest->n;
}

void render_nest(struct render *render, struct view_post *posts, size_t n)
{
	size_t *places = arena_alloc(&render->arena, n, 4 * sizeof(*places)), kept = 0;
	struct nest nest = {posts, n, places, places + n, places + 2 * n, places + 3 * n};
	struct view_post *ordered = arena_alloc(&render->arena, n, sizeof(*ordered));
	for (size_t i = 0; i < n; i++)
		hang(&nest, i);
	for (size_t root = 0; root < n; root++) {
		if (nest.above[root] < n)
			continue;
		for (size_t i = root; i < n; i = step(&nest, i))
			ordered[kept++] = posts[i];
	}
	if (n)
		memcpy(posts, ordered, n * sizeof(*posts));
}
