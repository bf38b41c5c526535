/*
 * How much work requests make, counted in calls: what must not tell an account from none by its time, and
 * what must not wait for the disk more often than it need.
 */
#include "core/state/state_mail.h"
#include "cgi_site.h"

#include <dlfcn.h>

/* Stand before the libraries' own, which they call. */
static struct work {
	int passwords, statements, waits;
} work;

static void *real(const char *name)
{
	void *at = dlsym(RTLD_NEXT, name);
	assert_non_null(at);
	return at;
}

int crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long n);
int crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long n)
{
	int (*verify)(const char *, const char *, unsigned long long);
	*(void **)&verify = real("crypto_pwhash_str_verify");
	work.passwords++;
	return verify(hash, password, n);
}

int sqlite3_clear_bindings(void *stmt);
int sqlite3_clear_bindings(void *stmt)
{
	int (*clear)(void *);
	*(void **)&clear = real("sqlite3_clear_bindings");
	work.statements++;
	return clear(stmt);
}

int fdatasync(int fd)
{
	int (*sync)(int);
	*(void **)&sync = real("fdatasync");
	work.waits++;
	return sync(fd);
}

static const char settings[] = "[mail]\nfrom = stoa@example.org\nsendmail = /bin/true\n"
			       "[sign-in]\nattempts = 100\nletters = 100\n[join]\nper-hour = 100\nseconds = 0\n";

static int setup_letters(void **state)
{
	(void)state;
	if (site_start(settings))
		return -1;
	put_account("gardener");
	struct state *db;
	return server_state(&server, &db, &err) || state_address_put(db, "gardener", "gardener@example.org", &err);
}

/* The second of two requests: the first opens what stays open. */
static struct work work_of(const char *url, const char *const *fields, int status)
{
	for (int i = 0; i < 2; i++) {
		work = (struct work){0};
		assert_int_equal(post(&guest, url, fields).status, status);
	}
	return work;
}

static void assert_same_work(struct work a, struct work b)
{
	assert_int_equal(a.passwords, b.passwords);
	assert_int_equal(a.statements, b.statements);
	assert_int_equal(a.waits, b.waits);
}

/* Hashing a password is nearly all of the time that a sign-in takes. */
static void handles_cannot_be_guessed_by_password(void **s)
{
	(void)s;
	struct work known = work_of("/-/sign-in", FIELDS("handle", "gardener", "password", "wrong"), 403);
	assert_int_equal(known.passwords, 1);
	static const char *const others[] = {"nobody", "bert", "../x", "gardener@example.org", "nobody@example.org"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_same_work(known, work_of("/-/sign-in", FIELDS("handle", others[i], "password", "wrong"), 403));
}

static void nor_by_a_letter(void **s)
{
	(void)s;
	struct work known = work_of("/-/sign-in", FIELDS("handle", "gardener"), 303);
	assert_true(known.statements > 3);
	static const char *const others[] = {"nobody", "bert", "../x", "gardener@example.org", "nobody@example.org"};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_same_work(known, work_of("/-/sign-in", FIELDS("handle", others[i]), 303));
}

static struct work join_by(const char *address)
{
	const char *token = hidden(get(&guest, "/-/join"), "token");
	return work_of("/-/join", FIELDS("handle", "zelda", "name", "Zelda", "address", address, "accept", "1", "version", "1", "token", token), 303);
}

static void addresses_cannot_be_guessed_by_joining(void **s)
{
	(void)s;
	struct work known = join_by("gardener@example.org");
	assert_true(known.statements > 3);
	assert_same_work(known, join_by("nobody@example.org"));
}

/* What is counted may be lost with the machine's power; what was said to be kept may not. */
static void a_submission_waits_for_the_disk_once(void **s)
{
	(void)s;
	send_reply(&guest, "The first opens what stays open");
	work = (struct work){0};
	struct reply preview = post(&guest, "/-/preview", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Counted"));
	assert_int_equal(work.waits, 0);
	struct reply sent = post(&guest, "/-/submit", FIELDS("kind", "reply", "path", TOPIC "/index.md", "body", "Counted", "token", hidden(preview, "token")));
	assert_int_equal(sent.status, 303);
	assert_int_equal(work.waits, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_letters, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(handles_cannot_be_guessed_by_password),
		TEST(nor_by_a_letter),
		TEST(addresses_cannot_be_guessed_by_joining),
		TEST(a_submission_waits_for_the_disk_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
