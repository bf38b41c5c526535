#include "cgi/answer/answer_page.h"
#include "cgi/visit/say.h"
#include "core/state/state_mail.h"
#include "core/text/escape.h"
#include "follow.h"
#include "handlers.h"

enum { URL_MAX = 4096 };

static const char all[] = "all";

/* What a letter's link says: whose letters about what, and the key that only the site can make. */
struct wish {
	const char *handle, *what;
};

static const char *key_of(struct visit *visit, const struct wish *wish)
{
	char key[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, "unsubscribe", (const char *const[]){wish->handle, wish->what, NULL}, key);
	return arena_dup(visit->arena, key);
}

static bool read_wish(struct visit *visit, struct wish *wish)
{
	const struct form *query = &visit->req.query;
	wish->handle = form_text(query, "h");
	wish->what = form_text(query, "w");
	return crypto_equal(key_of(visit, wish), form_text(query, "k"));
}

static int refuse(struct visit *visit)
{
	answer_message(visit, 403, say(visit, "unsubscribe.heading"), say(visit, "unsubscribe.wrong"), "");
	return 0;
}

/* Which letters end, by the name of what is followed; of what has gone, by the key that is left of it. */
static const char *explain(struct visit *visit, const char *what)
{
	struct view_followed found;
	struct err ignored = {0};
	if (!strcmp(what, all))
		return say(visit, "unsubscribe.all");
	if (!strcmp(what, STATE_MENTIONS))
		return say(visit, "unsubscribe.mention");
	if (follow_find(visit, what, &found, &ignored)) {
		size_t n = strcspn(what, ":");
		found.kind = arena_dupn(visit->arena, what, n);
		found.title = what + n + (what[n] == ':');
	}
	return say_with(visit, arena_printf(visit->arena, "unsubscribe.%s", found.kind), &(struct say){.text = found.title});
}

/* A link may be opened by a mail server that looks for harm, so it only asks. */
int unsubscribe_show(struct visit *visit, struct err *err)
{
	struct wish wish;
	if (!read_wish(visit, &wish))
		return refuse(visit);
	struct view_confirm view = {
		.heading = say(visit, "unsubscribe.heading"),
		.text = explain(visit, wish.what),
		.button = say(visit, "unsubscribe.button"),
		.action = "",
	};
	struct answer_page page = {200, "confirm", view.heading, &view_confirm_type, &view};
	return answer_page(visit, &page, err);
}

static const char *url_of_all(struct visit *visit, const char *handle)
{
	struct wish wish = {handle, all};
	struct str url;
	str_init(&url, URL_MAX);
	str_addf(&url, "%sunsubscribe?h=", fill_write_url(&visit->fill));
	escape_url_arg(&url, handle, strlen(handle));
	str_addf(&url, "&w=%s&k=%s", all, key_of(visit, &wish));
	const char *copy = arena_dupn(visit->arena, url.at, url.len);
	str_release(&url);
	return copy;
}

/* What has ended, and the way to end or choose the rest. */
static int show_done(struct visit *visit, const struct wish *wish, struct err *err)
{
	bool rest = strcmp(wish->what, all) != 0;
	struct view_confirm view = {
		.heading = say(visit, "unsubscribe.done"),
		.text = explain(visit, wish->what),
		.button = rest ? say(visit, "unsubscribe.rest") : NULL,
		.action = rest ? url_of_all(visit, wish->handle) : "",
		.plain = true,
		.link = say(visit, "unsubscribe.choose"),
		.url = arena_printf(visit->arena, "%sme/letters", fill_write_url(&visit->fill)),
	};
	struct answer_page page = {200, "confirm", view.heading, &view_confirm_type, &view};
	return answer_page(visit, &page, err);
}

/* RFC 8058: a mailer posts this by itself, without cookie, origin or page. The key is all that it has. */
int unsubscribe_do(struct visit *visit, struct err *err)
{
	struct wish wish;
	struct state *state;
	if (!read_wish(visit, &wish))
		return refuse(visit);
	if (server_state(visit->server, &state, err))
		return -1;
	int rc = strcmp(wish.what, all) ? state_follow_put(state, wish.handle, wish.what, false, visit->now, err)
	                                : state_mail_put(state, wish.handle, STATE_MAIL_NEVER, err);
	/* An account that has gone gets no letters either. */
	if (rc && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return show_done(visit, &wish, err);
}
