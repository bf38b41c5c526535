#include "cgi/answer/answer_page.h"
#include "cgi/visit/content.h"
#include "cgi/visit/letter.h"
#include "cgi/visit/say.h"
#include "core/mail/mail.h"
#include "core/people/invite.h"
#include "core/people/invite_mail.h"
#include "core/state/state_invite.h"
#include "core/text/text.h"
#include "handlers.h"

enum { ROWS_MAX = 200, LINE = 400, NOTE_LETTERS = 200, DAYS_MAX = 3650, ADDRESSES_MAX = 1000, DAY = 86400 };

/* What was typed. Errors are one plain sentence each, NULL where all is well. */
struct inviting {
	const char *uses, *days, *note, *addresses;
	const char *uses_error, *days_error, *note_error, *addresses_error;
	int64_t uses_n, days_n;
	const char *notice, *made;
};

static bool is_free(const struct visit *visit)
{
	return visit_is_moderator(visit) || !strcmp(visit->server->site.conf.invite_who, "members");
}

static int refuse(struct visit *visit)
{
	answer_message(visit, 403, say(visit, "invite.heading"), say(visit, "invite.members_only"), "");
	return 0;
}

static const char *invite_url(struct visit *visit, const char *rest)
{
	return arena_printf(visit->arena, "%sinvite%s", fill_write_url(&visit->fill), rest);
}

static const char *link_of(struct visit *visit, const char *id)
{
	return arena_printf(visit->arena, "%s%sjoin?i=%s", visit->server->site.origin, fill_write_url(&visit->fill),
	                    invite_sign(visit->server->secret, id, visit->arena));
}

/* ---- the page ---- */

static int fill_guest(struct visit *visit, const char *handle, struct view_person *person, struct err *err)
{
	const struct page *profile;
	if (content_profile(visit, handle, &profile, err))
		return -1;
	*person = *fill_person(&visit->fill, handle, "", profile);
	return 0;
}

static int fill_came(struct visit *visit, const char *id, struct mustache_list *list, struct err *err)
{
	struct state_guests guests;
	if (state_invite_came(visit->server->state, id, visit->arena, &guests, err))
		return -1;
	struct view_person *people = arena_alloc(visit->arena, guests.len, sizeof(*people));
	for (size_t i = 0; i < guests.len; i++) {
		if (fill_guest(visit, guests.at[i], &people[i], err))
			return -1;
	}
	*list = (struct mustache_list){people, guests.len};
	return 0;
}

static int fill_row(struct visit *visit, const struct state_invite *invite, struct view_invite_row *row, struct err *err)
{
	struct view_person *by = arena_alloc(visit->arena, 1, sizeof(*by));
	*row = (struct view_invite_row){
		.id = invite->id,
		.note = invite->note,
		.by = by,
		.uses = invite->uses,
		.left = invite->left,
		.revoked = invite->revoked,
		.over = !invite->revoked && invite->expires <= visit->now,
		.used_up = !invite->revoked && invite->left <= 0,
	};
	if (state_invite_is_open(invite, visit->now))
		row->url = link_of(visit, invite->id);
	if (fill_guest(visit, invite->handle, by, err) || fill_time(&visit->fill, invite->made, &row->made, err) ||
	    fill_time(&visit->fill, invite->expires, &row->expires, err))
		return -1;
	return invite->came ? fill_came(visit, invite->id, &row->came, err) : 0;
}

static int fill_rows(struct visit *visit, struct mustache_list *list, struct err *err)
{
	struct state *state;
	struct state_invites invites;
	const char *by = visit_is_moderator(visit) ? NULL : visit->handle;
	if (server_state(visit->server, &state, err) ||
	    state_invite_list(state, by, ROWS_MAX, visit->arena, &invites, err))
		return -1;
	struct view_invite_row *rows = arena_alloc(visit->arena, invites.len, sizeof(*rows));
	for (size_t i = 0; i < invites.len; i++) {
		if (fill_row(visit, &invites.at[i], &rows[i], err))
			return -1;
	}
	*list = (struct mustache_list){rows, invites.len};
	return 0;
}

static int show(struct visit *visit, const struct inviting *typed, int status, struct err *err)
{
	struct view_input uses = {"uses", typed->uses, typed->uses_error}, days = {"days", typed->days, typed->days_error};
	struct view_input note = {"note", typed->note, typed->note_error};
	struct view_input addresses = {"addresses", typed->addresses, typed->addresses_error};
	struct view_invite view = {
		.uses = &uses,
		.days = &days,
		.note = &note,
		.addresses = &addresses,
		.notice = typed->notice,
		.made = typed->made,
		.mails = letter_is_open(visit),
		.all = visit_is_moderator(visit),
	};
	if (fill_rows(visit, &view.rows, err))
		return -1;
	struct answer_page page = {status, "invite", say(visit, "invite.heading"), &view_invite_type, &view};
	return answer_page(visit, &page, err);
}

static int64_t number_of(struct visit *visit, const char *field)
{
	int64_t n = 0;
	struct err err = {0};
	return text_to_int(form_text(&visit->req.query, field), 0, INT32_MAX, &n, &err) ? 0 : n;
}

/* A link is shown to who made it. */
static bool is_own(struct visit *visit, const char *id)
{
	struct state *state;
	struct state_invite invite;
	struct err err = {0};
	return *id && !server_state(visit->server, &state, &err) &&
	       !state_invite_find(state, id, visit->arena, &invite, &err) && !strcmp(invite.handle, visit->handle);
}

/* What a redirect to here says has happened. */
static void read_done(struct visit *visit, struct inviting *typed)
{
	const struct form *query = &visit->req.query;
	const char *made = form_text(query, "made"), *done = form_text(query, "done");
	struct say counts = {.count = number_of(visit, "sent"), .size = number_of(visit, "skipped")};
	if (is_own(visit, made)) {
		typed->notice = say(visit, "invite.done_made");
		typed->made = link_of(visit, made);
	} else if (!strcmp(done, "revoked")) {
		typed->notice = say(visit, "invite.done_revoked");
	} else if (!strcmp(done, "mailed")) {
		typed->notice = say_with(visit, "invite.done_mailed", &counts);
	}
}

int invite_show(struct visit *visit, struct err *err)
{
	struct inviting typed = {
		.uses = "1",
		.days = arena_printf(visit->arena, "%lld", (long long)visit->server->site.conf.invite_days),
		.note = "",
		.addresses = "",
	};
	if (!is_free(visit))
		return refuse(visit);
	read_done(visit, &typed);
	return show(visit, &typed, 200, err);
}

/* ---- what was sent ---- */

static void check_number(struct visit *visit, const char *text, int64_t max, int64_t *n, const char **error)
{
	struct err err = {0};
	if (text_to_int(text, 1, max, n, &err))
		*error = say_with(visit, "invite.bad_number", &(struct say){.count = max});
}

static const char *read_lines(struct visit *visit, const char *name)
{
	struct str out;
	const char *value = form_text(&visit->req.form, name);
	size_t n = strlen(value);
	bool text = text_bad_utf8(value, n) == n;
	str_init(&out, n + 2);
	text_unix_lines(&out, text ? value : "", text ? n : 0);
	const char *lines = arena_dupn(visit->arena, out.at, out.len);
	str_release(&out);
	return lines;
}

static void read_typed(struct visit *visit, struct inviting *typed)
{
	struct err err = {0};
	*typed = (struct inviting){
		.uses = form_line(&visit->req.form, "uses", LINE, visit->arena),
		.days = form_line(&visit->req.form, "days", LINE, visit->arena),
		.note = form_line(&visit->req.form, "note", LINE, visit->arena),
		.addresses = read_lines(visit, "addresses"),
	};
	check_number(visit, typed->uses, visit->server->site.conf.invite_uses_max, &typed->uses_n, &typed->uses_error);
	check_number(visit, typed->days, DAYS_MAX, &typed->days_n, &typed->days_error);
	if (text_check_line(typed->note, strlen(typed->note), &err) ||
	    text_length(typed->note, strlen(typed->note)) > NOTE_LETTERS)
		typed->note_error = say_with(visit, "say.too_long", &(struct say){.count = NOTE_LETTERS});
}

static int make_link(struct visit *visit, struct inviting *typed, struct err *err)
{
	struct state *state;
	if (typed->uses_error || typed->days_error || typed->note_error)
		return show(visit, typed, 422, err);
	struct state_invite invite = {
		.id = invite_id(visit->arena),
		.handle = visit->handle,
		.note = typed->note,
		.made = visit->now,
		.expires = visit->now + typed->days_n * DAY,
		.uses = typed->uses_n,
		.left = typed->uses_n,
	};
	if (server_state(visit->server, &state, err) || state_invite_put(state, &invite, err))
		return -1;
	answer_redirect(visit, invite_url(visit, arena_printf(visit->arena, "?made=%s", invite.id)));
	return 0;
}

/* The addresses between white space, commas and semicolons; what is none becomes typed->addresses_error. */
static const char **split(struct visit *visit, struct inviting *typed, size_t *n)
{
	static const char between[] = " \t\n,;";
	const char **list = arena_alloc(visit->arena, ADDRESSES_MAX + 1, sizeof(*list)), *bad = "";
	*n = 0;
	for (const char *at = typed->addresses + strspn(typed->addresses, between); *at && *n < ADDRESSES_MAX;) {
		size_t len = strcspn(at, between);
		struct err err = {0};
		list[*n] = arena_dupn(visit->arena, at, len);
		if (mail_check_address(list[*n], &err) && strlen(bad) < LINE)
			bad = arena_printf(visit->arena, "%s%s%s", bad, *bad ? ", " : "", list[*n]);
		++*n;
		at += len + strspn(at + len, between);
	}
	if (*bad)
		typed->addresses_error = say_with(visit, "invite.bad_addresses", &(struct say){.text = bad});
	else if (!*n)
		typed->addresses_error = say(visit, "invite.no_addresses");
	return list;
}

/* The rest of the addresses stays in the form: nothing that was typed is lost. */
static int show_rest(struct visit *visit, struct inviting *typed, const char *const *rest, int64_t sent, struct err *err)
{
	typed->addresses = "";
	for (; *rest; rest++)
		typed->addresses = arena_printf(visit->arena, "%s%s\n", typed->addresses, *rest);
	typed->addresses_error = say_with(visit, "invite.too_many", &(struct say){.count = sent});
	return show(visit, typed, 429, err);
}

static int mail_links(struct visit *visit, struct inviting *typed, struct err *err)
{
	size_t n;
	int64_t sent = 0, skipped = 0;
	const char **list = split(visit, typed, &n);
	struct note_room room;
	if (typed->days_error || typed->note_error || typed->addresses_error || !letter_is_open(visit))
		return show(visit, typed, 422, err);
	if (letter_room(visit, &room, err))
		return -1;
	struct invite_mail mail = {
		.room = &room,
		.secret = visit->server->secret,
		.by = visit->handle,
		.name = *visit->profile->name ? visit->profile->name : visit->handle,
		.note = typed->note,
		.days = typed->days_n,
		.per_day = visit->server->site.conf.invite_per_day,
	};
	for (size_t i = 0; i < n; i++) {
		enum invite_mailed mailed;
		if (invite_mail_put(&mail, list[i], &mailed, err))
			return -1;
		visit->server->letters |= mailed == INVITE_SENT;
		if (mailed == INVITE_FULL)
			return show_rest(visit, typed, list + i, sent, err);
		sent += mailed == INVITE_SENT;
		skipped += mailed == INVITE_SKIPPED;
	}
	answer_redirect(visit, invite_url(visit, arena_printf(visit->arena, "?done=mailed&sent=%lld&skipped=%lld",
	                                                      (long long)sent, (long long)skipped)));
	return 0;
}

/* Moderators take back anybody's. */
static int revoke(struct visit *visit, struct err *err)
{
	struct state *state;
	const char *by = visit_is_moderator(visit) ? NULL : visit->handle;
	if (server_state(visit->server, &state, err) ||
	    state_invite_revoke(state, form_text(&visit->req.form, "id"), by, err))
		return -1;
	answer_redirect(visit, invite_url(visit, "?done=revoked"));
	return 0;
}

int invite_do(struct visit *visit, struct err *err)
{
	struct inviting typed;
	const char *action = form_text(&visit->req.form, "action");
	if (!is_free(visit))
		return refuse(visit);
	if (!strcmp(action, "revoke"))
		return revoke(visit, err);
	read_typed(visit, &typed);
	return strcmp(action, "mail") ? make_link(visit, &typed, err) : mail_links(visit, &typed, err);
}
