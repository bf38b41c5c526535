/*
 * state.h: what may never be public (accounts, sessions, rate limits), in one SQLite file (WAL).
 * It refuses to hold content, and to store a password or a session token in the clear.
 *
 * Every write is on disk when its function returns, but for counts of rates (state_begin_light()). Several processes may use one file; one that
 * waits for another longer than five seconds gets ERR_RACE. Any other refusal of the database
 * (full disk, damaged file) is ERR_SYS, and nothing was changed.
 */
#ifndef STOA_STATE_H
#define STOA_STATE_H

#include "core/base/arena.h"

struct state;

/*
 * Opens or makes DIR/state/state.db (mode 0600) and brings its schema up to date. ERR_CONF where
 * a newer program made it.
 */
int state_open(struct state **state, const char *path, struct err *err) WARN_UNUSED;
void state_close(struct state *state);

/*
 * A transaction that takes the write lock at once, so that what is read in it cannot change before
 * its end. state_end() commits where rc is 0, else takes all back; it returns -1 or 0. Within another one it is a
 * part of that: it can be taken back alone, and is on disk when the outer one is. Keep them short: others wait.
 */
int state_begin(struct state *state, struct err *err) WARN_UNUSED;
int state_end(struct state *state, int rc, struct err *err) WARN_UNUSED;
/*
 * The same without waiting for the disk, for what is worth less than that: it survives the end of the program, and
 * is lost at worst with the machine's power, never in parts. The next ordinary one brings it to the disk.
 */
int state_begin_light(struct state *state, struct err *err) WARN_UNUSED;

/* Sets or replaces the password hash of a handle (argon2id text of crypto.h), and ends its sessions. */
int state_account_put(struct state *state, const char *handle, const char *password_hash, int64_t now,
                      struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND. hash in the arena. */
int state_account_hash(struct state *state, const char *handle, struct arena *arena, const char **hash,
                       struct err *err) WARN_UNUSED;

/* token_hash: crypto_digest() of the cookie's token. Expired sessions go. */
int state_session_put(struct state *state, const char *token_hash, const char *handle, int64_t now, int64_t expires,
                      struct err *err) WARN_UNUSED;
/* ERR_NOTFOUND where there is none, or it has expired. handle in the arena. */
int state_session_find(struct state *state, const char *token_hash, int64_t now, struct arena *arena,
                       const char **handle, struct err *err) WARN_UNUSED;
int state_session_drop(struct state *state, const char *token_hash, struct err *err) WARN_UNUSED;

/*
 * Counts one more of `what` for `who` (a keyed hash of an address, or a handle) in a sliding window of
 * seconds. *wait: 0 if allowed, else seconds until it would be, and then it was not counted. Atomic
 * between processes. A limit under 1 allows nothing.
 */
int state_rate(struct state *state, const char *what, const char *who, int64_t limit, int64_t window, int64_t now,
               int64_t *wait, struct err *err) WARN_UNUSED;
/* Takes the newest one back: it was no failure after all. */
int state_rate_back(struct state *state, const char *what, const char *who, struct err *err) WARN_UNUSED;
/* The same without counting: *wait is 0 where one more would fit. */
int state_rate_wait(struct state *state, const char *what, const char *who, int64_t limit, int64_t now, int64_t *wait,
                    struct err *err) WARN_UNUSED;
/* Forgets it: a successful sign-in clears its failures. */
int state_rate_clear(struct state *state, const char *what, const char *who, struct err *err) WARN_UNUSED;

#endif
