#include "notice.h"

#include "cgi/answer/answer_page.h"
#include "cgi/visit/letter.h"
#include "core/act/act_tell.h"
#include "core/people/act_letter.h"
#include "core/state/state_notice.h"
#include "appeal_case.h"
#include "handlers.h"

static int put_letter(struct visit *visit, const struct act *act, const struct act_done *done, struct err *err)
{
	struct act_desk desk = {visit->server->queue, &visit->server->site.conf, visit->arena};
	struct note_room room;
	bool put;
	if (letter_room(visit, &room, err) ||
	    act_letter(&room, &(struct act_news){&desk, act, done}, visit->server->secret, &put, err))
		return -1;
	visit->server->letters = visit->server->letters || put;
	return 0;
}

void notice_tell(struct visit *visit, const struct act *act, const struct act_done *done)
{
	struct state *state;
	struct err err = {0};
	if (!*done->concerned)
		return;
	if (server_state(visit->server, &state, &err) || act_tell(state, act, done, &err) || put_letter(visit, act, done, &err))
		visit->io->log(visit->io->self, arena_printf(visit->arena, "%s %s: %s", act->name, act->id, err.msg));
}

int notice_list(struct visit *visit, struct mustache_list *list, struct err *err)
{
	struct state *state;
	struct state_notices notices;
	if (server_state(visit->server, &state, err) || state_notices(state, visit->handle, visit->arena, &notices, err))
		return -1;
	struct view_appeal *rows = arena_alloc(visit->arena, notices.len + 1, sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; i < notices.len; i++) {
		struct appeal_case about;
		if (appeal_case_find(visit, notices.at[i], &about, err)) {
			if (err->code != ERR_NOTFOUND)
				return -1;
			err_clear(err);
			continue;
		}
		if (appeal_case_view(visit, &about, NULL, &rows[n], err))
			return -1;
		rows[n++].may = about.stands;
	}
	*list = (struct mustache_list){rows, n};
	return 0;
}

int notice_seen(struct visit *visit, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err) ||
	    state_notice_seen(state, visit->handle, form_text(&visit->req.form, "of"), err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%sme", fill_write_url(&visit->fill)));
	return 0;
}
