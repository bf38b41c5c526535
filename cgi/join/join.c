#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/guard/newcomer.h"
#include "cgi/visit/content.h"
#include "cgi/visit/letter.h"
#include "cgi/visit/say.h"
#include "core/state/state_join.h"
#include "core/state/state_mail.h"
#include "core/text/date.h"
#include "core/text/text.h"
#include "handlers.h"
#include "joining.h"

#include <ctype.h>

enum { HOUR = 3600, DAY = 86400 };

static const char *write_url(struct visit *visit, const char *rest)
{
	return arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), rest);
}

/* Who has an account already is where they may go on. */
static bool is_in(struct visit *visit)
{
	if (visit->handle || visit->newcomer)
		answer_redirect(visit, write_url(visit, visit->handle ? "me" : "welcome"));
	return visit->handle || visit->newcomer;
}

/* By name, as others know them; NULL without an invitation. */
static int name_inviter(struct visit *visit, const struct joining *joining, const char **name, struct err *err)
{
	const struct page *profile;
	*name = NULL;
	if (!joining->invited)
		return 0;
	if (content_profile(visit, joining->invite.handle, &profile, err))
		return -1;
	*name = fill_person(&visit->fill, joining->invite.handle, "", profile)->name;
	return 0;
}

static int show_form(struct visit *visit, const struct joining *joining, int status, struct err *err)
{
	const char *inviter;
	if (name_inviter(visit, joining, &inviter, err))
		return -1;
	struct view_input handle = {"handle", joining->typed, joining->handle_error};
	struct view_input name = {"name", joining->name, joining->name_error};
	struct view_input address = {"address", joining->address, joining->address_error};
	struct view_join view = {
		.handle = &handle,
		.name = &name,
		.address = &address,
		.suggestion = joining->suggestion,
		.questions = {joining->questions, joining->nasked},
		.rules_title = joining->rules_title,
		.rules_error = joining->rules_error,
		.rules_version = joining->rules,
		.accepted = joining->accepted && !joining->rules_error,
		.error = joining->error,
		.invitation = joining->invited ? joining->link : "",
		.invited_by = inviter,
		.held = joining_is_held(visit, joining->invited),
	};
	const char *heading = say_with(visit, "join.title", &(struct say){.text = visit->server->site.conf.site_title});
	struct answer_page page = {status, "join", heading, &view_join_type, &view};
	return answer_page(visit, &page, err);
}

static int show_sent(struct visit *visit)
{
	struct say hours = {.count = visit->server->site.conf.join_hours};
	answer_message(visit, 200, say(visit, "join.sent_heading"), say_with(visit, "join.sent", &hours), "");
	return 0;
}

static int refuse(struct visit *visit, const char *why)
{
	const char *heading = say_with(visit, "join.title", &(struct say){.text = visit->server->site.conf.site_title});
	answer_message(visit, visit->req.method == REQ_POST ? 403 : 200, heading, why, "");
	return 0;
}

int join_form(struct visit *visit, struct err *err)
{
	struct joining joining;
	const char *why;
	if (*form_text(&visit->req.query, "sent"))
		return show_sent(visit);
	if (is_in(visit))
		return 0;
	if (joining_read(visit, &visit->req.query, &joining, err))
		return -1;
	return joining_is_open(visit, &joining, &why) ? show_form(visit, &joining, 200, err) : refuse(visit, why);
}

/* ---- what was sent ---- */

/* The page's token says when it was made, and that it was made for this visitor. NULL: a person filled it in. */
static const char *judge_sender(struct visit *visit)
{
	const char *token = form_text(&visit->req.form, "token");
	char id[TEXT_ID_LEN + 1];
	struct err err = {0};
	if (*form_text(&visit->req.form, "website"))
		return say(visit, "say.honeypot");
	if (guard_check_token(visit, token, &err))
		return say(visit, "join.stale");
	snprintf(id, sizeof(id), "%.15s-aaaaaa", token);
	bool quick = visit->now - date_from_id(id) < visit->server->site.conf.join_seconds;
	return quick ? say(visit, "join.quick") : NULL;
}

/* A keyed hash of it: what is counted is not kept. */
static const char *address_key(struct visit *visit, const char *address)
{
	char mac[CRYPTO_MAC_TEXT], *lower = arena_dup(visit->arena, address);
	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	crypto_mac(visit->server->secret, "mail address", (const char *const[]){lower, NULL}, mac);
	return arena_dup(visit->arena, mac);
}

static void write_letter(struct visit *visit, const struct joining *joining, const char *token, struct letter *letter)
{
	const struct config *conf = &visit->server->site.conf;
	struct say site = {.text = conf->site_title}, hours = {.count = conf->join_hours, .text = conf->site_title};
	const char **sentences = arena_alloc(visit->arena, 4, sizeof(*sentences));
	sentences[0] = say_with(visit, "join.letter_hello", &site);
	sentences[1] = say_with(visit, "join.letter_do", &hours);
	sentences[2] = say(visit, "join.letter_not");
	*letter = (struct letter){
		.name = joining->name,
		.address = joining->address,
		.heading = say_with(visit, "join.letter_subject", &site),
		.sentences = sentences,
		.button = say(visit, "join.letter_button"),
		.url = arena_printf(visit->arena, "%sjoin/confirm?t=%s", fill_write_url(&visit->fill), token),
		.why = say_with(visit, "join.letter_why", &site),
	};
}

static void write_known_letter(struct visit *visit, const struct joining *joining, struct letter *letter)
{
	struct say site = {.text = visit->server->site.conf.site_title};
	const char **sentences = arena_alloc(visit->arena, 3, sizeof(*sentences));
	sentences[0] = say_with(visit, "join.known_hello", &site);
	sentences[1] = say(visit, "join.known_do");
	*letter = (struct letter){
		.name = "",
		.address = joining->address,
		.heading = say_with(visit, "join.known_subject", &site),
		.sentences = sentences,
		.button = say(visit, "join.known_button"),
		.url = write_url(visit, "sign-in"),
		.why = say_with(visit, "join.letter_why", &site),
	};
}

/* Whether the address is a member's, and may still be written to today. */
static int look_up(struct visit *visit, const struct joining *joining, bool *known, bool *enough, struct err *err)
{
	struct state *state;
	const char *owner;
	int64_t wait;
	if (server_state(visit->server, &state, err) ||
	    state_rate(state, "join letter", address_key(visit, joining->address), visit->server->site.conf.join_letters, DAY,
	               visit->now, &wait, err))
		return -1;
	*enough = wait > 0;
	bool freed;
	*known = !state_address_owner(state, joining->address, visit->arena, &owner, err);
	if (!*known && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	/* Asked of somebody in any case: of an address that is nobody's, of whoever has the wanted name, which is found free. */
	if (newcomer_release(visit, *known ? owner : joining->handle, &freed, err))
		return -1;
	*known = *known && !freed;
	return 0;
}

/* The same is done whoever it is, so that neither the answer nor its time tells whether an address is known. */
static int keep_and_write(struct visit *visit, const struct joining *joining, struct err *err)
{
	char token[CRYPTO_TOKEN_TEXT], digest[CRYPTO_MAC_TEXT];
	struct letter to_new, to_known;
	bool known, enough;
	struct state_join join = {
		.handle = joining->handle,
		.name = joining->name,
		.address = joining->address,
		.answers = joining_answers(visit, joining),
		.invitation = joining->invited ? joining->invite.id : "",
		.rules = joining->rules,
		.expires = visit->now + visit->server->site.conf.join_hours * HOUR,
	};
	crypto_token(token);
	crypto_digest(token, strlen(token), digest);
	if (look_up(visit, joining, &known, &enough, err) || state_join_put(visit->server->state, digest, &join, visit->now, err))
		return -1;
	write_letter(visit, joining, token, &to_new);
	write_known_letter(visit, joining, &to_known);
	struct letter *letter = known ? &to_known : &to_new;
	if (enough)
		letter->address = NULL;
	return letter_put(visit, letter, err);
}

int join_send(struct visit *visit, struct err *err)
{
	struct joining joining;
	const char *why;
	if (is_in(visit))
		return 0;
	if (joining_read(visit, &visit->req.form, &joining, err))
		return -1;
	if (!joining_is_open(visit, &joining, &why))
		return refuse(visit, why);
	joining.error = judge_sender(visit);
	if (joining_check(visit, &joining, err))
		return -1;
	if (!joining_is_good(&joining))
		return show_form(visit, &joining, 422, err);
	if (guard_rate(visit, "join", visit->address, visit->server->site.conf.join_per_hour, HOUR, err) ||
	    keep_and_write(visit, &joining, err))
		return -1;
	answer_redirect(visit, write_url(visit, "join?sent=yes"));
	return 0;
}
