/*
 * plan_parts.h: between the files of plan: plan.c keeps rows, plan_touch.c knows who shows what,
 * plan_link.c works out places once all rows
 * are in, plan_lists.c which lists show them; plan_staff.c keeps count of posts by the staff.
 */
#ifndef STOA_PLAN_PARTS_H
#define STOA_PLAN_PARTS_H

#include "plan.h"

void plan_touch(struct plan *plan, int64_t part, const char *fmt, ...) PRINTF_LIKE(3, 4);
void plan_tally(struct plan *plan, int64_t delta, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Sums that the page, its row in lists and how many replies it has add to, with sign; and what each reply adds besides. */
void plan_count_page(struct plan *plan, const struct catalogue_page *page, int64_t sign);
void plan_count_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post,
                     int64_t sign);

/* Keys for a page that changed; either may have kind PAGE_NONE. */
int plan_touch_page(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                    struct err *err) WARN_UNUSED;

/* Keys for a reply; either may be NULL. */
void plan_touch_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *before,
                     const struct catalogue_post *after);

/* Keys for every text that may show the picture file at that URL: it says how large it is. */
int plan_touch_picture(struct plan *plan, const char *url, struct err *err) WARN_UNUSED;

/* Keys for an event that is over, or a topic that has expired. */
void plan_touch_ended(struct plan *plan, const struct catalogue_page *page);

/* The row that is at work, or a reply below it (either may be NULL), said or says when it was edited. */
void plan_history_page(struct plan *plan);
void plan_history_post(struct plan *plan, const struct catalogue_post *old, const struct catalogue_post *new);

/* Keys of the earlier versions of what shows the page's title, and of replies that stand elsewhere now. */
int plan_history_titled(struct plan *plan, const struct catalogue_page *page, const char *from,
                        struct err *err) WARN_UNUSED;

/* A member's file of votes on plan->page now says `text`, or with NULL is gone. */
int plan_vote(struct plan *plan, const char *handle, const char *text, struct err *err) WARN_UNUSED;

/* Keys for what is said about a post of the page; "" is the page itself. */
void plan_touch_mark(struct plan *plan, const char *name);
/* Feeds that tell of the page itself, or of a reply. */
void plan_feeds_page(struct plan *plan, const struct catalogue_page *page);
void plan_feeds_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post);

/* Pages of its tags. */
void plan_touch_tags(struct plan *plan, const struct catalogue_page *page);

/* A topic that lists may show; either may be of another kind, or not be there. Borrowed for the call. */
void plan_lists_note(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                     bool text);

/* Keys of lists, after the last row. */
int plan_lists_link(struct plan *plan, struct err *err) WARN_UNUSED;

/* Every list that the forum has or had. */
void plan_lists_of_forum(struct plan *plan, const char *forum);

/* Keys of the months on either side of one that came or went, and its own: prefix "month:help/", month "2026/11". */
int plan_touch_months(struct plan *plan, const char *prefix, const char *month, struct err *err) WARN_UNUSED;

/* By how much the sum will change when the plan is finished. */
int64_t plan_delta(const struct plan *plan, const char *key);

/* Addresses that the page had before go to the catalogue; keys for them, and for its own if others had it. */
int plan_moved(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
               struct err *err) WARN_UNUSED;
int plan_touch_moved(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                     struct err *err) WARN_UNUSED;

/* The row that is at work counts its staff: for a reply that came or went, for who wrote the page itself. */
int plan_staff_post(struct plan *plan, const struct catalogue_post *was, const struct catalogue_post *is,
                    struct err *err) WARN_UNUSED;
int plan_staff_page(struct plan *plan, struct err *err) WARN_UNUSED;

/* A profile changed its role: so does what the member wrote. */
int plan_staff_member(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                      struct err *err) WARN_UNUSED;

/* A handle that is one: not empty, and no guest's. */
bool plan_is_member(const char *handle);

/* Whether a member wrote the page and it says when: then it stands among what they wrote. */
bool plan_is_made(const struct catalogue_page *page);

/* Whether a reply by another member answers the topic: that is to the reply's credit. */
bool plan_is_answered(const struct catalogue_page *page);

/* A sum before the change and after it; before plan_finish() has put it. */
struct plan_sum {
	int64_t before, after;
};
int plan_sums(struct plan *plan, const char *key, struct plan_sum *sum, struct err *err) WARN_UNUSED;

/*
 * A row among others that stand in chunks, forum.chunk in each: how many rows are before it. Its
 * chunk is touched; where it shifts others, those behind it too; and all of them, which link to each
 * other, where their number changes.
 */
struct plan_chunks {
	int64_t first, last; /* ranks from 0; not the same where rows cannot be told apart */
	struct plan_sum sum; /* of all rows */
	bool shift;
	int64_t part; /* the key's part is this and the chunk's number */
};
void plan_touch_chunks(struct plan *plan, const struct plan_chunks *row, const char *key);

/* A resource counts for its kind and for each of its tags. */
void plan_count_shelf(struct plan *plan, const struct catalogue_page *resource, int64_t sign);

/* Where a resource is listed; shift: it comes, goes or changes its kind, which the lists of all kinds count. */
void plan_touch_shelf(struct plan *plan, const struct catalogue_page *resource, bool shift);

/* A member came, went, or shows something else in the directory. */
void plan_touch_directory(struct plan *plan, const struct catalogue_page *member, bool shift);

/* The profiles of who wrote a reply, or made a page; either of two posts may be NULL. */
void plan_touch_wrote(struct plan *plan, const struct catalogue_post *before, const struct catalogue_post *after);
void plan_touch_made(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after);

/* Profiles that count an accepted answer, or votes, more or less. */
void plan_touch_credit(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after);

/* Keys of the directory and of members' years. */
int plan_link_people(struct plan *plan, struct err *err) WARN_UNUSED;

/* What the page, or a reply, adds to the sums of its week, with sign. */
void plan_insights_page(struct plan *plan, const struct catalogue_page *page, int64_t sign);
void plan_insights_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *post,
                        int64_t sign);

/* The sums of insights.h from these, when all rows are in; and keys where another week has begun. */
int plan_insights_finish(struct plan *plan, struct err *err) WARN_UNUSED;
int plan_insights_time(struct plan *plan, int64_t before, int64_t now, struct err *err) WARN_UNUSED;

/* What the page adds to the sums that badges look at, beside those of others. */
void plan_badges_page(struct plan *plan, const struct catalogue_page *page, int64_t sign);

/* This member has to be looked at again; and whoever time has passed for. */
void plan_badges_note(struct plan *plan, const char *handle);
int plan_badges_time(struct plan *plan, int64_t before, int64_t now, struct err *err) WARN_UNUSED;

/* Who holds which badge, when all sums are known. */
int plan_badges_finish(struct plan *plan, struct err *err) WARN_UNUSED;

/* An entry of the log came, went, or says something else; and one of which only what it shows of others changed. */
void plan_log_entry(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after);
void plan_log_same(struct plan *plan, const struct catalogue_page *entry);

/* Entries that are about the page, or about a reply to it, wherever it was before. */
int plan_log_page(struct plan *plan, const struct catalogue_page *page, struct err *err) WARN_UNUSED;
int plan_log_reply(struct plan *plan, const struct catalogue_page *page, const char *name,
                   struct err *err) WARN_UNUSED;

/* Keys of the log's months and acts; after all others have touched entries. */
int plan_link_log(struct plan *plan, struct err *err) WARN_UNUSED;

/* Keys of months and of pages of topics; after the last row. */
int plan_link(struct plan *plan, struct err *err) WARN_UNUSED;

#endif
