/* cgi_account_world.h: for the tests of sign-in and account. A site that mails, its one letter, and a password tried. */
#ifndef STOA_TESTS_CGI_ACCOUNT_WORLD_H
#define STOA_TESTS_CGI_ACCOUNT_WORLD_H

#include "cgi_site.h"

#include "core/mail/mail.h"
#include "core/state/state_mail.h"

static inline int start_mail(void **s)
{
	(void)s;
	return site_start("[mail]\nfrom = stoa@example.org\n[site]\ntitle = Hedge & Garden\nurl = http://hedge.example/\n");
}

static inline struct state *db(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

static inline void put_address(const char *handle)
{
	put_account(handle);
	assert_int_equal(state_address_put(db(), handle, arena_printf(&arena, "%s@example.org", handle), &err), 0);
}

/* The one letter that waits: whom it goes to ("" for nobody), its link's path and query, and its code. */
struct mailed {
	const char *address, *message, *link, *code;
};

static inline struct mailed mailed(void)
{
	struct state_letter letter;
	struct mail_received mail;
	if (state_letter_claim(db(), now, 60, &arena, &letter, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(state_letter_sent(db(), letter.id, &err), 0);
	assert_int_equal(mail_read(letter.message, strlen(letter.message), 10, &arena, &mail, &err), 0);
	const char *url = strstr(mail.text, "http"), *code = strstr(mail.text, "\n    ");
	assert_non_null(url);
	assert_non_null(code);
	assert_int_equal(strncmp(url, "http://hedge.example/-/sign-in/link?t=", 38), 0);
	return (struct mailed){letter.address, letter.message, arena_dupn(&arena, url + 20, strcspn(url + 20, "\n")),
	                       arena_dupn(&arena, code + 5, 9)};
}

static inline struct reply ask_letter(const char *who)
{
	return post(&guest, "/-/sign-in", FIELDS("handle", who));
}

static inline struct reply use(const char *link)
{
	return post(&guest, link, FIELDS("x", "y"));
}

static inline struct visitor with_cookie(struct reply r)
{
	struct visitor visitor = guest;
	assert_int_equal(r.status, 303);
	assert_non_null(r.cookie);
	visitor.cookie = arena_dupn(&arena, r.cookie, strcspn(r.cookie, ";"));
	return visitor;
}

static inline int64_t count(const char *table)
{
	char command[256], line[64] = "";
	snprintf(command, sizeof(command), "sqlite3 %s/state/state.db 'SELECT count(*) FROM %s'", dir, table);
	FILE *out = popen(command, "r");
	assert_non_null(out);
	assert_non_null(fgets(line, sizeof(line), out));
	pclose(out);
	return strtol(line, NULL, 10);
}

static inline struct reply try_password(const char *address, const char *who, const char *password)
{
	struct visitor visitor = {.address = address, .origin = "http://localhost:8080"};
	return post(&visitor, "/-/sign-in", FIELDS("handle", who, "password", password));
}

#endif
