#include "plan_parts.h"

void plan_count_shelf(struct plan *plan, const struct catalogue_page *resource, int64_t sign)
{
	const char *tags = resource->tags;
	plan_tally(plan, sign, "shelf:kind/%s", page_shelf_name(resource->shelf));
	for (const char *tag; (tag = plan_line(&tags, &plan->scratch));)
		plan_tally(plan, sign, "shelf:tag/%s", tag);
}

void plan_touch_shelf(struct plan *plan, const struct catalogue_page *resource, bool shift)
{
	const char *tags = resource->tags;
	plan_touch(plan, 0, "resources:");
	for (int64_t shelf = 0; shelf < SHELVES; shelf++)
		if (shift || shelf == resource->shelf)
			plan_touch(plan, 0, "shelf:kind/%s", page_shelf_name(shelf));
	for (const char *tag; (tag = plan_line(&tags, &plan->scratch));)
		plan_touch(plan, 0, "shelf:tag/%s", tag);
}
