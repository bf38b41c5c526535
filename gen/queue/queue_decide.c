#include "queue_desk.h"

#include "core/base/json.h"
#include "core/theme/theme.h"

enum { SHOWN = 3, REASON_MAX = 4096 };

/* One kind of verdict, in words and as what does it. */
struct kind {
	const char *name, *doing, *done, *ask;
	int (*all)(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err);
	bool publishes; /* main moves */
	bool backwards; /* the newest first: what came later may build upon what came before */
};

struct work {
	struct queue_desk *queue;
	const struct kind *kind;
	struct queue_verdict verdict;
	struct queue_choice *at; /* by id */
	size_t n, done;
	enum err_code worst; /* of those that failed: ERR_RACE before all others */
	struct arena arena;  /* of one batch */
};

/* ---- which ---- */

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct queue_choice *)a)->id, ((const struct queue_choice *)b)->id);
}

static void add(struct work *work, const char *id)
{
	work->at[work->n++] = (struct queue_choice){.id = id, .why = ""};
}

/* The oldest first, each once. */
static void sort(struct work *work)
{
	size_t n = 0;
	if (work->n)
		qsort(work->at, work->n, sizeof(*work->at), by_id);
	for (size_t i = 0; i < work->n; i++)
		if (!n || strcmp(work->at[n - 1].id, work->at[i].id) != 0)
			work->at[n++] = work->at[i];
	work->n = n;
}

/* Who might be hurt by a verdict on a whole group: members, then what is least likely spam. */
static int first_hurt(const void *a, const void *b)
{
	const struct queue_entry *x = *(const struct queue_entry *const *)a, *y = *(const struct queue_entry *const *)b;
	bool guest = !strcmp(x->author, "guest"), other = !strcmp(y->author, "guest");
	if (guest != other)
		return guest ? 1 : -1;
	return x->score != y->score ? (x->score > y->score) - (x->score < y->score) : strcmp(x->id, y->id);
}

static void show_some(struct queue_desk *queue, struct queue_list *list)
{
	FILE *out = queue->term.out;
	queue->term.out = stderr;
	qsort(list->at, list->len, sizeof(const struct queue_entry *), first_hurt);
	for (size_t i = 0; i < list->len && i < SHOWN; i++)
		queue_list_row(queue, list->at[i]);
	if (list->len > SHOWN)
		fprintf(stderr, "… and %zu more\n", list->len - SHOWN);
	queue->term.out = out;
}

/* -1 where they say no. */
static int confirm(struct work *work, struct queue_list *list, struct err *err)
{
	struct queue_desk *queue = work->queue;
	size_t members = 0;
	bool yes;
	if (queue->yes || queue->dry_run || !list->len)
		return 0;
	for (size_t i = 0; i < list->len; i++)
		members += strcmp(list->at[i]->author, "guest") != 0;
	show_some(queue, list);
	const char *by = members ? arena_printf(&queue->desk.arena, ", %zu of them by members", members) : "";
	const char *question = arena_printf(&queue->desk.arena, "%s %zu%s?", work->kind->ask, list->len, by);
	if (term_ask(question, &yes, err))
		return -1;
	return yes ? 0 : err_set(err, ERR_INPUT, "nothing was decided");
}

static int choose_by_filter(struct work *work, struct err *err)
{
	struct queue_list list;
	if (queue_desk_choose(work->queue, &list, err))
		return -1;
	work->at = base_alloc(list.len + 1, sizeof(*work->at));
	for (size_t i = 0; i < list.len; i++)
		add(work, list.at[i]->id);
	return confirm(work, &list, err);
}

static int ask_last(struct work *work, size_t n, struct err *err)
{
	bool yes;
	if (work->queue->yes || work->queue->dry_run || n < 2)
		return 0;
	if (term_ask(arena_printf(&work->queue->desk.arena, "%s %zu verdicts?", work->kind->ask, n), &yes, err))
		return -1;
	return yes ? 0 : err_set(err, ERR_INPUT, "nothing was taken back");
}

static int choose_by_id(struct work *work, struct err *err)
{
	struct queue_ids ids = {0};
	bool last = work->queue->last;
	int rc = last ? queue_desk_last(work->queue, &ids, err) : queue_desk_ids(work->queue, &ids, err);
	if (!rc && last)
		rc = ask_last(work, ids.len, err);
	work->at = base_alloc(ids.len + 1, sizeof(*work->at));
	for (size_t i = 0; !rc && i < ids.len; i++)
		add(work, ids.at[i]);
	VEC_RELEASE(&ids);
	return rc;
}

/* ---- deciding ---- */

static void note(struct work *work, const struct queue_many *many, struct queue_choice *batch)
{
	for (size_t i = 0; i < many->n; i++) {
		const struct queue_choice *choice = &many->at[i];
		batch[i].done = choice->done;
		batch[i].code = choice->code;
		batch[i].why = choice->done ? "" : arena_dup(&work->queue->desk.arena, choice->why);
		work->done += choice->done;
		if (choice->code && work->worst != ERR_RACE)
			work->worst = choice->code;
	}
}

static int decide_batch(struct work *work, struct queue_choice *batch, size_t n, struct err *err)
{
	struct queue_many many = {.n = n, .arena = &work->arena};
	many.at = arena_alloc(&work->arena, n, sizeof(*many.at));
	memcpy(many.at, batch, n * sizeof(*batch));
	int rc = work->kind->all(work->queue->desk.queue, &work->verdict, &many, err);
	note(work, &many, batch);
	arena_reset(&work->arena);
	return rc;
}

/* A failure of the repository ends it; what was done until then is done. */
static int decide_all(struct work *work, struct err *err)
{
	int rc = 0;
	term_progress(&work->queue->term, work->kind->doing, 0, work->n);
	for (size_t gone = 0, n; !rc && gone < work->n; gone += n) {
		n = work->n - gone < QUEUE_MANY ? work->n - gone : QUEUE_MANY;
		rc = decide_batch(work, work->at + (work->kind->backwards ? work->n - gone - n : gone), n, err);
		term_progress(&work->queue->term, work->kind->doing, gone + n, work->n);
	}
	if (work->kind->publishes)
		work->queue->published += work->done;
	return rc;
}

static int edit_each(struct work *work, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < work->n; i++) {
		struct queue_choice *choice = &work->at[i];
		struct err one = {0};
		work->verdict.id = choice->id;
		if (!queue_edit(work->queue, &work->verdict, &choice->done, &one)) {
			work->done += choice->done;
			choice->why = choice->done ? "" : "left as it is";
			continue;
		}
		choice->code = one.code;
		choice->why = arena_dup(&work->queue->desk.arena, one.msg);
		if (work->worst != ERR_RACE)
			work->worst = one.code;
		if (one.code == ERR_SYS || one.code == ERR_GIT) {
			*err = one;
			rc = -1;
		}
	}
	work->queue->published += work->done;
	return rc;
}

/* ---- telling ---- */

static int tell_json(const struct work *work, struct err *err)
{
	struct str out;
	str_init(&out, QUEUE_JSON_MAX);
	str_addz(&out, "[");
	for (size_t i = 0; i < work->n; i++) {
		const struct queue_choice *choice = &work->at[i];
		const struct json_member members[] = {
			{.name = "id", .text = choice->id},
			{.name = "verdict", .text = work->kind->name},
			{.name = "done", .json = JSON_BOOL(choice->done)},
			{.name = "code", .text = choice->code ? err_row(choice->code)->name : NULL},
			{.name = "why", .text = *choice->why ? choice->why : NULL},
		};
		str_addz(&out, i ? ",\n" : "\n");
		json_put(&out, members, ARRAY_LEN(members));
	}
	str_addz(&out, work->n ? "\n]\n" : "]\n");
	int rc = queue_desk_put(&out, err);
	str_release(&out);
	return rc;
}

static void tell_plan(const struct work *work)
{
	struct queue_desk *queue = work->queue;
	struct err ignored = {0};
	for (size_t i = 0; i < work->n; i++) {
		const struct queue_entry *entry =
			queue_desk_read(queue, &ignored) ? NULL : queue_index_find(&queue->index, work->at[i].id);
		if (entry)
			queue_list_row(queue, entry);
		else
			fprintf(queue->term.out, "%s  does not wait\n", work->at[i].id);
	}
	printf("%zu would be %s\n", work->n, work->kind->done);
}

/* "ID: why", once, whoever put the id in front. */
static const char *failure(const struct work *work, const struct queue_choice *choice)
{
	bool named = !strncmp(choice->why, choice->id, strlen(choice->id));
	return named ? choice->why : arena_printf(&work->queue->desk.arena, "%s: %s", choice->id, choice->why);
}

static void tell(const struct work *work)
{
	if (work->n == 1 && work->done)
		printf("%s %s\n", work->at[0].id, work->kind->done);
	else if (work->n != 1 || !work->worst)
		printf(work->done < work->n ? "%zu %s, %zu not\n" : "%zu %s\n", work->done, work->kind->done, work->n - work->done);
	fflush(stdout);
	for (size_t i = 0; work->n > 1 && i < work->n; i++)
		if (!work->at[i].done && *work->at[i].why)
			fprintf(stderr, "stoa queue: %s\n", failure(work, &work->at[i]));
}

/* Of one its own failure; of several a clash, which somebody can solve, before what cannot be any more. */
static int fail(const struct work *work, struct err *err)
{
	if (!work->worst)
		return 0;
	if (work->n == 1)
		return err_set(err, work->worst, "%s", failure(work, &work->at[0]));
	return err_set(err, work->worst == ERR_RACE ? ERR_RACE : ERR_INPUT, "%zu of %zu were not %s", work->n - work->done, work->n,
	               work->kind->done);
}

static int decide(struct work *work, struct err *err)
{
	struct queue_desk *queue = work->queue;
	bool dry = queue->dry_run;
	sort(work);
	int rc = dry ? 0 : queue->edit ? edit_each(work, err) : decide_all(work, err);
	struct err told = {0};
	if (queue->json)
		rc = tell_json(work, rc ? &told : err) || rc ? -1 : 0;
	else if (dry)
		tell_plan(work);
	else
		tell(work);
	return rc ? rc : fail(work, err);
}

static int run(struct queue_desk *queue, const struct kind *kind, const struct queue_verdict *verdict, struct err *err)
{
	struct work work = {.queue = queue, .kind = kind, .verdict = *verdict};
	work.verdict.reviewer = queue->reviewer;
	work.verdict.now = queue->desk.now;
	arena_init(&work.arena);
	int rc = queue_desk_filters(queue) ? choose_by_filter(&work, err) : choose_by_id(&work, err);
	if (!rc)
		rc = decide(&work, err);
	free(work.at);
	arena_release(&work.arena);
	return rc;
}

/* ---- the subcommands ---- */

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

int queue_approve_run(struct queue_desk *queue, struct err *err)
{
	static const struct kind kind = {"approve", "approving", "approved", "Approve", queue_approve_all, .publishes = true};
	const struct queue_verdict verdict = {.reason = or_empty(queue->note), .rule = or_empty(queue->rule)};
	return run(queue, &kind, &verdict, err);
}

int queue_reject_run(struct queue_desk *queue, struct err *err)
{
	static const struct kind kind = {"reject", "rejecting", "rejected", "Reject", queue_reject_all, .publishes = false};
	const struct queue_verdict verdict = {.reason = queue->reason, .rule = or_empty(queue->rule)};
	if (!queue->reason || !*queue->reason)
		return err_set(err, ERR_INPUT, "--reason TEXT is missing: the author of a rejected post is told why");
	return run(queue, &kind, &verdict, err);
}

/* What authors read, in the site's language. */
static int spam_reason(struct queue_desk *queue, const char **reason, struct err *err)
{
	static const char key[] = "say.spam_reason";
	const struct site *site = &queue->desk.site;
	struct theme *theme = NULL;
	struct str text;
	str_init(&text, REASON_MAX);
	int rc = theme_open(&theme, site->themes, site->conf.theme_name, site->conf.site_language, err);
	if (!rc)
		rc = words_format(theme_words(theme), key, strlen(key), NULL, &text, err);
	*reason = arena_dupn(&queue->desk.arena, text.at, text.len);
	str_release(&text);
	theme_close(theme);
	return rc;
}

int queue_spam_run(struct queue_desk *queue, struct err *err)
{
	static const struct kind kind = {"spam", "rejecting", "rejected as spam", "Reject as spam", queue_reject_all,
	                                 .publishes = false};
	struct queue_verdict verdict = {.reason = queue->reason, .rule = or_empty(queue->rule), .spam = true};
	if ((!verdict.reason || !*verdict.reason) && spam_reason(queue, &verdict.reason, err))
		return -1;
	return run(queue, &kind, &verdict, err);
}

int queue_undo_run(struct queue_desk *queue, struct err *err)
{
	static const struct kind kind = {"undo", "taking back", "taken back", "Take back", queue_undo_all,
	                                 .publishes = true, .backwards = true};
	const struct queue_verdict verdict = {.reason = or_empty(queue->reason), .rule = ""};
	return run(queue, &kind, &verdict, err);
}

static int withdraw_all(struct queue *queue, const struct queue_verdict *verdict, struct queue_many *many, struct err *err)
{
	for (size_t i = 0; i < many->n; i++) {
		struct queue_choice *choice = &many->at[i];
		struct err one = {0};
		choice->done = !queue_withdraw(queue, choice->id, verdict->now, &one);
		choice->code = one.code;
		choice->why = arena_dup(many->arena, one.msg);
		if (one.code == ERR_SYS || one.code == ERR_GIT) {
			*err = one;
			return -1;
		}
	}
	return 0;
}

int queue_withdraw_run(struct queue_desk *queue, struct err *err)
{
	static const struct kind kind = {"withdraw", "withdrawing", "withdrawn", "Withdraw", withdraw_all, .publishes = false};
	return run(queue, &kind, &(struct queue_verdict){.reason = "", .rule = ""}, err);
}
