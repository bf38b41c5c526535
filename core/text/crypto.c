#include "crypto.h"

#include "date.h"

#include <sodium.h>

enum { HASH = 32, ID_RANDOM = 6 };

_Static_assert(CRYPTO_KEY == crypto_generichash_KEYBYTES, "state/secret is a BLAKE2b key");
_Static_assert(CRYPTO_PASSWORD_TEXT >= crypto_pwhash_STRBYTES, "an argon2id string fits");

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* RFC 4648, section 6, in lower case and without padding. */
static void put_base32(const unsigned char bytes[static HASH], char *out)
{
	uint32_t bits = 0;
	int have = 0;
	for (size_t i = 0; i < HASH; i++) {
		bits = (bits << 8 | bytes[i]) & 0xFFFF;
		for (have += 8; have >= 5; have -= 5)
			*out++ = base32[bits >> (have - 5) & 31];
	}
	*out++ = base32[bits << (5 - have) & 31];
	*out = '\0';
}

int crypto_init(struct err *err)
{
	if (sodium_init() < 0)
		return err_set(err, ERR_SYS, "libsodium finds no source of randomness");
	return 0;
}

void crypto_random(void *bytes, size_t n)
{
	randombytes_buf(bytes, n);
}

void crypto_token(char out[static CRYPTO_TOKEN_TEXT])
{
	unsigned char bytes[HASH];
	randombytes_buf(bytes, sizeof(bytes));
	put_base32(bytes, out);
	sodium_memzero(bytes, sizeof(bytes));
}

void crypto_id(int64_t now, char out[static CRYPTO_ID_TEXT])
{
	char head[DATE_TEXT];
	unsigned char random[ID_RANDOM];
	date_id_head(now, head);
	randombytes_buf(random, sizeof(random));
	size_t n = strlen(head);
	memcpy(out, head, n);
	out[n++] = '-';
	for (size_t i = 0; i < ID_RANDOM; i++)
		out[n++] = base32[random[i] & 31];
	out[n] = '\0';
}

static void mac_part(crypto_generichash_state *state, const char *part)
{
	unsigned char length[8];
	size_t n = strlen(part);
	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (unsigned char)((uint64_t)n >> (8 * i));
	crypto_generichash_update(state, length, sizeof(length));
	crypto_generichash_update(state, (const unsigned char *)part, n);
}

void crypto_mac(const unsigned char key[static CRYPTO_KEY], const char *purpose, const char *const *parts,
                char out[static CRYPTO_MAC_TEXT])
{
	crypto_generichash_state state;
	unsigned char mac[HASH];
	crypto_generichash_init(&state, key, CRYPTO_KEY, sizeof(mac));
	mac_part(&state, purpose);
	for (; *parts; parts++)
		mac_part(&state, *parts);
	crypto_generichash_final(&state, mac, sizeof(mac));
	put_base32(mac, out);
	sodium_memzero(&state, sizeof(state));
}

void crypto_digest(const void *bytes, size_t n, char out[static CRYPTO_MAC_TEXT])
{
	unsigned char hash[HASH];
	crypto_generichash(hash, sizeof(hash), bytes, n, NULL, 0);
	put_base32(hash, out);
}

void crypto_sha256(const void *bytes, size_t n, char out[static CRYPTO_SHA256_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, bytes, n);
	sodium_bin2hex(out, CRYPTO_SHA256_TEXT, hash, sizeof(hash));
}

bool crypto_equal(const char *a, const char *b)
{
	size_t n = strlen(a);
	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}

int crypto_password_hash(const char *password, char out[static CRYPTO_PASSWORD_TEXT], struct err *err)
{
	if (crypto_pwhash_str(out, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                      crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return err_set(err, ERR_SYS, "not enough memory to hash a password");
	return 0;
}

bool crypto_password_verify(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}
