#include "core/state_mail.h"
#include "core/text.h"
#include "guard.h"
#include "handlers.h"
#include "say.h"

/* What a letter's link says: whose letters about what, and the key that only the site can make. */
struct wish {
	const char *handle, *what;
};

static bool read_wish(struct visit *visit, struct wish *wish)
{
	const struct form *query = &visit->req.query;
	char key[CRYPTO_MAC_TEXT];
	wish->handle = form_text(query, "h");
	wish->what = form_text(query, "w");
	crypto_mac(visit->server->secret, "unsubscribe", (const char *const[]){wish->handle, wish->what, NULL}, key);
	return crypto_equal(key, form_text(query, "k"));
}

static int refuse(struct visit *visit)
{
	answer_message(visit, 403, say(visit, "unsubscribe.heading"), say(visit, "unsubscribe.wrong"), "");
	return 0;
}

static const char *explain(struct visit *visit, const char *what)
{
	static const char *const kinds[][2] = {
		{"topic:", "unsubscribe.topic"}, {"forum:", "unsubscribe.forum"}, {"tag:", "unsubscribe.tag"}};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t n = strlen(kinds[i][0]);
		if (!strncmp(what, kinds[i][0], n))
			return say_with(visit, kinds[i][1], &(struct say){.text = what + n});
	}
	return say(visit, "unsubscribe.all");
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

/* RFC 8058: a mailer posts this by itself, without cookie, origin or page. The key is all that it has. */
int unsubscribe_do(struct visit *visit, struct err *err)
{
	struct wish wish;
	struct state *state;
	if (!read_wish(visit, &wish))
		return refuse(visit);
	if (server_state(visit->server, &state, err))
		return -1;
	int rc = strcmp(wish.what, "all") ? state_follow_put(state, wish.handle, wish.what, false, visit->now, err)
	                                  : state_mail_put(state, wish.handle, STATE_MAIL_NEVER, err);
	/* An account that has gone gets no letters either. */
	if (rc && err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	answer_message(visit, 200, say(visit, "unsubscribe.heading"), say(visit, "unsubscribe.done"), "");
	return 0;
}
