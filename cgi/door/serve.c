#include "serve.h"

#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/post/suspect.h"
#include "cgi/session/session.h"
#include "cgi/verdict/barred.h"
#include "cgi/visit/say.h"
#include "core/text/escape.h"
#include "route.h"

#include <strings.h>

enum { ANSWER_MAX = 32 << 20, NAME_MAX_BYTES = 1024, NEXT_BYTES = 1024 };

static int read_head(struct visit *visit, struct err *err)
{
	const char *prefix = fill_write_url(&visit->fill);
	if (!prefix)
		return err_set(err, ERR_NOTFOUND, "the site takes no posts (post.open)");
	return req_read_head(&visit->req, visit->io, prefix, visit->arena, err);
}

/* Text alone needs no more room than anywhere. */
static bool may_have_files(const struct visit *visit)
{
	return visit->server->site.conf.upload_files_max && !strncasecmp(visit->req.content_type, "multipart/", 10);
}

/* The body is read even where it will be refused: a web server that cannot get rid of it would not pass the answer on. */
static int read_body(struct visit *visit, const struct route *route, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct form_limits limits = {.fields_max = (size_t)conf->post_fields_max, .name_max = NAME_MAX_BYTES};
	size_t max = route && route->body_max ? route->body_max : (size_t)conf->post_body_max;
	if (max == ROUTE_FILES)
		max = (size_t)(may_have_files(visit) ? conf->upload_body_max : conf->post_body_max);
	if (visit->req.method == REQ_POST)
		return req_read_body(&visit->req, visit->io, max, &limits, err);
	return 0;
}

/* The query as one value of another query: escaped once for itself and once more for that. */
static void add_query(const struct visit *visit, struct str *out)
{
	struct str query;
	str_init(&query, NEXT_BYTES);
	for (size_t i = 0; i < visit->req.query.len; i++) {
		const struct form_field *field = &visit->req.query.fields[i];
		str_addc(&query, i ? '&' : '?');
		escape_url_arg(&query, field->name, strlen(field->name));
		str_addc(&query, '=');
		escape_url_arg(&query, field->value, field->len);
	}
	if (!query.over)
		escape_url_arg(out, query.at, query.len);
	str_release(&query);
}

/* Where a guest may go on after signing in; a form that was sent cannot be sent again by a redirect. */
static int want_sign_in(struct visit *visit, struct err *err)
{
	if (visit->req.method == REQ_POST)
		return err_set(err, ERR_DENIED, "a guest at a member's route");
	const char *write = fill_write_url(&visit->fill);
	/* Signed in already, but not a member yet: the page of the newcomer says how it stands. */
	if (visit->account) {
		answer_redirect(visit, arena_printf(visit->arena, "%swelcome", write));
		return 0;
	}
	struct str next;
	str_init(&next, NEXT_BYTES);
	add_query(visit, &next);
	answer_redirect(visit, arena_printf(visit->arena, "%ssign-in?next=%s%s%s", write, write, visit->req.path,
	                                    next.over ? "" : next.at));
	str_release(&next);
	return 0;
}

/* Everything that the row demands. *go false: the answer is there already. */
static int guard(struct visit *visit, const struct route *route, bool *go, struct err *err)
{
	*go = false;
	if (guard_session(visit, err))
		return -1;
	session_seen(visit);
	/* Who was let in meanwhile has a session without it. */
	if (visit->handle && visit->req.method == REQ_GET && !*req_cookie(&visit->req, "stoa-in"))
		guard_mark(visit);
	if (visit->req.method == REQ_POST && route->proof != ROUTE_KEY && guard_origin(visit, err))
		return -1;
	if (visit->req.method == REQ_POST && visit->barred && !route_is_for_barred(route))
		return barred_refuse(visit, visit->barred, err);
	if (route->who != ROUTE_ANYONE && !visit->handle)
		return want_sign_in(visit, err);
	if (route->who == ROUTE_MODERATOR && !visit_is_moderator(visit))
		return err_set(err, ERR_DENIED, "%s at a moderator's route", visit->handle);
	if (route->proof == ROUTE_TOKEN && guard_check_token(visit, form_text(&visit->req.form, "token"), err))
		return -1;
	visit->let_in = *go = true;
	return 0;
}

static int run(struct visit *visit, struct err *err)
{
	struct route_match match = {0};
	bool go;
	int found = read_head(visit, err);
	if (!found)
		found = route_find(&visit->req, &match, err);
	visit->id = match.id;
	visit->answer.allow = match.allow;
	struct err body_err = {0};
	int body = read_body(visit, match.route, &body_err);
	if (found)
		return -1;
	if (body) {
		*err = body_err;
		return -1;
	}
	if (guard(visit, match.route, &go, err))
		return -1;
	if (go && match.route->who == ROUTE_MODERATOR && visit->req.method == REQ_POST)
		suspect_verdict(visit->server);
	return go ? match.route->handle(visit, err) : 0;
}

static void fail(struct visit *visit, const struct err *err)
{
	if (visit->answer.allow)
		answer_message(visit, 405, say(visit, "say.heading_405"), say(visit, "say.method"), "");
	else
		answer_error(visit, err);
	if (err->code == ERR_SYS || err->code == ERR_GIT)
		server_fault(visit->server);
}

void serve_one(struct server *server, const struct req_io *io, int64_t now)
{
	struct arena arena;
	struct err err = {0};
	arena_init(&arena);
	struct visit visit = {.server = server, .io = io, .arena = &arena, .now = now, .id = "", .req.path = ""};
	visit.fill = (struct fill){&server->site, server->theme, &arena};
	highlight_init(&visit.highlight, &server->site);
	str_init(&visit.answer.body, ANSWER_MAX);
	if (run(&visit, &err))
		fail(&visit, &err);
	highlight_release(&visit.highlight);
	answer_write(&visit.answer, io, visit.req.method == REQ_HEAD);
	/* What fails now can only be told to the operator; the format shows that it is cut short. */
	if (visit.answer.stream && visit.answer.stream(&visit, &err))
		io->log(io->self, err.msg);
	str_release(&visit.answer.body);
	arena_release(&arena);
}
