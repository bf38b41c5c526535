/*
 * What static pages cannot know, in one answer that a browser may keep for a moment: who is signed in,
 * what of theirs waits, and what they say of the page that they look at.
 */
#include "cgi/guard/guard.h"
#include "cgi/vote/vote.h"
#include "core/base/json.h"
#include "core/state/state_facts.h"
#include "core/state/state_mail.h"
#include "handlers.h"

enum { JSON_MAX = 512 * 1024, OWN_MAX = 100 };

static void add_key(struct str *out, const char *name)
{
	str_addf(out, "%s\"%s\": ", out->len > 1 ? ", " : "", name);
}

static void add_text(struct str *out, const char *name, const char *text)
{
	add_key(out, name);
	json_put_text(out, text, strlen(text));
}

static void add_number(struct str *out, const char *name, int64_t n)
{
	add_key(out, name);
	str_addf(out, "%lld", (long long)n);
}

static int count_branch(void *self, const char *ref, const struct store_id *to, struct err *err)
{
	(void)ref, (void)to, (void)err;
	++*(int64_t *)self;
	return 0;
}

/* Submissions of theirs, of those whose facts are kept, that still have a branch. */
static int count_own(struct visit *visit, struct state *state, int64_t *n, struct err *err)
{
	struct state_facts_list own;
	struct store *store = queue_store(visit->server->queue);
	*n = 0;
	if (state_facts_of(state, &(struct state_sender){visit->handle, "", OWN_MAX}, visit->arena, &own, err))
		return -1;
	for (size_t i = 0; i < own.len; i++) {
		struct store_id at;
		if (!store_resolve(store, arena_printf(visit->arena, "refs/heads/%s", own.at[i].id), &at, err))
			++*n;
		else if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	return 0;
}

static int add_queue(struct visit *visit, struct state *state, struct str *out, struct err *err)
{
	int64_t own, all = 0;
	if (count_own(visit, state, &own, err))
		return -1;
	add_number(out, "waiting", own);
	if (!visit_is_moderator(visit))
		return 0;
	if (store_refs(queue_store(visit->server->queue), "refs/heads/", count_branch, &all, err))
		return -1;
	add_number(out, "queue", all);
	return 0;
}

static int add_said(struct visit *visit, const struct vote_place *place, struct str *out, struct err *err)
{
	struct votes votes;
	bool waiting;
	if (vote_said(visit, place->page.place.stem, &votes, &waiting, err))
		return -1;
	add_key(out, "said");
	for (size_t i = 0; i < votes.len; i++) {
		const struct votes_line *line = &votes.at[i];
		const char *text = arena_printf(visit->arena, "%s%s%s", line->what, *line->post ? " " : "", line->post);
		str_addz(out, i ? ", " : "[");
		json_put_text(out, text, strlen(text));
	}
	str_addz(out, votes.len ? "]" : "[]");
	return 0;
}

/* A page that has gone meanwhile, or takes no posts, is nothing that could be spoken of. */
static int add_page(struct visit *visit, struct state *state, struct str *out, struct err *err)
{
	const char *path = form_text(&visit->req.query, "path");
	struct vote_place place;
	bool follows;
	if (!*path)
		return 0;
	if (vote_find(visit, path, "", &place, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	const char *what = arena_printf(visit->arena, "topic:%s", place.page.place.stem);
	if (add_said(visit, &place, out, err) || state_follows(state, visit->handle, what, &follows, err))
		return -1;
	add_key(out, "follows");
	str_addz(out, follows ? "true" : "false");
	return 0;
}

static int add_member(struct visit *visit, struct str *out, struct err *err)
{
	struct state *state;
	const struct page *who = visit->profile;
	add_text(out, "handle", visit->handle);
	add_text(out, "name", *who->name ? who->name : visit->handle);
	if (server_state(visit->server, &state, err) || add_queue(visit, state, out, err))
		return -1;
	return add_page(visit, state, out, err);
}

int me_json_show(struct visit *visit, struct err *err)
{
	struct answer *answer = &visit->answer;
	struct str out;
	str_init(&out, JSON_MAX);
	str_addc(&out, '{');
	int rc = visit->handle ? add_member(visit, &out, err) : 0;
	str_addz(&out, "}\n");
	if (!rc)
		rc = str_check(&out, "me.json", err);
	if (!visit->handle)
		guard_unmark(visit);
	answer->status = 200;
	answer->type = "application/json";
	/* Long enough for a page and its neighbours; guard_mark() gives what changes another address. */
	answer->cache = "private, max-age=20";
	answer->vary = "Cookie";
	str_reset(&answer->body);
	str_add(&answer->body, out.at, out.len);
	str_release(&out);
	return rc;
}
