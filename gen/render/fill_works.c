#include "works.h"

#include "core/text/date.h"
#include "core/text/text.h"

static int work_of(struct render *render, const struct render_brief *page, struct view_work *work, struct err *err)
{
	const struct catalogue_page *forum;
	*work = (struct view_work){.title = page->title, .url = render_url(render, page->url)};
	if (!*page->forum)
		return 0;
	if (render_forum(render, page->forum, &forum, err))
		return -1;
	work->forum_title = forum->title;
	work->forum_url = forum->live ? render_url(render, forum->url) : NULL;
	return 0;
}

static int page_work(struct render *render, const struct catalogue_page *page, struct view_work *work, struct err *err)
{
	struct render_brief brief = render_brief(page);
	return work_of(render, &brief, work, err) || fill_time(&render->fill, page->date, &work->date, err) ? -1 : 0;
}

static int reply_work(struct render *render, const struct catalogue_post *post, struct view_work *work, struct err *err)
{
	const struct render_brief *page;
	const char *url;
	if (render_brief_at(render, post->page, &page, err) || work_of(render, page, work, err) ||
	    fill_time(&render->fill, post->date, &work->date, err) || render_post_url(render, page, post->name, &url, err))
		return -1;
	work->url = render_url(render, url);
	work->reply = true;
	return 0;
}

/* ---- the newest ---- */

/* A page or a post, to be put in order before any of them is filled. */
struct candidate {
	const struct catalogue_page *page;
	const struct catalogue_post *post;
	int64_t date;
	size_t place; /* among its like */
};

static int newer(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? 1 : -1;
	if (!x->post != !y->post)
		return x->post ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int fill_candidates(struct render *render, const struct candidate *from, size_t n, struct mustache_list *works,
                           struct err *err)
{
	struct view_work *at = arena_alloc(&render->arena, n + 1, sizeof(*at));
	for (size_t i = 0; i < n; i++)
		if (from[i].post ? reply_work(render, from[i].post, &at[i], err)
		                 : page_work(render, from[i].page, &at[i], err))
			return -1;
	*works = (struct mustache_list){at, n};
	return 0;
}

int fill_newest_works(struct render *render, const char *handle, struct mustache_list *works, struct err *err)
{
	int64_t most = render->site->conf.topic_posts;
	struct catalogue_query query = {.list = LIST_MADE, .text = handle, .limit = most};
	struct catalogue_span span = {.order = POSTS_BY, .author = handle, .limit = most, .bare = true};
	struct catalogue_pages pages;
	struct catalogue_posts posts;
	size_t n = 0;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err) ||
	    catalogue_posts(render->cat, &span, &render->arena, &posts, err))
		return -1;
	struct candidate *all = arena_alloc(&render->arena, pages.len + posts.len + 1, sizeof(*all));
	for (size_t i = 0; i < pages.len; i++)
		all[n++] = (struct candidate){&pages.at[i], NULL, pages.at[i].date, i};
	for (size_t i = 0; i < posts.len; i++)
		all[n++] = (struct candidate){NULL, &posts.at[i], date_from_id(posts.at[i].name), i};
	qsort(all, n, sizeof(*all), newer);
	return fill_candidates(render, all, n < (size_t)most ? n : (size_t)most, works, err);
}

/* ---- by year ---- */

static void count_year(struct works_year *year, const struct catalogue_tally *sum)
{
	year->year = strtol(sum->key, NULL, 10);
	if (strchr(sum->key, 'r'))
		year->wrote = sum->n;
	else
		year->made = sum->n;
}

static const char *year_url(struct render *render, const struct member *member, int64_t year)
{
	return arena_printf(&render->arena, "%s%04lld/", member->page.url, (long long)year);
}

static void link_years(struct render *render, struct member *member)
{
	struct view_link *links = arena_alloc(&render->arena, member->nyears + 1, sizeof(*links));
	for (size_t i = 0; i < member->nyears; i++) {
		const struct works_year *year = &member->years[i];
		links[i].title = arena_printf(&render->arena, "%04lld", (long long)year->year);
		links[i].url = render_url(render, year_url(render, member, year->year));
		links[i].count = year->made + year->wrote;
	}
	member->links = (struct mustache_list){links, member->nyears};
}

/* Sums are named "2026/p" and "2026/r": from the last to the first, a year's stand together. */
static int fill_years(struct render *render, struct member *member, struct err *err)
{
	struct catalogue_tallies sums;
	int64_t all = 0;
	const char *prefix = arena_printf(&render->arena, "by:%s/", member->handle);
	if (catalogue_tallies(render->cat, prefix, &render->arena, &sums, err))
		return -1;
	member->years = arena_alloc(&render->arena, sums.len + 1, sizeof(*member->years));
	for (size_t i = sums.len; i-- > 0;) {
		all += sums.at[i].n;
		if (i + 1 == sums.len || strncmp(sums.at[i].key, sums.at[i + 1].key, strlen("2026")) != 0)
			member->nyears++;
		count_year(&member->years[member->nyears - 1], &sums.at[i]);
	}
	if (plan_one_profile(&render->site->conf, all))
		member->nyears = 0;
	link_years(render, member);
	return 0;
}

int fill_find_member(struct render *render, const char *handle, struct member *member, bool *found, struct err *err)
{
	const char *stem = arena_printf(&render->arena, "members/%.2s/%s", handle, handle);
	*member = (struct member){.handle = handle};
	if (render_find(render, stem, &member->page, found, err))
		return -1;
	if (!*found)
		return 0;
	return render_person(render, handle, "", &member->person, err) || fill_years(render, member, err) ? -1 : 0;
}

/* One part of a year while it is written. */
struct part {
	struct works_year year;
	int64_t at, last;
	/* Where the replies of part `next` begin: behind `skip` that are called `from`. */
	int64_t next, skip;
	char from[TEXT_ID_LEN + 1];
};

/* Names the month where another one begins; *ym is that of the row before. */
static int mark_month(struct render *render, int64_t at, int64_t *ym, struct view_work *work, struct err *err)
{
	struct date_civil civil = date_civil(at);
	int64_t now = civil.year * 100 + civil.month;
	if (now == *ym)
		return 0;
	*ym = now;
	return render_month_name(render, now, &work->month, err);
}

static int64_t year_begin(int64_t year)
{
	return date_from_civil(&(struct date_civil){.year = (int)year, .month = 1, .day = 1});
}

static int fill_made(struct render *render, const struct member *member, const struct part *part,
                     struct mustache_list *works, struct err *err)
{
	int64_t size = render->site->conf.forum_chunk, year = part->year.year, ym = 0;
	struct catalogue_query query = {.list = LIST_MADE_BETWEEN,
	                                .text = member->handle,
	                                .a = year_begin(year),
	                                .b = year_begin(year + 1),
	                                .limit = size,
	                                .offset = (part->at - 1) * size};
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct view_work *at = arena_alloc(&render->arena, pages.len + 1, sizeof(*at));
	for (size_t i = 0; i < pages.len; i++)
		if (page_work(render, &pages.at[i], &at[i], err) ||
		    mark_month(render, pages.at[i].date, &ym, &at[i], err))
			return -1;
	*works = (struct mustache_list){at, pages.len};
	return 0;
}

/* To count what stands before each part would cost the square of a busy year. */
static void note_end(struct part *part, const struct catalogue_posts *posts)
{
	const char *name = posts->len ? posts->at[posts->len - 1].name : "";
	size_t same = 0;
	while (same < posts->len && strcmp(posts->at[posts->len - 1 - same].name, name) == 0)
		same++;
	bool on = part->next == part->at && same == posts->len && strcmp(part->from, name) == 0;
	part->skip = (on ? part->skip : 0) + (int64_t)same;
	part->next = part->at + 1;
	snprintf(part->from, sizeof(part->from), "%s", name);
}

/* From the year on there may be more posts than are in it. */
static int fill_wrote(struct render *render, const struct member *member, struct part *part,
                      struct mustache_list *works, struct err *err)
{
	int64_t size = render->site->conf.forum_chunk, before = (part->at - 1) * size, left = part->year.wrote - before;
	struct catalogue_span span = {.order = POSTS_BY_FROM,
	                              .author = member->handle,
	                              .from = arena_printf(&render->arena, "%04lld", (long long)part->year.year),
	                              .limit = left < size ? left : size,
	                              .offset = before,
	                              .bare = true};
	struct catalogue_posts posts;
	int64_t ym = 0;
	*works = (struct mustache_list){NULL, 0};
	if (left <= 0)
		return 0;
	if (part->next == part->at) {
		span.from = part->from;
		span.offset = part->skip;
	}
	if (catalogue_posts(render->cat, &span, &render->arena, &posts, err))
		return -1;
	note_end(part, &posts);
	struct view_work *at = arena_alloc(&render->arena, posts.len + 1, sizeof(*at));
	for (size_t i = 0; i < posts.len; i++)
		if (reply_work(render, &posts.at[i], &at[i], err) ||
		    mark_month(render, date_from_id(posts.at[i].name), &ym, &at[i], err))
			return -1;
	*works = (struct mustache_list){at, posts.len};
	return 0;
}

static int write_part(struct render *render, const struct member *member, struct part *part, struct err *err)
{
	const char *url = year_url(render, member, part->year.year);
	struct view_member_year view = {.person = member->person,
	                                .year = arena_printf(&render->arena, "%04lld", (long long)part->year.year),
	                                .pages = render_chunks(render, url, part->at, part->last)};
	if (fill_made(render, member, part, &view.opened, err) || fill_wrote(render, member, part, &view.replied, err))
		return -1;
	const char *title = render_say(render, "title.member_year", &view_member_year_type, &view);
	struct frame frame = render_frame(render, "member_year", title, render_chunk_url(render, url, part->at));
	render_crumb(render, &frame, "/members/", render_words(render, "title.members"));
	render_crumb(render, &frame, member->page.url, member->person->name);
	frame.noindex = !member->page.listed;
	frame.part = plan_year_part(part->year.year, part->at);
	return render_page(render, &frame, &view_member_year_type, &view, err);
}

static int write_year(struct render *render, const struct unit *unit, struct member *member, struct part *part,
                      struct err *err)
{
	int64_t size = render->site->conf.forum_chunk;
	int64_t most = part->year.made > part->year.wrote ? part->year.made : part->year.wrote;
	bool found;
	part->last = (most + size - 1) / size;
	for (part->at = 1; part->at <= part->last; part->at++) {
		if (!unit_wants(unit, plan_year_part(part->year.year, part->at)))
			continue;
		/* A busy member's parts are not kept in memory at once: then who it is is asked again. */
		if ((render_trim(render) && fill_find_member(render, unit->arg, member, &found, err)) ||
		    write_part(render, member, part, err))
			return -1;
	}
	return 0;
}

int fill_write_years(struct render *render, const struct unit *unit, struct member *member, struct err *err)
{
	for (size_t i = 0; i < member->nyears; i++)
		if (write_year(render, unit, member, &(struct part){.year = member->years[i]}, err))
			return -1;
	return 0;
}
