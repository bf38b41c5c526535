#include "state_remark.h"

#include "state_parts.h"

enum { MOST = 100, TWICE = 60 };

int state_remark_put(struct state *state, const struct state_remark *remark, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO remark (handle, by_, text, at) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
	                " (SELECT 1 FROM remark WHERE handle = ?1 AND by_ = ?2 AND text = ?3 AND at > ?4 - ?5)",
	                "sssnn", remark->handle, remark->by, remark->text, remark->at, (int64_t)TWICE);
}

int state_remark_drop(struct state *state, const char *handle, int64_t id, struct err *err)
{
	return state_do(state, err, "DELETE FROM remark WHERE id = ? AND handle = ?", "ns", id, handle);
}

struct reading {
	struct arena *arena;
	struct state_remark_list *list;
};

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	(void)err;
	reading->list->at[reading->list->len++] = (struct state_remark){
	    .id = state_int(row, 0),
	    .handle = state_text(row, 1, reading->arena),
	    .by = state_text(row, 2, reading->arena),
	    .text = state_text(row, 3, reading->arena),
	    .at = state_int(row, 4),
	};
	return 0;
}

int state_remarks(struct state *state, const char *handle, struct arena *arena, struct state_remark_list *list,
                  struct err *err)
{
	struct reading reading = {arena, list};
	struct state_reader reader = {take, &reading};
	*list = (struct state_remark_list){.at = arena_alloc(arena, MOST, sizeof(*list->at))};
	return state_read(state, &reader, err,
	                  "SELECT id, handle, by_, text, at FROM remark WHERE handle = ? ORDER BY at DESC, id DESC LIMIT ?", "sn",
	                  handle, (int64_t)MOST);
}
