#include "state_appeal.h"

#include "state_parts.h"

#define APPEALS "SELECT of_, act, handle, text, verdict, by_, answer, at, decided FROM appeal "

enum { OWN_MAX = 20 };

int state_appeal_put(struct state *state, const struct state_appeal *appeal, struct err *err)
{
	if (state_do(state, err, "INSERT OR IGNORE INTO appeal (of_, act, handle, text, at) VALUES (?, ?, ?, ?, ?)", "snssn",
	             appeal->of, (int64_t)appeal->act, appeal->handle, appeal->text, appeal->at))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_RACE, "%s has been appealed against already", appeal->of);
}

int state_appeal_open_count(struct state *state, int64_t *n, struct err *err)
{
	return state_get_number(state, (struct state_number){0, n}, err, "SELECT count(*) FROM appeal WHERE decided = 0", "");
}

struct reading {
	struct arena *arena;
	struct state_appeal_list *list;
	size_t room;
};

static struct state_appeal *next_row(struct reading *reading)
{
	struct state_appeal_list *list = reading->list;
	list->at = state_more(reading->arena, list->at, list->len, &reading->room, sizeof(*list->at));
	return &list->at[list->len++];
}

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	struct arena *arena = reading->arena;
	(void)err;
	*next_row(reading) = (struct state_appeal){
		.of = state_text(row, 0, arena),
		.act = state_int(row, 1),
		.handle = state_text(row, 2, arena),
		.text = state_text(row, 3, arena),
		.verdict = state_text(row, 4, arena),
		.by = state_text(row, 5, arena),
		.answer = state_text(row, 6, arena),
		.at = state_int(row, 7),
		.decided = state_int(row, 8),
	};
	return 0;
}

int state_appeal_find(struct state *state, const char *of, struct arena *arena, struct state_appeal *appeal, struct err *err)
{
	struct state_appeal_list list = {0};
	struct reading reading = {arena, &list, 0};
	struct state_reader reader = {take, &reading};
	if (state_read(state, &reader, err, APPEALS "WHERE of_ = ?", "s", of))
		return -1;
	if (!list.len)
		return err_set(err, ERR_NOTFOUND, "no appeal against %s", of);
	*appeal = list.at[0];
	return 0;
}

int state_appeal_open(struct state *state, int64_t most, struct arena *arena, struct state_appeal_list *list,
                      struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_appeal_list){0};
	return state_read(state, &reader, err, APPEALS "WHERE decided = 0 ORDER BY at, of_ LIMIT ?", "n", most);
}

int state_appeal_by(struct state *state, const char *handle, struct arena *arena, struct state_appeal_list *list,
                    struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_appeal_list){0};
	return state_read(state, &reader, err, APPEALS "WHERE handle = ? ORDER BY at DESC, of_ DESC LIMIT ?", "sn", handle,
	                  (int64_t)OWN_MAX);
}

int state_appeal_decide(struct state *state, const struct state_appeal *appeal, struct err *err)
{
	if (state_do(state, err, "UPDATE appeal SET verdict = ?, by_ = ?, answer = ?, decided = ? WHERE of_ = ? AND decided = 0",
	             "sssns", appeal->verdict, appeal->by, appeal->answer, appeal->decided, appeal->of))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_RACE, "somebody else has decided it already");
}
