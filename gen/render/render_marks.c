#include "render.h"

#include "core/page/votes.h"

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

/* A ballot counts if the poll takes as many choices; a choice that is none does not. */
static void count_ballot(const struct catalogue_mark *mark, struct view_poll *poll, struct view_choice *choices)
{
	int64_t taken[VOTES_CHOICES_MAX];
	size_t n = votes_ballot(mark->what, taken), counted = 0;
	if (n > 1 && !poll->many)
		return;
	for (size_t i = 0; i < n; i++) {
		if ((size_t)taken[i] > poll->choices.len)
			continue;
		choices[taken[i] - 1].votes += mark->n;
		counted++;
	}
	poll->voters += counted ? mark->n : 0;
}

static void weigh(struct view_poll *poll, struct view_choice *choices)
{
	int64_t most = 0;
	for (size_t i = 0; i < poll->choices.len; i++)
		most = choices[i].votes > most ? choices[i].votes : most;
	for (size_t i = 0; i < poll->choices.len; i++) {
		choices[i].leading = most && choices[i].votes == most;
		choices[i].percent = poll->voters ? (choices[i].votes * 100 + poll->voters / 2) / poll->voters : 0;
	}
}

int render_poll(struct render *render, const struct catalogue_page *topic, const struct view_poll **out,
                struct err *err)
{
	struct view_poll *poll = arena_alloc(&render->arena, 1, sizeof(*poll));
	struct catalogue_marked of = {topic->id, "", ""};
	struct catalogue_marks marks;
	struct page said;
	*out = NULL;
	if (!topic->poll)
		return 0;
	if (render_parse(render, topic, &said, err) ||
	    catalogue_marks(render->cat, &of, &render->arena, &marks, err) ||
	    fill_time(&render->fill, topic->closes, &poll->closes, err))
		return -1;
	struct view_choice *choices = arena_alloc(&render->arena, said.poll.len, sizeof(*choices));
	for (size_t i = 0; i < said.poll.len; i++)
		choices[i] = (struct view_choice){.text = said.poll.at[i], .number = (int64_t)i + 1};
	poll->question = *said.poll_question ? said.poll_question : NULL;
	poll->choices = (struct mustache_list){choices, said.poll.len};
	poll->many = said.poll_many;
	poll->closed = topic->closes && topic->closes < render->now;
	for (size_t i = 0; i < marks.len; i++)
		count_ballot(&marks.at[i], poll, choices);
	weigh(poll, choices);
	*out = poll;
	return 0;
}
