#include "queue_bulk.h"

#include "cgi/answer/answer_page.h"
#include "cgi/post/publish.h"
#include "cgi/visit/content.h"
#include "cgi/visit/rules.h"
#include "cgi/visit/say.h"
#include "core/state/state_bulk.h"
#include "core/text/crypto.h"
#include "core/text/text.h"
#include "handlers.h"

#include <time.h>

enum { OTHER_FIELDS = 16, REASON_MAX = 2000, LINE = 400, FAILED_TEXT = 200000, CLEAN = 300 };

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

/* One more of what is listed, unless it is there already. */
static void list_one(struct queue_list *sorted, bool *listed, const struct queue_list *list, size_t i)
{
	if (!listed[i])
		sorted->at[sorted->len++] = list->at[i];
	listed[i] = true;
}

/* Those first that it might hurt, so that they are seen; then one of each text; then the rest. *first: how many might be hurt. */
static void put_first(struct visit *visit, struct queue_view *queue, const char *verdict, size_t *first)
{
	struct queue_list *list = &queue->list, sorted = {0};
	bool *listed = arena_alloc(visit->arena, list->len + 1, sizeof(*listed));
	bool *said = arena_alloc(visit->arena, queue->index.len + 1, sizeof(*said));
	int64_t median = median_of(visit, list);
	sorted.at = arena_alloc(visit->arena, list->len + 1, sizeof(const struct queue_entry *));
	for (size_t i = 0; i < list->len; i++)
		if (may_hurt(list->at[i], verdict, median))
			list_one(&sorted, listed, list, i);
	*first = sorted.len;
	for (size_t i = 0; i < list->len; i++)
		if (!said[list->at[i]->like]) {
			said[list->at[i]->like] = true;
			list_one(&sorted, listed, list, i);
		}
	for (size_t i = 0; i < list->len; i++)
		list_one(&sorted, listed, list, i);
	*list = sorted;
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

static size_t listed_most(const struct visit *visit)
{
	const struct config *conf = &visit->server->site.conf;
	int64_t fields = conf->post_fields_max - OTHER_FIELDS, most = conf->moderation_bulk_listed;
	return fields < 1 ? 0 : (size_t)(fields < most ? fields : most);
}

static int fill_listed(struct visit *visit, struct queue_view *queue, struct view_queue_confirm *view, struct err *err)
{
	size_t most = listed_most(visit), n = queue->list.len < most ? queue->list.len : most, unchecked;
	struct view_queue_item *items = arena_alloc(visit->arena, n + 1, sizeof(*items));
	put_first(visit, queue, view->verdict, &unchecked);
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
		.reason = answer_shown(visit, "reason"),
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

/* A verdict on many in the making. */
struct deed {
	const char *act;         /* as struct state_bulk has it */
	const char *reason, *rule;
	struct state_bulk before; /* what it goes on with; text is "" at the beginning */
	struct chosen chosen;
	const char *stopped;     /* "time", "fault"; "" at its end */
};

/*
 * By pieces, so that others can write in between, and no longer than a web server waits: what is left then waits still, and
 * the page offers to go on. A fault after the first piece is told, not answered: what was done is done.
 */
static int decide(struct visit *visit, decide_fn *run, const struct queue_verdict *verdict, struct deed *deed, struct err *err)
{
	struct queue *queue;
	int64_t until = clock_ms() + 1000 * visit->server->site.conf.moderation_bulk_seconds;
	if (server_queue(visit->server, &queue, err))
		return -1;
	deed->stopped = "";
	for (size_t at = 0; !*deed->stopped && at < deed->chosen.len; at += QUEUE_MANY) {
		size_t left = deed->chosen.len - at;
		struct queue_many many = {&deed->chosen.at[at], left < QUEUE_MANY ? left : QUEUE_MANY, visit->arena};
		if (at && clock_ms() >= until) {
			deed->stopped = "time";
		} else if (run(queue, verdict, &many, err)) {
			if (!at)
				return -1;
			visit->io->log(visit->io->self, err->msg);
			err_clear(err);
			deed->stopped = "fault";
		}
	}
	return 0;
}

static void add_id(struct str *ids, const char *id)
{
	str_addf(ids, "%s%s", ids->len ? " " : "", id);
}

static int remember(struct visit *visit, const struct deed *deed, const char **id, struct err *err)
{
	struct state *state;
	struct str done, failed, left;
	char fresh[CRYPTO_ID_TEXT];
	size_t room = (deed->chosen.len + 1) * (TEXT_ID_LEN + 1);
	crypto_id(visit->now, fresh);
	*id = arena_dup(visit->arena, fresh);
	str_init(&done, strlen(deed->before.done) + room);
	str_init(&failed, FAILED_TEXT);
	str_init(&left, room);
	str_addz(&done, deed->before.done);
	str_addz(&failed, deed->before.failed);
	for (size_t i = 0; i < deed->chosen.len; i++) {
		const struct queue_choice *choice = &deed->chosen.at[i];
		if (choice->done)
			add_id(&done, choice->id);
		else if (*deed->stopped && !(choice->why && *choice->why))
			add_id(&left, choice->id);
		else if (choice->why)
			str_addf(&failed, "%s %.200s\n", choice->id, choice->why);
	}
	struct state_bulk bulk = {*id, visit->handle, deed->act, done.at, failed.at, visit->now, left.at, deed->stopped,
				  deed->reason, deed->rule};
	int rc = server_state(visit->server, &state, err) ? -1 : state_bulk_put(state, &bulk, err);
	str_release(&done);
	str_release(&failed);
	str_release(&left);
	return rc;
}

static int carry_out(struct visit *visit, struct deed *deed, struct err *err)
{
	bool approve = !strcmp(deed->act, "approve"), back = !strcmp(deed->act, "back");
	struct queue_verdict verdict = {.reviewer = visit->handle, .reason = deed->reason, .rule = deed->rule,
					.spam = !strcmp(deed->act, "spam"), .now = visit->now};
	struct queue_query query = queue_query_within(visit, &visit->req.form);
	const char *id;
	if (decide(visit, approve ? queue_approve_all : back ? queue_undo_all : queue_reject_all, &verdict, deed, err) ||
	    remember(visit, deed, &id, err))
		return -1;
	if (approve || back)
		publish_wait_main(visit);
	/* The group is dealt with: on to the others. */
	query.like = query.sender = query.network = query.stem = "";
	query.chance = strcmp(query.chance, "flood") ? query.chance : "";
	answer_redirect(visit, queue_query_url(visit, &query, arena_printf(visit->arena, "done=%s", id)));
	return 0;
}

static const struct state_bulk nothing = {.id = "", .handle = "", .verdict = "", .done = "", .failed = "", .left = "",
                                          .stopped = "", .reason = "", .rule = ""};

/* With the verdict that was confirmed, by whoever confirmed it. */
static int go_on(struct visit *visit, const char *id, struct err *err)
{
	struct state *state;
	struct deed deed = {0};
	if (server_state(visit->server, &state, err) || state_bulk_find(state, id, visit->arena, &deed.before, err))
		return -1;
	if (strcmp(deed.before.handle, visit->handle))
		return err_set(err, ERR_DENIED, "somebody else's verdict on many");
	deed.act = deed.before.verdict;
	deed.reason = deed.before.reason;
	deed.rule = deed.before.rule;
	add_ids(visit, deed.before.left, &deed.chosen);
	int rc = carry_out(visit, &deed, err);
	VEC_RELEASE(&deed.chosen);
	return rc;
}

int moderate_many(struct visit *visit, struct err *err)
{
	const char *act = form_text(&visit->req.form, "action"), *more = form_text(&visit->req.form, "more");
	if (text_is_id(more, strlen(more)))
		return go_on(visit, more, err);
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
	bool approve = !strcmp(act, "approve");
	struct deed deed = {.act = act, .reason = approve ? "" : reason.reason, .rule = approve ? "" : reason.rule, .before = nothing};
	read_chosen(visit, &deed.chosen);
	int rc = carry_out(visit, &deed, err);
	VEC_RELEASE(&deed.chosen);
	return rc;
}

/* ---- taking back ---- */

static int undo_bulk(struct visit *visit, const struct state_bulk *bulk, struct err *err)
{
	struct deed deed = {.act = "back", .reason = "", .rule = "", .before = nothing};
	add_ids(visit, bulk->done, &deed.chosen);
	int rc = carry_out(visit, &deed, err);
	VEC_RELEASE(&deed.chosen);
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
