#include "core/text/crypto.h"
#include "core/text/date.h"
#include "core/text/text.h"

#include <setjmp.h>

#include <cmocka.h>

static int start(void **state)
{
	(void)state;
	struct err err = {0};
	return crypto_init(&err);
}

static bool is_base32(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "abcdefghijklmnopqrstuvwxyz234567") == n;
}

static void hash_is_known(void **state)
{
	(void)state;
	char hash[CRYPTO_MAC_TEXT];
	/* BLAKE2b-256 of "", in hexadecimal 0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8. */
	char hex[CRYPTO_SHA256_TEXT];
	crypto_sha256("abc", 3, hex); /* FIPS 180-4, appendix */
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	crypto_digest("", 0, hash);
	assert_string_equal(hash, "bzlvdqbg4vb3f2flf2ygbgo2uhi6lx2ho6hxpb72vnc434jp4oua");
	crypto_digest("a", 1, hash);
	assert_true(is_base32(hash, 52));
	assert_string_not_equal(hash, "bzlvdqbg4vb3f2flf2ygbgo2uhi6lx2ho6hxpb72vnc434jp4oua");
}

static void mac(const char *purpose, const char *const *parts, unsigned char k, char *out)
{
	unsigned char key[CRYPTO_KEY];
	memset(key, k, sizeof(key));
	crypto_mac(key, purpose, parts, out);
}

static void mac_tells_lists_apart(void **state)
{
	(void)state;
	const char *const lists[][4] = {{NULL},           {"", NULL},       {"", "", NULL},  {"ab", NULL},
	                                {"a", "b", NULL}, {"", "ab", NULL}, {"ab", "", NULL}};
	char macs[ARRAY_LEN(lists)][CRYPTO_MAC_TEXT], again[CRYPTO_MAC_TEXT];
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		mac("test", lists[i], 1, macs[i]);
		assert_true(is_base32(macs[i], 52));
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(macs[i], macs[j]);
	}
	mac("test", lists[3], 1, again);
	assert_string_equal(again, macs[3]);
	mac("test", lists[3], 2, again);
	assert_string_not_equal(again, macs[3]);
	mac("tests", lists[3], 1, again);
	assert_string_not_equal(again, macs[3]);
}

static void tokens_and_ids_are_fresh(void **state)
{
	(void)state;
	char a[CRYPTO_TOKEN_TEXT], b[CRYPTO_TOKEN_TEXT], id[CRYPTO_ID_TEXT], other[CRYPTO_ID_TEXT];
	crypto_token(a);
	crypto_token(b);
	assert_true(is_base32(a, 52));
	assert_string_not_equal(a, b);
	crypto_id(1795366800, id);
	crypto_id(1795366800, other);
	assert_true(text_is_id(id, strlen(id)));
	assert_int_equal(date_from_id(id), 1795366800);
	assert_string_not_equal(id, other);
}

static void equal_compares_whole_texts(void **state)
{
	(void)state;
	assert_true(crypto_equal("", ""));
	assert_true(crypto_equal("abc", "abc"));
	assert_false(crypto_equal("abc", "abd"));
	assert_false(crypto_equal("abc", "ab"));
	assert_false(crypto_equal("", "a"));
}

static void passwords_verify(void **state)
{
	(void)state;
	struct err err = {0};
	char hash[CRYPTO_PASSWORD_TEXT], again[CRYPTO_PASSWORD_TEXT];
	assert_int_equal(crypto_password_hash("correct horse", hash, &err), 0);
	assert_int_equal(crypto_password_hash("correct horse", again, &err), 0);
	assert_memory_equal(hash, "$argon2id$", 10);
	assert_string_not_equal(hash, again);
	assert_true(crypto_password_verify(hash, "correct horse"));
	assert_false(crypto_password_verify(hash, "correct horsf"));
	assert_false(crypto_password_verify(hash, ""));
	assert_false(crypto_password_verify("", "correct horse"));
	assert_false(crypto_password_verify("not a hash", "correct horse"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hash_is_known),
	    cmocka_unit_test(mac_tells_lists_apart),
	    cmocka_unit_test(tokens_and_ids_are_fresh),
	    cmocka_unit_test(equal_compares_whole_texts),
	    cmocka_unit_test(passwords_verify),
	};
	return cmocka_run_group_tests_name("crypto", tests, start, NULL);
}
