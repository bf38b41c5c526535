#include "act_page.h"

#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/guard/guard.h"
#include "cgi/verdict/notice.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/state/state_report.h"
#include "core/text/text.h"
#include "handlers.h"

enum { TEXT_LETTERS = 1000, HOUR = 3600 };

static const char *const whys[] = {"spam", "rude", "wrong", "private", "copyright", "other"};

static bool is_why(const char *why)
{
	for (size_t i = 0; i < ARRAY_LEN(whys); i++)
		if (!strcmp(whys[i], why))
			return true;
	return false;
}

static struct mustache_list why_options(struct visit *visit, const char *chosen)
{
	struct view_link *links = arena_alloc(visit->arena, ARRAY_LEN(whys), sizeof(*links));
	for (size_t i = 0; i < ARRAY_LEN(whys); i++) {
		links[i].url = whys[i];
		links[i].title = say_with(visit, "report.why", &(struct say){.kind = whys[i], .text = ""});
		links[i].current = !strcmp(whys[i], chosen);
	}
	return (struct mustache_list){links, ARRAY_LEN(whys)};
}

int report_row(struct visit *visit, const struct state_report *report, struct view_own_report *row, struct err *err)
{
	struct page page, topic;
	*row = (struct view_own_report){.title = report->target, .open = !report->closed};
	row->note = *report->note ? report->note : NULL;
	if (content_page(visit, report->target, &page, err) || content_page_of(visit, &page, &topic, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	} else {
		row->title = *topic.title ? topic.title : *page.name ? page.name : report->target;
		row->url = page.hidden || topic.hidden ? NULL : link_public(visit, content_repo_path(visit, report->target));
	}
	return fill_time(&visit->fill, report->at, &row->date, err);
}

int report_by(struct visit *visit, const char *handle, struct mustache_list *list, struct err *err)
{
	struct state *state;
	struct state_report_list reports = {0};
	if (server_state(visit->server, &state, err) || state_report_by(state, handle, visit->arena, &reports, err))
		return -1;
	struct view_own_report *rows = arena_alloc(visit->arena, reports.len + 1, sizeof(*rows));
	for (size_t i = 0; i < reports.len; i++)
		if (report_row(visit, &reports.at[i], &rows[i], err))
			return -1;
	*list = (struct mustache_list){rows, reports.len};
	return 0;
}

static int show(struct visit *visit, int status, const struct act_subject *subject, const char *error, struct err *err)
{
	const struct form *form = &visit->req.form;
	const struct page *page = &subject->page;
	struct view_post *post = arena_alloc(visit->arena, 1, sizeof(*post));
	struct view_report view = {.path = page->place.path, .text = answer_shown(visit, "text"), .error = error};
	view.title = *subject->topic.title ? subject->topic.title : *page->name ? page->name : page->place.name;
	view.url = link_public(visit, content_repo_path(visit, page->place.path));
	view.whys = why_options(visit, form_text(form, "why"));
	view.sent = *form_text(&visit->req.query, "sent");
	if (page->place.kind == PAGE_TOPIC || page->place.kind == PAGE_REPLY) {
		if (content_post(visit, page, post, err))
			return -1;
		view.post = post;
	}
	if (visit->handle && report_by(visit, visit->handle, &view.own, err))
		return -1;
	struct answer_page answer = {status, "report", say(visit, "report.heading"), &view_report_type, &view};
	return answer_page(visit, &answer, err);
}

/* What may be reported: what can be seen. */
static int find(struct visit *visit, const struct form *form, struct act_subject *subject, struct err *err)
{
	if (act_subject_find(visit, form, subject, err))
		return -1;
	bool seen = !subject->page.hidden && !subject->topic.hidden && subject->page.place.kind != PAGE_VERDICT;
	return seen ? 0 : err_set(err, ERR_NOTFOUND, "nothing that can be reported");
}

/* *may false: the answer is there. */
static void check_guest(struct visit *visit, bool *may)
{
	*may = visit->handle || visit->server->site.conf.guest_report;
	if (!*may)
		answer_message(visit, 403, say(visit, "report.heading"), say(visit, "say.report_members"), answer_shown(visit, "text"));
}

int report_form(struct visit *visit, struct err *err)
{
	struct act_subject subject;
	bool may;
	check_guest(visit, &may);
	if (!may)
		return 0;
	return find(visit, &visit->req.query, &subject, err) || show(visit, 200, &subject, NULL, err) ? -1 : 0;
}

static const char *wrong(struct visit *visit, const char *why, const char *text)
{
	size_t n = strlen(text);
	if (!is_why(why))
		return say(visit, "say.report_why");
	if (text_bad_utf8(text, n) < n)
		return say(visit, "say.not_text");
	if (text_length(text, n) > TEXT_LETTERS)
		return say_with(visit, "say.too_long", &(struct say){.count = TEXT_LETTERS, .text = "", .kind = ""});
	if (!strcmp(why, "other") && strspn(text, " \t\r\n") == n)
		return say(visit, "say.report_text");
	return NULL;
}

static int keep(struct visit *visit, const struct act_subject *subject, struct err *err)
{
	const struct form *form = &visit->req.form;
	int64_t limit = visit->server->site.conf.report_per_hour;
	const char *who = visit->handle ? visit->handle : visit->address;
	struct str text;
	if (guard_rate(visit, "report", who, limit, HOUR, err))
		return -1;
	str_init(&text, 8 * TEXT_LETTERS);
	text_one_line(&text, form_text(form, "text"), strlen(form_text(form, "text")));
	struct state_report report = {
		.target = subject->page.place.path,
		.handle = visit->handle ? visit->handle : "guest",
		.network = visit->handle ? "" : visit->address,
		.why = form_text(form, "why"),
		.text = text.at,
		.at = visit->now,
	};
	int rc = state_report_put(visit->server->state, &report, err);
	str_release(&text);
	return rc;
}

int report_send(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct act_subject subject;
	bool may;
	check_guest(visit, &may);
	if (!may)
		return 0;
	if (find(visit, form, &subject, err))
		return -1;
	const char *error = wrong(visit, form_text(form, "why"), form_text(form, "text"));
	if (error)
		return show(visit, 422, &subject, error, err);
	if (keep(visit, &subject, err))
		return -1;
	const char *act = link_act(visit, subject.page.place.path);
	answer_redirect(visit, arena_printf(visit->arena, "%sreport%s&sent=yes", fill_write_url(&visit->fill), strchr(act, '?')));
	return 0;
}
