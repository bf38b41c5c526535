#include "state.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

struct state {
	sqlite3 *db;
};

/* Row i takes a database from version i to i + 1. Rows are only ever added. */
static const char *const migrations[] = {
	"CREATE TABLE account (handle TEXT PRIMARY KEY, password TEXT NOT NULL, changed INTEGER NOT NULL) STRICT;"
	"CREATE TABLE session (token TEXT PRIMARY KEY, handle TEXT NOT NULL, made INTEGER NOT NULL,"
	" expires INTEGER NOT NULL) STRICT;"
	"CREATE INDEX session_handle ON session (handle);"
	"CREATE INDEX session_expires ON session (expires);"
	"CREATE TABLE rate (what TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT;"
	"CREATE INDEX rate_who ON rate (what, who, at);"
	"CREATE INDEX rate_expires ON rate (expires);",
};

static int fail(struct state *state, struct err *err)
{
	int code = sqlite3_errcode(state->db);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return err_set(err, ERR_RACE, "state.db: %s", sqlite3_errmsg(state->db));
	return err_set(err, ERR_SYS, "state.db: %s", sqlite3_errmsg(state->db));
}

static int run(struct state *state, const char *sql, struct err *err)
{
	return sqlite3_exec(state->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(state, err);
}

/* Arguments of a statement, one letter each in `types`: s a text, n an int64_t. They end the list, so err does not. */
static int prepare(struct state *state, sqlite3_stmt **stmt, struct err *err, const char *sql, const char *types, ...)
{
	if (sqlite3_prepare_v2(state->db, sql, -1, stmt, NULL) != SQLITE_OK)
		return fail(state, err);
	va_list args;
	va_start(args, types);
	for (int i = 1; *types; types++, i++) {
		if (*types == 's')
			sqlite3_bind_text(*stmt, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
		else
			sqlite3_bind_int64(*stmt, i, va_arg(args, int64_t));
	}
	va_end(args);
	return 0;
}

/* Runs a statement that answers no rows, and frees it. */
static int finish(struct state *state, sqlite3_stmt *stmt, struct err *err)
{
	int rc = sqlite3_step(stmt) == SQLITE_DONE ? 0 : fail(state, err);
	sqlite3_finalize(stmt);
	return rc;
}

/* Reads one number, `none` where there is no row. */
static int number(struct state *state, sqlite3_stmt *stmt, int64_t none, int64_t *n, struct err *err)
{
	int step = sqlite3_step(stmt);
	int rc = step == SQLITE_ROW || step == SQLITE_DONE ? 0 : fail(state, err);
	*n = step == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : none;
	sqlite3_finalize(stmt);
	return rc;
}

/* Reads one text into the arena. ERR_NOTFOUND names `what`. */
static int text(struct state *state, sqlite3_stmt *stmt, const char *what, struct arena *arena, const char **out,
                struct err *err)
{
	int step = sqlite3_step(stmt);
	int rc = 0;
	if (step == SQLITE_ROW)
		*out = arena_dup(arena, (const char *)sqlite3_column_text(stmt, 0));
	else
		rc = step == SQLITE_DONE ? err_set(err, ERR_NOTFOUND, "no such %s", what) : fail(state, err);
	sqlite3_finalize(stmt);
	return rc;
}

/* IMMEDIATE takes the write lock at once: what is then read cannot change before COMMIT. */
static int begin(struct state *state, struct err *err)
{
	return run(state, "BEGIN IMMEDIATE", err);
}

/* Ends a transaction as rc says. A failed COMMIT is undone too, so that no lock stays behind. */
static int end(struct state *state, int rc, struct err *err)
{
	if (!rc)
		rc = run(state, "COMMIT", err);
	if (rc)
		sqlite3_exec(state->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static int version(struct state *state, int64_t *n, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "PRAGMA user_version", ""))
		return -1;
	return number(state, stmt, 0, n, err);
}

static int migrate_from(struct state *state, int64_t from, struct err *err)
{
	for (size_t i = (size_t)from; i < ARRAY_LEN(migrations); i++) {
		char pragma[64];
		snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %zu", i + 1);
		if (run(state, migrations[i], err) || run(state, pragma, err))
			return -1;
	}
	return 0;
}

static int migrate(struct state *state, struct err *err)
{
	int64_t have = 0;
	if (version(state, &have, err))
		return -1;
	if (have == (int64_t)ARRAY_LEN(migrations))
		return 0;
	if (begin(state, err))
		return -1;
	/* Asked again: another process may have migrated while this one waited for the lock. */
	int rc = version(state, &have, err);
	if (!rc && have > (int64_t)ARRAY_LEN(migrations))
		rc = err_set(err, ERR_CONF, "state.db: made by a newer version of this program");
	return end(state, rc || migrate_from(state, have, err) ? -1 : 0, err);
}

/* SQLite gives its journal the mode of the database, so the mode is settled before it opens. */
static int make_private(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_sys(err, "%s", path);
	int rc = fchmod(fd, 0600) ? err_sys(err, "%s", path) : 0;
	close(fd);
	return rc;
}

int state_open(struct state **out, const char *path, struct err *err)
{
	*out = NULL;
	if (make_private(path, err))
		return -1;
	struct state *state = base_alloc(1, sizeof(*state));
	int rc = 0;
	if (sqlite3_open_v2(path, &state->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		rc = state->db ? fail(state, err) : err_set(err, ERR_SYS, "%s: cannot be opened", path);
	if (!rc)
		sqlite3_busy_timeout(state->db, BUSY_MS);
	if (rc || run(state, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;", err) ||
	    migrate(state, err)) {
		state_close(state);
		return -1;
	}
	*out = state;
	return 0;
}

void state_close(struct state *state)
{
	if (!state)
		return;
	sqlite3_close(state->db);
	free(state);
}

static int put_password(struct state *state, const char *handle, const char *hash, int64_t now, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err,
	            "INSERT INTO account (handle, password, changed) VALUES (?, ?, ?)"
	            " ON CONFLICT (handle) DO UPDATE SET password = excluded.password, changed = excluded.changed",
	            "ssn", handle, hash, now))
		return -1;
	return finish(state, stmt, err);
}

int state_account_put(struct state *state, const char *handle, const char *password_hash, int64_t now, struct err *err)
{
	if (begin(state, err))
		return -1;
	sqlite3_stmt *stmt;
	int rc = put_password(state, handle, password_hash, now, err);
	if (!rc)
		rc = prepare(state, &stmt, err, "DELETE FROM session WHERE handle = ?", "s", handle);
	if (!rc)
		rc = finish(state, stmt, err);
	return end(state, rc, err);
}

int state_account_hash(struct state *state, const char *handle, struct arena *arena, const char **hash, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "SELECT password FROM account WHERE handle = ?", "s", handle))
		return -1;
	return text(state, stmt, "account", arena, hash, err);
}

static int drop_expired_sessions(struct state *state, int64_t now, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "DELETE FROM session WHERE expires <= ?", "n", now))
		return -1;
	return finish(state, stmt, err);
}

int state_session_put(struct state *state, const char *token_hash, const char *handle, int64_t now, int64_t expires,
                      struct err *err)
{
	if (begin(state, err))
		return -1;
	sqlite3_stmt *stmt;
	int rc = drop_expired_sessions(state, now, err);
	if (!rc)
		rc = prepare(state, &stmt, err, "INSERT INTO session (token, handle, made, expires) VALUES (?, ?, ?, ?)", "ssnn",
		             token_hash, handle, now, expires);
	if (!rc)
		rc = finish(state, stmt, err);
	return end(state, rc, err);
}

int state_session_find(struct state *state, const char *token_hash, int64_t now, struct arena *arena, const char **handle,
                       struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "SELECT handle FROM session WHERE token = ? AND expires > ?", "sn", token_hash, now))
		return -1;
	return text(state, stmt, "session", arena, handle, err);
}

int state_session_drop(struct state *state, const char *token_hash, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "DELETE FROM session WHERE token = ?", "s", token_hash))
		return -1;
	return finish(state, stmt, err);
}

static int drop_expired_rates(struct state *state, int64_t now, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "DELETE FROM rate WHERE expires <= ?", "n", now))
		return -1;
	return finish(state, stmt, err);
}

/* When the limit-th newest of the counted ones leaves the window, one more fits; 0: it fits now. */
static int fits_at(struct state *state, const char *what, const char *who, int64_t limit, int64_t *at, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err,
	            "SELECT expires FROM rate WHERE what = ? AND who = ? ORDER BY at DESC, rowid DESC LIMIT 1 OFFSET ?", "ssn",
	            what, who, limit - 1))
		return -1;
	return number(state, stmt, 0, at, err);
}

static int count_one(struct state *state, const char *what, const char *who, int64_t now, int64_t window, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "INSERT INTO rate (what, who, at, expires) VALUES (?, ?, ?, ?)", "ssnn", what, who, now,
	            now + window))
		return -1;
	return finish(state, stmt, err);
}

int state_rate(struct state *state, const char *what, const char *who, int64_t limit, int64_t window, int64_t now,
               int64_t *wait, struct err *err)
{
	*wait = 0;
	if (limit < 1) {
		*wait = window;
		return 0;
	}
	if (begin(state, err))
		return -1;
	int64_t at = 0;
	int rc = drop_expired_rates(state, now, err);
	if (!rc)
		rc = fits_at(state, what, who, limit, &at, err);
	if (!rc && !at)
		rc = count_one(state, what, who, now, window, err);
	rc = end(state, rc, err);
	*wait = !rc && at ? at - now : 0;
	return rc;
}

int state_rate_clear(struct state *state, const char *what, const char *who, struct err *err)
{
	sqlite3_stmt *stmt;
	if (prepare(state, &stmt, err, "DELETE FROM rate WHERE what = ? AND who = ?", "ss", what, who))
		return -1;
	return finish(state, stmt, err);
}
