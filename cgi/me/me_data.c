/* What a member may take along, and how they leave. */
#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/session/password.h"
#include "cgi/visit/say.h"
#include "core/people/erase.h"
#include "core/people/member_export.h"
#include "core/state/state_report.h"
#include "handlers.h"

enum { DAY = 86400, COMMITS_MAX = 20000 };

static int show(struct visit *visit, int status, struct view_data *view, struct err *err)
{
	view->handle = visit->handle;
	view->asks = strcmp(visit->server->site.conf.member_delete, "self") ? "yes" : "no";
	view->leaves = !strcmp(view->how, "leave");
	view->anonymises = !strcmp(view->how, "anonymise");
	view->deletes = !strcmp(view->how, "delete");
	struct answer_page page = {status, "me_data", say(visit, "data.heading"), &view_data_type, view};
	return answer_page(visit, &page, err);
}

static int fill_proof(struct visit *visit, const char *error, struct view_proof *view, struct err *err)
{
	struct password_proof proof;
	if (password_look(visit, &proof, err))
		return -1;
	*view = (struct view_proof){.fresh = proof.fresh, .has_one = proof.has_one, .error = error};
	return 0;
}

/* Both forms stand there; only one of them can have gone wrong. */
static int show_again(struct visit *visit, int status, struct view_data *view, bool leaving, const char *error, struct err *err)
{
	struct view_proof *proofs = arena_alloc(visit->arena, 2, sizeof(*proofs));
	if (fill_proof(visit, leaving ? NULL : error, &proofs[0], err) || fill_proof(visit, leaving ? error : NULL, &proofs[1], err))
		return -1;
	view->take = &proofs[0];
	view->leave = &proofs[1];
	return show(visit, status, view, err);
}

int me_data_show(struct visit *visit, struct err *err)
{
	bool asked = *form_text(&visit->req.query, "asked");
	struct view_data view = {.how = "", .typed = "", .notice = asked ? say(visit, "data.asked") : NULL};
	return show_again(visit, 200, &view, false, NULL, err);
}

/* ---- taking along ---- */

static bool put(void *self, const void *bytes, size_t n)
{
	const struct req_io *io = self;
	return io->write(io->self, bytes, n);
}

static int stream(void *self, struct err *err)
{
	struct visit *visit = self;
	struct server *server = visit->server;
	struct state_person person;
	struct req_io io = *visit->io;
	struct bundle_sink sink = {put, &io};
	struct member_export export = {.queue = server->queue,
				       .state = server->state,
				       .conf = &server->site.conf,
				       .person = &person,
				       .words = theme_words(server->theme),
				       .now = visit->now,
				       .commits_max = COMMITS_MAX};
	return state_person_find(server->state, visit->handle, server->secret, visit->arena, &person, err) ||
			       member_export(&export, &sink, err)
		       ? -1
		       : 0;
}

static int take(struct visit *visit, struct err *err)
{
	struct view_data view = {.how = "", .typed = ""};
	struct state *state;
	struct queue *queue;
	const char *why;
	if (password_prove(visit, form_text(&visit->req.form, "password"), &why, err))
		return -1;
	if (why)
		return show_again(visit, 422, &view, false, why, err);
	if (guard_rate(visit, "export", visit->handle, visit->server->site.conf.member_exports, DAY, err) ||
	    server_state(visit->server, &state, err) || server_queue(visit->server, &queue, err))
		return -1;
	visit->answer.status = 200;
	visit->answer.type = "application/zip";
	visit->answer.disposition = arena_printf(visit->arena, "attachment; filename=\"%s.zip\"", visit->handle);
	visit->answer.stream = stream;
	return 0;
}

/* ---- leaving ---- */

/* Threads of others lose their sense by it, so that moderators decide where the site does not say otherwise. */
static int ask(struct visit *visit, struct err *err)
{
	struct state *state;
	struct state_report report = {.target = visit->profile->place.path,
				      .handle = visit->handle,
				      .network = "",
				      .why = "delete",
				      .text = say(visit, "data.wish"),
				      .by = "",
				      .note = "",
				      .at = visit->now};
	if (server_state(visit->server, &state, err) || state_report_put(state, &report, err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%sme/data?asked=1", fill_write_url(&visit->fill)));
	return 0;
}

static int go(struct visit *visit, enum erase_how how, struct err *err)
{
	struct server *server = visit->server;
	struct state *state;
	struct queue *queue;
	struct erased erased;
	struct erase erase = {.conf = &server->site.conf,
			      .words = theme_words(server->theme),
			      .secret = server->secret,
			      .handle = visit->handle,
			      .how = how,
			      .now = visit->now};
	if (server_state(server, &state, err) || server_queue(server, &queue, err))
		return -1;
	erase.state = state;
	erase.queue = queue;
	if (erase_member(&erase, visit->arena, &erased, err)) {
		if (err->code != ERR_RACE || !erased.committed)
			return -1;
		visit->io->log(visit->io->self, err->msg); /* all is deleted; its bytes go with the next one that leaves */
		err_clear(err);
	}
	guard_set_cookie(visit, NULL);
	answer_redirect(visit, arena_printf(visit->arena, "%sfarewell?how=%s", fill_write_url(&visit->fill), erase_how_name(how)));
	return 0;
}

static int leave(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct view_data view = {.how = form_text(form, "how"), .typed = form_text(form, "handle")};
	enum erase_how how = ERASE_LEAVE;
	const char *why;
	if (!erase_how_parse(view.how, &how))
		view.how_error = say(visit, "data.choose");
	if (strcmp(view.typed, visit->handle) != 0)
		view.handle_error = say(visit, "data.wrong_handle");
	if (password_prove(visit, form_text(form, "password"), &why, err))
		return -1;
	if (view.how_error || view.handle_error || why)
		return show_again(visit, 422, &view, true, why, err);
	bool wish = how == ERASE_DELETE && strcmp(visit->server->site.conf.member_delete, "self") != 0;
	return wish ? ask(visit, err) : go(visit, how, err);
}

int me_data_do(struct visit *visit, struct err *err)
{
	const char *what = form_text(&visit->req.form, "do");
	if (!strcmp(what, "export"))
		return take(visit, err);
	if (!strcmp(what, "leave"))
		return leave(visit, err);
	return err_set(err, ERR_INPUT, "nothing that can be done here");
}

int farewell_show(struct visit *visit, struct err *err)
{
	enum erase_how how;
	if (!erase_how_parse(form_text(&visit->req.query, "how"), &how))
		return err_set(err, ERR_NOTFOUND, "no such way to leave");
	answer_message(visit, 200, say(visit, "data.farewell"), say_with(visit, "say.farewell", &(struct say){.text = "", .kind = erase_how_name(how)}), "");
	return 0;
}
