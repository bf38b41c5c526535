#include "state_mail.h"

#include "core/base/vec.h"
#include "state_parts.h"

/* ---- news ---- */

static const char commit_note[] = "news";

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

int state_news_commit(struct state *state, struct arena *arena, const char **commit, struct err *err)
{
	struct one_text one = {arena, ""};
	struct state_reader reader = {take_text, &one};
	int rc = state_read(state, &reader, err, "SELECT text FROM note WHERE name = ?", "s", commit_note);
	*commit = one.text;
	return rc;
}

static int put_news(struct state *state, const struct state_news *news, struct err *err)
{
	return state_do(state, err,
	                "INSERT OR IGNORE INTO news (handle, stem, name, reason, due) VALUES (?, ?, ?, ?, ?)", "ssssn",
	                news->handle, news->stem, news->name, news->reason, news->due);
}

static int move_commit(struct state *state, const struct state_found *found, struct err *err)
{
	int64_t same;
	if (state_do(state, err, "INSERT OR IGNORE INTO note (name, text) VALUES (?, '')", "s", commit_note) ||
	    state_get_number(state, (struct state_number){0, &same}, err,
	                     "SELECT count(*) FROM note WHERE name = ? AND text = ?", "ss", commit_note, found->before))
		return -1;
	if (!same)
		return err_set(err, ERR_RACE, "another process has looked for news meanwhile");
	return state_do(state, err, "UPDATE note SET text = ? WHERE name = ?", "ss", found->commit, commit_note);
}

int state_news_put(struct state *state, const struct state_found *found, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = move_commit(state, found, err);
	for (size_t i = 0; i < found->nnews && !rc; i++)
		rc = put_news(state, &found->news[i], err);
	return state_end(state, rc, err);
}

struct news_reader {
	struct arena *arena;
	struct all_news VEC_OF(struct state_news) all;
};

static int take_news(void *self, const struct state_row *row, struct err *err)
{
	struct news_reader *reader = self;
	(void)err;
	*VEC_PUSH(&reader->all) = (struct state_news){.handle = state_text(row, 0, reader->arena),
	                                              .stem = state_text(row, 1, reader->arena),
	                                              .name = state_text(row, 2, reader->arena),
	                                              .reason = state_text(row, 3, reader->arena),
	                                              .due = state_int(row, 4)};
	return 0;
}

int state_news_due(struct state *state, int64_t now, struct arena *arena, struct state_news_list *news, struct err *err)
{
	struct news_reader self = {.arena = arena};
	struct state_reader reader = {take_news, &self};
	int rc =
	    state_read(state, &reader, err,
	               "SELECT handle, stem, name, reason, due FROM news WHERE due <= ?1 AND handle ="
	               " (SELECT handle FROM news WHERE due <= ?1 ORDER BY due, handle LIMIT 1) ORDER BY stem, name",
	               "n", now);
	news->at = arena_alloc(arena, self.all.len + 1, sizeof(*news->at));
	news->len = self.all.len;
	if (news->len)
		memcpy(news->at, self.all.at, news->len * sizeof(*news->at));
	VEC_RELEASE(&self.all);
	return rc;
}

/* ---- letters ---- */

static int drop_told(struct state *state, const struct state_news_list *told, struct err *err)
{
	for (size_t i = 0; told && i < told->len; i++)
		if (state_do(state, err, "DELETE FROM news WHERE handle = ? AND stem = ? AND name = ?", "sss",
		             told->at[i].handle, told->at[i].stem, told->at[i].name))
			return -1;
	return 0;
}

int state_letter_put(struct state *state, const struct state_letter *letter, const struct state_news_list *told,
                     int64_t now, struct err *err)
{
	if (state_begin(state, err))
		return -1;
	int rc = 0;
	if (letter)
		rc =
		    state_do(state, err,
		             "INSERT OR IGNORE INTO letter (name, address, message, due, tries) VALUES (?, ?, ?, ?, 0)",
		             "sssn", letter->name, letter->address, letter->message, now);
	if (!rc)
		rc = drop_told(state, told, err);
	return state_end(state, rc, err);
}

struct letter_reader {
	struct arena *arena;
	struct state_letter *letter;
};

static int take_letter(void *self, const struct state_row *row, struct err *err)
{
	struct letter_reader *reader = self;
	(void)err;
	*reader->letter = (struct state_letter){.id = state_int(row, 0),
	                                        .name = state_text(row, 1, reader->arena),
	                                        .address = state_text(row, 2, reader->arena),
	                                        .message = state_text(row, 3, reader->arena),
	                                        .tries = state_int(row, 4)};
	return 0;
}

int state_letter_claim(struct state *state, int64_t now, int64_t lease, struct arena *arena,
                       struct state_letter *letter, struct err *err)
{
	*letter = (struct state_letter){0};
	struct letter_reader self = {arena, letter};
	struct state_reader reader = {take_letter, &self};
	int rc = state_read(state, &reader, err,
	                    "UPDATE letter SET tries = tries + 1, due = ? WHERE id ="
	                    " (SELECT id FROM letter WHERE due <= ? ORDER BY due, id LIMIT 1)"
	                    " RETURNING id, name, address, message, tries",
	                    "nn", now + lease, now);
	if (rc)
		return -1;
	return letter->id ? 0 : err_set(err, ERR_NOTFOUND, "no letter is due");
}

int state_letter_sent(struct state *state, int64_t id, struct err *err)
{
	return state_do(state, err, "DELETE FROM letter WHERE id = ?", "n", id);
}

int state_letter_delay(struct state *state, int64_t id, int64_t due, struct err *err)
{
	return state_do(state, err, "UPDATE letter SET due = ? WHERE id = ?", "nn", due, id);
}

int state_mail_wait(struct state *state, int64_t now, int64_t *seconds, struct err *err)
{
	int64_t due;
	if (state_get_number(
	        state, (struct state_number){-1, &due}, err,
	        "SELECT due FROM (SELECT due FROM letter UNION ALL SELECT due FROM news"
	        " UNION ALL SELECT due FROM verdict WHERE due > 0) ORDER BY due LIMIT 1", ""))
		return -1;
	*seconds = due < 0 ? -1 : due > now ? due - now : 0;
	return 0;
}
