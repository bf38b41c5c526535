#include "plan_parts.h"

bool plan_has_history(int64_t kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT ||
	       kind == PAGE_PLAIN || kind == PAGE_RULES;
}

void plan_touch_history(struct plan *plan, const char *path)
{
	plan_touch(plan, 0, "history:%s", path);
	if (strcmp(path, "rules.md") == 0)
		plan_touch(plan, 0, "rules:");
}

static void note(struct plan *plan, const char *path, int64_t edited)
{
	*VEC_PUSH(&plan->edits) = (struct plan_edited){arena_dup(&plan->arena, path), edited};
}

static void change(struct plan *plan, const char *path, int64_t edited)
{
	note(plan, path, edited);
	if (!plan->full)
		plan_touch_history(plan, path);
}

static int64_t mark_of(const struct catalogue_page *page)
{
	return plan_has_history(page->kind) ? row_mark(page->kind, page->edited, page->version) : 0;
}

void plan_history_page(struct plan *plan)
{
	const struct catalogue_page *old = &plan->before, *new = &plan->page;
	bool was = mark_of(old) != 0, is = mark_of(new) != 0, moved = strcmp(old->path, new->path) != 0;
	if (was && (!is || moved))
		change(plan, old->path, 0);
	if (is && (!was || moved || !store_same(&old->blob, &new->blob)))
		change(plan, new->path, mark_of(new));
	else if (is && old->live != new->live && !plan->full)
		plan_touch_history(plan, new->path);
}

void plan_history_post(struct plan *plan, const struct catalogue_post *old, const struct catalogue_post *new)
{
	bool was = old && old->edited, is = new &&new->edited;
	if (!was && !is)
		return;
	const char *path = arena_printf(&plan->scratch, "%s/%s.md", plan->page.stem, is ? new->name : old->name);
	if (is != was || !store_same(&old->blob, &new->blob))
		change(plan, path, is ? new->edited : 0);
	else if (!plan->full)
		plan_touch_history(plan, path);
}

int plan_history_titled(struct plan *plan, const struct catalogue_page *page, const char *from, struct err *err)
{
	struct catalogue_texts names;
	if (catalogue_edited(plan->cat, page->id, from, &plan->scratch, &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++)
		plan_touch(plan, 0, "history:%s/%s.md", page->stem, names.at[i]);
	if (!*from && mark_of(page))
		plan_touch_history(plan, page->path);
	return 0;
}
