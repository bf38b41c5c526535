#include "queue_bulk.h"

#include "content.h"
#include "core/crypto.h"
#include "core/state_bulk.h"
#include "core/text.h"
#include "handlers.h"
#include "publish.h"
#include "rules.h"
#include "say.h"

#include <time.h>

enum { LISTED = 200, OTHER_FIELDS = 16, REASON_MAX = 2000, LINE = 400, FAILED_TEXT = 200000, CLEAN = 300, BUDGET_MS = 20000 };

static const char *asked(struct visit *visit)
{
	const char *act = form_text(&visit->req.query, "act");
	return *act ? act : form_text(&visit->req.form, "action");
}

static bool is_verdict(const char *act)
{
	return !strcmp(act, "approve") || !strcmp(act, "reject") || !strcmp(act, "spam");
}

bool queue_bulk_is_asked(struct visit *visit)
{
	return is_verdict(form_text(&visit->req.query, "act"));
}

/* ---- asking ---- */

/*
 * A rejection of many leaves people alone of whom something good is known: they have an account, or their
 * text is not like the rest's. The moderator may tick them.
 */
static bool may_hurt(const struct queue_entry *entry, const char *verdict, int64_t median)
{
	if (!strcmp(verdict, "approve"))
		return entry->score >= QUEUE_RISKY;
	return strcmp(entry->author, "guest") || (median >= QUEUE_RISKY && entry->score < CLEAN);
}

static int compare_scores(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t median_of(struct visit *visit, const struct queue_list *list)
{
	int64_t *scores = arena_alloc(visit->arena, list->len + 1, sizeof(*scores));
	for (size_t i = 0; i < list->len; i++)
		scores[i] = list->at[i]->score;
	qsort(scores, list->len, sizeof(*scores), compare_scores);
	return list->len ? scores[list->len / 2] : 0;
}

/* Those first that it might hurt, so that they are seen. */
static size_t put_first(struct visit *visit, struct queue_list *list, const char *verdict)
{
	const struct queue_entry **sorted = arena_alloc(visit->arena, list->len + 1, sizeof(const struct queue_entry *));
	int64_t median = median_of(visit, list);
	size_t n = 0, first;
	for (size_t i = 0; i < list->len; i++)
		if (may_hurt(list->at[i], verdict, median))
			sorted[n++] = list->at[i];
	first = n;
	for (size_t i = 0; i < list->len; i++)
		if (!may_hurt(list->at[i], verdict, median))
			sorted[n++] = list->at[i];
	list->at = sorted;
	return first;
}

static const char *join_ids(struct visit *visit, const struct queue_list *list, size_t from)
{
	struct str out;
	str_init(&out, (list->len + 1) * (TEXT_ID_LEN + 1));
	for (size_t i = from; i < list->len; i++)
		str_addf(&out, "%s%s", out.len ? " " : "", list->at[i]->id);
	const char *ids = arena_dupn(visit->arena, out.at, out.len);
	str_release(&out);
	return ids;
}

static size_t listed(const struct visit *visit)
{
	int64_t fields = visit->server->site.conf.post_fields_max - OTHER_FIELDS;
	return fields < 1 ? 0 : fields < LISTED ? (size_t)fields : LISTED;
}

static int fill_listed(struct visit *visit, struct queue_view *queue, struct view_queue_confirm *view, struct err *err)
{
	size_t n = queue->list.len < listed(visit) ? queue->list.len : listed(visit);
	struct view_queue_item *items = arena_alloc(visit->arena, n + 1, sizeof(*items));
	size_t unchecked = put_first(visit, &queue->list, view->verdict);
	for (size_t i = 0; i < n; i++) {
		if (queue_query_fill(visit, &queue->query, queue->list.at[i], &items[i], err))
			return -1;
		items[i].checked = i >= unchecked;
	}
	view->items = (struct mustache_list){items, n};
	view->total = (int64_t)queue->list.len;
	view->unchecked = (int64_t)unchecked;
	view->rest = (int64_t)(queue->list.len - n);
	view->rest_ids = join_ids(visit, &queue->list, n);
	view->rest_checked = unchecked <= n;
	return 0;
}

static int ask(struct visit *visit, struct queue_view *queue, int status, const char *error, struct err *err)
{
	struct view_queue_confirm view = {
		.verdict = asked(visit),
		.error = error,
		.reason = form_text(&visit->req.form, "reason"),
		.back_url = queue_query_url(visit, &queue->query, ""),
		.within = queue_query_write(visit, &queue->query),
		.rules = rules_headings(visit),
		.answers = queue_query_answers(visit),
	};
	if (fill_listed(visit, queue, &view, err))
		return -1;
	view.approve = !strcmp(view.verdict, "approve");
	view.reject = !strcmp(view.verdict, "reject");
	struct say values = {.count = view.total, .kind = view.verdict};
	struct answer_page page = {status, "queue_confirm", say_with(visit, "say.confirm_many", &values),
				   &view_queue_confirm_type, &view};
	return answer_page(visit, &page, err);
}

int queue_bulk_ask(struct visit *visit, struct queue_view *queue, struct err *err)
{
	return ask(visit, queue, 200, NULL, err);
}

/* ---- deciding ---- */

struct queue_reason queue_bulk_reason(struct visit *visit, bool spam)
{
	const char *typed = form_text(&visit->req.form, "reason"), *ready = form_text(&visit->req.form, "answer");
	struct queue_reason reason = {.rule = form_text(&visit->req.form, "rule")};
	struct err why = {0};
	struct str clean;
	bool both = *ready && typed[strspn(typed, " \t\r\n")];
	const char *text = arena_printf(visit->arena, "%s%s%s", ready, both ? "\n\n" : "", typed);
	str_init(&clean, REASON_MAX + 1);
	text_unix_lines(&clean, text, strlen(text));
	if (strlen(text) > REASON_MAX || strlen(reason.rule) > LINE || text_check_line(reason.rule, strlen(reason.rule), &why))
		reason.error = say(visit, "say.long_reason");
	else if (text_check_body(clean.at, clean.len, &why))
		reason.error = say_with(visit, "say.unfit", &(struct say){.text = why.msg});
	else if (!clean.len && !spam)
		reason.error = say(visit, "say.no_reason");
	reason.reason = clean.len || !spam ? arena_dup(visit->arena, clean.at) : say(visit, "say.spam_reason");
	str_release(&clean);
	return reason;
}

struct chosen VEC_OF(struct queue_choice);

static void add_ids(struct visit *visit, const char *ids, struct chosen *chosen)
{
	for (; *ids; ids += strcspn(ids, " "), ids += strspn(ids, " ")) {
		size_t n = strcspn(ids, " ");
		if (text_is_id(ids, n))
			VEC_PUSH(chosen)->id = arena_dupn(visit->arena, ids, n);
	}
}

static void read_chosen(struct visit *visit, struct chosen *chosen)
{
	const struct form *form = &visit->req.form;
	for (size_t i = 0; i < form->len; i++)
		if (!form->fields[i].filename && (!strcmp(form->fields[i].name, "id") || !strcmp(form->fields[i].name, "rest")))
			add_ids(visit, form->fields[i].value, chosen);
}

static int64_t clock_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

typedef int decide_fn(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err);

/*
 * By pieces, so that others can write in between, and no longer than a web server waits: what is left then waits still, and
 * the page says so. A fault after the first piece is told, not answered: what was done is done.
 */
static int decide(struct visit *visit, decide_fn *run, const struct queue_verdict *verdict, struct chosen *chosen,
                  struct err *err)
{
	struct queue *queue;
	int64_t until = clock_ms() + BUDGET_MS;
	if (server_queue(visit->server, &queue, err))
		return -1;
	for (size_t at = 0; at < chosen->len; at += QUEUE_MANY) {
		size_t left = chosen->len - at;
		struct queue_many many = {&chosen->at[at], left < QUEUE_MANY ? left : QUEUE_MANY, visit->arena};
		bool late = clock_ms() >= until;
		if (!late && !run(queue, verdict, &many, err))
			continue;
		if (!late && !at)
			return -1;
		for (size_t i = at; i < chosen->len; i++)
			if (!chosen->at[i].done)
				chosen->at[i].why = say(visit, late ? "say.bulk_time" : "say.bulk_fault");
		err_clear(err);
		return 0;
	}
	return 0;
}

static int remember(struct visit *visit, const char *verdict, const struct chosen *chosen, const char **id, struct err *err)
{
	struct state *state;
	struct str done, failed;
	char fresh[CRYPTO_ID_TEXT];
	crypto_id(visit->now, fresh);
	*id = arena_dup(visit->arena, fresh);
	str_init(&done, (chosen->len + 1) * (TEXT_ID_LEN + 1));
	str_init(&failed, FAILED_TEXT);
	for (size_t i = 0; i < chosen->len; i++) {
		const struct queue_choice *choice = &chosen->at[i];
		if (choice->done)
			str_addf(&done, "%s%s", done.len ? " " : "", choice->id);
		else if (choice->why)
			str_addf(&failed, "%s %.200s\n", choice->id, choice->why);
	}
	struct state_bulk bulk = {*id, visit->handle, verdict, done.at, failed.at, visit->now};
	int rc = server_state(visit->server, &state, err) ? -1 : state_bulk_put(state, &bulk, err);
	str_release(&done);
	str_release(&failed);
	return rc;
}

static int carry_out(struct visit *visit, const char *act, const struct queue_reason *reason, struct chosen *chosen,
                     struct err *err)
{
	bool approve = !strcmp(act, "approve");
	struct queue_verdict verdict = {.reviewer = visit->handle, .reason = approve ? "" : reason->reason,
					.rule = approve ? "" : reason->rule, .spam = !strcmp(act, "spam"), .now = visit->now};
	struct queue_query query = queue_query_within(visit, &visit->req.form);
	const char *id;
	read_chosen(visit, chosen);
	if (decide(visit, approve ? queue_approve_all : queue_reject_all, &verdict, chosen, err) ||
	    remember(visit, act, chosen, &id, err))
		return -1;
	if (approve)
		publish_wait_main(visit);
	/* The group is dealt with: on to the others. */
	query.like = query.sender = query.network = query.stem = "";
	answer_redirect(visit, queue_query_url(visit, &query, arena_printf(visit->arena, "done=%s", id)));
	return 0;
}

int moderate_many(struct visit *visit, struct err *err)
{
	const char *act = form_text(&visit->req.form, "action");
	struct chosen chosen = {0};
	if (!is_verdict(act))
		return err_set(err, ERR_INPUT, "a verdict that there is not");
	struct queue_reason reason = queue_bulk_reason(visit, strcmp(act, "reject") != 0);
	if (reason.error) {
		struct queue_query query = queue_query_within(visit, &visit->req.form);
		struct queue_view queue;
		return content_main(visit, err) || queue_query_choose(visit, &query, &queue, err)
			       ? -1
			       : ask(visit, &queue, 422, reason.error, err);
	}
	int rc = carry_out(visit, act, &reason, &chosen, err);
	VEC_RELEASE(&chosen);
	return rc;
}

/* ---- taking back ---- */

static int undo_bulk(struct visit *visit, const struct state_bulk *bulk, struct err *err)
{
	struct queue_verdict verdict = {.reviewer = visit->handle, .reason = "", .rule = "", .now = visit->now};
	struct chosen chosen = {0};
	const char *id;
	add_ids(visit, bulk->done, &chosen);
	int rc = decide(visit, queue_undo_all, &verdict, &chosen, err) || remember(visit, "back", &chosen, &id, err) ? -1 : 0;
	VEC_RELEASE(&chosen);
	if (!rc)
		answer_redirect(visit, arena_printf(visit->arena, "%squeue?done=%s", fill_write_url(&visit->fill), id));
	return rc;
}

/* What stands in the way is said where the submission is. */
static int undo_one(struct visit *visit, struct err *err)
{
	struct queue_verdict verdict = {.id = visit->id, .reviewer = visit->handle, .reason = "", .rule = "", .now = visit->now};
	struct queue *queue;
	if (server_queue(visit->server, &queue, err))
		return -1;
	if (queue_undo(queue, &verdict, err)) {
		if (err->code != ERR_RACE && err->code != ERR_INPUT)
			return -1;
		const char *error = say_with(visit, err->code == ERR_RACE ? "say.undo_blocked" : "say.undo_late",
		                             &(struct say){.text = err->msg});
		err_clear(err);
		answer_message(visit, 409, say(visit, "say.heading_409"), error, "");
		return 0;
	}
	publish_wait_main(visit);
	answer_redirect(visit, arena_printf(visit->arena, "%squeue/%s", fill_write_url(&visit->fill), visit->id));
	return 0;
}

int moderate_undo(struct visit *visit, struct err *err)
{
	struct state *state;
	struct state_bulk bulk;
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_bulk_find(state, visit->id, visit->arena, &bulk, err))
		return undo_bulk(visit, &bulk, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return undo_one(visit, err);
}
