
#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/state/state_report.h"
#include "handlers.h"

enum { REPORTS_MAX = 500, NOTE_MAX = 500 };

/* What was reported may have moved or gone since; then its path is all that is known. */
static int fill_target(struct visit *visit, const char *path, struct view_reported *row, struct err *err)
{
	struct page page, topic;
	row->path = row->title = path;
	row->excerpt = "";
	row->act_url = link_act(visit, path);
	if (content_page(visit, path, &page, err) || content_page_of(visit, &page, &topic, err))
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	row->title = *topic.title ? topic.title : *page.name ? page.name : path;
	row->excerpt = content_lead(visit, &page);
	if (!page.hidden && !topic.hidden)
		row->url = link_public(visit, content_repo_path(visit, path));
	return content_author(visit, &page, &row->author, err);
}

static int fill_said(struct visit *visit, const struct state_report *report, struct view_report_said *said, struct err *err)
{
	said->handle = report->handle;
	said->why = say_with(visit, "report.why", &(struct say){.kind = report->why, .text = ""});
	said->text = report->text;
	return fill_time(&visit->fill, report->at, &said->date, err);
}

static int fill_rows(struct visit *visit, const struct state_report_list *list, struct view_reports *view, struct err *err)
{
	struct view_reported *rows = arena_alloc(visit->arena, list->len + 1, sizeof(*rows));
	struct view_report_said *said = arena_alloc(visit->arena, list->len + 1, sizeof(*said));
	struct view_reported *row = NULL;
	size_t n = 0;
	for (size_t i = 0; i < list->len; i++) {
		if (fill_said(visit, &list->at[i], &said[i], err))
			return -1;
		if (!row || strcmp(row->path, list->at[i].target) != 0) {
			row = &rows[n++];
			row->said.at = &said[i];
			if (fill_target(visit, list->at[i].target, row, err))
				return -1;
		}
		row->said.len++;
		row->count++;
	}
	view->rows = (struct mustache_list){rows, n};
	return 0;
}

int reports_show(struct visit *visit, struct err *err)
{
	struct state *state;
	struct state_report_list list;
	struct view_reports view = {0};
	if (content_main(visit, err) || server_state(visit->server, &state, err) ||
	    state_report_open(state, REPORTS_MAX, visit->arena, &list, err) || state_report_open_count(state, &view.total, err) ||
	    fill_rows(visit, &list, &view, err))
		return -1;
	if (*form_text(&visit->req.query, "done"))
		view.notice = say(visit, "reports.done");
	struct answer_page page = {200, "reports", say(visit, "reports.heading"), &view_reports_type, &view};
	return answer_page(visit, &page, err);
}

int reports_close(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct state *state;
	struct state_report closing = {
		.target = form_text(form, "path"), .by = visit->handle, .note = form_line(form, "note", NOTE_MAX, visit->arena), .closed = visit->now};
	int rc = server_state(visit->server, &state, err);
	if (!rc)
		rc = state_report_close(state, &closing, err);
	/* Somebody else was first: the list says so by not having it any more. */
	if (rc && err->code != ERR_RACE)
		return -1;
	err_clear(err);
	answer_redirect(visit, arena_printf(visit->arena, "%sreports?done=yes", fill_write_url(&visit->fill)));
	return 0;
}
