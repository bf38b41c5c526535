#include "catalogue_sql.h"

#include <sqlite3.h>
#include <unistd.h>

enum { BUSY_MS = 10000, ROWS_FIRST = 16, ROW_MAX = 64 * 1024 * 1024 };

struct sql {
	sqlite3 *db;
	char *path;
	const struct sql_options *options;
	sqlite3_stmt **prepared;
	int frames; /* of the journal */
	struct str packed;
};

static int fail(struct sql *sql, struct err *err)
{
	return err_set(err, ERR_SYS, "%s: %s", sql->path, sql->db ? sqlite3_errmsg(sql->db) : "out of memory");
}

int sql_exec(struct sql *sql, const char *text, struct err *err)
{
	return sqlite3_exec(sql->db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(sql, err);
}

static int user_version(struct sql *sql)
{
	sqlite3_stmt *stmt;
	int version = -1;
	if (sqlite3_prepare_v2(sql->db, "PRAGMA user_version", -1, &stmt, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return version;
}

/* A fresh file is filled once and thrown away if that fails: it needs no journal. */
static int make(struct sql *sql, struct err *err)
{
	char version[64];
	snprintf(version, sizeof(version), "PRAGMA user_version=%d", sql->options->version);
	if (sql_exec(sql,
	             "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; "
	             "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-32768",
	             err))
		return -1;
	return sql_exec(sql, sql->options->schema, err) || sql_exec(sql, version, err) ? -1 : 0;
}

static int note_frames(void *self, sqlite3 *db, const char *name, int frames)
{
	struct sql *sql = self;
	(void)db;
	(void)name;
	sql->frames = frames;
	return SQLITE_OK;
}

int sql_frames(const struct sql *sql)
{
	return sql->frames;
}

/*
 * To the journal's last byte: how much of it is in the file already is known only while somebody has
 * the database open, and the next process would bring all of it there again, and so would each one
 * after it. Where a reader is in the way, the next fold does it.
 */
int sql_fold(struct sql *sql, struct err *err)
{
	sqlite3_busy_timeout(sql->db, 0);
	int rc = sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(sql->db, BUSY_MS);
	return rc == SQLITE_OK || rc == SQLITE_BUSY ? 0 : fail(sql, err);
}

/*
 * WAL, so that workers read while the builder writes. Its file is not folded back at every close:
 * that would cost an fsync in each build of one reply.
 */
static int ready(struct sql *sql, struct err *err)
{
	if (user_version(sql) != sql->options->version)
		return err_set(err, ERR_NOTFOUND, "%s: of another version", sql->path);
	sqlite3_db_config(sql->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_wal_hook(sql->db, note_frames, sql); /* in place of SQLite's own, which would fold in a commit */
	/* A worker reads one state of the catalogue from first to last, without a lock for each answer. */
	return sql_exec(sql,
	                sql->options->write ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
	                                    : "PRAGMA cache_size=-4096; BEGIN",
	                err);
}

void sql_remove(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		char name[4096];
		snprintf(name, sizeof(name), "%s%s", path, endings[i]);
		unlink(name);
	}
}

/*
 * No process of ours has threads, nobody asks SQLite how much memory it has, and a build of one reply reads fewer
 * pages than SQLite would make ready. It takes this before its first use only.
 */
static void be_alone(void)
{
	static bool told;
	if (!told) {
		sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
	}
	told = true;
}

int sql_open(struct sql **opened, const struct sql_options *options, struct err *err)
{
	int flags = options->fresh   ? SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE
	            : options->write ? SQLITE_OPEN_READWRITE
	                             : SQLITE_OPEN_READONLY;
	struct sql *sql = base_alloc(1, sizeof(*sql));
	be_alone();
	sql->path = base_strdup(options->path);
	sql->options = options;
	str_init(&sql->packed, ROW_MAX);
	sql->prepared = base_alloc(options->nstatements, sizeof(sqlite3_stmt *));
	if (options->fresh)
		sql_remove(options->path);
	else if (access(options->path, R_OK)) {
		err_set(err, ERR_NOTFOUND, "%s: there is none", options->path);
		goto out;
	}
	if (sqlite3_open_v2(options->path, &sql->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		fail(sql, err);
		goto out;
	}
	sqlite3_busy_timeout(sql->db, options->hasty ? 0 : BUSY_MS);
	if (options->fresh ? make(sql, err) : ready(sql, err))
		goto out;
	*opened = sql;
	return 0;
out:
	sql_close(sql);
	return -1;
}

void sql_close(struct sql *sql)
{
	if (!sql)
		return;
	for (size_t i = 0; i < sql->options->nstatements; i++)
		sqlite3_finalize(sql->prepared[i]);
	sqlite3_close(sql->db);
	str_release(&sql->packed);
	free(sql->prepared);
	free(sql->path);
	free(sql);
}

static int prepare(struct sql *sql, size_t i, sqlite3_stmt **stmt, struct err *err)
{
	const char *text = sql->options->statements[i];
	if (!sql->prepared[i] &&
	    sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &sql->prepared[i], NULL) != SQLITE_OK)
		return fail(sql, err);
	*stmt = sql->prepared[i];
	return 0;
}

static int bind(sqlite3_stmt *stmt, int at, const struct sql_value *value)
{
	if (value->kind == SQL_INT)
		return sqlite3_bind_int64(stmt, at, value->number);
	return sqlite3_bind_text(stmt, at, value->text ? value->text : "", -1, SQLITE_STATIC);
}

/* Statements may name fewer arguments than a list of pages offers. */
static int bind_all(struct sql *sql, sqlite3_stmt *stmt, const struct sql_value *args, struct err *err)
{
	int wanted = sqlite3_bind_parameter_count(stmt);
	for (int i = 0; i < wanted && args[i].kind != SQL_END; i++)
		if (bind(stmt, i + 1, &args[i]) != SQLITE_OK)
			return fail(sql, err);
	return 0;
}

static int bind_column(sqlite3_stmt *stmt, int at, const struct sql_column *column, const void *row)
{
	const char *field = (const char *)row + column->offset;
	if (column->kind == SQL_ID)
		return sqlite3_bind_blob(stmt, at, field, sizeof(struct store_id), SQLITE_STATIC);
	struct sql_value value = {.kind = column->kind};
	if (column->kind == SQL_INT)
		memcpy(&value.number, field, sizeof(value.number));
	else
		memcpy(&value.text, field, sizeof(value.text));
	return bind(stmt, at, &value);
}

static int finish(struct sql *sql, sqlite3_stmt *stmt, struct err *err)
{
	int rc = sqlite3_step(stmt) == SQLITE_DONE ? 0 : fail(sql, err);
	sqlite3_reset(stmt);
	return rc;
}

int sql_run(struct sql *sql, size_t statement, const struct sql_value *args, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	if (prepare(sql, statement, &stmt, err) || bind_all(sql, stmt, args, err))
		return -1;
	return finish(sql, stmt, err);
}

static int bind_packed(struct sql *sql, sqlite3_stmt *stmt, const struct sql_type *type, const void *row,
                       struct err *err)
{
	str_reset(&sql->packed);
	sql_pack(type, row, &sql->packed);
	if (str_check(&sql->packed, sql->path, err))
		return -1;
	int rc = sqlite3_bind_blob(stmt, (int)type->nkeys + 1, sql->packed.at, (int)sql->packed.len, SQLITE_STATIC);
	return rc == SQLITE_OK ? 0 : fail(sql, err);
}

int sql_put(struct sql *sql, size_t statement, const struct sql_type *type, const void *row, struct err *err)
{
	const struct sql_column *columns = type->nkeys ? type->keys : type->columns;
	size_t n = type->nkeys ? type->nkeys : type->ncolumns;
	sqlite3_stmt *stmt = NULL;
	if (prepare(sql, statement, &stmt, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (bind_column(stmt, (int)i + 1, &columns[i], row) != SQLITE_OK)
			return fail(sql, err);
	if (type->nkeys && bind_packed(sql, stmt, type, row, err))
		return -1;
	return finish(sql, stmt, err);
}

static void read_column(sqlite3_stmt *stmt, int at, const struct sql_column *column, struct arena *arena, char *field)
{
	if (column->kind == SQL_INT) {
		int64_t number = sqlite3_column_int64(stmt, at);
		memcpy(field, &number, sizeof(number));
	} else if (column->kind == SQL_ID) {
		const void *id = sqlite3_column_blob(stmt, at);
		if (id && sqlite3_column_bytes(stmt, at) == sizeof(struct store_id))
			memcpy(field, id, sizeof(struct store_id));
	} else {
		const char *text = (const char *)sqlite3_column_text(stmt, at);
		int n = sqlite3_column_bytes(stmt, at);
		const char *copy = n ? arena_dupn(arena, text, (size_t)n) : "";
		memcpy(field, &copy, sizeof(copy));
	}
}

/* An answer that stands on a row of its own. */
struct answer {
	struct sql *sql;
	sqlite3_stmt *stmt;
	const struct sql_type *type;
	struct arena *arena;
};

static int read_packed(const struct answer *answer, char *row, struct err *err)
{
	const struct sql_type *type = answer->type;
	const void *bytes = sqlite3_column_blob(answer->stmt, 0);
	size_t n = (size_t)sqlite3_column_bytes(answer->stmt, 0);
	const char *copy = arena_dupn(answer->arena, bytes, n);
	if (!n || sql_unpack(type, copy, n, row) != n)
		return err_set(err, ERR_SYS, "%s: a damaged row", answer->sql->path);
	for (size_t i = 0; i < type->ncounts; i++)
		read_column(answer->stmt, (int)i + 1, &type->counts[i], answer->arena, row + type->counts[i].offset);
	return 0;
}

static int read_row(const struct answer *answer, char *row, struct err *err)
{
	const struct sql_type *type = answer->type;
	if (type->nkeys)
		return read_packed(answer, row, err);
	for (size_t i = 0; i < type->ncolumns; i++)
		read_column(answer->stmt, (int)i, &type->columns[i], answer->arena, row + type->columns[i].offset);
	return 0;
}

struct rows {
	char *at;
	size_t len, room;
};

static char *add_row(struct rows *rows, size_t size)
{
	if (rows->len == rows->room) {
		rows->room = rows->room ? rows->room * 2 : ROWS_FIRST;
		rows->at = base_realloc(rows->at, rows->room, size);
	}
	char *row = rows->at + rows->len++ * size;
	memset(row, 0, size);
	return row;
}

/* Into the arena, and out of the heap. */
static void keep_rows(struct rows *rows, size_t size, struct arena *arena, void *list)
{
	struct {
		void *at;
		size_t len;
	} kept = {arena_alloc(arena, rows->len, size), rows->len};
	if (rows->len)
		memcpy(kept.at, rows->at, rows->len * size);
	free(rows->at);
	memcpy(list, &kept, sizeof(kept));
}

int sql_rows(struct sql *sql, const struct sql_query *query, struct arena *arena, void *list, struct err *err)
{
	struct answer answer = {.sql = sql, .type = query->type, .arena = arena};
	struct rows rows = {NULL, 0, 0};
	int step = SQLITE_DONE, rc = 0;
	if (prepare(sql, query->statement, &answer.stmt, err) || bind_all(sql, answer.stmt, query->args, err))
		return -1;
	while (!rc && (step = sqlite3_step(answer.stmt)) == SQLITE_ROW)
		rc = read_row(&answer, add_row(&rows, query->type->size), err);
	if (!rc && step != SQLITE_DONE)
		rc = fail(sql, err);
	sqlite3_reset(answer.stmt);
	keep_rows(&rows, query->type->size, arena, list);
	return rc;
}

int sql_number(struct sql *sql, size_t statement, const struct sql_value *args, int64_t *number, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	if (prepare(sql, statement, &stmt, err) || bind_all(sql, stmt, args, err))
		return -1;
	int step = sqlite3_step(stmt);
	*number = step == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
	int rc = step == SQLITE_ROW || step == SQLITE_DONE ? 0 : fail(sql, err);
	sqlite3_reset(stmt);
	return rc;
}

/* Most numbers are 0 or small: seven bits a byte, the sign in the lowest. */
static void pack_number(int64_t number, struct str *out)
{
	uint64_t left = (uint64_t)number << 1 ^ (number < 0 ? UINT64_MAX : 0);
	char bytes[10];
	size_t n = 0;
	for (; left > 0x7F; left >>= 7)
		bytes[n++] = (char)(left | 0x80);
	bytes[n++] = (char)left;
	str_add(out, bytes, n);
}

void sql_pack(const struct sql_type *type, const void *row, struct str *out)
{
	for (size_t i = 0; i < type->ncolumns; i++) {
		const char *field = (const char *)row + type->columns[i].offset, *text;
		int64_t number;
		switch (type->columns[i].kind) {
		case SQL_TEXT:
			memcpy(&text, field, sizeof(text));
			str_add(out, text ? text : "", text ? strlen(text) + 1 : 1);
			break;
		case SQL_INT:
			memcpy(&number, field, sizeof(number));
			pack_number(number, out);
			break;
		default:
			str_add(out, field, sizeof(struct store_id));
		}
	}
}

/* Each of these returns how many bytes it took; more than n where there were too few. */
static size_t unpack_number(const char *bytes, size_t n, char *field)
{
	uint64_t all = 0;
	size_t i = 0;
	for (unsigned shift = 0; i < n && shift < 64; shift += 7) {
		unsigned char byte = (unsigned char)bytes[i++];
		all |= (uint64_t)(byte & 0x7F) << shift;
		if (byte & 0x80)
			continue;
		int64_t number = (int64_t)(all >> 1 ^ (all & 1 ? UINT64_MAX : 0));
		memcpy(field, &number, sizeof(number));
		return i;
	}
	return n + 1;
}

static size_t unpack_text(const char *bytes, size_t n, char *field)
{
	memcpy(field, &bytes, sizeof(bytes));
	return strnlen(bytes, n) + 1;
}

static size_t unpack_id(const char *bytes, size_t n, char *field)
{
	if (n >= sizeof(struct store_id))
		memcpy(field, bytes, sizeof(struct store_id));
	return sizeof(struct store_id);
}

size_t sql_unpack(const struct sql_type *type, const char *bytes, size_t n, void *row)
{
	size_t at = 0;
	for (size_t i = 0; i < type->ncolumns; i++) {
		char *field = (char *)row + type->columns[i].offset;
		enum sql_kind kind = type->columns[i].kind;
		at += kind == SQL_TEXT  ? unpack_text(bytes + at, n - at, field)
		      : kind == SQL_INT ? unpack_number(bytes + at, n - at, field)
		                        : unpack_id(bytes + at, n - at, field);
		if (at > n)
			return 0;
	}
	return at;
}
