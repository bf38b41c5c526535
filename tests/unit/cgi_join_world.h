/* cgi_join_world.h: for the tests of joining. The form filled in, the letter and its link, and an invitation. */
#ifndef STOA_TESTS_CGI_JOIN_WORLD_H
#define STOA_TESTS_CGI_JOIN_WORLD_H

#include "cgi_site.h"

#include "core/people/invite.h"
#include "core/state/state_invite.h"
#include "core/state/state_mail.h"

#define JOIN "[mail]\nfrom = stoa@example.org\n[join]\nseconds = 0\nper-hour = 100\n"

static inline struct state *db(void)
{
	struct state *state;
	assert_int_equal(server_state(&server, &state, &err), 0);
	return state;
}

/* Fills in the form; the answer. */
static inline struct reply join(const char *handle, const char *address, const char *invitation)
{
	struct reply form = get(&guest, *invitation ? arena_printf(&arena, "/-/join?i=%s", invitation) : "/-/join");
	return post(&guest, "/-/join",
	            FIELDS("token", hidden(form, "token"), "handle", handle, "name", "Ada L", "address", address, "i", invitation,
	                   "answer1", "Leeks", "answer2", "Nobody", "version", "1", "accept", "yes"));
}

/* The letter that waits for an address, and is taken. */
static inline const char *letter_to(const char *address)
{
	struct state_letter letter;
	struct err none = {0};
	const char *found = "";
	while (!state_letter_claim(db(), now + 1, 600, &arena, &letter, &none)) {
		if (!strcmp(letter.address, address))
			found = letter.message;
		assert_int_equal(state_letter_sent(db(), letter.id, &err), 0);
	}
	return found;
}

/* Letters are quoted-printable: "=" is "=3D", and lines are cut by "=\n". */
static inline const char *link_in(const char *letter)
{
	const char *at = strstr(letter, "/-/join/confirm?t=3D");
	char *token = arena_alloc(&arena, 64, 1), *to = token;
	if (!at)
		return NULL;
	for (at += strlen("/-/join/confirm?t=3D"); *at && to < token + 52; at++) {
		if (*at == '=' && at[1] == '\n')
			at++;
		else
			*to++ = *at;
	}
	return arena_printf(&arena, "/-/join/confirm?t=%s", token);
}

static inline struct reply confirm(const char *link, const char *handle)
{
	return post(&guest, link, FIELDS("handle", handle));
}

static inline struct visitor with_cookie(struct reply reply)
{
	assert_non_null(reply.cookie);
	return (struct visitor){.cookie = arena_dupn(&arena, reply.cookie, strcspn(reply.cookie, ";")), .address = "192.0.2.9",
				.origin = "http://localhost:8080"};
}

static inline const char *make_invitation(int64_t uses, int64_t days)
{
	struct state_invite invite = {.id = invite_id(&arena), .handle = "gardener", .note = "", .made = now,
				      .expires = now + days * 86400, .uses = uses, .left = uses};
	assert_int_equal(state_invite_put(db(), &invite, &err), 0);
	return invite_sign(server.secret, invite.id, &arena);
}

#endif
