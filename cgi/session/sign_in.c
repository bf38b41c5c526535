#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/guard/newcomer.h"
#include "cgi/verdict/barred.h"
#include "cgi/visit/content.h"
#include "cgi/visit/letter.h"
#include "cgi/visit/say.h"
#include "core/state/state_person.h"
#include "core/state/state_session.h"
#include "core/text/text.h"
#include "device.h"
#include "handlers.h"
#include "once.h"
#include "password.h"
#include "session.h"

enum { QUARTER = 900, HOUR = 3600, DAY = 86400, NAME_MAX_BYTES = 254, LINE_BYTES = 1024, MANY = 5, NEIGHBOURS = 4 };

static const char purpose[] = "sign-in";

/*
 * What somebody calls themselves: a handle or an address. All that is counted and kept goes by what was
 * typed, never by the account that it may belong to: nobody shall learn here which address is whose.
 */
struct caller {
	const char *typed;  /* as it may be shown back */
	const char *key;    /* a keyed hash of it in small letters */
	const char *handle; /* whose account it is, or NULL */
	const char *address;
};

static const char *keyed(struct visit *visit, const char *what, const char *a, const char *b)
{
	char text[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, what, (const char *const[]){a, b, NULL}, text);
	return arena_dup(visit->arena, text);
}

static int read_caller(struct visit *visit, struct caller *caller, struct err *err)
{
	struct state *state;
	const char *typed = form_line(&visit->req.form, "handle", LINE_BYTES, visit->arena);
	char *low = arena_dup(visit->arena, strlen(typed) <= NAME_MAX_BYTES ? typed : "");
	*caller = (struct caller){.typed = arena_dup(visit->arena, low), .address = ""};
	for (char *c = low; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
	char *key = arena_alloc(visit->arena, CRYPTO_MAC_TEXT, 1);
	state_person_key(visit->server->secret, low, key);
	caller->key = key;
	if (server_state(visit->server, &state, err))
		return -1;
	if (!state_account_named(state, low, visit->arena, &caller->handle, &caller->address, err))
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}

static int show_form(struct visit *visit, int status, const char *error, struct err *err)
{
	const struct form *form = visit->req.method == REQ_POST ? &visit->req.form : &visit->req.query;
	struct view_input handle = {.name = "handle", .value = form_line(form, "handle", LINE_BYTES, visit->arena)};
	struct view_sign_in view = {.handle = &handle,
				    .error = error,
				    .next = guard_local_path(visit, form_text(form, "next"), ""),
				    .notice = *form_text(form, "everywhere") && !visit->account ? say(visit, "sign_in.everywhere") : NULL,
				    .letters = letter_is_open(visit),
				    .by_password = *form_text(form, "password") != '\0'};
	struct answer_page page = {status, "sign_in", say(visit, "sign_in.heading"), &view_sign_in_type, &view};
	return answer_page(visit, &page, err);
}

int sign_in_form(struct visit *visit, struct err *err)
{
	return show_form(visit, 200, NULL, err);
}

/* ---- by password ---- */

/*
 * Where tries are counted. A browser that the account was signed in on before counts for itself alone (device.h): what
 * strangers try, from its own network too, is not held against it.
 */
struct tries {
	const char *device; /* or NULL */
	const char *pair;   /* account and network */
	bool slow;          /* so many wrong ones from everywhere that they are somebody's machines */
};

/* Of these only failures count: each is counted first and taken back after a success. */
static int count_failure(struct visit *visit, const struct caller *caller, struct tries *tries, struct err *err)
{
	int64_t attempts = visit->server->site.conf.sign_in_attempts, wait;
	struct state *state;
	*tries = (struct tries){device_known(visit, caller->handle), keyed(visit, "pair", caller->key, visit->address), false};
	if (tries->device)
		return guard_rate(visit, "sign-in device", tries->device, attempts, QUARTER, err);
	if (guard_rate(visit, "sign-in", visit->address, attempts * MANY, QUARTER, err) ||
	    guard_rate(visit, "sign-in pair", tries->pair, attempts, QUARTER, err) || server_state(visit->server, &state, err) ||
	    state_rate(state, "sign-in account", caller->key, attempts * MANY, DAY, visit->now, &wait, err))
		return -1;
	tries->slow = wait > 0;
	return 0;
}

static int take_back(struct visit *visit, const struct caller *caller, const struct tries *tries, struct err *err)
{
	struct state *state = visit->server->state;
	if (tries->device)
		return state_rate_clear(state, "sign-in device", tries->device, err);
	return state_rate_back(state, "sign-in", visit->address, err) || state_rate_clear(state, "sign-in pair", tries->pair, err) ||
			       state_rate_back(state, "sign-in account", caller->key, err)
		       ? -1
		       : 0;
}

/* The mailbox is asked then, where there is one. */
static int too_many(struct visit *visit, int status, struct err *err)
{
	return show_form(visit, status, say(visit, "say.too_many_wrong"), err);
}

static int by_password(struct visit *visit, const struct caller *caller, struct err *err)
{
	struct tries tries;
	const struct page *who = NULL;
	bool right;
	if (count_failure(visit, caller, &tries, err)) {
		if (err->code != ERR_LIMIT || !letter_is_open(visit))
			return -1;
		err_clear(err);
		return too_many(visit, 429, err);
	}
	if (password_check(visit, caller->handle, form_text(&visit->req.form, "password"), &right, err))
		return -1;
	if (tries.slow && letter_is_open(visit))
		return too_many(visit, 403, err);
	if (right && content_profile(visit, caller->handle, &who, err))
		return -1;
	if (!who)
		return show_form(visit, 403, say(visit, "say.wrong_password"), err);
	if (take_back(visit, caller, &tries, err))
		return -1;
	if (who->banned)
		return barred_refuse(visit, who, err);
	return session_begin(visit, who, form_text(&visit->req.form, "next"), false, err);
}

/* ---- by letter ---- */

static int put_letter(struct visit *visit, const struct caller *caller, bool send, const struct once_made *made, struct err *err)
{
	struct say values = {.count = visit->server->site.conf.sign_in_minutes, .text = visit->server->site.conf.site_title};
	const char *const sentences[] = {say_with(visit, "say.letter_sign_in", &values), say_with(visit, "say.letter_minutes", &values), NULL};
	struct letter letter = {
		.name = send ? caller->handle : "",
		.address = send ? caller->address : NULL,
		.heading = say_with(visit, "say.letter_sign_in_subject", &values),
		.sentences = sentences,
		.button = say(visit, "sign_in.button"),
		.url = arena_printf(visit->arena, "%ssign-in/link?t=%s", fill_write_url(&visit->fill), made->token),
		.code = made->code,
		.code_help = say(visit, "say.letter_code"),
		.why = say_with(visit, "say.letter_sign_in_why", &values),
	};
	return letter_put(visit, &letter, err);
}

/*
 * The same steps, writes and answer whoever is meant: for nobody, and for who has had enough letters in
 * this hour, token and letter are made too, and go nowhere. Those of an earlier letter go on working then.
 */
static int by_letter(struct visit *visit, const struct caller *caller, struct err *err)
{
	const struct config *conf = &visit->server->site.conf;
	struct state *state;
	struct once_made made;
	int64_t wait;
	if (guard_rate(visit, "sign-in letters", visit->address, conf->sign_in_letters * NEIGHBOURS, HOUR, err) ||
	    server_state(visit->server, &state, err) ||
	    state_rate(state, "sign-in letter", caller->key, conf->sign_in_letters, HOUR, visit->now, &wait, err))
		return -1;
	bool send = caller->handle && *caller->address && !wait;
	struct once once = {.purpose = send ? purpose : "nothing",
			    .who = send ? caller->handle : caller->key,
			    .payload = guard_local_path(visit, form_text(&visit->req.form, "next"), ""),
			    .seconds = conf->sign_in_minutes * 60};
	if (once_make(visit, &once, &made, err) || put_letter(visit, caller, send, &made, err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%ssign-in/sent?ticket=%s", fill_write_url(&visit->fill), made.ticket));
	return 0;
}

int sign_in_send(struct visit *visit, struct err *err)
{
	struct caller caller;
	if (read_caller(visit, &caller, err))
		return -1;
	if (*form_text(&visit->req.form, "password") || !letter_is_open(visit))
		return by_password(visit, &caller, err);
	if (!*caller.typed)
		return show_form(visit, 422, say(visit, "say.who_are_you"), err);
	return by_letter(visit, &caller, err);
}

static int show_sent(struct visit *visit, int status, const char *error, struct err *err)
{
	const struct form *form = visit->req.method == REQ_POST ? &visit->req.form : &visit->req.query;
	struct view_sign_in_sent view = {
		.ticket = form_text(form, "ticket"), .error = error, .minutes = visit->server->site.conf.sign_in_minutes};
	if (text_check_line(view.ticket, strlen(view.ticket), err))
		return -1;
	struct answer_page page = {status, "sign_in_sent", say(visit, "sign_in.sent_heading"), &view_sign_in_sent_type, &view};
	return answer_page(visit, &page, err);
}

int sign_in_sent(struct visit *visit, struct err *err)
{
	return show_sent(visit, 200, NULL, err);
}

/* Whose profile waits, or was turned down, is told so; it gives no right (newcomer.h). */
static int enter_newcomer(struct visit *visit, const char *handle, struct err *err)
{
	bool came;
	if (newcomer_came(visit, handle, &came, err))
		return -1;
	if (!came)
		return err_set(err, ERR_DENIED, "%s has no profile any more", handle);
	if (session_open(visit, handle, true, err))
		return -1;
	answer_redirect(visit, arena_printf(visit->arena, "%swelcome", fill_write_url(&visit->fill)));
	return 0;
}

/* Whoever brings the token is who it is for; unless they have left or been banned meanwhile. */
static int enter(struct visit *visit, const struct state_token *token, struct err *err)
{
	const struct page *who;
	if (content_profile(visit, token->who, &who, err))
		return -1;
	if (!who)
		return enter_newcomer(visit, token->who, err);
	return who->banned ? barred_refuse(visit, who, err) : session_begin(visit, who, token->payload, true, err);
}

int sign_in_code(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	struct state_token token;
	if (guard_rate(visit, "sign-in codes", visit->address, visit->server->site.conf.sign_in_attempts * MANY, QUARTER, err))
		return -1;
	if (!once_take_code(visit, purpose, form_text(form, "ticket"), form_text(form, "code"), &token, err))
		return enter(visit, &token, err);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return show_sent(visit, 422, say(visit, "say.wrong_code"), err);
}

static int dead_link(struct visit *visit, struct err *err)
{
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return show_form(visit, 403, say(visit, "say.dead_link"), err);
}

/* Programs that look for harm in letters open the links, so this only asks. */
int sign_in_link(struct visit *visit, struct err *err)
{
	struct state_token token;
	if (once_find(visit, purpose, form_text(&visit->req.query, "t"), &token, err))
		return dead_link(visit, err);
	struct view_confirm view = {
		.heading = say(visit, "sign_in.heading"),
		.text = say_with(visit, "say.sign_in_as", &(struct say){.text = token.who}),
		.button = say(visit, "sign_in.button"),
		.action = "",
	};
	struct answer_page page = {200, "confirm", view.heading, &view_confirm_type, &view};
	return answer_page(visit, &page, err);
}

int sign_in_by_link(struct visit *visit, struct err *err)
{
	struct state_token token;
	if (once_take(visit, purpose, form_text(&visit->req.query, "t"), &token, err))
		return dead_link(visit, err);
	return enter(visit, &token, err);
}
