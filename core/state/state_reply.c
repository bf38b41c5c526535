#include "state_reply.h"

#include "state_parts.h"

enum { DAY = 86400, EXPIRED_DAYS = 180, NAMES_DAYS = 60 };

int state_reply_put(struct state *state, const char *token, const struct reply_ticket *ticket, int64_t now, struct err *err)
{
	if (state_do(state, err, "DELETE FROM ticket WHERE expires < ?", "n", now - EXPIRED_DAYS * DAY))
		return -1;
	return state_do(state, err, "INSERT OR REPLACE INTO ticket (name, handle, stem, expires) VALUES (substr(?, 1, 10), ?, ?, ?)", "sssn", token,
	                ticket->handle, ticket->stem, ticket->expires);
}

struct ticket_reader {
	struct arena *arena;
	struct reply_ticket *ticket;
};

static int take_ticket(void *self, const struct state_row *row, struct err *err)
{
	struct ticket_reader *reader = self;
	(void)err;
	*reader->ticket = (struct reply_ticket){state_text(row, 0, reader->arena), state_text(row, 1, reader->arena), state_int(row, 2)};
	return 0;
}

int state_reply_find(struct state *state, const char *token, struct arena *arena, struct reply_ticket *ticket, struct err *err)
{
	struct ticket_reader self = {arena, ticket};
	struct state_reader reader = {take_ticket, &self};
	*ticket = (struct reply_ticket){0};
	if (strlen(token) == REPLY_TOKEN &&
	    state_read(state, &reader, err, "SELECT handle, stem, expires FROM ticket WHERE name = substr(?, 1, 10)", "s", token))
		return -1;
	return ticket->handle ? 0 : err_set(err, ERR_NOTFOUND, "a reply address that was not made here");
}

struct one_text {
	struct arena *arena;
	const char *text;
};

static int take_text(void *self, const struct state_row *row, struct err *err)
{
	struct one_text *one = self;
	(void)err;
	one->text = state_text(row, 0, one->arena);
	return 0;
}

int state_reply_id(struct state *state, const char *name, int64_t now, struct arena *arena, const char **id, struct err *err)
{
	struct one_text one = {arena, ""};
	struct state_reader reader = {take_text, &one};
	char fresh[CRYPTO_ID_TEXT];
	crypto_id(now, fresh);
	if (state_do(state, err, "DELETE FROM answer WHERE at < ?", "n", now - NAMES_DAYS * DAY) ||
	    state_do(state, err, "INSERT OR IGNORE INTO answer (name, id, at) VALUES (?, ?, ?)", "ssn", name, fresh, now) ||
	    state_read(state, &reader, err, "SELECT id FROM answer WHERE name = ?", "s", name))
		return -1;
	*id = one.text;
	return 0;
}

int state_bounce(struct state *state, const char *handle, int64_t limit, struct err *err)
{
	return state_do(state, err,
	                "UPDATE account SET bounces = bounces + 1, paused = (bounces + 1 >= ? OR paused) WHERE handle = ?", "ns", limit,
	                handle);
}

int state_is_paused(struct state *state, const char *handle, bool *paused, struct err *err)
{
	int64_t n;
	if (state_get_number(state, (struct state_number){0, &n}, err, "SELECT paused FROM account WHERE handle = ?", "s", handle))
		return -1;
	*paused = n != 0;
	return 0;
}
