#include "once.h"


enum { CODE = 8, TRIES = 5, DAY = 86400 };

static const char *digest_of(struct visit *visit, const char *text)
{
	char digest[CRYPTO_MAC_TEXT];
	crypto_digest(text, strlen(text), digest);
	return arena_dup(visit->arena, digest);
}

/* Keyed: forty bits could be tried out by who has stolen the database. */
static const char *code_digest(struct visit *visit, const char *ticket, const char *code)
{
	char digest[CRYPTO_MAC_TEXT];
	crypto_mac(visit->server->secret, "code", (const char *const[]){ticket, code, NULL}, digest);
	return arena_dup(visit->arena, digest);
}

static const char *random_text(struct visit *visit)
{
	char token[CRYPTO_TOKEN_TEXT];
	crypto_token(token);
	return arena_dup(visit->arena, token);
}

const char *once_decoy(struct visit *visit)
{
	return random_text(visit);
}

/* "abcdefgh" as people read it. */
static const char *show_code(struct visit *visit, const char *code)
{
	char *shown = arena_printf(visit->arena, "%.4s-%.4s", code, code + CODE / 2);
	for (char *c = shown; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	return shown;
}

/* What was typed as it was made: base32 has neither 0, 1 nor 8, so these are letters misread. */
static const char *read_code(struct visit *visit, const char *typed)
{
	char code[CODE + 1];
	size_t n = 0;
	for (; *typed && n < CODE; typed++) {
		char c = *typed;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		c = c == '0' ? 'o' : c == '1' ? 'i' : c == '8' ? 'b' : c;
		if ((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'))
			code[n++] = c;
	}
	return arena_dupn(visit->arena, code, n);
}

int once_make(struct visit *visit, const struct once *once, struct once_made *made, struct err *err)
{
	struct state *state;
	const char *code = arena_dupn(visit->arena, random_text(visit), CODE);
	*made = (struct once_made){random_text(visit), random_text(visit), show_code(visit, code)};
	struct state_token token = {
		.purpose = once->purpose,
		.who = once->who,
		.payload = once->payload,
		.expires = visit->now + once->seconds,
		.ticket = digest_of(visit, made->ticket),
		.code = code_digest(visit, made->ticket, code),
	};
	if (server_state(visit->server, &state, err))
		return -1;
	return state_token_put(state, digest_of(visit, made->token), &token, once->many, visit->now, err);
}

int once_find(struct visit *visit, const char *purpose, const char *token, struct state_token *found, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err))
		return -1;
	return state_token_find(state, purpose, digest_of(visit, token), visit->now, visit->arena, found, err);
}

int once_take(struct visit *visit, const char *purpose, const char *token, struct state_token *found, struct err *err)
{
	struct state *state;
	if (server_state(visit->server, &state, err))
		return -1;
	return state_token_take(state, purpose, digest_of(visit, token), visit->now, visit->arena, found, err);
}

/* Counts a try, whether or not there is such a ticket: a write that only real ones cause could be seen by its time. */
static int count_try(struct visit *visit, struct state *state, const char *ticket, struct err *err)
{
	int64_t wait;
	if (state_rate(state, "code", digest_of(visit, ticket), TRIES, DAY, visit->now, &wait, err))
		return -1;
	return wait ? err_set(err, ERR_NOTFOUND, "too many codes for one ticket") : 0;
}

int once_take_code(struct visit *visit, const char *purpose, const char *ticket, const char *code,
                   struct state_token *found, struct err *err)
{
	struct state *state;
	const char *digest, *typed = read_code(visit, code);
	if (server_state(visit->server, &state, err) || count_try(visit, state, ticket, err) ||
	    state_token_by_ticket(state, purpose, digest_of(visit, ticket), visit->now, visit->arena, found, &digest, err))
		return -1;
	if (!crypto_equal(found->code, code_digest(visit, ticket, typed)))
		return err_set(err, ERR_NOTFOUND, "not the code of that ticket");
	return state_token_take(state, purpose, digest, visit->now, visit->arena, found, err);
}
