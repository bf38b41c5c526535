#include "me.h"

#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/guard/guard.h"
#include "cgi/verdict/notice.h"
#include "cgi/visit/say.h"
#include "core/state/state_facts.h"
#include "handlers.h"

enum { OWN_MAX = 100 };

static int fill_one(struct visit *visit, const struct queue_item *item, struct view_sent *view, struct err *err)
{
	bool own = !strcmp(item->author, visit->handle);
	*view = (struct view_sent){.summary = say_summary(visit, item->summary),
				   .url = own ? link_receipt(visit, item->id)
					      : arena_printf(visit->arena, "%squeue/%s", fill_write_url(&visit->fill), item->id),
				   .state = queue_state_name(item->state),
				   .reason = item->state == QUEUE_REJECTED ? item->reason : ""};
	if (item->state == QUEUE_APPROVED && item->npaths)
		view->public_url = link_public(visit, item->paths[0]);
	return fill_time(&visit->fill, item->submitted, &view->submitted, err);
}

/* state.db knows whose they are, so that nobody else's branch is looked at. What the queue has forgotten is left out. */
int me_sent(struct visit *visit, const char *handle, struct mustache_list *list, struct err *err)
{
	struct state *state;
	struct queue *queue;
	struct state_facts_list own;
	if (server_state(visit->server, &state, err) || server_queue(visit->server, &queue, err) ||
	    state_facts_of(state, &(struct state_sender){handle, "", OWN_MAX}, visit->arena, &own, err))
		return -1;
	struct view_sent *sent = arena_alloc(visit->arena, own.len + 1, sizeof(*sent));
	size_t n = 0;
	for (size_t i = 0; i < own.len; i++) {
		struct queue_item item;
		if (!queue_find(queue, own.at[i].id, visit->arena, &item, err)) {
			if (fill_one(visit, &item, &sent[n++], err))
				return -1;
		} else if (err->code != ERR_NOTFOUND) {
			return -1;
		}
		err_clear(err);
	}
	*list = (struct mustache_list){sent, n};
	return 0;
}

int me_show(struct visit *visit, struct err *err)
{
	static const char *const roles[] = {"member", "staff", "moderator", "admin"};
	struct view_me view = {.handle = visit->handle,
			       .role = roles[visit->role],
			       .profile = fill_url(&visit->fill, visit->profile->place.url),
			       .edit_url = link_edit(visit, visit->profile->place.path)};
	if (me_sent(visit, visit->handle, &view.sent, err) || notice_list(visit, &view.notices, err) || report_by(visit, visit->handle, &view.reports, err))
		return -1;
	struct answer_page page = {200, "me", say(visit, "me.heading"), &view_me_type, &view};
	return answer_page(visit, &page, err);
}

int me_sign_out(struct visit *visit, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err) ||
	    (*visit->session && state_session_drop(state, visit->session, err)))
		return -1;
	guard_set_cookie(visit, NULL);
	answer_redirect(visit, visit->server->site.base);
	return 0;
}
