#include "render.h"

int64_t render_minutes(const struct catalogue_page *page)
{
	return page->seconds ? page->seconds < 60 ? 1 : (page->seconds + 30) / 60 : 0;
}

int render_find(struct render *render, const char *stem, struct catalogue_page *page, bool *found, struct err *err)
{
	struct catalogue_page *last = &render->found;
	*found = false;
	if (!last->stem || strcmp(last->stem, stem) != 0) {
		last->stem = NULL;
		if (catalogue_page(render->cat, stem, &render->arena, last, err))
			return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	}
	*page = *last;
	*found = page->live != PAGE_NONE;
	return 0;
}

/* What fill_person() wants to know of a profile, from the catalogue's row. */
static const struct view_person *person_of(struct render *render, const char *handle, const struct catalogue_page *row)
{
	struct page profile;
	page_init(&profile,
	          &(struct page_place){.kind = PAGE_MEMBER, .stem = row->stem, .url = row->url, .handle = handle});
	profile.name = row->title;
	profile.avatar = row->avatar;
	profile.role = row->role;
	return fill_person(&render->fill_known, handle, "", &profile);
}

static int member(struct render *render, const char *handle, const struct view_person **person, struct err *err)
{
	size_t n = strlen(handle);
	struct map_entry *known = map_find(&render->members, handle, n);
	struct catalogue_page row;
	if (known) {
		*person = known->value.at;
		return 0;
	}
	const char *stem = arena_printf(&render->known, "members/%.2s/%s", handle, handle);
	const char *kept = arena_dup(&render->known, handle);
	*person = NULL;
	if (catalogue_page(render->cat, stem, &render->known, &row, err) == 0 && row.live)
		*person = person_of(render, kept, &row);
	else if (err->code && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	if (!*person)
		*person = fill_person(&render->fill_known, kept, "", NULL);
	map_put(&render->members, handle, n)->value.at = *person;
	return 0;
}

int render_person(struct render *render, const char *handle, const char *guest, const struct view_person **person,
                  struct err *err)
{
	*person = NULL;
	if (!*handle)
		return 0;
	if (strcmp(handle, "guest") != 0)
		return member(render, handle, person, err);
	*person = fill_person(&render->fill, handle, guest, NULL);
	return 0;
}

int render_page_at(struct render *render, int64_t id, const struct catalogue_page **row, struct err *err)
{
	struct map_entry *known = map_find(&render->pages, (const char *)&id, sizeof(id));
	if (!known) {
		struct catalogue_page *page = arena_alloc(&render->body_arena, 1, sizeof(*page));
		if (catalogue_page_at(render->cat, id, &render->body_arena, page, err))
			return -1;
		known = map_put(&render->pages, (const char *)&id, sizeof(id));
		known->value.at = page;
	}
	*row = known->value.at;
	return 0;
}

struct render_brief render_brief(const struct catalogue_page *row)
{
	return (struct render_brief){.id = row->id,
	                             .kind = row->kind,
	                             .replies = row->replies,
	                             .title = row->title,
	                             .url = row->url,
	                             .forum = row->forum};
}

/* A row is five times as long: of these, there is room for all topics of a large community. */
int render_brief_at(struct render *render, int64_t id, const struct render_brief **brief, struct err *err)
{
	struct map_entry *known = map_find(&render->briefs, (const char *)&id, sizeof(id));
	if (!known) {
		struct render_brief *kept = arena_alloc(&render->known, 1, sizeof(*kept));
		struct catalogue_page row;
		if (catalogue_page_at(render->cat, id, &render->arena, &row, err))
			return -1;
		*kept = render_brief(&row);
		kept->title = arena_dup(&render->known, row.title);
		kept->url = arena_dup(&render->known, row.url);
		kept->forum = arena_dup(&render->known, row.forum);
		known = map_put(&render->briefs, (const char *)&id, sizeof(id));
		known->value.at = kept;
	}
	*brief = known->value.at;
	return 0;
}

int render_forum(struct render *render, const char *forum, const struct catalogue_page **row, struct err *err)
{
	size_t n = strlen(forum);
	struct map_entry *known = map_find(&render->forums, forum, n);
	if (known) {
		*row = known->value.at;
		return 0;
	}
	struct catalogue_page *page = arena_alloc(&render->known, 1, sizeof(*page));
	const char *stem = arena_printf(&render->known, "forums/%s", forum);
	if (catalogue_page(render->cat, stem, &render->known, page, err) || !page->live) {
		if (err->code && err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		*page = (struct catalogue_page){
		    .stem = stem, .url = "", .title = arena_dup(&render->known, forum), .forum = ""};
	}
	map_put(&render->forums, forum, n)->value.at = page;
	*row = page;
	return 0;
}

struct mustache_list render_tags(struct render *render, const char *tags)
{
	size_t n = 0, i = 0;
	for (const char *at = tags; *at; at++)
		n += *at == '\n';
	struct view_link *links = arena_alloc(&render->arena, n + 1, sizeof(*links));
	for (const char *tag; i < n && (tag = plan_line(&tags, &render->arena)); i++) {
		links[i].title = tag;
		links[i].url = render_url(render, arena_printf(&render->arena, "/tags/%s/", tag));
	}
	return (struct mustache_list){links, i};
}

bool render_ended(const struct render *render, const struct catalogue_page *page)
{
	return page->finish && page->finish < render->now;
}

static const char *status_name(int64_t status)
{
	static const char *const names[] = {"", "planned", "started", "done", "declined"};
	return status >= 0 && (size_t)status < ARRAY_LEN(names) ? names[status] : "";
}

int render_topic_row(struct render *render, const struct catalogue_page *topic, struct view_topic_row *row,
                     struct err *err)
{
	const struct catalogue_page *forum;
	if (render_forum(render, topic->forum, &forum, err))
		return -1;
	*row = (struct view_topic_row){.title = topic->title,
	                               .url = render_url(render, topic->url),
	                               .excerpt = topic->excerpt,
	                               .status = status_name(topic->status),
	                               .forum_title = forum->title,
	                               .forum_url = forum->live ? render_url(render, forum->url) : NULL,
	                               .replies = topic->replies,
	                               .votes = topic->votes,
	                               .pinned = topic->pinned,
	                               .locked = topic->locked || render_ended(render, topic),
	                               .closed = render_ended(render, topic),
	                               .answered = *topic->answer != '\0',
	                               .question = forum->forum_kind == FORUM_QUESTIONS,
	                               .tags = render_tags(render, topic->tags)};
	if (render_person(render, topic->author, topic->guest, &row->author, err) ||
	    render_person(render, topic->last_author, topic->last_guest, &row->last_author, err) ||
	    fill_time(&render->fill, topic->date, &row->opened, err) ||
	    fill_time(&render->fill, topic->finish, &row->expires, err))
		return -1;
	return fill_time(&render->fill, topic->active, &row->active, err);
}

int render_topic_rows(struct render *render, const struct catalogue_query *query, struct mustache_list *rows,
                      struct err *err)
{
	struct catalogue_pages topics;
	if (catalogue_pages(render->cat, query, &render->arena, &topics, err))
		return -1;
	struct view_topic_row *at = arena_alloc(&render->arena, topics.len + 1, sizeof(*at));
	for (size_t i = 0; i < topics.len; i++)
		if (render_topic_row(render, &topics.at[i], &at[i], err))
			return -1;
	*rows = (struct mustache_list){at, topics.len};
	return 0;
}

const char *render_kind_name(struct render *render, int64_t shelf)
{
	return render_words(render, arena_printf(&render->arena, "kind.%s", page_shelf_name(shelf)));
}

int render_entry(struct render *render, const struct catalogue_page *page, struct view_entry *entry, struct err *err)
{
	*entry = (struct view_entry){.title = page->title,
	                             .url = render_url(render, page->url),
	                             .description = page->excerpt,
	                             .link = page->link,
	                             .licence = page->licence,
	                             .kind = page->kind == PAGE_RESOURCE ? page_shelf_name(page->shelf) : "",
	                             .minutes = page->kind == PAGE_LESSON ? render_minutes(page) : 0,
	                             .tags = render_tags(render, page->tags)};
	if (*entry->kind)
		entry->kind_name = render_kind_name(render, page->shelf);
	return fill_time(&render->fill, page->date, &entry->date, err);
}

int render_entries(struct render *render, const struct catalogue_query *query, struct mustache_list *entries,
                   struct err *err)
{
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, query, &render->arena, &pages, err))
		return -1;
	struct view_entry *at = arena_alloc(&render->arena, pages.len + 1, sizeof(*at));
	for (size_t i = 0; i < pages.len; i++)
		if (render_entry(render, &pages.at[i], &at[i], err))
			return -1;
	*entries = (struct mustache_list){at, pages.len};
	return 0;
}
