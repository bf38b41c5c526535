/*
 * state_parts.h: between the files of state: state.c opens the database and runs statements, the
 * others know one group of tables each. It refuses other includers.
 *
 * Arguments of a statement are announced by a text, one letter each: s a text (NULL is NULL), n an
 * int64_t. They end the list, so err stands before them.
 */
#ifndef STOA_STATE_PARTS_H
#define STOA_STATE_PARTS_H

#include "state.h"

struct state_row; /* one row of an answer, while it is read */
int64_t state_int(const struct state_row *row, int column);
const char *state_text(const struct state_row *row, int column, struct arena *arena); /* NULL is "" */

/* A statement that answers nothing. */
int state_do(struct state *state, struct err *err, const char *sql, const char *types, ...) WARN_UNUSED;
int64_t state_changes(struct state *state); /* rows that the last one changed */

/* The first number of the answer; `none` where there is no row. */
struct state_number {
	int64_t none, *n;
};
int state_get_number(struct state *state, struct state_number number, struct err *err, const char *sql,
                     const char *types, ...) WARN_UNUSED;

/* A list of len elements in the arena with room for one more: where it was, or moved. At first NULL with room 0. */
void *state_more(struct arena *arena, void *at, size_t len, size_t *room, size_t size) WARN_UNUSED;

/* Calls each() for every row; -1 from it ends the reading and is returned. */
struct state_reader {
	int (*each)(void *self, const struct state_row *row, struct err *err);
	void *self;
};
int state_read(struct state *state, const struct state_reader *reader, struct err *err, const char *sql,
               const char *types, ...) WARN_UNUSED;

/* The journal goes into the file and is emptied: what was deleted is then nowhere. Waits for readers as other writes do. */
int state_fold(struct state *state, struct err *err) WARN_UNUSED;

#endif
