#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/state/state_join.h"
#include "handlers.h"

static const char *write_url(struct visit *visit, const char *rest)
{
	return arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), rest);
}

/* The forum of the setting, if the community has it and members may open topics there. */
static int find_forum(struct visit *visit, struct view_welcome *view, struct err *err)
{
	struct page forum;
	const char *name = visit->server->site.conf.join_forum;
	if (!content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", name), &forum, err)) {
		if (forum.post > ROLE_MEMBER)
			return 0;
		view->forum_title = forum.title;
		view->forum_url = fill_url(&visit->fill, forum.place.url);
		view->new_url = arena_printf(visit->arena, "%snew?forum=%s", fill_write_url(&visit->fill), name);
		return 0;
	}
	return err->code == ERR_NOTFOUND ? (err_clear(err), 0) : -1;
}

static int find_receipt(struct visit *visit, const char **url, struct err *err)
{
	struct state *state;
	struct state_newcomer newcomer;
	if (server_state(visit->server, &state, err) ||
	    state_newcomer_find(state, visit->account, visit->arena, &newcomer, err))
		return -1;
	*url = link_receipt(visit, newcomer.submission);
	return 0;
}

/* An account whose profile was turned down: the receipt says why. */
static int go_elsewhere(struct visit *visit, struct err *err)
{
	const char *url = write_url(visit, "sign-in");
	if (visit->account && find_receipt(visit, &url, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	answer_redirect(visit, url);
	return 0;
}

int welcome_show(struct visit *visit, struct err *err)
{
	if (!visit->handle && !visit->newcomer)
		return go_elsewhere(visit, err);
	struct view_welcome view = {
		.person = fill_person(&visit->fill, visit->account, "", visit->profile),
		.waits = !visit->handle,
		.forums_url = fill_url(&visit->fill, "/forums/"),
		.letters_url = write_url(visit, "me/letters"),
		.me_url = write_url(visit, "me"),
	};
	if (find_forum(visit, &view, err) || (view.waits && find_receipt(visit, &view.receipt_url, err)))
		return -1;
	const char *heading = say_with(visit, "welcome.title", &(struct say){.text = view.person->name});
	struct answer_page page = {200, "welcome", heading, &view_welcome_type, &view};
	return answer_page(visit, &page, err);
}
