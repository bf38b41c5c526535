#include "outbox.h"

#include "core/mail/mail.h"
#include "core/mail/reply_mail.h"

enum { LEASE = 600, MESSAGE_MAX = 64 << 20, MINUTE = 60, DAY = 86400 };

bool outbox_is_open(const struct site *site)
{
	return *site->conf.mail_from != '\0';
}

/* A minute, then four times as long each time, at most a day. */
static int64_t pause_after(int64_t tries)
{
	int64_t pause = MINUTE;
	for (int64_t i = 1; i < tries && pause < DAY; i++)
		pause *= 4;
	return pause < DAY ? pause : DAY;
}

/*
 * Logs are kept and read by others than state.db: "b…@example.org" says which server it is, and not who. A mailer's own words
 * name people too.
 */
static void add_nameless(struct str *out, const char *text)
{
	static const char between[] = " \t<>()[]:;,\"'";
	while (*text) {
		size_t n = strcspn(text, between), at = 0;
		while (at < n && text[n - at - 1] != '@')
			at++;
		if (at < n && at + 1 < n)
			str_addf(out, "%.1s…%.*s", text, (int)at + 1, text + n - at - 1);
		else
			str_add(out, text, n);
		text += n;
		n = strspn(text, between);
		str_add(out, text, n);
		text += n;
	}
}

static void complain(const struct outbox *outbox, const struct state_letter *letter, bool last, const struct err *why)
{
	struct str text;
	str_init(&text, 4096);
	str_addz(&text, "letter to ");
	add_nameless(&text, letter->address);
	str_addz(&text, ": ");
	add_nameless(&text, why->msg);
	str_addz(&text, last ? "; given up" : "; will be tried again");
	outbox->warn(outbox->self, text.at);
	str_release(&text);
}

/* What comes back shall say whose letter it was, where somebody reads it. */
static const char *return_path(const struct outbox *outbox, const struct state_letter *letter, struct arena *arena)
{
	const struct config *conf = &outbox->site->conf;
	unsigned char secret[CRYPTO_KEY];
	const char *handle;
	struct err ignored = {0};
	if (!*conf->mail_reply_to || site_secret(outbox->site, secret, &ignored) ||
	    state_address_owner(outbox->state, letter->address, arena, &handle, &ignored))
		return conf->mail_from;
	return reply_mail_address(conf->mail_reply_to, reply_mail_bounce(secret, handle, arena), arena);
}

static int send_one(const struct outbox *outbox, const struct state_letter *letter, struct arena *arena, size_t *sent,
                    struct err *err)
{
	const struct config *conf = &outbox->site->conf;
	if (!*letter->address)
		return state_letter_sent(outbox->state, letter->id, err);
	struct mail_envelope envelope = {conf->mail_sendmail, return_path(outbox, letter, arena), letter->address};
	struct err refused = {0};
	struct str message;
	str_init(&message, MESSAGE_MAX);
	str_addz(&message, letter->message);
	int rc = mail_send(&envelope, &message, &refused);
	str_release(&message);
	if (!rc) {
		++*sent;
		return state_letter_sent(outbox->state, letter->id, err);
	}
	bool last = refused.code == ERR_INPUT || letter->tries >= conf->mail_tries;
	complain(outbox, letter, last, &refused);
	return last ? state_letter_sent(outbox->state, letter->id, err)
	            : state_letter_delay(outbox->state, letter->id, outbox->now + pause_after(letter->tries), err);
}

int outbox_send(const struct outbox *outbox, size_t *sent, struct err *err)
{
	struct arena arena;
	struct state_letter letter;
	int rc = 0;
	*sent = 0;
	arena_init(&arena);
	while (!rc) {
		arena_reset(&arena);
		rc = state_letter_claim(outbox->state, outbox->now, LEASE, &arena, &letter, err);
		if (!rc)
			rc = send_one(outbox, &letter, &arena, sent, err);
	}
	arena_release(&arena);
	if (err->code != ERR_NOTFOUND)
		return -1;
	err_clear(err);
	return 0;
}
