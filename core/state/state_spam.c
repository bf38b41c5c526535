#include "state_spam.h"

#include "state_parts.h"

enum { NUMBER_DIGITS = 24 };

static const char scored_note[] = "spam.scored";

/* Words as SQLite's json_each() reads them: one statement for a whole text. */
static const char *numbers_of(const struct spam_text *words, struct arena *arena)
{
	struct str json;
	str_init(&json, SPAM_WORDS_MAX * NUMBER_DIGITS);
	str_addc(&json, '[');
	for (size_t i = 0; i < words->nwords; i++) {
		str_addz(&json, i ? "," : "");
		str_add_int(&json, words->words[i].number);
	}
	str_addc(&json, ']');
	const char *copy = arena_dupn(arena, json.at, json.len);
	str_release(&json);
	return copy;
}

int state_spam_put(struct state *state, const struct state_spam_text *text, const struct spam_text *words, struct err *err)
{
	struct arena arena;
	arena_init(&arena);
	int rc = state_do(state, err,
	                  "INSERT INTO spam_text (id, sender, network, place, digest, points, at, words)"
	                  " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
	                  "ssssnnns", text->id, text->sender, text->network, text->place, text->digest, text->points,
	                  text->at, numbers_of(words, &arena));
	arena_release(&arena);
	return rc;
}

/* One text more or less of a kind. Row 0 counts the texts themselves. */
static int count(struct state *state, const char *words, enum spam_lesson lesson, int64_t step, int64_t now, struct err *err)
{
	if (lesson != SPAM_SPAM && lesson != SPAM_HAM)
		return 0;
	return state_do(state, err,
	                "INSERT INTO spam_word (word, spam, ham, seen)"
	                " SELECT value, max(0, ?2), max(0, ?3), ?4 FROM (SELECT 0 AS value UNION SELECT value FROM json_each(?1))"
	                " WHERE true ON CONFLICT (word) DO UPDATE SET"
	                " spam = max(0, spam + ?2), ham = max(0, ham + ?3), seen = ?4",
	                "snnn", words, lesson == SPAM_SPAM ? step : 0, lesson == SPAM_HAM ? step : 0, now);
}

struct lesson {
	struct arena *arena;
	const char *words;
	enum spam_lesson was;
};

static int take_lesson(void *self, const struct state_row *row, struct err *err)
{
	struct lesson *lesson = self;
	(void)err;
	lesson->was = (enum spam_lesson)state_int(row, 0);
	lesson->words = state_text(row, 1, lesson->arena);
	return 0;
}

static int teach(struct state *state, const struct state_spam_lesson *new, struct err *err)
{
	struct arena arena;
	struct lesson old = {.arena = &arena};
	struct state_reader reader = {take_lesson, &old};
	arena_init(&arena);
	int rc = state_read(state, &reader, err, "SELECT lesson, words FROM spam_text WHERE id = ?", "s", new->id);
	if (!rc && !old.words)
		rc = err_set(err, ERR_NOTFOUND, "%s: a text that the filter never saw", new->id);
	if (!rc && old.was != new->lesson)
		rc = count(state, old.words, old.was, -1, new->now, err) || count(state, old.words, new->lesson, 1, new->now, err);
	if (!rc)
		rc = state_do(state, err, "UPDATE spam_text SET lesson = ?, mark = ? WHERE id = ?", "nss", (int64_t)new->lesson,
		              new->mark, new->id);
	arena_release(&arena);
	return rc;
}

int state_spam_teach(struct state *state, const struct state_spam_lesson *lesson, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	return state_end(state, teach(state, lesson, err), err);
}

struct counting {
	struct spam_counts *counts;
	const struct spam_text *words; /* NULL: their texts are not known */
};

static int take_count(void *self, const struct state_row *row, struct err *err)
{
	struct counting *counting = self;
	struct spam_counts *counts = counting->counts;
	int64_t at = state_int(row, 0), number = state_int(row, 1), spam = state_int(row, 2), ham = state_int(row, 3);
	(void)err;
	if (!number) {
		counts->spam = spam;
		counts->ham = ham;
	} else if (counts->len < SPAM_WORDS_MAX) {
		bool named = counting->words && at >= 0 && (size_t)at < counting->words->nwords;
		counts->at[counts->len++] = (struct spam_count){named ? counting->words->words[at].text : "", number, spam, ham};
	}
	return 0;
}

static int read_counts(struct state *state, const char *words, struct counting *counting, struct arena *arena, struct err *err)
{
	struct state_reader reader = {take_count, counting};
	*counting->counts = (struct spam_counts){.at = arena_alloc(arena, SPAM_WORDS_MAX, sizeof(struct spam_count))};
	return state_read(state, &reader, err,
	                  "SELECT key, word, spam, ham FROM (SELECT -1 AS key, 0 AS value UNION ALL SELECT key, value FROM json_each(?))"
	                  " JOIN spam_word ON word = value",
	                  "s", words);
}

int state_spam_counts(struct state *state, const struct spam_text *words, struct arena *arena, struct spam_counts *counts,
                      struct err *err)
{
	struct counting counting = {counts, words};
	return read_counts(state, numbers_of(words, arena), &counting, arena, err);
}

struct remembered {
	struct arena *arena;
	const char *words;
};

static int take_words(void *self, const struct state_row *row, struct err *err)
{
	struct remembered *remembered = self;
	(void)err;
	remembered->words = state_text(row, 0, remembered->arena);
	return 0;
}

int state_spam_recount(struct state *state, const char *id, struct arena *arena, struct spam_counts *counts, struct err *err)
{
	struct counting counting = {counts, NULL};
	struct remembered remembered = {arena, "[]"};
	struct state_reader reader = {take_words, &remembered};
	if (state_read(state, &reader, err, "SELECT words FROM spam_text WHERE id = ?", "s", id))
		return -1;
	return read_counts(state, remembered.words, &counting, arena, err);
}

int state_spam_rescore(struct state *state, const char *id, int64_t score, const char *reasons, struct err *err)
{
	return state_do(state, err, "UPDATE facts SET score = ?, reasons = ? WHERE id = ?", "nss", score, reasons, id);
}

int state_spam_scored(struct state *state, int64_t *lessons, struct err *err)
{
	return state_get_number(state, (struct state_number){0, lessons}, err,
	                        "SELECT CAST(text AS INTEGER) FROM note WHERE name = ?", "s", scored_note);
}

int state_spam_set_scored(struct state *state, int64_t lessons, struct err *err)
{
	return state_do(state, err, "INSERT OR REPLACE INTO note (name, text) VALUES (?, CAST(? AS TEXT))", "sn", scored_note,
	                lessons);
}

struct looking {
	struct arena *arena;
	struct state_spam_seen *seen;
};

static int take_seen(void *self, const struct state_row *row, struct err *err)
{
	struct looking *looking = self;
	(void)err;
	*looking->seen = (struct state_spam_seen){
		.as_spam = state_int(row, 0),
		.by_others = state_int(row, 1),
		.network_spam = state_int(row, 2),
		.approved = state_int(row, 3),
		.own = state_text(row, 4, looking->arena),
	};
	return 0;
}

int state_spam_look(struct state *state, const struct state_spam_text *text, int64_t since, struct arena *arena,
                    struct state_spam_seen *seen, struct err *err)
{
	struct looking looking = {arena, seen};
	struct state_reader reader = {take_seen, &looking};
	return state_read(
	    state, &reader, err,
	    "SELECT (SELECT count(*) FROM spam_text WHERE digest = ?1 AND at >= ?2 AND lesson = 1 AND id <> ?6),"
	    " (SELECT count(*) FROM spam_text WHERE digest = ?1 AND at >= ?2 AND lesson < 2 AND sender <> ?3),"
	    " (SELECT count(*) FROM spam_text WHERE network = ?4 AND network <> '' AND at >= ?2 AND lesson = 1 AND id <> ?6),"
	    " (SELECT count(*) FROM spam_text WHERE sender = ?3 AND lesson = 2),"
	    " (SELECT max(id) FROM spam_text WHERE digest = ?1 AND at >= ?2 AND sender = ?3 AND place = ?5 AND id <> ?6)",
	    "nnssss", text->digest, since, text->sender, text->network, text->place, text->id);
}

struct listing {
	struct arena *arena;
	struct state_spam_rows *rows;
};

static int take_row(void *self, const struct state_row *row, struct err *err)
{
	struct listing *listing = self;
	(void)err;
	listing->rows->at[listing->rows->len++] = (struct state_spam_row){
		.id = state_text(row, 0, listing->arena),
		.mark = state_text(row, 1, listing->arena),
		.points = state_int(row, 2),
		.at = state_int(row, 3),
	};
	return 0;
}

int state_spam_all(struct state *state, struct arena *arena, struct state_spam_rows *rows, struct err *err)
{
	struct listing listing = {arena, rows};
	struct state_reader reader = {take_row, &listing};
	int64_t n = 0;
	*rows = (struct state_spam_rows){0};
	if (state_begin(state, err))
		return -1;
	int rc = state_get_number(state, (struct state_number){0, &n}, err, "SELECT count(*) FROM spam_text", "");
	rows->at = arena_alloc(arena, (size_t)n, sizeof(*rows->at));
	if (!rc)
		rc = state_read(state, &reader, err, "SELECT id, mark, points, at FROM spam_text ORDER BY id", "");
	return state_end(state, rc, err);
}

static int take_totals(void *self, const struct state_row *row, struct err *err)
{
	(void)err;
	*(struct state_spam_totals *)self =
	    (struct state_spam_totals){state_int(row, 0), state_int(row, 1), state_int(row, 2), state_int(row, 3)};
	return 0;
}

int state_spam_totals(struct state *state, struct state_spam_totals *totals, struct err *err)
{
	struct state_reader reader = {take_totals, totals};
	return state_read(state, &reader, err,
	                  "SELECT (SELECT spam FROM spam_word WHERE word = 0), (SELECT ham FROM spam_word WHERE word = 0),"
	                  " (SELECT count(*) FROM spam_word WHERE word <> 0), (SELECT count(*) FROM spam_text)",
	                  "");
}

int state_spam_drop(struct state *state, const char *id, struct err *err)
{
	return state_do(state, err, "DELETE FROM spam_text WHERE id = ?", "s", id);
}

int state_spam_prune(struct state *state, int64_t before, struct err *err)
{
	return state_do(state, err, "DELETE FROM spam_word WHERE spam + ham < 2 AND seen < ? AND word <> 0", "n", before);
}
