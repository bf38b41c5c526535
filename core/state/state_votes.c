#include "state_votes.h"

#include "core/base/vec.h"
#include "state_parts.h"

int state_vote_put(struct state *state, const struct state_vote *vote, int64_t now, struct err *err)
{
	/* A row that is replaced keeps its place in the line. */
	return state_do(state, err,
	                "INSERT INTO vote (stem, handle, text, at) VALUES (?, ?, ?, ?)"
	                " ON CONFLICT (stem, handle) DO UPDATE SET text = excluded.text",
	                "sssn", vote->stem, vote->handle, vote->text, now);
}

struct reader {
	struct arena *arena;
	struct vec_of_votes VEC_OF(struct state_vote) all;
};

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct reader *reader = self;
	(void)err;
	struct state_vote *vote = VEC_PUSH(&reader->all);
	vote->stem = state_text(row, 0, reader->arena);
	vote->handle = state_text(row, 1, reader->arena);
	vote->text = state_text(row, 2, reader->arena);
	return 0;
}

int state_vote_find(struct state *state, struct state_vote *vote, struct arena *arena, struct err *err)
{
	struct reader self = {.arena = arena};
	struct state_reader reader = {take, &self};
	int rc = state_read(state, &reader, err, "SELECT stem, handle, text FROM vote WHERE stem = ? AND handle = ?",
	                    "ss", vote->stem, vote->handle);
	vote->text = self.all.len ? self.all.at[0].text : NULL;
	VEC_RELEASE(&self.all);
	return rc;
}

int state_votes(struct state *state, int64_t limit, struct arena *arena, struct state_votes *votes, struct err *err)
{
	struct reader self = {.arena = arena};
	struct state_reader reader = {take, &self};
	int rc = state_read(state, &reader, err,
	                    "SELECT stem, handle, text FROM (SELECT * FROM vote ORDER BY at LIMIT ?)"
	                    " ORDER BY stem, handle",
	                    "n", limit);
	votes->at = arena_alloc(arena, self.all.len + 1, sizeof(*votes->at));
	votes->len = self.all.len;
	if (votes->len)
		memcpy(votes->at, self.all.at, votes->len * sizeof(*votes->at));
	VEC_RELEASE(&self.all);
	return rc;
}

int state_votes_done(struct state *state, const struct state_votes *votes, struct err *err)
{
	int rc = 0;
	if (state_begin(state, err))
		return -1;
	for (size_t i = 0; i < votes->len && !rc; i++)
		rc = state_do(state, err, "DELETE FROM vote WHERE stem = ? AND handle = ? AND text = ?", "sss",
		              votes->at[i].stem, votes->at[i].handle, votes->at[i].text);
	return state_end(state, rc, err);
}

static const char turn_note[] = "votes";

/* A clock that was set back must not stop the votes. */
static int64_t wait_of(int64_t last, int64_t now, int64_t seconds)
{
	return last <= now && now - last < seconds ? last + seconds - now : 0;
}

static int take_turn(struct state *state, int64_t now, int64_t seconds, int64_t *wait, struct err *err)
{
	int64_t waiting, last;
	if (state_get_number(state, (struct state_number){0, &waiting}, err, "SELECT EXISTS (SELECT 1 FROM vote)", "") ||
	    state_get_number(state, (struct state_number){0, &last}, err,
	                     "SELECT CAST(text AS INTEGER) FROM note WHERE name = ?", "s", turn_note))
		return -1;
	*wait = waiting ? wait_of(last, now, seconds) : -1;
	if (*wait)
		return 0;
	return state_do(state, err,
	                "INSERT INTO note (name, text) VALUES (?, CAST(? AS TEXT))"
	                " ON CONFLICT (name) DO UPDATE SET text = excluded.text",
	                "sn", turn_note, now);
}

int state_votes_wait(struct state *state, bool *waiting, struct err *err)
{
	int64_t n;
	int rc = state_get_number(state, (struct state_number){0, &n}, err, "SELECT EXISTS (SELECT 1 FROM vote)", "");
	*waiting = !rc && n;
	return rc;
}

int state_votes_turn(struct state *state, int64_t now, int64_t seconds, int64_t *wait, struct err *err)
{
	bool waiting;
	*wait = -1;
	/* Most often nothing waits, and then nobody needs the write lock. */
	if (state_votes_wait(state, &waiting, err))
		return -1;
	if (!waiting)
		return 0;
	if (state_begin(state, err))
		return -1;
	return state_end(state, take_turn(state, now, seconds, wait, err), err);
}
