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

/* What a web server answers itself, by the number of it. */
static const struct failure {
	int64_t status;
	const char *url, *title, *text;
} failures[] = {
    {404, "/404.html", "not_found.title", "not_found.text"},
    {413, "/413.html", "too_large.title", "too_large.text"},
    {500, "/500.html", "unavailable.title", "unavailable.text"},
    {502, "/502.html", "unavailable.title", "unavailable.text"},
    {503, "/503.html", "unavailable.title", "unavailable.text"},
    {504, "/504.html", "unavailable.title", "unavailable.text"},
};

static int write_failure(struct render *render, const struct failure *failure, struct err *err)
{
	struct frame frame = {.template = "message",
	                      .title = render_words(render, failure->title),
	                      .url = failure->url,
	                      .noindex = true};
	struct view_message view = {
	    .heading = frame.title, .text = render_words(render, failure->text), .status = failure->status};
	return render_page(render, &frame, &view_message_type, &view, err);
}

int fill_output_failures(struct render *render, const struct unit *unit, struct err *err)
{
	(void)unit;
	for (size_t i = 0; i < ARRAY_LEN(failures); i++)
		if (write_failure(render, &failures[i], err))
			return -1;
	return 0;
}
