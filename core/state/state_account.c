#include "state_parts.h"

struct one_text {
	struct arena *arena;
	const char *text; /* NULL: no row */
};

static int take_text(void *self, const struct state_row *row, struct err *err)
{
	struct one_text *one = self;
	(void)err;
	one->text = state_text(row, 0, one->arena);
	return 0;
}

int state_account_put(struct state *state, const char *handle, const char *password_hash, int64_t now, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc =
	    state_do(state, err,
	             "INSERT INTO account (handle, password, changed) VALUES (?, ?, ?)"
	             " ON CONFLICT (handle) DO UPDATE SET password = excluded.password, changed = excluded.changed",
	             "ssn", handle, password_hash, now);
	if (!rc)
		rc = state_do(state, err, "DELETE FROM session WHERE handle = ?", "s", handle);
	return state_end(state, rc, err);
}

int state_account_hash(struct state *state, const char *handle, struct arena *arena, const char **hash, struct err *err)
{
	struct one_text one = {arena, NULL};
	struct state_reader reader = {take_text, &one};
	if (state_read(state, &reader, err, "SELECT password FROM account WHERE handle = ?", "s", handle))
		return -1;
	*hash = one.text;
	return one.text ? 0 : err_set(err, ERR_NOTFOUND, "no such account");
}

int state_session_put(struct state *state, const char *token_hash, const char *handle, int64_t now, int64_t expires,
                      struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = state_do(state, err, "DELETE FROM session WHERE expires <= ?", "n", now);
	if (!rc)
		rc = state_do(state, err, "INSERT INTO session (token, handle, made, expires) VALUES (?, ?, ?, ?)",
		              "ssnn", token_hash, handle, now, expires);
	return state_end(state, rc, err);
}

int state_session_find(struct state *state, const char *token_hash, int64_t now, struct arena *arena,
                       const char **handle, struct err *err)
{
	struct one_text one = {arena, NULL};
	struct state_reader reader = {take_text, &one};
	if (state_read(state, &reader, err, "SELECT handle FROM session WHERE token = ? AND expires > ?", "sn",
	               token_hash, now))
		return -1;
	*handle = one.text;
	return one.text ? 0 : err_set(err, ERR_NOTFOUND, "no such session");
}

int state_session_drop(struct state *state, const char *token_hash, struct err *err)
{
	return state_do(state, err, "DELETE FROM session WHERE token = ?", "s", token_hash);
}
