#include "vote.h"

#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/post/publish.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/text/text.h"
#include "handlers.h"

enum { HOUR = 3600, AGAIN_SECONDS = 5, SAY_MAX = 100 };

/*
 * One click is enough, without a page in between that carries a token. What a token is against, a form
 * on another site, fails at guard_origin(), and browsers that say neither origin nor referer are
 * refused; besides, such a form would come without the cookie, which is SameSite=Lax. And what
 * it could do is small: a vote is seen by its member on the page, and the same click takes it back.
 */

static bool takes_posts(enum page_kind kind)
{
	return kind == PAGE_TOPIC || kind == PAGE_LESSON || kind == PAGE_RESOURCE || kind == PAGE_EVENT;
}

static bool is_locked(const struct visit *visit, const struct page *page)
{
	return page->locked || (page->expires && page->expires <= visit->now);
}

int vote_find(struct visit *visit, const char *path, const char *id, struct vote_place *place, struct err *err)
{
	*place = (struct vote_place){.id = id};
	if (content_page(visit, path, &place->page, err))
		return -1;
	if (!takes_posts(place->page.place.kind) || place->page.hidden)
		return err_set(err, ERR_NOTFOUND, "a page that takes no posts");
	place->post = place->page;
	if (*id && !text_is_id(id, strlen(id)))
		return err_set(err, ERR_NOTFOUND, "no such reply can be");
	if (*id && content_page(visit, arena_printf(visit->arena, "%s/%s.md", place->page.place.stem, id), &place->post, err))
		return -1;
	if (place->post.hidden)
		return err_set(err, ERR_NOTFOUND, "a hidden reply");
	if (is_locked(visit, &place->page))
		place->refusal = say(visit, "say.locked_votes");
	return 0;
}

bool vote_is_open(const struct visit *visit, const struct page *page)
{
	return page->poll.len && (!page->poll_closes || visit->now < page->poll_closes);
}

/* ---- what a member says now ---- */

static int read_published(struct visit *visit, const char *stem, const char **text, struct err *err)
{
	const char *path = arena_printf(visit->arena, "%s/votes/%s", stem, visit->handle);
	if (content_main(visit, err))
		return -1;
	struct content_place at = {queue_content(visit->server->queue), &visit->tree, path};
	*text = "";
	if (!content_page_at(visit, &at, NULL, text, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int read_file(struct visit *visit, const char *stem, const char **text, bool *waiting, struct err *err)
{
	struct state *state;
	struct state_vote vote = {.stem = stem, .handle = visit->handle};
	if (server_state(visit->server, &state, err) || state_vote_find(state, &vote, visit->arena, err))
		return -1;
	*text = vote.text;
	*waiting = vote.text != NULL;
	return vote.text ? 0 : read_published(visit, stem, text, err);
}

/* A file that somebody pushed and that is not well-formed says nothing to the builder either. */
int vote_said(struct visit *visit, const char *stem, struct votes *votes, bool *waiting, struct err *err)
{
	const char *text;
	*votes = (struct votes){.len = 0};
	*waiting = false;
	if (!visit->handle)
		return 0;
	if (read_file(visit, stem, &text, waiting, err))
		return -1;
	if (votes_parse(text, strlen(text), visit->arena, votes, err)) {
		err_clear(err);
		votes->len = 0;
	}
	return 0;
}

/* ---- what was sent ---- */

/* "poll 2 3" of the fields `choice`, which a browser sends in the page's order. */
static const char *ballot_of(struct visit *visit)
{
	const struct form *form = &visit->req.form;
	const char *line = "poll";
	for (size_t i = 0; i < form->len && strlen(line) < SAY_MAX; i++)
		if (!strcmp(form->fields[i].name, "choice"))
			line = arena_printf(visit->arena, "%s %.8s", line, form->fields[i].value);
	return line;
}

static int read_change(struct visit *visit, struct votes_change *change, struct err *err)
{
	static const char *const names[] = {[VOTES_ON] = "on", [VOTES_OFF] = "off", [VOTES_TURN] = "say"};
	struct votes votes;
	const char *line = "";
	for (size_t i = 0; i < ARRAY_LEN(names) && !*line; i++) {
		line = form_text(&visit->req.form, names[i]);
		change->wish = (enum votes_wish)i;
	}
	if (!strcmp(line, "poll")) {
		/* Any ballot stands for the one that is taken back; one that is sent twice must not be. */
		line = change->wish == VOTES_OFF ? "poll 1" : ballot_of(visit);
		change->wish = change->wish == VOTES_OFF ? VOTES_OFF : VOTES_ON;
	}
	if (!strcmp(line, "poll")) {
		change->line = (struct votes_line){line, ""};
		return 0;
	}
	if (strlen(line) > SAY_MAX || votes_parse(line, strlen(line), visit->arena, &votes, err) || votes.len != 1)
		return err_set(err, ERR_INPUT, "nothing that can be said of a post");
	change->line = votes.at[0];
	return 0;
}

static const char *judge_ballot(struct visit *visit, const struct page *page, const char *what)
{
	int64_t choices[VOTES_CHOICES_MAX];
	size_t n = votes_ballot(what, choices);
	if (!page->poll.len)
		return say(visit, "say.no_poll");
	if (!vote_is_open(visit, page))
		return say(visit, "say.poll_closed");
	if (!n)
		return say(visit, "say.poll_empty");
	if (n > 1 && !page->poll_many)
		return say(visit, "say.poll_one");
	return (size_t)choices[n - 1] > page->poll.len ? say(visit, "say.poll_empty") : NULL;
}

/* NULL, or why it would not count. */
static const char *judge(struct visit *visit, const struct vote_place *place, const struct votes_line *line)
{
	if (place->refusal)
		return place->refusal;
	if (!strncmp(line->what, "poll", 4))
		return judge_ballot(visit, &place->page, line->what);
	if (!strcmp(line->what, "up") && place->page.place.kind != PAGE_TOPIC)
		return say(visit, "say.no_votes");
	return NULL;
}

/* ---- keeping it ---- */

/* Under the lock of the content: nobody takes votes to main between reading the file and putting it. */
static int keep(struct visit *visit, const struct vote_place *place, const struct votes_change *change, struct err *err)
{
	struct state_vote vote = {.stem = place->page.place.stem, .handle = visit->handle};
	struct store *store = queue_content(visit->server->queue);
	struct votes votes;
	bool waiting;
	if (store_lock(store, err))
		return -1;
	visit->main_known = false;
	int rc = vote_said(visit, vote.stem, &votes, &waiting, err) || votes_apply(&votes, change, visit->arena, &vote.text, err);
	if (!rc)
		rc = state_vote_put(visit->server->state, &vote, visit->now, err);
	store_unlock(store);
	return rc ? -1 : 0;
}

static int flush(struct server *server, int64_t now, struct votes_flush *flush, struct err *err)
{
	const struct config *conf = &server->site.conf;
	*flush = (struct votes_flush){.ref = conf->content_ref, .folder = conf->content_path, .now = now, .seconds = conf->vote_seconds};
	int rc = server_state(server, &flush->state, err) || server_queue(server, &flush->queue, err) || votes_flush(flush, err);
	server->votes_at = rc ? now + AGAIN_SECONDS : flush->wait > 0 ? now + flush->wait : 0;
	return rc ? -1 : 0;
}

int vote_rest(struct server *server, int64_t now, struct err *err)
{
	struct votes_flush votes;
	if (server->votes_at && now >= server->votes_at && server->site.conf.post_open && flush(server, now, &votes, err))
		server_fault(server);
	return server->votes_at > now ? (int)(server->votes_at - now) * 1000 : -1;
}

/* It is safe already. Who finds it on main goes back to the post; else to the page that says that it is on its way. */
static void answer(struct visit *visit, const struct vote_place *place)
{
	struct votes_flush votes;
	struct err err = {0};
	bool late = flush(visit->server, visit->now, &votes, &err) || votes.wait > 0;
	if (err.code)
		visit->io->log(visit->io->self, err.msg);
	if (!late && votes.moved)
		publish_wait(visit, &votes.commit);
	answer_redirect(visit, late ? vote_form_url(visit, place) : vote_post_url(visit, place));
}

int vote_cast(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct votes_change change = {.line = {.post = "", .what = ""}};
	struct vote_place place = {0};
	if (read_change(visit, &change, err) ||
	    vote_find(visit, form_text(form, "path"), change.line.post, &place, err))
		return -1;
	if (!visit->handle)
		return vote_show(visit, &place, 403, NULL, err);
	const char *refusal = judge(visit, &place, &change.line);
	if (refusal)
		return vote_show(visit, &place, 422, refusal, err);
	if (guard_rate(visit, "vote", visit->handle, visit->server->site.conf.vote_per_hour, HOUR, err) ||
	    keep(visit, &place, &change, err))
		return -1;
	guard_mark(visit);
	answer(visit, &place);
	return 0;
}
