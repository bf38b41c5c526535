/*
 * crypto.h: random bytes, keyed hashes, passwords, all by libsodium. It refuses to invent a
 * construction: each function is one documented libsodium primitive.
 */
#ifndef STOA_CRYPTO_H
#define STOA_CRYPTO_H

#include "core/base/str.h"

enum {
	CRYPTO_KEY = 32,         /* bytes of state/secret */
	CRYPTO_MAC_TEXT = 53,    /* 32 bytes in base32 and the NUL */
	CRYPTO_TOKEN_TEXT = 53,
	CRYPTO_PASSWORD_TEXT = 128,
	CRYPTO_ID_TEXT = 23,
	CRYPTO_SHA256_TEXT = 65,
};

/* Once, by main, before anything else here. */
int crypto_init(struct err *err) WARN_UNUSED;

void crypto_random(void *bytes, size_t n);

/* 256 random bits in lower-case base32 (RFC 4648 without padding), NUL-terminated. */
void crypto_token(char out[static CRYPTO_TOKEN_TEXT]);

/* A fresh id, YYYYMMDD-HHMMSS-xxxxxx: UTC time and six random base32 letters; text_is_id() holds. */
void crypto_id(int64_t now, char out[static CRYPTO_ID_TEXT]);

/*
 * Keyed BLAKE2b (crypto_generichash) of parts, in base32. Each part is hashed with its length, so
 * that no two lists of parts collide. purpose separates uses of one key. parts ends with NULL.
 */
void crypto_mac(const unsigned char key[static CRYPTO_KEY], const char *purpose,
                const char *const *parts, char out[static CRYPTO_MAC_TEXT]);

/* Unkeyed BLAKE2b of bytes, in base32: names of assets, stored sessions. (libsodium owns the name crypto_hash.) */
void crypto_digest(const void *bytes, size_t n, char out[static CRYPTO_MAC_TEXT]);

/* SHA-256 in hexadecimal, as sha256sum prints it: for people to compare a download with. */
void crypto_sha256(const void *bytes, size_t n, char out[static CRYPTO_SHA256_TEXT]);

/* Equal texts? Takes the same time wherever they differ; their lengths are no secret. */
bool crypto_equal(const char *a, const char *b);

/* argon2id (crypto_pwhash_str), interactive limits: some 64 MiB and 0.1 s a call. */
int crypto_password_hash(const char *password, char out[static CRYPTO_PASSWORD_TEXT], struct err *err) WARN_UNUSED;
bool crypto_password_verify(const char *hash, const char *password);

#endif
