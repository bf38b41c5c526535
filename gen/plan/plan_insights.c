#include "plan_parts.h"

#include "core/text/date.h"
#include "insights.h"

enum { WEEK_DIGITS = 6, KEY_MAX = 256 };

/* Six digits, without printf(): each post asks for them twice. */
static const char *digits(int64_t week, char text[static WEEK_DIGITS + 1])
{
	for (size_t i = WEEK_DIGITS; i-- > 0; week /= 10)
		text[i] = (char)('0' + week % 10);
	text[WEEK_DIGITS] = '\0';
	return text;
}

/* While rows come in, one sum for each event; at the end the others are made of it. */
static void event(struct plan *plan, int64_t n, const char *forum, int64_t at, const char *what)
{
	char week[WEEK_DIGITS + 1];
	plan_tally(plan, n, "raw:%s/%s/%s", forum, digits(insights_week(at), week), what);
}

/* Who wrote in a week is counted for as many weeks as are shown: older ones would only fill the catalogue. */
static void wrote(struct plan *plan, int64_t n, const char *handle, int64_t at)
{
	char text[WEEK_DIGITS + 1];
	int64_t week = insights_week(at);
	if (week >= plan->weeks_from && plan_is_member(handle))
		plan_tally(plan, n, "on:%s/%s", digits(week, text), handle);
}

void plan_insights_page(struct plan *plan, const struct catalogue_page *page, int64_t sign)
{
	char time[16];
	if (page->live == PAGE_TOPIC) {
		event(plan, sign, page->forum, page->date, "t");
		int64_t took = page->first > page->date ? page->first - page->date : 0;
		snprintf(time, sizeof(time), "h%02zu", insights_time(took));
		if (page->first)
			event(plan, sign, page->forum, page->date, time);
	}
	if (page->live == PAGE_MEMBER && page->date)
		event(plan, sign, "", page->date, "j");
	if (plan_is_made(page))
		wrote(plan, sign, page->author, page->date);
}

void plan_insights_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post,
                        int64_t sign)
{
	event(plan, sign, page->kind == PAGE_TOPIC ? page->forum : "", post->date, "r");
	wrote(plan, sign, post->author, post->date);
}

/* ---- at the end ---- */

static int sum_before(struct plan *plan, const char *key, int64_t *n, struct err *err)
{
	*n = 0;
	return plan->full ? 0 : catalogue_tally(plan->cat, key, n, err);
}

static void add(struct plan *plan, const char *forum, int64_t week, const char *what, int64_t n)
{
	plan_tally(plan, n, "stat:%s/%06lld/%s", forum, (long long)week, what);
	plan_tally(plan, n, "stat:%s/y%04lld/%s", forum, (long long)insights_year(week), what);
	if (!plan->full)
		plan_touch(plan, 0, "insights:%s", forum);
}

/* "raw:help/002970/r": what the rows said counts for the forum and for the site. */
static void spread(struct plan *plan, const char *key, int64_t n)
{
	const char *forum = key + strlen("raw:"), *slash = strchr(forum, '/');
	int64_t week = strtoll(slash + 1, NULL, 10);
	const char *what = slash + 1 + WEEK_DIGITS + 1;
	if (*forum != '/')
		add(plan, arena_dupn(&plan->scratch, forum, (size_t)(slash - forum)), week, what, n);
	add(plan, "", week, what, n);
}

/* "on:002970/rosa": the member wrote in the week, or does no more. */
static int count_week(struct plan *plan, const char *key, int64_t n, struct err *err)
{
	int64_t before;
	if (sum_before(plan, key, &before, err))
		return -1;
	if (!before == !(before + n))
		return 0;
	plan_tally(plan, before ? -1 : 1, "stat:/%.*s/a", WEEK_DIGITS, key + strlen("on:"));
	if (!plan->full)
		plan_touch(plan, 0, "insights:");
	return 0;
}

/* "by:rosa/2026/p" and "…/r" together say whether the member wrote in the year; r speaks where p did not change. */
static int count_year(struct plan *plan, const char *key, struct err *err)
{
	char other[KEY_MAX];
	size_t last = strlen(key) - 1;
	struct plan_sum mine = {0, 0}, its = {0, 0};
	snprintf(other, sizeof(other), "%.*s%c", (int)last, key, key[last] == 'p' ? 'r' : 'p');
	if (key[last] == 'r' && plan_delta(plan, other))
		return 0;
	if (sum_before(plan, key, &mine.before, err) || sum_before(plan, other, &its.before, err))
		return -1;
	mine.after = mine.before + plan_delta(plan, key);
	its.after = its.before + plan_delta(plan, other);
	bool was = mine.before + its.before > 0, is = mine.after + its.after > 0;
	if (was == is)
		return 0;
	plan_tally(plan, is - was, "stat:/y%.4s/a", key + last - strlen("2026/"));
	if (!plan->full)
		plan_touch(plan, 0, "insights:");
	return 0;
}

static bool begins(const char *key, const char *with)
{
	return strncmp(key, with, strlen(with)) == 0;
}

int plan_insights_finish(struct plan *plan, struct err *err)
{
	size_t len = plan->tallies.len; /* what is added below stands behind */
	int rc = 0;
	for (size_t i = 0; i < len && !rc; i++) {
		const char *key = plan->tallies.entries[i].key;
		int64_t n = plan->tallies.entries[i].value.number;
		if (!n)
			continue;
		if (begins(key, "raw:")) {
			spread(plan, key, n);
			plan->tallies.entries[i].value.number = 0;
		} else if (begins(key, "on:"))
			rc = count_week(plan, key, n, err);
		else if (begins(key, "by:"))
			rc = count_year(plan, key, err);
	}
	return rc;
}

int plan_insights_time(struct plan *plan, int64_t before, int64_t now, struct err *err)
{
	struct catalogue_texts forums;
	if (insights_week(before) == insights_week(now))
		return 0;
	if (catalogue_stems(plan->cat, PAGE_FORUM, &plan->scratch, &forums, err))
		return -1;
	plan_touch(plan, 0, "insights:");
	for (size_t i = 0; i < forums.len; i++)
		plan_touch(plan, 0, "insights:%s", strrchr(forums.at[i], '/') + 1);
	return 0;
}

int64_t plan_weeks_from(int64_t now)
{
	return insights_week(now) - INSIGHTS_WEEKS;
}
