#include "render.h"

#include "core/people/outbox.h"
#include "core/site/forge.h"
#include "core/text/escape.h"

enum { TEXT_MAX = 4096 };

/* "/-/edit?path=…"; NULL on a site without a write path. */
static const char *write_url(struct render *render, const char *action, const char *query, const char *value)
{
	struct str url;
	if (!render->base.write)
		return NULL;
	str_init(&url, TEXT_MAX);
	str_addf(&url, "%s%s", render->base.write, action);
	if (query) {
		str_addf(&url, "?%s=", query);
		escape_url_arg(&url, value, strlen(value));
	}
	const char *copy = arena_dupn(&render->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

const char *render_edit_url(struct render *render, const char *path)
{
	const char *url = write_url(render, "edit", "path", path);
	return url ? url : forge_edit_url(&render->site->conf, path, &render->arena);
}

/* What an id is made of no URL escapes, so the way to all of them is escaped once. */
void render_edit_urls(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n)
{
	const char *folder = arena_join(&render->arena, page->stem, "/"), *url = write_url(render, "edit", "path", folder);
	for (size_t i = 0; i < n; i++)
		posts[i].edit_url =
		    url ? arena_printf(&render->arena, "%s%s.md", url, posts[i].id)
		        : forge_edit_url(&render->site->conf, arena_printf(&render->arena, "%s%s.md", folder, posts[i].id),
		                         &render->arena);
}

/*
 * No page can know when somebody will write: what it does not know stands there in capitals, for the
 * theme's script to fill in or for people, whom `stoa check` tells the same.
 */
#define NOW "YYYY-MM-DDTHH:MM:SSZ"

const char *render_new_url(struct render *render, const char *forum)
{
	const char *url = write_url(render, "new", "forum", forum);
	const char *path = arena_printf(&render->arena, "forums/%s/YYYY/MM/the-title-in-short/index.md", forum);
	return url ? url
	           : forge_new_url(&render->site->conf, path, "---\ntitle: \nauthor: your-handle\ndate: " NOW "\n---\n\n",
	                           &render->arena);
}

/* A page that goes on a list of its own; each kind says what it cannot do without. */
const char *render_suggest_url(struct render *render, const char *kind)
{
	bool event = !strcmp(kind, "event");
	const char *url = write_url(render, "new", "kind", kind);
	const char *path = event ? "events/YYYY/the-title-in-short.md" : "resources/the-title-in-short.md";
	const char *text = event ? "---\ntitle: \nauthor: your-handle\ndate: " NOW "\nstart: \nzone: \nlocation: \n---\n\n"
	                         : "---\ntitle: \nauthor: your-handle\ndate: " NOW "\nlink: \n---\n\n";
	return url ? url : forge_new_url(&render->site->conf, path, text, &render->arena);
}

static const char *forge_reply_url(struct render *render, const struct catalogue_page *page, const char *name)
{
	const char *path = arena_printf(&render->arena, "%s/YYYYMMDD-HHMMSS-xxxxxx.md", page->stem);
	const char *text = arena_printf(&render->arena, "---\nauthor: your-handle\ndate: " NOW "\n%s%s%s---\n\n",
	                                *name ? "reply-to: " : "", name, *name ? "\n" : "");
	return forge_new_url(&render->site->conf, path, text, &render->arena);
}

const char *render_reply_url(struct render *render, const struct catalogue_page *page)
{
	const char *url = write_url(render, "reply", "path", page->path);
	return url ? url : forge_reply_url(render, page, "");
}

const char *render_follow_url(struct render *render, const char *kind, const char *name)
{
	if (!outbox_is_open(render->site))
		return NULL;
	return write_url(render, "follow", "what", arena_printf(&render->arena, "%s:%s", kind, name));
}

void render_report_urls(struct render *render, const struct catalogue_page *page, struct view_post *posts, size_t n)
{
	if (!render->base.write)
		return;
	const char *url = write_url(render, "report", "path", page->path);
	for (size_t i = 0; i < n; i++)
		posts[i].report_url = *posts[i].id ? arena_printf(&render->arena, "%s&post=%s", url, posts[i].id) : url;
}

void render_reply_urls(struct render *render, const struct catalogue_page *page, const char *url,
                       struct view_post *posts, size_t n)
{
	for (size_t i = 0; i < n && url; i++)
		posts[i].reply_url = render->base.write
		                         ? arena_printf(&render->arena, "%s&reply-to=%s", url, posts[i].id)
		                         : forge_reply_url(render, page, posts[i].id);
}
