#include "plan_parts.h"

static int mark(struct plan *plan, const struct catalogue_page *page, bool on, struct err *err)
{
	const char *urls = page->live ? page->moved : "";
	int rc = 0;
	for (const char *url; !rc && (url = plan_line(&urls, &plan->scratch));)
		rc = catalogue_move(plan->cat, &(struct catalogue_move){url, page->stem}, on, err);
	return rc;
}

int plan_moved(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
               struct err *err)
{
	if (before->live == after->live && strcmp(before->moved, after->moved) == 0)
		return 0;
	return mark(plan, before, false, err) || mark(plan, after, true, err) ? -1 : 0;
}

static void touch(struct plan *plan, const struct catalogue_page *page)
{
	const char *urls = page->live ? page->moved : "";
	for (const char *url; (url = plan_line(&urls, &plan->scratch));) {
		plan_touch(plan, 0, "moved:%s", url);
		plan_touch(plan, 0, "redirects:");
	}
}

/* A page that came takes the place of the one that leads away; where one went, that may come back. */
static int touch_own(struct plan *plan, const char *url, struct err *err)
{
	struct catalogue_moves moves;
	if (catalogue_moves(plan->cat, url, &plan->scratch, &moves, err))
		return -1;
	if (moves.len) {
		plan_touch(plan, 0, "moved:%s", url);
		plan_touch(plan, 0, "redirects:");
	}
	return 0;
}

int plan_touch_moved(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                     struct err *err)
{
	touch(plan, before);
	touch(plan, after);
	if (before->live == after->live)
		return 0;
	return touch_own(plan, *after->url ? after->url : before->url, err);
}
