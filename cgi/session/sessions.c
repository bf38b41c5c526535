#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/say.h"
#include "core/state/state_session.h"
#include "handlers.h"

/* A name for it that is of no use elsewhere. */
static const char *id_of(struct visit *visit, const char *token)
{
	char id[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, "session", (const char *const[]){token, NULL}, id);
	return arena_dup(visit->arena, id);
}

static int find_all(struct visit *visit, struct state_session_list *list, struct err *err)
{
	struct state *state;
	return server_state(visit->server, &state, err) ||
			       state_sessions(state, visit->handle, visit->now, visit->arena, list, err)
		       ? -1
		       : 0;
}

static int fill_one(struct visit *visit, const struct state_session *session, struct view_session *view, struct err *err)
{
	*view = (struct view_session){.id = id_of(visit, session->token),
				      .browser = session->browser,
				      .current = !strcmp(session->token, visit->session)};
	return fill_time(&visit->fill, session->made, &view->made, err) ||
			       fill_time(&visit->fill, session->seen ? session->seen : session->made, &view->seen, err)
		       ? -1
		       : 0;
}

int sessions_show(struct visit *visit, struct err *err)
{
	struct state_session_list list;
	struct view_sessions view = {.notice = *form_text(&visit->req.query, "done") ? say(visit, "sessions.done") : NULL};
	if (find_all(visit, &list, err))
		return -1;
	struct view_session *sessions = arena_alloc(visit->arena, list.len + 1, sizeof(*sessions));
	for (size_t i = 0; i < list.len; i++) {
		if (fill_one(visit, &list.at[i], &sessions[i], err))
			return -1;
	}
	view.sessions = (struct mustache_list){sessions, list.len};
	struct answer_page page = {200, "sessions", say(visit, "sessions.heading"), &view_sessions_type, &view};
	return answer_page(visit, &page, err);
}

/* One that has ended meanwhile is as good as ended. Only the member's own are looked at. */
static int end_one(struct visit *visit, const char *id, bool *own, struct err *err)
{
	struct state_session_list list;
	*own = false;
	if (find_all(visit, &list, err))
		return -1;
	for (size_t i = 0; i < list.len; i++) {
		if (!crypto_equal(id, id_of(visit, list.at[i].token)))
			continue;
		*own = !strcmp(list.at[i].token, visit->session);
		return state_session_drop(visit->server->state, list.at[i].token, err);
	}
	return 0;
}

int sessions_end(struct visit *visit, struct err *err)
{
	const char *id = form_text(&visit->req.form, "end");
	struct state *state;
	bool own = !strcmp(id, "all");
	if (server_state(visit->server, &state, err))
		return -1;
	if (own ? state_sessions_end(state, visit->handle, "", err) : end_one(visit, id, &own, err))
		return -1;
	if (own)
		guard_set_cookie(visit, NULL);
	const char *next = !own ? "me/sessions?done=1" : !strcmp(id, "all") ? "sign-in?everywhere=1" : "";
	answer_redirect(visit, *next ? arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), next) : visit->server->site.base);
	return 0;
}
