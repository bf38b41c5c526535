#include "state_bulk.h"

#include "state_parts.h"

#define COLUMNS "id, handle, verdict, at, done, failed, left_, stopped, reason, rule"

enum { KEPT = 7 * 86400 };

int state_bulk_put(struct state *state, const struct state_bulk *bulk, struct err *err)
{
	int rc = state_begin(state, err);
	if (rc)
		return -1;
	rc = state_do(state, err, "DELETE FROM bulk WHERE at < ?", "n", bulk->at - KEPT);
	if (!rc)
		rc = state_do(state, err,
		              "INSERT OR REPLACE INTO bulk (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "sssnssssss", bulk->id,
		              bulk->handle, bulk->verdict, bulk->at, bulk->done, bulk->failed, bulk->left, bulk->stopped, bulk->reason,
		              bulk->rule);
	return state_end(state, rc, err);
}

struct finding {
	struct arena *arena;
	struct state_bulk *bulk;
	bool found;
};

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct finding *finding = self;
	(void)err;
	finding->found = true;
	*finding->bulk = (struct state_bulk){
		.id = state_text(row, 0, finding->arena),
		.handle = state_text(row, 1, finding->arena),
		.verdict = state_text(row, 2, finding->arena),
		.at = state_int(row, 3),
		.done = state_text(row, 4, finding->arena),
		.failed = state_text(row, 5, finding->arena),
		.left = state_text(row, 6, finding->arena),
		.stopped = state_text(row, 7, finding->arena),
		.reason = state_text(row, 8, finding->arena),
		.rule = state_text(row, 9, finding->arena),
	};
	return 0;
}

int state_bulk_find(struct state *state, const char *id, struct arena *arena, struct state_bulk *bulk, struct err *err)
{
	struct finding finding = {arena, bulk, false};
	struct state_reader reader = {take, &finding};
	if (state_read(state, &reader, err, "SELECT " COLUMNS " FROM bulk WHERE id = ?", "s", id))
		return -1;
	return finding.found ? 0 : err_set(err, ERR_NOTFOUND, "no verdicts that were given together");
}
