#include "act_page.h"

#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/post/publish.h"
#include "cgi/verdict/notice.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/text.h"
#include "handlers.h"

enum { DAY = 86400, DAYS_MAX = 3650 };

int act_form(struct visit *visit, struct err *err)
{
	struct act_subject subject;
	struct act_said said = {.status = 200};
	const char *done = form_text(&visit->req.query, "done");
	if (act_subject_find(visit, &visit->req.query, &subject, err))
		return -1;
	if (act_row(done))
		said.notice = say_with(visit, "act.done", &(struct say){.kind = done, .text = ""});
	return act_page_show(visit, &subject, &said, err);
}

/* What a visitor can mend: said at the field before anything is tried. NULL: nothing. */
static const char *missing(struct visit *visit, const struct act_row *row, const struct act *act)
{
	size_t reason = strlen(act->reason), to = strlen(act->to);
	if (row->needs & ACT_REASON && strspn(act->reason, " \t\r\n") == reason)
		return say(visit, "say.act_reason");
	if (text_bad_utf8(act->reason, reason) < reason)
		return say(visit, "say.not_text");
	if (text_length(act->reason, reason) > ACT_TEXT_MAX)
		return say_with(visit, "say.too_long", &(struct say){.count = ACT_TEXT_MAX});
	bool wants = row->needs & (ACT_FORUM | ACT_TOPIC | ACT_TITLE | ACT_STATUS | ACT_UNTIL);
	if (wants && strspn(act->to, " \t\r\n") == to)
		return say(visit, "say.act_to");
	if (row->needs & ACT_TITLE && text_length(act->to, to) > (size_t)visit->server->site.conf.title_max)
		return say_with(visit, "say.too_long", &(struct say){.count = visit->server->site.conf.title_max});
	return row->needs & ACT_UNTIL && !act->until ? say(visit, "say.act_to") : NULL;
}

static int64_t read_until(const struct visit *visit, const struct act_row *row, const char *days)
{
	int64_t n;
	struct err err = {0};
	if (!(row->needs & ACT_UNTIL) || text_to_int(days, 1, DAYS_MAX, &n, &err))
		return 0;
	return visit->now + n * DAY;
}

/* Where to go: to the page as everybody sees it now; where nobody does, back to this one. */
static const char *after(struct visit *visit, const struct act_row *row, const struct act_done *done)
{
	struct page page;
	struct err err = {0};
	visit->main_known = false;
	bool found = !content_page(visit, done->path, &page, &err);
	if (found && page.place.kind == PAGE_VERDICT)
		return fill_url(&visit->fill, "/moderation/");
	if (found && page.place.kind != PAGE_MEMBER && !page.hidden && strcmp(row->name, "show") != 0)
		return link_public(visit, content_repo_path(visit, done->path));
	return arena_printf(visit->arena, "%s&done=%s", link_act(visit, done->path), row->name);
}

/* Refused by what is there now: somebody else was first, or something stands in the way. */
static int refuse(struct visit *visit, struct act_subject *subject, struct err *err)
{
	if (err->code != ERR_INPUT && err->code != ERR_RACE)
		return -1;
	const char *why = strstr(err->msg, ": ");
	struct act_said said = {.status = 409};
	said.error = say_with(visit, "say.act_refused", &(struct say){.text = why ? why + 2 : err->msg, .kind = ""});
	err_clear(err);
	visit->main_known = false;
	if (act_subject_find(visit, &visit->req.form, subject, err))
		return -1;
	return act_page_show(visit, subject, &said, err);
}

static int apply(struct visit *visit, struct act_subject *subject, const struct act_row *row, const struct act *act,
                 struct err *err)
{
	struct act_desk desk = {visit->server->queue, &visit->server->site.conf, visit->arena};
	struct act_done done;
	if (act_apply(&desk, act, &done, err))
		return refuse(visit, subject, err);
	notice_tell(visit, act, &done);
	publish_wait(visit, &done.commit);
	answer_redirect(visit, after(visit, row, &done));
	return 0;
}

int act_do(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct act_subject subject;
	char id[CRYPTO_ID_TEXT];
	const struct act_row *row = act_row(form_text(form, "act"));
	if (!row || row->needs & ACT_APPEAL)
		return err_set(err, ERR_INPUT, "an act that there is not");
	if (act_subject_find(visit, form, &subject, err))
		return -1;
	crypto_id(visit->now, id);
	struct act act = {.name = row->name, .target = subject.page.place.path, .by = visit->handle, .id = id, .now = visit->now};
	act.reason = form_text(form, "reason");
	act.rule = form_text(form, "rule");
	act.to = form_text(form, "to");
	act.until = read_until(visit, row, act.to);
	struct act_said said = {.status = 422, .field_error = missing(visit, row, &act)};
	if (said.field_error && act_subject_way(visit, &subject, row))
		return act_page_show(visit, &subject, &said, err);
	return apply(visit, &subject, row, &act, err);
}
