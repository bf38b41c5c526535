#include "fills.h"

#include "core/base/json.h"
#include "core/feed/feed.h"
#include "render.h"

/* "sitemap-202611.xml"; pages without a date are in "sitemap-000000.xml". More than one may hold go on in "-2". */
static const char *sitemap_path(struct render *render, const char *ym, size_t part)
{
	return part == 1 ? arena_printf(&render->arena, "sitemap-%s.xml", ym)
	                 : arena_printf(&render->arena, "sitemap-%s-%zu.xml", ym, part);
}

int fill_output_sitemap(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_query query = {.list = LIST_SITEMAP, .a = strtol(unit->arg, NULL, 10)};
	struct catalogue_pages pages;
	if (catalogue_pages(render->cat, &query, &render->arena, &pages, err))
		return -1;
	struct sitemap_entry *entries = arena_alloc(&render->arena, pages.len + 1, sizeof(*entries));
	for (size_t i = 0; i < pages.len; i++)
		entries[i] = (struct sitemap_entry){render_absolute(render, pages.at[i].url),
		                                    pages.at[i].edited ? pages.at[i].edited : pages.at[i].date};
	for (size_t at = 0, part = 1; at < pages.len; at += FEED_SITEMAP_MAX, part++) {
		size_t some = pages.len - at < FEED_SITEMAP_MAX ? pages.len - at : FEED_SITEMAP_MAX;
		str_reset(&render->html);
		if (feed_sitemap(entries + at, some, &render->html, err) ||
		    render_emit(render,
		                &(struct render_file){(int64_t)part, sitemap_path(render, unit->arg, part),
		                                      render->html.at, render->html.len},
		                err))
			return -1;
	}
	return 0;
}

int fill_output_sitemaps(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_tallies months;
	struct maps VEC_OF(struct sitemap_entry) maps = {0};
	(void)unit;
	if (catalogue_tallies(render->cat, "sitemap:", &render->arena, &months, err))
		return -1;
	for (size_t i = 0; i < months.len; i++)
		for (int64_t part = 1; (part - 1) * FEED_SITEMAP_MAX < months.at[i].n; part++)
			VEC_PUSH(&maps)->url =
			    render_absolute(render, sitemap_path(render, months.at[i].key, (size_t)part));
	str_reset(&render->html);
	int rc = feed_sitemap_index(maps.at, maps.len, &render->html, err);
	VEC_RELEASE(&maps);
	return rc ? -1
	          : render_emit(render, &(struct render_file){1, "sitemap.xml", render->html.at, render->html.len},
	                        err);
}

/* Attachments go out as they are, but only beside a page that is shown. */
int fill_output_files(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	struct catalogue_files files;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	if (catalogue_files(render->cat, page.id, &render->arena, &files, err))
		return -1;
	for (size_t i = 0; i < files.len; i++) {
		const char *folder = page.kind == PAGE_HOME ? "/index/" : page.url;
		const char *path = arena_join(&render->arena, folder, files.at[i].name);
		str_reset(&render->text);
		if (store_read(render->store, &files.at[i].blob, &render->text, err) ||
		    render_attach(render, &(struct render_file){1, path, render->text.at, render->text.len}, err))
			return -1;
	}
	return 0;
}

int fill_output_assets(struct render *render, const struct unit *unit, struct err *err)
{
	size_t n;
	const struct theme_asset *assets = theme_assets(render->theme, &n);
	(void)unit;
	for (size_t i = 0; i < n; i++)
		if (render_emit(render, &(struct render_file){1, assets[i].path, assets[i].bytes, assets[i].len}, err))
			return -1;
	return 0;
}

int fill_output_robots(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	const char *write = render->base.write;
	const char *text =
	    arena_printf(&render->arena, "User-agent: *\n%s%s%sSitemap: %s\n", write ? "Disallow: " : "",
	                 write ? write : "", write ? "\n" : "Disallow:\n", render_absolute(render, "/sitemap.xml"));
	return render_emit(render, &(struct render_file){1, "robots.txt", text, strlen(text)}, err);
}

/* Apart from all pages, so that a commit does not change every one of them. */
int fill_output_version(struct render *render, const struct unit *unit, struct err *err)
{
	const char *code = highlight_tool(render->site, &render->arena);
	struct json_member members[] = {
	    {.name = "commit", .text = render->commit},
	    {.name = "stoa", .text = STOA_VERSION},
	    {.name = "code", .text = *code ? code : NULL},
	};
	(void)unit;
	str_reset(&render->html);
	json_put(&render->html, members, ARRAY_LEN(members));
	str_addc(&render->html, '\n');
	return render_emit(render, &(struct render_file){1, "version.json", render->html.at, render->html.len}, err);
}
