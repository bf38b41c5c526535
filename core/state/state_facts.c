#include "state_facts.h"

#include "core/base/vec.h"
#include "state_parts.h"

#define FACTS "SELECT id, handle, network, rule, reasons, score, at, claimed_by, claimed_until FROM facts "

int state_facts_put(struct state *state, const struct state_facts *facts, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO facts (id, handle, network, rule, reasons, score, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
	                " ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, network = excluded.network,"
	                " rule = excluded.rule, reasons = excluded.reasons, score = excluded.score, at = excluded.at",
	                "sssssnn", facts->id, facts->handle, facts->network, facts->rule, facts->reasons, facts->score,
	                facts->at);
}

struct reading {
	struct arena *arena;
	struct state_facts_list *list;
	size_t room;
};

static struct state_facts *next_row(struct reading *reading)
{
	struct state_facts_list *list = reading->list;
	list->at = state_more(reading->arena, list->at, list->len, &reading->room, sizeof(*list->at));
	return &list->at[list->len++];
}

static int take(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	struct arena *arena = reading->arena;
	(void)err;
	*next_row(reading) = (struct state_facts){
		.id = state_text(row, 0, arena),
		.handle = state_text(row, 1, arena),
		.network = state_text(row, 2, arena),
		.rule = state_text(row, 3, arena),
		.reasons = state_text(row, 4, arena),
		.score = state_int(row, 5),
		.at = state_int(row, 6),
		.claimed_by = state_text(row, 7, arena),
		.claimed_until = state_int(row, 8),
	};
	return 0;
}

int state_facts_find(struct state *state, const char *id, struct arena *arena, struct state_facts *facts, struct err *err)
{
	struct state_facts_list list = {0};
	struct reading reading = {arena, &list, 0};
	struct state_reader reader = {take, &reading};
	if (state_read(state, &reader, err, FACTS "WHERE id = ?", "s", id))
		return -1;
	if (!list.len)
		return err_set(err, ERR_NOTFOUND, "no facts of that submission");
	*facts = list.at[0];
	return 0;
}

struct forgetting {
	const struct state_kept *kept;
	struct arena *arena;
	struct gone VEC_OF(const char *) gone;
};

static int by_name(const void *id, const void *name)
{
	return strcmp(id, *(const char *const *)name);
}

static int note_gone(void *self, const struct state_row *row, struct err *err)
{
	struct forgetting *f = self;
	const char *id = state_text(row, 0, f->arena);
	(void)err;
	if (!f->kept->len || !bsearch(id, f->kept->ids, f->kept->len, sizeof(*f->kept->ids), by_name))
		*VEC_PUSH(&f->gone) = id;
	return 0;
}

static int forget(struct state *state, const char *id, struct err *err)
{
	static const char *const statements[] = {"DELETE FROM facts WHERE id = ?", "DELETE FROM glance WHERE id = ?"};
	for (size_t i = 0; i < ARRAY_LEN(statements); i++)
		if (state_do(state, err, statements[i], "s", id))
			return -1;
	return 0;
}

static int forget_all(struct state *state, struct forgetting *f, struct err *err)
{
	struct state_reader reader = {note_gone, f};
	if (state_begin(state, err))
		return -1;
	int rc = state_read(state, &reader, err,
	                    "SELECT id FROM facts WHERE at < ?1 UNION SELECT id FROM glance WHERE submitted < ?1"
	                    " EXCEPT SELECT id FROM facts WHERE at >= ?1",
	                    "n", f->kept->before);
	for (size_t i = 0; !rc && i < f->gone.len; i++)
		rc = forget(state, f->gone.at[i], err);
	return state_end(state, rc, err);
}

int state_facts_keep(struct state *state, const struct state_kept *kept, struct arena *arena, size_t *gone, struct err *err)
{
	struct forgetting f = {.kept = kept, .arena = arena};
	int rc = forget_all(state, &f, err);
	*gone = f.gone.len;
	VEC_RELEASE(&f.gone);
	return rc || !*gone ? rc : state_fold(state, err);
}

int state_facts_drop(struct state *state, const char *id, struct err *err)
{
	return state_do(state, err, "DELETE FROM facts WHERE id = ?", "s", id);
}

int state_facts_all(struct state *state, struct arena *arena, struct state_facts_list *list, struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_facts_list){0};
	return state_read(state, &reader, err, FACTS "ORDER BY id", "");
}

int state_facts_of(struct state *state, const struct state_sender *sender, struct arena *arena,
                   struct state_facts_list *list, struct err *err)
{
	struct reading reading = {arena, list, 0};
	struct state_reader reader = {take, &reading};
	*list = (struct state_facts_list){0};
	if (!*sender->handle)
		return state_read(state, &reader, err, FACTS "WHERE network = ? AND network <> '' ORDER BY id DESC LIMIT ?", "sn",
		                  sender->network, sender->most);
	if (!strcmp(sender->handle, "guest"))
		return state_read(state, &reader, err, FACTS "WHERE network = ? AND network <> '' AND handle = 'guest' ORDER BY id DESC LIMIT ?",
		                  "sn", sender->network, sender->most);
	return state_read(state, &reader, err, FACTS "WHERE handle = ? ORDER BY id DESC LIMIT ?", "sn", sender->handle, sender->most);
}

static int by_id(const void *id, const void *facts)
{
	return strcmp(id, ((const struct state_facts *)facts)->id);
}

const struct state_facts *state_facts_in(const struct state_facts_list *list, const char *id)
{
	return list->len ? bsearch(id, list->at, list->len, sizeof(*list->at), by_id) : NULL;
}

static int take_holder(void *self, const struct state_row *row, struct err *err)
{
	struct reading *reading = self;
	(void)err;
	next_row(reading)->claimed_by = state_text(row, 0, reading->arena);
	return 0;
}

int state_facts_claim(struct state *state, const struct state_claim *claim, struct arena *arena, const char **holder,
                      struct err *err)
{
	struct state_facts_list list = {0};
	struct reading reading = {arena, &list, 0};
	struct state_reader reader = {take_holder, &reading};
	if (state_read(state, &reader, err,
	               "UPDATE facts SET"
	               " claimed_until = CASE WHEN claimed_by IN ('', ?1) OR claimed_until <= ?2 THEN ?3 ELSE claimed_until END,"
	               " claimed_by = CASE WHEN claimed_by IN ('', ?1) OR claimed_until <= ?2 THEN ?1 ELSE claimed_by END"
	               " WHERE id = ?4 RETURNING claimed_by",
	               "snns", claim->handle, claim->now, claim->now + claim->seconds, claim->id))
		return -1;
	*holder = list.len ? list.at[0].claimed_by : "";
	return 0;
}
