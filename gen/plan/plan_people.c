#include "plan_parts.h"

#include "core/text/date.h"

/* More chunks than a year can have. */
enum { YEAR_PARTS = 1000000, PROFILE_PART = 1 };

bool plan_is_member(const char *handle)
{
	return *handle && strcmp(handle, "guest") != 0;
}

bool plan_is_made(const struct catalogue_page *page)
{
	return page->live && page->live != PAGE_VERDICT && page->date > 0 && plan_is_member(page->author);
}

bool plan_one_directory(const struct config *conf, int64_t listed)
{
	return listed <= conf->forum_chunk;
}

bool plan_one_profile(const struct config *conf, int64_t works)
{
	return works <= conf->topic_posts;
}

int64_t plan_year_part(int64_t year, int64_t chunk)
{
	return year * YEAR_PARTS + chunk;
}

/* ---- the directory ---- */

void plan_touch_directory(struct plan *plan, const struct catalogue_page *member, bool shift)
{
	plan_touch(plan, 0, "members:");
	if (member->listed)
		*VEC_PUSH(&plan->listed) = (struct plan_listed){arena_dup(&plan->arena, member->stem), shift};
}

static int link_listed(struct plan *plan, const struct plan_listed *member, struct err *err)
{
	const char *folder = arena_printf(&plan->scratch, "%.11s", member->stem); /* "members/ro/" */
	const char *xx = arena_printf(&plan->scratch, "%.2s", member->stem + strlen("members/"));
	struct plan_chunks row = {.shift = member->shift};
	if (catalogue_rank_listed(plan->cat, folder, member->stem, &row.first, err) ||
	    plan_sums(plan, arena_printf(&plan->scratch, "listed:%s", xx), &row.sum, err))
		return -1;
	row.last = row.first;
	plan_touch_chunks(plan, &row, arena_printf(&plan->scratch, "handles:%s", xx));
	return 0;
}

/* The directory is one page until it is too long for one: then those by handle come, and go again if it shrinks. */
static int link_directory(struct plan *plan, struct err *err)
{
	struct plan_sum all;
	struct catalogue_tallies some;
	int rc = plan_sums(plan, "listed", &all, err);
	for (size_t i = 0; i < plan->listed.len && !rc; i++)
		rc = link_listed(plan, &plan->listed.at[i], err);
	if (rc || plan_one_directory(plan->conf, all.before) == plan_one_directory(plan->conf, all.after))
		return rc;
	if (catalogue_tallies(plan->cat, "listed:", &plan->scratch, &some, err))
		return -1;
	for (size_t i = 0; i < some.len; i++)
		plan_touch(plan, 0, "handles:%s", some.at[i].key);
	return 0;
}

/* ---- what a member wrote ---- */

static void touch_work(struct plan *plan, struct plan_work work)
{
	if (!plan_is_member(work.handle))
		return;
	plan_touch(plan, PROFILE_PART, "member:%s", work.handle);
	work.handle = arena_dup(&plan->arena, work.handle);
	work.name = work.name ? arena_dup(&plan->arena, work.name) : NULL;
	work.stem = work.stem ? arena_dup(&plan->arena, work.stem) : NULL;
	*VEC_PUSH(&plan->works) = work;
}

static void touch_reply(struct plan *plan, const struct catalogue_post *post, bool shift)
{
	touch_work(plan, (struct plan_work){.handle = post->author,
	                                    .name = post->name,
	                                    .year = strtol(arena_printf(&plan->scratch, "%.4s", post->name), NULL, 10),
	                                    .shift = shift});
}

void plan_touch_wrote(struct plan *plan, const struct catalogue_post *before, const struct catalogue_post *after)
{
	bool shift = !before || !after || strcmp(before->author, after->author) != 0;
	if (before)
		touch_reply(plan, before, shift);
	if (after && shift)
		touch_reply(plan, after, shift);
}

static void touch_page(struct plan *plan, const struct catalogue_page *page, bool shift)
{
	if (plan_is_made(page))
		touch_work(plan, (struct plan_work){.handle = page->author,
		                                    .stem = page->stem,
		                                    .date = page->date,
		                                    .year = date_civil(page->date).year,
		                                    .shift = shift});
	else if (page->live && plan_is_member(page->author))
		plan_touch(plan, PROFILE_PART, "member:%s", page->author);
}

void plan_touch_made(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after)
{
	bool shift = before->live != after->live || before->date != after->date || !before->kind ||
	             strcmp(before->author, after->author) != 0;
	touch_page(plan, before, shift);
	touch_page(plan, after, shift);
}

bool plan_is_answered(const struct catalogue_page *page)
{
	return page->live == PAGE_TOPIC && plan_is_member(page->answerer) && strcmp(page->answerer, page->author) != 0;
}

static void touch_profile(struct plan *plan, const char *handle)
{
	if (plan_is_member(handle))
		plan_touch(plan, PROFILE_PART, "member:%s", handle);
}

void plan_touch_credit(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after)
{
	const char *was = plan_is_answered(before) ? before->answerer : "";
	const char *is = plan_is_answered(after) ? after->answerer : "";
	if (strcmp(was, is) != 0) {
		touch_profile(plan, was);
		touch_profile(plan, is);
	}
	if (before->votes != after->votes || before->live != after->live) {
		touch_profile(plan, before->author);
		touch_profile(plan, after->author);
	}
}

/* The one before it in their order, of the same member and year, or NULL; and how many stand before that one. */
struct ranked {
	const struct plan_work *work;
	int64_t first;
};

/* From there on it is counted: who edits all that they wrote waits for one count of it, not for one each. */
static int rank_reply(struct plan *plan, const struct plan_work *work, const struct ranked *last, struct plan_chunks *row,
                      struct err *err)
{
	const char *year = arena_printf(&plan->scratch, "%04lld", (long long)work->year);
	struct catalogue_range range = {work->handle, last->work ? last->work->name : year, work->name};
	if (catalogue_posts_between(plan->cat, &range, &row->first, err))
		return -1;
	row->first += last->work ? last->first : 0;
	/* Posts of one name stand in the order of their pages. */
	range.from = work->name;
	range.until = arena_printf(&plan->scratch, "%s!", work->name);
	if (catalogue_posts_between(plan->cat, &range, &row->last, err))
		return -1;
	row->last = row->first + (row->last > 0 ? row->last - 1 : 0);
	return 0;
}

static int rank_page(struct plan *plan, const struct plan_work *work, struct plan_chunks *row, struct err *err)
{
	struct catalogue_page page = {.author = work->handle, .date = work->date, .stem = work->stem};
	struct date_civil begin = {.year = (int)work->year, .month = 1, .day = 1};
	int rc = catalogue_rank_made(plan->cat, &page, date_from_civil(&begin), &row->first, err);
	row->last = row->first;
	return rc;
}

static int link_work(struct plan *plan, const struct plan_work *work, struct ranked *last, struct err *err)
{
	struct plan_chunks row = {.shift = work->shift, .part = plan_year_part(work->year, 0)};
	const char *tally = arena_printf(&plan->scratch, "by:%s/%04lld/%c", work->handle, (long long)work->year,
	                                 work->name ? 'r' : 'p');
	if (plan_sums(plan, tally, &row.sum, err) ||
	    (work->name ? rank_reply(plan, work, last, &row, err) : rank_page(plan, work, &row, err)))
		return -1;
	*last = (struct ranked){work, row.first};
	plan_touch_chunks(plan, &row, arena_printf(&plan->scratch, "member:%s", work->handle));
	return 0;
}

/* Pages by year come and go with the first post that the profile has no room for. */
static int link_profile(struct plan *plan, const char *handle, struct err *err)
{
	struct plan_sum wrote, made;
	if (plan_sums(plan, arena_printf(&plan->scratch, "wrote:%s", handle), &wrote, err) ||
	    plan_sums(plan, arena_printf(&plan->scratch, "made:%s", handle), &made, err))
		return -1;
	if (plan_one_profile(plan->conf, wrote.before + made.before) !=
	    plan_one_profile(plan->conf, wrote.after + made.after))
		plan_touch(plan, 0, "member:%s", handle);
	return 0;
}

/* By member, year and kind: those make a list. In its order, then. */
static int list_order(const struct plan_work *a, const struct plan_work *b)
{
	int by = strcmp(a->handle, b->handle);
	if (!by)
		by = (a->year > b->year) - (a->year < b->year);
	return by ? by : !a->name - !b->name;
}

static int by_list(const void *x, const void *y)
{
	const struct plan_work *a = x, *b = y;
	int by = list_order(a, b);
	if (by)
		return by;
	if (a->name)
		return strcmp(a->name, b->name);
	by = (a->date > b->date) - (a->date < b->date);
	return by ? by : strcmp(a->stem, b->stem);
}

/* Where one came or went all that follows has moved, and is touched: nobody need ask where the others stand. */
static int link_works(struct plan *plan, struct err *err)
{
	const struct plan_work *works = plan->works.at;
	struct ranked last = {.work = NULL};
	int rc = 0;
	if (plan->works.len)
		qsort(plan->works.at, plan->works.len, sizeof(*works), by_list);
	for (size_t i = 0; i < plan->works.len && !rc; i++) {
		bool another = !i || strcmp(works[i - 1].handle, works[i].handle) != 0;
		if (another || list_order(&works[i - 1], &works[i]) != 0)
			last.work = NULL;
		if (another)
			rc = link_profile(plan, works[i].handle, err);
		if (!rc && !(last.work && last.work->shift))
			rc = link_work(plan, &works[i], &last, err);
	}
	return rc;
}

int plan_link_people(struct plan *plan, struct err *err)
{
	return link_directory(plan, err) || link_works(plan, err) ? -1 : 0;
}
