#include "cgi/answer/answer_page.h"
#include "cgi/draft/drafting.h"
#include "cgi/post/publish.h"
#include "cgi/verdict/notice.h"
#include "cgi/visit/say.h"
#include "core/act/act.h"
#include "core/text/crypto.h"
#include "clash.h"
#include "handlers.h"
#include "queue_bulk.h"
#include "submission_page.h"

int moderate_show(struct visit *visit, struct err *err)
{
	return submission_page_show(visit, 200, NULL, "", err);
}

/* Refusals that a moderator can do something about are shown at the submission. */
static int explain(struct visit *visit, const char *reason, struct err *err)
{
	const char *error = NULL;
	if (err->code == ERR_RACE)
		error = "say.clash";
	else if (err->code == ERR_INPUT)
		error = "say.decided";
	if (!error)
		return -1;
	err_clear(err);
	/* main has moved since this visit began. */
	visit->main_known = false;
	return submission_page_show(visit, 409, say(visit, error), reason, err);
}

static int approve(struct visit *visit, const struct store_edit *edits, size_t n, const struct store_id *base,
                   struct err *err)
{
	struct queue_verdict verdict = {
		.id = visit->id,
		.reviewer = visit->handle,
		.reason = "",
		.rule = "",
		.edits = edits,
		.nedits = n,
		.base = base,
		.now = visit->now,
	};
	const char *next;
	if (submission_page_next(visit, &next, err))
		return -1;
	if (publish_approve(visit, &verdict, err))
		return explain(visit, "", err);
	answer_redirect(visit, next);
	return 0;
}

/* The author's page with the moderator's body; everything else of it stays. */
static int approve_edited(struct visit *visit, const struct submission *submission, struct err *err)
{
	struct draft draft;
	struct str file;
	struct page page;
	struct store_id base;
	bool rebased;
	if (!submission->readable)
		return err_set(err, ERR_INPUT, "a submission that no form can edit");
	if (clash_page(visit, submission, &page, &base, &rebased, err))
		return -1;
	draft_read(visit, &visit->req.form, &draft);
	draft.kind = submission->kind;
	draft.target = submission->page;
	draft.title = submission->page.title;
	if (draft_check_body(visit, &draft, err))
		return -1;
	if (!draft.body_error && clash_is_marked(draft.body))
		draft.body_error = say(visit, "say.marks_left");
	if (draft.body_error)
		return submission_page_show(visit, rebased ? 409 : 422, draft.body_error, "", err);
	str_init(&file, (size_t)visit->server->site.conf.staff_max * 2);
	page_write(&page, draft.body, draft.body_len, &file);
	struct store_edit edit = {submission->repo_path, file.at, file.len}, *edits;
	int rc = str_check(&file, submission->path, err) || submission_edits(visit, submission, &edit, &edits, err) ? -1 : 0;
	if (!rc)
		rc = approve(visit, edits, submission->nfiles + 1, rebased ? &base : NULL, err);
	str_release(&file);
	return rc;
}

static int reject(struct visit *visit, bool spam, struct err *err)
{
	struct queue_reason reason = queue_bulk_reason(visit, spam);
	struct queue_verdict verdict = {.id = visit->id, .reviewer = visit->handle, .reason = reason.reason,
					.rule = reason.rule, .spam = spam, .now = visit->now};
	const char *next;
	if (reason.error)
		return submission_page_show(visit, 422, reason.error, answer_shown(visit, "reason"), err);
	if (submission_page_next(visit, &next, err))
		return -1;
	if (queue_reject(visit->server->queue, &verdict, err))
		return explain(visit, answer_shown(visit, "reason"), err);
	answer_redirect(visit, next);
	return 0;
}

/* The rejection stands by now, whatever becomes of the ban: both are said. */
static int say_unbanned(struct visit *visit, const struct act *act, struct err *err)
{
	const char *why = strstr(err->msg, ": ");
	if (err->code != ERR_INPUT && err->code != ERR_RACE && err->code != ERR_DENIED)
		return -1;
	struct say said = {.text = why ? why + 2 : err->msg, .kind = act->name};
	err_clear(err);
	visit->main_known = false;
	visit->answer.location = NULL;
	return submission_page_show(visit, 409, say_with(visit, "say.not_banned", &said), "", err);
}

/* Who sends nothing but spam sends no more: the account is suspended by an act of its own, which the log shows. */
static int ban(struct visit *visit, const struct submission *submission, struct err *err)
{
	const char *handle = submission_page_bannable(visit, submission);
	char id[CRYPTO_ID_TEXT];
	struct act_done done;
	if (!handle)
		return err_set(err, ERR_DENIED, "a ban of somebody without account, or with a role");
	if (reject(visit, true, err) || visit->answer.status != 303)
		return visit->answer.status ? 0 : -1;
	crypto_id(visit->now, id);
	struct act_desk desk = {visit->server->queue, &visit->server->site.conf, visit->arena};
	struct act act = {.name = "ban", .by = visit->handle, .reason = say(visit, "say.spam_reason"), .to = "",
			  .target = arena_printf(visit->arena, "members/%.2s/%s.md", handle, handle),
			  .rule = form_text(&visit->req.form, "rule"), .id = id, .now = visit->now};
	if (act_apply(&desk, &act, &done, err))
		return say_unbanned(visit, &act, err);
	notice_tell(visit, &act, &done);
	return 0;
}

int moderate_decide(struct visit *visit, struct err *err)
{
	struct submission submission;
	const char *action = form_text(&visit->req.form, "action");
	if (submission_read(visit, visit->id, &submission, err))
		return -1;
	if (!strcmp(action, "approve"))
		return approve(visit, NULL, 0, NULL, err);
	if (!strcmp(action, "edit"))
		return approve_edited(visit, &submission, err);
	if (!strcmp(action, "reject") || !strcmp(action, "spam"))
		return reject(visit, !strcmp(action, "spam"), err);
	if (!strcmp(action, "ban"))
		return ban(visit, &submission, err);
	return err_set(err, ERR_INPUT, "a verdict that there is not");
}
