#include "state_report.h"

#include "state_parts.h"

#define REPORTS "SELECT target, handle, network, why, text, by_, note, at, closed FROM report "

int state_report_put(struct state *state, const struct state_report *report, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO report (target, handle, network, why, text, at) VALUES (?, ?, ?, ?, ?, ?)"
	                " ON CONFLICT (target, handle, network) WHERE state = 0 DO UPDATE SET why = excluded.why,"
	                " text = excluded.text",
	                "sssssn", report->target, report->handle, report->network, report->why, report->text, report->at);
}

int state_report_open_count(struct state *state, int64_t *n, struct err *err)
{
	return state_get_number(state, (struct state_number){0, n}, err, "SELECT count(*) FROM report WHERE state = 0", "");
}

struct reading {
	struct arena *arena;
	struct state_report_list *list;
	size_t room;
};

static struct state_report *next_row(struct reading *reading)
{
	struct state_report_list *list = reading->list;
	list->at = state_more(reading->arena, list->at, list->len, &reading->room, sizeof(*list->at));
	return &list->at[list->len++];
}

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	struct arena *arena = reading->arena;
	(void)err;
	*next_row(reading) = (struct state_report){
		.target = state_text(row, 0, arena),
		.handle = state_text(row, 1, arena),
		.network = state_text(row, 2, arena),
		.why = state_text(row, 3, arena),
		.text = state_text(row, 4, arena),
		.by = state_text(row, 5, arena),
		.note = state_text(row, 6, arena),
		.at = state_int(row, 7),
		.closed = state_int(row, 8),
	};
	return 0;
}

int state_report_open(struct state *state, int64_t most, struct arena *arena, struct state_report_list *list,
                      struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_report_list){0};
	return state_read(state, &reader, err, REPORTS "WHERE state = 0 ORDER BY target, id LIMIT ?", "n", most);
}

int state_report_newest(struct state *state, int64_t most, struct arena *arena, struct state_report_list *list,
                        struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_report_list){0};
	return state_read(state, &reader, err, REPORTS "ORDER BY id DESC LIMIT ?", "n", most);
}

int state_report_by(struct state *state, const char *handle, struct arena *arena, struct state_report_list *list,
                    struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_report_list){0};
	return state_read(state, &reader, err, REPORTS "WHERE handle = ? ORDER BY id DESC LIMIT 20", "s", handle);
}

int state_report_close(struct state *state, const struct state_report *closing, struct err *err)
{
	if (state_do(state, err, "UPDATE report SET state = 1, by_ = ?, note = ?, closed = ? WHERE target = ? AND state = 0",
	             "ssns", closing->by, closing->note, closing->closed, closing->target))
		return -1;
	return state_changes(state) ? 0 : err_set(err, ERR_RACE, "somebody else has looked at it already");
}
