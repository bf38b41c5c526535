#include "clash.h"
#include "content.h"
#include "core/diff.h"
#include "core/text.h"
#include "draft_ask.h"
#include "handlers.h"
#include "newcomer.h"
#include "judge.h"
#include "publish.h"
#include "rules.h"
#include "say.h"
#include "submission.h"

enum { ROWS_MAX = 200, BEFORE = 5, EXCERPT = 200, REASON_MAX = 2000, LINE = 400 };

/* What a redirect to the queue says happened. */
static const struct notice {
	const char *done, *key;
} notices[] = {
	{"rejected", "say.rejected"},
	{"approved", "say.approved"},
};

static const char *notice_of(struct visit *visit, const char *done)
{
	for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
		if (!strcmp(done, notices[i].done))
			return say(visit, notices[i].key);
	}
	return NULL;
}

static const char *queue_url(struct visit *visit, const char *id)
{
	return arena_printf(visit->arena, "%squeue/%s", fill_write_url(&visit->fill), id);
}

static const char *done_url(struct visit *visit, const char *done)
{
	return arena_printf(visit->arena, "%squeue?done=%s", fill_write_url(&visit->fill), done);
}

/* The first words of the markdown, on one line. */
static const char *excerpt(struct visit *visit, const struct page *page)
{
	struct str line;
	size_t n = page->body_len < EXCERPT ? page->body_len : EXCERPT;
	while (n && n < page->body_len && ((unsigned char)page->body[n] & 0xC0) == 0x80)
		n--;
	str_init(&line, 2 * EXCERPT);
	text_one_line(&line, page->body, n);
	const char *words = arena_printf(visit->arena, "%s%s", line.at, n < page->body_len ? "…" : "");
	str_release(&line);
	return words;
}

static const char *forum_title(struct visit *visit, const struct page *page)
{
	struct page forum;
	struct err err = {0};
	if (!*page->place.forum || content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", page->place.forum),
	                                        &forum, &err))
		return NULL;
	return forum.title;
}

/* By the commit where the file cannot be read: who sent it is always known. */
static int author_of(struct visit *visit, const struct submission *submission, const struct view_person **author,
                     struct err *err)
{
	const struct page *profile;
	const char *guest = submission->readable ? submission->page.guest_name : "";
	if (content_profile(visit, submission->item.author, &profile, err))
		return -1;
	*author = fill_person(&visit->fill, submission->item.author, guest, profile);
	return 0;
}

static int fill_row(struct visit *visit, const struct queue_item *item, struct view_queue_row *row, struct err *err)
{
	struct submission submission;
	if (submission_read_item(visit, item, &submission, err))
		return -1;
	*row = (struct view_queue_row){
		.id = item->id,
		.url = queue_url(visit, item->id),
		.summary = item->summary,
		.kind = draft_kind_name(submission.kind),
	};
	if (submission.readable) {
		row->excerpt = excerpt(visit, &submission.page);
		row->forum_title = forum_title(visit, &submission.page);
	}
	return author_of(visit, &submission, &row->author, err) || fill_time(&visit->fill, item->submitted, &row->submitted, err)
		       ? -1
		       : 0;
}

int moderate_queue(struct visit *visit, struct err *err)
{
	struct queue *queue;
	struct queue_item *items;
	size_t n;
	if (content_main(visit, err) || server_queue(visit->server, &queue, err) ||
	    queue_waiting(queue, visit->arena, &items, &n, err))
		return -1;
	size_t shown = n < ROWS_MAX ? n : ROWS_MAX;
	struct view_queue_row *rows = arena_alloc(visit->arena, shown, sizeof(*rows));
	for (size_t i = 0; i < shown; i++) {
		if (fill_row(visit, &items[i], &rows[i], err))
			return -1;
	}
	struct view_queue view = {{rows, shown}, (int64_t)n, notice_of(visit, form_text(&visit->req.query, "done"))};
	struct answer_page page = {200, "queue", say(visit, "queue.heading"), &view_queue_type, &view};
	return answer_page(visit, &page, err);
}

static const struct view_link *neighbour(struct visit *visit, const char *id)
{
	struct view_link *link = id ? arena_alloc(visit->arena, 1, sizeof(*link)) : NULL;
	if (link)
		*link = (struct view_link){.url = queue_url(visit, id), .title = id};
	return link;
}

/* The blob of a file in a tree; all zero where there is none. */
static int blob_of(struct visit *visit, const struct store_id *tree, const char *path, struct store_id *blob, struct err *err)
{
	*blob = (struct store_id){{0}};
	if (!store_find(queue_store(visit->server->queue), tree, path, blob, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

/* The submission's files that main has changed since: what a merge failed on. */
static int clashes(struct visit *visit, const struct queue_item *item, struct mustache_list *list, struct err *err)
{
	struct store_commit_info base;
	struct view_link *links = arena_alloc(visit->arena, item->npaths, sizeof(*links));
	size_t n = 0;
	if (store_commit_info(queue_store(visit->server->queue), &item->base, visit->arena, &base, err))
		return -1;
	for (size_t i = 0; i < item->npaths; i++) {
		struct store_id was, is;
		if (blob_of(visit, &base.tree, item->paths[i], &was, err) || blob_of(visit, &visit->tree, item->paths[i], &is, err))
			return -1;
		if (!store_same(&was, &is))
			links[n++] = (struct view_link){.url = publish_url(visit, item->paths[i]), .title = item->paths[i]};
	}
	*list = (struct mustache_list){links, n};
	return 0;
}

/* The page that it belongs to and, for a reply, the posts above. */
static int fill_context(struct visit *visit, const struct submission *submission, struct view_submission *view,
                        struct err *err)
{
	struct page thread;
	struct content_thread above;
	if (submission->kind == DRAFT_TOPIC) {
		const char *path = arena_printf(visit->arena, "forums/%s/index.md", submission->page.place.forum);
		if (content_page(visit, path, &thread, err))
			return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	} else if (content_page_of(visit, &submission->page, &thread, err)) {
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	}
	view->target_title = thread.title;
	/* What is new stands nowhere yet. */
	if (submission->kind != DRAFT_EVENT && submission->kind != DRAFT_RESOURCE)
		view->target_url = fill_url(&visit->fill, thread.place.url);
	if (submission->kind != DRAFT_REPLY)
		return 0;
	if (content_thread(visit, &thread, BEFORE, &above, err))
		return -1;
	view->before = above.posts;
	return 0;
}

static int fill_page_view(struct visit *visit, const struct submission *submission, struct view_submission *view,
                          struct err *err)
{
	struct view_post *post = arena_alloc(visit->arena, 1, sizeof(*post));
	submission_show_files(visit, submission, "");
	if (fill_context(visit, submission, view, err) || content_post(visit, &submission->page, post, err))
		return -1;
	view->post = post;
	view->title = submission->page.title;
	view->source = arena_dupn(visit->arena, submission->page.body, submission->page.body_len);
	view->source += strspn(view->source, "\n");
	if (submission->kind == DRAFT_EDIT)
		view->diff = diff_lines(submission->old_text, submission->text, visit->arena);
	else
		view->facts = draft_ask_facts(visit, &submission->page);
	return submission->kind == DRAFT_EDIT ? 0 : draft_ask_poll(visit, &submission->page, &post->poll, err);
}

/* What is known of its author, and why it waits. */
static int fill_trust(struct visit *visit, const struct queue_item *item, struct view_submission *view, struct err *err)
{
	struct judge_sender sender = {item->author, item->id};
	struct view_trust *shown = arena_alloc(visit->arena, 1, sizeof(*shown));
	struct trust trust;
	if (judge_trust(visit, &sender, &trust, err) || judge_rule_of(visit, item->id, &view->held_by, err))
		return -1;
	*shown = (struct view_trust){.guest = trust.guest, .member = !trust.guest, .unbuilt = !trust.guest && !trust.built,
	                             .posts = trust.posts, .days = trust.days, .rejected = trust.rejected, .waiting = trust.waiting};
	view->trust = shown;
	return 0;
}

static int fill_submission(struct visit *visit, const struct submission *submission, struct view_submission *view,
                           struct err *err)
{
	struct submission_place place;
	const struct queue_item *item = &submission->item;
	view->id = item->id;
	view->summary = item->summary;
	view->note = submission->note;
	view->state = queue_state_name(item->state);
	view->kind = draft_kind_name(submission->kind);
	view->waiting = item->state == QUEUE_WAITING;
	view->rules = rules_headings(visit);
	view->fetch = arena_printf(visit->arena, "git fetch %s %s && git merge FETCH_HEAD", visit->server->site.queue, item->id);
	if (author_of(visit, submission, &view->author, err) || fill_time(&visit->fill, item->submitted, &view->submitted, err) ||
	    fill_trust(visit, item, view, err) || newcomer_view(visit, item->author, item->id, &view->newcomer, err) ||
	    submission_place(visit, item->id, &place, err))
		return -1;
	view->previous = neighbour(visit, place.previous);
	view->next = neighbour(visit, place.next);
	return submission->readable ? fill_page_view(visit, submission, view, err) : 0;
}

/* error, reason: of a verdict that could not be carried out. */
static int show(struct visit *visit, int status, const char *error, const char *reason, struct err *err)
{
	struct submission submission;
	struct view_submission view = {.error = error};
	if (content_main(visit, err) || submission_read(visit, visit->id, &submission, err) ||
	    fill_submission(visit, &submission, &view, err) ||
	    (status == 409 && clashes(visit, &submission.item, &view.clashes, err)))
		return -1;
	const char *typed = form_text(&visit->req.form, "body");
	if (*typed && status != 200)
		view.source = typed;
	if (view.clashes.len && clash_merge(visit, &submission, view.source, &view, err))
		return -1;
	view.reason = *reason ? reason : submission.item.reason;
	if (!submission.readable && !error)
		view.error = say(visit, "say.not_a_page");
	struct answer_page page = {status, "submission", submission.item.summary, &view_submission_type, &view};
	return answer_page(visit, &page, err);
}

int moderate_show(struct visit *visit, struct err *err)
{
	return show(visit, 200, NULL, "", err);
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
	return show(visit, 409, say(visit, error), reason, err);
}

static int approve(struct visit *visit, const struct submission *submission, const struct store_edit *edits,
                   const struct store_id *base, struct err *err)
{
	struct queue_verdict verdict = {
		.id = visit->id,
		.reviewer = visit->handle,
		.reason = "",
		.rule = "",
		.edits = edits,
		.nedits = edits ? submission->nfiles + 1 : 0,
		.base = base,
		.now = visit->now,
	};
	if (publish_approve(visit, &verdict, err))
		return explain(visit, "", err);
	const char *url = submission->path ? publish_url(visit, submission->repo_path) : NULL;
	answer_redirect(visit, url ? url : done_url(visit, "approved"));
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
		return show(visit, rebased ? 409 : 422, draft.body_error, "", err);
	str_init(&file, (size_t)visit->server->site.conf.staff_max * 2);
	page_write(&page, draft.body, draft.body_len, &file);
	struct store_edit edit = {submission->repo_path, file.at, file.len}, *edits;
	int rc = str_check(&file, submission->path, err) || submission_edits(visit, submission, &edit, &edits, err) ? -1 : 0;
	if (!rc)
		rc = approve(visit, submission, edits, rebased ? &base : NULL, err);
	str_release(&file);
	return rc;
}

static int reject(struct visit *visit, struct err *err)
{
	const char *reason = form_text(&visit->req.form, "reason"), *rule = form_text(&visit->req.form, "rule");
	struct err why = {0};
	struct str clean;
	if (!reason[strspn(reason, " \t\r\n")])
		return show(visit, 422, say(visit, "say.no_reason"), "", err);
	if (strlen(reason) > REASON_MAX || strlen(rule) > LINE || text_check_line(rule, strlen(rule), &why))
		return show(visit, 422, say(visit, "say.long_reason"), "", err);
	str_init(&clean, REASON_MAX + 1);
	text_unix_lines(&clean, reason, strlen(reason));
	int rc = 0;
	struct queue_verdict verdict = {.id = visit->id, .reviewer = visit->handle, .reason = clean.at, .rule = rule,
					.now = visit->now};
	if (text_check_body(clean.at, clean.len, &why))
		rc = show(visit, 422, say_with(visit, "say.unfit", &(struct say){.text = why.msg}), "", err);
	else if (queue_reject(visit->server->queue, &verdict, err))
		rc = explain(visit, reason, err);
	else
		answer_redirect(visit, done_url(visit, "rejected"));
	str_release(&clean);
	return rc;
}

int moderate_decide(struct visit *visit, struct err *err)
{
	struct submission submission;
	const char *action = form_text(&visit->req.form, "action");
	if (submission_read(visit, visit->id, &submission, err))
		return -1;
	if (!strcmp(action, "approve"))
		return approve(visit, &submission, NULL, NULL, err);
	if (!strcmp(action, "edit"))
		return approve_edited(visit, &submission, err);
	if (!strcmp(action, "reject"))
		return reject(visit, err);
	return err_set(err, ERR_INPUT, "a verdict that there is not");
}
