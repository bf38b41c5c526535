#include "plan_parts.h"

#include "core/base/format.h"

enum { KEY_MAX = 1024 };

/* As vsnprintf(), which takes longer for the few texts that a sum's name is joined of than the sum itself. */
static size_t join(char *text, size_t room, const char *fmt, va_list args)
{
	struct format format;
	va_list again;
	va_copy(again, args);
	bool joins = format_read(&format, fmt, args) && format.len < room;
	if (joins)
		format_write(&format, text);
	int n = joins ? (int)format.len : vsnprintf(text, room, fmt, again);
	va_end(again);
	return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

/* Text of a key or sum in a buffer: most are there already, so the arena is not asked for it. */
static struct map_entry *entry(struct map *map, const char *fmt, va_list args)
{
	char text[KEY_MAX];
	size_t n = join(text, sizeof(text), fmt, args);
	return map_put(map, text, n);
}

void plan_tally(struct plan *plan, int64_t delta, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	entry(&plan->tallies, fmt, args)->value.number += delta;
	va_end(args);
}

static struct map_entry *put_key(struct plan *plan, const char *fmt, ...) PRINTF_LIKE(2, 3);
static struct map_entry *put_key(struct plan *plan, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	struct map_entry *e = entry(&plan->keys, fmt, args);
	va_end(args);
	return e;
}

void plan_touch(struct plan *plan, int64_t part, const char *fmt, ...)
{
	char key[KEY_MAX / 2];
	va_list args;
	va_start(args, fmt);
	vsnprintf(key, sizeof(key), fmt, args);
	va_end(args);
	put_key(plan, "%s#%lld", key, (long long)part)->value.number = part;
}

/* The page's own output. */
static void touch_self(struct plan *plan, const struct catalogue_page *page, int64_t part)
{
	static const char *const names[PAGE_KINDS] = {[PAGE_TOPIC] = "topic",
	                                              [PAGE_PLAIN] = "plain",
	                                              [PAGE_LESSON] = "lesson",
	                                              [PAGE_RESOURCE] = "resource",
	                                              [PAGE_EVENT] = "event"};
	switch (page->kind) {
	case PAGE_HOME:
		plan_touch(plan, 0, "home:");
		break;
	case PAGE_RULES:
		plan_touch(plan, 0, "rules:");
		break;
	case PAGE_FORUM:
		plan_touch(plan, 0, "forum:%s", page->forum);
		plan_touch(plan, 0, "insights:%s", page->forum);
		break;
	case PAGE_SERIES:
		plan_touch(plan, 0, "series:%s", page->series);
		break;
	case PAGE_MEMBER:
		plan_touch(plan, part, "member:%s", strrchr(page->stem, '/') + 1);
		break;
	case PAGE_VERDICT:
		plan_log_same(plan, page);
		break;
	case PAGE_TOPIC:
	case PAGE_PLAIN:
	case PAGE_LESSON:
	case PAGE_RESOURCE:
	case PAGE_EVENT:
		plan_touch(plan, part, "%s:%s", names[page->kind], page->stem);
		break;
	default:
		break;
	}
}

static void touch_topic_row(struct plan *plan, const struct catalogue_page *page, bool shift)
{
	struct plan_topic *topic = VEC_PUSH(&plan->topics);
	*topic = (struct plan_topic){.shift = shift};
	topic->at.forum = arena_dup(&plan->arena, page->forum);
	topic->at.stem = arena_dup(&plan->arena, page->stem);
	topic->at.ym = page->ym;
	topic->at.date = page->date;
	if (shift)
		plan_touch(plan, 0, "archive:%s", page->forum);
	plan_touch(plan, 0, "forum:%s", page->forum);
	plan_touch(plan, 0, "forums:");
	plan_touch(plan, 0, "home:");
	plan_touch_tags(plan, page);
}

/* Every lesson of a series shows the whole list. */
static int touch_series(struct plan *plan, const char *series, struct err *err)
{
	struct catalogue_query query = {.list = LIST_LESSONS, .text = series};
	struct catalogue_pages lessons;
	if (catalogue_pages(plan->cat, &query, &plan->scratch, &lessons, err))
		return -1;
	for (size_t i = 0; i < lessons.len; i++)
		plan_touch(plan, 0, "lesson:%s", lessons.at[i].stem);
	plan_touch(plan, 0, "series:%s", series);
	plan_touch(plan, 0, "tutorials:");
	return 0;
}

/* Where the page has a row among others. shift: it comes, goes or moves there. */
static int touch_row(struct plan *plan, const struct catalogue_page *page, bool shift, struct err *err)
{
	if (page->kind == PAGE_TOPIC)
		touch_topic_row(plan, page, shift);
	else if (page->kind == PAGE_LESSON || page->kind == PAGE_SERIES) {
		plan_touch(plan, 0, "home:");
		plan_touch_tags(plan, page);
		return touch_series(plan, page->series, err);
	} else if (page->kind == PAGE_RESOURCE || page->kind == PAGE_EVENT) {
		if (page->kind == PAGE_RESOURCE)
			plan_touch_shelf(plan, page, shift);
		else
			plan_touch(plan, 0, "events:");
		plan_touch(plan, 0, "home:");
		plan_touch_tags(plan, page);
	} else if (page->kind == PAGE_MEMBER) {
		plan_touch_directory(plan, page, shift);
		plan_touch_tags(plan, page);
	} else if (page->kind == PAGE_FORUM) {
		plan_touch(plan, 0, "forums:");
		plan_touch(plan, 0, "home:");
	}
	return 0;
}

/* Replies under a lesson are counted on its series' page only. */
static int touch_counts(struct plan *plan, const struct catalogue_page *page, struct err *err)
{
	if (page->kind != PAGE_LESSON)
		return touch_row(plan, page, false, err);
	plan_touch(plan, 0, "series:%s", page->series);
	return 0;
}

void plan_touch_post(struct plan *plan, const struct catalogue_page *page, const struct catalogue_post *before,
                     const struct catalogue_post *after)
{
	const struct catalogue_post *any = before ? before : after;
	if (!any)
		return;
	plan_feeds_post(plan, page, any);
	if (after)
		plan_feeds_post(plan, page, after);
	if (page->kind == PAGE_TOPIC)
		*VEC_PUSH(&plan->posts) = (struct plan_post){.stem = arena_dup(&plan->arena, page->stem),
		                                             .name = arena_dup(&plan->arena, any->name),
		                                             .shift = !before || !after};
	else
		touch_self(plan, page, 0);
	if (before && after && strcmp(before->author, after->author) == 0 && before->date == after->date)
		return;
	plan_touch_wrote(plan, before, after);
}

void plan_touch_mark(struct plan *plan, const char *name)
{
	const struct catalogue_page *page = plan->page.kind ? &plan->page : &plan->before;
	if (*name && page->kind == PAGE_TOPIC)
		*VEC_PUSH(&plan->posts) = (struct plan_post){.stem = arena_dup(&plan->arena, page->stem),
		                                             .name = arena_dup(&plan->arena, name)};
	else
		touch_self(plan, page, 1);
}

/* Every post by a member, with what shows their name. */
static int touch_posts_by(struct plan *plan, const char *handle, struct err *err)
{
	struct catalogue_span span = {.order = POSTS_BY, .author = handle};
	struct catalogue_posts posts;
	struct catalogue_page page = {0};
	if (catalogue_posts(plan->cat, &span, &plan->scratch, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		if (page.id != posts.at[i].page &&
		    catalogue_page_at(plan->cat, posts.at[i].page, &plan->scratch, &page, err))
			return -1;
		plan_touch_post(plan, &page, &posts.at[i], &posts.at[i]);
	}
	return 0;
}

static int touch_pages_by(struct plan *plan, const char *handle, enum catalogue_list list, struct err *err)
{
	struct catalogue_query query = {.list = list, .text = handle};
	struct catalogue_pages pages;
	if (catalogue_pages(plan->cat, &query, &plan->scratch, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++) {
		plan_lists_note(plan, &pages.at[i], &pages.at[i], list == LIST_AUTHOR);
		if (list == LIST_AUTHOR) {
			touch_self(plan, &pages.at[i], 1);
			plan_feeds_page(plan, &pages.at[i]);
		}
		if (touch_row(plan, &pages.at[i], false, err))
			return -1;
	}
	return 0;
}

static int touch_mention(struct plan *plan, const struct catalogue_page *page, const char *name, struct err *err)
{
	struct catalogue_post post = {.page = page->id, .name = name};
	if (!*name) {
		touch_self(plan, page, 1);
		plan_feeds_page(plan, page);
		plan_lists_note(plan, page, page, true);
		return 0;
	}
	if (catalogue_post(plan->cat, &plan->scratch, &post, err) == 0)
		plan_touch_post(plan, page, &post, &post);
	else if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* A mention is a link while its member has a profile. */
static int touch_mentioners(struct plan *plan, const char *handle, struct err *err)
{
	struct catalogue_mentions mentions;
	struct catalogue_page page;
	/* Earlier versions of the rules are shown too, and nobody notes what those mention. */
	plan_touch(plan, 0, "rules:");
	if (catalogue_mentions(plan->cat, handle, &plan->scratch, &mentions, err))
		return -1;
	for (size_t i = 0; i < mentions.len; i++) {
		int rc = catalogue_page(plan->cat, mentions.at[i].stem, &plan->scratch, &page, err);
		if (rc ? err->code != ERR_NOTFOUND : touch_mention(plan, &page, mentions.at[i].name, err))
			return -1;
		err_clear(err);
	}
	return 0;
}

int plan_touch_picture(struct plan *plan, const char *url, struct err *err)
{
	return touch_mentioners(plan, url, err);
}

static int touch_member(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                        struct err *err)
{
	const char *handle = strrchr(after->stem, '/') + 1;
	bool came = before->live != after->live;
	bool same = !came && before->role == after->role && strcmp(before->title, after->title) == 0 &&
	            strcmp(before->avatar, after->avatar) == 0;
	if (came)
		plan_touch(plan, 0, "home:");
	if (same)
		return 0;
	if (touch_posts_by(plan, handle, err) || touch_pages_by(plan, handle, LIST_AUTHOR, err) ||
	    touch_pages_by(plan, handle, LIST_AUTHOR_LAST, err))
		return -1;
	return came ? touch_mentioners(plan, handle, err) : 0;
}

/* Topics show their forum's title, and the rows of members' posts do: that is the whole site. Few show its place among others. */
static void touch_forum(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after)
{
	static const char *const in_order[] = {"forums:", "home:", "insights:", "tags:"};
	bool same = before->live == after->live && before->forum_kind == after->forum_kind &&
	            before->shape == after->shape && strcmp(before->title, after->title) == 0 &&
	            strcmp(before->image, after->image) == 0;
	for (size_t i = 0; i < ARRAY_LEN(in_order) && same && before->place != after->place; i++)
		plan_touch(plan, 0, "%s", in_order[i]);
	if (same)
		return;
	plan->everything = true;
	plan_lists_of_forum(plan, *after->forum ? after->forum : before->forum);
}

/* Equal in all that other pages may show of it. */
static bool same_row(const struct catalogue_page *before, const struct catalogue_page *after)
{
	struct catalogue_page rows[2] = {*before, *after};
	struct str text[2];
	for (size_t i = 0; i < 2; i++) {
		memset(&rows[i].blob, 0, sizeof(rows[i].blob));
		rows[i].id = rows[i].body = 0;
		rows[i].path = rows[i].mentions = "";
		str_init(&text[i], SIZE_MAX / 2);
		catalogue_page_pack(&rows[i], &text[i]);
	}
	bool same = text[0].len == text[1].len && memcmp(text[0].at, text[1].at, text[0].len) == 0;
	str_release(&text[0]);
	str_release(&text[1]);
	return same;
}

/* What stands on every page of a topic, not only on the first. */
static bool same_on_all_pages(const struct catalogue_page *a, const struct catalogue_page *b)
{
	return a->live == b->live && a->listed == b->listed && a->locked == b->locked && a->pinned == b->pinned &&
	       a->finish == b->finish && a->status == b->status && strcmp(a->title, b->title) == 0 && strcmp(a->tags, b->tags) == 0 && strcmp(a->answer, b->answer) == 0 &&
	       strcmp(a->excerpt, b->excerpt) == 0 && strcmp(a->path, b->path) == 0 &&
	       strcmp(a->avatar, b->avatar) == 0 && strcmp(a->image, b->image) == 0 && strcmp(a->author, b->author) == 0 &&
	       strcmp(a->guest, b->guest) == 0 && a->date == b->date;
}

/* Pages and feeds of members name the topics in which they wrote. */
static int touch_writers(struct plan *plan, const struct catalogue_page *page, struct err *err)
{
	struct catalogue_span span = {.page = page->id, .order = POSTS_FORWARD};
	struct catalogue_posts posts;
	if (catalogue_posts(plan->cat, &span, &plan->scratch, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		plan_touch_wrote(plan, &posts.at[i], &posts.at[i]);
		plan_feeds_post(plan, page, &posts.at[i]);
	}
	return 0;
}

/* A page that came, went or shows something else in lists. shown: it has a place in them. */
static int touch_lists(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                       struct err *err)
{
	bool shift = before->live != after->live || before->date != after->date || before->listed != after->listed ||
	             before->shelf != after->shelf;
	if ((before->live && touch_row(plan, before, shift, err)) ||
	    (after->live && touch_row(plan, after, shift, err)))
		return -1;
	if (shift || strcmp(before->tags, after->tags) != 0)
		plan_touch(plan, 0, "tags:");
	if (shift || before->edited != after->edited) {
		plan_touch(plan, 0, "sitemap:%06d", (int)before->ym);
		plan_touch(plan, 0, "sitemap:%06d", (int)after->ym);
		plan_touch(plan, 0, "sitemaps:");
	}
	plan_touch_made(plan, before, after);
	if (strcmp(before->title, after->title) == 0)
		return 0;
	return touch_writers(plan, after, err) || plan_history_titled(plan, after, "", err) ? -1 : 0;
}

static int touch_by_kind(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                         struct err *err)
{
	const struct catalogue_page *any = after->kind ? after : before;
	if (any->kind == PAGE_MEMBER)
		return touch_member(plan, before, after, err);
	if (any->kind == PAGE_FORUM)
		touch_forum(plan, before, after);
	if (any->kind == PAGE_RULES && before->live != after->live)
		plan->everything = true;
	if (any->kind == PAGE_SERIES && (before->live != after->live || strcmp(before->title, after->title) != 0 ||
	                                 strcmp(before->image, after->image) != 0))
		return touch_series(plan, any->series, err);
	return 0;
}

/* In what an entry of the log says of the page that it is about. */
static bool is_renamed(const struct catalogue_page *before, const struct catalogue_page *after)
{
	return before->live != after->live || strcmp(before->title, after->title) != 0 || strcmp(before->moved, after->moved) != 0 ||
	       strcmp(before->series, after->series) != 0;
}

int plan_touch_page(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                    struct err *err)
{
	bool blob = !store_same(&before->blob, &after->blob), row = !same_row(before, after);
	const struct catalogue_page *any = after->kind ? after : before;
	bool counts = before->live && after->live && !blob;
	if (plan->files_changed || before->live != after->live)
		plan_touch(plan, 0, "files:%s", after->stem);
	if (!before->live && !after->live)
		return 0;
	/* The next time of an event changes without its file. */
	bool turned = any->kind == PAGE_EVENT && row;
	if (row || blob)
		plan_lists_note(plan, before, after, blob);
	if (blob || turned || plan->files_changed || plan->votes_changed || before->live != after->live)
		touch_self(plan, any, same_on_all_pages(before, after) ? 1 : 0);
	if (blob || turned || before->live != after->live) {
		plan_feeds_page(plan, before);
		plan_feeds_page(plan, after);
	}
	/* Feeds name an event by its title and its time. */
	if (any->kind == PAGE_EVENT && before->start != after->start && touch_writers(plan, after, err))
		return -1;
	plan_touch_credit(plan, before, after);
	if (any->kind == PAGE_VERDICT && (blob || before->live != after->live))
		plan_log_entry(plan, before, after);
	if (is_renamed(before, after) && (plan_log_page(plan, before, err) || plan_log_page(plan, after, err)))
		return -1;
	if ((blob || before->live != after->live) && plan_touch_moved(plan, before, after, err))
		return -1;
	if (row && (counts ? touch_counts(plan, after, err) : touch_lists(plan, before, after, err)))
		return -1;
	return blob || before->live != after->live ? touch_by_kind(plan, before, after, err) : 0;
}

void plan_touch_ended(struct plan *plan, const struct catalogue_page *page)
{
	touch_self(plan, page, 0);
	if (page->kind == PAGE_TOPIC) {
		touch_topic_row(plan, page, false);
		plan_lists_note(plan, page, page, false);
		return;
	}
	if (page->kind == PAGE_MEMBER)
		return;
	plan_touch(plan, 0, "events:");
	plan_touch(plan, 0, "home:");
	plan_touch_tags(plan, page);
}
