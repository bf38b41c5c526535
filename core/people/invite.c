#include "invite.h"

enum { ID = 8, SIGNATURE = 20 };

const char *invite_id(struct arena *arena)
{
	char token[CRYPTO_TOKEN_TEXT];
	crypto_token(token);
	return arena_dupn(arena, token, ID);
}

const char *invite_sign(const unsigned char key[static CRYPTO_KEY], const char *id, struct arena *arena)
{
	char mac[CRYPTO_MAC_TEXT];
	crypto_mac(key, "invitation", (const char *const[]){id, NULL}, mac);
	return arena_printf(arena, "%s.%.*s", id, SIGNATURE, mac);
}

const char *invite_verify(const unsigned char key[static CRYPTO_KEY], const char *text, struct arena *arena)
{
	if (strlen(text) != ID + 1 + SIGNATURE || text[ID] != '.')
		return NULL;
	const char *id = arena_dupn(arena, text, ID);
	return crypto_equal(text, invite_sign(key, id, arena)) ? id : NULL;
}
