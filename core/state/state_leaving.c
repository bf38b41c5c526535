#include "state_leaving.h"

#include "state_parts.h"

/* A note each: "leaving HANDLE", and a line for each of how, by, id; the rest is the reason. */

static const char *line(const char *s)
{
	return s ? s : "";
}

int state_leaving_put(struct state *state, const struct state_leaving *leaving, struct err *err)
{
	return state_do(state, err,
	                "INSERT OR REPLACE INTO note (name, text)"
	                " VALUES ('leaving ' || ?, ? || char(10) || ? || char(10) || ? || char(10) || ?)",
	                "sssss", leaving->handle, leaving->how, line(leaving->by), line(leaving->id), line(leaving->reason));
}

int state_leaving_drop(struct state *state, const char *handle, struct err *err)
{
	return state_do(state, err, "DELETE FROM note WHERE name = 'leaving ' || ?", "s", handle);
}

struct taking {
	struct arena *arena;
	struct state_leaving_list *list;
	size_t room;
};

static const char *cut_line(struct arena *arena, const char **at)
{
	size_t n = strcspn(*at, "\n");
	const char *copy = arena_dupn(arena, *at, n);
	*at += n + ((*at)[n] == '\n');
	return copy;
}

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct taking *taking = self;
	struct state_leaving_list *list = taking->list;
	(void)err;
	list->at = state_more(taking->arena, list->at, list->len, &taking->room, sizeof(*list->at));
	struct state_leaving *leaving = &list->at[list->len++];
	const char *text = state_text(row, 1, taking->arena);
	leaving->handle = state_text(row, 0, taking->arena);
	leaving->how = cut_line(taking->arena, &text);
	leaving->by = cut_line(taking->arena, &text);
	leaving->id = cut_line(taking->arena, &text);
	leaving->reason = text;
	return 0;
}

int state_leaving_all(struct state *state, struct arena *arena, struct state_leaving_list *list, struct err *err)
{
	struct taking taking = {.arena = arena, .list = list};
	struct state_reader reader = {take, &taking};
	*list = (struct state_leaving_list){0};
	return state_read(state, &reader, err, "SELECT substr(name, 9), text FROM note WHERE name GLOB 'leaving *' ORDER BY name", "");
}
