#include "state_join.h"

#include "state_parts.h"

static const char tree_note[] = "likeness";

int state_join_put(struct state *state, const char *digest, const struct state_join *join, int64_t now, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = state_do(state, err, "DELETE FROM joining WHERE expires <= ?", "n", now);
	if (!rc)
		rc = state_do(state, err,
		              "INSERT INTO joining (token, handle, name, address, answers, invitation, rules, expires)"
		              " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		              "ssssssnn", digest, join->handle, join->name, join->address, join->answers, join->invitation,
		              join->rules, join->expires);
	return state_end(state, rc, err);
}

struct one_join {
	struct arena *arena;
	struct state_join *join;
	bool found;
};

static int take_join(void *self, const struct state_row *row, struct err *err)
{
	struct one_join *one = self;
	(void)err;
	*one->join = (struct state_join){
		.handle = state_text(row, 0, one->arena),
		.name = state_text(row, 1, one->arena),
		.address = state_text(row, 2, one->arena),
		.answers = state_text(row, 3, one->arena),
		.invitation = state_text(row, 4, one->arena),
		.submission = state_text(row, 5, one->arena),
		.rules = state_int(row, 6),
		.expires = state_int(row, 7),
	};
	one->found = true;
	return 0;
}

int state_join_find(struct state *state, const char *digest, int64_t now, struct arena *arena, struct state_join *join,
                    struct err *err)
{
	struct one_join one = {arena, join, false};
	struct state_reader reader = {take_join, &one};
	if (state_read(state, &reader, err,
	               "SELECT handle, name, address, answers, invitation, submission, rules, expires FROM joining"
	               " WHERE token = ? AND expires > ?",
	               "sn", digest, now))
		return -1;
	return one.found ? 0 : err_set(err, ERR_NOTFOUND, "no such joining");
}

int state_join_end(struct state *state, const char *digest, struct err *err)
{
	return state_do(state, err, "DELETE FROM joining WHERE token = ?", "s", digest);
}

/* ---- the confirmation ---- */

static int count(struct state *state, int64_t *n, struct err *err, const char *sql, const char *a, const char *b)
{
	return state_get_number(state, (struct state_number){0, n}, err, sql, "ss", a, b);
}

/* *joined: the first thing that stands against it. */
static int look(struct state *state, const struct state_join_wish *wish, const struct state_join *join,
                enum state_joined *joined, struct err *err)
{
	int64_t taken, member;
	if (count(state, &taken, err,
	          "SELECT (SELECT count(*) FROM likeness WHERE skeleton = ?) + (SELECT count(*) FROM account WHERE handle = ?)",
	          wish->skeleton, wish->handle) ||
	    count(state, &member, err, "SELECT count(*) FROM account WHERE lower(address) = lower(?) AND address <> ?",
	          join->address, ""))
		return -1;
	*joined = member ? STATE_JOIN_MEMBER : taken ? STATE_JOIN_TAKEN : STATE_JOINED;
	return 0;
}

/* One use of the invitation. *invitation: "" where it is over and none is needed. */
static int use_invitation(struct state *state, const struct state_join_wish *wish, const char **invitation,
                          enum state_joined *joined, struct err *err)
{
	if (**invitation && state_do(state, err,
	                             "UPDATE invitation SET left_ = left_ - 1"
	                             " WHERE id = ? AND left_ > 0 AND expires > ? AND NOT revoked",
	                             "sn", *invitation, wish->now))
		return -1;
	if (**invitation && !state_changes(state))
		*invitation = "";
	if (!**invitation && wish->invited_only)
		*joined = STATE_JOIN_UNINVITED;
	return 0;
}

static int make_account(struct state *state, const struct state_join_wish *wish, const struct state_join *join,
                        const char *invitation, struct err *err)
{
	if (state_do(state, err, "INSERT INTO account (handle, password, changed, address) VALUES (?, '', ?, ?)", "sns",
	             wish->handle, wish->now, join->address) ||
	    state_do(state, err, "INSERT INTO likeness (handle, skeleton) VALUES (?, ?)", "ss", wish->handle,
	             wish->skeleton) ||
	    state_do(state, err, "UPDATE joining SET handle = ?, submission = ? WHERE token = ?", "sss", wish->handle,
	             wish->submission, wish->digest))
		return -1;
	return state_do(state, err, "INSERT INTO newcomer (handle, submission, answers, invitation, at) VALUES (?, ?, ?, ?, ?)",
	                "ssssn", wish->handle, wish->submission, join->answers, invitation, wish->now);
}

static int confirm(struct state *state, const struct state_join_wish *wish, enum state_joined *joined, struct arena *arena,
                   struct err *err)
{
	struct state_join join;
	if (state_join_find(state, wish->digest, wish->now, arena, &join, err))
		return -1;
	*joined = STATE_JOINED;
	if (*join.submission)
		return 0;
	const char *invitation = join.invitation;
	if (look(state, wish, &join, joined, err) || *joined != STATE_JOINED)
		return *joined == STATE_JOINED ? -1 : 0;
	if (use_invitation(state, wish, &invitation, joined, err))
		return -1;
	return *joined == STATE_JOINED ? make_account(state, wish, &join, invitation, err) : 0;
}

int state_join_confirm(struct state *state, const struct state_join_wish *wish, enum state_joined *joined, struct err *err)
{
	struct arena arena;
	*joined = STATE_JOINED;
	if (state_begin(state, err))
		return -1;
	arena_init(&arena);
	int rc = confirm(state, wish, joined, &arena, err);
	arena_release(&arena);
	return state_end(state, rc, err);
}

/* ---- newcomers ---- */

struct one_newcomer {
	struct arena *arena;
	struct state_newcomer *newcomer;
	bool found;
};

static int take_newcomer(void *self, const struct state_row *row, struct err *err)
{
	struct one_newcomer *one = self;
	(void)err;
	*one->newcomer = (struct state_newcomer){
		.handle = state_text(row, 0, one->arena),
		.submission = state_text(row, 1, one->arena),
		.answers = state_text(row, 2, one->arena),
		.invitation = state_text(row, 3, one->arena),
		.at = state_int(row, 4),
	};
	one->found = true;
	return 0;
}

int state_newcomer_find(struct state *state, const char *handle, struct arena *arena, struct state_newcomer *newcomer,
                        struct err *err)
{
	struct one_newcomer one = {arena, newcomer, false};
	struct state_reader reader = {take_newcomer, &one};
	if (state_read(state, &reader, err,
	               "SELECT handle, submission, answers, invitation, at FROM newcomer WHERE handle = ?", "s", handle))
		return -1;
	return one.found ? 0 : err_set(err, ERR_NOTFOUND, "nobody who came by the form");
}

int state_newcomer_drop(struct state *state, const char *handle, struct err *err)
{
	static const char *const tables[] = {
		"DELETE FROM session WHERE handle = ?",  "DELETE FROM follow WHERE handle = ?", "DELETE FROM news WHERE handle = ?",
		"DELETE FROM newcomer WHERE handle = ?", "DELETE FROM likeness WHERE handle = ?",
		"DELETE FROM account WHERE handle = ?",
	};
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	for (size_t i = 0; i < ARRAY_LEN(tables) && !rc; i++)
		rc = state_do(state, err, tables[i], "s", handle);
	return state_end(state, rc, err);
}

/* ---- names ---- */

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

int state_likeness_find(struct state *state, const struct state_likeness *wanted, struct arena *arena,
                        const char **handle, struct err *err)
{
	struct one_text one = {arena, NULL};
	struct state_reader reader = {take_text, &one};
	if (state_read(state, &reader, err, "SELECT handle FROM likeness WHERE skeleton = ? ORDER BY handle = ? DESC LIMIT 1",
	               "ss", wanted->skeleton, wanted->handle))
		return -1;
	*handle = one.text;
	return one.text ? 0 : err_set(err, ERR_NOTFOUND, "nobody has such a name");
}

int state_likeness_tree(struct state *state, struct arena *arena, const char **tree, struct err *err)
{
	struct one_text one = {arena, ""};
	struct state_reader reader = {take_text, &one};
	int rc = state_read(state, &reader, err, "SELECT text FROM note WHERE name = ?", "s", tree_note);
	*tree = one.text;
	return rc;
}

int state_likeness_put(struct state *state, const char *tree, const struct state_likeness *names, size_t n,
                       struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	for (size_t i = 0; i < n && !rc; i++)
		rc = state_do(state, err, "INSERT OR REPLACE INTO likeness (handle, skeleton) VALUES (?, ?)", "ss",
		              names[i].handle, names[i].skeleton);
	if (!rc)
		rc = state_do(state, err, "INSERT OR REPLACE INTO note (name, text) VALUES (?, ?)", "ss", tree_note, tree);
	return state_end(state, rc, err);
}
