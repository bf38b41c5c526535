#include "fills.h"

#include "render.h"

static int write_plain(struct render *render, const struct catalogue_page *page, struct err *err)
{
	struct frame frame = render_frame(render, "plain", page->title, page->url);
	struct markdown_result body;
	struct view_plain view = {.title = page->title};
	view.edit_url = render_edit_url(render, page->path);
	frame.description = page->excerpt;
	frame.image = render_image(render, page, true);
	if (render_edited(render, page, &view.edited, &view.history_url, err) ||
	    render_body(render, page, &body, err) || fill_time(&render->fill, page->edited, &view.date, err) ||
	    render_files(render, page, &view.attachments, err))
		return -1;
	view.body = body.html;
	return render_page(render, &frame, &view_plain_type, &view, err);
}

int fill_output_plain(struct render *render, const struct unit *unit, struct err *err)
{
	struct catalogue_page page;
	bool found;
	if (render_find(render, unit->arg, &page, &found, err))
		return -1;
	return found ? write_plain(render, &page, err) : 0;
}

int fill_output_not_found(struct render *render, const struct unit *unit, struct err *err)
{
	struct frame frame = {.template = "not_found",
	                      .title = render_words(render, "not_found.title"),
	                      .url = "/404.html",
	                      .noindex = true};
	struct view_plain view = {.title = frame.title, .date = {"", "", ""}, .edited = {"", "", ""}};
	(void)unit;
	return render_page(render, &frame, &view_plain_type, &view, err);
}
