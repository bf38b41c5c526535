#include "reply_mail.h"

#include "core/text/text.h"
#include "mail.h"

enum { DAY = 86400, WEEK = 7 * DAY, BOUNCE_MAC = 16 };

int64_t reply_mail_expires(int64_t now, int64_t days)
{
	return (now + days * DAY) / WEEK * WEEK + WEEK;
}

void reply_mail_token(const unsigned char secret[static CRYPTO_KEY], const struct reply_ticket *ticket,
                      char token[static REPLY_TOKEN + 1])
{
	char mac[CRYPTO_MAC_TEXT], expires[32];
	snprintf(expires, sizeof(expires), "%lld", (long long)ticket->expires);
	crypto_mac(secret, "reply by mail", (const char *const[]){ticket->handle, ticket->stem, expires, NULL}, mac);
	memcpy(token, mac, REPLY_TOKEN);
	token[REPLY_TOKEN] = '\0';
}

bool reply_mail_proves(const unsigned char secret[static CRYPTO_KEY], const struct reply_ticket *ticket, const char *token)
{
	char wanted[REPLY_TOKEN + 1];
	reply_mail_token(secret, ticket, wanted);
	return crypto_equal(wanted, token);
}

const char *reply_mail_address(const char *reply_to, const char *token, struct arena *arena)
{
	const char *at = strrchr(reply_to, '@');
	return arena_printf(arena, "%.*s+%s%s", (int)(at - reply_to), reply_to, token, at);
}

int reply_mail_check(const char *address, struct err *err)
{
	if (mail_check_address(address, err))
		return -1;
	if (strcspn(address, "@") > REPLY_LOCAL_MAX)
		return err_set(err, ERR_INPUT, "wants at most %d letters before the @", REPLY_LOCAL_MAX);
	return strcspn(address, "+") < strcspn(address, "@") ? err_set(err, ERR_INPUT, "wants no + of its own") : 0;
}

static char *small(const char *text, struct arena *arena)
{
	char *copy = arena_dup(arena, text);
	for (char *c = copy; *c; c++)
		*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
	return copy;
}

const char *reply_mail_found(const char *reply_to, const char *address, struct arena *arena)
{
	const char *ours = small(reply_to, arena), *theirs = small(address, arena);
	const char *host = strrchr(ours, '@'), *at = strrchr(theirs, '@');
	size_t n = host ? (size_t)(host - ours) : 0;
	if (!n || !at || strcmp(host, at) != 0 || strncmp(ours, theirs, n) != 0 || theirs[n] != '+')
		return NULL;
	return arena_dupn(arena, theirs + n + 1, (size_t)(at - theirs) - n - 1);
}

static void bounce_mac(const unsigned char secret[static CRYPTO_KEY], const char *handle, char mac[static CRYPTO_MAC_TEXT])
{
	crypto_mac(secret, "bounce", (const char *const[]){handle, NULL}, mac);
	mac[BOUNCE_MAC] = '\0';
}

const char *reply_mail_bounce(const unsigned char secret[static CRYPTO_KEY], const char *handle, struct arena *arena)
{
	char mac[CRYPTO_MAC_TEXT];
	bounce_mac(secret, handle, mac);
	return arena_printf(arena, "b.%s.%s", mac, handle);
}

const char *reply_mail_bounced(const unsigned char secret[static CRYPTO_KEY], const char *token, struct arena *arena)
{
	char mac[CRYPTO_MAC_TEXT];
	if (strncmp(token, "b.", 2) != 0 || strlen(token) < BOUNCE_MAC + 4 || token[BOUNCE_MAC + 2] != '.')
		return NULL;
	const char *said = arena_dupn(arena, token + 2, BOUNCE_MAC), *handle = token + BOUNCE_MAC + 3;
	if (!text_is_handle(handle, strlen(handle)))
		return NULL;
	bounce_mac(secret, handle, mac);
	return crypto_equal(mac, said) ? arena_dup(arena, handle) : NULL;
}
