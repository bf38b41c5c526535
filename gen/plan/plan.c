#include "plan_parts.h"

enum { ROW_MAX = 4 * 1024 * 1024 };

void plan_init(struct plan *plan, struct catalogue *cat, const struct config *conf, bool full)
{
	static const struct badges none = {NULL, 0};
	*plan = (struct plan){.cat = cat, .conf = conf, .full = full, .badges = &none};
	arena_init(&plan->arena);
	arena_init(&plan->scratch);
	map_init(&plan->tallies, &plan->arena);
	map_init(&plan->keys, &plan->arena);
	map_init(&plan->earners, &plan->arena);
	map_init(&plan->least, &plan->arena);
	map_init(&plan->most, &plan->arena);
	map_init(&plan->staff, &plan->arena);
	map_init(&plan->edges, &plan->arena);
	map_init(&plan->kinds, &plan->arena);
	str_init(&plan->blank_text, ROW_MAX);
	str_init(&plan->before_text, ROW_MAX);
	str_init(&plan->page_text, ROW_MAX);
	catalogue_page_pack(&plan->blank, &plan->blank_text);
	(void)!catalogue_page_unpack(plan->blank_text.at, plan->blank_text.len, &plan->blank);
}

void plan_release(struct plan *plan)
{
	map_release(&plan->tallies);
	map_release(&plan->keys);
	VEC_RELEASE(&plan->edits);
	VEC_RELEASE(&plan->posts);
	VEC_RELEASE(&plan->topics);
	VEC_RELEASE(&plan->entries);
	VEC_RELEASE(&plan->listed);
	VEC_RELEASE(&plan->shown);
	VEC_RELEASE(&plan->works);
	map_release(&plan->earners);
	map_release(&plan->least);
	map_release(&plan->most);
	map_release(&plan->staff);
	map_release(&plan->edges);
	map_release(&plan->kinds);
	str_release(&plan->blank_text);
	str_release(&plan->before_text);
	str_release(&plan->page_text);
	arena_release(&plan->scratch);
	arena_release(&plan->arena);
}

bool plan_takes_replies(int64_t kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT;
}

int64_t plan_page_of(const struct config *conf, int64_t post)
{
	return (post - 1) / conf->topic_posts + 1;
}

int64_t plan_pages(const struct config *conf, int64_t replies)
{
	return plan_page_of(conf, replies + 1);
}

const char *plan_month(int64_t ym, struct arena *arena)
{
	return arena_printf(arena, "%04d/%02d", (int)(ym / 100), (int)(ym % 100));
}

const char *plan_line(const char **at, struct arena *arena)
{
	size_t n = strcspn(*at, "\n");
	if (!n)
		return NULL;
	const char *line = arena_dupn(arena, *at, n);
	*at += n + ((*at)[n] == '\n');
	return line;
}

/* A copy of a row that owns its text: the text becomes the row's, packed. */
static int own(struct catalogue_page *copy, struct str *text, const struct catalogue_page *page, struct err *err)
{
	str_reset(text);
	catalogue_page_pack(page, text);
	if (str_check(text, page->stem, err))
		return -1;
	if (!catalogue_page_unpack(text->at, text->len, copy))
		return err_set(err, ERR_LIMIT, "%s: too large a row", page->stem);
	return 0;
}

/* Mentions and tags stand in tables of their own, to be found by name. */
static int mark_mentions(struct plan *plan, const char *handles, const struct catalogue_mention *at, bool on,
                         struct err *err)
{
	int rc = 0;
	for (const char *line; !rc && (line = plan_line(&handles, &plan->scratch));)
		rc = catalogue_mention(plan->cat, line, at, on, err);
	return rc;
}

static int move_mentions(struct plan *plan, const char *before, const char *after, const struct catalogue_mention *at,
                         struct err *err)
{
	if (strcmp(before, after) == 0)
		return 0;
	return mark_mentions(plan, before, at, false, err) || mark_mentions(plan, after, at, true, err) ? -1 : 0;
}

static int mark_tags(struct plan *plan, const struct catalogue_page *page, bool on, struct err *err)
{
	const char *tags = page->live ? page->tags : "";
	int rc = 0;
	for (const char *line; !rc && (line = plan_line(&tags, &plan->scratch));)
		rc = catalogue_tag(plan->cat, line, page, on, err);
	return rc;
}

static int move_tags(struct plan *plan, const struct catalogue_page *before, const struct catalogue_page *after,
                     struct err *err)
{
	bool same =
	    before->live == after->live && before->date == after->date && strcmp(before->tags, after->tags) == 0;
	if (same)
		return 0;
	return mark_tags(plan, before, false, err) || mark_tags(plan, after, true, err) ? -1 : 0;
}

static int put_post(struct plan *plan, const struct catalogue_post *old, const struct catalogue_post *new,
                    struct err *err)
{
	const struct catalogue_post *any = old ? old : new;
	/* cppcheck-suppress nullPointerRedundantCheck; one of the two is there. */
	struct catalogue_mention at = {plan->page.stem, any->name};
	/* Of a page that goes with its replies only the old row still says what it was. */
	const struct catalogue_page *page = plan->page.kind ? &plan->page : &plan->before;
	bool was = old && old->live, is = new &&new->live;
	int rc = new ? catalogue_post_put(plan->cat, new, err)
	             : catalogue_post_drop(plan->cat, plan->page.id, any->name, err);
	if (rc || move_mentions(plan, old ? old->mentions : "", new ? new->mentions : "", &at, err))
		return -1;
	plan->page.replies += is - was;
	if (was)
		plan_count_post(plan, page, old, -1);
	if (is)
		plan_count_post(plan, page, new, 1);
	plan->had_posts = plan->posts_changed = true;
	plan_history_post(plan, old, new);
	if (plan->full)
		return 0;
	if (was != is && plan_log_reply(plan, page, any->name, err))
		return -1;
	plan_touch_post(plan, page, was ? old : NULL, is ? new : NULL);
	return plan_staff_post(plan, was ? old : NULL, is ? new : NULL, err);
}

/* The page came, went, or was hidden: so do all replies below it. */
static int flip_posts(struct plan *plan, struct err *err)
{
	struct catalogue_span span = {.page = plan->page.id, .order = POSTS_ALL};
	struct catalogue_posts posts;
	if (catalogue_posts(plan->cat, &span, &plan->scratch, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		struct catalogue_post now = posts.at[i];
		now.live = !now.hidden && plan_takes_replies(plan->page.live);
		if (now.live != posts.at[i].live && put_post(plan, &posts.at[i], &now, err))
			return -1;
	}
	return 0;
}

/* Who answered, and how soon: an answer that is hidden or gone is none. */
static int refresh_topic(struct plan *plan, struct catalogue_page *page, struct err *err)
{
	struct catalogue_post answer = {.page = page->id, .name = page->answer};
	if (*page->answer && catalogue_post(plan->cat, &plan->scratch, &answer, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	} else if (answer.live)
		page->answerer = answer.author;
	return catalogue_first_reply(plan->cat, page, &page->first, err);
}

/* What the page's row says of the posts below it. */
static int refresh_page(struct plan *plan, struct err *err)
{
	struct catalogue_page *page = &plan->page;
	struct catalogue_posts last;
	if (plan->flip && page->id && flip_posts(plan, err))
		return -1;
	if (plan->votes_changed && catalogue_votes(plan->cat, page->id, &page->votes, err))
		return -1;
	if (!plan->full && plan_staff_page(plan, err))
		return -1;
	page->active = page->date;
	page->last_author = page->author;
	page->last_guest = page->guest;
	page->first = 0;
	page->answerer = "";
	if (!page->replies)
		return 0;
	if (page->live == PAGE_TOPIC && refresh_topic(plan, page, err))
		return -1;
	struct catalogue_span newest = {.page = page->id, .order = POSTS_BACKWARD, .limit = 1};
	if (catalogue_posts(plan->cat, &newest, &plan->scratch, &last, err))
		return -1;
	if (!last.len)
		return 0;
	if (last.at->date >= page->date)
		page->active = last.at->date;
	page->last_author = last.at->author;
	page->last_guest = last.at->guest;
	return 0;
}

static int store_page(struct plan *plan, struct err *err)
{
	struct catalogue_page *page = &plan->page;
	bool bare = !page->id;
	if (page->kind == PAGE_NONE && page->id && catalogue_page_bare(plan->cat, page->id, &bare, err))
		return -1;
	if (page->kind == PAGE_NONE && bare)
		return page->id ? catalogue_page_drop(plan->cat, page->id, err) : 0;
	return catalogue_page_put(plan->cat, page, err);
}

/* A page may come up twice in one plan, so both the fewest and the most count. */
static void note_replies(struct plan *plan, const char *stem, int64_t replies)
{
	size_t n = strlen(stem), known = plan->least.len;
	struct map_entry *least = map_put(&plan->least, stem, n), *most = map_put(&plan->most, stem, n);
	if (plan->least.len > known || replies < least->value.number)
		least->value.number = replies;
	if (replies > most->value.number)
		most->value.number = replies;
}

/* Ends the run of rows of one page: its row is written, and what hangs on it is touched. */
static int flush_page(struct plan *plan, struct err *err)
{
	struct catalogue_mention at = {plan->page.stem, ""};
	if (!plan->loaded)
		return 0;
	plan->loaded = false;
	if (refresh_page(plan, err) || store_page(plan, err) ||
	    move_mentions(plan, plan->before.mentions, plan->page.mentions, &at, err) ||
	    move_tags(plan, &plan->before, &plan->page, err) || plan_moved(plan, &plan->before, &plan->page, err))
		return -1;
	plan_count_page(plan, &plan->before, -1);
	plan_count_page(plan, &plan->page, 1);
	plan_history_page(plan);
	if (plan->full)
		return 0;
	if (plan->page.kind == PAGE_MEMBER || plan->before.kind == PAGE_MEMBER)
		plan_badges_note(plan, strrchr(plan->page.stem, '/') + 1);
	plan->before.id = plan->page.id;
	if (plan->posts_changed)
		note_replies(plan, plan->page.stem, plan->before.replies);
	if (plan_touch_page(plan, &plan->before, &plan->page, err))
		return -1;
	return plan_staff_member(plan, &plan->before, &plan->page, err);
}

/* What is known of a page so far: its row, or one that says nothing. */
static int find_before(struct plan *plan, const char *stem, struct err *err)
{
	struct catalogue_page page;
	if (catalogue_page(plan->cat, stem, &plan->scratch, &page, err) == 0)
		return own(&plan->before, &plan->before_text, &page, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	plan->before = plan->blank;
	plan->before.stem = arena_dup(&plan->scratch, stem);
	return 0;
}

static int load_page(struct plan *plan, const char *stem, struct err *err)
{
	if (plan->loaded && strcmp(plan->page.stem, stem) == 0)
		return 0;
	if (flush_page(plan, err))
		return -1;
	arena_reset(&plan->scratch);
	if (find_before(plan, stem, err))
		return -1;
	plan->page = plan->before;
	plan->existed = plan->before.id != 0;
	plan->loaded = true;
	plan->had_posts = plan->posts_changed = plan->votes_changed = plan->files_changed = plan->flip = false;
	return 0;
}

/* What hangs on a page needs its id, be there such a page or not. */
static int load_parent(struct plan *plan, const char *stem, struct err *err)
{
	return load_page(plan, stem, err) || catalogue_page_name(plan->cat, &plan->page, err) ? -1 : 0;
}

static int row_of_page(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err)
{
	if (load_page(plan, place->stem, err))
		return -1;
	struct catalogue_page now = row ? row->page : (struct catalogue_page){.stem = plan->page.stem};
	now.id = plan->page.id;
	now.replies = plan->page.replies;
	now.votes = plan->page.votes;
	now.staff = plan->page.staff;
	if (plan_takes_replies(now.live) != plan_takes_replies(plan->page.live) && (plan->existed || plan->had_posts))
		plan->flip = true;
	/* now may borrow the very text that it is to replace. */
	struct str text;
	str_init(&text, ROW_MAX);
	int rc = own(&plan->page, &text, &now, err);
	struct str old = plan->page_text;
	plan->page_text = text;
	str_release(&old);
	return rc;
}

static int row_of_post(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err)
{
	struct catalogue_post old = {.name = place->name}, new;
	if (load_parent(plan, place->parent, err))
		return -1;
	/* A fresh catalogue has no old row: not to ask is a quarter of the time of a full build's scan. */
	bool had = !plan->full;
	old.page = plan->page.id;
	if (had && catalogue_post(plan->cat, &plan->scratch, &old, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		had = false;
	}
	if (!had && !row)
		return 0;
	if (row) {
		new = row->post;
		new.page = plan->page.id;
		new.live = !new.hidden &&plan_takes_replies(plan->page.live);
	}
	return put_post(plan, had ? &old : NULL, row ? &new : NULL, err);
}

static int row_of_file(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err)
{
	if (load_parent(plan, place->parent, err))
		return -1;
	plan->files_changed = true;
	if (!plan->full && plan_touch_picture(plan, place->url, err))
		return -1;
	if (!row)
		return catalogue_file_drop(plan->cat, plan->page.id, place->name, err);
	struct catalogue_file file = row->file;
	file.page = plan->page.id;
	return catalogue_file_put(plan->cat, &file, err);
}

static int row_of_vote(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err)
{
	return load_parent(plan, place->parent, err) ? -1 : plan_vote(plan, place->handle, row ? row->votes : NULL, err);
}

int plan_row(struct plan *plan, const struct page_place *place, const struct row *row, struct err *err)
{
	switch (place->kind) {
	case PAGE_NONE:
		return 0;
	case PAGE_REPLY:
		return row_of_post(plan, place, row, err);
	case PAGE_ATTACHMENT:
		return row_of_file(plan, place, row, err);
	case PAGE_VOTES:
		return row_of_vote(plan, place, row, err);
	default:
		return row_of_page(plan, place, row, err);
	}
}

int plan_flush(struct plan *plan, struct err *err)
{
	return flush_page(plan, err);
}

static int put_tallies(struct plan *plan, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; i < plan->tallies.len && !rc; i++) {
		const struct map_entry *e = &plan->tallies.entries[i];
		if (e->value.number)
			rc = catalogue_tally_add(plan->cat, e->key, e->value.number, err);
	}
	return rc;
}

static int put_keys(struct plan *plan, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; i < plan->keys.len && !rc; i++) {
		const struct map_entry *e = &plan->keys.entries[i];
		const char *hash = strrchr(e->key, '#');
		const char *key = arena_dupn(&plan->scratch, e->key, (size_t)(hash - e->key));
		rc = catalogue_pending_put(plan->cat, key, e->value.number, err);
	}
	if (!rc && plan->everything)
		rc = catalogue_pending_put(plan->cat, "*", 0, err);
	return rc;
}

int plan_finish(struct plan *plan, struct err *err)
{
	if (flush_page(plan, err) || plan_link(plan, err))
		return -1;
	if (plan->full && catalogue_staff_count(plan->cat, err))
		return -1;
	return plan_insights_finish(plan, err) || plan_badges_finish(plan, err) || put_tallies(plan, err) || put_keys(plan, err) ? -1 : 0;
}
