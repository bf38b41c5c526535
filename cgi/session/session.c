#include "session.h"

#include "cgi/answer/answer_page.h"
#include "cgi/guard/guard.h"
#include "core/state/state_session.h"
#include "device.h"

enum { DAY = 86400 };

/* A word in a User-Agent and who it stands for; the first that fits, as most browsers name others too. */
struct family {
	const char *word, *name;
};

static const struct family browsers[] = {
	{"Edg", "Edge"},          {"OPR/", "Opera"},           {"SamsungBrowser/", "Samsung Internet"}, {"Vivaldi/", "Vivaldi"},
	{"Firefox/", "Firefox"},  {"FxiOS/", "Firefox"},       {"CriOS/", "Chrome"},                    {"Chromium/", "Chromium"},
	{"Chrome/", "Chrome"},    {"Safari/", "Safari"},       {"Lynx/", "Lynx"},                       {"w3m/", "w3m"},
	{"Links ", "Links"},      {"ELinks/", "ELinks"},       {"curl/", "curl"},
};
static const struct family systems[] = {
	{"Android", "Android"}, {"iPhone", "iPhone"},   {"iPad", "iPad"},     {"CrOS", "ChromeOS"},
	{"Windows", "Windows"}, {"Macintosh", "macOS"}, {"FreeBSD", "FreeBSD"}, {"OpenBSD", "OpenBSD"}, {"Linux", "Linux"},
};

static const char *find(const struct family *families, size_t n, const char *user_agent)
{
	for (size_t i = 0; i < n; i++) {
		if (strstr(user_agent, families[i].word))
			return families[i].name;
	}
	return NULL;
}

const char *session_browser(const char *user_agent, struct arena *arena)
{
	const char *browser = find(browsers, ARRAY_LEN(browsers), user_agent), *system = find(systems, ARRAY_LEN(systems), user_agent);
	if (browser && system)
		return arena_printf(arena, "%s, %s", browser, system);
	return browser ? browser : system ? system : "";
}

void session_seen(struct visit *visit)
{
	struct err err = {0};
	struct state *state;
	struct state_session session;
	int64_t today = visit->now - visit->now % DAY;
	if (!*visit->session || server_state(visit->server, &state, &err) ||
	    state_session_one(state, visit->session, visit->arena, &session, &err) || session.seen >= today)
		return;
	if (state_session_seen(state, visit->session, today, session_browser(visit->req.user_agent, visit->arena), &err))
		visit->io->log(visit->io->self, err.msg);
}

int session_open(struct visit *visit, const char *handle, bool by_letter, struct err *err)
{
	char token[CRYPTO_TOKEN_TEXT], digest[CRYPTO_MAC_TEXT];
	struct state *state;
	int64_t expires = visit->now + visit->server->site.conf.session_days * DAY;
	crypto_token(token);
	crypto_digest(token, strlen(token), digest);
	struct state_session session = {.token = digest,
					.browser = session_browser(visit->req.user_agent, visit->arena),
					.seen = visit->now - visit->now % DAY,
					.by_letter = by_letter};
	if (server_state(visit->server, &state, err) || (*visit->session && state_session_drop(state, visit->session, err)) ||
	    state_session_put(state, digest, handle, visit->now, expires, err) || state_session_note(state, &session, err))
		return -1;
	guard_set_cookie(visit, token);
	device_remember(visit, handle);
	return 0;
}

/* Where somebody who came for nothing in particular can see that it worked: static pages cannot say it. */
static const char *start_of(struct visit *visit, const struct page *who)
{
	return arena_printf(visit->arena, "%s%s", fill_write_url(&visit->fill), who->role >= ROLE_MODERATOR ? "queue" : "me");
}

int session_begin(struct visit *visit, const struct page *who, const char *next, bool by_letter, struct err *err)
{
	if (session_open(visit, who->place.handle, by_letter, err))
		return -1;
	answer_redirect(visit, guard_local_path(visit, next, start_of(visit, who)));
	return 0;
}
