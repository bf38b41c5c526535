#include "cgi/answer/answer_page.h"
#include "cgi/answer/link.h"
#include "vote.h"

#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/escape.h"
#include "handlers.h"

enum { URL_MAX = 4096 };

static void add_arg(struct str *url, const char *name, const char *value)
{
	str_addf(url, "%s=", name);
	escape_url_arg(url, value, strlen(value));
}

const char *vote_form_url(struct visit *visit, const struct vote_place *place)
{
	struct str url;
	str_init(&url, URL_MAX);
	str_addf(&url, "%sreact?", fill_write_url(&visit->fill));
	add_arg(&url, "path", place->page.place.path);
	if (*place->id)
		add_arg(&url, "&post", place->id);
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

const char *vote_post_url(struct visit *visit, const struct vote_place *place)
{
	const char *url = link_public(visit, content_repo_path(visit, place->post.place.path));
	return url ? url : visit->server->site.base;
}

static const char *sign_in_url(struct visit *visit, const struct vote_place *place)
{
	struct str url;
	str_init(&url, URL_MAX);
	str_addf(&url, "%ssign-in?", fill_write_url(&visit->fill));
	add_arg(&url, "next", vote_form_url(visit, place));
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

static struct mustache_list fill_reactions(struct visit *visit, const struct votes *votes, const char *id)
{
	size_t n;
	const struct votes_reaction *table = votes_reactions(&n);
	struct view_wish *wishes = arena_alloc(visit->arena, n, sizeof(*wishes));
	for (size_t i = 0; i < n; i++) {
		struct votes_line line = {arena_printf(visit->arena, "react %s", table[i].name), id};
		wishes[i].name = table[i].name;
		wishes[i].symbol = table[i].symbol;
		wishes[i].say = arena_printf(visit->arena, "%s%s%s", line.what, *id ? " " : "", id);
		wishes[i].on = votes_says(votes, &line);
	}
	return (struct mustache_list){wishes, n};
}

static const struct view_wish *fill_vote(struct visit *visit, const struct votes *votes)
{
	struct view_wish *wish = arena_alloc(visit->arena, 1, sizeof(*wish));
	wish->say = "up";
	wish->on = votes_says(votes, &(struct votes_line){"up", ""});
	return wish;
}

static const char *own_ballot(const struct votes *votes)
{
	int64_t choices[VOTES_CHOICES_MAX];
	for (size_t i = 0; i < votes->len; i++)
		if (votes_ballot(votes->at[i].what, choices))
			return votes->at[i].what;
	return "";
}

static void fill_poll(struct visit *visit, const struct page *page, const struct votes *votes, struct view_react *view)
{
	struct view_wish *wishes = arena_alloc(visit->arena, page->poll.len, sizeof(*wishes));
	int64_t mine[VOTES_CHOICES_MAX];
	size_t n = votes_ballot(own_ballot(votes), mine);
	for (size_t i = 0; i < page->poll.len; i++)
		wishes[i] = (struct view_wish){.text = page->poll.at[i], .number = (int64_t)i + 1};
	for (size_t i = 0; i < n; i++)
		if ((size_t)mine[i] <= page->poll.len)
			wishes[mine[i] - 1].on = true;
	view->choices = (struct mustache_list){wishes, page->poll.len};
	view->question = *page->poll_question ? page->poll_question : NULL;
	view->many = page->poll_many;
	view->chosen = n > 0;
}

static void fill_wishes(struct visit *visit, const struct vote_place *place, const struct votes *votes, struct view_react *view)
{
	view->reactions = fill_reactions(visit, votes, place->id);
	if (*place->id || place->page.place.kind != PAGE_TOPIC)
		return;
	view->vote = fill_vote(visit, votes);
	if (vote_is_open(visit, &place->page))
		fill_poll(visit, &place->page, votes, view);
}

int vote_show(struct visit *visit, const struct vote_place *place, int status, const char *error, struct err *err)
{
	struct view_react view = {
		.title = place->page.title,
		.path = place->page.place.path,
		.post = place->id,
		.url = vote_post_url(visit, place),
		.error = error ? error : place->refusal,
	};
	struct votes votes;
	if (vote_said(visit, place->page.place.stem, &votes, &view.waiting, err) ||
	    content_author(visit, &place->post, &view.author, err))
		return -1;
	view.open = visit->handle && !place->refusal;
	if (visit->newcomer)
		view.error = say(visit, "say.newcomer_votes");
	else if (!visit->handle)
		view.sign_in = sign_in_url(visit, place);
	if (view.open)
		fill_wishes(visit, place, &votes, &view);
	struct answer_page page = {status, "react", view.title, &view_react_type, &view};
	return answer_page(visit, &page, err);
}

int vote_form(struct visit *visit, struct err *err)
{
	const struct form *query = &visit->req.query;
	struct vote_place place;
	if (vote_find(visit, form_text(query, "path"), form_text(query, "post"), &place, err))
		return -1;
	return vote_show(visit, &place, 200, NULL, err);
}
