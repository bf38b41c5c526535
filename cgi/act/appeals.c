#include "cgi/answer/answer_page.h"
#include "cgi/verdict/appeal_case.h"

#include "cgi/post/publish.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/act/act.h"
#include "core/catalogue/catalogue.h"
#include "core/text/date.h"
#include "handlers.h"

enum { APPEALS_MAX = 200 };

/* What was typed at one of the appeals, and why nothing came of it. */
struct said {
	int status;
	const char *of, *answer, *error;
	bool by_hand;
};

/* Is there anybody else? The builder's catalogue knows; while it is busy or missing, there may be. */
static bool is_alone(struct visit *visit)
{
	struct catalogue_query query = {.list = LIST_TEAM};
	struct catalogue_pages team = {0};
	struct catalogue *cat;
	struct err ignored = {0};
	size_t others = 0;
	if (catalogue_open(&cat, visit->server->site.catalogue, CATALOGUE_GLANCE, &ignored))
		return false;
	bool found = !catalogue_pages(cat, &query, visit->arena, &team, &ignored);
	for (size_t i = 0; i < team.len; i++)
		others += team.at[i].role >= ROLE_MODERATOR && strcmp(strrchr(team.at[i].stem, '/') + 1, visit->handle) != 0;
	catalogue_close(cat);
	return found && !others;
}

static bool may_decide(struct visit *visit, const struct appeal_case *about)
{
	if (!strcmp(visit->handle, about->concerned))
		return false;
	return strcmp(visit->handle, about->reviewer) != 0 || is_alone(visit);
}

/* false: what was appealed against is forgotten. */
static int fill_row(struct visit *visit, const struct state_appeal *appeal, const struct said *said, struct view_appeal *row,
                    bool *known, struct err *err)
{
	struct appeal_case about;
	*known = !appeal_case_find(visit, appeal->of, &about, err);
	if (!*known)
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	if (appeal_case_view(visit, &about, appeal, row, err))
		return -1;
	row->may = may_decide(visit, &about);
	if (said->of && !strcmp(said->of, appeal->of)) {
		row->error = said->error;
		row->answer = said->answer;
		row->by_hand = said->by_hand;
	}
	return 0;
}

static int show(struct visit *visit, const struct said *said, struct err *err)
{
	struct state *state;
	struct state_appeal_list list;
	struct view_appeals view = {0};
	if (content_main(visit, err) || server_state(visit->server, &state, err) ||
	    state_appeal_open(state, APPEALS_MAX, visit->arena, &list, err) || state_appeal_open_count(state, &view.total, err))
		return -1;
	struct view_appeal *rows = arena_alloc(visit->arena, list.len + 1, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; i < list.len; i++) {
		bool known;
		if (fill_row(visit, &list.at[i], said, &rows[n], &known, err))
			return -1;
		n += known;
	}
	view.rows = (struct mustache_list){rows, n};
	if (*form_text(&visit->req.query, "done"))
		view.notice = say(visit, "appeals.done");
	struct answer_page page = {said->status, "appeals", say(visit, "appeals.heading"), &view_appeals_type, &view};
	return answer_page(visit, &page, err);
}

int appeals_show(struct visit *visit, struct err *err)
{
	return show(visit, &(struct said){.status = 200}, err);
}

/* A rejected submission waits again. Decided otherwise meanwhile: then that is what counts. */
static int reopen(struct visit *visit, const struct appeal_case *about, const char *answer, struct err *err)
{
	struct queue_verdict verdict = {.id = about->id, .reviewer = visit->handle, .reason = answer, .rule = "", .now = visit->now};
	struct queue *queue;
	if (about->logged || !about->stands)
		return 0;
	return server_queue(visit->server, &queue, err) || queue_undo(queue, &verdict, err) ? -1 : 0;
}

/*
 * One appeal, one id: main refuses a second entry of the same name, so that whoever comes second finds the verdict
 * there, even where the first was killed before state.db knew.
 */
static const char *entry_id(struct visit *visit, const struct state_appeal *appeal)
{
	char head[DATE_TEXT], digest[CRYPTO_MAC_TEXT];
	crypto_digest(appeal->of, strlen(appeal->of), digest);
	date_id_head(appeal->at, head);
	return arena_printf(visit->arena, "%s-%.6s", head, digest);
}

/* A verdict that main has is the one that counts. */
static int adopt(struct visit *visit, struct state_appeal *appeal, bool *known, struct err *err)
{
	struct page entry;
	visit->main_known = false;
	*known = !content_page(visit, act_log_path(entry_id(visit, appeal), visit->arena), &entry, err);
	if (!*known)
		return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
	appeal->verdict = entry.act;
	appeal->by = entry.reviewer;
	appeal->answer = entry.reason;
	appeal->decided = entry.date;
	return 0;
}

/* The second verdict's entry in the log; the text of the appeal is no part of it. */
static int enter(struct visit *visit, const struct appeal_case *about, const struct state_appeal *appeal, const char *to,
                 struct store_id *commit, struct err *err)
{
	struct act_desk desk = {visit->server->queue, &visit->server->site.conf, visit->arena};
	struct act_done done;
	struct act act = {
		.name = appeal->verdict,
		.target = about->logged ? act_log_path(about->id, visit->arena) : about->id,
		.by = visit->handle,
		.reason = appeal->answer,
		/* A rejection has no entry of its own, so this one says what was upheld. */
		.rule = about->logged || strcmp(appeal->verdict, "uphold") ? "" : about->rule,
		.to = to,
		.id = entry_id(visit, appeal),
		.now = visit->now,
	};
	if (about->logged && !about->stands)
		return 0;
	if (act_apply(&desk, &act, &done, err))
		return -1;
	*commit = done.commit;
	return 0;
}

/* What main says stands in the way is for the moderator to know; they may then set it right by other acts. */
static int refuse(struct visit *visit, const struct appeal_case *about, const char *answer, struct err *err)
{
	if (err->code != ERR_INPUT && err->code != ERR_RACE)
		return -1;
	const char *why = strstr(err->msg, ": ");
	struct said said = {.status = 409, .of = about->id, .answer = answer, .by_hand = about->logged};
	said.error = say_with(visit, "say.act_refused", &(struct say){.text = why ? why + 2 : err->msg, .kind = ""});
	err_clear(err);
	visit->main_known = false;
	return show(visit, &said, err);
}

/* What came of it. */
struct outcome {
	bool begun;             /* else state.db is busy, and nothing was asked of main */
	bool late;              /* somebody else was first */
	bool entered;           /* main has a commit of it */
	struct store_id commit;
};

/* In state.db and on main, or in neither; under queue_lock(). */
static int settle(struct visit *visit, const struct appeal_case *about, const struct state_appeal *appeal,
                  struct outcome *outcome, struct err *err)
{
	bool reverse = !strcmp(appeal->verdict, "reverse"), known;
	struct state_appeal given = *appeal;
	const char *to = *form_text(&visit->req.form, "by-hand") ? ACT_BY_HAND : "";
	struct state *state = visit->server->state;
	if (state_begin(state, err))
		return -1;
	outcome->begun = true;
	int rc = adopt(visit, &given, &known, err);
	if (!rc) {
		rc = state_appeal_decide(state, &given, err);
		outcome->late = rc && err->code == ERR_RACE;
	}
	if (!rc && !known)
		rc = (reverse && reopen(visit, about, appeal->answer, err)) || enter(visit, about, appeal, to, &outcome->commit, err) ? -1 : 0;
	rc = state_end(state, rc, err);
	outcome->entered = !rc && !known && (!about->logged || about->stands);
	return rc;
}

static int decide(struct visit *visit, const struct appeal_case *about, const struct state_appeal *appeal, struct err *err)
{
	struct queue *queue = visit->server->queue;
	struct outcome outcome = {.begun = false};
	/* First, for who has state.db and waits for main holds everybody up. */
	if (queue_lock(queue, err))
		return -1;
	int rc = settle(visit, about, appeal, &outcome, err);
	queue_unlock(queue);
	if (!outcome.begun)
		return -1;
	/* Somebody else was first: the list says so by not having it any more. */
	if (rc && !outcome.late)
		return refuse(visit, about, appeal->answer, err);
	err_clear(err);
	if (outcome.entered)
		publish_wait(visit, &outcome.commit);
	answer_redirect(visit, arena_printf(visit->arena, "%sappeals?done=yes", fill_write_url(&visit->fill)));
	return 0;
}

int appeals_decide(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct state *state;
	struct state_appeal appeal;
	struct appeal_case about;
	struct queue *queue;
	const char *why = NULL, *verdict = form_text(form, "verdict");
	if (strcmp(verdict, "uphold") != 0 && strcmp(verdict, "reverse") != 0)
		return err_set(err, ERR_INPUT, "a verdict that there is not");
	if (server_queue(visit->server, &queue, err) || server_state(visit->server, &state, err) ||
	    state_appeal_find(state, form_text(form, "of"), visit->arena, &appeal, err) ||
	    appeal_case_find(visit, appeal.of, &about, err))
		return -1;
	struct said said = {.status = 422, .of = appeal.of, .answer = form_text(form, "answer")};
	if (appeal.decided)
		return show(visit, &(struct said){.status = 409}, err);
	if (!may_decide(visit, &about))
		return err_set(err, ERR_DENIED, "the first verdict was %s's own, or is about them", visit->handle);
	const char *answer = appeal_text(visit, said.answer, ACT_TEXT_MAX, &why);
	if (!answer) {
		said.error = why;
		return show(visit, &said, err);
	}
	appeal.verdict = verdict;
	appeal.by = visit->handle;
	appeal.answer = answer;
	appeal.decided = visit->now;
	return decide(visit, &about, &appeal, err);
}
