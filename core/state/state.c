#include "state_parts.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 5000, KEPT = 128 };

struct state {
	sqlite3 *db;
	unsigned depth;           /* of transactions within each other */
	bool light;               /* the outermost does not wait for the disk */
	sqlite3_stmt *kept[KEPT]; /* prepared before and not in use, each where its text belongs */
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

	/* Addresses, what members follow, what they are still to be told, and letters on their way. */
	"ALTER TABLE account ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE account ADD COLUMN mail TEXT NOT NULL DEFAULT 'now';"
	"CREATE UNIQUE INDEX account_address ON account (lower(address)) WHERE address <> '';"
	"CREATE TABLE follow (handle TEXT NOT NULL, what TEXT NOT NULL, on_ INTEGER NOT NULL, since INTEGER NOT NULL,"
	" PRIMARY KEY (handle, what)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX follow_what ON follow (what, handle) WHERE on_;"
	"CREATE TABLE news (handle TEXT NOT NULL, stem TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL,"
	" due INTEGER NOT NULL, PRIMARY KEY (handle, stem, name)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX news_due ON news (due);"
	"CREATE TABLE letter (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT NOT NULL,"
	" message TEXT NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL) STRICT;"
	"CREATE INDEX letter_due ON letter (due);"
	"CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;",

	"CREATE TABLE facts (id TEXT PRIMARY KEY, handle TEXT NOT NULL, network TEXT NOT NULL, rule TEXT NOT NULL,"
	" reasons TEXT NOT NULL, score INTEGER NOT NULL, at INTEGER NOT NULL, claimed_by TEXT NOT NULL DEFAULT '',"
	" claimed_until INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;",

	/* Who joins, by whose invitation, and which names are taken. */
	"CREATE TABLE joining (token TEXT PRIMARY KEY, handle TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,"
	" answers TEXT NOT NULL, invitation TEXT NOT NULL, rules INTEGER NOT NULL, expires INTEGER NOT NULL,"
	" submission TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;"
	"CREATE INDEX joining_expires ON joining (expires);"
	"CREATE TABLE newcomer (handle TEXT PRIMARY KEY, submission TEXT NOT NULL, answers TEXT NOT NULL,"
	" invitation TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX newcomer_invitation ON newcomer (invitation) WHERE invitation <> '';"
	"CREATE TABLE likeness (handle TEXT PRIMARY KEY, skeleton TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX likeness_skeleton ON likeness (skeleton);"
	"CREATE TABLE invitation (id TEXT PRIMARY KEY, handle TEXT NOT NULL, note TEXT NOT NULL, made INTEGER NOT NULL,"
	" expires INTEGER NOT NULL, uses INTEGER NOT NULL, left_ INTEGER NOT NULL, revoked INTEGER NOT NULL DEFAULT 0)"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX invitation_handle ON invitation (handle, made);",

	/* Votes on their way to the repository. */
	"CREATE TABLE vote (stem TEXT NOT NULL, handle TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (stem, handle)) STRICT, WITHOUT ROWID;"
	"CREATE INDEX vote_at ON vote (at);",

	/* What somebody sent. */
	"CREATE INDEX facts_handle ON facts (handle, id);",

	/* What was read out of queue.git, kept by the names of its commits. */
	"CREATE TABLE glance (id TEXT PRIMARY KEY, commit_ TEXT NOT NULL, author TEXT NOT NULL, guest TEXT NOT NULL,"
	" summary TEXT NOT NULL, path TEXT NOT NULL, forum TEXT NOT NULL, stem TEXT NOT NULL, title TEXT NOT NULL,"
	" excerpt TEXT NOT NULL, host TEXT NOT NULL, sketch TEXT NOT NULL, files INTEGER NOT NULL, links INTEGER NOT NULL,"
	" submitted INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE past (id TEXT PRIMARY KEY, commit_ TEXT NOT NULL, author TEXT NOT NULL, state INTEGER NOT NULL,"
	" spam INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	/* Verdicts that were given together, to be taken back together. */
	"CREATE TABLE bulk (id TEXT PRIMARY KEY, handle TEXT NOT NULL, verdict TEXT NOT NULL, at INTEGER NOT NULL,"
	" done TEXT NOT NULL, failed TEXT NOT NULL) STRICT, WITHOUT ROWID;",

	/* What guests of one network sent. */
	"CREATE INDEX facts_network ON facts (network, id) WHERE handle = 'guest';",

	/* What links and codes in letters stand for, and what members see of their sessions. */
	"CREATE TABLE token (digest TEXT PRIMARY KEY, purpose TEXT NOT NULL, who TEXT NOT NULL, payload TEXT NOT NULL,"
	" expires INTEGER NOT NULL, ticket TEXT NOT NULL, code TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX token_who ON token (purpose, who);"
	"CREATE INDEX token_ticket ON token (ticket) WHERE ticket <> '';"
	"CREATE INDEX token_expires ON token (expires);"
	"ALTER TABLE session ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';",

	/* What the filter learned. Row 0 of spam_word counts texts; spam_text.lesson: 0 none, 1 spam, 2 ham, 3 other. */
	"CREATE TABLE spam_word (word INTEGER PRIMARY KEY, spam INTEGER NOT NULL, ham INTEGER NOT NULL,"
	" seen INTEGER NOT NULL) STRICT;"
	"CREATE TABLE spam_text (id TEXT PRIMARY KEY, sender TEXT NOT NULL, network TEXT NOT NULL, place TEXT NOT NULL,"
	" digest INTEGER NOT NULL, points INTEGER NOT NULL, at INTEGER NOT NULL, lesson INTEGER NOT NULL DEFAULT 0,"
	" mark TEXT NOT NULL DEFAULT '', words TEXT NOT NULL) STRICT;"
	"CREATE INDEX spam_text_digest ON spam_text (digest, at);"
	"CREATE INDEX spam_text_network ON spam_text (network, at);"
	"CREATE INDEX spam_text_sender ON spam_text (sender, lesson);",

	/* How a session was opened. */
	"ALTER TABLE session ADD COLUMN by_letter INTEGER NOT NULL DEFAULT 0;",

	/* What members report to moderators: state 0 open, 1 looked at. */
	"CREATE TABLE report (id INTEGER PRIMARY KEY, target TEXT NOT NULL, handle TEXT NOT NULL, network TEXT NOT NULL,"
	" why TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
	" by_ TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0) STRICT;"
	"CREATE UNIQUE INDEX report_open ON report (target, handle, network) WHERE state = 0;"
	"CREATE INDEX report_handle ON report (handle, id);",

	/* Verdicts whose authors are told by letter; due 0: told. */
	"CREATE TABLE verdict (id TEXT PRIMARY KEY, commit_ TEXT NOT NULL, handle TEXT NOT NULL, due INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX verdict_due ON verdict (due) WHERE due > 0;",

	/* What moderators were told of the queue, and how often they want to be. */
	"CREATE TABLE rota (handle TEXT PRIMARY KEY, mail TEXT NOT NULL, seen TEXT NOT NULL, reports INTEGER NOT NULL,"
	" at INTEGER NOT NULL) STRICT, WITHOUT ROWID;",

	/* What people say against a verdict, once each: of_ is the id of a submission or of an entry in the log. */
	"CREATE TABLE appeal (of_ TEXT PRIMARY KEY, act INTEGER NOT NULL, handle TEXT NOT NULL, text TEXT NOT NULL,"
	" at INTEGER NOT NULL, verdict TEXT NOT NULL DEFAULT '', by_ TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '',"
	" decided INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
	"CREATE INDEX appeal_open ON appeal (at) WHERE decided = 0;"
	"CREATE INDEX appeal_handle ON appeal (handle, at);"
	/* What moderators did to members or what they wrote, until they have seen it. */
	"CREATE TABLE notice (handle TEXT NOT NULL, entry TEXT NOT NULL, at INTEGER NOT NULL,"
	" PRIMARY KEY (handle, entry)) STRICT, WITHOUT ROWID;",

	/* Letters that can be answered, what their answers became, and addresses that letters come back from. */
	"CREATE TABLE ticket (name TEXT PRIMARY KEY, handle TEXT NOT NULL, stem TEXT NOT NULL, expires INTEGER NOT NULL)"
	" STRICT, WITHOUT ROWID;"
	"CREATE INDEX ticket_expires ON ticket (expires);"
	"CREATE TABLE answer (name TEXT PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE INDEX answer_at ON answer (at);"
	"ALTER TABLE account ADD COLUMN bounces INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE account ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;",

	/* What a verdict on many did not come to, and with what to go on. */
	"ALTER TABLE bulk ADD COLUMN left_ TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE bulk ADD COLUMN stopped TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE bulk ADD COLUMN reason TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE bulk ADD COLUMN rule TEXT NOT NULL DEFAULT '';",

	/* What moderators note about a member. */
	"CREATE TABLE remark (id INTEGER PRIMARY KEY, handle TEXT NOT NULL, by_ TEXT NOT NULL, text TEXT NOT NULL,"
	" at INTEGER NOT NULL) STRICT;"
	"CREATE INDEX remark_handle ON remark (handle, at);",

	/* Somebody's past is asked for by who they are. */
	"CREATE INDEX facts_from ON facts (network, id) WHERE network <> '';"
	"DROP TABLE past;",
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

/* FNV-1a. */
static sqlite3_stmt **place_of(struct state *state, const char *sql)
{
	uint32_t hash = 2166136261U;
	for (; *sql; sql++)
		hash = (hash ^ (unsigned char)*sql) * 16777619U;
	return &state->kept[hash % KEPT];
}

/* To prepare one takes longer than to run it. Who takes it has it alone: the same may be wanted while it is read. */
static int prepare(struct state *state, sqlite3_stmt **stmt, const char *sql)
{
	sqlite3_stmt **place = place_of(state, sql);
	if (*place && !strcmp(sqlite3_sql(*place), sql)) {
		*stmt = *place;
		*place = NULL;
		return 0;
	}
	return sqlite3_prepare_v3(state->db, sql, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL) == SQLITE_OK ? 0 : -1;
}

/* What it was given goes at once: nothing of a member stays here between two requests. */
static void put_back(struct state *state, sqlite3_stmt *stmt)
{
	sqlite3_stmt **place = place_of(state, sqlite3_sql(stmt));
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	sqlite3_finalize(*place);
	*place = stmt;
}

static int bind(struct state *state, sqlite3_stmt **stmt, const char *sql, const char *types, va_list args)
{
	if (prepare(state, stmt, sql))
		return -1;
	for (int i = 1; *types; types++, i++) {
		if (*types == 's')
			sqlite3_bind_text(*stmt, i, va_arg(args, const char *), -1, SQLITE_TRANSIENT);
		else
			sqlite3_bind_int64(*stmt, i, va_arg(args, int64_t));
	}
	return 0;
}

/* sqlite3_step() leaves the reason with the database, which sqlite3_finalize() does not change. */
static int answered(struct state *state, sqlite3_stmt *stmt, int step, struct err *err)
{
	if (step == SQLITE_ROW || step == SQLITE_DONE) {
		put_back(state, stmt);
		return 0;
	}
	sqlite3_finalize(stmt);
	return fail(state, err);
}

int state_do(struct state *state, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt = NULL;
	va_list args;
	va_start(args, types);
	int rc = bind(state, &stmt, sql, types, args);
	va_end(args);
	return rc ? fail(state, err) : answered(state, stmt, sqlite3_step(stmt), err);
}

int64_t state_changes(struct state *state)
{
	return sqlite3_changes64(state->db);
}

int state_get_number(struct state *state, struct state_number number, struct err *err, const char *sql,
                     const char *types, ...)
{
	sqlite3_stmt *stmt = NULL;
	va_list args;
	va_start(args, types);
	int rc = bind(state, &stmt, sql, types, args);
	va_end(args);
	if (rc)
		return fail(state, err);
	int step = sqlite3_step(stmt);
	*number.n = step == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : number.none;
	return answered(state, stmt, step, err);
}

/* struct state_row stands for a statement that stands at a row. */
static sqlite3_stmt *stmt_of(const struct state_row *row)
{
	return (sqlite3_stmt *)(uintptr_t)row;
}

void *state_more(struct arena *arena, void *at, size_t len, size_t *room, size_t size)
{
	if (len < *room)
		return at;
	*room = *room ? 2 * *room : 16;
	void *more = arena_alloc(arena, *room, size);
	if (len)
		memcpy(more, at, len * size);
	return more;
}

int64_t state_int(const struct state_row *row, int column)
{
	return sqlite3_column_int64(stmt_of(row), column);
}

const char *state_text(const struct state_row *row, int column, struct arena *arena)
{
	const char *text = (const char *)sqlite3_column_text(stmt_of(row), column);
	return arena_dup(arena, text ? text : "");
}

int state_read(struct state *state, const struct state_reader *reader, struct err *err, const char *sql,
               const char *types, ...)
{
	sqlite3_stmt *stmt = NULL;
	va_list args;
	va_start(args, types);
	int rc = bind(state, &stmt, sql, types, args);
	va_end(args);
	if (rc)
		return fail(state, err);
	int step;
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW && !rc)
		rc = reader->each(reader->self, (const struct state_row *)stmt, err);
	if (!rc)
		return answered(state, stmt, step, err);
	put_back(state, stmt);
	return -1;
}

int state_fold(struct state *state, struct err *err)
{
	return run(state, "PRAGMA wal_checkpoint(TRUNCATE)", err);
}

int state_begin(struct state *state, struct err *err)
{
	int rc = run(state, state->depth ? "SAVEPOINT part" : "BEGIN IMMEDIATE", err);
	if (!rc)
		state->depth++;
	return rc;
}

/* SQLite changes the level only between transactions. */
int state_begin_light(struct state *state, struct err *err)
{
	if (state->depth)
		return state_begin(state, err);
	state->light = true;
	if (run(state, "PRAGMA synchronous = NORMAL", err) || state_begin(state, err)) {
		state->light = false;
		sqlite3_exec(state->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
		return -1;
	}
	return 0;
}

/* A failed COMMIT is undone too, so that no lock stays behind. */
int state_end(struct state *state, int rc, struct err *err)
{
	bool part = --state->depth;
	if (!rc)
		rc = run(state, part ? "RELEASE part" : "COMMIT", err);
	if (rc)
		sqlite3_exec(state->db, part ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK", NULL, NULL, NULL);
	if (!part && state->light) {
		state->light = false;
		sqlite3_exec(state->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
	}
	return rc ? -1 : 0;
}

static int version(struct state *state, int64_t *n, struct err *err)
{
	return state_get_number(state, (struct state_number){0, n}, err, "PRAGMA user_version", "");
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
	if (state_begin(state, err))
		return -1;
	/* Asked again: another process may have migrated while this one waited for the lock. */
	int rc = version(state, &have, err);
	if (!rc && have > (int64_t)ARRAY_LEN(migrations))
		rc = err_set(err, ERR_CONF, "state.db: made by a newer version of this program");
	return state_end(state, rc || migrate_from(state, have, err), err);
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
	if (rc || run(state, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;", err) ||
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
	for (size_t i = 0; i < KEPT; i++)
		sqlite3_finalize(state->kept[i]);
	sqlite3_close(state->db);
	free(state);
}
