#include "guard.h"

#include "cgi/visit/content.h"
#include "core/site/client.h"
#include "core/text/date.h"
#include "core/text/net.h"
#include "core/text/text.h"
#include "newcomer.h"

enum { VERSION = 6, DAY = 86400, NEXT_MAX = 400, CLOCK_SLACK = 60 };

static const char *mac(struct visit *visit, const char *purpose, const char *const *parts)
{
	char text[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, purpose, parts, text);
	return arena_dup(visit->arena, text);
}

static bool is_https(const struct visit *visit)
{
	return !strncmp(visit->server->site.origin, "https:", 6);
}

const char *guard_cookie_name(struct visit *visit, const char *end)
{
	return arena_printf(visit->arena, "%s%s", is_https(visit) ? "__Host-stoa" : "stoa", end);
}

const char *guard_cookie(struct visit *visit, const char *end, const char *value, long long seconds)
{
	return arena_printf(visit->arena, "%s=%s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", guard_cookie_name(visit, end),
	                    value, seconds, is_https(visit) ? "; Secure" : "");
}

/* Handle of a live session, or NULL. */
static int find_session(struct visit *visit, const char *token, const char **handle, struct err *err)
{
	char hash[CRYPTO_MAC_TEXT];
	struct state *state;
	*handle = NULL;
	crypto_digest(token, strlen(token), hash);
	if (server_state(visit->server, &state, err))
		return -1;
	if (state_session_find(state, hash, visit->now, visit->arena, handle, err)) {
		if (err->code != ERR_NOTFOUND)
			return -1;
		err_clear(err);
		return 0;
	}
	visit->session = arena_dup(visit->arena, hash);
	return 0;
}

static int load_newcomer(struct visit *visit, const char *handle, struct err *err)
{
	bool waits;
	visit->account = handle;
	if (newcomer_waits(visit, handle, &waits, err))
		return -1;
	visit->newcomer = waits ? handle : NULL;
	return 0;
}

/* A handle without profile is nobody: who may do what is data in the repository. */
static int load_profile(struct visit *visit, const char *handle, struct err *err)
{
	if (content_profile(visit, handle, &visit->profile, err))
		return -1;
	const struct page *who = visit->profile;
	if (who && who->left) {
		visit->profile = NULL;
		return 0;
	}
	if (!who)
		return load_newcomer(visit, handle, err);
	if (who->banned || who->suspended > visit->now)
		visit->barred = who;
	if (who->banned) {
		visit->profile = NULL;
		return 0;
	}
	visit->account = visit->handle = handle;
	visit->role = (enum page_role)who->role;
	return 0;
}

/* Whom the web server has signed in, where the operator says that this may be believed. */
static const char *remote_user(const struct visit *visit)
{
	const char *user = visit->req.remote_user;
	bool believed = visit->server->site.conf.sign_in_remote_user && text_is_handle(user, strlen(user));
	return believed ? user : NULL;
}

int guard_session(struct visit *visit, struct err *err)
{
	const char *from = client_address(visit->req.address, visit->req.forwarded, &visit->server->site.conf.cgi_proxies, visit->arena);
	visit->address = mac(visit, "address", (const char *const[]){net_of_sender(from, visit->arena), NULL});
	visit->session = "";
	const char *token = req_cookie(&visit->req, guard_cookie_name(visit, "")), *handle = remote_user(visit);
	const char *bound = handle ? arena_printf(visit->arena, "user %s", handle) : NULL;
	if (!handle && *token && find_session(visit, token, &handle, err))
		return -1;
	if (handle && load_profile(visit, handle, err))
		return -1;
	if (!bound)
		bound = *visit->session ? visit->session : visit->address;
	visit->visitor = mac(visit, "visitor", (const char *const[]){bound, NULL});
	return 0;
}

/* "https://example.org:8080" of an Origin, or of the start of a Referer. */
static bool is_own_origin(const struct visit *visit, const char *url)
{
	const char *own = visit->server->site.origin, *host = visit->req.host, *at = strstr(url, "://");
	size_t n = at ? strcspn(at + 3, "/?#") : 0;
	if (!n)
		return false;
	at += 3;
	/* Whoever owns the network can answer for the site without TLS. */
	if (!strncmp(own, "https:", 6) && strncmp(url, "https:", 6) && !strcmp(host, own + strlen("https://")))
		return false;
	return (strlen(own) == (size_t)(at - url) + n && !strncmp(own, url, strlen(own))) ||
	       (strlen(host) == n && !strncmp(host, at, n));
}

int guard_origin(const struct visit *visit, struct err *err)
{
	const struct req *req = &visit->req;
	bool own = false;
	if (*req->fetch_site)
		own = !strcmp(req->fetch_site, "same-origin");
	else if (*req->origin)
		own = is_own_origin(visit, req->origin);
	else
		own = is_own_origin(visit, req->referer);
	if (own && *req->origin && strcmp(req->origin, "null"))
		own = is_own_origin(visit, req->origin);
	return own ? 0 : err_set(err, ERR_DENIED, "a form from another site (origin '%s')", req->origin);
}

static const char *token_mac(struct visit *visit, const char *time)
{
	return mac(visit, "form", (const char *const[]){visit->visitor, time, NULL});
}

const char *guard_token(struct visit *visit)
{
	char time[DATE_TEXT];
	date_id_head(visit->now, time);
	return arena_printf(visit->arena, "%s.%s", time, token_mac(visit, time));
}

/* A time as it stands in a token: not in the future, not older than max seconds. */
static bool is_fresh(const struct visit *visit, int64_t at, int64_t max)
{
	return at <= visit->now + CLOCK_SLACK && visit->now - at <= max;
}

static int64_t token_seconds(const struct visit *visit)
{
	return visit->server->site.conf.post_token_hours * 3600;
}

static int expired(struct err *err)
{
	return err_set(err, ERR_RACE, "a form that has expired");
}

int64_t guard_token_time(struct visit *visit, const char *token)
{
	size_t n = strcspn(token, ".");
	const char *time = arena_dupn(visit->arena, token, n);
	char id[TEXT_ID_LEN + 1];
	snprintf(id, sizeof(id), "%s-aaaaaa", time);
	bool own = token[n] == '.' && crypto_equal(token + n + 1, token_mac(visit, time)) && text_is_id(id, strlen(id));
	return own ? date_from_id(id) : 0;
}

int guard_check_token(struct visit *visit, const char *token, struct err *err)
{
	size_t n = strcspn(token, ".");
	const char *time = arena_dupn(visit->arena, token, n);
	if (token[n] != '.' || !crypto_equal(token + n + 1, token_mac(visit, time)))
		return err_set(err, ERR_DENIED, "a form's token that is not this visitor's");
	char id[TEXT_ID_LEN + 1];
	snprintf(id, sizeof(id), "%s-aaaaaa", time);
	return is_fresh(visit, date_from_id(id), token_seconds(visit)) ? 0 : expired(err);
}

static const char *content_mac(struct visit *visit, const char *id, const char *const *content)
{
	const char *hash = mac(visit, "content", content);
	return mac(visit, "submission", (const char *const[]){id, visit->visitor, hash, NULL});
}

const char *guard_content_token(struct visit *visit, const char *id, const char *const *content)
{
	return arena_printf(visit->arena, "%s.%s", id, content_mac(visit, id, content));
}

int guard_check_content_token(struct visit *visit, const char *token, const char *const *content, const char **id,
                              struct err *err)
{
	size_t n = strcspn(token, ".");
	*id = arena_dupn(visit->arena, token, n);
	if (token[n] != '.' || !text_is_id(token, n) || !crypto_equal(token + n + 1, content_mac(visit, *id, content)))
		return err_set(err, ERR_DENIED, "a preview's token that does not fit the text or the visitor");
	return is_fresh(visit, date_from_id(*id), token_seconds(visit)) ? 0 : expired(err);
}

const char *guard_receipt_key(struct visit *visit, const char *id)
{
	return mac(visit, "receipt", (const char *const[]){id, NULL});
}

bool guard_is_receipt_key(struct visit *visit, const char *id, const char *key)
{
	return crypto_equal(key, guard_receipt_key(visit, id));
}

int guard_rate(struct visit *visit, const char *what, const char *who, int64_t limit, int64_t window, struct err *err)
{
	struct state *state;
	int64_t wait = 0;
	if (server_state(visit->server, &state, err) || state_rate(state, what, who, limit, window, visit->now, &wait, err))
		return -1;
	if (!wait)
		return 0;
	visit->answer.retry_after = wait;
	return err_set(err, ERR_LIMIT, "%s: more than %lld in %lld seconds", what, (long long)limit, (long long)window);
}

static const char *mark_cookie(struct visit *visit, const char *value, long long age)
{
	return arena_printf(visit->arena, "stoa-in=%s; Path=/; Max-Age=%lld; SameSite=Lax%s", value, age,
	                    is_https(visit) ? "; Secure" : "");
}

static long long session_seconds(const struct visit *visit)
{
	return (long long)visit->server->site.conf.session_days * DAY;
}

void guard_mark(struct visit *visit)
{
	char version[CRYPTO_TOKEN_TEXT];
	crypto_token(version);
	if (!visit->handle)
		return;
	const char *value = arena_printf(visit->arena, "%s.%s.%.*s", visit->handle, visit_is_moderator(visit) ? "m" : "", VERSION, version);
	visit->answer.mark = mark_cookie(visit, value, session_seconds(visit));
}

void guard_unmark(struct visit *visit)
{
	visit->answer.mark = *req_cookie(&visit->req, "stoa-in") ? mark_cookie(visit, "", 0) : NULL;
}

/* Whose session has just begun; the rest of this visit stays a guest's. */
static void mark_new(struct visit *visit, const char *token)
{
	struct visit member = *visit;
	struct err err = {0};
	const char *handle = NULL;
	/* Their profile may be what this visit has published. */
	member.main_known = false;
	if (find_session(&member, token, &handle, &err) || !handle || load_profile(&member, handle, &err))
		return;
	guard_mark(&member);
	visit->answer.mark = member.answer.mark;
}

void guard_set_cookie(struct visit *visit, const char *token)
{
	long long age = token ? session_seconds(visit) : 0;
	if (token)
		mark_new(visit, token);
	else
		guard_unmark(visit);
	visit->answer.cookie = guard_cookie(visit, "", token ? token : "", age);
}

const char *guard_local_path(struct visit *visit, const char *next, const char *fallback)
{
	const char *base = visit->server->site.base;
	if (strncmp(next, base, strlen(base)) || next[1] == '/' || strlen(next) > NEXT_MAX)
		return fallback;
	for (const char *c = next; *c; c++) {
		if (*c <= 0x20 || *c > 0x7E || *c == '\\')
			return fallback;
	}
	return next;
}
