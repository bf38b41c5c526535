#include "render.h"

/* "/about/plan.png" is the file of pages/about, "/forums/help/plan.png" that of forums/help. */
bool render_picture(void *self, const char *path, int64_t *width, int64_t *height)
{
	static const char *const folders[] = {"", "pages/"};
	struct render *render = self;
	const char *slash = strrchr(path, '/');
	struct catalogue_file file = {.name = slash + 1};
	render->asked = true;
	for (size_t i = 0; i < ARRAY_LEN(folders) && slash > path; i++) {
		struct err err = {0};
		const char *stem = arena_printf(&render->arena, "%s%.*s", folders[i], (int)(slash - path - 1), path + 1);
		if (catalogue_file_at(render->cat, stem, &file, &render->arena, &err) == 0) {
			*width = file.width;
			*height = file.height;
			return file.width > 0;
		}
	}
	return false;
}

/* A picture that the front matter of a page names, or NULL. */
static const char *named(struct render *render, const struct catalogue_page *page)
{
	const char *folder = page->kind == PAGE_HOME ? "/index/" : page->url;
	return *page->image ? render_absolute(render, arena_join(&render->arena, folder, page->image)) : NULL;
}

/* The first picture that its text shows, of this site. */
static const char *shown(struct render *render, const struct catalogue_page *page)
{
	struct markdown_result body;
	struct err err = {0};
	if (render_body(render, page, &body, &err) || !body.image || *body.image != '/' || body.image[1] == '/')
		return NULL;
	return arena_join(&render->arena, render->site->origin, body.image);
}

/* Of what the page is a part of. */
static const char *above(struct render *render, const struct catalogue_page *page)
{
	const struct catalogue_page *forum;
	struct catalogue_page series;
	struct err err = {0};
	bool found;
	if (page->kind == PAGE_TOPIC && !render_forum(render, page->forum, &forum, &err) && forum->live)
		return named(render, forum);
	const char *stem = arena_printf(&render->arena, "tutorials/%s", page->series);
	if (page->kind == PAGE_LESSON && !render_find(render, stem, &series, &found, &err) && found)
		return named(render, &series);
	return NULL;
}

const char *render_image(struct render *render, const struct catalogue_page *page, bool text)
{
	const char *image = named(render, page);
	if (!image && text)
		image = shown(render, page);
	return image ? image : above(render, page);
}

/* Whether a post below the page, or the page itself, shows the file: one that it shows is listed nowhere else. */
static int is_shown(struct render *render, const struct catalogue_page *page, const char *name, bool *shown,
                    struct err *err)
{
	struct catalogue_mentions mentions;
	const char *path = arena_join(&render->arena, page->url, name);
	*shown = false;
	if (catalogue_mentions(render->cat, path, &render->arena, &mentions, err))
		return -1;
	for (size_t i = 0; i < mentions.len; i++)
		*shown = *shown || strcmp(mentions.at[i].stem, page->stem) == 0;
	return 0;
}

/* "PDF" of "plan.pdf". */
static const char *type_of(struct render *render, const char *name)
{
	char *type = arena_dup(&render->arena, strrchr(name, '.') + 1);
	for (char *c = type; *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	return type;
}

int render_files(struct render *render, const struct catalogue_page *page, struct mustache_list *list, struct err *err)
{
	struct catalogue_files files;
	size_t n = 0;
	if (catalogue_files(render->cat, page->id, &render->arena, &files, err))
		return -1;
	struct view_file *at = arena_alloc(&render->arena, files.len + 1, sizeof(*at));
	for (size_t i = 0; i < files.len; i++) {
		const struct catalogue_file *file = &files.at[i];
		bool shown = false;
		if (file->width && is_shown(render, page, file->name, &shown, err))
			return -1;
		if (shown)
			continue;
		at[n].name = file->name;
		at[n].url = render_url(render, arena_join(&render->arena, page->url, file->name));
		at[n].type = type_of(render, file->name);
		at[n].size = fill_size(&render->fill, file->size);
		at[n].width = file->width;
		at[n++].height = file->height;
	}
	*list = (struct mustache_list){at, n};
	return 0;
}
