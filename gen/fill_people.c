#include "fills.h"

#include "render.h"

enum { POSTS_SHOWN = 50, TAGGED_SHOWN = 100 };

/* Something a member wrote: the page itself or a reply below it. It names the page, no more: the key of a member does
 * not hear of replies by others. */
struct wrote {
	const char *title, *url, *forum, *order;
	int64_t date;
};

static int newer(const void *a, const void *b)
{
	const struct wrote *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? 1 : -1;
	return strcmp(y->order, x->order);
}

static int wrote_pages(struct render *render, const char *handle, struct wrote *list, size_t *len, struct err *err)
{
	struct catalogue_query query = {.list = LIST_AUTHOR, .text = handle, .limit = POSTS_SHOWN};
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	for (size_t i = 0; i < pages.len; i++)
		if (pages.at[i].kind != PAGE_VERDICT)
			list[(*len)++] = (struct wrote){pages.at[i].title, pages.at[i].url, pages.at[i].forum,
			                                pages.at[i].stem, pages.at[i].date};
	return 0;
}

static int wrote_posts(struct render *render, const char *handle, struct wrote *list, size_t *len, struct err *err)
{
	struct catalogue_posts posts;
	struct catalogue_page page;
	struct catalogue_span span = {.order = POSTS_BY, .author = handle, .limit = POSTS_SHOWN};
	if (catalogue_posts(render->cat, &span, &render->arena, &posts, err))
		return -1;
	for (size_t i = 0; i < posts.len; i++) {
		if (catalogue_page_at(render->cat, posts.at[i].page, &render->arena, &page, err))
			return -1;
		const char *url = arena_printf(&render->arena, "%s#%s", page.url, posts.at[i].name);
		const char *order = arena_printf(&render->arena, "%s/%s", page.stem, posts.at[i].name);
		list[(*len)++] = (struct wrote){page.title, url, page.forum, order, posts.at[i].date};
	}
	return 0;
}

static int fill_wrote(struct render *render, const char *handle, struct mustache_list *rows, struct err *err)
{
	struct wrote list[2 * POSTS_SHOWN];
	const struct catalogue_page *forum;
	size_t n = 0;
	if (wrote_pages(render, handle, list, &n, err) || wrote_posts(render, handle, list, &n, err))
		return -1;
	qsort(list, n, sizeof(*list), newer);
	n = n < POSTS_SHOWN ? n : POSTS_SHOWN;
	struct view_topic_row *at = arena_alloc(&render->arena, n + 1, sizeof(*at));
	for (size_t i = 0; i < n; i++) {
		at[i] = (struct view_topic_row){
		    .title = list[i].title, .url = render_url(render, list[i].url), .active = {"", "", ""}};
		if (fill_time(&render->fill, list[i].date, &at[i].opened, err) ||
		    render_forum(render, list[i].forum, &forum, err))
			return -1;
		at[i].forum_title = forum->title;
		at[i].forum_url = forum->live ? render_url(render, forum->url) : NULL;
	}
	*rows = (struct mustache_list){at, n};
	return 0;
}

static void fill_links(struct render *render, const struct page *said, struct view_member *view)
{
	struct view_link *links = arena_alloc(&render->arena, said->links.len + 1, sizeof(*links));
	size_t n = 0;
	if (*said->site)
		links[n++] = (struct view_link){.url = said->site, .title = said->site};
	for (size_t i = 0; i < said->links.len; i++)
		links[n++] = (struct view_link){.url = said->links.at[i], .title = said->links.at[i]};
	view->links = (struct mustache_list){links, n};
}

/* Only who is listed is found under a tag. */
static struct mustache_list skills_of(struct render *render, const struct page *said)
{
	struct view_link *links = arena_alloc(&render->arena, said->tags.len + 1, sizeof(*links));
	for (size_t i = 0; i < said->tags.len; i++) {
		const char *tag = said->tags.at[i], *url = arena_printf(&render->arena, "/tags/%s/", tag);
		links[i] = (struct view_link){.title = tag, .url = said->listed ? render_url(render, url) : NULL};
	}
	return (struct mustache_list){links, said->tags.len};
}

static int fill_member(struct render *render, const char *handle, const struct catalogue_page *page,
                       struct view_member *view, struct err *err)
{
	struct markdown_result body;
	struct page said;
	if (render_parse(render, page, &said, err) || render_body(render, page, &body, err) ||
	    render_person(render, handle, "", &view->person, err) ||
	    fill_time(&render->fill, page->date, &view->joined, err) ||
	    catalogue_tally(render->cat, arena_printf(&render->arena, "opened:%s", handle), &view->topics, err) ||
	    catalogue_tally(render->cat, arena_printf(&render->arena, "wrote:%s", handle), &view->replies, err))
		return -1;
	view->body = body.html;
	view->skills = skills_of(render, &said);
	fill_links(render, &said, view);
	return fill_wrote(render, handle, &view->posts, err);
}

int fill_output_member(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct view_member view = {.topics = 0};
	bool found;
	if (render_find(render, arena_printf(&render->arena, "members/%.2s/%s", unit->arg, unit->arg), &page, &found,
	                err))
		return -1;
	if (!found)
		return 0;
	if (fill_member(render, unit->arg, &page, &view, err))
		return -1;
	struct frame frame = render_frame(render, "member", page.title, page.url);
	render_crumb(render, &frame, "/members/", render_words(render, "title.members"));
	frame.description = page.excerpt;
	frame.noindex = !page.listed;
	return render_page(render, &frame, &view_member_type, &view, err);
}

int fill_output_tags(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = render_frame(render, "tag_list", render_words(render, "title.tags"), "/tags/");
	struct catalogue_tallies tags;
	(void)unit;
	if (catalogue_tallies(render->cat, "tag:", &render->arena, &tags, err))
		return -1;
	struct view_link *links = arena_alloc(&render->arena, tags.len + 1, sizeof(*links));
	for (size_t i = 0; i < tags.len; i++)
		links[i] = (struct view_link){
		    .url = render_url(render, arena_printf(&render->arena, "/tags/%s/", tags.at[i].key)),
		    .title = tags.at[i].key,
		    .count = tags.at[i].n};
	struct view_tag_list view = {.tags = {links, tags.len}};
	return render_page(render, &frame, &view_tag_list_type, &view, err);
}

/* Lessons first, then resources and events. */
static int fill_tagged(struct render *render, const char *tag, struct mustache_list *list, struct err *err)
{
	static const enum page_kind kinds[] = {PAGE_SERIES, PAGE_LESSON, PAGE_RESOURCE, PAGE_EVENT};
	struct view_entry *all = arena_alloc(&render->arena, ARRAY_LEN(kinds) * TAGGED_SHOWN, sizeof(*all));
	struct mustache_list some;
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct catalogue_query query = {.list = LIST_TAG, .text = tag, .a = kinds[i], .limit = TAGGED_SHOWN};
		if (render_entries(render, &query, &some, err))
			return -1;
		memcpy(all + n, some.at, some.len * sizeof(*all));
		n += some.len;
	}
	*list = (struct mustache_list){all, n};
	return 0;
}

int fill_output_tag(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_TAG, .text = unit->arg, .a = PAGE_TOPIC, .limit = TAGGED_SHOWN};
	struct catalogue_query people = {.list = LIST_TAG, .text = unit->arg, .a = PAGE_MEMBER, .limit = TAGGED_SHOWN};
	struct view_tag view = {.tag = unit->arg};
	if (render_topic_rows(render, &query, &view.topics, err) ||
	    fill_tagged(render, unit->arg, &view.entries, err) || fill_member_rows(render, &people, &view.people, err))
		return -1;
	if (!view.topics.len && !view.entries.len && !view.people.len)
		return 0;
	struct frame frame =
	    render_frame(render, "tag", unit->arg, arena_printf(&render->arena, "/tags/%s/", unit->arg));
	render_crumb(render, &frame, "/tags/", render_words(render, "title.tags"));
	return render_page(render, &frame, &view_tag_type, &view, err);
}
