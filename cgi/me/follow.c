#include "follow.h"

#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/content.h"
#include "cgi/vote/vote.h"
#include "core/people/outbox.h"
#include "core/text/escape.h"
#include "core/text/text.h"
#include "handlers.h"

enum { HOUR = 3600, URL_MAX = 4096 };

static int find_topic(struct visit *visit, const char *stem, struct view_followed *what, struct err *err)
{
	struct vote_place place;
	if (vote_find(visit, arena_printf(visit->arena, "%s/index.md", stem), "", &place, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		if (vote_find(visit, arena_printf(visit->arena, "%s.md", stem), "", &place, err))
			return -1;
	}
	what->title = place.page.title;
	what->url = fill_url(&visit->fill, place.page.place.url);
	return 0;
}

static int find_forum(struct visit *visit, const char *forum, struct view_followed *what, struct err *err)
{
	struct page page;
	if (!text_is_slug(forum, strlen(forum)))
		return err_set(err, ERR_NOTFOUND, "no such forum");
	if (content_page(visit, arena_printf(visit->arena, "forums/%s/index.md", forum), &page, err))
		return -1;
	what->title = page.title;
	what->url = fill_url(&visit->fill, page.place.url);
	return 0;
}

/* Whether anything has the tag only the builder knows; one that nothing has yet may be waited for. */
static int find_tag(struct visit *visit, const char *tag, struct view_followed *what, struct err *err)
{
	if (!text_is_slug(tag, strlen(tag)))
		return err_set(err, ERR_NOTFOUND, "no such tag");
	what->title = arena_dup(visit->arena, tag);
	what->url = fill_url(&visit->fill, arena_printf(visit->arena, "/tags/%s/", tag));
	return 0;
}

int follow_find(struct visit *visit, const char *what, struct view_followed *found, struct err *err)
{
	static const struct {
		const char *prefix, *kind;
		int (*find)(struct visit *visit, const char *name, struct view_followed *what, struct err *err);
	} kinds[] = {{"topic:", "topic", find_topic}, {"forum:", "forum", find_forum}, {"tag:", "tag", find_tag}};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t n = strlen(kinds[i].prefix);
		if (strncmp(what, kinds[i].prefix, n) != 0)
			continue;
		*found = (struct view_followed){.what = arena_dup(visit->arena, what), .kind = kinds[i].kind};
		return kinds[i].find(visit, what + n, found, err);
	}
	return err_set(err, ERR_NOTFOUND, "nothing that can be followed");
}

static const char *form_url(struct visit *visit, const char *action, const char *name, const char *value)
{
	struct str url;
	str_init(&url, URL_MAX);
	str_addf(&url, "%s%s?%s=", fill_write_url(&visit->fill), action, name);
	escape_url_arg(&url, value, strlen(value));
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

/* Letters need an address; without one a wish is kept until there is one. */
static int fill_reach(struct visit *visit, struct state *state, struct view_follow *view, struct err *err)
{
	struct state_reach reach = {.address = ""};
	if (state_reach(state, visit->handle, visit->arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		reach.address = "";
	}
	view->reachable = *reach.address && reach.mail != STATE_MAIL_NEVER;
	return 0;
}

int follow_show(struct visit *visit, struct err *err)
{
	struct state *state;
	struct view_follow view = {.what = {.what = ""}};
	struct view_followed *what = &view.what;
	if (follow_find(visit, form_text(&visit->req.query, "what"), what, err))
		return -1;
	if (visit->newcomer) {
		answer_redirect(visit, arena_printf(visit->arena, "%swelcome", fill_write_url(&visit->fill)));
		return 0;
	}
	if (!visit->handle)
		view.sign_in = form_url(visit, "sign-in", "next", form_url(visit, "follow", "what", what->what));
	else if (server_state(visit->server, &state, err) ||
	         state_follows(state, visit->handle, what->what, &view.on, err) || fill_reach(visit, state, &view, err))
		return -1;
	view.letters = outbox_is_open(&visit->server->site);
	struct answer_page page = {200, "follow", what->title, &view_follow_type, &view};
	return answer_page(visit, &page, err);
}

int follow_do(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct state *state;
	struct view_followed what = {.what = ""};
	bool on = strcmp(form_text(form, "on"), "no") != 0;
	if (follow_find(visit, form_text(form, "what"), &what, err) || server_state(visit->server, &state, err) ||
	    guard_rate(visit, "vote", visit->handle, visit->server->site.conf.vote_per_hour, HOUR, err) ||
	    state_follow_put(state, visit->handle, what.what, on, visit->now, err))
		return -1;
	guard_mark(visit);
	answer_redirect(visit, form_url(visit, "follow", "what", what.what));
	return 0;
}
