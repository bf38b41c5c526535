#include "state_notice.h"

#include "state_parts.h"

enum { NOTICES_MAX = 20 };

int state_notice_put(struct state *state, const char *handle, const char *entry, int64_t now, struct err *err)
{
	return state_do(state, err, "INSERT OR IGNORE INTO notice (handle, entry, at) VALUES (?, ?, ?)", "ssn", handle, entry,
	                now);
}

struct noticing {
	struct arena *arena;
	struct state_notices *list;
};

static int take_notice(void *self, const struct state_row *row, struct err *err)
{
	struct noticing *noticing = self;
	(void)err;
	noticing->list->at[noticing->list->len++] = state_text(row, 0, noticing->arena);
	return 0;
}

int state_notices(struct state *state, const char *handle, struct arena *arena, struct state_notices *list, struct err *err)
{
	struct noticing noticing = {arena, list};
	struct state_reader reader = {take_notice, &noticing};
	*list = (struct state_notices){.at = arena_alloc(arena, NOTICES_MAX, sizeof(*list->at))};
	return state_read(state, &reader, err, "SELECT entry FROM notice WHERE handle = ? ORDER BY entry DESC LIMIT ?", "sn",
	                  handle, (int64_t)NOTICES_MAX);
}

int state_notice_seen(struct state *state, const char *handle, const char *entry, struct err *err)
{
	return state_do(state, err, "DELETE FROM notice WHERE handle = ? AND entry = ?", "ss", handle, entry);
}
