#include "answer_page.h"

#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/escape.h"
#include "core/text/text.h"
#include "tabs.h"

enum { LOG_MAX = 600, MINUTE = 60 };

void answer_redirect(struct visit *visit, const char *url)
{
	visit->answer.status = 303;
	visit->answer.location = url;
	str_reset(&visit->answer.body);
}

static int count_waiting(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

/* How many wait, for the moderators' menu. Not worth failing a page for. */
static int64_t waiting(struct visit *visit)
{
	struct err err = {0};
	struct queue *queue;
	int64_t n = 0;
	if (visit->queue_known)
		return visit->waiting;
	if (!visit_is_moderator(visit) || server_queue(visit->server, &queue, &err) ||
	    store_refs(queue_store(queue), "refs/heads/", count_waiting, &n, &err))
		return 0;
	return n;
}

/* A footer is not worth failing a page for: an error page has one too. */
static bool has_rules(struct visit *visit)
{
	struct err err = {0};
	bool exists;
	return !content_exists(visit, "rules.md", &exists, &err) && exists;
}

static int frame(struct visit *visit, const struct answer_page *what, struct view_page *page, struct err *err)
{
	if (fill_page(&visit->fill, page, err))
		return -1;
	const char *path = arena_printf(visit->arena, "%s%s", page->write ? page->write : page->home, visit->req.path);
	page->title = page->description = what->title;
	page->canonical = "";
	fill_path(&visit->fill, path + strlen(visit->server->site.base) - 1, page);
	page->kind = what->template;
	page->noindex = true;
	page->signed_in = visit->account;
	page->moderator = visit_is_moderator(visit);
	page->token = visit->visitor ? guard_token(visit) : NULL;
	page->waiting = waiting(visit);
	page->me_tabs = tabs_of(visit);
	page->rules = has_rules(visit) ? fill_url(&visit->fill, "/rules/") : NULL;
	return 0;
}

int answer_page(struct visit *visit, const struct answer_page *what, struct err *err)
{
	struct view_page page;
	struct answer *answer = &visit->answer;
	if (frame(visit, what, &page, err))
		return -1;
	struct mustache_scope scope = VIEW_SCOPE(&page, *what->type, what->view);
	str_reset(&answer->body);
	answer->status = what->status;
	answer->type = "text/html; charset=utf-8";
	if (theme_render(visit->server->theme, what->template, &scope, &answer->body, err))
		return -1;
	return str_check(&answer->body, "page", err);
}

/* A visitor's bytes, with what is not text replaced: they go into a page. */
static const char *shown(struct visit *visit, const struct form_field *field)
{
	char *copy = arena_dupn(visit->arena, field->value, field->len);
	for (size_t bad, at = 0; (bad = text_bad_utf8(copy + at, field->len - at)) < field->len - at; at += bad + 1)
		copy[at + bad] = '?';
	return copy;
}

const char *answer_shown(struct visit *visit, const char *name)
{
	const struct form_field *field = form_find(&visit->req.form, name);
	return field && !field->filename ? shown(visit, field) : "";
}

static const char *keep(struct visit *visit, const char *kept, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct form_field *field = form_find(&visit->req.form, names[i]);
		if (field && !field->filename && field->len)
			kept = arena_printf(visit->arena, "%s%s%s", kept, *kept ? "\n\n" : "", shown(visit, field));
	}
	return kept;
}

/* All that people write in forms, and nothing that is only theirs to know: in those of no page, "end" ends a session. */
const char *answer_kept(struct visit *visit)
{
	static const char *const texts[] = {"title", "body", "text", "reason", "note", "answer"};
	static const char *const of_pages[] = {
		"name", "tags", "called", "site", "links", "start", "end", "zone", "location", "join", "recording", "link", "licence",
		"description", "expires", "poll-question", "poll", "poll-closes",
	};
	const char *kept = keep(visit, "", texts, ARRAY_LEN(texts));
	return form_find(&visit->req.form, "kind") ? keep(visit, kept, of_pages, ARRAY_LEN(of_pages)) : kept;
}

/*
 * What failed will pass, and nothing was done: the same form with one button. Not for one that a guard turned away, nor
 * for what holds a password.
 */
static void offer_again(struct visit *visit, struct view_message *view)
{
	const struct form *form = &visit->req.form;
	struct view_input *fields = arena_alloc(visit->arena, form->len + 1, sizeof(*fields));
	size_t n = 0;
	if (!visit->let_in || visit->req.method != REQ_POST || !*view->kept || (view->status != 429 && view->status != 503))
		return;
	for (size_t i = 0; i < form->len; i++) {
		const struct form_field *field = &form->fields[i];
		if (strstr(field->name, "password"))
			return;
		if (field->filename)
			view->files_lost |= field->len > 0;
		else
			fields[n++] = (struct view_input){.name = field->name, .value = shown(visit, field)};
	}
	view->fields = (struct mustache_list){fields, n};
	view->again = arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), visit->req.path);
}

void answer_message(struct visit *visit, int status, const char *heading, const char *text, const char *kept)
{
	struct view_message view = {.heading = heading, .text = text, .status = status == 200 ? 0 : status, .kept = kept};
	/* A session may have ended; who has one is not helped by another. */
	if (status == 403 && !visit->account && fill_write_url(&visit->fill))
		view.sign_in = arena_printf(visit->arena, "%ssign-in", fill_write_url(&visit->fill));
	offer_again(visit, &view);
	struct answer_page page = {status, "message", heading, &view_message_type, &view};
	struct err err = {0};
	if (!answer_page(visit, &page, &err))
		return;
	/* The theme itself is broken: say it without. */
	visit->io->log(visit->io->self, err.msg);
	visit->answer.status = status;
	visit->answer.type = "text/plain; charset=utf-8";
	str_reset(&visit->answer.body);
	str_addf(&visit->answer.body, "%s\n%s\n\n%s\n", heading, text, kept);
}

/* "say.heading_404". */
static const char *heading_of(struct visit *visit, int status)
{
	return say(visit, arena_printf(visit->arena, "say.heading_%d", status));
}

/* The theme's words for a kind of error, "say.error_not_found"; else the program's. */
static const char *sentence_of(struct visit *visit, const struct err_row *row)
{
	char *key = arena_printf(visit->arena, "say.error_%s", row->name);
	for (char *c = key; *c; c++)
		*c = (char)(*c == ' ' ? '_' : *c);
	const char *sentence = say(visit, key);
	return sentence == key ? row->public_sentence : sentence;
}

static void log_error(struct visit *visit, const struct err *err)
{
	struct str line;
	str_init(&line, 3 * LOG_MAX);
	str_addf(&line, "%s: ", err_row(err->code)->name);
	escape_log(&line, visit->req.path ? visit->req.path : "", visit->req.path ? strlen(visit->req.path) : 0, LOG_MAX);
	str_addz(&line, ": ");
	escape_log(&line, err->msg, strlen(err->msg), LOG_MAX);
	visit->io->log(visit->io->self, line.at);
	str_release(&line);
}

static const char *wait_of(struct visit *visit)
{
	int64_t seconds = visit->answer.retry_after, minutes = (seconds + MINUTE - 1) / MINUTE;
	bool is_long = seconds > 2 * MINUTE;
	return say_with(visit, is_long ? "say.wait_minutes" : "say.wait", &(struct say){.count = is_long ? minutes : seconds, .text = "", .kind = ""});
}

void answer_error(struct visit *visit, const struct err *err)
{
	const struct err_row *row = err_row(err->code);
	bool fast = visit->answer.retry_after > 0;
	int status = fast ? 429 : row->http_status;
	const char *text = fast ? wait_of(visit)
				: sentence_of(visit, row);
	if (status == 503)
		visit->answer.retry_after = 60;
	visit->answer.location = NULL;
	log_error(visit, err);
	answer_message(visit, status, heading_of(visit, status), text, answer_kept(visit));
}
