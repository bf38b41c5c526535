#include "plan_parts.h"

#include "core/text/date.h"

static void tally_each(struct plan *plan, const char *lines, int64_t sign, const char *prefix)
{
	for (size_t n; (n = strcspn(lines, "\n")); lines += n + (lines[n] == '\n'))
		plan_tally(plan, sign, "%s%.*s", prefix, (int)n, lines);
}

void plan_count_page(struct plan *plan, const struct catalogue_page *page, int64_t sign)
{
	if (!page->live)
		return;
	if (page->live == PAGE_TOPIC) {
		plan_tally(plan, sign, "topics");
		plan_tally(plan, sign, "topics:%s", page->forum);
		plan_tally(plan, sign * page->replies, "replies");
		plan_tally(plan, sign * page->replies, "replies:%s", page->forum);
		plan_tally(plan, sign, "month:%s/%s", page->forum, plan_month(page->ym, &plan->scratch));
		plan_tally(plan, sign, "top:%s", plan_month(page->ym, &plan->scratch));
		if (plan_is_member(page->author))
			plan_tally(plan, sign, "opened:%s", page->author);
	}
	if (plan_is_answered(page))
		plan_tally(plan, sign, "answers:%s", page->answerer);
	if (page->votes && plan_is_member(page->author))
		plan_tally(plan, sign * page->votes, "votes:%s", page->author);
	if (plan_is_made(page)) {
		plan_tally(plan, sign, "made:%s", page->author);
		plan_tally(plan, sign, "by:%s/%04d/p", page->author, date_civil(page->date).year);
	}
	plan_insights_page(plan, page, sign);
	plan_badges_page(plan, page, sign);
	if (page->live == PAGE_MEMBER) {
		plan_tally(plan, sign, "members");
		tally_each(plan, page->tags, sign, "skill:");
	}
	if (page->listed) {
		plan_tally(plan, sign, "listed");
		plan_tally(plan, sign, "listed:%.2s", strrchr(page->stem, '/') + 1);
	}
	if (page->live == PAGE_RESOURCE)
		plan_count_shelf(plan, page, sign);
	if (page->live == PAGE_VERDICT) {
		plan_tally(plan, sign, "acts:%s", plan_month(page->ym, &plan->scratch));
		plan_tally(plan, sign, "deeds:%s", page->series);
	} else if (page->live != PAGE_MEMBER || page->listed)
		plan_tally(plan, sign, "sitemap:%06d", (int)page->ym);
	tally_each(plan, page->tags, sign, "tag:");
}

void plan_count_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post,
                     int64_t sign)
{
	plan_insights_post(plan, page, post, sign);
	if (plan_is_member(post->author)) {
		plan_tally(plan, sign, "wrote:%s", post->author);
		char year[5] = "";
		memcpy(year, post->name, strnlen(post->name, sizeof(year) - 1));
		plan_tally(plan, sign, "by:%s/%s/r", post->author, year);
	}
}
