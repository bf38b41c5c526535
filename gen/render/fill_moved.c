#include "fills.h"

#include "gen/plan/moved.h"
#include "render.h"

/* The page that was at that address, the first by its path where two say so. *found false where another one is there. */
static int find_target(struct render *render, const char *url, struct catalogue_page *page, bool *found,
                       struct err *err)
{
	struct catalogue_moves moves;
	bool is_page;
	*found = false;
	if (moved_is_page(render->cat, url, &render->arena, &is_page, err) ||
	    catalogue_moves(render->cat, url, &render->arena, &moves, err))
		return -1;
	if (is_page || !moves.len)
		return 0;
	return render_find(render, moves.at[0].stem, page, found, err);
}

int fill_output_moved(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	bool found;
	if (find_target(render, unit->arg, &page, &found, err))
		return -1;
	if (!found)
		return 0;
	struct view_link view = {.url = render_url(render, page.url), .title = page.title};
	struct frame frame = {.template = "moved",
	                      .title = page.title,
	                      .url = unit->arg,
	                      .canonical = page.url,
	                      .noindex = true};
	return render_page(render, &frame, &view_link_type, &view, err);
}

/* "/old/ /new/ 301" in each line: Netlify, Cloudflare Pages and others answer so before they look for a file. */
int fill_output_redirects(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_moves moves;
	struct catalogue_page page;
	const char *last = "";
	bool found;
	(void)unit;
	if (catalogue_moves(render->cat, NULL, &render->arena, &moves, err))
		return -1;
	str_reset(&render->html);
	for (size_t i = 0; i < moves.len; i++) {
		const char *from = moves.at[i].url;
		if (strcmp(from, last) == 0)
			continue;
		last = from;
		if (find_target(render, from, &page, &found, err))
			return -1;
		if (found)
			str_addf(&render->html, "%s %s 301\n", render_url(render, from), render_url(render, page.url));
	}
	if (!render->html.len)
		return 0;
	if (str_check(&render->html, "_redirects", err))
		return -1;
	return render_emit(render, &(struct render_file){1, "_redirects", render->html.at, render->html.len}, err);
}
