#include "state_parts.h"

/* When the limit-th newest of the counted ones leaves the window, one more fits; 0: it fits now. */
static int fits_at(struct state *state, const char *what, const char *who, int64_t limit, int64_t *at, struct err *err)
{
	return state_get_number(
	    state, (struct state_number){0, at}, err,
	    "SELECT expires FROM rate WHERE what = ? AND who = ? ORDER BY at DESC, rowid DESC LIMIT 1 OFFSET ?", "ssn",
	    what, who, limit - 1);
}

int state_rate(struct state *state, const char *what, const char *who, int64_t limit, int64_t window, int64_t now,
               int64_t *wait, struct err *err)
{
	*wait = 0;
	if (limit < 1) {
		*wait = window;
		return 0;
	}
	if (state_begin_light(state, err))
		return -1;
	int64_t at = 0;
	int rc = state_do(state, err, "DELETE FROM rate WHERE expires <= ?", "n", now);
	if (!rc)
		rc = fits_at(state, what, who, limit, &at, err);
	if (!rc && !at)
		rc = state_do(state, err, "INSERT INTO rate (what, who, at, expires) VALUES (?, ?, ?, ?)", "ssnn", what,
		              who, now, now + window);
	rc = state_end(state, rc, err);
	*wait = !rc && at ? at - now : 0;
	return rc;
}

static int forget(struct state *state, const char *sql, const char *what, const char *who, struct err *err)
{
	if (state_begin_light(state, err))
		return -1;
	return state_end(state, state_do(state, err, sql, "ss", what, who), err);
}

int state_rate_back(struct state *state, const char *what, const char *who, struct err *err)
{
	return forget(state,
	              "DELETE FROM rate WHERE rowid = (SELECT rowid FROM rate WHERE what = ? AND who = ?"
	              " ORDER BY at DESC, rowid DESC LIMIT 1)",
	              what, who, err);
}

int state_rate_wait(struct state *state, const char *what, const char *who, int64_t limit, int64_t now, int64_t *wait,
                    struct err *err)
{
	int64_t at = 0;
	if (fits_at(state, what, who, limit, &at, err))
		return -1;
	*wait = at > now ? at - now : 0;
	return 0;
}

int state_rate_clear(struct state *state, const char *what, const char *who, struct err *err)
{
	return forget(state, "DELETE FROM rate WHERE what = ? AND who = ?", what, who, err);
}
