#include "state_mail.h"

#include "core/base/vec.h"
#include "state_parts.h"

static const char *const mails[STATE_MAILS] = {[STATE_MAIL_NOW] = "now",
                                               [STATE_MAIL_DAILY] = "daily",
                                               [STATE_MAIL_WEEKLY] = "weekly",
                                               [STATE_MAIL_NEVER] = "never"};

const char *state_mail_name(enum state_mail mail)
{
	return mails[mail];
}

bool state_mail_parse(const char *name, enum state_mail *mail)
{
	for (size_t i = 0; i < STATE_MAILS; i++) {
		if (strcmp(mails[i], name) != 0)
			continue;
		*mail = (enum state_mail)i;
		return true;
	}
	return false;
}

static int changed_account(struct state *state, struct err *err)
{
	return state_changes(state) ? 0 : err_set(err, ERR_NOTFOUND, "no such account");
}

/* lower() of SQLite knows ASCII, as do most mail servers. */
int state_address_put(struct state *state, const char *handle, const char *address, struct err *err)
{
	int64_t others;
	if (state_begin(state, err))
		return -1;
	int rc = state_get_number(
	    state, (struct state_number){0, &others}, err,
	    "SELECT count(*) FROM account WHERE lower(address) = lower(?) AND address <> '' AND handle <> ?", "ss",
	    address, handle);
	if (!rc && others)
		rc = err_set(err, ERR_RACE, "another account has this address");
	if (!rc)
		rc = state_do(state, err, "UPDATE account SET address = ?, bounces = 0, paused = 0 WHERE handle = ?", "ss", address, handle);
	if (!rc)
		rc = changed_account(state, err);
	return state_end(state, rc, err);
}

int state_mail_put(struct state *state, const char *handle, enum state_mail mail, struct err *err)
{
	if (state_do(state, err, "UPDATE account SET mail = ?, bounces = 0, paused = 0 WHERE handle = ?", "ss", mails[mail], handle))
		return -1;
	return changed_account(state, err);
}

struct reach_reader {
	struct arena *arena;
	struct state_reach *reach;
};

static int take_reach(void *self, const struct state_row *row, struct err *err)
{
	struct reach_reader *reader = self;
	(void)err;
	reader->reach->address = state_text(row, 0, reader->arena);
	if (!state_mail_parse(state_text(row, 1, reader->arena), &reader->reach->mail))
		reader->reach->mail = STATE_MAIL_NOW;
	return 0;
}

int state_reach(struct state *state, const char *handle, struct arena *arena, struct state_reach *reach,
                struct err *err)
{
	*reach = (struct state_reach){0};
	struct reach_reader self = {arena, reach};
	struct state_reader reader = {take_reach, &self};
	if (state_read(state, &reader, err, "SELECT address, CASE WHEN paused THEN 'never' ELSE mail END FROM account WHERE handle = ?", "s", handle))
		return -1;
	return reach->address ? 0 : err_set(err, ERR_NOTFOUND, "no such account");
}

/* ---- lists of texts ---- */

struct texts {
	struct arena *arena;
	struct vec_of_texts VEC_OF(const char *) all;
};

static int take_text(void *self, const struct state_row *row, struct err *err)
{
	struct texts *texts = self;
	(void)err;
	*VEC_PUSH(&texts->all) = state_text(row, 0, texts->arena);
	return 0;
}

static void keep_texts(struct texts *texts, struct state_handles *list)
{
	list->at = arena_alloc(texts->arena, texts->all.len + 1, sizeof(*list->at));
	list->len = texts->all.len;
	if (list->len)
		memcpy(list->at, texts->all.at, list->len * sizeof(*list->at));
	VEC_RELEASE(&texts->all);
}

int state_address_owner(struct state *state, const char *address, struct arena *arena, const char **handle,
                        struct err *err)
{
	struct texts texts = {.arena = arena};
	struct state_reader reader = {take_text, &texts};
	struct state_handles list;
	int rc =
	    state_read(state, &reader, err,
	               "SELECT handle FROM account WHERE lower(address) = lower(?) AND address <> ''", "s", address);
	keep_texts(&texts, &list);
	if (rc)
		return -1;
	if (!list.len)
		return err_set(err, ERR_NOTFOUND, "nobody has this address");
	*handle = list.at[0];
	return 0;
}

/* ---- following ---- */

int state_follow_put(struct state *state, const char *handle, const char *what, bool on, int64_t now, struct err *err)
{
	return state_do(state, err,
	                "INSERT INTO follow (handle, what, on_, since) VALUES (?, ?, ?, ?)"
	                " ON CONFLICT (handle, what) DO UPDATE SET on_ = excluded.on_, since = excluded.since",
	                "ssnn", handle, what, (int64_t)on, now);
}

int state_follow_suggest(struct state *state, const char *handle, const char *what, int64_t now, struct err *err)
{
	return state_do(state, err, "INSERT OR IGNORE INTO follow (handle, what, on_, since) VALUES (?, ?, 1, ?)",
	                "ssn", handle, what, now);
}

int state_follows(struct state *state, const char *handle, const char *what, bool *on, struct err *err)
{
	int64_t n;
	if (state_get_number(state, (struct state_number){0, &n}, err,
	                     "SELECT on_ FROM follow WHERE handle = ? AND what = ?", "ss", handle, what))
		return -1;
	*on = n != 0;
	return 0;
}

int state_declines(struct state *state, const char *handle, const char *what, bool *off, struct err *err)
{
	int64_t n;
	if (state_get_number(state, (struct state_number){1, &n}, err,
	                     "SELECT on_ FROM follow WHERE handle = ? AND what = ?", "ss", handle, what))
		return -1;
	*off = n == 0;
	return 0;
}

int state_followers(struct state *state, const char *what, struct arena *arena, struct state_handles *handles,
                    struct err *err)
{
	struct texts texts = {.arena = arena};
	struct state_reader reader = {take_text, &texts};
	int rc = state_read(state, &reader, err, "SELECT handle FROM follow WHERE what = ? AND on_ ORDER BY handle",
	                    "s", what);
	keep_texts(&texts, handles);
	return rc;
}

int state_followed(struct state *state, const char *handle, struct arena *arena, struct state_handles *keys,
                   struct err *err)
{
	struct texts texts = {.arena = arena};
	struct state_reader reader = {take_text, &texts};
	int rc = state_read(state, &reader, err, "SELECT what FROM follow WHERE handle = ? AND on_ ORDER BY what", "s",
	                    handle);
	keep_texts(&texts, keys);
	return rc;
}
