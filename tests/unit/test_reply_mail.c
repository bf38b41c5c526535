#include "core/mail/reply_mail.h"
#include "core/state/state_reply.h"

#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

enum { DAY = 86400, NOW = 1795366800 };

static const unsigned char secret[CRYPTO_KEY] = {1, 2, 3}, other[CRYPTO_KEY] = {1, 2, 4};
static char folder[64], path[96];
static struct state *db;
static struct arena arena;
static struct err err;

static int setup(void **s)
{
	(void)s;
	memcpy(folder, "/tmp/stoa-state-XXXXXX", 23);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/state.db", folder);
	arena_init(&arena);
	err_clear(&err);
	return crypto_init(&err) || state_open(&db, path, &err) || state_account_put(db, "anna", "hash", 1, &err) ||
	       state_address_put(db, "anna", "anna@example.org", &err);
}

static int teardown(void **s)
{
	(void)s;
	static const char *const ends[] = {"", "-wal", "-shm"};
	state_close(db);
	arena_release(&arena);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static const struct reply_ticket ticket = {"anna", "forums/help/2026/11/hedges", NOW};

static void every_part_of_a_ticket_is_proven(void **s)
{
	(void)s;
	char token[REPLY_TOKEN + 1];
	struct reply_ticket forged = ticket;
	reply_mail_token(secret, &ticket, token);
	assert_int_equal(strlen(token), REPLY_TOKEN);
	assert_true(reply_mail_proves(secret, &ticket, token));
	assert_false(reply_mail_proves(other, &ticket, token));
	forged.handle = "bert";
	assert_false(reply_mail_proves(secret, &forged, token));
	forged = ticket;
	forged.stem = "forums/help/2026/11/hedge";
	assert_false(reply_mail_proves(secret, &forged, token));
	forged = ticket;
	forged.expires++;
	assert_false(reply_mail_proves(secret, &forged, token));
	token[REPLY_TOKEN - 1] = token[REPLY_TOKEN - 1] == 'a' ? 'b' : 'a';
	assert_false(reply_mail_proves(secret, &ticket, token));
	token[REPLY_TOKEN - 1] = '\0';
	assert_false(reply_mail_proves(secret, &ticket, token));
}

static void letters_of_one_week_share_a_ticket(void **s)
{
	(void)s;
	int64_t expires = reply_mail_expires(NOW, 30);
	assert_true(expires >= NOW + 30 * DAY && expires <= NOW + 37 * DAY);
	assert_int_equal(reply_mail_expires(expires - 31 * DAY, 30), expires);
	assert_int_equal(reply_mail_expires(expires - 30 * DAY, 30), expires + 7 * DAY);
}

static void an_address_reads_back(void **s)
{
	(void)s;
	assert_string_equal(reply_mail_address("Reply@Example.org", "abc", &arena), "Reply+abc@Example.org");
	assert_string_equal(reply_mail_found("Reply@Example.org", "reply+ABC@EXAMPLE.org", &arena), "abc");
	static const char *const none[] = {"",
	                                   "reply",
	                                   "reply@example.org",
	                                   "reply+abc@example.com",
	                                   "rep+abc@example.org",
	                                   "reply-abc@example.org",
	                                   "xreply+abc@example.org",
	                                   "reply+abc@evil@example.com"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(reply_mail_found("reply@example.org", none[i], &arena));
	assert_int_equal(reply_mail_check("reply@example.org", &err), 0);
	assert_int_equal(reply_mail_check("a-longer-name@example.org", &err), -1);
	assert_int_equal(reply_mail_check("reply+x@example.org", &err), -1);
}

static void a_returned_letter_says_whose_it_was(void **s)
{
	(void)s;
	const char *token = reply_mail_bounce(secret, "anna_b-c", &arena);
	assert_true(REPLY_LOCAL_MAX + 1 + strlen(reply_mail_bounce(secret, "a-handle-as-long-as-they-can-get", &arena)) <= 64);
	assert_string_equal(reply_mail_bounced(secret, token, &arena), "anna_b-c");
	assert_null(reply_mail_bounced(other, token, &arena));
	static const char *const none[] = {"", "b.", "b.aaaaaaaaaaaaaaaa.anna", "b.aaaaaaaaaaaaaaaa.", "c.aaaaaaaaaaaaaaaa.anna"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(reply_mail_bounced(secret, none[i], &arena));
}

static void tickets_are_found_until_long_after(void **s)
{
	(void)s;
	char token[REPLY_TOKEN + 1];
	struct reply_ticket found, second = {"bert", "lessons/a", NOW + 400 * DAY};
	reply_mail_token(secret, &ticket, token);
	assert_int_equal(state_reply_put(db, token, &ticket, NOW, &err), 0);
	assert_int_equal(state_reply_put(db, token, &ticket, NOW, &err), 0);
	assert_int_equal(state_reply_find(db, token, &arena, &found, &err), 0);
	assert_string_equal(found.handle, "anna");
	assert_string_equal(found.stem, ticket.stem);
	assert_int_equal(found.expires, NOW);
	assert_int_equal(state_reply_find(db, "short", &arena, &found, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	err_clear(&err);
	char later[REPLY_TOKEN + 1];
	reply_mail_token(secret, &second, later);
	assert_int_equal(state_reply_put(db, later, &second, NOW + 200 * DAY, &err), 0);
	assert_int_equal(state_reply_find(db, token, &arena, &found, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
}

static void one_letter_is_one_submission(void **s)
{
	(void)s;
	const char *first, *again, *next;
	assert_int_equal(state_reply_id(db, "name", NOW, &arena, &first, &err), 0);
	assert_int_equal(state_reply_id(db, "name", NOW + DAY, &arena, &again, &err), 0);
	assert_int_equal(state_reply_id(db, "another", NOW, &arena, &next, &err), 0);
	assert_string_equal(first, again);
	assert_string_not_equal(first, next);
}

static void letters_that_come_back_pause_them(void **s)
{
	(void)s;
	bool paused;
	struct state_reach reach;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(state_is_paused(db, "anna", &paused, &err), 0);
		assert_false(paused);
		assert_int_equal(state_bounce(db, "anna", 3, &err), 0);
	}
	assert_int_equal(state_is_paused(db, "anna", &paused, &err), 0);
	assert_true(paused);
	assert_int_equal(state_reach(db, "anna", &arena, &reach, &err), 0);
	assert_int_equal(reach.mail, STATE_MAIL_NEVER);
	assert_int_equal(state_mail_put(db, "anna", STATE_MAIL_DAILY, &err), 0);
	assert_int_equal(state_reach(db, "anna", &arena, &reach, &err), 0);
	assert_int_equal(reach.mail, STATE_MAIL_DAILY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(every_part_of_a_ticket_is_proven, setup, teardown),
	    cmocka_unit_test_setup_teardown(letters_of_one_week_share_a_ticket, setup, teardown),
	    cmocka_unit_test_setup_teardown(an_address_reads_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_returned_letter_says_whose_it_was, setup, teardown),
	    cmocka_unit_test_setup_teardown(tickets_are_found_until_long_after, setup, teardown),
	    cmocka_unit_test_setup_teardown(one_letter_is_one_submission, setup, teardown),
	    cmocka_unit_test_setup_teardown(letters_that_come_back_pause_them, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
