#include "plan_parts.h"

/* A part for the newest of an act, which is its own page; its chunks come behind. */
enum { DEEDS_NEWEST = 1 };

/* An act that is about another entry stands on that one's page, too. */
static void touch_subjects(struct plan *plan, const struct catalogue_page *entry)
{
	const char *about = entry->mentions, log[] = "moderation/";
	for (const char *stem; (stem = plan_line(&about, &plan->scratch));)
		if (strncmp(stem, log, strlen(log)) == 0)
			plan_touch(plan, 0, "verdict:%s", stem);
}

/* The entry's own page, those of the month and the act that list it, and the front page of the log with its feed. */
static void touch(struct plan *plan, const struct catalogue_page *entry, bool shift)
{
	plan_touch(plan, 0, "verdict:%s", entry->stem);
	plan_touch(plan, 0, "log:");
	touch_subjects(plan, entry);
	struct plan_entry *row = VEC_PUSH(&plan->entries);
	*row = (struct plan_entry){.shift = shift};
	row->at.stem = arena_dup(&plan->arena, entry->stem);
	row->at.series = arena_dup(&plan->arena, entry->series);
	row->at.ym = entry->ym;
	row->at.date = entry->date;
}

void plan_log_entry(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after)
{
	bool shift = before->live != after->live || before->date != after->date || strcmp(before->series, after->series) != 0;
	if (before->live)
		touch(plan, before, shift);
	if (after->live)
		touch(plan, after, shift);
}

void plan_log_same(struct plan *plan, const struct catalogue_page *entry)
{
	touch(plan, entry, false);
}

static int log_subject(struct plan *plan, const char *stem, struct err *err)
{
	struct catalogue_mentions entries;
	if (catalogue_mentions(plan->cat, stem, &plan->scratch, &entries, err))
		return -1;
	for (size_t i = 0; i < entries.len; i++) {
		struct catalogue_page entry;
		if (catalogue_page(plan->cat, entries.at[i].stem, &plan->scratch, &entry, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
		} else if (entry.live == PAGE_VERDICT)
			plan_log_same(plan, &entry);
	}
	return 0;
}

/* "/forums/help/2026/10/stairs/" as the stem that a page of that address had. */
static const char *stem_of(struct plan *plan, const char *url)
{
	size_t n = strlen(url);
	return n > 2 ? arena_dupn(&plan->scratch, url + 1, n - 2) : "";
}

int plan_log_page(struct plan *plan, const struct catalogue_page *page, struct err *err)
{
	const char *moved = page->moved;
	int rc = log_subject(plan, page->stem, err);
	for (const char *url; !rc && (url = plan_line(&moved, &plan->scratch));)
		rc = log_subject(plan, stem_of(plan, url), err);
	return rc;
}

int plan_log_reply(struct plan *plan, const struct catalogue_page *page, const char *name, struct err *err)
{
	const char *moved = page->moved;
	int rc = log_subject(plan, arena_printf(&plan->scratch, "%s/%s", page->stem, name), err);
	for (const char *url; !rc && (url = plan_line(&moved, &plan->scratch));)
		rc = log_subject(plan, arena_printf(&plan->scratch, "%s/%s", stem_of(plan, url), name), err);
	return rc;
}

static int link_deed(struct plan *plan, const struct plan_entry *entry, struct err *err)
{
	const char *key = arena_printf(&plan->scratch, "deeds:%s", entry->at.series);
	struct plan_chunks row = {.shift = entry->shift, .part = DEEDS_NEWEST};
	if (catalogue_rank_deeds(plan->cat, &entry->at, &row.first, err) || plan_sums(plan, key, &row.sum, err))
		return -1;
	row.last = row.first;
	plan_touch(plan, DEEDS_NEWEST, "%s", key);
	plan_touch_chunks(plan, &row, key);
	return 0;
}

static int link_month(struct plan *plan, const struct plan_entry *entry, struct err *err)
{
	const char *month = plan_month(entry->at.ym, &plan->scratch);
	const char *key = arena_printf(&plan->scratch, "acts:%s", month);
	struct plan_chunks row = {.shift = entry->shift};
	if (catalogue_rank_acts(plan->cat, &entry->at, &row.first, err) || plan_sums(plan, key, &row.sum, err))
		return -1;
	row.last = row.first;
	plan_touch_chunks(plan, &row, key);
	return !row.sum.before != !row.sum.after ? plan_touch_months(plan, "acts:", month, err) : 0;
}

int plan_link_log(struct plan *plan, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; i < plan->entries.len && !rc; i++)
		rc = link_month(plan, &plan->entries.at[i], err) || link_deed(plan, &plan->entries.at[i], err) ? -1 : 0;
	return rc;
}
