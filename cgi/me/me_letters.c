/* Which letters a member gets: how often, and of what. */
#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "core/people/outbox.h"
#include "core/state/state_reply.h"
#include "core/state/state_rota.h"
#include "follow.h"
#include "handlers.h"

/* A form has so many fields at most (post.fields-max), and each box is one. */
enum { OTHER_FIELDS = 8 };

static struct mustache_list fill_often(struct visit *visit, enum state_mail mail)
{
	struct view_often *rows = arena_alloc(visit->arena, STATE_MAILS, sizeof(*rows));
	for (size_t i = 0; i < STATE_MAILS; i++)
		rows[i] = (struct view_often){state_mail_name((enum state_mail)i), i == mail};
	return (struct mustache_list){rows, STATE_MAILS};
}

/* Mentions have a box of their own. */
static void leave_out_mentions(struct state_handles *keys)
{
	size_t n = 0;
	for (size_t i = 0; i < keys->len; i++)
		if (strcmp(keys->at[i], STATE_MENTIONS) != 0)
			keys->at[n++] = keys->at[i];
	keys->len = n;
}

/* What has gone is listed too, by the name that is left of it: else it could not be dropped. */
static int fill_followed(struct visit *visit, struct state_handles *keys, struct view_letters *view, struct err *err)
{
	leave_out_mentions(keys);
	size_t most = (size_t)visit->server->site.conf.post_fields_max - OTHER_FIELDS;
	size_t n = keys->len < most ? keys->len : most;
	struct view_followed *rows = arena_alloc(visit->arena, n + 1, sizeof(*rows));
	for (size_t i = 0; i < n; i++) {
		if (!follow_find(visit, keys->at[i], &rows[i], err))
			continue;
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		const char *colon = strchr(keys->at[i], ':');
		rows[i] = (struct view_followed){.what = keys->at[i], .title = colon ? colon + 1 : keys->at[i], .kind = "gone"};
	}
	view->followed = (struct mustache_list){rows, n};
	view->more = (int64_t)(keys->len - n);
	return 0;
}

int me_letters_show(struct visit *visit, struct err *err)
{
	struct state *state;
	struct state_reach reach = {.address = ""};
	struct state_handles keys;
	bool declined;
	struct view_letters view = {.saved = *form_text(&visit->req.query, "saved")};
	if (server_state(visit->server, &state, err))
		return -1;
	if (state_reach(state, visit->handle, visit->arena, &reach, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		reach = (struct state_reach){.address = ""};
	}
	view.address = reach.address;
	view.letters = outbox_is_open(&visit->server->site);
	if (state_is_paused(state, visit->handle, &view.paused, err))
		return -1;
	view.often = fill_often(visit, reach.mail);
	if (visit_is_moderator(visit)) {
		struct state_rota rota;
		if (state_rota(state, visit->handle, visit->now, visit->arena, &rota, err))
			return -1;
		view.queue = fill_often(visit, rota.mail);
	}
	if (state_declines(state, visit->handle, STATE_MENTIONS, &declined, err))
		return -1;
	view.mentions = !declined;
	if (state_followed(state, visit->handle, visit->arena, &keys, err) || fill_followed(visit, &keys, &view, err))
		return -1;
	struct answer_page page = {200, "letters", visit->handle, &view_letters_type, &view};
	return answer_page(visit, &page, err);
}

static int drop(struct visit *visit, struct state *state, struct err *err)
{
	const struct form *form = &visit->req.form;
	for (size_t i = 0; i < form->len; i++) {
		const char *what = form->fields[i].value;
		bool on = false;
		if (strcmp(form->fields[i].name, "drop") != 0)
			continue;
		/* What was never followed leaves no trace. */
		if (state_follows(state, visit->handle, what, &on, err) ||
		    (on && state_follow_put(state, visit->handle, what, false, visit->now, err)))
			return -1;
	}
	return 0;
}

static int save_queue(struct visit *visit, struct state *state, struct err *err)
{
	enum state_mail mail;
	const char *often = form_text(&visit->req.form, "queue");
	if (!*often || !visit_is_moderator(visit))
		return 0;
	if (!state_mail_parse(often, &mail))
		return err_set(err, ERR_INPUT, "no such way to get letters");
	return state_rota_put(state, visit->handle, mail, visit->now, err);
}

/* The box is there, ticked or not: `mentions` says that the form asked. */
static int save_mentions(struct visit *visit, struct state *state, struct err *err)
{
	const struct form *form = &visit->req.form;
	bool on = *form_text(form, "mention"), declined;
	if (!*form_text(form, "mentions"))
		return 0;
	if (state_declines(state, visit->handle, STATE_MENTIONS, &declined, err))
		return -1;
	return on == declined ? state_follow_put(state, visit->handle, STATE_MENTIONS, on, visit->now, err) : 0;
}

int me_letters_save(struct visit *visit, struct err *err)
{
	struct state *state;
	enum state_mail mail;
	const char *often = form_text(&visit->req.form, "often");
	if (server_state(visit->server, &state, err))
		return -1;
	if (*often && !state_mail_parse(often, &mail))
		return err_set(err, ERR_INPUT, "no such way to get letters");
	if (*often && state_mail_put(state, visit->handle, mail, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err); /* who signs in by the web server has no account to keep it in */
	}
	if (save_queue(visit, state, err) || save_mentions(visit, state, err) || drop(visit, state, err))
		return -1;
	guard_mark(visit);
	answer_redirect(visit, arena_printf(visit->arena, "%sme/letters?saved=yes", fill_write_url(&visit->fill)));
	return 0;
}
