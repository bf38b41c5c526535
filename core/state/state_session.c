#include "state_session.h"

#include "core/base/vec.h"
#include "state_parts.h"

#define COLUMNS "token, browser, made, seen, by_letter"

struct session_reader {
	struct arena *arena;
	struct all_sessions VEC_OF(struct state_session) all;
};

static int take_session(void *self, const struct state_row *row, struct err *err)
{
	struct session_reader *reader = self;
	(void)err;
	*VEC_PUSH(&reader->all) = (struct state_session){.token = state_text(row, 0, reader->arena),
	                                                 .browser = state_text(row, 1, reader->arena),
	                                                 .made = state_int(row, 2),
	                                                 .seen = state_int(row, 3),
	                                                 .by_letter = state_int(row, 4) != 0};
	return 0;
}

static void keep(struct session_reader *reader, struct state_session_list *list)
{
	list->len = reader->all.len;
	list->at = arena_alloc(reader->arena, list->len + 1, sizeof(*list->at));
	if (list->len)
		memcpy(list->at, reader->all.at, list->len * sizeof(*list->at));
	VEC_RELEASE(&reader->all);
}

int state_sessions(struct state *state, const char *handle, int64_t now, struct arena *arena,
                   struct state_session_list *list, struct err *err)
{
	struct session_reader self = {.arena = arena};
	struct state_reader reader = {take_session, &self};
	int rc = state_read(state, &reader, err,
	                    "SELECT " COLUMNS
	                    " FROM session WHERE handle = ? AND expires > ? ORDER BY seen DESC, made DESC, token",
	                    "sn", handle, now);
	keep(&self, list);
	return rc;
}

int state_session_one(struct state *state, const char *token, struct arena *arena, struct state_session *session,
                      struct err *err)
{
	struct session_reader self = {.arena = arena};
	struct state_reader reader = {take_session, &self};
	struct state_session_list list;
	int rc = state_read(state, &reader, err, "SELECT " COLUMNS " FROM session WHERE token = ?", "s", token);
	keep(&self, &list);
	if (rc)
		return -1;
	*session = list.at[0];
	return list.len ? 0 : err_set(err, ERR_NOTFOUND, "no such session");
}

int state_session_note(struct state *state, const struct state_session *session, struct err *err)
{
	return state_do(state, err, "UPDATE session SET browser = ?, seen = ?, by_letter = ? WHERE token = ?", "snns",
	                session->browser, session->seen, (int64_t)session->by_letter, session->token);
}

int state_session_seen(struct state *state, const char *token, int64_t day, const char *browser, struct err *err)
{
	return state_do(state, err, "UPDATE session SET seen = ?, browser = ? WHERE token = ? AND seen < ?", "nssn",
	                day, browser, token, day);
}

int state_sessions_end(struct state *state, const char *handle, const char *spared, struct err *err)
{
	return state_do(state, err, "DELETE FROM session WHERE handle = ? AND token <> ?", "ss", handle, spared);
}

struct name_reader {
	struct arena *arena;
	const char **handle, **address;
};

static int take_names(void *self, const struct state_row *row, struct err *err)
{
	struct name_reader *reader = self;
	(void)err;
	*reader->handle = state_text(row, 0, reader->arena);
	*reader->address = state_text(row, 1, reader->arena);
	return 0;
}

int state_account_named(struct state *state, const char *name, struct arena *arena, const char **handle,
                        const char **address, struct err *err)
{
	struct name_reader self = {arena, handle, address};
	struct state_reader reader = {take_names, &self};
	*handle = NULL;
	if (state_read(state, &reader, err,
	               "SELECT handle, address FROM account WHERE handle = ?1"
	               " OR (lower(address) = lower(?1) AND address <> '')",
	               "s", name))
		return -1;
	return *handle ? 0 : err_set(err, ERR_NOTFOUND, "no such account");
}
