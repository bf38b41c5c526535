#include "barred.h"
#include "content.h"
#include "core/text.h"
#include "guard.h"
#include "handlers.h"
#include "say.h"

enum { WINDOW = 900, PASSWORD_MAX = 1024, DAY = 86400 };

/*
 * argon2id of 32 random bytes that nobody kept, at the limits of crypto_password_hash(): a handle
 * that does not exist must take as long to refuse as one that does.
 */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObGGhRdescudvI";

static int show_form(struct visit *visit, int status, const char *error, struct err *err)
{
	const struct form *form = visit->req.method == REQ_POST ? &visit->req.form : &visit->req.query;
	const char *next = guard_local_path(visit, form_text(form, "next"), "");
	const char *typed = form_text(form, "handle");
	struct view_input handle = {.name = "handle", .value = text_is_handle(typed, strlen(typed)) ? typed : ""};
	struct view_sign_in view = {&handle, error, next};
	struct answer_page page = {status, "sign_in", say(visit, "sign_in.heading"), &view_sign_in_type, &view};
	return answer_page(visit, &page, err);
}

int account_form(struct visit *visit, struct err *err)
{
	return show_form(visit, 200, NULL, err);
}

/* *who: the profile, NULL where it is not them. The same work whether or not there is such an account. */
static int verify(struct visit *visit, const char *handle, const char *password, const struct page **who, struct err *err)
{
	struct state *state;
	const struct page *profile = NULL;
	const char *hash = nobody;
	bool known = text_is_handle(handle, strlen(handle)) && strlen(password) <= PASSWORD_MAX;
	if (server_state(visit->server, &state, err))
		return -1;
	if (known && state_account_hash(state, handle, visit->arena, &hash, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		known = false;
		hash = nobody;
	}
	if (known && content_profile(visit, handle, &profile, err))
		return -1;
	*who = crypto_password_verify(hash, known ? password : "") && known ? profile : NULL;
	return 0;
}

static int throttle(struct visit *visit, const char *handle, struct err *err)
{
	int64_t attempts = visit->server->site.conf.sign_in_attempts;
	if (guard_rate(visit, "sign-in", visit->address, attempts, WINDOW, err))
		return -1;
	return *handle ? guard_rate(visit, "sign-in handle", handle, attempts, WINDOW, err) : 0;
}

/* Success forgets this handle's failures, but not the address's: it may have tried others. */
static int open_session(struct visit *visit, const char *handle, struct err *err)
{
	char token[CRYPTO_TOKEN_TEXT], hash[CRYPTO_MAC_TEXT];
	struct state *state = visit->server->state;
	int64_t expires = visit->now + visit->server->site.conf.session_days * DAY;
	crypto_token(token);
	crypto_digest(token, strlen(token), hash);
	if (state_rate_clear(state, "sign-in handle", handle, err) ||
	    (*visit->session && state_session_drop(state, visit->session, err)) ||
	    state_session_put(state, hash, handle, visit->now, expires, err))
		return -1;
	guard_set_cookie(visit, token);
	return 0;
}

/* Where somebody who came for nothing in particular can see that it worked: static pages cannot say it. */
static const char *start_of(struct visit *visit, const struct page *who)
{
	return arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), who->role >= ROLE_MODERATOR ? "queue" : "me");
}

int account_sign_in(struct visit *visit, struct err *err)
{
	const struct form *form = &visit->req.form;
	const char *handle = form_text(form, "handle");
	const struct page *who = NULL;
	if (throttle(visit, text_is_handle(handle, strlen(handle)) ? handle : "", err) ||
	    verify(visit, handle, form_text(form, "password"), &who, err))
		return -1;
	if (!who)
		return show_form(visit, 403, say(visit, "say.wrong_password"), err);
	if (who->banned)
		return barred_refuse(visit, who, err);
	if (open_session(visit, handle, err))
		return -1;
	answer_redirect(visit, guard_local_path(visit, form_text(form, "next"), start_of(visit, who)));
	return 0;
}

int account_sign_out(struct visit *visit, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err) ||
	    (*visit->session && state_session_drop(state, visit->session, err)))
		return -1;
	guard_set_cookie(visit, NULL);
	answer_redirect(visit, visit->server->site.base);
	return 0;
}

int account_me(struct visit *visit, struct err *err)
{
	static const char *const roles[] = {"member", "staff", "moderator", "admin"};
	struct say who = {.text = visit->handle, .kind = roles[visit->role]};
	(void)err;
	answer_message(visit, 200, say_with(visit, "say.who", &who), say_with(visit, "say.role", &who), "");
	return 0;
}
