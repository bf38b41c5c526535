#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/draft/changes.h"
#include "cgi/draft/draft_ask.h"
#include "cgi/draft/drafting.h"
#include "cgi/draft/mend.h"
#include "cgi/guard/guard.h"
#include "cgi/verdict/appeal_case.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "handlers.h"
#include "judge.h"

#define HEADS "refs/heads/"

static bool is_own(struct visit *visit, const struct submission *submission, const char *key)
{
	bool author = visit->handle && !strcmp(visit->handle, submission->item.author);
	return author || guard_is_receipt_key(visit, visit->id, key);
}

static bool may_see(struct visit *visit, const struct submission *submission, const char *key)
{
	return visit_is_moderator(visit) || is_own(visit, submission, key);
}

/* ERR_DENIED says nothing about whether there is such a submission: neither does a wrong id. */
static int find(struct visit *visit, const char *key, struct submission *submission, struct err *err)
{
	if (submission_read(visit, visit->id, submission, err)) {
		if (err->code == ERR_NOTFOUND && !guard_is_receipt_key(visit, visit->id, key))
			err->code = ERR_DENIED;
		return -1;
	}
	return may_see(visit, submission, key) ? 0 : err_set(err, ERR_DENIED, "a receipt without its key");
}

/* Rejected, it can be answered once; what came of that is shown whatever it is now. */
static int fill_appeal(struct visit *visit, const struct submission *submission, struct view_receipt *view, struct err *err)
{
	struct state *state;
	struct state_appeal appeal;
	const char *id = submission->item.id;
	if (server_state(visit->server, &state, err))
		return -1;
	view->appealed = !state_appeal_find(state, id, visit->arena, &appeal, err);
	if (!view->appealed && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	if (*view->key && (view->rejected || view->appealed))
		view->appeal_url = appeal_url(visit, id);
	return 0;
}

/* The rule may have been changed since; then nobody can say why. */
static int fill_why(struct visit *visit, const struct queue_item *item, struct view_receipt *view, struct err *err)
{
	const char *rule;
	if (item->state != QUEUE_WAITING)
		return 0;
	if (judge_rule_of(visit, item->id, &rule, err))
		return -1;
	view->why = judge_why(visit, policy_find(&visit->server->policy, rule));
	return 0;
}

static int fill_state(struct visit *visit, const struct submission *submission, struct view_receipt *view, struct err *err)
{
	const struct queue_item *item = &submission->item;
	struct submission_place place;
	view->state = queue_state_name(item->state);
	view->waiting = item->state == QUEUE_WAITING;
	view->approved = item->state == QUEUE_APPROVED;
	view->rejected = item->state == QUEUE_REJECTED;
	view->withdrawn = item->state == QUEUE_WITHDRAWN;
	view->reason = item->reason;
	view->rule = item->rule;
	view->reviewer = item->reviewer;
	if (view->approved && submission->path)
		view->public_url = link_public(visit, submission->repo_path);
	if (submission_place(visit, item->id, &place, err) || fill_why(visit, item, view, err) ||
	    fill_appeal(visit, submission, view, err))
		return -1;
	view->place = place.place;
	view->ahead = place.place ? place.place - 1 : 0;
	return fill_time(&visit->fill, item->submitted, &view->submitted, err) ||
	               fill_time(&visit->fill, item->decided, &view->decided, err)
		       ? -1
		       : 0;
}

/* No form could have sent it: its files, and how it is sent again. */
static int fill_git(struct visit *visit, const struct submission *submission, struct view_receipt *view, struct err *err)
{
	const char *ref = visit->server->site.conf.content_ref;
	if (!changes_are_wanted(submission))
		return 0;
	if (*view->key && !view->approved && !strncmp(ref, HEADS, strlen(HEADS)))
		view->git = arena_printf(visit->arena, "git add --all && git commit\ngit pull --rebase origin %s\ngit push origin HEAD:refs/for/%s",
		                         ref + strlen(HEADS), ref + strlen(HEADS));
	return changes_list(visit, &submission->item, &view->changes, err);
}

static int fill_sheet(struct visit *visit, const struct submission *submission, struct view_receipt *view, struct err *err)
{
	const struct page *page = &submission->page;
	struct view_post *post = arena_alloc(visit->arena, 1, sizeof(*post));
	if (!submission->readable)
		return 0;
	submission_show_files(visit, submission, view->key);
	if (content_post(visit, page, post, err))
		return -1;
	if (submission->kind != DRAFT_EDIT && draft_ask_poll(visit, page, &post->poll, err))
		return -1;
	if (submission->kind != DRAFT_EDIT || page->place.kind == PAGE_MEMBER)
		view->facts = draft_ask_facts(visit, page);
	view->post = post;
	view->title = content_title(page);
	return 0;
}

int receipt_show(struct visit *visit, struct err *err)
{
	struct submission submission;
	struct draft draft;
	const char *key = form_text(&visit->req.query, "k");
	if (find(visit, key, &submission, err))
		return -1;
	bool own = is_own(visit, &submission, key);
	struct view_receipt view = {
		.id = visit->id,
		.url = own ? link_receipt(visit, visit->id) : "",
		.key = own ? guard_receipt_key(visit, visit->id) : "",
		.summary = say_summary(visit, submission.item.summary),
	};
	if (fill_state(visit, &submission, &view, err) || fill_git(visit, &submission, &view, err) ||
	    fill_sheet(visit, &submission, &view, err))
		return -1;
	if (own && (view.rejected || view.withdrawn) && mend_draft(visit, &submission, &draft))
		view.form = draft_form(visit, &draft);
	struct answer_page page = {200, "receipt", say(visit, "receipt.heading"), &view_receipt_type, &view};
	return answer_page(visit, &page, err);
}

int receipt_act(struct visit *visit, struct err *err)
{
	struct submission submission;
	const struct form *form = &visit->req.form;
	const char *key = form_text(form, "k");
	if (find(visit, key, &submission, err))
		return -1;
	if (strcmp(form_text(form, "action"), "withdraw"))
		return err_set(err, ERR_INPUT, "an action that a receipt has not");
	if (!is_own(visit, &submission, key))
		return err_set(err, ERR_DENIED, "somebody else's submission");
	/* Decided meanwhile: the receipt says so. */
	if (queue_withdraw(visit->server->queue, visit->id, visit->now, err)) {
		if (err->code != ERR_INPUT && err->code != ERR_RACE)
			return -1;
		err_clear(err);
	}
	answer_redirect(visit, link_receipt(visit, visit->id));
	return 0;
}
