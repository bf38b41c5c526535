#include "password.h"

#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "cgi/visit/letter.h"
#include "cgi/visit/say.h"
#include "core/state/state_mail.h"
#include "core/state/state_session.h"
#include "core/text/text.h"
#include "handlers.h"
#include "session.h"

enum { PASSWORD_MAX = 1024, QUARTER = 900 };

/*
 * argon2id of 32 random bytes that nobody kept, at the limits of crypto_password_hash(): a handle
 * that does not exist must take as long to refuse as one that does.
 */
static const char nobody[] =
	"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b4dWRWJTmaaJObGGhRdescudvI";

/* *hash: NULL where the account has none, or there is no account; which is asked for all the same. */
static int find_hash(struct visit *visit, const char *handle, const char **hash, struct err *err)
{
	struct state *state;
	*hash = NULL;
	if (server_state(visit->server, &state, err))
		return -1;
	if (state_account_hash(state, handle ? handle : "", visit->arena, hash, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
	}
	if (*hash && !**hash)
		*hash = NULL;
	return 0;
}

int password_check(struct visit *visit, const char *handle, const char *password, bool *right, struct err *err)
{
	const char *hash;
	if (find_hash(visit, handle, &hash, err))
		return -1;
	bool fits = strlen(password) <= PASSWORD_MAX;
	*right = crypto_password_verify(hash ? hash : nobody, fits ? password : "") && hash && fits;
	return 0;
}

/* Has this session been opened by a letter just now? */
static int is_fresh(struct visit *visit, bool *fresh, struct err *err)
{
	struct state *state;
	struct state_session session;
	*fresh = false;
	if (!*visit->session)
		return 0;
	if (server_state(visit->server, &state, err) || state_session_one(state, visit->session, visit->arena, &session, err))
		return -1;
	*fresh = session.by_letter && visit->now - session.made <= SESSION_FRESH;
	return 0;
}

int password_look(struct visit *visit, struct password_proof *proof, struct err *err)
{
	const char *hash;
	if (find_hash(visit, visit->handle, &hash, err) || is_fresh(visit, &proof->fresh, err))
		return -1;
	proof->fresh = proof->fresh || !*visit->session;
	proof->has_one = hash != NULL;
	return 0;
}

int password_prove(struct visit *visit, const char *password, const char **why, struct err *err)
{
	struct password_proof proof;
	bool right = false;
	*why = NULL;
	if (password_look(visit, &proof, err))
		return -1;
	if (proof.fresh)
		return 0;
	if (proof.has_one && (guard_rate(visit, "password", visit->handle, visit->server->site.conf.sign_in_attempts, QUARTER, err) ||
	                      password_check(visit, visit->handle, password, &right, err)))
		return -1;
	if (!right)
		*why = say(visit, proof.has_one ? "password.wrong" : "data.fresh_needed");
	return 0;
}

static int fill(struct visit *visit, struct view_password *view, const char **hash, struct err *err)
{
	*view = (struct view_password){
		.letters = letter_is_open(visit), .min = visit->server->site.conf.password_min, .handle = visit->handle};
	if (find_hash(visit, visit->handle, hash, err) || is_fresh(visit, &view->fresh, err))
		return -1;
	view->has_one = *hash != NULL;
	return 0;
}

static int show(struct visit *visit, int status, const struct view_password *view, struct err *err)
{
	struct answer_page page = {status, "password", say(visit, "password.heading"), &view_password_type, view};
	return answer_page(visit, &page, err);
}

int password_show(struct visit *visit, struct err *err)
{
	struct view_password view;
	const char *hash;
	if (fill(visit, &view, &hash, err))
		return -1;
	if (*form_text(&visit->req.query, "done"))
		view.notice = say(visit, "password.done");
	return show(visit, 200, &view, err);
}

/* What everybody tries first; a longer list is the attacker's, and the limits on wrong ones are for that. */
static bool is_common(const char *password)
{
	static const char *const common[] = {
		"1234567890", "123456789", "12345678", "0123456789", "password", "password1", "password12", "password123", "passwort",
		"passwort123", "qwertyuiop", "qwerty123", "qwerty1234", "1q2w3e4r5t", "iloveyou", "letmein123", "welcome123",
		"administrator", "changeme", "changeme123", "1111111111", "0000000000", "abcdefghij", "abc1234567", "sunshine123",
		"football123", "correct horse battery staple", "correcthorsebatterystaple",
	};
	for (size_t i = 0; i < ARRAY_LEN(common); i++) {
		if (!strcasecmp(password, common[i]))
			return true;
	}
	return false;
}

/* One character over and over. */
static bool is_run(const char *password)
{
	return strspn(password, (const char[]){password[0], '\0'}) == strlen(password);
}

/* Why it will not do, or NULL. */
static const char *judge(struct visit *visit, const char *password)
{
	const struct config *conf = &visit->server->site.conf;
	size_t n = strlen(password);
	if (text_bad_utf8(password, n) < n)
		return say(visit, "say.not_text");
	if (text_length(password, n) < (size_t)conf->password_min)
		return say_with(visit, "password.short", &(struct say){.count = conf->password_min});
	if (n > PASSWORD_MAX)
		return say_with(visit, "say.too_long", &(struct say){.count = PASSWORD_MAX / 4});
	if (!strcasecmp(password, visit->handle) || !strcasecmp(password, conf->site_title) ||
	    !strcasecmp(password, visit->server->site.host))
		return say(visit, "password.name");
	return is_common(password) || is_run(password) ? say(visit, "password.common") : NULL;
}

/* Wrong old ones are counted: a machine that was left open is no way to try passwords out. */
static int check_old(struct visit *visit, struct view_password *view, struct err *err)
{
	bool right = view->fresh;
	const char *old = form_text(&visit->req.form, "old");
	if (!view->fresh && view->has_one &&
	    (guard_rate(visit, "password", visit->handle, visit->server->site.conf.sign_in_attempts, QUARTER, err) ||
	     password_check(visit, visit->handle, old, &right, err)))
		return -1;
	if (!right)
		view->old_error = say(visit, view->has_one ? "password.wrong" : "password.stale");
	return 0;
}

static const char *words(struct visit *visit, const char *key)
{
	return say_with(visit, key, &(struct say){.text = visit->server->site.conf.site_title, .kind = visit->handle});
}

/* Whoever did it, its member hears of it, whatever letters they want otherwise. It is set by now: what fails is for the log. */
static void tell(struct visit *visit)
{
	struct err err = {0};
	struct state_reach reach;
	const char *const sentences[] = {words(visit, "say.letter_password"), words(visit, "say.letter_password_not"), NULL};
	struct letter letter = {
		.name = visit->handle,
		.heading = words(visit, "say.letter_password_subject"),
		.sentences = sentences,
		.button = say(visit, "sign_in.button"),
		.url = arena_printf(visit->arena, "%ssign-in", fill_write_url(&visit->fill)),
		.why = words(visit, "say.letter_password_why"),
	};
	if (!letter_is_open(visit))
		return;
	int rc = state_reach(visit->server->state, visit->handle, visit->arena, &reach, &err);
	letter.address = reach.address;
	if (!rc && *letter.address)
		rc = letter_put(visit, &letter, &err);
	if (rc)
		visit->io->log(visit->io->self, err.msg);
}

/* The account's sessions end with the old password; this browser gets a new one. */
static int set(struct visit *visit, const char *password, struct err *err)
{
	char hash[CRYPTO_PASSWORD_TEXT];
	struct state *state = visit->server->state;
	bool session = *visit->session != '\0';
	if (crypto_password_hash(password, hash, err) || state_account_put(state, visit->handle, hash, visit->now, err) ||
	    (session && session_open(visit, visit->handle, false, err)))
		return -1;
	tell(visit);
	answer_redirect(visit, arena_printf(visit->arena, "%sme/password?done=1", fill_write_url(&visit->fill)));
	return 0;
}

int password_change(struct visit *visit, struct err *err)
{
	struct view_password view;
	const char *hash, *password = form_text(&visit->req.form, "new");
	if (fill(visit, &view, &hash, err) || check_old(visit, &view, err))
		return -1;
	view.new_error = judge(visit, password);
	if (view.old_error || view.new_error)
		return show(visit, 422, &view, err);
	return set(visit, password, err);
}
