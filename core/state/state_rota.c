#include "state_rota.h"

#include "state_parts.h"

struct rota_reader {
	struct arena *arena;
	struct state_rota *rota;
};

static int take_rota(void *self, const struct state_row *row, struct err *err)
{
	struct rota_reader *reader = self;
	(void)err;
	*reader->rota = (struct state_rota){.mail = STATE_MAIL_DAILY,
	                                    .seen = state_text(row, 1, reader->arena),
	                                    .reports = state_int(row, 2),
	                                    .at = state_int(row, 3)};
	(void)state_mail_parse(state_text(row, 0, reader->arena), &reader->rota->mail);
	return 0;
}

static int introduce(struct state *state, const char *handle, enum state_mail mail, int64_t now, struct err *err)
{
	return state_do(state, err, "INSERT OR IGNORE INTO rota (handle, mail, seen, reports, at) VALUES (?, ?, '', 0, ?)", "ssn",
	                handle, state_mail_name(mail), now);
}

int state_rota(struct state *state, const char *handle, int64_t now, struct arena *arena, struct state_rota *rota,
               struct err *err)
{
	struct rota_reader self = {arena, rota};
	struct state_reader reader = {take_rota, &self};
	*rota = (struct state_rota){.mail = STATE_MAIL_DAILY, .at = now};
	if (state_read(state, &reader, err, "SELECT mail, seen, reports, at FROM rota WHERE handle = ?", "s", handle))
		return -1;
	if (rota->seen)
		return 0;
	rota->seen = "";
	return introduce(state, handle, STATE_MAIL_DAILY, now, err);
}

int state_rota_put(struct state *state, const char *handle, enum state_mail mail, int64_t now, struct err *err)
{
	if (introduce(state, handle, mail, now, err) ||
	    state_do(state, err, "UPDATE rota SET mail = ? WHERE handle = ?", "ss", state_mail_name(mail), handle))
		return -1;
	/* So that the next look counts with it. */
	return state_do(state, err, "DELETE FROM note WHERE name = 'rota'", "");
}

static int tell(struct state *state, const struct state_rota_told *told, struct err *err)
{
	if (state_do(state, err, "UPDATE rota SET seen = ?, reports = ?, at = ? WHERE handle = ? AND at = ?", "snnsn", told->seen,
	             told->reports, told->now, told->handle, told->before))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_RACE, "somebody else has told it");
}

int state_rota_told(struct state *state, const struct state_rota_told *told, const struct state_letter *letter,
                    struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = tell(state, told, err);
	if (!rc)
		rc = state_do(state, err,
		              "INSERT OR IGNORE INTO letter (name, address, message, due, tries) VALUES (?, ?, ?, ?, 0)",
		              "sssn", letter->name, letter->address, letter->message, told->now);
	return state_end(state, rc, err);
}

int state_rota_reports(struct state *state, int64_t *newest, struct err *err)
{
	return state_get_number(state, (struct state_number){0, newest}, err,
	                        "SELECT coalesce(max(id), 0) FROM report WHERE state = 0", "");
}

/* A number and a blank stand before the mark. */
static int take_look(void *self, const struct state_row *row, struct err *err)
{
	struct state_rota_look *look = ((void **)self)[0];
	struct arena *arena = ((void **)self)[1];
	char *end;
	const char *text = state_text(row, 0, arena);
	(void)err;
	look->due = strtoll(text, &end, 10);
	look->mark = *end ? end + 1 : end;
	return 0;
}

int state_rota_look(struct state *state, struct arena *arena, struct state_rota_look *look, struct err *err)
{
	void *self[] = {look, arena};
	struct state_reader reader = {take_look, self};
	*look = (struct state_rota_look){0, ""};
	return state_read(state, &reader, err, "SELECT text FROM note WHERE name = 'rota'", "");
}

int state_rota_looked(struct state *state, const struct state_rota_look *look, struct err *err)
{
	return state_do(state, err, "INSERT OR REPLACE INTO note (name, text) VALUES ('rota', ? || ' ' || ?)", "ns", look->due,
	                look->mark);
}
