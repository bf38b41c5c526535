#include "plan_parts.h"

#include "core/page/votes.h"

static bool says(const struct votes *votes, const struct votes_line *line)
{
	for (size_t i = 0; i < votes->len; i++)
		if (strcmp(votes->at[i].what, line->what) == 0 && strcmp(votes->at[i].post, line->post) == 0)
			return true;
	return false;
}

/* Counts the lines of `votes` that `others` has not. */
static int count(struct plan *plan, const struct votes *votes, const struct votes *others, int64_t sign,
                 struct err *err)
{
	for (size_t i = 0; i < votes->len; i++) {
		struct catalogue_mark mark = {votes->at[i].post, votes->at[i].what, sign};
		if (says(others, &votes->at[i]))
			continue;
		if (catalogue_mark_add(plan->cat, plan->page.id, &mark, err))
			return -1;
		if (!plan->full)
			plan_touch_mark(plan, mark.post);
	}
	return 0;
}

int plan_vote(struct plan *plan, const char *handle, const char *text, struct err *err)
{
	struct catalogue_vote old = {plan->page.id, handle, ""}, new = {plan->page.id, handle, text};
	struct votes before, after;
	/* As with posts, a fresh catalogue has nothing to ask for. */
	if (!plan->full && catalogue_vote(plan->cat, &plan->scratch, &old, err))
		return -1;
	if (votes_parse(old.text, strlen(old.text), &plan->scratch, &before, err) ||
	    votes_parse(text ? text : "", text ? strlen(text) : 0, &plan->scratch, &after, err))
		return -1;
	plan->votes_changed = true;
	if (count(plan, &before, &after, -1, err) || count(plan, &after, &before, 1, err))
		return -1;
	return text ? catalogue_vote_put(plan->cat, &new, err) : catalogue_vote_drop(plan->cat, &new, err);
}
