#include "submission_page.h"

#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/draft/changes.h"
#include "cgi/draft/draft_ask.h"
#include "cgi/guard/newcomer.h"
#include "cgi/post/judge.h"
#include "cgi/post/suspect.h"
#include "cgi/visit/content.h"
#include "cgi/visit/rules.h"
#include "cgi/visit/say.h"
#include "core/theme/diff.h"
#include "clash.h"
#include "queue_bar.h"
#include "queue_query.h"

enum { BEFORE = 5, AFTER = 3, PERCENT = 10, REASONS_MAX = 30 };

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
			links[n++] = (struct view_link){.url = link_public(visit, item->paths[i]), .title = item->paths[i]};
	}
	*list = (struct mustache_list){links, n};
	return 0;
}

/* The page that it belongs to and, for a reply, the posts above and below. */
static int fill_context(struct visit *visit, const struct submission *submission, struct view_submission *view,
                        struct err *err)
{
	struct page thread;
	struct content_around around = {.nbefore = BEFORE, .nafter = AFTER};
	if (submission->kind == DRAFT_TOPIC) {
		const char *path = arena_printf(visit->arena, "forums/%s/index.md", submission->page.place.forum);
		if (content_page(visit, path, &thread, err))
			return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	} else if (content_page_of(visit, &submission->page, &thread, err)) {
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	}
	view->target_title = content_title(&thread);
	/* What is new stands nowhere yet. */
	if (submission->kind != DRAFT_EVENT && submission->kind != DRAFT_RESOURCE)
		view->target_url = fill_url(&visit->fill, thread.place.url);
	if (submission->page.place.kind != PAGE_REPLY)
		return 0;
	if (content_thread_around(visit, &thread, submission->page.place.name, &around, err))
		return -1;
	view->before = around.before;
	view->after = around.after;
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
	view->title = content_title(&submission->page);
	view->note = submission->note;
	view->source = arena_dupn(visit->arena, submission->page.body, submission->page.body_len);
	view->source += strspn(view->source, "\n");
	if (submission->kind == DRAFT_EDIT)
		view->diff = diff_lines(submission->old_text, submission->text, visit->arena);
	else
		view->facts = draft_ask_facts(visit, &submission->page);
	return submission->kind == DRAFT_EDIT ? 0 : draft_ask_poll(visit, &submission->page, &post->poll, err);
}

/* ---- its place among the others ---- */

static const struct view_link *neighbour(struct visit *visit, const struct queue_view *queue, size_t i)
{
	struct view_link *link = arena_alloc(visit->arena, 1, sizeof(*link));
	const struct queue_entry *entry = queue->list.at[i];
	*link = (struct view_link){.url = queue_query_item(visit, &queue->query, entry->id), .title = say_summary(visit, entry->summary)};
	return link;
}

/* The place of an id in the list; its length where it is not in it. */
static size_t place_of(const struct queue_list *list, const char *id)
{
	size_t i = 0;
	while (i < list->len && strcmp(list->at[i]->id, id))
		i++;
	return i;
}

static void fill_place(struct visit *visit, const struct queue_view *queue, struct view_submission *view)
{
	size_t i = place_of(&queue->list, view->id);
	view->within = queue_query_write(visit, &queue->query);
	view->back_url = queue_query_url(visit, &queue->query, "");
	view->total = (int64_t)queue->list.len;
	if (i == queue->list.len)
		return;
	view->place = (int64_t)i + 1;
	view->previous = i ? neighbour(visit, queue, i - 1) : NULL;
	view->next = i + 1 < queue->list.len ? neighbour(visit, queue, i + 1) : NULL;
}

int submission_page_next(struct visit *visit, const char **url, struct err *err)
{
	struct queue_query query = queue_query_within(visit, &visit->req.form);
	struct queue_view queue;
	if (queue_query_choose(visit, &query, &queue, err))
		return -1;
	size_t i = place_of(&queue.list, visit->id), n = queue.list.len;
	const char *done = arena_printf(visit->arena, "done=%s", visit->id);
	if (n < 2 || i == n) {
		query.like = query.sender = query.network = query.stem = "";
		*url = queue_query_url(visit, &query, done);
		return 0;
	}
	const char *next = queue_query_item(visit, &query, queue.list.at[(i + 1) % n]->id);
	*url = arena_printf(visit->arena, "%s%s%s", next, strchr(next, '?') ? "&" : "?", done);
	return 0;
}

/* ---- who sent it ---- */

const char *submission_page_bannable(struct visit *visit, const struct submission *submission)
{
	const char *author = submission->item.author;
	const struct page *profile;
	struct err ignored = {0};
	if (content_profile(visit, author, &profile, &ignored) || !profile || profile->role >= (int64_t)visit->role ||
	    !strcmp(author, visit->handle))
		return NULL;
	return author;
}

/* Not again for who is banned already; who asks for it all the same hears that it is done. */
static bool offers_ban(struct visit *visit, const struct submission *submission)
{
	const struct page *profile;
	struct err ignored = {0};
	const char *handle = submission_page_bannable(visit, submission);
	return handle && !content_profile(visit, handle, &profile, &ignored) && profile && !profile->banned;
}

static int64_t count_list(struct visit *visit, const struct queue_view *queue, const struct queue_query *query, const char **url)
{
	int64_t n = -1;
	for (size_t i = 0; i < queue->index.len; i++) {
		const struct queue_entry *entry = &queue->index.at[i];
		n += *query->network ? !strcmp(entry->network, query->network)
				     : !strcmp(queue_sender(entry, visit->arena), query->sender);
	}
	*url = n > 0 ? queue_query_url(visit, query, "") : NULL;
	return n > 0 ? n : 0;
}

static int fill_sender(struct visit *visit, const struct queue_view *queue, const struct queue_entry *entry,
                       struct view_submission *view, struct err *err)
{
	struct view_sender *sender = arena_alloc(visit->arena, 1, sizeof(*sender));
	struct queue_query same = queue_query_read(&(struct form){0});
	struct queue_past own = {0}, theirs;
	bool guest = !strcmp(entry->author, "guest");
	if ((!guest && queue_past_of(&queue->source, entry->author, "", &own, err)) ||
	    queue_past_of(&queue->source, "", entry->network, &theirs, err))
		return -1;
	sender->approved = own.approved;
	sender->spam = own.spam;
	sender->network_spam = theirs.spam;
	if (!guest) {
		same.sender = entry->author;
		sender->waiting = count_list(visit, queue, &same, &sender->waiting_url);
	}
	if (*entry->network) {
		same.sender = "";
		same.network = entry->network;
		sender->network_waiting = count_list(visit, queue, &same, &sender->network_url);
	}
	view->sender = sender;
	return 0;
}

/* ---- why it waits ---- */

static struct mustache_list reasons(struct visit *visit, const char *lines)
{
	struct view_link *links = arena_alloc(visit->arena, REASONS_MAX, sizeof(*links));
	size_t n = 0;
	for (; *lines && n < REASONS_MAX; lines += strcspn(lines, "\n"), lines += *lines == '\n')
		links[n++].title = suspect_say(visit, arena_dupn(visit->arena, lines, strcspn(lines, "\n")));
	return (struct mustache_list){links, n};
}

/*
 * Said by a GET, as RFC 9110, 9.2.1 lets it be: nobody answers for it, it binds nobody and ends by itself. Asked for by a
 * button it would be one more touch for each of three thousand. A HEAD is no look.
 */
static int claim(struct visit *visit, const struct queue_view *queue, struct view_submission *view, struct err *err)
{
	const char *holder;
	if (visit->req.method == REQ_HEAD)
		return 0;
	struct state_claim claim = {visit->id, visit->handle, visit->now, 60 * visit->server->site.conf.moderation_claim_minutes};
	if (state_facts_claim(queue->source.state, &claim, visit->arena, &holder, err))
		return -1;
	view->holder = *holder && strcmp(holder, visit->handle) ? holder : NULL;
	return 0;
}

static int fill_entry(struct visit *visit, const struct queue_view *queue, struct view_submission *view, struct err *err)
{
	const struct queue_entry *entry = queue_index_find(&queue->index, visit->id);
	if (!entry)
		return 0;
	view->score = entry->score / PERCENT;
	view->scored = entry->score || *entry->reasons;
	view->likely_spam = entry->score >= QUEUE_RISKY;
	view->reasons = reasons(visit, entry->reasons);
	return fill_sender(visit, queue, entry, view, err);
}

/* What is known of its author from what is published, and why it waits. */
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
	return newcomer_view(visit, item->author, item->id, &view->newcomer, err);
}

/* ---- the page ---- */

static int fill_verdict(struct visit *visit, const struct submission *submission, struct view_submission *view,
                        struct err *err)
{
	const struct queue_item *item = &submission->item;
	view->state = item->spam ? "spam" : queue_state_name(item->state);
	view->waiting = item->state == QUEUE_WAITING;
	view->reviewer = *item->reviewer ? item->reviewer : NULL;
	view->rule = item->rule;
	view->rules = rules_headings(visit);
	view->answers = queue_query_answers(visit);
	view->bannable = offers_ban(visit, submission);
	return fill_time(&visit->fill, item->decided, &view->decided, err);
}

static int fill_submission(struct visit *visit, const struct submission *submission, struct view_submission *view,
                           struct err *err)
{
	const struct queue_item *item = &submission->item;
	struct queue_query query = visit->req.method == REQ_POST ? queue_query_within(visit, &visit->req.form)
								 : queue_query_read(&visit->req.query);
	struct queue_view queue;
	view->id = item->id;
	view->summary = say_summary(visit, item->summary);
	view->kind = draft_kind_name(submission->kind);
	view->fetch = arena_printf(visit->arena, "git fetch %s %s && git merge FETCH_HEAD", visit->server->site.queue, item->id);
	if (queue_query_choose(visit, &query, &queue, err) || fill_verdict(visit, submission, view, err) ||
	    (view->waiting && claim(visit, &queue, view, err)) || fill_entry(visit, &queue, view, err) ||
	    author_of(visit, submission, &view->author, err) || fill_trust(visit, item, view, err) ||
	    fill_time(&visit->fill, item->submitted, &view->submitted, err))
		return -1;
	fill_place(visit, &queue, view);
	if (changes_are_wanted(submission) && changes_list(visit, item, &view->changes, err))
		return -1;
	return submission->readable ? fill_page_view(visit, submission, view, err) : 0;
}

int submission_page_show(struct visit *visit, int status, const char *error, const char *reason, struct err *err)
{
	struct submission submission;
	struct view_submission view = {.error = error};
	if (content_main(visit, err) || submission_read(visit, visit->id, &submission, err) ||
	    fill_submission(visit, &submission, &view, err) || queue_bar(visit, &view.undo, err) ||
	    (status == 409 && view.waiting && clashes(visit, &submission.item, &view.clashes, err)))
		return -1;
	const char *typed = form_text(&visit->req.form, "body");
	if (*typed && status != 200)
		view.source = typed;
	if (view.clashes.len && clash_merge(visit, &submission, view.source, &view, err))
		return -1;
	view.reason = *reason ? reason : submission.item.reason;
	struct answer_page page = {status, "submission", view.summary, &view_submission_type, &view};
	return answer_page(visit, &page, err);
}
