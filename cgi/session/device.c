#include "device.h"

#include "cgi/guard/guard.h"

enum { NAME = 16, DAYS = 400 };

/* Nobody can make one without the site's secret, nor use one for another account. */
static const char *value_of(struct visit *visit, const char *name, const char *handle)
{
	char mac[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, "device", (const char *const[]){name, handle, NULL}, mac);
	return arena_printf(visit->arena, "%s.%s", name, mac);
}

const char *device_known(struct visit *visit, const char *handle)
{
	const char *value = req_cookie(&visit->req, guard_cookie_name(visit, "-known"));
	if (!handle || strcspn(value, ".") != NAME)
		return NULL;
	const char *name = arena_dupn(visit->arena, value, NAME);
	return crypto_equal(value, value_of(visit, name, handle)) ? name : NULL;
}

void device_remember(struct visit *visit, const char *handle)
{
	char token[CRYPTO_TOKEN_TEXT];
	if (device_known(visit, handle))
		return;
	crypto_token(token);
	const char *name = arena_dupn(visit->arena, token, NAME);
	visit->answer.device = guard_cookie(visit, "-known", value_of(visit, name, handle), (long long)DAYS * 86400);
}
