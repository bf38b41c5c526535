#include "state_glance.h"

#include "state_parts.h"

struct reading {
	struct arena *arena;
	void *rows;
	size_t len, room;
};

static void *next_row(struct reading *reading, size_t size)
{
	reading->rows = state_more(reading->arena, reading->rows, reading->len, &reading->room, size);
	return (char *)reading->rows + size * reading->len++;
}

static int take_glance(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	struct state_glance *glance = next_row(reading, sizeof(*glance));
	const char **texts[] = {&glance->id,    &glance->commit, &glance->author, &glance->guest,   &glance->summary, &glance->path,
				&glance->forum, &glance->stem,   &glance->title,  &glance->excerpt, &glance->host,    &glance->sketch};
	(void)err;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = state_text(row, (int)i, reading->arena);
	glance->files = state_int(row, ARRAY_LEN(texts));
	glance->links = state_int(row, ARRAY_LEN(texts) + 1);
	glance->submitted = state_int(row, ARRAY_LEN(texts) + 2);
	return 0;
}

#define COLUMNS "id, commit_, author, guest, summary, path, forum, stem, title, excerpt, host, sketch, files, links, submitted"

int state_glances(struct state *state, struct arena *arena, struct state_glances *all, struct err *err)
{
	struct reading reading = {.arena = arena};
	struct state_reader reader = {take_glance, &reading};
	if (state_read(state, &reader, err, "SELECT " COLUMNS " FROM glance ORDER BY id", ""))
		return -1;
	*all = (struct state_glances){reading.rows, reading.len};
	return 0;
}

static int take_sketch(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	(void)err;
	*(const char **)next_row(reading, sizeof(const char *)) = state_text(row, 0, reading->arena);
	return 0;
}

int state_glance_sketches(struct state *state, struct arena *arena, struct state_sketches *all, struct err *err)
{
	struct reading reading = {.arena = arena};
	struct state_reader reader = {take_sketch, &reading};
	if (state_read(state, &reader, err, "SELECT sketch FROM glance", ""))
		return -1;
	*all = (struct state_sketches){reading.rows, reading.len};
	return 0;
}

int state_glances_renew(struct state *state, const struct state_glances *put, const char *const *drop, size_t ndrop,
                        struct err *err)
{
	int rc = state_begin(state, err);
	if (rc)
		return -1;
	for (size_t i = 0; !rc && i < ndrop; i++)
		rc = state_do(state, err, "DELETE FROM glance WHERE id = ?", "s", drop[i]);
	for (size_t i = 0; !rc && i < put->len; i++) {
		const struct state_glance *g = &put->at[i];
		rc = state_do(state, err,
		              "INSERT OR REPLACE INTO glance (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		              "ssssssssssssnnn", g->id, g->commit, g->author, g->guest, g->summary, g->path, g->forum, g->stem,
		              g->title, g->excerpt, g->host, g->sketch, g->files, g->links, g->submitted);
	}
	return state_end(state, rc, err);
}
