/*
 * catalogue_sql.h: statements and rows, between catalogue.c and SQLite. A row is a C struct that a
 * table of columns describes; that table makes the SQL, binds it and reads it back. It refuses to
 * know what a row means.
 */
#ifndef STOA_CATALOGUE_SQL_H
#define STOA_CATALOGUE_SQL_H

#include "core/base/arena.h"
#include "core/git/store.h"

struct sql; /* hides sqlite3 */

enum sql_kind { SQL_END, SQL_INT, SQL_TEXT, SQL_ID };

struct sql_column {
	const char *name;
	enum sql_kind kind; /* int64_t, const char *, struct store_id */
	size_t offset;
};

/*
 * A wide row that SQL asks little of has columns for keys alone, and one more behind them that holds
 * all of it packed: a tenth of the cost to read. Without keys each column stands for itself. Keys that
 * statements change in place are counts: an answer has them behind the packed row, which they overrule.
 */
struct sql_type {
	const struct sql_column *columns;
	size_t ncolumns;
	size_t size;
	const struct sql_column *keys;
	size_t nkeys;
	const struct sql_column *counts;
	size_t ncounts;
};

struct sql_value {
	enum sql_kind kind;
	int64_t number;
	const char *text;
};
#define SQL_INT_OF(n)                                                                                                  \
	{                                                                                                              \
		.kind = SQL_INT, .number = (n)                                                                         \
	}
#define SQL_TEXT_OF(s)                                                                                                 \
	{                                                                                                              \
		.kind = SQL_TEXT, .text = (s)                                                                          \
	}
#define SQL_ARGS(...) ((const struct sql_value[]){__VA_ARGS__, {.kind = SQL_END}})
#define SQL_NONE ((const struct sql_value[]){{.kind = SQL_END}})

/* statements: nstatements texts, prepared when first used and kept. They outlive the sql. */
struct sql_options {
	const char *path, *schema; /* schema: run when the file is made */
	int version;               /* of the schema; another one is ERR_NOTFOUND */
	bool write, fresh, hasty; /* hasty: waits for no lock */
	const char *const *statements;
	size_t nstatements;
};

int sql_open(struct sql **sql, const struct sql_options *options, struct err *err) WARN_UNUSED;
void sql_close(struct sql *sql);
void sql_remove(const char *path);

/* Pages in the journal after the last commit. */
int sql_frames(const struct sql *sql);

/* Brings them into the file, with waits for the disk, and empties the journal. Nobody else does. */
int sql_fold(struct sql *sql, struct err *err) WARN_UNUSED;

/* Any SQL without arguments or results. */
int sql_exec(struct sql *sql, const char *text, struct err *err) WARN_UNUSED;

/* A statement that answers nothing; *rowid, where asked for, is of the last row put in. */
int sql_run(struct sql *sql, size_t statement, const struct sql_value *args, struct err *err) WARN_UNUSED;

/* The same with a row as arguments, from ?1: its columns in order, or its keys and then all of it packed. */
int sql_put(struct sql *sql, size_t statement, const struct sql_type *type, const void *row,
            struct err *err) WARN_UNUSED;

struct sql_query {
	size_t statement;
	const struct sql_value *args;
	const struct sql_type *type; /* of the rows that it answers */
};

/* Every row of an answer, in the arena; a packed one is its first column. list: a struct { struct row *at; size_t len; }. */
int sql_rows(struct sql *sql, const struct sql_query *query, struct arena *arena, void *list,
             struct err *err) WARN_UNUSED;

/*
 * A row as bytes for a pipe or a column, and back. What comes back borrows its texts from the bytes, which it
 * returns the length of; 0 where they are not a row.
 */
void sql_pack(const struct sql_type *type, const void *row, struct str *out);
size_t sql_unpack(const struct sql_type *type, const char *bytes, size_t n, void *row) WARN_UNUSED;

/* The one number of an answer, 0 where it is empty. */
int sql_number(struct sql *sql, size_t statement, const struct sql_value *args, int64_t *number,
               struct err *err) WARN_UNUSED;

#endif
