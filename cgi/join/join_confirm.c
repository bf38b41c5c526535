#include "cgi/answer/answer_page.h"
#include "cgi/post/publish.h"
#include "cgi/session/session.h"
#include "cgi/visit/content.h"
#include "cgi/visit/say.h"
#include "core/page/handle.h"
#include "core/state/state_facts.h"
#include "core/state/state_join.h"
#include "handlers.h"
#include "joining.h"

enum { FILE_MAX = 8192 };

/* What the link of the letter stands for. */
struct confirmation {
	const char *token;
	char digest[CRYPTO_MAC_TEXT];
	struct state_join join;
};

/* *found false: the answer is there already. */
static int find(struct visit *visit, struct confirmation *c, bool *found, struct err *err)
{
	struct state *state;
	*found = false;
	c->token = form_text(&visit->req.query, "t");
	crypto_digest(c->token, strlen(c->token), c->digest);
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_join_find(state, c->digest, visit->now, visit->arena, &c->join, err)) {
		*found = true;
		return 0;
	}
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	answer_message(visit, 404, say(visit, "join.gone_heading"), say(visit, "join.gone"), "");
	return 0;
}

/* joining: what is wrong with the handle, where another one is wanted; or NULL. */
static int ask(struct visit *visit, const struct confirmation *c, const struct joining *joining, int status, struct err *err)
{
	const struct state_join *join = &c->join;
	struct view_input other = {.name = "handle"};
	struct view_join_confirm view = {
		.handle = join->handle,
		.name = *join->name ? join->name : join->handle,
		.address = join->address,
		.action = arena_printf(visit->arena, "%sjoin/confirm?t=%s", fill_write_url(&visit->fill), c->token),
		.held = joining_is_held(visit, *join->invitation != '\0'),
	};
	if (joining) {
		other.value = joining->typed;
		view.other = &other;
		view.suggestion = joining->suggestion;
		view.error = joining->handle_error;
	}
	struct answer_page page = {status, "join_confirm", say(visit, "join.confirm_heading"), &view_join_confirm_type, &view};
	return answer_page(visit, &page, err);
}

/* A letter's link may be opened by a machine that looks for harm, so it only asks. */
int join_ask(struct visit *visit, struct err *err)
{
	struct confirmation c;
	bool found;
	if (find(visit, &c, &found, err))
		return -1;
	return found ? ask(visit, &c, NULL, 200, err) : 0;
}

/* ---- the button ---- */

/* The handle of the form, or another one that was typed since. */
static int judge_handle(struct visit *visit, const struct confirmation *c, struct joining *joining, struct err *err)
{
	const char *typed = form_text(&visit->req.form, "handle");
	if (joining_read(visit, &visit->req.form, joining, err))
		return -1;
	joining->name = c->join.name;
	if (!*typed) {
		joining->typed = joining->handle = c->join.handle;
	}
	if (joining_check_handle(visit, joining, err))
		return -1;
	if (joining->handle_error && !*typed)
		joining->handle_error = say_with(visit, "join.handle_raced", &(struct say){.text = c->join.handle});
	return 0;
}

/* The profile as a file. Who may do what is not for a form to say: there is no role in it. */
static int write_profile(struct visit *visit, const struct state_join *join, struct str *file, const char **path, struct err *err)
{
	struct page_place place;
	struct page page;
	*path = arena_printf(visit->arena, "members/%.2s/%s.md", join->handle, join->handle);
	if (page_locate(*path, visit->arena, &place, err))
		return -1;
	page_init(&page, &place);
	page.name = join->name;
	page.date = visit->now;
	page.accepted = join->rules;
	page_write(&page, "", 0, file);
	return str_check(file, "profile", err);
}

/* By the setting, in the site's own name; the log says so. Where it clashes it waits. */
static int approve(struct visit *visit, const char *id, struct err *err)
{
	struct queue_verdict verdict = {
		.id = id, .reviewer = "stoa", .reason = "", .rule = "join.hold = false", .now = visit->now};
	if (!publish_approve(visit, &verdict, err))
		return 0;
	if (err->code != ERR_RACE && err->code != ERR_INPUT)
		return -1;
	err_clear(err);
	return 0;
}

static int send_profile(struct visit *visit, const struct state_join *join, const struct str *file, const char *path,
                        struct err *err)
{
	struct queue *queue;
	struct store_edit edit = {content_repo_path(visit, path), file->at, file->len};
	struct queue_submission submission = {
		.id = join->submission,
		.author = join->handle,
		.summary = arena_printf(visit->arena, "member: %s joins", join->handle),
		.edits = &edit,
		.nedits = 1,
		.now = visit->now,
	};
	struct state_facts facts = {.id = join->submission, .handle = join->handle, .network = visit->address, .rule = "",
				    .reasons = "", .at = visit->now};
	bool again, held = joining_is_held(visit, *join->invitation != '\0');
	if (held)
		facts.rule = "join.hold = true";
	if (server_queue(visit->server, &queue, err) || state_facts_put(visit->server->state, &facts, err) ||
	    queue_submit(queue, &submission, &again, err))
		return -1;
	return held ? 0 : approve(visit, join->submission, err);
}

static int publish_profile(struct visit *visit, const struct state_join *join, struct err *err)
{
	struct str file;
	const char *path;
	str_init(&file, FILE_MAX);
	int rc = write_profile(visit, join, &file, &path, err);
	if (!rc)
		rc = send_profile(visit, join, &file, path, err);
	str_release(&file);
	return rc;
}

/* The account is there. Whoever is interrupted from here on comes back by the same link and goes on. */
static int finish(struct visit *visit, struct confirmation *c, struct err *err)
{
	struct state *state = visit->server->state;
	if (state_join_find(state, c->digest, visit->now, visit->arena, &c->join, err) ||
	    publish_profile(visit, &c->join, err) || session_open(visit, c->join.handle, true, err) ||
	    state_join_end(state, c->digest, err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%swelcome", fill_write_url(&visit->fill)));
	return 0;
}

static int refuse(struct visit *visit, const char *key)
{
	answer_message(visit, 403, say(visit, "join.gone_heading"), say(visit, key), "");
	return 0;
}

static int make_account(struct visit *visit, struct confirmation *c, struct joining *joining, struct err *err)
{
	char id[CRYPTO_ID_TEXT];
	enum state_joined joined;
	crypto_id(visit->now, id);
	struct state_join_wish wish = {
		.digest = c->digest,
		.handle = joining->handle,
		.skeleton = handle_skeleton(joining->handle, visit->arena),
		.submission = id,
		.invited_only = !strcmp(visit->server->site.conf.join_open, "invitation"),
		.now = visit->now,
	};
	if (state_join_confirm(visit->server->state, &wish, &joined, err))
		return -1;
	switch (joined) {
	case STATE_JOINED:
		return finish(visit, c, err);
	case STATE_JOIN_MEMBER:
		return refuse(visit, "join.have_account");
	case STATE_JOIN_UNINVITED:
		return refuse(visit, "join.uninvited");
	case STATE_JOIN_TAKEN:
		break;
	}
	joining->handle_error = say_with(visit, "join.handle_raced", &(struct say){.text = joining->handle});
	return ask(visit, c, joining, 409, err);
}

int join_confirm(struct visit *visit, struct err *err)
{
	struct confirmation c;
	struct joining joining;
	bool found;
	if (find(visit, &c, &found, err))
		return -1;
	if (!found)
		return 0;
	if (*c.join.submission)
		return finish(visit, &c, err);
	if (!strcmp(visit->server->site.conf.join_open, "closed"))
		return refuse(visit, "join.closed");
	if (judge_handle(visit, &c, &joining, err))
		return -1;
	return joining.handle_error ? ask(visit, &c, &joining, 409, err) : make_account(visit, &c, &joining, err);
}
