#include "plan_parts.h"

/*
 * "has:<handle>/<badge>" is 1, "holds:<badge>" counts members. Both follow from what a member's sums
 * say after the change, whichever way they came to it.
 */
enum { DAY = 86400, KEY_MAX = 256 };

static const char *const sums[BADGE_MEASURES] = {
    [BADGE_TOPICS] = "opened:",      [BADGE_REPLIES] = "wrote:",
    [BADGE_ANSWERS] = "answers:",    [BADGE_VOTES] = "votes:",
    [BADGE_LESSONS] = "taught:",     [BADGE_RESOURCES] = "shared:",
    [BADGE_EVENTS] = "hosted:",
};

void plan_badges_page(struct plan *plan, const struct catalogue_page *page, int64_t sign)
{
	const char *sum = page->live == PAGE_LESSON     ? sums[BADGE_LESSONS]
	                  : page->live == PAGE_RESOURCE ? sums[BADGE_RESOURCES]
	                  : page->live == PAGE_EVENT    ? sums[BADGE_EVENTS]
	                                                : NULL;
	if (sum && plan_is_member(page->author))
		plan_tally(plan, sign, "%s%s", sum, page->author);
}

void plan_badges_note(struct plan *plan, const char *handle)
{
	map_put(&plan->earners, handle, strlen(handle))->value.number = 1;
}

/* Whoever has another sum now may have earned something. */
static void note_sums(struct plan *plan)
{
	for (size_t i = 0; i < plan->tallies.len; i++) {
		const struct map_entry *e = &plan->tallies.entries[i];
		for (size_t j = 0; j < BADGE_MEASURES && e->value.number; j++)
			if (sums[j] && strncmp(e->key, sums[j], strlen(sums[j])) == 0)
				plan_badges_note(plan, e->key + strlen(sums[j]));
	}
}

static int note_everybody(struct plan *plan, struct err *err)
{
	struct catalogue_texts stems;
	if (catalogue_stems(plan->cat, PAGE_MEMBER, &plan->scratch, &stems, err))
		return -1;
	for (size_t i = 0; i < stems.len; i++)
		plan_badges_note(plan, strrchr(stems.at[i], '/') + 1);
	return 0;
}

int plan_badges_time(struct plan *plan, int64_t before, int64_t now, struct err *err)
{
	struct catalogue_query query = {.list = LIST_JOINED};
	struct catalogue_pages members;
	for (size_t i = 0; i < plan->badges->len; i++) {
		int64_t days = plan->badges->at[i].least[BADGE_DAYS];
		query.a = (before < now ? before : now) - days * DAY + 1;
		query.b = (before < now ? now : before) - days * DAY + 1;
		if (!days)
			continue;
		if (catalogue_pages(plan->cat, &query, &plan->scratch, &members, err))
			return -1;
		for (size_t j = 0; j < members.len; j++)
			plan_badges_note(plan, strrchr(members.at[j].stem, '/') + 1);
	}
	return 0;
}

/* ---- who has what ---- */

static int sum_after(struct plan *plan, const char *key, int64_t *n, struct err *err)
{
	*n = 0;
	int rc = plan->full ? 0 : catalogue_tally(plan->cat, key, n, err);
	*n += plan_delta(plan, key);
	return rc;
}

static int measure(struct plan *plan, const struct catalogue_page *member, int64_t have[static BADGE_MEASURES],
                   struct err *err)
{
	const char *handle = strrchr(member->stem, '/') + 1;
	char key[KEY_MAX];
	for (size_t i = 0; i < BADGE_MEASURES; i++) {
		have[i] = 0;
		snprintf(key, sizeof(key), "%s%s", sums[i] ? sums[i] : "", handle);
		if (sums[i] && sum_after(plan, key, &have[i], err))
			return -1;
	}
	have[BADGE_POSTS] = have[BADGE_TOPICS] + have[BADGE_REPLIES];
	if (member->date && member->date < plan->now)
		have[BADGE_DAYS] = (plan->now - member->date) / DAY;
	return 0;
}

static void give(struct plan *plan, const char *handle, const char *badge, int64_t sign)
{
	plan_tally(plan, sign, "has:%s/%s", handle, badge);
	plan_tally(plan, sign, "holds:%s", badge);
	if (plan->full)
		return;
	plan_touch(plan, 0, "badges:");
	plan_touch(plan, 1, "member:%s", handle);
}

static bool deserves(const struct plan *plan, const char *badge, const int64_t *have)
{
	for (size_t i = 0; have && i < plan->badges->len; i++)
		if (strcmp(plan->badges->at[i].name, badge) == 0)
			return badge_earned(&plan->badges->at[i], have);
	return false;
}

static bool is_among(const struct catalogue_tallies *had, const char *badge)
{
	for (size_t i = 0; i < had->len; i++)
		if (strcmp(had->at[i].key, badge) == 0)
			return true;
	return false;
}

/* have NULL: there is no such member any more. */
static int award(struct plan *plan, const char *handle, const int64_t *have, struct err *err)
{
	struct catalogue_tallies had = {NULL, 0};
	const char *prefix = arena_printf(&plan->scratch, "has:%s/", handle);
	if (!plan->full && catalogue_tallies(plan->cat, prefix, &plan->scratch, &had, err))
		return -1;
	for (size_t i = 0; i < had.len; i++)
		if (!deserves(plan, had.at[i].key, have))
			give(plan, handle, had.at[i].key, -1);
	for (size_t i = 0; have && i < plan->badges->len; i++) {
		const struct badge *badge = &plan->badges->at[i];
		if (badge_earned(badge, have) && !is_among(&had, badge->name))
			give(plan, handle, badge->name, 1);
	}
	return 0;
}

static int settle(struct plan *plan, const char *handle, struct err *err)
{
	struct catalogue_page member;
	int64_t have[BADGE_MEASURES];
	const char *stem = arena_printf(&plan->scratch, "members/%.2s/%s", handle, handle);
	bool there = catalogue_page(plan->cat, stem, &plan->scratch, &member, err) == 0;
	if (!there && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	there = there && member.live;
	if (there && measure(plan, &member, have, err))
		return -1;
	return award(plan, handle, there ? have : NULL, err);
}

/* Other words for a badge show on every profile that has it. */
static void touch_all(struct plan *plan)
{
	plan_touch(plan, 0, "badges:");
	for (size_t i = 0; i < plan->earners.len; i++)
		plan_touch(plan, 1, "member:%s", plan->earners.entries[i].key);
}

int plan_badges_finish(struct plan *plan, struct err *err)
{
	bool all = plan->full || plan->badges_changed;
	int rc = all ? note_everybody(plan, err) : 0;
	if (plan->badges_changed && !rc)
		touch_all(plan);
	if (!plan->full)
		note_sums(plan);
	for (size_t i = 0; i < plan->earners.len && !rc; i++)
		rc = settle(plan, plan->earners.entries[i].key, err);
	return rc;
}
