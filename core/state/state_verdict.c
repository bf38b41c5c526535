#include "state_verdict.h"

#include "core/base/vec.h"
#include "state_parts.h"

static const char mark_note[] = "verdicts";

struct verdict_reader {
	struct arena *arena;
	struct all_verdicts VEC_OF(struct state_verdict) all;
};

static int take_verdict(void *self, const struct state_row *row, struct err *err)
{
	struct verdict_reader *reader = self;
	(void)err;
	*VEC_PUSH(&reader->all) = (struct state_verdict){.id = state_text(row, 0, reader->arena),
	                                                 .commit = state_text(row, 1, reader->arena),
	                                                 .handle = state_text(row, 2, reader->arena),
	                                                 .due = state_int(row, 3)};
	return 0;
}

static void keep(struct verdict_reader *reader, struct state_verdicts *verdicts)
{
	verdicts->len = reader->all.len;
	verdicts->at = arena_alloc(reader->arena, verdicts->len + 1, sizeof(*verdicts->at));
	if (verdicts->len)
		memcpy(verdicts->at, reader->all.at, verdicts->len * sizeof(*verdicts->at));
	VEC_RELEASE(&reader->all);
}

int state_verdicts(struct state *state, struct arena *arena, struct state_verdicts *verdicts, struct err *err)
{
	struct verdict_reader self = {.arena = arena};
	struct state_reader reader = {take_verdict, &self};
	int rc = state_read(state, &reader, err, "SELECT id, commit_, handle, due FROM verdict ORDER BY id", "");
	keep(&self, verdicts);
	return rc;
}

int state_verdicts_due(struct state *state, int64_t now, struct arena *arena, struct state_verdicts *verdicts,
                       struct err *err)
{
	struct verdict_reader self = {.arena = arena};
	struct state_reader reader = {take_verdict, &self};
	int rc = state_read(state, &reader, err,
	                    "SELECT id, commit_, handle, due FROM verdict WHERE due > 0 AND due <= ?1 AND handle ="
	                    " (SELECT handle FROM verdict WHERE due > 0 AND due <= ?1 ORDER BY due, handle LIMIT 1)"
	                    " ORDER BY id",
	                    "n", now);
	keep(&self, verdicts);
	return rc;
}

/* A process that looked earlier and comes later must not make a told verdict untold. */
static int put_fresh(struct state *state, const struct state_verdict *verdict, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO verdict (id, commit_, handle, due) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
	                " commit_ = excluded.commit_, handle = excluded.handle, due = excluded.due"
	                " WHERE commit_ <> excluded.commit_",
	                "sssn", verdict->id, verdict->commit, verdict->handle, verdict->due);
}

int state_verdicts_put(struct state *state, const struct state_verdicts_seen *seen, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	for (size_t i = 0; i < seen->gone.len && !rc; i++)
		rc = state_do(state, err, "DELETE FROM verdict WHERE id = ? AND commit_ = ?", "ss", seen->gone.at[i].id,
		              seen->gone.at[i].commit);
	for (size_t i = 0; i < seen->fresh.len && !rc; i++)
		rc = put_fresh(state, &seen->fresh.at[i], err);
	if (!rc)
		rc = state_do(state, err, "INSERT OR REPLACE INTO note (name, text) VALUES (?, ?)", "ss", mark_note, seen->mark);
	return state_end(state, rc, err);
}

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

int state_verdicts_mark(struct state *state, struct arena *arena, const char **mark, struct err *err)
{
	struct one_text one = {arena, NULL};
	struct state_reader reader = {take_text, &one};
	int rc = state_read(state, &reader, err, "SELECT text FROM note WHERE name = ?", "s", mark_note);
	*mark = one.text;
	return rc;
}

static int tell(struct state *state, const struct state_verdict *verdict, struct err *err)
{
	if (state_do(state, err, "UPDATE verdict SET due = 0 WHERE id = ? AND commit_ = ? AND due > 0", "ss", verdict->id,
	             verdict->commit))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_RACE, "somebody else has told it, or it was taken back");
}

int state_verdicts_told(struct state *state, const struct state_letter *letter, const struct state_verdicts *told,
                        int64_t now, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	for (size_t i = 0; i < told->len && !rc; i++)
		rc = tell(state, &told->at[i], err);
	if (!rc && letter)
		rc = state_do(state, err,
		              "INSERT OR IGNORE INTO letter (name, address, message, due, tries) VALUES (?, ?, ?, ?, 0)",
		              "sssn", letter->name, letter->address, letter->message, now);
	return state_end(state, rc, err);
}
