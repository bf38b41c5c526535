#include "fills.h"

#include "works.h"

enum { TAGGED_SHOWN = 100 };

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

static int fill_counts(struct render *render, const char *handle, struct view_member *view, struct err *err)
{
	const struct {
		const char *sum;
		int64_t *n;
	} counts[] = {{"opened", &view->topics}, {"wrote", &view->replies}, {"answers", &view->answers}, {"votes", &view->votes}};
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		const char *key = arena_printf(&render->arena, "%s:%s", counts[i].sum, handle);
		if (catalogue_tally(render->cat, key, counts[i].n, err))
			return -1;
	}
	return 0;
}

/* What moderators decided of them, while it counts. */
static int fill_standing(struct render *render, const struct page *said, struct view_member *view, struct err *err)
{
	bool suspended = said->suspended && said->suspended >= render->now;
	const char *id = said->moderated;
	view->banned = said->banned;
	if ((suspended || said->banned) && *id)
		view->log_url = render_url(render, arena_printf(&render->arena, "/moderation/%.4s/%.2s/%s/", id, id + 4, id));
	return fill_time(&render->fill, suspended ? said->suspended : 0, &view->suspended, err);
}

static int fill_member(struct render *render, const struct member *member, struct view_member *view, struct err *err)
{
	struct markdown_result body;
	struct page said;
	view->person = member->person;
	if (render_parse(render, &member->page, &said, err) || render_body(render, &member->page, &body, err) ||
	    fill_time(&render->fill, member->page.date, &view->joined, err) ||
	    fill_time(&render->fill, said.left, &view->left, err) ||
	    fill_counts(render, member->handle, view, err))
		return -1;
	if (fill_standing(render, &said, view, err))
		return -1;
	view->body = body.html;
	view->skills = skills_of(render, &said);
	fill_links(render, &said, view);
	view->years = member->links;
	if (fill_badges_of(render, member->handle, &view->badges, err))
		return -1;
	return fill_newest_works(render, member->handle, &view->works, err);
}

static int write_profile(struct render *render, const struct member *member, struct err *err)
{
	struct view_member view = {.topics = 0};
	if (fill_member(render, member, &view, err))
		return -1;
	struct frame frame = render_frame(render, "member", member->page.title, member->page.url);
	render_crumb(render, &frame, "/members/", render_words(render, "title.members"));
	frame.description = member->page.excerpt;
	frame.feed = arena_printf(&render->arena, "%sfeed.xml", member->page.url);
	frame.noindex = !member->page.listed;
	frame.part = PLAN_PAGE;
	return render_page(render, &frame, &view_member_type, &view, err);
}

int fill_output_member(struct render *render, const struct unit *unit, struct err *err)
{
	struct member member;
	bool found;
	if (fill_find_member(render, unit->arg, &member, &found, err))
		return -1;
	if (!found)
		return 0;
	if (fill_write_years(render, unit, &member, err))
		return -1;
	return unit_wants(unit, PLAN_PAGE) ? write_profile(render, &member, err) : 0;
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
	static const enum page_kind kinds[] = {PAGE_SERIES, PAGE_LESSON, PAGE_RESOURCE};
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
	struct catalogue_query events = {.list = LIST_TAG, .text = unit->arg, .a = PAGE_EVENT, .limit = TAGGED_SHOWN};
	struct view_tag view = {.tag = unit->arg, .follow_url = render_follow_url(render, "tag", unit->arg)};
	if (!unit_wants(unit, PLAN_PAGE))
		return 0;
	if (render_topic_rows(render, &query, &view.topics, err) ||
	    fill_tagged(render, unit->arg, &view.entries, err) ||
	    render_event_rows(render, &events, &view.events, err) ||
	    fill_member_rows(render, &people, &view.people, err))
		return -1;
	if (!view.topics.len && !view.entries.len && !view.events.len && !view.people.len)
		return 0;
	struct frame frame =
	    render_frame(render, "tag", unit->arg, arena_printf(&render->arena, "/tags/%s/", unit->arg));
	render_crumb(render, &frame, "/tags/", render_words(render, "title.tags"));
	if (view.topics.len || view.entries.len || view.events.len)
		frame.feed = arena_printf(&render->arena, "%sfeed.xml", frame.url);
	frame.part = PLAN_PAGE;
	return render_page(render, &frame, &view_tag_type, &view, err);
}
