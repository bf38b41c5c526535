#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/draft/draft_ask.h"
#include "cgi/draft/draft_files.h"
#include "cgi/draft/draft_reply.h"
#include "cgi/draft/drafting.h"
#include "cgi/draft/hints.h"
#include "cgi/guard/challenge.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/theme/diff.h"
#include "admit.h"
#include "handlers.h"
#include "judge.h"
#include "publish.h"
#include "room.h"
#include "suspect.h"

enum { CONTEXT_POSTS = 3, DIFF_CONTEXT = 3 };

static const char *heading_of(struct visit *visit, const struct draft *draft)
{
	enum page_kind on = draft->target.place.kind;
	/* Of what belongs to everybody, a change is suggested; a post is its author's. */
	bool post = draft->kind == DRAFT_EDIT && (on == PAGE_TOPIC || on == PAGE_REPLY);
	bool profile = draft->kind == DRAFT_EDIT && on == PAGE_MEMBER;
	return say_with(visit, "form.heading", &(struct say){.kind = post ? "post" : profile ? "profile" : draft_kind_name(draft->kind)});
}

/* The form, with the last posts above a reply. */
static int show_form(struct visit *visit, const struct draft *draft, int status, struct err *err)
{
	struct view_form form = *draft_form(visit, draft);
	struct content_thread thread;
	visit->plain_code = true;
	struct view_post answered;
	if (draft->kind == DRAFT_REPLY && *draft->reply_to) {
		if (content_post(visit, &draft->answered, &answered, err))
			return -1;
		form.posts = (struct mustache_list){&answered, 1};
	} else if (draft->kind == DRAFT_REPLY) {
		if (content_thread(visit, &draft->thread, CONTEXT_POSTS, &thread, err))
			return -1;
		form.posts = thread.posts;
	}
	struct answer_page page = {status, "form", heading_of(visit, draft), &view_form_type, &form};
	return answer_page(visit, &page, err);
}

/* What is in order and yet not taken: now, or ever. */
static int show_refused(struct visit *visit, const struct draft *draft, struct err *err)
{
	return show_form(visit, draft, visit->answer.retry_after ? 429 : 422, err);
}

static int start(struct visit *visit, enum draft_kind kind, struct err *err)
{
	struct draft draft;
	draft_start(visit, kind, &draft);
	if (draft_find(visit, &draft, err))
		return -1;
	if (draft.unknown) {
		answer_redirect(visit, draft_sign_in_url(visit, &draft));
		return 0;
	}
	if (draft.denied) {
		answer_message(visit, 403, heading_of(visit, &draft), draft.error, "");
		return 0;
	}
	if (kind == DRAFT_EDIT)
		draft_fill(visit, &draft);
	if (kind == DRAFT_TOPIC && draft_template(visit, &draft, err))
		return -1;
	if (kind == DRAFT_REPLY && *form_text(&visit->req.query, "quote"))
		draft_quote(visit, &draft);
	return show_form(visit, &draft, 200, err);
}

int submit_new(struct visit *visit, struct err *err)
{
	const char *kind = form_text(&visit->req.query, "kind");
	enum draft_kind wanted = draft_kind_of(kind, strlen(kind));
	return start(visit, wanted == DRAFT_EVENT || wanted == DRAFT_RESOURCE ? wanted : DRAFT_TOPIC, err);
}

int submit_reply(struct visit *visit, struct err *err)
{
	return start(visit, DRAFT_REPLY, err);
}

int submit_edit(struct visit *visit, struct err *err)
{
	return start(visit, DRAFT_EDIT, err);
}

/* What both steps do first; only a preview takes files. *good: nothing stands against it; else the answer is there. */
static int take_draft(struct visit *visit, struct draft *draft, bool files, bool *good, struct err *err)
{
	*good = false;
	draft_read(visit, &visit->req.form, draft);
	if (draft_find(visit, draft, err))
		return -1;
	if (*form_text(&visit->req.form, "website")) {
		suspect_trapped(visit);
		draft->error = draft->error ? draft->error : say(visit, "say.honeypot");
	}
	if (!draft->error && files && draft_files_take(visit, &visit->req.form, draft, err))
		return -1;
	if (!draft->error && draft_check(visit, draft, err))
		return -1;
	*good = draft_is_good(draft);
	return *good ? 0 : show_form(visit, draft, draft->denied ? 403 : 422, err);
}

/* Asks the policy; what it refuses gets draft->error. */
static int judge_refuses(struct visit *visit, struct draft *draft, struct err *err)
{
	if (judge_draft(visit, draft, err))
		return -1;
	const struct policy_rule *rule = draft->judgement->rule;
	if (rule->verdict == POLICY_REFUSE)
		draft->error = *rule->sentence ? rule->sentence : say(visit, "say.refused");
	return 0;
}

static struct mustache_list tag_links(struct visit *visit, const struct draft *draft)
{
	struct view_link *links = arena_alloc(visit->arena, draft->tag_list.len, sizeof(*links));
	for (size_t i = 0; i < draft->tag_list.len; i++) {
		links[i].title = draft->tag_list.at[i];
		links[i].url = fill_url(&visit->fill, arena_printf(visit->arena, "/tags/%s/", draft->tag_list.at[i]));
	}
	return (struct mustache_list){links, draft->tag_list.len};
}

/* As whoever decides on it will see it. */
static struct mustache_list preview_diff(struct visit *visit, const struct draft *draft, const struct page *page)
{
	struct str text;
	str_init(&text, (size_t)visit->server->site.conf.staff_max * 2);
	page_write(page, page->body, page->body_len, &text);
	struct mustache_list lines = diff_lines(draft->target_text, arena_dupn(visit->arena, text.at, text.len), visit->arena);
	str_release(&text);
	return diff_around(&lines, DIFF_CONTEXT, visit->arena);
}

static int preview_post(struct visit *visit, const struct draft *draft, const char *id, struct view_preview *view,
                        struct err *err)
{
	struct page page;
	struct content_thread thread;
	struct view_post *post = arena_alloc(visit->arena, 1, sizeof(*post));
	bool plain;
	if (draft_page(visit, draft, id, &page, err) || content_author(visit, &page, &post->author, err))
		return -1;
	draft_files_show(visit, draft, &page);
	struct html body = content_render(visit, &page, &plain);
	if (fill_post(&visit->fill, &page, post->author, body, post, err))
		return -1;
	if (draft->kind == DRAFT_TOPIC) {
		post->number = 1;
		if (draft_ask_poll(visit, &page, &post->poll, err))
			return -1;
	}
	if (draft->kind == DRAFT_EDIT)
		view->diff = preview_diff(visit, draft, &page);
	else
		view->facts = draft_ask_facts(visit, &page);
	if (draft->kind == DRAFT_REPLY) {
		if (content_thread(visit, &draft->thread, 0, &thread, err))
			return -1;
		post->number = thread.total + 1;
	}
	view->post = post;
	view->title = content_title(&page);
	view->warning = plain ? say(visit, "say.plain") : NULL;
	return 0;
}

/* Says so to who sends twice; it may be meant, so it can be sent. */
static int fill_copy(struct visit *visit, const struct draft *draft, struct view_preview *view, struct err *err)
{
	const char *copy;
	if (suspect_own_copy(visit, draft, &copy, err))
		return -1;
	view->copy_url = *copy ? link_receipt(visit, copy) : NULL;
	return 0;
}

static void fill_challenge(struct visit *visit, const struct challenge *challenge, struct view_preview *view)
{
	struct view_input *answer = arena_alloc(visit->arena, 1, sizeof(*answer));
	*answer = (struct view_input){"answer", challenge->answer, challenge->error};
	view->question = challenge->question;
	view->answer = challenge->question ? answer : NULL;
	view->work = challenge->work;
	view->worker = fill_asset(&visit->fill, "work.js");
}

/* challenge: that was not passed, of a preview that is shown again under its id; NULL of a new one. */
static int show_preview(struct visit *visit, const struct draft *draft, const char *id, const struct challenge *challenge,
                        struct err *err)
{
	const struct policy_rule *rule = draft->judgement->rule;
	struct view_preview view = {
		.form = draft_form(visit, draft),
		.tags = tag_links(visit, draft),
		.likely = hints_likely(visit, draft),
		.held = rule->verdict != POLICY_PUBLISH,
		.why = judge_why(visit, rule),
	};
	if (preview_post(visit, draft, id, &view, err) || fill_copy(visit, draft, &view, err))
		return -1;
	view.token = guard_content_token(visit, id, draft_content(visit, draft));
	struct challenge asked = challenge_ask(visit, view.token);
	fill_challenge(visit, challenge ? challenge : &asked, &view);
	struct answer_page page = {challenge ? 422 : 200, "preview", say(visit, "preview.heading"), &view_preview_type, &view};
	return answer_page(visit, &page, err);
}

static int show_new_preview(struct visit *visit, const struct draft *draft, struct err *err)
{
	char id[CRYPTO_ID_TEXT];
	crypto_id(visit->now, id);
	return show_preview(visit, draft, id, NULL, err);
}

int submit_preview(struct visit *visit, struct err *err)
{
	struct draft draft;
	bool good;
	if (admit_preview(visit, err))
		return -1;
	if (*form_text(&visit->req.form, "again")) {
		draft_read(visit, &visit->req.form, &draft);
		return draft_find(visit, &draft, err) ? -1 : show_form(visit, &draft, 200, err);
	}
	if (take_draft(visit, &draft, true, &good, err))
		return -1;
	if (!good)
		return 0;
	if (judge_refuses(visit, &draft, err) || (!draft.error && admit_look(visit, &draft, err)))
		return -1;
	return draft.error ? show_refused(visit, &draft, err) : show_new_preview(visit, &draft, err);
}

/* A browser that has the mark of a session which is over: what it sends was a member's. */
static bool was_signed_in(const struct visit *visit)
{
	return !visit->account && *req_cookie(&visit->req, "stoa-in");
}

/* Gives the form back where the token does not fit; what was typed is worth more than the rule. */
static int refuse_token(struct visit *visit, struct draft *draft, struct err *err)
{
	bool late = err->code == ERR_RACE;
	draft->unknown = was_signed_in(visit);
	draft->error = say(visit, draft->unknown ? "say.signed_out" : late ? "say.old_preview" : "say.other_preview");
	err_clear(err);
	return show_form(visit, draft, late ? 409 : 403, err);
}

/* *where: the receipt of a submission that is there already, or NULL. */
static int find_receipt(struct visit *visit, const char *id, const char **where, struct err *err)
{
	struct queue *queue;
	struct queue_item item;
	*where = NULL;
	if (server_queue(visit->server, &queue, err))
		return -1;
	if (!queue_find(queue, id, visit->arena, &item, err)) {
		*where = link_receipt(visit, id);
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* What stands against a draft that is good in itself: the policy, the queue's room. *status: 0 where nothing does. */
static int look_ahead(struct visit *visit, struct draft *draft, int *status, struct err *err)
{
	const char *no_room;
	*status = 422;
	if (judge_refuses(visit, draft, err))
		return -1;
	if (draft->error)
		return 0;
	if (room_in_queue(visit, draft->judgement, &no_room, status, err))
		return -1;
	draft->error = no_room;
	*status = draft->error ? *status : 0;
	return 0;
}

static int send(struct visit *visit, struct draft *draft, struct err *err)
{
	const char *url;
	if (publish_draft(visit, draft, &url, err))
		return -1;
	if (!url)
		return show_refused(visit, draft, err);
	answer_redirect(visit, url);
	return 0;
}

int submit_send(struct visit *visit, struct err *err)
{
	struct draft draft;
	struct challenge challenge;
	const char *where, *token = form_text(&visit->req.form, "token");
	bool good, proved;
	int status;
	if (take_draft(visit, &draft, false, &good, err))
		return -1;
	if (!good)
		return 0;
	if (guard_check_content_token(visit, token, draft_content(visit, &draft), &draft.id, err))
		return refuse_token(visit, &draft, err);
	if (find_receipt(visit, draft.id, &where, err))
		return -1;
	if (where) {
		answer_redirect(visit, where);
		return 0;
	}
	if (challenge_check(visit, token, &challenge, &proved, err))
		return -1;
	draft.unproved = !proved;
	if (look_ahead(visit, &draft, &status, err))
		return -1;
	if (!status && challenge.error)
		return show_preview(visit, &draft, draft.id, &challenge, err);
	return status ? show_form(visit, &draft, status, err) : send(visit, &draft, err);
}
