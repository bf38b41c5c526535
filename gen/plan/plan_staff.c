#include "plan_parts.h"

static bool is_staff(const struct catalogue_page *profile)
{
	return profile->live == PAGE_MEMBER && profile->role != ROLE_MEMBER;
}

/* As the catalogue has it now: a profile that changes later in this plan changes the counts then. */
static int staff_of(struct plan *plan, const char *handle, int64_t *staff, struct err *err)
{
	size_t n = strlen(handle);
	struct map_entry *known = map_find(&plan->staff, handle, n);
	struct catalogue_page profile = {0};
	*staff = 0;
	if (known || n < 2) {
		*staff = known ? known->value.number : 0;
		return 0;
	}
	const char *stem = arena_printf(&plan->scratch, "members/%.2s/%s", handle, handle);
	if (catalogue_page(plan->cat, stem, &plan->scratch, &profile, err) && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	*staff = is_staff(&profile);
	map_put(&plan->staff, handle, n)->value.number = *staff;
	return 0;
}

int plan_staff_post(struct plan *plan, const struct catalogue_post *was, const struct catalogue_post *is,
                    struct err *err)
{
	int64_t before = 0, after = 0;
	if ((was && staff_of(plan, was->author, &before, err)) || (is && staff_of(plan, is->author, &after, err)))
		return -1;
	plan->page.staff += after - before;
	return 0;
}

int plan_staff_page(struct plan *plan, struct err *err)
{
	int64_t before = 0, after = 0;
	if ((plan->before.live && staff_of(plan, plan->before.author, &before, err)) ||
	    (plan->page.live && staff_of(plan, plan->page.author, &after, err)))
		return -1;
	plan->page.staff += after - before;
	return 0;
}

static int add(struct plan *plan, const struct catalogue_page *page, int64_t delta, struct err *err)
{
	struct catalogue_page after = *page;
	after.staff += delta;
	plan_lists_note(plan, page, &after, false);
	return catalogue_staff_add(plan->cat, page->id, delta, err);
}

static int add_replies(struct plan *plan, const char *handle, int64_t sign, struct err *err)
{
	struct catalogue_span span = {.order = POSTS_BY, .author = handle};
	struct catalogue_posts posts;
	struct catalogue_page page;
	if (catalogue_posts(plan->cat, &span, &plan->scratch, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++)
		if (catalogue_page_at(plan->cat, posts.at[i].page, &plan->scratch, &page, err) ||
		    add(plan, &page, sign, err))
			return -1;
	return 0;
}

int plan_staff_member(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                      struct err *err)
{
	struct catalogue_query query = {.list = LIST_AUTHOR};
	struct catalogue_pages pages;
	bool was = is_staff(before), is = is_staff(after);
	if (was == is)
		return 0;
	const char *handle = strrchr(after->stem, '/') + 1;
	query.text = handle;
	map_put(&plan->staff, handle, strlen(handle))->value.number = is;
	if (catalogue_pages(plan->cat, &query, &plan->scratch, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		if (add(plan, &pages.at[i], is - was, err))
			return -1;
	return add_replies(plan, handle, is - was, err);
}
