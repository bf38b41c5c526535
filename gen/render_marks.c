#include "render.h"

#include "core/votes.h"

/* Reactions of one post, in the table's order; marks from *at on, moved behind the post's. */
static struct mustache_list reactions_of(struct render *render, const struct catalogue_marks *marks, size_t *at,
                                         const char *post)
{
	size_t n, kept = 0, from = *at;
	const struct votes_reaction *table = votes_reactions(&n);
	struct view_reaction *list = NULL;
	while (*at < marks->len && strcmp(marks->at[*at].post, post) == 0)
		++*at;
	for (size_t i = 0; i < n && from < *at; i++) {
		for (size_t j = from; j < *at; j++) {
			const char *what = marks->at[j].what;
			if (strncmp(what, "react ", 6) != 0 || strcmp(what + 6, table[i].name) != 0)
				continue;
			if (!list)
				list = arena_alloc(&render->arena, n, sizeof(*list));
			list[kept++] = (struct view_reaction){table[i].name, table[i].symbol, marks->at[j].n};
		}
	}
	return (struct mustache_list){list, kept};
}

int render_reactions(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n,
                     struct err *err)
{
	struct catalogue_marks marks;
	if (!n)
		return 0;
	struct catalogue_marked of = {page->id, posts[0].id, posts[n - 1].id};
	if (catalogue_marks(render->cat, &of, &render->arena, &marks, err))
		return -1;
	for (size_t i = 0, at = 0; i < n && at < marks.len; i++) {
		/* Something may be said about a post that is hidden, or not there. */
		while (at < marks.len && strcmp(marks.at[at].post, posts[i].id) < 0)
			at++;
		posts[i].reactions = reactions_of(render, &marks, &at, posts[i].id);
	}
	return 0;
}
