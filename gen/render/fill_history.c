#include "fills.h"

#include "core/theme/diff.h"
#include "render.h"

enum { EDITS_SHOWN = 50, CONTEXT_LINES = 3, TEXT_BYTES_MAX = 16 * 1024 * 1024 };

/* The page that is followed, or a reply to it. */
struct subject {
	struct page_place place;
	struct catalogue_page page;
	struct catalogue_post post;
	const char *url; /* of the history */
};

const char *render_history_url(struct render *render, const struct catalogue_page *page, const char *name,
                               int64_t edited)
{
	if (!edited || !(*name ? plan_takes_replies(page->kind) : plan_has_history(page->kind)))
		return NULL;
	return arena_printf(&render->arena, *name ? "%shistory/%s/" : "%shistory/", page->url, name);
}

int render_edited(struct render *render, const struct catalogue_page *page, struct view_time *edited, const char **url,
                  struct err *err)
{
	const char *history = render_history_url(render, page, "", page->edited);
	*url = history ? render_url(render, history) : NULL;
	return fill_time(&render->fill, page->edited, edited, err);
}

/* *url stays NULL where the file is not shown, or is not the one that stands for its page. */
static int find_subject(struct render *render, const char *path, struct subject *subject, struct err *err)
{
	bool found;
	subject->url = NULL;
	if (page_locate(path, &render->arena, &subject->place, err))
		return -1;
	bool reply = subject->place.kind == PAGE_REPLY;
	if (render_find(render, reply ? subject->place.parent : subject->place.stem, &subject->page, &found, err))
		return -1;
	if (!found || (!reply && strcmp(subject->page.path, path) != 0))
		return 0;
	int64_t edited = subject->page.edited;
	if (reply) {
		subject->post = (struct catalogue_post){.page = subject->page.id, .name = subject->place.name};
		if (catalogue_post(render->cat, &render->arena, &subject->post, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			return 0;
		}
		edited = subject->post.live ? subject->post.edited : 0;
	}
	subject->url = render_history_url(render, &subject->page, reply ? subject->place.name : "", edited);
	return 0;
}

/* What readers saw of a version: title and text. NULL where it is not in this copy of the repository. */
static const char *text_of(struct render *render, const struct subject *subject, const struct store_id *blob)
{
	struct page_limits limits = {TEXT_BYTES_MAX, TEXT_BYTES_MAX, TEXT_BYTES_MAX};
	struct page page;
	struct err err = {0};
	str_reset(&render->text);
	if (store_read(render->store, blob, &render->text, &err))
		return NULL;
	const char *text = arena_dupn(&render->arena, render->text.at, render->text.len);
	if (page_parse(&subject->place, text, render->text.len, &limits, &render->arena, &page, &err))
		return text;
	const char *body = page.body + (page.body_len && *page.body == '\n');
	return *page.title ? arena_printf(&render->arena, "%s\n\n%s", page.title, body) : body;
}

static int fill_edit(struct render *render, const struct subject *subject, const struct catalogue_edit *row,
                     struct view_edit *edit, struct err *err)
{
	const char *before = text_of(render, subject, &row->before), *after = text_of(render, subject, &row->after);
	edit->who = row->who;
	if (before && after) {
		struct mustache_list lines = diff_lines(before, after, &render->arena);
		edit->diff = diff_around(&lines, CONTEXT_LINES, &render->arena);
	}
	return fill_time(&render->fill, row->at, &edit->date, err);
}

static int fill_edits(struct render *render, const struct subject *subject, struct view_history *view, struct err *err)
{
	struct catalogue_edits rows;
	if (catalogue_edits(render->cat, subject->place.path, &render->arena, &rows, err))
		return -1;
	size_t shown = rows.len < EDITS_SHOWN ? rows.len : EDITS_SHOWN;
	struct view_edit *edits = arena_alloc(&render->arena, shown, sizeof(*edits));
	for (size_t i = 0; i < shown; i++) {
		if (fill_edit(render, subject, &rows.at[i], &edits[i], err))
			return -1;
		view->missing = view->missing || !edits[i].diff.len;
	}
	view->edits = (struct mustache_list){edits, shown};
	view->older = (int64_t)(rows.len - shown);
	view->missing = view->missing || !rows.len || !rows.at[rows.len - 1].first;
	return 0;
}

static const char *subject_url(struct render *render, const struct subject *subject)
{
	const struct catalogue_page *page = &subject->page;
	if (subject->place.kind != PAGE_REPLY)
		return render_url(render, page->url);
	const char *at = page->kind == PAGE_TOPIC ? render_reply_page(render, page, subject->place.name) : "";
	const char *url = render_url(render, arena_join(&render->arena, page->url, at));
	return arena_printf(&render->arena, "%s#%s", url, subject->place.name);
}

int fill_output_history(struct render *render, const struct unit *unit, struct err *err)
{
	struct subject subject;
	if (find_subject(render, unit->arg, &subject, err))
		return -1;
	if (!subject.url)
		return 0;
	struct view_history view = {.title = subject.page.title,
	                            .url = subject_url(render, &subject),
	                            .reply = subject.place.kind == PAGE_REPLY};
	if (fill_edits(render, &subject, &view, err))
		return -1;
	struct view_link crumbs[] = {
	    {.url = render->base.home, .title = render->base.site_title},
	    {.url = render_url(render, subject.page.url), .title = subject.page.title},
	};
	struct frame frame = {.template = "history",
	                      .title = arena_printf(&render->arena, "%s: %s", subject.page.title,
	                                            render_words(render, "history.title")),
	                      .url = subject.url,
	                      .crumbs = crumbs,
	                      .ncrumbs = ARRAY_LEN(crumbs),
	                      .noindex = true};
	return render_page(render, &frame, &view_history_type, &view, err);
}
