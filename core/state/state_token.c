#include "state_token.h"

#include "state_parts.h"

#define COLUMNS "purpose, who, payload, expires, ticket, code, digest"

int state_token_put(struct state *state, const char *digest, const struct state_token *token, bool many, int64_t now,
                    struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = state_do(state, err, "DELETE FROM token WHERE expires <= ?", "n", now);
	if (!rc && !many)
		rc = state_token_end(state, token->purpose, token->who, err);
	if (!rc)
		rc = state_do(state, err,
		              "INSERT INTO token (digest, purpose, who, payload, expires, ticket, code)"
		              " VALUES (?, ?, ?, ?, ?, ?, ?)",
		              "ssssnss", digest, token->purpose, token->who, token->payload, token->expires,
		              token->ticket, token->code);
	return state_end(state, rc, err);
}

struct token_reader {
	struct arena *arena;
	struct state_token *token;
	const char *digest;
};

static int take_token(void *self, const struct state_row *row, struct err *err)
{
	struct token_reader *reader = self;
	(void)err;
	*reader->token = (struct state_token){.purpose = state_text(row, 0, reader->arena),
	                                      .who = state_text(row, 1, reader->arena),
	                                      .payload = state_text(row, 2, reader->arena),
	                                      .expires = state_int(row, 3),
	                                      .ticket = state_text(row, 4, reader->arena),
	                                      .code = state_text(row, 5, reader->arena)};
	reader->digest = state_text(row, 6, reader->arena);
	return 0;
}

static int found(const struct token_reader *reader, int rc, struct err *err)
{
	if (rc)
		return -1;
	return reader->digest ? 0 : err_set(err, ERR_NOTFOUND, "no such token, or it was used, or it has expired");
}

int state_token_find(struct state *state, const char *purpose, const char *digest, int64_t now, struct arena *arena,
                     struct state_token *token, struct err *err)
{
	struct token_reader self = {arena, token, NULL};
	struct state_reader reader = {take_token, &self};
	int rc = state_read(state, &reader, err,
	                    "SELECT " COLUMNS " FROM token WHERE purpose = ? AND digest = ? AND expires > ?", "ssn",
	                    purpose, digest, now);
	return found(&self, rc, err);
}

int state_token_take(struct state *state, const char *purpose, const char *digest, int64_t now, struct arena *arena,
                     struct state_token *token, struct err *err)
{
	struct token_reader self = {arena, token, NULL};
	struct state_reader reader = {take_token, &self};
	int rc = state_read(state, &reader, err,
	                    "DELETE FROM token WHERE purpose = ? AND digest = ? AND expires > ? RETURNING " COLUMNS,
	                    "ssn", purpose, digest, now);
	return found(&self, rc, err);
}

int state_token_by_ticket(struct state *state, const char *purpose, const char *ticket, int64_t now,
                          struct arena *arena, struct state_token *token, const char **digest, struct err *err)
{
	struct token_reader self = {arena, token, NULL};
	struct state_reader reader = {take_token, &self};
	int rc = state_read(
	    state, &reader, err,
	    "SELECT " COLUMNS " FROM token WHERE purpose = ? AND ticket = ? AND ticket <> '' AND expires > ?", "ssn",
	    purpose, ticket, now);
	*digest = self.digest;
	return found(&self, rc, err);
}

int state_token_end(struct state *state, const char *purpose, const char *who, struct err *err)
{
	return state_do(state, err, "DELETE FROM token WHERE purpose = ? AND who = ?", "ss", purpose, who);
}
