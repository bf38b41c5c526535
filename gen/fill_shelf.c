#include "fills.h"

#include "render.h"

/* Tags of resources with the number of resources that have them. */
static int fill_shelf_tags(struct render *render, struct mustache_list *list, struct err *err)
{
	struct catalogue_tallies tags;
	if (catalogue_tallies(render->cat, "shelf:", &render->arena, &tags, err))
		return -1;
	struct view_link *links = arena_alloc(&render->arena, tags.len + 1, sizeof(*links));
	for (size_t i = 0; i < tags.len; i++)
		links[i] = (struct view_link){
		    .url = render_url(render, arena_printf(&render->arena, "/tags/%s/", tags.at[i].key)),
		    .title = tags.at[i].key,
		    .count = tags.at[i].n};
	*list = (struct mustache_list){links, tags.len};
	return 0;
}

int fill_output_resources(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_KIND_TITLE, .a = PAGE_RESOURCE};
	struct frame frame =
	    render_frame(render, "resource_list", render_words(render, "title.resources"), "/resources/");
	struct catalogue_pages pages;
	(void)unit;
	frame.feed = "/resources/feed.xml";
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct view_entry *entries = arena_alloc(&render->arena, pages.len + 1, sizeof(*entries));
	struct view_resource_list view = {.resources = {entries, pages.len}};
	for (size_t i = 0; i < pages.len; i++) {
		if (render_entry(render, &pages.at[i], &entries[i], err))
			return -1;
		entries[i].replies = pages.at[i].replies;
	}
	if (fill_shelf_tags(render, &view.tags, err))
		return -1;
	return render_page(render, &frame, &view_resource_list_type, &view, err);
}

/* The download that the front matter names, if it is there. */
static int fill_download(struct render *render, const struct catalogue_page *page, const char *name,
                         struct view_resource *view, struct err *err)
{
	struct mustache_list *files = &view->attachments;
	if (render_files(render, page, files, err))
		return -1;
	struct view_file *file = (struct view_file *)(uintptr_t)files->at;
	for (size_t i = 0; i < files->len; i++) {
		if (strcmp(file[i].name, name) != 0)
			continue;
		view->file_url = file[i].url;
		view->file_size = file[i].size;
		memmove(&file[i], &file[i + 1], (--files->len - i) * sizeof(*file));
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
	                              .link = page.link,
	                              .licence = page.licence,
	                              .checksum = said.checksum,
	                              .edit_url = render_write_url(render, "edit", "path", page.path),
	                              .body = body.html,
	                              .tags = render_tags(render, page.tags)};
	if (render_person(render, page.author, page.guest, &view.author, err) ||
	    fill_time(&render->fill, page.date, &view.date, err) ||
	    fill_download(render, &page, said.file, &view, err) || render_thread(render, &page, &view.thread, err))
		return -1;
	struct frame frame = render_frame_below(render, "resource", &page, "resources");
	return render_page(render, &frame, &view_resource_type, &view, err);
}
