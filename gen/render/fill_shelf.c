#include "fills.h"

#include "core/text/crypto.h"
#include "render.h"

enum { CHECKSUM_HEAD = 7 }; /* "sha256:" */

/* ---- lists ---- */

/* "/resources/kind/book/" or "/resources/tag/git/". */
static const char *shelf_url(struct render *render, const char *name)
{
	return render_url(render, arena_printf(&render->arena, "/resources/%s/", name));
}

/* All of them, and every kind that there is. `name` is "kind/book", or "" for the list of all. */
static int fill_kinds(struct render *render, const char *name, struct mustache_list *list, struct err *err)
{
	struct view_link *links = arena_alloc(&render->arena, SHELVES + 1, sizeof(*links));
	size_t len = 1;
	links[0] = (struct view_link){
	    .url = render_url(render, "/resources/"), .title = render_words(render, "resource.all"), .current = !*name};
	for (int64_t shelf = 0; shelf < SHELVES; shelf++) {
		const char *key = arena_printf(&render->arena, "kind/%s", page_shelf_name(shelf));
		int64_t count;
		if (catalogue_tally(render->cat, arena_printf(&render->arena, "shelf:%s", key), &count, err))
			return -1;
		if (!count)
			continue;
		links[0].count += count;
		links[len++] = (struct view_link){
		    .url = shelf_url(render, key),
		    .title = render_words(render, arena_printf(&render->arena, "kinds.%s", page_shelf_name(shelf))),
		    .count = count,
		    .current = strcmp(name, key) == 0};
	}
	*list = (struct mustache_list){links, len};
	return 0;
}

/* Tags of resources with the number of resources that have them. */
static int fill_shelf_tags(struct render *render, struct mustache_list *list, struct err *err)
{
	struct catalogue_tallies tags;
	if (catalogue_tallies(render->cat, "shelf:tag/", &render->arena, &tags, err))
		return -1;
	struct view_link *links = arena_alloc(&render->arena, tags.len + 1, sizeof(*links));
	for (size_t i = 0; i < tags.len; i++)
		links[i] =
		    (struct view_link){.url = shelf_url(render, arena_printf(&render->arena, "tag/%s", tags.at[i].key)),
		                       .title = tags.at[i].key,
		                       .count = tags.at[i].n};
	*list = (struct mustache_list){links, tags.len};
	return 0;
}

static int fill_shelf(struct render *render, const struct catalogue_query *query, struct mustache_list *list,
                      struct err *err)
{
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, query, &render->arena, &pages, err))
		return -1;
	struct view_entry *entries = arena_alloc(&render->arena, pages.len + 1, sizeof(*entries));
	for (size_t i = 0; i < pages.len; i++) {
		if (render_entry(render, &pages.at[i], &entries[i], err))
			return -1;
		entries[i].replies = pages.at[i].replies;
	}
	*list = (struct mustache_list){entries, pages.len};
	return 0;
}

int fill_output_resources(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND_TITLE, .a = PAGE_RESOURCE};
	struct frame frame =
	    render_frame(render, "resource_list", render_words(render, "title.resources"), "/resources/");
	frame.feed = "/resources/feed.xml";
	struct view_resource_list view = {.narrowed = false, .new_url = render_suggest_url(render, "resource")};
	(void)unit;
	if (fill_shelf(render, &query, &view.resources, err) || fill_kinds(render, "", &view.kinds, err) ||
	    fill_shelf_tags(render, &view.tags, err))
		return -1;
	return render_page(render, &frame, &view_resource_list_type, &view, err);
}

/* What "kind/book" or "tag/git" asks for, and what it is called. */
static struct catalogue_query shelf_query(struct render *render, const char *name, const char **title)
{
	const char *value = strchr(name, '/') + 1;
	if (strncmp(name, "tag/", 4) == 0) {
		*title = arena_printf(&render->arena, "%s: %s", render_words(render, "title.resources"), value);
		return (struct catalogue_query){.list = LIST_SHELF_TAG, .text = value};
	}
	int64_t shelf = 0;
	while (shelf < SHELVES && strcmp(page_shelf_name(shelf), value) != 0)
		shelf++;
	*title = render_words(render, arena_printf(&render->arena, "kinds.%s", value));
	return (struct catalogue_query){.list = LIST_SHELF, .a = shelf};
}

/* A tag's list says nothing of other lists: one resource must not change those of all tags. */
int fill_output_shelf(struct render *render, const struct unit *unit, struct err *err)
{
	struct view_resource_list view = {.narrowed = true};
	const char *title;
	struct catalogue_query query = shelf_query(render, unit->arg, &title);
	if (fill_shelf(render, &query, &view.resources, err))
		return -1;
	if (!view.resources.len)
		return 0;
	if (query.list == LIST_SHELF && fill_kinds(render, unit->arg, &view.kinds, err))
		return -1;
	struct frame frame =
	    render_frame(render, "resource_list", title, arena_printf(&render->arena, "/resources/%s/", unit->arg));
	render_crumb(render, &frame, "/resources/", render_words(render, "title.resources"));
	return render_page(render, &frame, &view_resource_list_type, &view, err);
}

/* ---- one of them ---- */

/* What the file really is, whatever its author says. */
static int fill_checksum(struct render *render, const struct catalogue_page *page, const struct page *said,
                         struct view_resource *view, struct err *err)
{
	struct catalogue_files files;
	char hex[CRYPTO_SHA256_TEXT];
	size_t i = 0;
	if (catalogue_files(render->cat, page->id, &render->arena, &files, err))
		return -1;
	while (i < files.len && strcmp(files.at[i].name, said->file) != 0)
		i++;
	if (i == files.len)
		return 0;
	str_reset(&render->text);
	if (store_read(render->store, &files.at[i].blob, &render->text, err))
		return -1;
	crypto_sha256(render->text.at, render->text.len, hex);
	view->checksum = arena_printf(&render->arena, "sha256:%s", hex);
	view->checksum_wrong = *said->checksum && strcmp(said->checksum + CHECKSUM_HEAD, hex) != 0;
	return 0;
}

/* The download that the front matter names, if it is there; the other files beside the page are attachments. */
static int fill_download(struct render *render, const struct catalogue_page *page, const struct page *said,
                         struct view_resource *view, struct err *err)
{
	struct mustache_list *files = &view->attachments;
	if (render_files(render, page, files, err))
		return -1;
	struct view_file *file = (struct view_file *)(uintptr_t)files->at;
	for (size_t i = 0; i < files->len; i++) {
		if (strcmp(file[i].name, said->file) != 0)
			continue;
		view->file_name = file[i].name;
		view->file_url = file[i].url;
		view->file_size = file[i].size;
		memmove(&file[i], &file[i + 1], (--files->len - i) * sizeof(*file));
		return fill_checksum(render, page, said, view, err);
	}
	return 0;
}

int fill_output_resource(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct markdown_result body;
	struct view_resource view;
	struct page said;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (render_parse(render, &page, &said, err) || render_body(render, &page, &body, err))
		return -1;
	view = (struct view_resource){.title = page.title,
	                              .kind = page_shelf_name(page.shelf),
	                              .kind_name = render_kind_name(render, page.shelf),
	                              .link = page.link,
	                              .licence = page.licence,
	                              .checksum = said.checksum,
	                              .edit_url = render_edit_url(render, page.path),
	                              .body = body.html,
	                              .tags = render_tags(render, page.tags)};
	if (render_edited(render, &page, &view.edited, &view.history_url, err) ||
	    render_person(render, page.author, page.guest, &view.author, err) ||
	    fill_time(&render->fill, page.date, &view.date, err) || fill_download(render, &page, &said, &view, err) ||
	    render_thread(render, &page, &view.thread, err))
		return -1;
	struct frame frame = render_frame_below(render, "resource", &page, "resources");
	return render_page(render, &frame, &view_resource_type, &view, err);
}
